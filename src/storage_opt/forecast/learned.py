"""A forecast learned from the past: boosted trees on calendar, sun, lags, means and other areas."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import MarketDataError, UsageError
from storage_opt.forecast.base import forecast_fault, require_days
from storage_opt.forecast.features import NEEDS_DAYS, features
from storage_opt.forecast.past_errors import ERROR_DAYS, with_past_errors
from storage_opt.messages import say
from storage_opt.records.forecast import History
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]

LEARNS_FROM_DAYS = 28
"""Fewest days to learn from, beside the 28 that the first of them looks back on."""
FAR = (2, 3, 4, 5, 6, 7)
"""Distances learned beside 1, one of them per day in turn."""
TREES: dict[str, Any] = {
    "loss": "squared_error",
    "learning_rate": 0.05,
    "max_iter": 200,
    "max_leaf_nodes": 31,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "early_stopping": False,
}


class Learned:
    """Gradient-boosted trees of scikit-learn; the same seed and history give the same forecast.

    Parameters
    ----------
    seed : int
        Seed of the trees.

    Raises
    ------
    UsageError
        scikit-learn, the extra ``forecast``, is not installed.
    """

    name = "learned"
    needs_days = NEEDS_DAYS + LEARNS_FROM_DAYS

    def __init__(self, seed: int = 0) -> None:
        self._sklearn, self._threads = _libraries()
        self._seed = seed
        self._fitted: History | None = None
        self._trees: Any = None
        self._held_out: tuple[date, Any] | None = None

    def fit(self, history: History) -> None:
        """Learn from all of a history, in place of what was learned before.

        Raises
        ------
        MarketDataError
            The history is shorter than 56 days.
        """
        require_days(history, self.needs_days, self.name)
        self._fitted = history.head(history.period.n_days)
        self._trees, self._held_out = self._learn(self._fitted), None

    def predict(self, history: History, n_days: int) -> Floats:
        """Expect the prices of the days after the last of ``history``, shape (n_days * 48,). [JPY/MWh]

        Raises
        ------
        MarketDataError
            Not fitted on this area, fewer than 28 days known, or no prices of an area of the fit.
        """
        seen = self._like_the_fit(history)
        known = np.full(n_days, seen.period.n_days)
        return self._expect(self._trees, seen, known, np.arange(1, n_days + 1))

    def scenarios(self, history: History, n_days: int, count: int, seed: int) -> Floats:
        """Draw equally likely courses, shape (count, n_days * 48). [JPY/MWh]

        Errors are those of trees that learned only from the days before: the last eight weeks of the fit are held out for them.
        """
        expected = self.predict(history, n_days)
        seen = self._like_the_fit(history)
        first_day, trees = self._held_out_trees()
        last = seen.period.n_days - n_days
        first = max((first_day - seen.period.first_day).days, NEEDS_DAYS, last - ERROR_DAYS + 1)
        origins = np.arange(first, last + 1)
        errors = np.empty((0, n_days * SLOTS_PER_DAY))
        if origins.size:
            ahead = np.tile(np.arange(1, n_days + 1), origins.size)
            known = np.repeat(origins, n_days)
            came = seen.by_day_jpy_per_mwh[known + ahead - 1].reshape(origins.size, -1)
            errors = came - self._expect(trees, seen, known, ahead).reshape(origins.size, -1)
        return with_past_errors(self.name, expected, errors, history, count, seed)

    def _held_out_trees(self) -> tuple[date, Any]:
        """Trees that know nothing of the last eight weeks of the fit, and the first day they do not know."""
        if self._held_out is None:
            assert self._fitted is not None
            part = self._fitted.head(max(self.needs_days, self._fitted.period.n_days - ERROR_DAYS))
            first_day = date.fromordinal(part.period.last_day.toordinal() + 1)
            self._held_out = first_day, self._learn(part)
        return self._held_out

    def _learn(self, history: History) -> Any:
        """Fit trees on the next day of every gate, and on one farther day of each."""
        n_days = history.period.n_days
        known = np.arange(NEEDS_DAYS, n_days)
        farther = np.array(FAR)[known % len(FAR)]
        inside = known + farther - 1 < n_days
        gates = np.concatenate([known, known[inside]])
        ahead = np.concatenate([np.ones_like(known), farther[inside]])
        seen, level = features(history, gates, ahead)
        target = history.by_day_jpy_per_mwh[gates + ahead - 1].reshape(-1) - level
        with self._threads.threadpool_limits(limits=1):
            return self._sklearn.HistGradientBoostingRegressor(random_state=self._seed, **TREES).fit(seen, target)

    def _expect(self, trees: Any, history: History, known: NDArray[np.int64], ahead: NDArray[np.int64]) -> Floats:
        """Expect days, one after another, shape (n * 48,); no price falls below the lowest known."""
        seen, level = features(history, known, ahead)
        with self._threads.threadpool_limits(limits=1):
            expected = level + trees.predict(seen)
        return np.asarray(np.maximum(expected, history.spot_jpy_per_mwh.min()))

    def _like_the_fit(self, history: History) -> History:
        """Return the history with the areas of the fit and no others."""
        if self._fitted is None or self._fitted.area != history.area:
            raise MarketDataError(self.name, [forecast_fault("not_fitted", self.name, history)])
        require_days(history, NEEDS_DAYS, self.name)
        if missing := sorted(self._fitted.others.keys() - history.others.keys()):
            faults = [forecast_fault("area_missing", self.name, history, missing=area) for area in missing]
            raise MarketDataError(self.name, faults)
        others = {area: history.others[area] for area in self._fitted.others}
        return History(history.area, history.period, history.spot_jpy_per_mwh, others)


def _libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("sklearn.ensemble"), importlib.import_module("threadpoolctl")
    except ImportError:
        raise UsageError(say("forecast.no_sklearn")) from None
