"""The same bid for plants of other durations, and for other ways to hold the hours of a contract for its whole term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from storage_opt.errors import InputError
from storage_opt.inputs.project import Project
from storage_opt.inputs.revise import capex_of, with_energy, with_hours
from storage_opt.messages import Message, say
from storage_opt.records.bid import Found, FrontierPoint, Target
from storage_opt.studies.bid_search import ROUGH, Search
from storage_opt.studies.bid_variables import Variable, variable_of
from storage_opt.studies.operate import Tell
from storage_opt.studies.outlook import Outlook, Prospect

DURATIONS = (3, 4, 6, 8)
"""Of the frontier. [h]"""
OVERBUILT = (0.0, 0.10, 0.20, 0.30)
"""Energy beyond the hours of the bid, as new. [-]"""


def by_duration(
    outlook: Outlook, project: Project, variable: Variable, target: Target, found: Found, tell: Tell
) -> tuple[FrontierPoint, ...]:
    """Find the required value at 3, 4, 6 and 8 hours; all else as in the project, costs per kWh included."""
    points = []
    for hours in DURATIONS:
        tell(say("bid.progress.duration", hours=hours))
        points.append(_point(outlook, f"{hours}", "", partial(with_hours, project, hours), variable, target, found))
    return tuple(points)


def ways_to_hold(
    outlook: Outlook, project: Project, variable: Variable, target: Target, found: Found, tell: Tell
) -> tuple[FrontierPoint, ...]:
    """Energy as new against energy added later, for a contract with hours: which way holds them, and at which required value.

    Each surplus of energy as new is taken with and without ``augmentation: auto``, which adds what keeps the hours as bid; without a
    cost of added energy only without. None where no scheme contracts capacity, or nothing fades.
    """
    battery = project.site.battery
    plant = project.plant(project.start_fiscal_year or 0)
    is_fading = battery.calendar_fade_per_year > 0.0 or battery.cycle_fade_per_cycle > 0.0
    if (
        not is_fading
        or not any(hasattr(scheme, "contracted_kw") for scheme in project.schemes)
        or variable.name == "energy_mwh"
    ):
        return ()
    needed = plant.hours() * plant.bid_power_mw / battery.discharge_efficiency
    points = []
    for surplus in OVERBUILT:
        for added in ("none", "auto") if project.augmentation.cost_jpy_per_kwh is not None else ("none",):
            name = f"{surplus:.0%}"
            tell(say("bid.progress.holding", name=say(f"bid.way.{added}", surplus=name)))
            changed = _built(
                project, needed * (1.0 + surplus) * (1.0 + 1e-12), [] if added == "none" else "auto", plant.hours()
            )
            points.append(_point(outlook, name, added, changed, variable, target, found))
    return tuple(points)


def _built(project: Project, energy_mwh: float, augmentation: Any, hours: int) -> Callable[[], Project]:
    """Plant with more energy that bids the same hours."""

    def build() -> Project:
        changes: dict[tuple[str, ...], Any] = {
            ("battery", "augmentation"): augmentation,
            ("battery", "bid_hours"): hours,
        }
        return with_energy(project, energy_mwh, changes)

    return build


def _point(
    outlook: Outlook,
    name: str,
    way: str,
    build: Callable[[], Project],
    variable: Variable,
    target: Target,
    found: Found,
) -> FrontierPoint:
    try:
        project = build()
        moved = variable_of(project, variable.name)
        near = replace(moved, guess=found.at) if found.at > 0.0 and variable.name != "capex_jpy" else moved
        answer = Search(outlook, near, target, ROUGH).found()
        prospect = outlook.of(moved.put(answer.at))
    except InputError as error:
        return FrontierPoint(name, way, 0, 0.0, 0.0, 0, 0.0, None, note=error.faults[0].message)
    return _shown(name, way, prospect, answer)


def _shown(name: str, way: str, prospect: Prospect, answer: Found) -> FrontierPoint:
    contracts = [y.contracts for y in prospect.years if y.contracts is not None]
    short = sum(any(s.contract.credited_kw < s.contract.contracted_kw for s in c.schemes) for c in contracts)
    note: Message | None = None if answer.value is not None else say("bid.note.lost")
    return FrontierPoint(
        name=name,
        way=way,
        hours=prospect.life.plant.hours(),
        energy_mwh=prospect.project.site.battery.energy_mwh,
        added_mwh=sum(y.augmentation.energy_mwh for y in prospect.years if y.augmentation is not None),
        contracted_kw=max((c.contracted_kw for c in contracts), default=0),
        capex_jpy=capex_of(prospect.project),
        value=answer.value,
        short_years=short,
        note=note,
    )
