"""storage-opt: dispatch and revenue of grid batteries in Japan, certified.

The names below are the public ones; each is imported when first used, so that ``import storage_opt`` stays light.

>>> import storage_opt as so
>>> project = so.read_project(None, [], {("battery",): {"power_mw": 1, "energy_mwh": 4}, ("area",): "tokyo"})
>>> project.site.battery.energy_mwh
4.0
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage_opt.assets.battery import Battery
    from storage_opt.assets.connection import Connection, Site
    from storage_opt.errors import StorageOptError
    from storage_opt.inputs.prices import read_prices
    from storage_opt.inputs.project import Project, read_project
    from storage_opt.inputs.rules import RuleLibrary, rule_book, rule_library
    from storage_opt.markets.spot import SpotMarket
    from storage_opt.messages import set_language
    from storage_opt.records.results import RunResult
    from storage_opt.records.rule_book import RuleBook
    from storage_opt.studies.run import run

__version__ = "0.1.0"

__all__ = [
    "Battery",
    "Connection",
    "Project",
    "RuleBook",
    "RuleLibrary",
    "RunResult",
    "Site",
    "SpotMarket",
    "StorageOptError",
    "__version__",
    "read_prices",
    "read_project",
    "rule_book",
    "rule_library",
    "run",
    "set_language",
]

_HOME = {
    "Battery": "assets.battery",
    "Connection": "assets.connection",
    "Project": "inputs.project",
    "RuleBook": "records.rule_book",
    "RuleLibrary": "inputs.rules",
    "RunResult": "records.results",
    "Site": "assets.connection",
    "SpotMarket": "markets.spot",
    "StorageOptError": "errors",
    "read_prices": "inputs.prices",
    "read_project": "inputs.project",
    "rule_book": "inputs.rules",
    "rule_library": "inputs.rules",
    "run": "studies.run",
    "set_language": "messages",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
