"""How good forecasts were: error, order within the day, and share of the value that a plan made on them keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from storage_opt.records.forecast import ForecastScores
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]
PlanValue = Callable[[Floats, Floats], float]
"""Value of a plan made on the first prices and settled at the second, each of shape (48,). [JPY/MWh], [JPY/MWh] → [JPY]"""


def scores(expected_jpy_per_mwh: Floats, actual_jpy_per_mwh: Floats) -> ForecastScores:
    """Score forecasts of whole days against the prices that came.

    Parameters
    ----------
    expected_jpy_per_mwh, actual_jpy_per_mwh : ndarray, shape (n_days * 48,)
        Forecast and price. [JPY/MWh]
    """
    expected, actual = (_by_day(prices) for prices in (expected_jpy_per_mwh, actual_jpy_per_mwh))
    found = [rank_correlation(*pair) for pair in zip(expected, actual, strict=True)]
    ranked = [each for each in found if each is not None]
    return ForecastScores(
        n_days=len(actual),
        mae_jpy_per_mwh=float(np.abs(expected - actual).mean()),
        rank_correlation=float(np.mean(ranked)) if ranked else None,
        n_days_ranked=len(ranked),
    )


def rank_correlation(expected: Floats, actual: Floats) -> float | None:
    """Spearman's coefficient; equal prices share the mean of their ranks.

    A flat forecast says nothing of the order and counts 0. ``None`` where the price itself is flat: there is no order to meet.

    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 40.0, 20.0]))
    0.5
    """
    of_expected, of_actual = (rankdata(prices) - (prices.size + 1) / 2 for prices in (expected, actual))
    if not of_actual.any():
        return None
    norm = np.sqrt((of_expected @ of_expected) * (of_actual @ of_actual))
    return float(of_expected @ of_actual / norm) if norm else 0.0


def capture(days: Iterable[tuple[Floats, Floats]], plan_value: PlanValue) -> float | None:
    """Value of plans made on forecasts as a share of the value of plans made on known prices. [-]

    Parameters
    ----------
    days : iterable of (ndarray, ndarray), each of shape (48,)
        Forecast and price of each day. [JPY/MWh]
    plan_value : callable
        Value of a day's plan made on the first prices and settled at the second. [JPY]

    Returns
    -------
    float or None
        Negative where the plans lost money; ``None`` where known prices themselves are worth nothing.
    """
    pairs = [(plan_value(expected, actual), plan_value(actual, actual)) for expected, actual in days]
    kept, known = (sum(values) for values in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    return kept / known if known > 0 else None


def _by_day(prices: Floats) -> Floats:
    return prices.reshape(-1, SLOTS_PER_DAY)
