"""What was known of prices before a gate, what was expected of those after it, and how well that went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import SLOTS_PER_DAY, Period

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class History:
    """Spot prices published before a gate, and no more; the forecast begins on the day after the last.

    Parameters
    ----------
    area : str or None
        Market area; ``None`` for an unnamed series.
    period : Period
        Whole days of 48 half-hours.
    spot_jpy_per_mwh : ndarray, shape (period.n_slots,)
        Day-ahead price. [JPY/MWh]
    others : mapping of str to ndarray, shape (period.n_slots,)
        Day-ahead prices of other areas on the same days. [JPY/MWh]
    """

    area: str | None
    period: Period
    spot_jpy_per_mwh: Floats
    others: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for prices in (self.spot_jpy_per_mwh, *self.others.values()):
            if prices.shape != (self.period.n_slots,):
                raise ValueError(f"{prices.shape} prices for {self.period.n_slots} slots")
            if not np.isfinite(prices).all():
                raise ValueError("prices of a history must be finite")

    @property
    def by_day_jpy_per_mwh(self) -> Floats:
        """Prices by day and slot, shape (period.n_days, 48). [JPY/MWh]"""
        return self.spot_jpy_per_mwh.reshape(-1, SLOTS_PER_DAY)

    def head(self, n_days: int) -> History:
        """Return what was known ``n_days`` days after the beginning: a copy that holds nothing later.

        >>> known = History(None, Period(date(2023, 4, 1), 2), np.arange(96.0))
        >>> known.head(1).spot_jpy_per_mwh[-1], known.head(1).period.last_day
        (np.float64(47.0), datetime.date(2023, 4, 1))
        """
        if not 1 <= n_days <= self.period.n_days:
            raise ValueError(f"{n_days} of {self.period.n_days} days")
        end = n_days * SLOTS_PER_DAY
        others = {area: _sealed(prices[:end]) for area, prices in self.others.items()}
        return History(self.area, Period(self.period.first_day, n_days), _sealed(self.spot_jpy_per_mwh[:end]), others)


@dataclass(frozen=True, eq=False)
class Forecast:
    """Spot prices expected at a gate.

    Parameters
    ----------
    first_day : datetime.date
        First delivery day.
    spot_jpy_per_mwh : ndarray, shape (n_days * 48,)
        Expected price. [JPY/MWh]
    scenarios : ndarray, shape (n_scenarios, n_days * 48), optional
        Equally likely courses of the price. [JPY/MWh]
    """

    first_day: date
    spot_jpy_per_mwh: Floats
    scenarios: Floats | None = None

    def __post_init__(self) -> None:
        (n_slots,) = self.spot_jpy_per_mwh.shape
        if not n_slots or n_slots % SLOTS_PER_DAY:
            raise ValueError(f"{n_slots} slots are no whole days")
        if self.scenarios is not None and self.scenarios.shape[1:] != (n_slots,):
            raise ValueError(f"scenarios of shape {self.scenarios.shape} for {n_slots} slots")

    @property
    def n_days(self) -> int:
        """Days expected."""
        return self.spot_jpy_per_mwh.size // SLOTS_PER_DAY


@dataclass(frozen=True, eq=False)
class StatedForecasts:
    """A user's own forecasts of one area, in order of slot and issue.

    Parameters
    ----------
    area : str or None
        Market area.
    slot_starts : ndarray of datetime64[m], shape (n,)
        Slot forecast, Japan time.
    issued : ndarray of datetime64[m], shape (n,), or None
        When each row was issued, Japan time; ``None`` where the file does not say: a row then counts as known at the gate of its own
        delivery day, not before.
    spot_jpy_per_mwh : ndarray, shape (n,)
        Price expected. [JPY/MWh]
    """

    area: str | None
    slot_starts: NDArray[np.datetime64]
    issued: NDArray[np.datetime64] | None
    spot_jpy_per_mwh: Floats


@dataclass(frozen=True)
class ForecastScores:
    """How well forecasts met the prices that came.

    Parameters
    ----------
    n_days : int
        Days scored.
    mae_jpy_per_mwh : float
        Mean absolute error. [JPY/MWh]
    rank_correlation : float or None
        Mean over the days of Spearman's coefficient within the day, -1 to 1; ``None`` where no day has one. [-]
    n_days_ranked : int
        Days with a coefficient: those on which the price moved.
    """

    n_days: int
    mae_jpy_per_mwh: float
    rank_correlation: float | None
    n_days_ranked: int


def _sealed(prices: Floats) -> Floats:
    """Copy prices, so that no view leads to later ones."""
    copied = prices.copy()
    copied.setflags(write=False)
    return copied
