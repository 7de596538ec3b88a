"""Compile a function with numba and keep the machine code between runs."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config as numba_config

Function = TypeVar("Function", bound=Callable[..., Any])


def sources_digest() -> str:
    """Digest of all sources of this sub-package.

    Numba looks only at the file of the function that is called, not at the files of those that it calls, so a change in one
    file would leave old code in the others; a cache folder named by the digest of all files cannot be stale.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Folder for machine code: below ``NUMBA_CACHE_DIR``, else the user's cache, else the temporary folder; none if all are read-only."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    owner = f"storage-opt-{os.getuid()}" if hasattr(os, "getuid") else "storage-opt"
    homes = [Path(given)] if given else []
    for home in [*homes, user / "storage-opt", Path(tempfile.gettempdir()) / owner]:
        folder = home / f"one_store-{sources_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


_FOLDER = cache_folder()


def compiled(function: Function) -> Function:
    """``numba.njit``, cached in ``cache_folder()``; without a writable folder it is compiled anew in every process."""
    settings: dict[str, Any] = {"nogil": True, "error_model": "numpy", "cache": _FOLDER is not None}
    make: Callable[[Function], Function] = numba.njit(**settings)
    config: Any = numba_config
    before = config.CACHE_DIR
    config.CACHE_DIR = "" if _FOLDER is None else str(_FOLDER)
    try:
        return make(function)
    finally:
        config.CACHE_DIR = before
