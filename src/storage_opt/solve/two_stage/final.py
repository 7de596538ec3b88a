"""The value of the energy left as columns of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from storage_opt.solve.one_store import NoPathError, StoreProblem, ValueFunction
from storage_opt.solve.one_store.final import clipped, concave_points
from storage_opt.solve.problem import Floats

NEAR_MWH = 1e-7
"""Points of a value function closer than this are one; no slope between them means anything. [MWh]"""
STEP_JPY = 0.2
"""What points that are one differ by, at any price up to 1,000 JPY/kWh; more is a jump. [JPY]"""
ROUNDING_JPY = 1e-5
"""A function so close below a concave one is that one but for rounding. [JPY]"""


@dataclass(frozen=True, eq=False)
class FinalPieces:
    """Straight pieces of the value of the energy left.

    Concave: ``e_T = low + Σ_k y_k`` with ``0 ≤ y_k ≤ width_k``, worth ``base + Σ_k slope_k·y_k``; slopes fall, so the pieces fill in order.
    Otherwise one piece is picked, ``Σ_k w_k = 1``: ``e_T = Σ_k (low_k·w_k + y_k)`` with ``y_k ≤ width_k·w_k``, worth
    ``Σ_k (base_k·w_k + slope_k·y_k)``.

    Parameters
    ----------
    is_concave : bool
        Which of both.
    low_mwh, base_jpy : ndarray, shape (n,)
        Energy and value where each piece begins. [MWh, JPY]
    width_mwh, slope_jpy_per_mwh : ndarray, shape (n,)
        Its length, zero for a single point, and slope. [MWh, JPY/MWh]
    """

    is_concave: bool
    low_mwh: Floats
    base_jpy: Floats
    width_mwh: Floats
    slope_jpy_per_mwh: Floats


def final_pieces(store: StoreProblem) -> FinalPieces:
    """Cut the value of the energy left into pieces.

    Raises
    ------
    NoPathError
        No energy within the limits has a value.
    """
    x, v, starts = clipped(store.final, float(store.floor_mwh[-1]), float(store.ceiling_mwh[-1]))
    if not len(x):
        raise NoPathError("no final energy within the limits")
    is_step = (np.diff(x) <= NEAR_MWH) & (np.abs(np.diff(v)) > STEP_JPY)
    if not starts[1:].any() and not is_step.any():
        kept = _apart(x)
        concave = concave_points(x[kept], v[kept], starts[kept], ROUNDING_JPY)
        if concave is not None:
            return _joined(*concave)
    joined, begins = ~starts[1:].astype(bool), np.append(starts.astype(bool), True)
    alone = begins[:-1] & begins[1:]  # points of a chain of their own
    low = np.append(x[:-1][joined], x[alone])
    base = np.append(v[:-1][joined], v[alone])
    width = np.append(np.diff(x)[joined], np.zeros(int(alone.sum())))
    rise = np.append(np.diff(v)[joined], np.zeros(int(alone.sum())))
    is_long = width > NEAR_MWH  # what is shorter is a jump: one point, of the larger value
    slope = np.divide(rise, width, out=np.zeros(len(width)), where=is_long)
    base = np.where(is_long, base, base + np.maximum(rise, 0.0))
    return FinalPieces(False, low, base, np.where(is_long, width, 0.0), slope)


def _joined(x: Floats, v: Floats) -> FinalPieces:
    """Pieces of one concave chain; of a single point, one of no length."""
    width = np.diff(x) if len(x) > 1 else np.zeros(1)
    slope = np.diff(v) / width if len(x) > 1 else np.zeros(1)
    return FinalPieces(True, x[: len(width)], v[: len(width)], width, slope)


def _apart(x: Floats) -> list[int]:
    """Places of points that are farther apart than rounding, the last among them."""
    kept = [0]
    for i in range(1, len(x)):
        if x[i] - x[kept[-1]] > NEAR_MWH:
            kept.append(i)
    if len(kept) > 1:
        kept[-1] = len(x) - 1
    return kept


def mean_value(functions: Sequence[ValueFunction]) -> ValueFunction:
    """Mean of values of energy, where all of them have one.

    >>> one = ValueFunction.joined(np.array([0.0, 2.0]), np.array([0.0, 2.0]))
    >>> other = ValueFunction.joined(np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 4.0]))
    >>> mean_value([one, other]).energy_mwh, mean_value([one, other]).value_jpy
    (array([0., 1., 2.]), array([0., 2., 3.]))
    """
    x = np.unique(np.concatenate([function.energy_mwh for function in functions]))
    if all(not function.starts[1:].any() and (np.diff(function.energy_mwh) > 0.0).all() for function in functions):
        low, high = (pick(f.energy_mwh[end] for f in functions) for pick, end in ((max, 0), (min, -1)))
        x = x[(x >= low) & (x <= high)]
        return ValueFunction.joined(x, np.mean([np.interp(x, f.energy_mwh, f.value_jpy) for f in functions], axis=0))
    energy: list[float] = []
    value: list[float] = []
    starts: list[bool] = []
    for i, point in enumerate(x):
        here = _mean_at(functions, float(point))
        energy, value, starts = [*energy, point], [*value, here], [*starts, True]
        if i + 1 == len(x):
            break
        width = x[i + 1] - point  # no function bends or jumps inside, so two values tell its line up to both ends
        first, second = (_mean_at(functions, float(point + share * width)) for share in (0.25, 0.75))
        if np.isfinite(first):
            rise = 2.0 * (second - first)
            energy, starts = [*energy, point, x[i + 1]], [*starts, True, False]
            value = [*value, first - 0.25 * rise, second + 0.25 * rise]
    kept = np.isfinite(value)
    return ValueFunction(np.array(energy)[kept], np.array(value)[kept], np.array(starts)[kept])


def _mean_at(functions: Sequence[ValueFunction], energy_mwh: float) -> float:
    """Mean value at an energy, −inf where one of them has none. [JPY]"""
    return float(np.mean([function.at(energy_mwh, near_mwh=0.0) for function in functions]))
