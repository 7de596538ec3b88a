"""Price-quantity bids for the spot market: a buy and a sell step per slot, with limits from the value of stored energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.prices import Floats
from storage_opt.records.rule_book import RuleBook
from storage_opt.solve.one_store import StoreProblem, StoreResult, ValueFunction
from storage_opt.timeline import SLOTS_PER_DAY
from storage_opt.units import KWH_PER_MWH, jpy_per_mwh

Steps = Literal["planned", "every_slot"]
"""Where steps are offered: only what the plan trades, or in every slot both ways as far as power and planned energy reach."""

NEAR_LOT, NEAR_TICK = 1e-9, 1e-4
"""A quantity or price so close to a whole lot or tick counts as one, relative to it: a limit may pass break-even by 0.001 JPY/MWh. [-]"""
SAME_PRICE = 1e-6
"""Published prices reach us in binary fractions; prices closer than this are the same. [JPY/MWh]"""


@dataclass(frozen=True)
class SpotGrid:
    """Lots and ticks of the market on a delivery day (rules ``spot.lot``, ``spot.tick``, ``spot.floor``).

    Parameters
    ----------
    lot_mwh : float
        Smallest quantity in a slot, and step of quantities. [MWh]
    tick_jpy_per_mwh, floor_jpy_per_mwh : float
        Step of limit prices; lowest one. [JPY/MWh]
    """

    lot_mwh: float
    tick_jpy_per_mwh: float
    floor_jpy_per_mwh: float

    def lots(self, mwh: Floats) -> Floats:
        """Whole lots in a quantity. [MWh]

        >>> SpotGrid(0.05, 10.0, 10.0).lots(np.array([0.5, 0.499, 0.04]))
        array([0.5 , 0.45, 0.  ])
        """
        return np.floor(np.maximum(mwh, 0.0) / self.lot_mwh + NEAR_LOT) * self.lot_mwh

    def down(self, price_jpy_per_mwh: Floats) -> Floats:
        """Highest tick that is not above a price. [JPY/MWh]"""
        return np.floor(price_jpy_per_mwh / self.tick_jpy_per_mwh + NEAR_TICK) * self.tick_jpy_per_mwh

    def up(self, price_jpy_per_mwh: Floats) -> Floats:
        """Lowest tick that is not below a price. [JPY/MWh]"""
        return np.ceil(price_jpy_per_mwh / self.tick_jpy_per_mwh - NEAR_TICK) * self.tick_jpy_per_mwh


def spot_grid(rules: RuleBook, day: date) -> SpotGrid:
    """Lots and ticks in force on a delivery day.

    >>> from storage_opt.inputs.rules import rule_book
    >>> spot_grid(rule_book(), date(2024, 4, 1))
    SpotGrid(lot_mwh=0.05, tick_jpy_per_mwh=10.0, floor_jpy_per_mwh=10.0)
    """
    lot, tick, floor = (rules.number(f"spot.{name}", on=day) for name in ("lot", "tick", "floor"))
    return SpotGrid(lot / KWH_PER_MWH, jpy_per_mwh(tick), jpy_per_mwh(floor))


@dataclass(frozen=True)
class Guard:
    """Where steps are offered, and how far their limits stand from break-even.

    The break-even price of a step rests on the other prices that are seen. Forecasts err by the level of a day more than by its shape: on
    a day dearer than seen, buying above the break-even of yesterday's view still pays, as selling is dearer, too. Infinite distances
    give quantity bids at any price.

    Parameters
    ----------
    buy_above_jpy_per_mwh, sell_below_jpy_per_mwh : float
        Added to the break-even price of buy steps, taken from that of sell steps. [JPY/MWh]
    steps : Steps
        Where steps are offered.
    """

    buy_above_jpy_per_mwh: float = 0.0
    sell_below_jpy_per_mwh: float = 0.0
    steps: Steps = "planned"


@dataclass(frozen=True, eq=False)
class SpotBids:
    """One buy and one sell step for each slot of a day, shape (48,) each; a quantity of zero is no bid.

    Parameters
    ----------
    buy_mwh, sell_mwh : ndarray
        Quantities at the grid side, whole lots. [MWh]
    buy_limit_jpy_per_mwh, sell_limit_jpy_per_mwh : ndarray
        Bought at no higher, sold at no lower price; whole ticks, NaN without a bid. [JPY/MWh]
    """

    buy_mwh: Floats
    sell_mwh: Floats
    buy_limit_jpy_per_mwh: Floats
    sell_limit_jpy_per_mwh: Floats

    def cleared_mwh(self, price_jpy_per_mwh: Floats) -> Floats:
        """Sold less bought at the price of each slot, shape (48,). [MWh]

        A step is taken whole at its limit or a better price: the bidder is a price-taker, and what happens to the last bid at the
        margin is not modelled.
        """
        bought = np.where(price_jpy_per_mwh <= self.buy_limit_jpy_per_mwh + SAME_PRICE, self.buy_mwh, 0.0)
        sold = np.where(price_jpy_per_mwh >= self.sell_limit_jpy_per_mwh - SAME_PRICE, self.sell_mwh, 0.0)
        return sold - bought


@dataclass(frozen=True, eq=False)
class BreakEven:
    """What a plan trades on its first day, in whole lots, and the prices at which each step pays nothing, shape (48,) each.

    Parameters
    ----------
    buy_mwh, sell_mwh : ndarray
        Quantities at the grid side. [MWh]
    buy_jpy_per_mwh, sell_jpy_per_mwh : ndarray
        Break-even prices, not rounded; NaN or infinite where nothing is traded. [JPY/MWh]
    is_selling : ndarray of bool
        Where the plan discharges.
    """

    buy_mwh: Floats
    sell_mwh: Floats
    buy_jpy_per_mwh: Floats
    sell_jpy_per_mwh: Floats
    is_selling: NDArray[np.bool_]

    def guarded(self, grid: SpotGrid, guard: Guard) -> SpotBids:
        """Move the limits away from break-even: buy limits are rounded down, sell limits up to a tick."""
        buy_limit = grid.down(self.buy_jpy_per_mwh + guard.buy_above_jpy_per_mwh)
        sell_limit = np.maximum(grid.up(self.sell_jpy_per_mwh - guard.sell_below_jpy_per_mwh), grid.floor_jpy_per_mwh)
        buys = (self.buy_mwh > 0.0) & (buy_limit >= grid.floor_jpy_per_mwh)
        sells = (self.sell_mwh > 0.0) & (sell_limit < np.inf)
        both = buys & sells & (sell_limit <= buy_limit)  # by rounding or a guard; the direction of the plan stays
        buys &= ~(both & self.is_selling)
        sells &= ~(both & ~self.is_selling)
        return SpotBids(
            np.where(buys, self.buy_mwh, 0.0),
            np.where(sells, self.sell_mwh, 0.0),
            np.where(buys, buy_limit, np.nan),
            np.where(sells, sell_limit, np.nan),
        )


def bids_of(
    window: StoreProblem, plan: StoreResult, prices_jpy_per_mwh: Floats, grid: SpotGrid, guard: Guard
) -> SpotBids:
    """Make the steps for the first day of a window: see ``break_even``, with the limits moved by a guard."""
    return break_even(window, plan, prices_jpy_per_mwh, grid, guard.steps).guarded(grid, guard)


def break_even(
    window: StoreProblem, plan: StoreResult, prices_jpy_per_mwh: Floats, grid: SpotGrid, steps: Steps
) -> BreakEven:
    """Price the steps for the first day of a window from its plan and its value functions.

    Parameters
    ----------
    window : StoreProblem
        Limits, and prices with fees and wear inside.
    plan : StoreResult
        Its plan with the value of stored energy before slots 1 to 48.
    prices_jpy_per_mwh : ndarray, shape (n,), n ≥ 48
        Spot prices that were seen. [JPY/MWh]
    grid : SpotGrid
        Lots.
    steps : Steps
        Where steps are offered.

    Returns
    -------
    BreakEven
        A step that takes the store from the planned energy before the slot, ``e``, to ``y`` breaks even at the price at which its
        payment equals ``V(e) − V(y)`` after the slot, fees and wear counted. Near an end that is asked for, energy that can no
        longer be used up or made up by then is worth nothing more and nothing less.
    """
    day = slice(SLOTS_PER_DAY)
    h, eta_c, eta_d = window.slot_h, window.charge_efficiency, window.discharge_efficiency
    before = window.keep[day] * np.append(window.start_mwh, plan.energy_mwh[: SLOTS_PER_DAY - 1])
    charge, discharge = plan.charge_mw[day] * h, plan.discharge_mw[day] * h
    if steps == "every_slot":
        room, stock = window.ceiling_mwh[day] - before, before - window.floor_mwh[day]
        charge = np.where(charge > 0.0, charge, np.minimum(window.charge_limit_mw[day] * h, room / eta_c))
        discharge = np.where(discharge > 0.0, discharge, np.minimum(window.discharge_limit_mw[day] * h, stock * eta_d))
    buy, sell = grid.lots(charge), grid.lots(discharge)
    values = [plan.values[t] for t in range(1, SLOTS_PER_DAY + 1)]
    worth = _values(values, before)
    gained = _values(values, before + eta_c * buy) - worth
    lost = worth - _values(values, before - sell / eta_d)
    cost = window.charge_price_jpy_per_mwh[day] - prices_jpy_per_mwh[day]
    income = window.discharge_price_jpy_per_mwh[day] - prices_jpy_per_mwh[day]
    with np.errstate(divide="ignore", invalid="ignore"):
        return BreakEven(buy, sell, gained / buy - cost, lost / sell - income, plan.discharge_mw[day] > 0.0)


def _values(functions: Sequence[ValueFunction], energy_mwh: Floats) -> Floats:
    """Value of an energy in the function of its slot; beyond the energies that lead to the asked end, that of the nearest. [JPY]"""
    pairs = zip(functions, energy_mwh, strict=True)
    return np.array([f.at(float(np.clip(energy, f.energy_mwh[0], f.energy_mwh[-1]))) for f, energy in pairs])
