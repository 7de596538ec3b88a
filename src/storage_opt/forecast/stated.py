"""A user's own forecast, as a forecaster: of every slot the latest row issued by the gate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.forecast.base import forecast_fault
from storage_opt.forecast.past_errors import past_errors, with_past_errors
from storage_opt.records.forecast import History, StatedForecasts
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]

DAY = np.timedelta64(1, "D")
GATE = np.timedelta64(10 * 60, "m")
"""Spot gate, 10:00 on the day before delivery (JEPX 取引規程, articles 15 and 16)."""
MAX_PLACES = 8


class Stated:
    """Forecasts that stand in a file; none is made up where a slot has none.

    Parameters
    ----------
    table : StatedForecasts
        Rows in order of slot and issue. Without times of issue a row is known at the gate of its own delivery day and no earlier,
        so that only the first day after a history can be had.
    """

    def __init__(self, table: StatedForecasts) -> None:
        self.name = "stated"
        self.needs_days = 1
        self._area = table.area
        self._starts = table.slot_starts
        self._prices = table.spot_jpy_per_mwh
        self._known_from = _gates(self._starts) if table.issued is None else table.issued

    def fit(self, history: History) -> None:
        """Learn nothing."""

    def predict(self, history: History, n_days: int) -> Floats:
        """Look up the prices of the days after the last of ``history``, shape (n_days * 48,). [JPY/MWh]

        Raises
        ------
        MarketDataError
            The area is another one, or slots have no row issued by the gate: all of them, with the gate.
        """
        self._require_area(history)
        first = np.datetime64(history.period.last_day, "m") + DAY
        gate = first - DAY + GATE
        slots = first + np.arange(n_days * SLOTS_PER_DAY) * np.timedelta64(30, "m")
        issued = np.flatnonzero(self._known_from <= gate)
        latest = np.searchsorted(self._starts[issued], slots, side="right") - 1
        there = latest >= 0
        there[there] = self._starts[issued[latest[there]]] == slots[there]
        if not there.all():
            raise MarketDataError(self.name, [_missing(self.name, history, gate, slots, slots[~there])])
        return self._prices[issued[latest]]

    def scenarios(self, history: History, n_days: int, count: int, seed: int) -> Floats:
        """Draw equally likely courses, shape (count, n_days * 48), by the file's own past errors from its first day on. [JPY/MWh]"""
        expected = self.predict(history, n_days)
        first_stated = (self._starts[0].astype("datetime64[D]") - np.datetime64(history.period.first_day)).astype(int)
        errors = past_errors(self.predict, history, n_days, max(int(first_stated), 1))
        return with_past_errors(self.name, expected, errors, history, count, seed)

    def _require_area(self, history: History) -> None:
        if self._area is not None and history.area is not None and self._area != history.area:
            raise MarketDataError(self.name, [forecast_fault("other_area", self.name, history, stated=self._area)])


def _gates(starts: Times) -> Times:
    """Spot gate of each slot, Japan time."""
    return np.asarray(starts.astype("datetime64[D]").astype("datetime64[m]") + (GATE - DAY))


def _missing(name: str, history: History, gate: np.datetime64, slots: Times, missing: Times) -> Fault:
    """Say which slots have no forecast."""
    shown = [_written(start) for start in missing[:MAX_PLACES]] + ["…"] * (missing.size > MAX_PLACES)
    return forecast_fault(
        "missing", name, history, count=missing.size, slots=slots.size, gate=_written(gate), places=", ".join(shown)
    )


def _written(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[m]")).replace("T", " ")
