"""Days of a fiscal year as the market sees them: seasons and days of low demand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import days_of_fiscal_year, fiscal_year_start

SEASONS = ("spring", "summer", "autumn", "winter")

# Month and day of dates on which offices and factories rest whatever the weekday: New Year, Golden Week and Obon
# (price_statistics names them as days priced like a Sunday) and the national holidays with a fixed date.
_NEW_YEAR = {(12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
_GOLDEN_WEEK = {(4, 29), (5, 3), (5, 4), (5, 5)}
_OBON = {(8, 13), (8, 14), (8, 15)}
_FIXED = {(2, 11), (2, 23), (8, 11), (11, 3), (11, 23)}
REST_DATES = frozenset(_NEW_YEAR | _GOLDEN_WEEK | _OBON | _FIXED)


def days_of(fiscal_year: int) -> list[date]:
    """All days of a fiscal year, in order.

    >>> days_of(2023)[0], len(days_of(2023))
    (datetime.date(2023, 4, 1), 366)
    """
    first = fiscal_year_start(fiscal_year)
    return [first + timedelta(days=n) for n in range(days_of_fiscal_year(fiscal_year))]


def is_rest_day(day: date) -> bool:
    """Whether demand is that of a weekend: Saturday, Sunday, or a date in ``REST_DATES``.

    Holidays that move with the calendar (equinoxes, Mondays) are left out: they are weekdays here.

    >>> is_rest_day(date(2024, 5, 3)), is_rest_day(date(2024, 5, 7))
    (True, False)
    """
    return day.weekday() >= 5 or (day.month, day.day) in REST_DATES


def season_of(day: date) -> int:
    """Index into ``SEASONS``: spring March to May, summer June to August, and so on.

    >>> SEASONS[season_of(date(2024, 3, 31))]
    'spring'
    """
    return (day.month - 3) % 12 // 3


def season_indices(fiscal_year: int) -> NDArray[np.int64]:
    """Season of every day, shape (days,)."""
    return np.array([season_of(day) for day in days_of(fiscal_year)], dtype=np.int64)


def rest_days(fiscal_year: int) -> NDArray[np.bool_]:
    """Whether each day is a rest day, shape (days,)."""
    return np.array([is_rest_day(day) for day in days_of(fiscal_year)], dtype=np.bool_)


def season_weights(fiscal_year: int, suddenness: float = 1.0) -> NDArray[np.float64]:
    """How far each day belongs to each season, shape (days, 4); a row sums to one.

    With a ``suddenness`` of 1 the change is linear from the middle of one season to the middle of the next, so that no price
    level jumps on the first of a month; with 6 it takes a sixth of that time, around the first of the month.
    """
    weights = np.zeros((len(rest_days(fiscal_year)), len(SEASONS)))
    for row, day in enumerate(days_of(fiscal_year)):
        since_middle_of_spring = ((day.month - 4 + (day.day - 15) / 30.5) / 3.0) % len(SEASONS)
        season = int(since_middle_of_spring)
        into_next = (since_middle_of_spring - season - 0.5) * suddenness + 0.5
        into_next = min(max(into_next, 0.0), 1.0)
        weights[row, season] += 1.0 - into_next
        weights[row, (season + 1) % len(SEASONS)] += into_next
    return weights
