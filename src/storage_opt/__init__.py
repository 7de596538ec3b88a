"""storage-opt: dispatch and revenue of grid batteries in Japan, certified."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__"]
