"""The operating years of a project, one after the other: begun, planned, settled."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from storage_opt.assets.connection import Site
from storage_opt.inputs.project import Project
from storage_opt.messages import Message, say
from storage_opt.records.results import YearResult
from storage_opt.settlement.figures import year_figures
from storage_opt.settlement.public import system_year
from storage_opt.settlement.why import why
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.begin_year import BegunYear, begin_year
from storage_opt.studies.captured_solver import CapturedSolver
from storage_opt.studies.contract_notes import settled_year
from storage_opt.studies.contract_year import ContractSolver, settled_ledger
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.market_share import share_warnings
from storage_opt.studies.plan_memory import PlanMemory
from storage_opt.studies.rolling_solver import RollingSolver
from storage_opt.studies.walk_memory import WalkMemory
from storage_opt.studies.year import checked_delivery
from storage_opt.units import jpy_per_mwh

Tell = Callable[[Message], None]


@dataclass(frozen=True, eq=False)
class Operation:
    """Years as long as the battery lasts.

    Parameters
    ----------
    years : tuple of YearResult
        In order.
    settle_s : float
        Time beside solving. [s]
    """

    years: tuple[YearResult, ...]
    settle_s: float


def settings_of(project: Project) -> Settings:
    """How the years of a project are solved."""
    chosen = project.solve
    return Settings(chosen.method, chosen.relative_gap, chosen.threads, chosen.workers, chosen.minimum_bids)


def solver_of(
    project: Project,
    life: Life,
    tell: Tell = lambda _: None,
    memory: PlanMemory | None = None,
    walks: WalkMemory | None = None,
) -> ContractSolver:
    """Return the solver of a life; the time limit starts now."""
    return solver_for(
        life, Deadline(project.solve.time_limit_s), tell, is_long=life.is_long, memory=memory, walks=walks
    )


def solver_for(
    life: Life,
    deadline: Deadline,
    tell: Tell = lambda _: None,
    *,
    is_long: bool,
    in_full: bool = True,
    memory: PlanMemory | None = None,
    walks: WalkMemory | None = None,
) -> ContractSolver:
    """Choose what plans the years: their optimum, the optimum cut by a capture ratio, or a walk on what was known when."""
    project, settings = life.project, settings_of(life.project)
    if project.is_rolling:
        return RollingSolver(
            life, settings, deadline, tell, is_long=is_long, in_full=in_full, memory=memory, walks=walks
        )
    if project.capture_ratio is not None:
        ratio = project.capture_ratio
        return CapturedSolver(ratio, settings, deadline, tell, is_long=is_long, in_full=in_full, memory=memory)
    return ContractSolver(settings, deadline, tell, is_long=is_long, in_full=in_full, memory=memory)


def operate(life: Life, solver: ContractSolver, markets: MarketData, tell: Tell = lambda _: None) -> Operation:
    """Solve and settle every modelled year.

    Parameters
    ----------
    life : Life
        Prices, battery and contracts by year.
    solver : ContractSolver
        Solves them; one that is not ``in_full`` leaves out what money does not need: the plan of a merchant, values of stored energy,
        reasons, the check of calls, and figures of the system.
    markets : MarketData
        Adds other markets; gets warnings.
    tell : callable
        Is told each year.

    Raises
    ------
    ProjectError
        The battery has aged below its limits.
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given.
    """
    years: list[YearResult] = []
    settle_s = 0.0
    for number in range(1, life.n_years + 1):
        site, case = life.next(years, markets.prices_of)
        tell(say("cli.progress.year", year=number, count=life.n_years, price_year=case.prices.fiscal_year))
        begun = begin_year(life, solver, site, markets.add_to(case), years)
        if begun is None:
            break
        began = time.perf_counter()
        years.append(_settled(life.project, site, begun, in_full=solver.in_full))
        if solver.in_full:
            markets.warnings += share_warnings(case.year, begun.solved.dispatch, markets.awards_of_year.get(case.year))
        settle_s += time.perf_counter() - began
    return Operation(tuple(years), settle_s)


def _settled(project: Project, site: Site, begun: BegunYear, *, in_full: bool) -> YearResult:
    case, solved, wheeling, chosen = begun.case, begun.solved, begun.model.wheeling, project.markets
    ledger = settled_ledger(begun.model, case, solved)
    figures = year_figures(site.battery, case.energy_mwh, solved.dispatch, ledger)
    reasons = delivery = system = None
    if in_full:
        reasons = why(
            _as_felt(site, solved.wear_felt_jpy_per_mwh),
            case.energy_mwh,
            case.prices,
            solved.dispatch,
            project.spot,
            intraday=chosen.intraday,
            wheeling=wheeling,
        )
        delivery = checked_delivery(site, case, solved.dispatch, solved.outcome)
        floor = jpy_per_mwh(project.rules.number("spot.floor", on=None))
        system = system_year(case.prices, solved.dispatch, floor)
    return YearResult(
        case.year,
        case.fiscal_year,
        case.prices,
        case.energy_mwh,
        solved.dispatch,
        ledger,
        figures,
        solved.outcome,
        reasons,
        delivery,
        settled_year(begun.contracts, figures, solved, begun.incentive),
        system,
        site.battery.round_trip_efficiency,
        begun.added,
        solved.rolled,
    )


def _as_felt(site: Site, wear_jpy_per_mwh: float) -> Site:
    """Return the site with wear as the dispatcher weighs it against prices."""
    if wear_jpy_per_mwh == site.battery.wear_jpy_per_mwh:
        return site
    return replace(site, battery=replace(site.battery, wear_jpy_per_mwh=wear_jpy_per_mwh))
