"""Scenarios: a forecast plus errors that the same forecaster made before, in blocks of whole days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import MarketDataError
from storage_opt.forecast.base import forecast_fault
from storage_opt.records.forecast import History
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]
Predict = Callable[[History, int], Floats]

ERROR_DAYS = 56
"""Blocks of errors that are drawn from: those that begin on the latest eight weeks of days."""
LEAST_BLOCKS = 7


def past_errors(predict: Predict, history: History, n_days: int, first_origin: int) -> Floats:
    """Errors (price less forecast) of forecasts made from earlier parts of a history, shape (n_blocks, n_days * 48). [JPY/MWh]

    Parameters
    ----------
    predict : callable
        Forecast from a history.
    history : History
        What is known.
    n_days : int
        Days ahead; every block holds this many consecutive days, each with the error of its own distance.
    first_origin : int
        Shortest history to forecast from. [days]
    """
    last = history.period.n_days - n_days
    origins = range(max(first_origin, last - ERROR_DAYS + 1), last + 1)
    length = n_days * SLOTS_PER_DAY
    blocks = [
        history.spot_jpy_per_mwh[known * SLOTS_PER_DAY :][:length] - predict(history.head(known), n_days)
        for known in origins
    ]
    return np.array(blocks).reshape(-1, length)


def with_past_errors(name: str, expected: Floats, errors: Floats, history: History, count: int, seed: int) -> Floats:
    """Add blocks of errors, drawn with replacement, to a forecast; no price falls below the lowest of the history.

    Parameters
    ----------
    name : str
        Forecaster, for the fault.
    expected : ndarray, shape (n_days * 48,)
        Forecast. [JPY/MWh]
    errors : ndarray, shape (n_blocks, n_days * 48)
        Past errors. [JPY/MWh]
    history : History
        What is known; its last day enters the seed, so that days draw independently.
    count : int
        Scenarios.
    seed : int
        Seed; the same seed and history give the same scenarios.

    Returns
    -------
    ndarray, shape (count, n_days * 48)

    Raises
    ------
    MarketDataError
        Fewer than 7 blocks.
    """
    if len(errors) < LEAST_BLOCKS:
        fault = forecast_fault("few_errors", name, history, blocks=len(errors), needed=LEAST_BLOCKS)
        raise MarketDataError(name, [fault])
    stream = np.random.default_rng([seed, history.period.last_day.toordinal()])
    drawn = errors[stream.integers(len(errors), size=count)]
    lowest = min(history.spot_jpy_per_mwh.min(), expected.min())
    return np.asarray(np.maximum(expected + drawn, lowest))
