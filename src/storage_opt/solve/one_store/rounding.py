"""Fewer points for nearly the same function, with the largest downward change on record."""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled


@compiled
def raise_close_points(x, v, starts, first, end, near_x, near_v, ox, ov, os, out):
    """Gather points closer than ``near_x`` and close jumps smaller than ``near_v``; the function is only ever raised.

    A group of close points becomes its largest value over its width, with its own left and right limits beside it.
    """
    n = out
    i = first
    while i < end:
        j = i
        top = v[i]
        while j + 1 < end and x[j + 1] - x[i] <= near_x:
            j += 1
            top = max(top, v[j])
        joined_left = starts[i] == 0
        if joined_left and top - v[i] > near_v:
            ox[n], ov[n], os[n] = x[i], v[i], 0
            n += 1
            joined_left = False
        ox[n], ov[n], os[n] = x[i], top, 0 if joined_left else 1
        n += 1
        if x[j] > x[i]:
            ox[n], ov[n], os[n] = x[j], top, 0
            n += 1
        if j + 1 < end and starts[j + 1] == 0 and top - v[j] > near_v:
            ox[n], ov[n], os[n] = x[j], v[j], 1
            n += 1
        i = j + 1
    return n


@compiled
def drop_points(x, v, starts, first, end, allowed, ox, ov, os, out):
    """Drop points that lie within ``allowed`` of the line between kept ones; kept points keep their exact value.

    From the last kept point a cone of slopes is carried along, in which a line passes within ``allowed`` of every point since: a
    comparison with neighbours only would drift.

    Returns
    -------
    tuple of (int, float)
        End of the points written; largest downward change.
    """
    n = out
    fall = 0.0
    i = first
    while i < end:
        ox[n], ov[n], os[n] = x[i], v[i], starts[i]
        n += 1
        low, high = -np.inf, np.inf
        reach = i
        k = i + 1
        while k < end and starts[k] == 0:
            run = x[k] - x[i]
            rise = v[k] - v[i]
            if not (reach == i or (rise >= low * run and rise <= high * run)):
                break
            reach = k
            if run > 0.0:
                low = max(low, (rise - allowed) / run)
                high = min(high, (rise + allowed) / run)
            k += 1
        if reach > i:
            slope = (v[reach] - v[i]) / (x[reach] - x[i]) if x[reach] > x[i] else 0.0
            for m in range(i + 1, reach):
                fall = max(fall, v[m] - v[i] - slope * (x[m] - x[i]))
        if reach == i:
            i += 1
        elif reach + 1 < end and starts[reach + 1] == 0:
            i = reach  # goes on from here: written as the next kept point
        else:
            ox[n], ov[n], os[n] = x[reach], v[reach], 0
            n += 1
            i = reach + 1
    return n, fall
