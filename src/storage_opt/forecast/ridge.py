"""Linear half of the learned forecaster: one ridge regression per slot of the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.forecast.day_type import SUNDAY_OR_HOLIDAY
from storage_opt.forecast.features import Seen
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]

STRENGTH = 300.0
"""Penalty on the squared weights of standardized columns."""
FURTHEST = 4.0
"""Standard deviations to which a column is cut: a day beyond all that was seen is not extrapolated in full."""


@dataclass(frozen=True, eq=False)
class Ridge:
    """Weights, and the scale of the columns, of every slot.

    Parameters
    ----------
    mean, scale : ndarray, shape (48, p)
        Of each column when learned.
    weights : ndarray, shape (48, p)
        Of the standardized columns. [JPY/MWh]
    offset : ndarray, shape (48,)
        Mean of the target. [JPY/MWh]
    """

    mean: Floats
    scale: Floats
    weights: Floats
    offset: Floats

    @classmethod
    def fit(cls, seen: Seen, target: Floats) -> Ridge:
        """Minimize squared error plus ``STRENGTH`` times squared weights; ``target`` has shape (n, 48). [JPY/MWh]"""
        columns = _columns(seen)
        mean, scale = columns.mean(axis=0), columns.std(axis=0)
        scale[scale < 1e-9] = 1.0
        standard = ((columns - mean) / scale).transpose(1, 0, 2)
        offset = target.mean(axis=0)
        normal = standard.transpose(0, 2, 1) @ standard + STRENGTH * np.eye(columns.shape[2])
        right = standard.transpose(0, 2, 1) @ (target - offset).T[:, :, None]
        return cls(mean, scale, np.linalg.solve(normal, right)[:, :, 0], offset)

    def predict(self, seen: Seen) -> Floats:
        """Expect the difference from the level, shape (n, 48). [JPY/MWh]"""
        standard = np.clip((_columns(seen) - self.mean) / self.scale, -FURTHEST, FURTHEST)
        return np.asarray(np.einsum("nsp,sp->ns", standard, self.weights) + self.offset)


def _columns(seen: Seen) -> Floats:
    """Columns of every slot, shape (n, 48, p); lags weigh differently on rest days and farther ahead."""
    ahead, day_type, known_type = (seen.calendar[:, column] for column in (0, 2, 5))
    is_rest, is_far = day_type == SUNDAY_OR_HOLIDAY, ahead > 1
    types = [day_type == kind for kind in range(3)] + [known_type == kind for kind in range(3)]
    of_day = np.concatenate([seen.last_day, seen.profile, seen.season, np.stack([*types, is_far], axis=-1)], axis=-1)
    every_slot = np.repeat(of_day[:, None, :], SLOTS_PER_DAY, axis=1)
    varied = [seen.recent * each[:, None, None] for each in (is_rest, is_far)]
    return np.concatenate([seen.recent, *varied, seen.others, every_slot], axis=-1)
