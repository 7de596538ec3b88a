"""A project with some of its keys changed, read again as a whole, so that everything that hangs on them follows."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from storage_opt.errors import Fault, ProjectError
from storage_opt.inputs.overrides import put
from storage_opt.inputs.project import Project, project_of


def revised(project: Project, changes: Mapping[tuple[str, ...], Any]) -> Project:
    """Read a project again with other values.

    Parameters
    ----------
    project : Project
        As read.
    changes : mapping of key path to value
        ``("battery", "energy_mwh")`` …; positions reach into lists.

    Raises
    ------
    ProjectError
        What does not fit together any more.
    """
    content: dict[str, Any] = deepcopy(dict(project.echo))
    faults: list[Fault] = []
    for place, value in changes.items():
        put(content, place, value, faults)
    if faults:
        raise ProjectError(project.subject, faults)
    return project_of(content, project.source, project.folder, project.subject, base=project.base)


def scheme_place(project: Project, kind: str) -> tuple[str, ...] | None:
    """Key path of the first scheme of a kind; ``None`` where there is none."""
    stated = project.echo.get("scheme")
    if isinstance(stated, dict) and stated.get("kind") == kind:
        return ("scheme",)
    for place, scheme in enumerate(stated if isinstance(stated, list) else []):
        if isinstance(scheme, dict) and scheme.get("kind") == kind:
            return ("scheme", str(place))
    return None


def with_scheme(project: Project, scheme: Mapping[str, Any]) -> Project:
    """Add a scheme to those of a project; it takes the place of a merchant."""
    stated = project.echo.get("scheme")
    others = stated if isinstance(stated, list) else [] if stated is None else [stated]
    kept = [other for other in others if not (isinstance(other, dict) and other.get("kind") == "merchant")]
    return revised(project, {("scheme",): [*kept, dict(scheme)]})


def with_capex(project: Project, factor: float) -> Project:
    """Multiply all capital cost; shares of it follow.

    Raises
    ------
    ProjectError
        As :func:`revised`.
    """
    finance = deepcopy(dict(project.echo.get("finance") or {}))
    scale_capex(finance, factor)
    return revised(project, {("finance",): finance})


def scale_capex(finance: dict[str, Any], factor: float) -> None:
    """Multiply all capital cost in the ``finance`` part of a project file, in place; shares of it follow."""
    _scale(finance, ("capex_jpy", "capex_jpy_per_kw", "capex_jpy_per_kwh"), factor)
    for item in (finance.get("items") or {}).values():
        _scale(item, ("jpy", "jpy_per_kw", "jpy_per_kwh"), factor)


def with_costs(project: Project, factor: float) -> Project:
    """Multiply all fixed costs of operation that the project states; shares of capital cost included."""
    finance = deepcopy(dict(project.echo.get("finance") or {}))
    _scale(finance, ("fixed_opex_jpy_per_kw_year",), factor)
    for cost in (finance.get("costs") or {}).values():
        _scale(cost, ("jpy_per_year", "jpy_per_kw_year", "jpy_per_kwh_year", "share_of_capex"), factor)
    return revised(project, {("finance",): finance})


def with_hours(project: Project, hours: float) -> Project:
    """Give the plant the stored energy that delivers its bid power for so many hours, as new, and no fewer are declared. [h]"""
    battery = project.site.battery
    energy = hours * project.bid_power_mw / battery.discharge_efficiency * (1.0 + 1e-12)
    return revised(project, {**_energy(project, energy), ("battery", "bid_hours"): None})


def with_energy(project: Project, energy_mwh: float, changes: Mapping[tuple[str, ...], Any] | None = None) -> Project:
    """Change the stored energy as new, and other keys with it; states of energy that are stated in MWh follow in proportion. [MWh]"""
    return revised(project, {**_energy(project, energy_mwh), **(changes or {})})


def _energy(project: Project, energy_mwh: float) -> dict[tuple[str, ...], Any]:
    old = project.site.battery.energy_mwh
    changes: dict[tuple[str, ...], Any] = {("battery", "energy_mwh"): energy_mwh}
    for key in ("soe_min_mwh", "soe_initial_mwh", "soe_final_mwh"):
        stated = (project.echo.get("battery") or {}).get(key)
        if isinstance(stated, int | float) and stated:
            changes["battery", key] = stated * energy_mwh / old
    return changes


def capex_of(project: Project) -> float:
    """Capital cost of all items; 0 where none is stated. [JPY]"""
    return 0.0 if project.finance is None else sum(item.amount_jpy for item in project.finance.capital)


def _scale(section: dict[str, Any], keys: tuple[str, ...], factor: float) -> None:
    for key in keys:
        if isinstance(section.get(key), int | float):
            section[key] = section[key] * factor
