"""One project from prices to settled years: the walk through all rooms, as a page of calls."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from storage_opt.inputs.project import Project
from storage_opt.messages import Message, say
from storage_opt.records.prices import PriceBook
from storage_opt.records.results import RunResult, SolveOutcome, YearResult
from storage_opt.records.rule_book import doubtful_facts
from storage_opt.settlement.public import public_figures
from storage_opt.studies.contract_notes import contract_warnings
from storage_opt.studies.foresight_notes import forecast_sources, foresight_warnings, rolled_run
from storage_opt.studies.life import Life
from storage_opt.studies.life_notes import life_notes
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.operate import Tell, operate, solver_of
from storage_opt.studies.other_reading import other_reading
from storage_opt.studies.price_book import load_prices as load_prices
from storage_opt.studies.project_finance import finance_missing, granted_jpy, project_finance

if TYPE_CHECKING:
    from storage_opt.studies.bench import Bench

SMALLEST_MW = 1e-6
"""Less than this is the rounding of the solver. [MW]"""


def run(project: Project, tell: Tell = lambda _: None, bench: Bench | None = None) -> RunResult:
    """Solve and settle every modelled year of a project.

    Parameters
    ----------
    project : Project
        What the owner chose.
    tell : callable
        Is told what happens, for progress.
    bench : Bench or None
        Prices, compiled days and plans shared with other projects.

    Returns
    -------
    RunResult
        Years in order, as long as the battery lasts. Without a finance block there is one modelled year per price year.

    Raises
    ------
    MarketDataError
        Prices are missing or wrong.
    ProjectError
        The battery has aged below its limits.
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given.
    """
    began = time.perf_counter()
    tell(say("cli.progress.prices"))
    book = load_prices(project) if bench is None else bench.book(project)
    loaded = time.perf_counter()
    life = Life(project, book, None if bench is None else bench.models(project))
    memory, walks = (None, None) if bench is None else (bench.memory_for(project), bench.walks)
    solver = solver_of(project, life, tell, memory, walks)
    markets = MarketData(project, book)
    operation = operate(life, solver, markets, tell)
    years = operation.years
    tell(say("cli.progress.other_reading"))
    reading = other_reading(project, book, markets, solver, years)
    upfront = tuple(payment for scheme in project.schemes for payment in scheme.upfront(life.plant))
    finance = project_finance(project, life, years)
    rolled = rolled_run(life, solver, years)
    return RunResult(
        name=project.name,
        area=book.area,
        power_mw=project.site.battery.power_mw,
        foresight=project.foresight,
        years=years,
        sources=(*book.sources, *markets.sources, *forecast_sources(solver)),
        is_synthetic=book.is_synthetic or markets.is_synthetic,
        unverified_facts=_once([*project.unverified_facts, *doubtful_facts(project.rules)]),
        warnings=_once(
            [
                *foresight_warnings(project, book.area, years, rolled),
                *_warnings(project, book, years),
                *markets.warnings,
                *_solar_warnings(project, markets),
                *life.warnings,
                *life_notes(life, years),
                *contract_warnings(years),
                *(finance.notes if finance is not None else finance_missing(project)),
            ]
        ),
        fills=book.fills,
        seconds={
            "load": loaded - began,
            "build": sum(y.outcome.build_s for y in years),
            "solve": sum(y.outcome.solve_s for y in years),
            "settle": operation.settle_s,
            "total": time.perf_counter() - began,
        },
        rules=project.rules.used,
        upfront=upfront,
        public=public_figures(years, upfront, life.public_rate, granted_jpy(finance)),
        end_of_life_year=len(years) + 1 if len(years) < life.n_years else None,
        other_reading=reading,
        finance=finance,
        rolled=rolled,
        capture_ratio=project.capture_ratio,
    )


def peak_memory_mb() -> float | None:
    """Largest resident memory of this process so far, ``None`` on systems that do not tell (Windows). [MB]"""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024.0**2 if sys.platform == "darwin" else 1024.0)


def _once(messages: list[Message]) -> tuple[Message, ...]:
    """Leave out what was said before, as a rule looked up for several years says the same each time."""
    return tuple(message for at, message in enumerate(messages) if message not in messages[:at])


def _warnings(project: Project, book: PriceBook, years: Sequence[YearResult]) -> list[Message]:
    """Everything a reader of the result must know besides the figures and what the prices were known by."""
    warnings = list[Message]()
    if book.is_synthetic:
        warnings.append(say("cli.warn.synthetic"))
    warnings += book.warnings
    for year in years:
        warnings += _warnings_of_year(project, year)
    return warnings


def _solar_warnings(project: Project, markets: MarketData) -> list[Message]:
    if project.solar is None:
        return []
    synthetic = [say("solar.synthetic", seed=project.solar.seed)] if markets.is_solar_synthetic else []
    return [*synthetic, say("solar.at_spot")]


def _warnings_of_year(project: Project, year: YearResult) -> list[Message]:
    outcome: SolveOutcome = year.outcome
    warnings = []
    if outcome.status == "feasible":
        warnings.append(say("cli.warn.gap", year=year.year, gap=outcome.relative_gap, asked=project.solve.relative_gap))
    if outcome.status == "relaxed":
        plan = year.dispatch
        broken = np.minimum(plan.charge_mw, plan.discharge_mw + plan.reserved_mw) > SMALLEST_MW
        for promise in plan.promises:
            short = (promise.offered_mw > 0.0) & (promise.offered_mw < promise.minimum_mw - SMALLEST_MW)
            broken |= short.any(axis=0)
        warnings.append(say("cli.warn.relaxed", year=year.year, slots=int(np.count_nonzero(broken))))
    if not year.prices.period.is_fiscal_year:
        warnings.append(
            say(
                "cli.warn.short_year",
                year=year.year,
                days=year.prices.period.n_days,
                first=year.prices.period.first_day,
                last=year.prices.period.last_day,
            )
        )
    return warnings
