"""Runs small enough to work out on paper, laid out as a finished run is.

Every day the battery draws 1 MW in the slot of 02:00 and delivers 0.8 MW in the slot of 18:00:

* bought 0.5 MWh at 5 JPY/kWh: 2,500 JPY; sold 0.4 MWh at 20 JPY/kWh: 8,000 JPY; revenue 5,500 JPY
* fee 0.1 JPY/kWh on 0.9 MWh: 90 JPY; margin 5,410 JPY a day, 75,740 JPY in 14 days
* wear 1,000 JPY per MWh delivered: 400 JPY a day; 0.4 MWh of 2 MWh: 0.2 cycles a day

In the second year all prices are doubled: revenue 11,000 JPY, margin 10,910 JPY a day, 152,740 JPY in 14 days.

With ``offers=True`` it also offers 0.8 MW of tertiary 2 in the two slots from 05:00, half of which is expected to be awarded:

* 2 slots · 400 kW · 4 JPY/kW: 3,200 JPY; fee 0.1 JPY/kW: 80 JPY; a fifth is called: 0.08 MWh at 10 JPY/kWh: 800 JPY
* margin 5,410 + 3,200 − 80 + 800 = 9,330 JPY a day, 130,620 JPY in 14 days; offered in 2 of 48 slots: 4.2 % of the hours

Stored energy is worth 10 JPY/kWh in the first year: at 05:00 1 kW held earns 0.5·(3.9 + 0.5·0.2·(10 − 1 − 12.5)) = 1.775 JPY,
at 18:00 1 kW discharged 0.5·(20 − 0.1 − 1 − 12.5) = 3.2 JPY, at 02:00 1 kW charged 0.5·(10 − 5 − 0.1) = 2.45 JPY.

``contracted_run`` adds a contract of 800 kW that pays 120,000 JPY a year, less a penalty of 5 JPY in June, from the capacity contributions,
and takes 95 % of the margin up to 50,000 JPY and 90 % beyond:

* first year: taken 47,500 + 0.9 · 25,740 = 70,666, kept 5,074, owner's net 5,074 + 119,995 = 125,069 JPY
* second year: taken 47,500 + 0.9 · 102,740 = 139,966, kept 12,774, owner's net 132,769 JPY
* a merchant would earn 100,000 JPY in the first year (of which 7,500 would be kept), and as much as the plan in the second
* with wear deducted (5,600 JPY a year), the plan being the same: taken 47,500 + 0.9 · 20,140 = 65,626 and 134,926
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.spot import SpotMarket
from storage_opt.messages import say
from storage_opt.records.contract import ContractYear, Payment
from storage_opt.records.contract_result import MerchantYear, YearContracts
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.finance import ProjectFinance
from storage_opt.records.other_reading import OtherReading, ReadingYear
from storage_opt.records.prices import PriceYear, SourceFile
from storage_opt.records.results import RunResult, SolveOutcome, YearResult
from storage_opt.records.rules import RuleUse
from storage_opt.records.sharing import SharingCurve
from storage_opt.reports.compose import outputs_of
from storage_opt.reports.outputs import Outputs
from storage_opt.settlement.contracts import settled
from storage_opt.settlement.figures import year_figures
from storage_opt.settlement.public import public_figures, system_year
from storage_opt.settlement.settle import settle
from storage_opt.settlement.why import why
from storage_opt.timeline import SLOTS_PER_DAY, Period

MARGIN_OF_DAY = (5_410.0, 10_910.0)
BATTERY = Battery(1.0, 1.0, 2.0, 1.0, 0.8, wear_jpy_per_mwh=1_000.0)
MARGIN_WITH_OFFERS = 9_330.0
BUY, HOLD, SELL = 4, slice(10, 12), 36
SITE, SPOT = Site(BATTERY, Connection()), SpotMarket(fee_jpy_per_mwh=100.0)


def promise_by_hand(period: Period, *, block_slots: int = 1) -> Promise:
    offered = np.zeros((period.n_days, SLOTS_PER_DAY))
    offered[:, HOLD] = 0.8
    price, slots = np.full((1, period.n_slots), 4.0), np.ones(period.n_slots)
    return Promise(
        product="rr_fit",
        offered_mw=offered.reshape(1, -1),
        price_jpy_per_kw_slot=price,
        paid_jpy_per_kw_slot=price,
        acceptance=np.full_like(price, 0.5),
        fee_jpy_per_kw_slot=0.1 * slots,
        activated_share=0.2,
        activation_price_jpy_per_mwh=10_000.0 * slots,
        block_slots=np.full(period.n_slots, block_slots),
        minimum_mw=0.1 * slots,
        backing_start_h=0.5 * slots,
        backing_end_h=0.5 * slots,
    )


def dispatch_by_hand(
    period: Period,
    *,
    at_once: bool = False,
    trades: bool = True,
    own_load_mw: float = 0.0,
    offers: bool = False,
    valued: bool = True,
) -> Dispatch:
    charge, discharge = (np.zeros((period.n_days, SLOTS_PER_DAY)) for _ in range(2))
    if trades:
        charge[:, BUY], discharge[:, SELL] = 1.0, 0.8
    if at_once:
        charge[:, SELL] = 0.25
    charge, discharge = charge.ravel(), discharge.ravel()
    soe = np.cumsum(0.5 * (charge - discharge / 0.8))
    value = np.full(period.n_slots, 10_000.0) if valued else None
    promises = (promise_by_hand(period),) if offers else ()
    return Dispatch(period, charge, discharge, soe, 0.0, own_load_mw, value, promises)


def year_by_hand(year: int, period: Period, status: str, **plan: object) -> YearResult:
    price = np.full((period.n_days, SLOTS_PER_DAY), 10_000.0)
    price[:, BUY], price[:, SELL] = 5_000.0, 20_000.0
    prices = PriceYear(period.fiscal_year, period, price.ravel() * year)
    dispatch = dispatch_by_hand(period, **plan)
    ledger = settle(prices, dispatch, SPOT)
    figures = year_figures(BATTERY, 2.0, dispatch, ledger)
    objective = figures.margin_jpy - figures.wear_jpy
    gap = {"optimal": 0.0, "feasible": 0.01, "relaxed": 0.0}[status]
    terms = {**figures.revenue_jpy, **figures.variable_cost_jpy, "wear": figures.wear_jpy}
    outcome = SolveOutcome(
        status=status,
        objective_jpy=objective,
        bound_jpy=objective / (1 - gap),
        relative_gap=gap,
        terms_jpy=terms,
        steps=("lp", "windows reach=0 n=3"),
        state_s=0.01,
        hand_over_s=0.02,
        solve_s=0.5,
        columns=100,
        rows=50,
        integers=3,
    )
    reasons = why(SITE, 2.0, prices, dispatch, SPOT)
    return YearResult(year, 2027 + year, prices, 2.0, dispatch, ledger, figures, outcome, reasons)


def rules_by_hand() -> tuple[RuleUse, ...]:
    """A smallest offer that is not verified, and an unlimited price."""
    book = rule_book()
    book.value("balancing.minimum_bid", product="fcr", on=date(2025, 4, 1))
    book.value("balancing.price_cap", product="rr_fit", on=None)
    return book.used


TERMS = ContractYear(
    "ltda",
    "capacity_contributions",
    payments=(
        Payment("capacity_payment", 120_000.0, "capacity_contributions"),
        Payment("penalty", -5.0, "capacity_contributions", (0, 0, -5, *[0] * 9)),
    ),
    sharing=SharingCurve((0.0, 50_000.0), (1.0, 0.05, 0.10)),
    contracted_kw=800,
    credited_kw=800,
)
MERCHANT = MerchantYear(100_000.0, 6_600.0, 6.6)


def with_contract(y: YearResult, *, wear_deductible: bool = False) -> YearResult:
    f, terms = y.figures, replace(TERMS, wear_deductible=wear_deductible)
    merchant = MERCHANT if y.year == 1 else MerchantYear(f.margin_jpy, f.wear_jpy, f.discharged_mwh)
    contracts = YearContracts(
        settled([terms], f.margin_jpy, f.wear_jpy),
        f.margin_jpy,
        f.wear_jpy,
        merchant,
        is_withheld=y.year == 1,
        solves=3,
    )
    return replace(y, contracts=contracts, system=system_year(y.prices, y.dispatch, 5_000.0))


def reading_of(years: Sequence[YearResult]) -> OtherReading:
    other = [with_contract(y, wear_deductible=True) for y in years]
    found = tuple(ReadingYear(y.year, y.figures.discharged_mwh, y.figures.cycles_per_day, y.contracts) for y in other)
    return OtherReading(True, found, 2, 0.1)


def contracted_run(*, grant: bool = False, other: bool = True, **more: object) -> Outputs:
    """A run by hand under the contract; with a grant of 1,000,000 JPY before operation."""
    upfront = (Payment("grant", 1_000_000.0, "taxpayers"),) if grant else ()
    return run_by_hand(contract=True, upfront=upfront, other=other, **more)


def run_by_hand(
    *,
    name: str = "Two fortnights",
    n_years: int = 2,
    n_days: int | None = 14,
    status: str = "optimal",
    synthetic: bool = False,
    area: str | None = "kyushu",
    contract: bool = False,
    upfront: tuple[Payment, ...] = (),
    other: bool = False,
    finance: Callable[[Sequence[YearResult], tuple[Payment, ...]], ProjectFinance] | None = None,
    **plan: object,
) -> Outputs:
    """A run over the first ``n_days`` of fiscal years from 2023 on; ``None``: whole years."""
    years = []
    for position in range(n_years):
        whole = Period.of_fiscal_year(2023 + position % 3)
        period = whole if n_days is None else Period(date(2023 + position % 3, 4, 1), n_days)
        year = year_by_hand(position + 1, period, status, **plan)
        years.append(with_contract(year) if contract else year)
    result = RunResult(
        name=name,
        area=area,
        power_mw=1.0,
        foresight="perfect",
        years=tuple(years),
        sources=(
            SourceFile("some/folder/spot_summary_2023.csv", "jepx_spot", "a" * 64, 17_568, synthetic),
            SourceFile("table.csv", "canonical_csv", "b" * 64, 672, synthetic),
        ),
        is_synthetic=synthetic,
        unverified_facts=(say("project.default.efficiency", value=0.86),),
        warnings=(say("cli.warn.foresight"),),
        rules=rules_by_hand(),
        upfront=upfront,
        public=public_figures(years, upfront, 0.04),
        other_reading=reading_of(years) if other else None,
        finance=None if finance is None else finance(years, upfront),
        seconds={"load": 0.1, "build": 0.2, "solve": 1.5, "settle": 0.01, "total": 1.81},
    )
    project = {"name": name, "battery": {"power_mw": 1}} | (
        {"scheme": {"kind": "ltda", "round": 3}} if contract else {}
    )
    return outputs_of(result, project, Path("case.yaml"), b"name: case", "en", None)
