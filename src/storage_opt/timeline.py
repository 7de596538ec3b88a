"""Slots, days and fiscal years of the Japanese market.

A slot (コマ) is 30 minutes; slot 0 of a day starts at 00:00 Japan time. Japan has no daylight saving, so every day has
48 slots and wall-clock time without a zone is unambiguous. A fiscal year runs from 1 April to 31 March and
bears the number of the year in which it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

SLOT_H = 0.5
SLOTS_PER_DAY = 48
ZONE = "Asia/Tokyo"
UTC_OFFSET_H = 9


def fiscal_year_of(day: date) -> int:
    """Fiscal year that holds ``day``.

    >>> fiscal_year_of(date(2024, 3, 31)), fiscal_year_of(date(2024, 4, 1))
    (2023, 2024)
    """
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(fiscal_year: int) -> date:
    """First day of a fiscal year.

    >>> fiscal_year_start(2023)
    datetime.date(2023, 4, 1)
    """
    return date(fiscal_year, 4, 1)


def days_of_fiscal_year(fiscal_year: int) -> int:
    """Count the days; 366 when the year holds a 29 February.

    >>> days_of_fiscal_year(2023), days_of_fiscal_year(2024)
    (366, 365)
    """
    return (fiscal_year_start(fiscal_year + 1) - fiscal_year_start(fiscal_year)).days


@dataclass(frozen=True)
class Period:
    """A run of whole days.

    Parameters
    ----------
    first_day : datetime.date
        First delivery day.
    n_days : int
        Number of days, at least 1.
    """

    first_day: date
    n_days: int

    def __post_init__(self) -> None:
        if self.n_days < 1:
            raise ValueError(f"a period needs at least one day, got {self.n_days}")

    @classmethod
    def of_fiscal_year(cls, fiscal_year: int) -> Period:
        """Return the whole of a fiscal year.

        >>> Period.of_fiscal_year(2023).n_slots
        17568
        """
        return cls(fiscal_year_start(fiscal_year), days_of_fiscal_year(fiscal_year))

    @property
    def n_slots(self) -> int:
        """Number of slots, 48 per day."""
        return self.n_days * SLOTS_PER_DAY

    @property
    def last_day(self) -> date:
        """Last delivery day, inclusive."""
        return self.first_day + timedelta(days=self.n_days - 1)

    @property
    def is_fiscal_year(self) -> bool:
        """Whether the period is exactly one fiscal year."""
        return self == Period.of_fiscal_year(fiscal_year_of(self.first_day))

    @property
    def fiscal_year(self) -> int:
        """Fiscal year of the first day."""
        return fiscal_year_of(self.first_day)

    @property
    def share_of_year(self) -> float:
        """Length as a share of the fiscal year in which it begins; 1.0 for a whole year. [-]

        >>> Period(date(2023, 4, 1), 183).share_of_year
        0.5
        """
        return self.n_days / days_of_fiscal_year(self.fiscal_year)

    @cached_property
    def slot_starts(self) -> NDArray[np.datetime64]:
        """Start of every slot, Japan wall-clock time, shape (n_slots,), unit minutes.

        >>> Period(date(2023, 4, 1), 1).slot_starts[1]
        np.datetime64('2023-04-01T00:30')
        """
        start = np.datetime64(self.first_day, "m")
        return start + np.arange(self.n_slots) * np.timedelta64(30, "m")

    @cached_property
    def months(self) -> NDArray[np.int64]:
        """Calendar month 1 to 12 of every slot, shape (n_slots,)."""
        return self.slot_starts.astype("datetime64[M]").astype(np.int64) % 12 + 1

    @cached_property
    def hours(self) -> NDArray[np.int64]:
        """Hour of the day 0 to 23 in which every slot starts, shape (n_slots,)."""
        return (np.arange(self.n_slots) % SLOTS_PER_DAY) // 2
