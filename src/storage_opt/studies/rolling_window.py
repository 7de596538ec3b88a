"""The store of a walk cut into windows: the model's own limits, the prices that are seen, a value for the energy left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from storage_opt.records.prices import PriceYear
from storage_opt.solve.one_store import NotCoveredError, StoreProblem, StoreResult, ValueFunction, solve_store
from storage_opt.solve.problem import Floats
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY

Terminal = Literal["same", "valued"]
"""How a window ends: with the energy it began with, or with energy valued as if the window came once more."""

MOVING_JPY_PER_MWH, HOLDING_JPY_PER_MWH = 1e-4, 1e-8
"""Cost of a MWh discharged, and of a stored MWh held over one slot: too small to move money, they decide between plans of equal value, the
first before the second (in windows of up to 200 days). [JPY/MWh]"""


@dataclass(frozen=True)
class WindowRule:
    """Length and end of the windows.

    Parameters
    ----------
    look_ahead_days : int
        Days beyond the day that is committed, ≥ 0.
    terminal : Terminal
        How a window ends that does not reach the end of the walk; the last ones end as the year does.
    """

    look_ahead_days: int = 6
    terminal: Terminal = "valued"

    def __post_init__(self) -> None:
        if self.look_ahead_days < 0:
            raise ValueError(f"a look-ahead of {self.look_ahead_days} days")


class WalkedStore:
    """The store of a walk, read once from the model at prices of zero: what a slot may do and what it costs besides the price.

    Parameters
    ----------
    model, case
        Site, market and year as they are solved with perfect foresight; the prices of the case are not looked at.

    Raises
    ------
    NotCoveredError
        The site has what one number as state cannot carry, or a yearly budget of cycles, which no window knows its share of.
    """

    def __init__(self, model: YearModel, case: YearCase) -> None:
        period = case.prices.period
        if case.offers is not None or model.intraday is not None:
            raise NotCoveredError("markets besides spot")
        blank = replace(case, prices=PriceYear(case.prices.fiscal_year, period, np.zeros(period.n_slots)))
        bridge = read_store(model.problem(blank), {}, SLOT_H)
        if bridge.use is not None:
            raise NotCoveredError("a yearly budget of cycles")
        self.store, self.n_days = bridge.store, period.n_days

    def solved(
        self,
        day: int,
        energy_mwh: float,
        prices_jpy_per_mwh: Floats,
        rule: WindowRule,
        value_slots: Sequence[int] = (),
    ) -> StoreResult:
        """Plan a window.

        Parameters
        ----------
        day : int
            First day of the window, 0 is the first of the walk.
        energy_mwh : float
            Stored energy before it. [MWh]
        prices_jpy_per_mwh : ndarray, shape (n_days · 48,)
            Spot prices that are seen; their number is the length of the window. [JPY/MWh]
        rule : WindowRule
            How the window ends.
        value_slots : sequence of int
            Slots of the window before which the value of stored energy is wanted.

        Raises
        ------
        NoPathError
            No plan leads to the end that is asked for.
        """
        window = self.ended(day, self.window(day, energy_mwh, prices_jpy_per_mwh), rule)
        return solve_store(window, value_slots=value_slots)

    def ended(self, day: int, window: StoreProblem, rule: WindowRule) -> StoreProblem:
        """Give the window that begins on a day the end that its rule asks for; the last ones end as the year does."""
        if day * SLOTS_PER_DAY + window.n_slots == self.store.n_slots:
            final = self.store.final
        elif rule.terminal == "same":
            final = ValueFunction.fixed(window.start_mwh)
        else:
            final = value_if_repeated(window)
        return replace(window, final=final)

    def window(self, day: int, energy_mwh: float, prices_jpy_per_mwh: Floats) -> StoreProblem:
        """Slots of a window with the prices that are seen and a free end.

        Seen prices are often equal in many slots, and then many plans are optimal that earn different amounts at actual prices. Of
        plans of equal value the one is taken that moves the least energy, and of those the one that holds the least: it charges as late
        and discharges as early as it can. To that end a MWh costs ``MOVING_JPY_PER_MWH`` when it is discharged and
        ``HOLDING_JPY_PER_MWH`` in every slot in which it is stored, counted where it is put in and taken out.
        """
        if not np.isfinite(prices_jpy_per_mwh).all():
            raise ValueError("a view holds a price that is not finite")
        slots = slice(day * SLOTS_PER_DAY, day * SLOTS_PER_DAY + len(prices_jpy_per_mwh))
        store = self.store
        by_slot = {
            name: getattr(store, name)[slots]
            for name in (
                "charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh", "ceiling_mwh", "gain_jpy_per_mw", "drain_mwh_per_mw",
                "backing_start_mwh_per_mw", "backing_end_mwh_per_mw", "r_min_mw", "r_max_mw", "charges_with_reserve", "keep",
            )
        }  # fmt: skip
        n_slots = len(prices_jpy_per_mwh)
        held = HOLDING_JPY_PER_MWH * np.arange(n_slots, 0, -1)
        tilt = held / store.discharge_efficiency - MOVING_JPY_PER_MWH
        low, high = float(by_slot["floor_mwh"][-1]), float(by_slot["ceiling_mwh"][-1])
        return replace(
            store,
            **by_slot,
            charge_price_jpy_per_mwh=store.charge_price_jpy_per_mwh[slots]
            + prices_jpy_per_mwh
            + held * store.charge_efficiency,
            discharge_price_jpy_per_mwh=store.discharge_price_jpy_per_mwh[slots] + prices_jpy_per_mwh + tilt,
            block=np.arange(n_slots),
            start_mwh=energy_mwh,
            final=ValueFunction.joined(np.array([low, high]), np.zeros(2)),
        )

    def reward(self, day: int, charge_mw: Floats, discharge_mw: Floats, prices_jpy_per_mwh: Floats) -> float:
        """Add up what one day earns at given prices, fees and wear deducted. [JPY]"""
        window = self.window(day, 0.0, prices_jpy_per_mwh)
        return window.reward(charge_mw, discharge_mw, np.zeros((len(charge_mw), window.n_products)))

    def held(self, day: int, energy_mwh: float) -> float:
        """Energy after a day, without the rounding that carries it over its limits. [MWh]"""
        last = (day + 1) * SLOTS_PER_DAY - 1
        return min(max(energy_mwh, float(self.store.floor_mwh[last])), float(self.store.ceiling_mwh[last]))


def value_if_repeated(window: StoreProblem) -> ValueFunction:
    """Value of the energy left after a window that comes once more, after which energy is worth nothing.

    It is the model's own value function of the energy before the window, found by the exact recursion; at the lowest energy it is zero,
    as only differences count.
    """
    before = solve_store(window, value_slots=[0]).values[0]
    return ValueFunction(before.energy_mwh, before.value_jpy - before.value_jpy[0], before.starts)
