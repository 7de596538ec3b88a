"""Parameters of the acceptance curves from the results of the market, by season and block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.acceptance import Acceptance
from storage_opt.records.awards_market import SEASONS, BalancingRun


def fit_acceptance(run: BalancingRun, cap_jpy_per_kw_slot: float | None) -> Acceptance:
    """Make the acceptance curves of one product in one area for every season and block of the day.

    Each day of a block is read as one of three kinds. *No demand*: nothing awarded and nothing required, or offers made and none
    taken. *Short*: an award at the cap or above, or every offer taken (or none made) and the award below the requirement.
    *Contested*: all others; the marginal price is the highest award price of the day. When all offers were taken and the requirement
    is met (an exporting area), nobody was turned down and the true marginal price is unknown; the highest award price is
    then the cautious reading.

    Parameters
    ----------
    run : BalancingRun
        Results by day and block.
    cap_jpy_per_kw_slot : float or None
        Price cap in force; without one, the highest award price of the run stands for it: no price is
        assumed that nobody was ever paid. [JPY/kW/slot]

    Returns
    -------
    Acceptance
        Arrays of shape (4, blocks), seasons in the order of ``SEASONS``. A season without a day in the run takes the whole run.
    """
    cap = _cap_or_highest(run, cap_jpy_per_kw_slot)
    taken_all = run.award_mw >= run.offer_mw
    highest = np.nan_to_num(run.max_jpy_per_kw_slot)
    is_short = (highest >= cap) | (taken_all & (run.award_mw < run.requirement_mw))
    has_demand = (run.award_mw > 0.0) | is_short
    contested = has_demand & ~is_short

    rows: dict[str, list[NDArray[np.float64]]] = {name: [] for name in ("demand", "short", "low", "mean", "std")}
    for season in range(len(SEASONS)):
        days = run.seasons == season
        days = days if days.any() else np.ones_like(days)
        demand, short = has_demand[days].sum(axis=0), is_short[days].sum(axis=0)
        counted = contested[days]
        number = np.maximum(counted.sum(axis=0), 1)
        any_contested = counted.any(axis=0)
        mean = np.where(counted, highest[days], 0.0).sum(axis=0) / number
        spread = np.sqrt((np.where(counted, highest[days] - mean, 0.0) ** 2).sum(axis=0) / number)
        low = np.where(counted, run.min_jpy_per_kw_slot[days], np.inf).min(axis=0)
        rows["demand"].append(demand / days.sum())
        rows["short"].append(short / np.maximum(demand, 1))
        rows["low"].append(np.where(any_contested, low, 0.0))
        rows["mean"].append(np.where(any_contested, mean, cap / 2.0))
        rows["std"].append(np.where(any_contested, spread, cap / 4.0))
    table = {name: np.array(values) for name, values in rows.items()}
    return Acceptance(table["demand"], table["short"], table["low"], table["mean"], table["std"], cap)


def _cap_or_highest(run: BalancingRun, cap_jpy_per_kw_slot: float | None) -> float:
    """Cap in force, or the highest price that was ever awarded."""
    if cap_jpy_per_kw_slot is not None:
        return cap_jpy_per_kw_slot
    awarded = run.max_jpy_per_kw_slot[np.isfinite(run.max_jpy_per_kw_slot)]
    return float(awarded.max()) if awarded.size else 1.0
