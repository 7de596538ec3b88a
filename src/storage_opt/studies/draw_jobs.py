"""The draws of a study as jobs: those that share prices and plant stand side by side."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from storage_opt.finance.cash_flow import cash_flow
from storage_opt.inputs.project import Project
from storage_opt.inputs.revise import scheme_place
from storage_opt.records.draws import REQUIRED, Drawn, DrawsAsk
from storage_opt.records.study import Solved
from storage_opt.studies.batches import MOST, Job
from storage_opt.studies.cases import CheckedCase
from storage_opt.studies.draw import drawn
from storage_opt.studies.draw_project import PlannedCase, drawn_content, fixed_by_plan
from storage_opt.studies.project_finance import connected_of

FORM = 1
"""Raised whenever a draw means something else than before."""
PRICE_OF = {
    "ltda_price_jpy_per_kw_year": "ltda",
    "capacity_price_jpy_per_kw_year": "capacity_market",
    "toll_jpy_per_kw_year": "toll",
}
"""Scheme of which a variable is the price; cases without it have no required price."""


@dataclass(frozen=True)
class DrawJob:
    """One draw of one case, and the job that solves it."""

    case: str
    drawn: Drawn
    job: Job


def draw_jobs(ask: DrawsAsk, case: CheckedCase, service_jpy: tuple[float, ...] | None) -> list[DrawJob]:
    """Make the jobs of all draws of a case.

    Parameters
    ----------
    ask : DrawsAsk
        What is drawn.
    case : CheckedCase
        The case.
    service_jpy : tuple of float or None
        Debt service as planned; ``None``: each draw sizes its own loan. [JPY]
    """
    project, plant = case.case.project, case.plant
    searched = ask.required is not None and ask.required.solve_for == "grant_rate"
    fixed = fixed_by_plan(project, plant, grants=not searched)
    planned = PlannedCase(project, plant.start_fiscal_year, fixed, service_jpy)
    asked = _asked(ask, project)
    years = years_of(ask, case)
    made = []
    for number in range(1, ask.count + 1):
        one = drawn(ask, number, years, case.years)
        content = drawn_content(planned, one)
        name = f"{case.case.name} · {number}"
        job = Job(name, _key(case, one, service_jpy, asked), content, case.case.folder, case.checksums, asked)
        made.append(DrawJob(case.case.name, one, job))
    return made


def years_of(ask: DrawsAsk, case: CheckedCase) -> tuple[int, ...]:
    """Fiscal years that prices of a case are drawn from."""
    chosen = None if ask.price_years is None else ask.price_years.years
    return case.price_years if chosen is None else chosen


def in_order(jobs: Sequence[DrawJob]) -> list[DrawJob]:
    """Draws that give the same prices to the same plant side by side, and the cases of a draw one after the other.

    Cost and delay of construction move no plan of a merchant, so such draws are solved once and laid out again.
    """
    first: dict[tuple[object, ...], int] = {}
    for job in jobs:
        first.setdefault(_dispatch(job.drawn), len(first))
    return sorted(jobs, key=lambda job: (first[_dispatch(job.drawn)], job.drawn.number))


def batch_size(n_cases: int) -> int:
    """Jobs of a batch: whole draws, as many as come near the usual size."""
    return n_cases * max(1, round(MOST / n_cases))


def planned_service(case: CheckedCase, solved: Solved) -> tuple[float, ...] | None:
    """Debt service of a solved case by operating year of the tenor; ``None`` without debt. [JPY]"""
    project = case.case.project
    terms = project.finance
    if terms is None or terms.debt is None:
        return None
    upfront = [payment for scheme in project.schemes for payment in scheme.upfront(case.plant)]
    finance = cash_flow(terms, solved.operated, upfront, connected_of(project, case.plant.area), project.rules)
    served = [year.service_jpy for time, year in zip(finance.flow.times, finance.flow.debt, strict=True) if time > 0]
    served += [0.0] * terms.debt.tenor_years
    return tuple(served[: terms.debt.tenor_years])


def can_solve_for(project: Project, variable: str) -> bool:
    """Whether a project has what the variable is the price of."""
    kind = PRICE_OF.get(variable)
    return kind is None or scheme_place(project, kind) is not None


def _dispatch(one: Drawn) -> tuple[object, ...]:
    return one.price_years, one.fade, one.outage, one.acceptance


def _asked(ask: DrawsAsk, project: Project) -> dict[str, Any]:
    required = ask.required
    if required is None or not can_solve_for(project, required.solve_for):
        return {}
    if required.target.metric == "min_dscr" and (project.finance is None or project.finance.debt is None):
        return {}
    target = required.target
    return {REQUIRED: {"solve_for": required.solve_for, "metric": target.metric, "value": target.value}}


def _key(case: CheckedCase, one: Drawn, service_jpy: tuple[float, ...] | None, asked: dict[str, Any]) -> str:
    """Checksum of the case and of what was drawn; draws that are alike have one key."""
    what = {name: value for name, value in asdict(one).items() if name != "number"}
    told = {"form": FORM, "case": case.key, "drawn": what, "service_jpy": service_jpy, "asked": asked}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
