"""Prices whose forecasts can be had by hand."""

from datetime import date

import numpy as np

from storage_opt.records.forecast import History
from storage_opt.timeline import Period


def numbered(first_day: date, n_days: int, area: str | None = "tokyo") -> History:
    """Day n (from 0) costs 100 n + slot in slot 0 to 47. [JPY/MWh]"""
    prices = 100.0 * np.repeat(np.arange(n_days), 48) + np.tile(np.arange(48), n_days)
    return History(area, Period(first_day, n_days), prices)


def random_prices(first_day: date, n_days: int, seed: int, areas: tuple[str, ...] = ()) -> History:
    """Prices of no order, a daily shape and a weekly one, in one area and others."""
    stream = np.random.default_rng(seed)
    shape = 10_000.0 + 4_000.0 * np.sin(np.arange(n_days * 48) * 2 * np.pi / 48)
    draw = lambda: np.round(shape + stream.normal(0.0, 1_500.0, n_days * 48), 2)  # noqa: E731
    return History("tokyo", Period(first_day, n_days), draw(), {area: draw() for area in areas})


def slots(*days: float) -> np.ndarray:
    """Prices of `numbered` for days given by their number, which may be a mean."""
    return np.concatenate([100.0 * day + np.arange(48) for day in days])
