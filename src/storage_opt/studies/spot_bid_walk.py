"""Walk through a price year with price-quantity bids: what clears is delivered as far as the store can, the rest is an imbalance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import Floats
from storage_opt.records.rule_book import RuleBook
from storage_opt.settlement.recheck import breaches
from storage_opt.settlement.settle import settle
from storage_opt.solve.one_store import NotCoveredError, StoreProblem, StoreResult
from storage_opt.studies.rolling import seen_at
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.spot_bids import Guard, SpotBids, bids_of, spot_grid
from storage_opt.studies.views import View
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY

BidDecision = Callable[[date, StoreProblem, StoreResult, Floats], SpotBids]
"""From a delivery day, the window, its plan with the values before slots 1 to 48, and the prices seen, to the bids of the day."""


@dataclass(frozen=True, eq=False)
class ImbalancePrice:
    """What energy beside the cleared quantity is paid, as a stated distance from the spot price of the slot.

    Parameters
    ----------
    shortage_above_spot, surplus_below_spot : float
        A missing MWh costs the spot price plus the first, one too many earns the spot price less the second. [JPY/MWh]
    """

    shortage_above_spot: float
    surplus_below_spot: float


@dataclass(frozen=True, eq=False)
class BidYear:
    """What a walk bid, what cleared, what was delivered and what it earned.

    Parameters
    ----------
    bids : tuple of SpotBids
        By day.
    cleared_mwh : ndarray, shape (n_slots,)
        Sold less bought on the spot market. [MWh]
    dispatch : Dispatch
        What the store did.
    ledger : Ledger
        What the store did, settled as if all of it had been traded at the spot price.
    imbalance_mwh : ndarray, shape (n_slots,)
        Delivered less cleared; positive: surplus. [MWh]
    imbalance_jpy : float
        Difference that imbalances make: their price against the spot price, and the fee on what was traded but not delivered. [JPY]
    wear_jpy : float
        The owner's shadow cost of ageing; never a cash flow. [JPY]
    """

    bids: tuple[SpotBids, ...]
    cleared_mwh: Floats
    dispatch: Dispatch
    ledger: Ledger
    imbalance_mwh: Floats
    imbalance_jpy: float
    wear_jpy: float

    @property
    def net_jpy(self) -> float:
        """Settled amounts less wear. [JPY]"""
        return sum(entries.total_jpy for entries in self.ledger.entries) + self.imbalance_jpy - self.wear_jpy


def roll_bids(
    model: YearModel,
    case: YearCase,
    view: View,
    rules: RuleBook,
    imbalance: ImbalancePrice,
    rule: WindowRule | None = None,
    guard: Guard | None = None,
    decide: BidDecision | None = None,
) -> BidYear:
    """Walk through the days of a year with price-quantity bids.

    At the gate of a day the results of the day before are known since the morning of two days before, so the owner knows what will be
    stored at midnight.

    Parameters
    ----------
    model, case, view, rule
        As for ``rolling.roll``.
    rules : RuleBook
        Lots and ticks.
    imbalance : ImbalancePrice
        What cannot be delivered costs.
    guard : Guard, optional
        Where steps are offered, and how far limits stand from break-even.
    decide : BidDecision, optional
        Makes the bids in place of a guard that is the same every day.

    Raises
    ------
    NotCoveredError, NoPathError, RuntimeError
        As for ``rolling.roll``; and for a site with own load, whose own bids are not told apart.
    """
    if model.site.battery.auxiliary_mw:
        raise NotCoveredError("own load beside price-quantity bids")
    rule = rule or WindowRule()
    period = case.prices.period
    actual = case.prices.spot_jpy_per_mwh
    walked = WalkedStore(model, case)
    cleared, charge, discharge, soe = (np.empty(period.n_slots) for _ in range(4))
    energy, bids = walked.store.start_mwh, []
    for day in range(period.n_days):
        seen = seen_at(view, period, day, rule)
        plan = walked.solved(day, energy, seen, rule, range(1, SLOTS_PER_DAY + 1))
        window = walked.window(day, energy, seen)
        on = period.first_day + timedelta(days=day)
        if decide is None:
            bids.append(bids_of(window, plan, seen, spot_grid(rules, on), guard or Guard()))
        else:
            bids.append(decide(on, window, plan, seen))
        slots = slice(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY)
        cleared[slots] = bids[-1].cleared_mwh(actual[slots])
        charge[slots], discharge[slots], soe[slots] = delivered(window, cleared[slots])
        energy = walked.held(day, float(soe[slots][-1]))
    dispatch = Dispatch(period, charge, discharge, soe, walked.store.start_mwh, 0.0)
    broken = [breach for breach in breaches(model.site, case.energy_mwh, dispatch) if breach.rule != "soe_final"]
    if broken:
        raise RuntimeError(f"what the store did in year {case.year} breaks rules: {broken}")
    moved = (discharge - charge) * SLOT_H
    off = moved - cleared
    paid = np.where(off > 0.0, -imbalance.surplus_below_spot, imbalance.shortage_above_spot) * off
    fee = model.spot.fee_jpy_per_mwh * (np.abs(cleared) - np.abs(moved))
    wear = model.site.battery.wear_jpy_per_mwh * dispatch.discharged_mwh
    ledger = settle(case.prices, dispatch, model.spot, wheeling=model.wheeling)
    return BidYear(tuple(bids), cleared, dispatch, ledger, off, float((paid - fee).sum()), wear)


def delivered(window: StoreProblem, cleared_mwh: Floats) -> tuple[Floats, Floats, Floats]:
    """Follow what cleared on the first day of a window as far as power and energy reach: ``c``, ``d``, ``e``. [MW, MW, MWh]"""
    n, h = len(cleared_mwh), window.slot_h
    c, d, e = np.zeros(n), np.zeros(n), np.empty(n)
    energy = window.start_mwh
    for t in range(n):
        energy *= float(window.keep[t])
        if cleared_mwh[t] < 0.0:
            room = max(0.0, float(window.ceiling_mwh[t]) - energy) / window.charge_efficiency
            c[t] = min(-cleared_mwh[t], room) / h
        else:
            stock = max(0.0, energy - float(window.floor_mwh[t])) * window.discharge_efficiency
            d[t] = min(cleared_mwh[t], stock) / h
        energy += h * (window.charge_efficiency * c[t] - d[t] / window.discharge_efficiency)
        e[t] = energy
    return c, d, e
