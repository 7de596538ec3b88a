"""Views of the prices to come, as simple as they get: known prices, and days that were published before the gate said again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from storage_opt.records.prices import Floats, PriceYear
from storage_opt.studies.published import PublishedSpot
from storage_opt.timeline import SLOTS_PER_DAY

View = Callable[[date, int], Floats]
"""From a delivery day and a number of days to the spot prices seen at its gate, shape (n_days · 48,). [JPY/MWh]"""


def known(prices: PriceYear) -> View:
    """See the actual prices of the days asked for: foresight as far as the window, not a forecast."""

    def view(day: date, n_days: int) -> Floats:
        first = (day - prices.period.first_day).days
        if first < 0 or first + n_days > prices.period.n_days:
            raise ValueError(f"no prices of {n_days} days from {day}")
        return prices.spot_jpy_per_mwh[first * SLOTS_PER_DAY : (first + n_days) * SLOTS_PER_DAY]

    return view


def previous_day(published: PublishedSpot) -> View:
    """See the last published day again, every day."""
    return mean_of_days(published, 1)


def previous_week(published: PublishedSpot) -> View:
    """See the last seven published days again, in their order; every day that of the same weekday."""

    def view(day: date, n_days: int) -> Floats:
        week = _last(published, day, 7)
        repeats = -(-n_days // 7)
        return np.tile(week, (repeats, 1))[:n_days].ravel()

    return view


def mean_of_days(published: PublishedSpot, count: int) -> View:
    """See the mean of the last ``count`` published days slot by slot, every day."""

    def view(day: date, n_days: int) -> Floats:
        return np.tile(_last(published, day, count).mean(axis=0), n_days)

    return view


def _last(published: PublishedSpot, day: date, count: int) -> Floats:
    """Last published days, shape (count, 48). [JPY/MWh]"""
    history = published.before_gate(day)
    if len(history) < count:
        raise ValueError(f"{len(history)} days published before the gate of {day}, {count} needed")
    return history[-count:]
