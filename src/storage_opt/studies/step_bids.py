"""Price-quantity bids of several steps a slot, and the way from quantities by price to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.prices import Floats
from storage_opt.studies.spot_bids import NEAR_LOT, SAME_PRICE, SpotGrid


@dataclass(frozen=True, eq=False)
class StepBids:
    """Buy and sell steps for each slot of a day, shape (n_steps, 48) each; a quantity of zero is no bid.

    Parameters
    ----------
    buy_mwh, sell_mwh : ndarray
        Quantities at the grid side, whole lots. [MWh]
    buy_limit_jpy_per_mwh, sell_limit_jpy_per_mwh : ndarray
        Bought at no higher, sold at no lower price; whole ticks, infinite for buying at any price, NaN without a bid. [JPY/MWh]
    """

    buy_mwh: Floats
    sell_mwh: Floats
    buy_limit_jpy_per_mwh: Floats
    sell_limit_jpy_per_mwh: Floats

    def cleared_mwh(self, price_jpy_per_mwh: Floats) -> Floats:
        """Sold less bought at the price of each slot, shape (48,). [MWh]

        Each step is taken whole at its limit or a better price, as in ``spot_bids.SpotBids``.
        """
        bought = np.where(price_jpy_per_mwh <= self.buy_limit_jpy_per_mwh + SAME_PRICE, self.buy_mwh, 0.0)
        sold = np.where(price_jpy_per_mwh >= self.sell_limit_jpy_per_mwh - SAME_PRICE, self.sell_mwh, 0.0)
        return np.asarray((sold - bought).sum(axis=0))


def price_cuts(prices_jpy_per_mwh: Floats, grid: SpotGrid, most_bins: int | None) -> Floats:
    """Cut the price of each slot into bins, between the prices of the scenarios.

    Parameters
    ----------
    prices_jpy_per_mwh : ndarray, shape (S, 48)
        Equally likely prices. [JPY/MWh]
    grid : SpotGrid
        Ticks.
    most_bins : int or None
        Bins of about as many scenarios each, at most so many; 1: no cut, quantities that hold at any price. ``None``: a bin for every
        price.

    Returns
    -------
    ndarray, shape (n_bins − 1, 48)
        Lowest price of the second, third … bin, whole ticks; infinite where a slot has fewer bins. [JPY/MWh]

    Raises
    ------
    ValueError
        No bin.
    """
    if most_bins is not None and most_bins < 1:
        raise ValueError(f"{most_bins} bins of prices")
    S = len(prices_jpy_per_mwh)
    n_bins = S if most_bins is None else min(most_bins, S)
    ranked = np.sort(grid.down(prices_jpy_per_mwh), axis=0)
    begins = np.round(np.arange(1, n_bins) * S / n_bins).astype(np.int64)
    below, above = ranked[begins - 1], ranked[begins]
    cut = np.where(above > below, grid.up((below + above) / 2.0), np.inf)
    return np.sort(cut, axis=0)


def bins_of(prices_jpy_per_mwh: Floats, cuts_jpy_per_mwh: Floats) -> NDArray[np.int64]:
    """Bin of every price: the number of cuts at or below it, shape of the prices (S, 48)."""
    reached = prices_jpy_per_mwh[:, None, :] >= cuts_jpy_per_mwh[None, :, :] - SAME_PRICE
    return np.asarray(reached.sum(axis=1))


def quantity_by_bin(cleared_mwh: Floats, bins: NDArray[np.int64], n_bins: int) -> Floats:
    """Traded quantity of every bin from that of the scenarios, shape (n_bins, 48). [MWh]

    A bin without a scenario has that of the bin below.

    Parameters
    ----------
    cleared_mwh, bins : ndarray, shape (S, 48)
        Sold less bought, and bin, in each scenario. [MWh]
    n_bins : int
        Their number.
    """
    slots = np.broadcast_to(np.arange(bins.shape[1]), bins.shape)
    quantity = np.full((n_bins, bins.shape[1]), np.nan)
    quantity[bins, slots] = cleared_mwh
    for j in range(1, n_bins):
        quantity[j] = np.where(np.isnan(quantity[j]), quantity[j - 1], quantity[j])
    return quantity


def steps_of(quantity_mwh: Floats, cuts_jpy_per_mwh: Floats, grid: SpotGrid) -> StepBids:
    """Make the steps whose sum is a quantity by price.

    Parameters
    ----------
    quantity_mwh : ndarray, shape (n_bins, 48)
        Sold less bought in each bin, not decreasing. Rounded to whole lots towards zero. [MWh]
    cuts_jpy_per_mwh : ndarray, shape (n_bins − 1, 48)
        Where the bins begin; see ``price_cuts``. [JPY/MWh]
    grid : SpotGrid
        Lots and ticks.

    Returns
    -------
    StepBids
        What is bought in one bin and no more in the next has the last tick below the next as limit; what is sold in a bin and not yet
        below has its first tick. What is bought in the last bin is bought, and what is sold in the first is sold, at any price.

    Raises
    ------
    ValueError
        Less is sold at a higher price.
    """
    sold, bought = (_in_lots(np.maximum(sign * quantity_mwh, 0.0), grid) for sign in (1.0, -1.0))
    nothing = np.zeros((1, quantity_mwh.shape[1]))
    sell = np.diff(sold, axis=0, prepend=nothing)
    buy = -np.diff(bought, axis=0, append=nothing)
    if min(sell.min(), buy.min()) < -NEAR_LOT:
        raise ValueError("less is sold, or more bought, at a higher price")
    floor = np.full((1, quantity_mwh.shape[1]), grid.floor_jpy_per_mwh)
    sell_limit = np.maximum(np.concatenate([floor, cuts_jpy_per_mwh]), grid.floor_jpy_per_mwh)
    buy_limit = np.concatenate([cuts_jpy_per_mwh - grid.tick_jpy_per_mwh, np.full_like(floor, np.inf)])
    sells = (sell > NEAR_LOT) & np.isfinite(sell_limit)
    buys = (buy > NEAR_LOT) & (buy_limit >= grid.floor_jpy_per_mwh)
    return StepBids(
        np.where(buys, buy, 0.0),
        np.where(sells, sell, 0.0),
        np.where(buys, buy_limit, np.nan),
        np.where(sells, sell_limit, np.nan),
    )


def _in_lots(mwh: Floats, grid: SpotGrid) -> Floats:
    """Whole lots; a quantity that the solver left a hair below a lot counts as the lot. [MWh]"""
    return grid.lots(mwh + SOLVER_MWH)


SOLVER_MWH = 1e-7
"""Quantities of a solver are no more exact than this. [MWh]"""
