"""What the answer of a bid would be if one assumption were another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from storage_opt.errors import StorageOptError
from storage_opt.inputs.project import Project
from storage_opt.inputs.revise import revised, with_capex, with_costs, with_hours
from storage_opt.messages import say
from storage_opt.records.bid import Found, Step, Target
from storage_opt.studies.bid_search import ROUGH, Search
from storage_opt.studies.bid_variables import Variable, variable_of
from storage_opt.studies.operate import Tell
from storage_opt.studies.outlook import Outlook

SHARE = 0.10
"""Of capital cost, fixed costs and price level. [-]"""
FADE = 0.50
"""Of calendar and cycle fade. [-]"""
RETURN = 0.01
"""Of a target rate of return, or of the discount rate where the target is a present value. [1/year]"""
Change = Callable[[Project], Project]


def sensitivity(
    outlook: Outlook, project: Project, variable: Variable, target: Target, found: Found, tell: Tell
) -> tuple[Step, ...]:
    """Find required values with one assumption moved down and up, widest first.

    Capital cost, fixed costs and price level ±10 %, fade ±50 %, the return asked for ±1 percentage point, duration ±1 h. What the
    variable itself is, is not moved.
    """
    steps = []
    for name, low, high, changes in _changes(project, variable):
        tell(say("bid.progress.step", name=say(f"bid.step.{name}")))
        values = [_required(outlook, change, project, variable, target, found) for change in changes]
        steps.append(Step(name, low, high, *values))
    if target.metric == "min_dscr":
        return tuple(sorted(steps, key=lambda step: -step.width))
    tell(say("bid.progress.step", name=say("bid.step.target")))
    moved = [_of_return(outlook, project, variable, target, found, change) for change in (-RETURN, RETURN)]
    steps.append(Step("target", "−1 %", "+1 %", *moved))
    return tuple(sorted(steps, key=lambda step: -step.width))


def _changes(project: Project, variable: Variable) -> list[tuple[str, str, str, tuple[Change, Change]]]:
    less, more = 1.0 - SHARE, 1.0 + SHARE
    moved: list[tuple[str, str, str, tuple[Change, Change]]] = []
    if variable.name != "capex_jpy":
        moved.append(("capex", "−10 %", "+10 %", (lambda p: with_capex(p, less), lambda p: with_capex(p, more))))
    moved.append(("fixed_costs", "−10 %", "+10 %", (lambda p: with_costs(p, less), lambda p: with_costs(p, more))))
    moved.append(("price_level", "−10 %", "+10 %", (lambda p: _priced(p, less), lambda p: _priced(p, more))))
    moved.append(("fade", "−50 %", "+50 %", (lambda p: _fading(p, 1.0 - FADE), lambda p: _fading(p, 1.0 + FADE))))
    if variable.name != "energy_mwh":
        hours = project.plant(project.start_fiscal_year or 0).hours()
        if hours > 1:
            moved.append(
                ("duration", "−1 h", "+1 h", (lambda p: with_hours(p, hours - 1), lambda p: with_hours(p, hours + 1)))
            )
    return moved


def _priced(project: Project, factor: float) -> Project:
    return revised(project, {("prices", "scale"): project.prices.scale * factor})


def _fading(project: Project, factor: float) -> Project:
    battery = project.site.battery
    return revised(
        project,
        {
            ("battery", "calendar_fade_per_year"): battery.calendar_fade_per_year * factor,
            ("battery", "cycle_fade_per_cycle"): battery.cycle_fade_per_cycle * factor,
        },
    )


def _of_return(
    outlook: Outlook, project: Project, variable: Variable, target: Target, found: Found, change: float
) -> float | None:
    if target.metric != "npv_jpy":
        asked = replace(target, value=target.value + change)
        return _required(outlook, lambda p: p, project, variable, asked, found)
    assert project.finance is not None, "a bid has finance"
    rate = project.finance.discount_rate + change
    return _required(
        outlook, lambda p: revised(p, {("finance", "discount_rate"): rate}), project, variable, target, found
    )


def _required(
    outlook: Outlook, change: Change, project: Project, variable: Variable, target: Target, found: Found
) -> float | None:
    """Find the required value of a changed project; ``None`` where it cannot be reached, or the project does not fit together."""
    try:
        moved = variable_of(change(project), variable.name)
        near = replace(moved, guess=found.at) if found.at > 0.0 and variable.name != "capex_jpy" else moved
        return Search(outlook, near, target, ROUGH).found().value
    except StorageOptError as error:
        if error.exit_code != 3:
            raise
        return None
