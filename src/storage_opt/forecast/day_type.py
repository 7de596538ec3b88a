"""Days as demand sees them: working day, Saturday, Sunday or holiday."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import Period

WORKING_DAY, SATURDAY, SUNDAY_OR_HOLIDAY = 0, 1, 2


@cache
def day_type(day: date) -> int:
    """Type of a day; a national holiday counts as a Sunday, whatever its weekday.

    Holidays are those of the Act on National Holidays (国民の祝日に関する法律), with substitute holidays and those moved by special law,
    by the package ``holidays``. New Year's days other than 1 January and Obon are no holidays by law and none here.

    >>> day_type(date(2024, 2, 12)), day_type(date(2024, 2, 10)), day_type(date(2021, 10, 11))
    (2, 1, 0)
    """
    if day.weekday() == 6 or day in _japan():
        return SUNDAY_OR_HOLIDAY
    return SATURDAY if day.weekday() == 5 else WORKING_DAY


def day_types(period: Period) -> NDArray[np.int64]:
    """Types of the days of a period, shape (n_days,)."""
    return np.array([day_type(period.first_day + timedelta(days=n)) for n in range(period.n_days)], dtype=np.int64)


@cache
def _japan() -> holidays.HolidayBase:
    return holidays.country_holidays("JP")
