"""Curved half of the learned forecaster: gradient-boosted trees over all slots together."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import UsageError
from storage_opt.forecast.features import Seen
from storage_opt.messages import say
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]

SETTINGS: dict[str, Any] = {
    "loss": "absolute_error",
    "learning_rate": 0.05,
    "max_iter": 150,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 200,
    "l2_regularization": 1.0,
    "early_stopping": False,
}


class Boosted:
    """Trees of scikit-learn on one thread; the same seed and rows give the same trees.

    Parameters
    ----------
    seed : int
        Seed of the trees.

    Raises
    ------
    UsageError
        scikit-learn, the extra ``forecast``, is not installed.
    """

    def __init__(self, seed: int) -> None:
        ensemble, self._threads = _libraries()
        self._trees: Any = ensemble.HistGradientBoostingRegressor(random_state=seed, **SETTINGS)

    def fit(self, seen: Seen, target: Floats) -> Boosted:
        """Learn the difference from the level, ``target`` of shape (n, 48), and return this. [JPY/MWh]"""
        with self._threads.threadpool_limits(limits=1):
            self._trees.fit(_rows(seen), target.reshape(-1))
        return self

    def predict(self, seen: Seen) -> Floats:
        """Expect the difference from the level, shape (n, 48). [JPY/MWh]"""
        with self._threads.threadpool_limits(limits=1):
            return np.asarray(self._trees.predict(_rows(seen)).reshape(-1, SLOTS_PER_DAY))


def require_library() -> None:
    """Refuse to go on without scikit-learn."""
    _libraries()


def _rows(seen: Seen) -> Floats:
    """One row per slot of each day, shape (n * 48, p). The season is left out: within a year or two it only names the days."""
    n_days = seen.level.shape[0]
    slot = np.tile(np.arange(SLOTS_PER_DAY, dtype=np.float64), (n_days, 1))
    of_day = np.concatenate([seen.last_day, seen.calendar], axis=-1)
    every_slot = np.repeat(of_day[:, None, :], SLOTS_PER_DAY, axis=1)
    columns = [seen.recent, seen.others, every_slot, slot[:, :, None], seen.sun[:, :, None]]
    return np.concatenate(columns, axis=-1).reshape(n_days * SLOTS_PER_DAY, -1)


def _libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("sklearn.ensemble"), importlib.import_module("threadpoolctl")
    except ImportError:
        raise UsageError(say("forecast.no_sklearn")) from None
