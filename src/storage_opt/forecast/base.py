"""What every forecaster offers, and what it says of a history that is too short."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.messages import say
from storage_opt.records.forecast import History

Floats = NDArray[np.float64]


class Forecaster(Protocol):
    """Expects the prices of the days after a history, from that history alone.

    Attributes
    ----------
    name : str
        As in `forecast.choose.NAMES`.
    needs_days : int
        Shortest history from which it predicts.
    """

    name: str
    needs_days: int

    def fit(self, history: History) -> None:
        """Learn from a history; may be called again with a longer one."""

    def predict(self, history: History, n_days: int) -> Floats:
        """Expect the prices of the days after the last of ``history``, shape (n_days * 48,). [JPY/MWh]"""

    def scenarios(self, history: History, n_days: int, count: int, seed: int) -> Floats:
        """Draw equally likely courses, shape (count, n_days * 48), by past errors in blocks of whole days. [JPY/MWh]"""


def require_days(history: History, needed: int, forecaster: str) -> None:
    """Refuse a history that is too short.

    Raises
    ------
    MarketDataError
        Days found and days needed.
    """
    if history.period.n_days < needed:
        raise MarketDataError(forecaster, [forecast_fault("short_history", forecaster, history, needed=needed)])


def forecast_fault(name: str, forecaster: str, history: History, **values: object) -> Fault:
    """Make the fault ``forecast.<name>`` of a history, with its advice."""
    every = {
        "forecaster": forecaster,
        "area": history.area or say("prices.series_unnamed"),
        "found": history.period.n_days,
        "first": history.period.first_day,
        "last": history.period.last_day,
        **values,
    }
    return Fault(say(f"forecast.{name}", **every), say(f"forecast.{name}.advice", **every))
