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
"""

from datetime import date
from pathlib import Path

import numpy as np

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.spot import SpotMarket
from storage_opt.messages import say
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.prices import PriceYear, SourceFile
from storage_opt.records.results import RunResult, SolveOutcome, YearResult
from storage_opt.records.rules import RuleUse
from storage_opt.reports.compose import outputs_of
from storage_opt.reports.outputs import Outputs
from storage_opt.settlement.figures import year_figures
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


def run_by_hand(
    *,
    name: str = "Two fortnights",
    n_years: int = 2,
    n_days: int | None = 14,
    status: str = "optimal",
    synthetic: bool = False,
    area: str | None = "kyushu",
    **plan: object,
) -> Outputs:
    """A run over the first ``n_days`` of fiscal years from 2023 on; ``None``: whole years."""
    years = []
    for position in range(n_years):
        whole = Period.of_fiscal_year(2023 + position % 3)
        period = whole if n_days is None else Period(date(2023 + position % 3, 4, 1), n_days)
        years.append(year_by_hand(position + 1, period, status, **plan))
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
        seconds={"load": 0.1, "build": 0.2, "solve": 1.5, "settle": 0.01, "total": 1.81},
    )
    return outputs_of(result, {"name": name, "battery": {"power_mw": 1}}, Path("case.yaml"), b"name: case", "en", None)
