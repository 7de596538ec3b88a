"""Draws of a study held against its cases, so that faults show before anything is solved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from storage_opt.errors import Fault, ProjectError, StudyError
from storage_opt.inputs.project import Project
from storage_opt.inputs.study import Study
from storage_opt.inputs.study_draws import block_faults
from storage_opt.inputs.study_faults import CaseFaults
from storage_opt.messages import Message, say
from storage_opt.records.draws import DrawsAsk, Quantity
from storage_opt.studies.cases import CheckedCase
from storage_opt.studies.draw_jobs import can_solve_for, years_of


def _fades(project: Project) -> bool:
    battery = project.site.battery
    return battery.calendar_fade_per_year > 0.0 or battery.cycle_fade_per_cycle > 0.0


def _has_outage(project: Project) -> bool:
    return project.site.battery.availability < 1.0


def _has_acceptance(project: Project) -> bool:
    balancing = project.markets.balancing
    return balancing is not None and balancing.acceptance != "certain"


TAKES_UP: Mapping[Quantity, tuple[Callable[[Project], bool], Message]] = {
    "fade": (_fades, say("draws.needs.fade")),
    "outage": (_has_outage, say("draws.needs.outage")),
    "acceptance": (_has_acceptance, say("draws.needs.acceptance")),
}
"""Whether a project has something that a factor multiplies, and what that is."""


def check_draws(study: Study, cases: Sequence[CheckedCase]) -> None:
    """Refuse draws that no case can take up.

    Raises
    ------
    StudyError
        All faults together.
    """
    ask = study.asks.draws
    if ask is None:
        return
    found = CaseFaults()
    for case in cases:
        if faults := _case_faults(study, ask, case):
            found.add(case.case.name, ProjectError(str(study.path), faults), str(study.path))
    faults = [*found.together(len(cases)), *_study_faults(ask, [case.case.project for case in cases])]
    if faults:
        raise StudyError(str(study.path), faults)


def _case_faults(study: Study, ask: DrawsAsk, case: CheckedCase) -> list[Fault]:
    terms = case.case.project.finance
    faults = []
    if terms is None or not terms.capital:
        faults.append(Fault(say("draws.no_finance"), say("draws.no_finance.do")))
    if ask.price_years is not None:
        years = years_of(ask, case)
        if unread := sorted(set(years) - set(case.price_years)):
            known = ", ".join(map(str, case.price_years)) or "–"
            told = say("draws.unread_years", found=", ".join(map(str, unread)), known=known)
            faults.append(Fault(told, say("draws.unread_years.do")))
        elif ask.price_years.years is None:
            faults += block_faults(years, ask.price_years.block_years, study.source)
    return faults


def _study_faults(ask: DrawsAsk, projects: Sequence[Project]) -> list[Fault]:
    faults = []
    for name, (takes_up, needs) in TAKES_UP.items():
        if name in ask.factors and not any(map(takes_up, projects)):
            told = say("draws.no_use", quantity=name, needs=needs)
            faults.append(Fault(told, say("draws.no_use.do")))
    if ask.required is not None:
        variable = ask.required.solve_for
        if not any(can_solve_for(project, variable) for project in projects):
            told = say("draws.required_nowhere", variable=variable)
            faults.append(Fault(told, say("draws.required_nowhere.do")))
        has_debt = any(project.finance is not None and project.finance.debt is not None for project in projects)
        if ask.required.target.metric == "min_dscr" and not has_debt:
            faults.append(Fault(say("draws.target_needs_debt"), say("draws.target_needs_debt.do")))
    return faults
