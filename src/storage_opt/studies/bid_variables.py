"""What a bid can solve for: how a value is put into a project, and within which limits it is sought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from storage_opt.errors import Fault, ProjectError, UsageError
from storage_opt.inputs.project import Project
from storage_opt.inputs.revise import capex_of, revised, scheme_place, with_capex, with_energy, with_scheme
from storage_opt.messages import say
from storage_opt.records.bid import Metric, Target, VariableName

VARIABLES: tuple[VariableName, ...] = get_args(VariableName)
METRICS: tuple[Metric, ...] = get_args(Metric)
HIGHEST_PRICE = 1e7
"""Far above every price ceiling: an answer beyond it is none. [JPY/kW/year]"""
MOST_CAPEX = 20.0
"""Capital cost is sought up to so many times that of the project. [-]"""
HOURS = tuple(range(1, 13))
"""Durations that are tried where energy is sought: more of it is not always better. [h]"""


@dataclass(frozen=True)
class Variable:
    """One variable of a project.

    Parameters
    ----------
    name : VariableName
        As in ``--solve-for``.
    rises : bool
        Whether more of it is better for the owner.
    low, high, guess : float
        Limits, and where to begin. In its own unit.
    put : callable
        Returns the project with a value.
    """

    name: VariableName
    rises: bool
    low: float
    high: float
    guess: float
    put: Callable[[float], Project]


def variable_of(project: Project, name: str) -> Variable:
    """Variable of a project.

    Raises
    ------
    UsageError
        Unknown variable.
    ProjectError
        The project has no scheme of which it is the price, or states no capital cost.
    """
    capex = capex_of(project)
    if not capex:
        raise ProjectError(project.subject, [Fault(say("bid.no_capital"), say("bid.no_capital.do"))])
    match name:
        case "ltda_price_jpy_per_kw_year":
            return _price(project, name, "ltda")
        case "capacity_price_jpy_per_kw_year":
            return _price(project, name, "capacity_market")
        case "toll_jpy_per_kw_year":
            return _price(project, name, "toll")
        case "grant_rate":
            return Variable(name, True, 0.0, 1.0, 0.3, lambda x: _granted(project, {"rate": x, "grant_jpy": None}))
        case "grant_jpy":
            return Variable(
                name, True, 0.0, capex, 0.3 * capex, lambda x: _granted(project, {"rate": None, "grant_jpy": x})
            )
        case "capex_jpy":
            return Variable(name, False, 0.0, MOST_CAPEX * capex, capex, lambda x: with_capex(project, x / capex))
        case "energy_mwh":
            battery = project.site.battery
            hour = project.bid_power_mw / battery.discharge_efficiency
            return Variable(
                name, True, hour * HOURS[0], hour * HOURS[-1], battery.energy_mwh, lambda x: with_energy(project, x)
            )
    raise UsageError(say("bid.unknown_variable", found=name, known=", ".join(VARIABLES)))


def target_of(given: str) -> Target:
    """Read ``project_irr=0.06``.

    Raises
    ------
    UsageError
        No ``=``, an unknown metric, or no number.

    Examples
    --------
    >>> target_of("npv_jpy=0")
    Target(metric='npv_jpy', value=0.0)
    """
    name, sign, value = given.partition("=")
    metric = next((m for m in METRICS if m == name.strip()), None)
    if metric is None or not sign:
        raise UsageError(say("bid.unknown_target", found=given, known=", ".join(METRICS)))
    try:
        number = float(value)
    except ValueError:
        raise UsageError(say("bid.no_number", found=given)) from None
    if not abs(number) < float("inf") or ((metric.endswith("irr") or "irr" in metric) and number <= -1.0):
        raise UsageError(say("bid.no_number", found=given))
    return Target(metric, number)


def _price(project: Project, name: VariableName, kind: str) -> Variable:
    place = scheme_place(project, kind)
    if place is None:
        raise ProjectError(
            project.subject, [Fault(say("bid.no_scheme", variable=name, kind=kind), say("bid.no_scheme.do", kind=kind))]
        )
    return Variable(
        name, True, 0.0, HIGHEST_PRICE, 20_000.0, lambda x: revised(project, {(*place, "price_jpy_per_kw_year"): x})
    )


def _granted(project: Project, keys: dict[str, Any]) -> Project:
    """Put a grant into the project: into that which it has, else one of its own without caps."""
    place = scheme_place(project, "capex_grant")
    if place is None:
        return with_scheme(project, {"kind": "capex_grant", **{k: v for k, v in keys.items() if v is not None}})
    return revised(project, {(*place, key): value for key, value in keys.items()})
