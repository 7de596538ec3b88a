"""Forecasts that need no model: an earlier day, or a mean of earlier days."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.forecast.base import require_days
from storage_opt.forecast.day_type import day_types
from storage_opt.forecast.past_errors import past_errors, with_past_errors
from storage_opt.records.forecast import History
from storage_opt.timeline import Period

Floats = NDArray[np.float64]


class Naive(ABC):
    """A forecast by one rule from the last days of the history.

    Parameters
    ----------
    name : str
        Name of the rule.
    needs_days : int
        Days of the history that it reads.
    """

    def __init__(self, name: str, needs_days: int) -> None:
        self.name = name
        self.needs_days = needs_days

    def fit(self, history: History) -> None:  # noqa: B027  (these forecasters have nothing to learn)
        """Learn nothing."""

    def predict(self, history: History, n_days: int) -> Floats:
        """Expect the prices of the days after the last of ``history``, shape (n_days * 48,). [JPY/MWh]

        Raises
        ------
        MarketDataError
            The history is shorter than ``needs_days``; there is no fallback.
        """
        require_days(history, self.needs_days, self.name)
        return self._days(history, n_days).reshape(-1)

    def scenarios(self, history: History, n_days: int, count: int, seed: int) -> Floats:
        """Draw equally likely courses, shape (count, n_days * 48). [JPY/MWh]"""
        expected = self.predict(history, n_days)
        errors = past_errors(self.predict, history, n_days, self.needs_days)
        return with_past_errors(self.name, expected, errors, history, count, seed)

    @abstractmethod
    def _days(self, history: History, n_days: int) -> Floats:
        """Expect the days after the last known one, shape (n_days, 48)."""


class PreviousDay(Naive):
    """Every day will be like the last one known."""

    def __init__(self) -> None:
        super().__init__("previous_day", needs_days=1)

    def _days(self, history: History, n_days: int) -> Floats:
        return np.tile(history.by_day_jpy_per_mwh[-1], (n_days, 1))


class PreviousWeek(Naive):
    """Every day will be like the last one known of its weekday."""

    def __init__(self) -> None:
        super().__init__("previous_week", needs_days=7)

    def _days(self, history: History, n_days: int) -> Floats:
        week: Floats = history.by_day_jpy_per_mwh[-7:][np.arange(n_days) % 7]
        return week


class MeanOfDays(Naive):
    """Every slot will have the mean of its prices on the last days known.

    Parameters
    ----------
    n_days : int
        Days of the mean.
    by_day_type : bool
        Whether only days of the type of the delivery day count; where the window holds none of that type, all its days count.
    """

    def __init__(self, n_days: int, *, by_day_type: bool = False) -> None:
        super().__init__(f"mean_{n_days}_days" + ("_by_day_type" if by_day_type else ""), needs_days=n_days)
        self._by_day_type = by_day_type

    def _days(self, history: History, n_days: int) -> Floats:
        window = history.by_day_jpy_per_mwh[-self.needs_days :]
        if not self._by_day_type:
            return np.tile(window.mean(axis=0), (n_days, 1))
        known = day_types(history.period)[-self.needs_days :]
        ahead = day_types(Period(history.period.last_day + timedelta(days=1), n_days))
        return np.array([window[like if (like := known == kind).any() else slice(None)].mean(axis=0) for kind in ahead])
