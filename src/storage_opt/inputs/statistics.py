"""Statistics of half-hourly prices and of awards, as published tables give them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import SLOTS_PER_DAY, Period

Floats = NDArray[np.float64]
FLOOR_JPY_PER_KWH, SPIKE_JPY_PER_KWH = 0.01, 30.0
SLOTS_2H, SLOTS_4H, WEEK = 4, 8, 7


@dataclass(frozen=True)
class PriceStatistics:
    """One series of prices in JPY/kWh.

    Parameters
    ----------
    slots : int
        Number of slots.
    mean, std, low, p5, p50, p95, high : float
        Of the slots. [JPY/kWh]
    floor_pct, spike_pct : float
        Share of slots at 0.01 and at 30 or more. [%]
    spread, tb2h, tb4h : float
        Mean over days of the largest minus the smallest price, and of the mean of the 4 (8) dearest minus the mean of
        the 4 (8) cheapest slots. [JPY/kWh]
    ac1, ac7 : float
        Autocorrelation of the daily mean at 1 and 7 days. [-]
    ac_slot : float
        Mean over the 48 half-hours of the autocorrelation from day to day. [-]
    weekend : float
        Mean of Saturdays and Sundays over mean of the other days; holidays count as the weekday they are. [-]
    """

    slots: int
    mean: float
    std: float
    low: float
    p5: float
    p50: float
    p95: float
    high: float
    floor_pct: float
    spike_pct: float
    spread: float
    tb2h: float
    tb4h: float
    ac1: float
    ac7: float
    ac_slot: float
    weekend: float


def price_statistics(price_jpy_per_kwh: Floats, period: Period) -> PriceStatistics:
    """Measure a series of whole days.

    Parameters
    ----------
    price_jpy_per_kwh : ndarray of float, shape (period.n_slots,)
        Without gaps. [JPY/kWh]
    period : Period
        Its days.
    """
    price = price_jpy_per_kwh
    days = price.reshape(-1, SLOTS_PER_DAY)
    ranked = np.sort(days, axis=1)
    daily = days.mean(axis=1)
    p5, p50, p95 = np.percentile(price, [5, 50, 95])
    weekday = (np.datetime64(period.first_day, "D").astype(np.int64) + 3 + np.arange(period.n_days)) % WEEK
    weekend = weekday >= 5
    ratio = daily[weekend].mean() / daily[~weekend].mean() if weekend.any() and not weekend.all() else np.nan

    def spread(slots: int) -> float:
        return float((ranked[:, -slots:].mean(axis=1) - ranked[:, :slots].mean(axis=1)).mean())

    return PriceStatistics(
        slots=price.size,
        mean=float(price.mean()),
        std=float(price.std()),
        low=float(price.min()),
        p5=float(p5),
        p50=float(p50),
        p95=float(p95),
        high=float(price.max()),
        floor_pct=float(100 * (price == FLOOR_JPY_PER_KWH).mean()),
        spike_pct=float(100 * (price >= SPIKE_JPY_PER_KWH).mean()),
        spread=float((ranked[:, -1] - ranked[:, 0]).mean()),
        tb2h=spread(SLOTS_2H),
        tb4h=spread(SLOTS_4H),
        ac1=autocorrelation(daily, 1),
        ac7=autocorrelation(daily, WEEK),
        ac_slot=float(np.mean([autocorrelation(days[:, slot], 1) for slot in range(SLOTS_PER_DAY)])),
        weekend=float(ratio),
    )


def autocorrelation(values: Floats, lag: int) -> float:
    """Correlation of a series with itself ``lag`` steps later; NaN where it is too short or does not vary.

    >>> autocorrelation(np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0]), 2)
    1.0
    """
    early, late = values[:-lag], values[lag:]
    if early.size < 2 or early.std() == 0 or late.std() == 0:
        return float("nan")
    return float(round(np.corrcoef(early, late)[0, 1], 12))
