"""A forecast learned from the past: boosted trees and a ridge regression on calendar, sun, lags, means and other areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import MarketDataError
from storage_opt.forecast.base import forecast_fault, require_days
from storage_opt.forecast.boosted import Boosted, require_library
from storage_opt.forecast.features import NEEDS_DAYS, look
from storage_opt.forecast.past_errors import ERROR_DAYS, with_past_errors
from storage_opt.forecast.ridge import Ridge
from storage_opt.records.forecast import History
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

LEARNS_FROM_DAYS = 28
"""Fewest days to learn from, beside the 28 that the first of them looks back on."""
FAR = np.array((2, 3, 4, 5, 6, 7))
"""Distances learned beside 1, one of them from each gate in turn."""
WEIGHTS = {"trees": 0.5, "ridge": 0.25, "mean_of_day_type": 0.25}
"""Shares of the forecast; chosen on FY2021 of Tokyo, Kyushu and Hokkaido, so that year is no test of them."""
ALIKE = 4
"""Column of the 28-day mean by day type in ``Seen.recent``."""


@dataclass(frozen=True, eq=False)
class _Model:
    """What was learned from the days before ``first_unknown_day``."""

    trees: Boosted
    ridge: Ridge
    first_unknown_day: date

    def expect(self, history: History, known: Indices, ahead: Indices) -> Floats:
        """Expect days, shape (n, 48); no price falls below the lowest known. [JPY/MWh]"""
        seen = look(history, known, ahead)
        expected = seen.level + WEIGHTS["mean_of_day_type"] * seen.recent[:, :, ALIKE]
        expected += WEIGHTS["trees"] * self.trees.predict(seen) + WEIGHTS["ridge"] * self.ridge.predict(seen)
        return np.asarray(np.maximum(expected, history.spot_jpy_per_mwh.min()))


class Learned:
    """Mean of boosted trees, ridge regression and the 28-day mean by day type; the same seed and history give the same forecast.

    Parameters
    ----------
    seed : int
        Seed of the trees.

    Raises
    ------
    UsageError
        scikit-learn, the extra ``forecast``, is not installed.
    """

    def __init__(self, seed: int = 0) -> None:
        require_library()
        self.name = "learned"
        self.needs_days = NEEDS_DAYS + LEARNS_FROM_DAYS
        self._seed = seed
        self._fitted: History | None = None
        self._model: _Model | None = None
        self._held_out: _Model | None = None

    def fit(self, history: History) -> None:
        """Learn from all of a history, in place of what was learned before.

        Raises
        ------
        MarketDataError
            The history is shorter than 56 days.
        """
        require_days(history, self.needs_days, self.name)
        self._fitted = history.head(history.period.n_days)
        self._model, self._held_out = self._learn(self._fitted), None

    def predict(self, history: History, n_days: int) -> Floats:
        """Expect the prices of the days after the last of ``history``, shape (n_days * 48,). [JPY/MWh]

        Raises
        ------
        MarketDataError
            Not fitted on this area, fewer than 28 days known, or no prices of an area of the fit.
        """
        fitted, model = self._fitted_on(history)
        seen = self._like_the_fit(history, fitted)
        return model.expect(seen, np.full(n_days, seen.period.n_days), np.arange(1, n_days + 1)).reshape(-1)

    def scenarios(self, history: History, n_days: int, count: int, seed: int) -> Floats:
        """Draw equally likely courses, shape (count, n_days * 48). [JPY/MWh]

        Errors are those of a second model, from which the last eight weeks of the fit were held out.
        """
        expected = self.predict(history, n_days)
        fitted, _ = self._fitted_on(history)
        seen = self._like_the_fit(history, fitted)
        if self._held_out is None:
            self._held_out = self._learn(fitted.head(max(self.needs_days, fitted.period.n_days - ERROR_DAYS)))
        last = seen.period.n_days - n_days
        unknown_from = (self._held_out.first_unknown_day - seen.period.first_day).days
        origins = np.arange(max(unknown_from, NEEDS_DAYS, last - ERROR_DAYS + 1), last + 1)
        errors = np.empty((0, n_days * SLOTS_PER_DAY))
        if origins.size:
            ahead = np.tile(np.arange(1, n_days + 1), origins.size)
            known = np.repeat(origins, n_days)
            came = seen.by_day_jpy_per_mwh[known + ahead - 1]
            errors = (came - self._held_out.expect(seen, known, ahead)).reshape(origins.size, -1)
        return with_past_errors(self.name, expected, errors, history, count, seed)

    def _learn(self, history: History) -> _Model:
        """Learn the next day of every gate, and one farther day of each."""
        n_days = history.period.n_days
        gates = np.arange(NEEDS_DAYS, n_days)
        farther = FAR[gates % FAR.size]
        inside = gates + farther - 1 < n_days
        known = np.concatenate([gates, gates[inside]])
        ahead = np.concatenate([np.ones_like(gates), farther[inside]])
        seen = look(history, known, ahead)
        target = history.by_day_jpy_per_mwh[known + ahead - 1] - seen.level
        first_unknown_day = history.period.last_day + timedelta(days=1)
        return _Model(Boosted(self._seed).fit(seen, target), Ridge.fit(seen, target), first_unknown_day)

    def _fitted_on(self, history: History) -> tuple[History, _Model]:
        if self._fitted is None or self._model is None or self._fitted.area != history.area:
            raise MarketDataError(self.name, [forecast_fault("not_fitted", self.name, history)])
        return self._fitted, self._model

    def _like_the_fit(self, history: History, fitted: History) -> History:
        """Return the history with the areas of the fit and no others."""
        require_days(history, NEEDS_DAYS, self.name)
        if missing := sorted(fitted.others.keys() - history.others.keys()):
            faults = [forecast_fault("area_missing", self.name, history, missing=area) for area in missing]
            raise MarketDataError(self.name, faults)
        others = {area: history.others[area] for area in fitted.others}
        return History(history.area, history.period, history.spot_jpy_per_mwh, others)
