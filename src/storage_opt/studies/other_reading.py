"""The answer if wear counted the other way: many contracts leave open whether it may be deducted before the margin is shared."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from storage_opt.errors import NoPlanError
from storage_opt.inputs.project import Project
from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import YearContracts
from storage_opt.records.other_reading import OtherReading, ReadingYear
from storage_opt.records.prices import PriceBook
from storage_opt.records.results import YearResult
from storage_opt.schemes.abroad.contract import Contract
from storage_opt.schemes.base import Scheme
from storage_opt.schemes.combine import SharesMargin
from storage_opt.schemes.custom import Custom
from storage_opt.schemes.ltda import Ltda
from storage_opt.settlement.contracts import settled
from storage_opt.studies.contract_year import ContractSolver, settled_ledger
from storage_opt.studies.incentive import Incentive
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData


@dataclass(frozen=True)
class _Plan:
    """What a plan earns and moves. [JPY], [MWh]"""

    margin_jpy: float
    wear_jpy: float
    discharged_mwh: float


def other_reading(
    project: Project, book: PriceBook, markets: MarketData, solver: ContractSolver, years: Sequence[YearResult]
) -> OtherReading | None:
    """Solve and settle all years with ``wear_deductible`` turned round.

    Parameters
    ----------
    project : Project
        What the owner chose.
    book, markets, solver
        As the run used them.
    years : sequence of YearResult
        Years of the run. Where the other reading wants the plan of a merchant and the energy is the same, their yardstick is taken.

    Returns
    -------
    OtherReading or None
        ``None`` where wear costs nothing or nothing is shared by the owner; where years with offers, or a method other than the
        recursion, would take as long again; where energy is added by value or the plant closes early; or where time was up.
    """
    began, solves = time.perf_counter(), 0
    schemes = turned_round(project.schemes)
    if schemes is None or not project.site.battery.wear_jpy_per_mwh or not any(_is_shared(y) for y in years):
        return None
    life = Life(replace(project, schemes=schemes, eligibility="ignore"), book)
    if project.augmentation.is_auto or len(years) < life.n_years:
        return None  # what is added, and when the plant closes, would differ as well
    found: list[YearResult] = []
    solved: dict[Hashable, _Plan] = {}
    for y in years:
        site, case = life.next(found, markets.prices_of)
        if site.battery.is_worn_out(case.energy_mwh):
            return None
        contracts, incentive = life.contracts(case, found)
        wanted = None if wants_merchant(incentive) else incentive
        plan = _merchant_plan(y) if wanted is None and case.energy_mwh == y.energy_mwh else None
        key = (site, case.prices.fiscal_year, case.energy_mwh, wanted, case.year if project.prices.trend else 0)
        plan = plan or solved.get(key)
        if plan is None:
            if not _is_quick(project) or solver.deadline.is_over:
                return None
            try:
                model = life.model(site)
                answer = solver.year(model, markets.add_to(case), contracts, incentive, yardstick=False)
            except NoPlanError:  # the plan of the run stands; a page without this study says so
                return None
            ledger, mwh = settled_ledger(model, case, answer), answer.dispatch.discharged_mwh
            plan = solved[key] = _Plan(ledger.margin_jpy, project.site.battery.wear_jpy_per_mwh * mwh, mwh)
            solves += answer.solves
        found.append(_year(y, case.energy_mwh, plan, contracts))
    reading = any(s.wear_deductible for s in schemes if isinstance(s, SharesMargin) and s.shares_margin)
    return OtherReading(reading, tuple(map(_reading, found)), solves, time.perf_counter() - began)


def turned_round(schemes: Sequence[Scheme]) -> tuple[Scheme, ...] | None:
    """Turn ``wear_deductible`` round in every scheme in which the owner shares the margin; ``None`` where there is none.

    >>> from storage_opt.schemes.merchant import Merchant
    >>> half = Custom("half", edges=(0.0,), kept_shares=(1.0, 0.5))
    >>> [getattr(s, "wear_deductible", None) for s in turned_round([Merchant(), half])]
    [None, True]
    """
    turned = tuple(map(_turned, schemes))
    return None if turned == tuple(schemes) else turned


def wants_merchant(incentive: Incentive | None) -> bool:
    """Whether the dispatcher wants what a merchant wants."""
    return incentive is None or incentive.is_merchants


def _is_quick(project: Project) -> bool:
    """Whether a year takes milliseconds: it goes by the recursion."""
    return project.markets.balancing is None and project.solve.method in ("certified", "exact")


def _turned(scheme: Scheme) -> Scheme:
    if scheme.dispatcher == "offtaker":
        return scheme
    if isinstance(scheme, Ltda | Custom) and scheme.shares_margin:
        return replace(scheme, wear_deductible=not scheme.wear_deductible)
    if isinstance(scheme, Contract) and scheme.shares_margin:
        return replace(scheme, terms=replace(scheme.terms, wear_deductible=not scheme.wear_deductible))
    return scheme


def _is_shared(y: YearResult) -> bool:
    return y.contracts is not None and any(not s.contract.sharing.is_identity for s in y.contracts.schemes)


def _merchant_plan(y: YearResult) -> _Plan:
    """Plan of a merchant in a year of the run; the plan itself where no other was needed."""
    merchant = None if y.contracts is None else y.contracts.merchant
    source = y.figures if merchant is None else merchant
    return _Plan(source.margin_jpy, source.wear_jpy, source.discharged_mwh)


def _year(y: YearResult, energy_mwh: float, plan: _Plan, contracts: Sequence[ContractYear]) -> YearResult:
    """Put another plan into a year of the run, for what later years start from."""
    cycles = plan.discharged_mwh / energy_mwh
    figures = replace(
        y.figures,
        margin_jpy=plan.margin_jpy,
        wear_jpy=plan.wear_jpy,
        discharged_mwh=plan.discharged_mwh,
        full_equivalent_cycles=cycles,
        cycles_per_day=cycles / y.prices.period.n_days,
    )
    settlement = YearContracts(settled(contracts, plan.margin_jpy, plan.wear_jpy), plan.margin_jpy, plan.wear_jpy)
    return replace(y, energy_mwh=energy_mwh, figures=figures, contracts=settlement)


def _reading(y: YearResult) -> ReadingYear:
    assert y.contracts is not None
    return ReadingYear(y.year, y.figures.discharged_mwh, y.figures.cycles_per_day, y.contracts)
