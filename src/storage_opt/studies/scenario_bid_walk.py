"""Walk through a price year with bids chosen against scenarios, and settle what cleared and what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import Floats
from storage_opt.records.rule_book import RuleBook
from storage_opt.settlement.recheck import breaches
from storage_opt.settlement.traded import settle_traded
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.solve.two_stage import TwoStage, mean_value, solve_two_stage
from storage_opt.studies.rolling_window import WalkedStore
from storage_opt.studies.scenario_bids import ScenarioDay, ScenarioRule, chosen_bids, scenario_day
from storage_opt.studies.spot_bid_walk import ImbalancePrice, delivered
from storage_opt.studies.spot_bids import spot_grid
from storage_opt.studies.step_bids import StepBids
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY

Scenarios = Callable[[date, int], Floats]
"""From a delivery day and a number of days to equally likely spot prices seen at its gate, shape (S, n_days · 48). [JPY/MWh]"""

Delivery = Literal["replanned", "followed"]
"""What is delivered once the results of the day are out: the best plan against what cleared, or what cleared as far as the store can."""


@dataclass(frozen=True, eq=False)
class ScenarioYear:
    """What a walk bid, what cleared, what was delivered and what it earned.

    Parameters
    ----------
    bids : tuple of StepBids
        By day.
    cleared_mwh : ndarray, shape (n_slots,)
        Sold less bought on the spot market. [MWh]
    dispatch : Dispatch
        What the store did.
    ledger : Ledger
        Cleared quantities at the spot price with their fee, imbalances, wheeling.
    wear_jpy : float
        The owner's shadow cost of ageing; never a cash flow. [JPY]
    expected_jpy : ndarray, shape (n_days,)
        What was maximised at each gate: mean over the scenarios, or mean and CVaR, with the value of the energy left. [JPY]
    """

    bids: tuple[StepBids, ...]
    cleared_mwh: Floats
    dispatch: Dispatch
    ledger: Ledger
    wear_jpy: float
    expected_jpy: Floats

    @property
    def imbalance_mwh(self) -> Floats:
        """Delivered less cleared; positive: surplus, shape (n_slots,). [MWh]"""
        return self.dispatch.net_export_mw * SLOT_H - self.cleared_mwh

    @property
    def net_jpy(self) -> float:
        """Settled amounts less wear. [JPY]"""
        return self.ledger.margin_jpy - self.wear_jpy


def roll_scenario_bids(
    model: YearModel,
    case: YearCase,
    scenarios: Scenarios,
    rules: RuleBook,
    imbalance: ImbalancePrice,
    rule: ScenarioRule | None = None,
    delivery: Delivery = "replanned",
    counted: ImbalancePrice | None = None,
) -> ScenarioYear:
    """Walk through the days of a year with bids chosen against scenarios.

    At the gate of a day the results of the day before are known, so the owner knows what will be stored at midnight. The bids are cleared
    at actual prices. When the results are out, all prices of the day are known; what is delivered is planned on them and on the mean over
    the scenarios of the value of the energy left.

    Parameters
    ----------
    model, case
        Site and market; days, energy, and the actual prices, which bids do not see.
    scenarios : Scenarios
        Prices seen at the gate of a day.
    rules : RuleBook
        Lots and ticks.
    imbalance : ImbalancePrice
        What delivery beside the cleared quantity is paid.
    rule : ScenarioRule, optional
        How bids are chosen.
    delivery : Delivery
        What is delivered.
    counted : ImbalancePrice, optional
        What bids count on in the place of ``imbalance``: farther from the spot price, they lean less on deliveries beside what was traded.

    Raises
    ------
    NotCoveredError, NoPathError
        See ``WalkedStore``; and for a site with own load, whose own bids are not told apart.
    ValueError
        Scenarios of another length than asked for.
    RuntimeError
        What the store did breaks a rule of the battery: a fault of this program.
    """
    if model.site.battery.auxiliary_mw:
        raise NotCoveredError("own load beside price-quantity bids")
    rule = rule or ScenarioRule()
    period = case.prices.period
    walked = WalkedStore(model, case)
    cleared, charge, discharge, soe = (np.empty(period.n_slots) for _ in range(4))
    expected, bids = np.empty(period.n_days), []
    energy = walked.store.start_mwh
    for day in range(period.n_days):
        date_of = period.first_day + timedelta(days=day)
        grid = spot_grid(rules, date_of)
        n_days = min(1 + rule.window.look_ahead_days, period.n_days - day)
        courses = scenarios(date_of, n_days)
        if courses.ndim != 2 or courses.shape[1] != n_days * SLOTS_PER_DAY:
            raise ValueError(f"scenarios of shape {courses.shape} for {n_days} days")
        seen = scenario_day(walked, day, energy, courses, model.spot.fee_jpy_per_mwh, counted or imbalance, rule, grid)
        steps, plan = chosen_bids(seen, grid)
        slots = slice(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY)
        actual = case.prices.spot_jpy_per_mwh[slots]
        cleared[slots] = steps.cleared_mwh(actual)
        if delivery == "followed":
            done = delivered(walked.window(day, energy, actual), cleared[slots])
        else:
            done = replanned(walked, day, energy, actual, cleared[slots], seen, imbalance)
        charge[slots], discharge[slots], soe[slots] = done
        energy = walked.held(day, float(soe[slots][-1]))
        expected[day] = plan.value_jpy
        bids.append(steps)
    dispatch = Dispatch(period, charge, discharge, soe, walked.store.start_mwh, 0.0)
    broken = breaches(model.site, case.energy_mwh, dispatch)
    if delivery == "followed":  # what is left over by lots and limits, see docs/model/rolling.md
        broken = [breach for breach in broken if breach.rule != "soe_final"]
    if broken:
        raise RuntimeError(f"what the store did in year {case.year} breaks rules: {broken}")
    ledger = settle_traded(
        case.prices, cleared, dispatch, model.spot, shortage_above_spot=imbalance.shortage_above_spot,
        surplus_below_spot=imbalance.surplus_below_spot, wheeling=model.wheeling,
    )  # fmt: skip
    wear = model.site.battery.wear_jpy_per_mwh * dispatch.discharged_mwh
    return ScenarioYear(tuple(bids), cleared, dispatch, ledger, wear, expected)


def replanned(
    walked: WalkedStore,
    day: int,
    energy_mwh: float,
    actual_jpy_per_mwh: Floats,
    cleared_mwh: Floats,
    seen: ScenarioDay,
    imbalance: ImbalancePrice,
) -> tuple[Floats, Floats, Floats]:
    """Plan the day against what cleared, all its prices known: ``c``, ``d``, ``e``. [MW, MW, MWh]

    The energy left is worth the mean over the scenarios: the days after are as unknown as at the gate.
    """
    left = mean_value([store.final for store in seen.problem.stores])
    store = replace(walked.window(day, energy_mwh, actual_jpy_per_mwh), final=left)
    known: TwoStage = replace(
        seen.problem, stores=(store,), bins=np.zeros((1, SLOTS_PER_DAY), dtype=np.int64),
        shortage_above_jpy_per_mwh=imbalance.shortage_above_spot, surplus_below_jpy_per_mwh=imbalance.surplus_below_spot,
    )  # fmt: skip
    plan = solve_two_stage(known, cleared_mwh[None, :])
    return plan.charge_mw[0], plan.discharge_mw[0], plan.energy_mwh[0]
