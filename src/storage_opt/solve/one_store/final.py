"""The value of the final energy as the passes take it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.one_store.layout import UNIT_ROUNDOFF
from storage_opt.solve.one_store.records import Floats, ValueFunction


def clipped(function: ValueFunction, low: float, high: float) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Points of a function inside ``[low, high]``, with the cut ends."""
    x, v, starts = function.energy_mwh, function.value_jpy, function.starts
    points: list[tuple[float, float, bool]] = []
    for i in range(len(x)):
        joined = i > 0 and not starts[i]
        for edge in (low, high):
            if joined and x[i - 1] < edge < x[i]:
                share = (edge - x[i - 1]) / (x[i] - x[i - 1])
                points.append((edge, float(v[i - 1] + share * (v[i] - v[i - 1])), edge == low))
        if low <= x[i] <= high:
            points.append((float(x[i]), float(v[i]), not (joined and points)))
    kept = np.array(points, dtype=float).reshape(-1, 3)
    return kept[:, 0].copy(), kept[:, 1].copy(), kept[:, 2].astype(np.uint8)


def concave_points(
    x: Floats, v: Floats, starts: NDArray[np.uint8], within: float | None = None
) -> tuple[Floats, Floats] | None:
    """Points of the upper hull of a function that is one concave chain but for the rounding of its values; otherwise ``None``.

    The hull lies nowhere below the function, so a bound that is made with it holds. ``within``: largest distance between both that counts
    as rounding, a few units in the last place where it is not given. [JPY]

    >>> concave_points(np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 4.0]), np.array([1, 0, 0], dtype=np.uint8))
    (array([0., 1., 2.]), array([0., 3., 4.]))
    >>> concave_points(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 4.0]), np.array([1, 0, 0], dtype=np.uint8))
    """
    if starts[1:].any() or not (np.diff(x) > 0.0).all():
        return None
    hull: list[int] = []
    for i in range(len(x)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (v[b] - v[a]) * (x[i] - x[b]) > (v[i] - v[b]) * (x[b] - x[a]):
                break
            hull.pop()
        hull.append(i)
    rise = np.interp(x, x[hull], v[hull]) - v
    if rise.max(initial=0.0) > (4.0 * UNIT_ROUNDOFF * np.abs(v).max() if within is None else within):
        return None
    return x[hull], v[hull]
