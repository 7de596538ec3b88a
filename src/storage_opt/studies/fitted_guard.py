"""Guards of spot bids chosen on the past: each is replayed on the days whose results are out, the best so far is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from storage_opt.records.prices import Floats
from storage_opt.solve.one_store import StoreProblem, StoreResult, ValueFunction
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.spot_bid_walk import ImbalancePrice, delivered
from storage_opt.studies.spot_bids import Guard, SpotBids, break_even, spot_grid
from storage_opt.timeline import SLOTS_PER_DAY

ANY_PRICE = Guard(np.inf, np.inf)
"""Quantity bids: what is planned, at any price."""
CANDIDATES = (
    ANY_PRICE,
    *(Guard(buy, sell) for buy in (2000.0, 4000.0, 8000.0, np.inf) for sell in (4000.0, 8000.0, np.inf) if buy < np.inf or sell < np.inf),
)  # fmt: skip
"""Guards tried. Closer to break-even they lost revenue in every area and year looked at (docs/model/rolling.md)."""


@dataclass(frozen=True)
class GuardRule:
    """How a guard is chosen.

    Parameters
    ----------
    candidates : tuple of Guard
        The first is used until ``needs_days`` days are known, and wins ties.
    needs_days, over_days : int
        Fewest and most latest days whose results count.
    """

    candidates: tuple[Guard, ...] = CANDIDATES
    needs_days: int = 28
    over_days: int = 112


@dataclass(frozen=True, eq=False)
class Sent:
    """What every guard would have bid for one day, and what the replay of it needs."""

    day: date
    window: StoreProblem
    seen_jpy_per_mwh: Floats
    left: ValueFunction
    bids: tuple[SpotBids, ...]


class FittedGuard:
    """Makes the spot bids of one walk, day by day, with the guard that would have earned most on the days known.

    A guard is scored on a day by what its bids, made at the gate from the walk's own plan, would have earned at the prices that came:
    the store follows what clears as far as it can, imbalances are paid their stated distance, and energy left at midnight has the value
    that the plan gave it at the gate. The score of a day counts from the first gate before which its results were out.

    Parameters
    ----------
    published : PublishedSpot
        Results by gate; the only prices read.
    imbalance : ImbalancePrice
        What energy beside a cleared quantity is paid.
    rule : GuardRule, optional
        How a guard is chosen.
    """

    value_slots: Sequence[int] = range(1, SLOTS_PER_DAY + 1)
    """Slots before which a plan must come with the value of stored energy."""

    def __init__(self, published: PublishedSpot, imbalance: ImbalancePrice, rule: GuardRule | None = None) -> None:
        self._published, self._imbalance, self._rule = published, imbalance, rule or GuardRule()
        self._sent: deque[Sent] = deque()
        self._scores: deque[Floats] = deque(maxlen=self._rule.over_days)
        self.used: list[Guard] = []
        """Guard of every day so far."""

    def __call__(self, day: date, window: StoreProblem, plan: StoreResult, prices_jpy_per_mwh: Floats) -> SpotBids:
        """Bid for the first day of a window.

        Parameters
        ----------
        day : datetime.date
            Delivery day; days come in order.
        window : StoreProblem
            Limits, and the prices seen with fees and wear inside.
        plan : StoreResult
            Its plan, with values before slots 1 to 48.
        prices_jpy_per_mwh : ndarray, shape (n,), n ≥ 48
            Spot prices seen. [JPY/MWh]
        """
        self._score(day)
        grid = spot_grid(self._published.rules, day)
        priced = {
            steps: break_even(window, plan, prices_jpy_per_mwh, grid, steps)
            for steps in {guard.steps for guard in self._rule.candidates}
        }
        bids = tuple(priced[guard.steps].guarded(grid, guard) for guard in self._rule.candidates)
        self._sent.append(Sent(day, window, prices_jpy_per_mwh[:SLOTS_PER_DAY], plan.values[SLOTS_PER_DAY], bids))
        best = 0
        if len(self._scores) >= self._rule.needs_days:
            best = int(np.argmax(np.sum(self._scores, axis=0)))
        self.used.append(self._rule.candidates[best])
        return bids[best]

    def _score(self, day: date) -> None:
        """Score the days whose results are out at the gate of ``day``."""
        known = self._published.before_gate(day)
        first = self._published.prices.period.first_day
        while self._sent and self._sent[0].day < first + timedelta(days=len(known)):
            sent = self._sent.popleft()
            self._scores.append(scores(sent, known[(sent.day - first).days], self._imbalance))


def scores(sent: Sent, actual_jpy_per_mwh: Floats, imbalance: ImbalancePrice) -> Floats:
    """Count what the bids of each guard would have earned on a day, the energy left valued, shape (n_guards,). [JPY]"""
    window, change = sent.window, actual_jpy_per_mwh - sent.seen_jpy_per_mwh
    day = slice(SLOTS_PER_DAY)
    paid = window.charge_price_jpy_per_mwh[day] + change
    earned = window.discharge_price_jpy_per_mwh[day] + change
    found = np.empty(len(sent.bids))
    for number, bids in enumerate(sent.bids):
        cleared = bids.cleared_mwh(actual_jpy_per_mwh)
        charge, discharge, energy = delivered(window, cleared)
        off = (discharge - charge) * window.slot_h - cleared
        cost = np.where(off > 0.0, imbalance.surplus_below_spot, imbalance.shortage_above_spot) * np.abs(off)
        left = sent.left.at(float(np.clip(energy[-1], sent.left.energy_mwh[0], sent.left.energy_mwh[-1])))
        found[number] = ((discharge * earned - charge * paid) * window.slot_h - cost).sum() + left
    return found
