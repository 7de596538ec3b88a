"""The key lemma at work: a concave stretch of the value after the slot becomes, under one branch of actions, a concave value before it."""

from __future__ import annotations

from storage_opt.solve.one_store.jit import compiled
from storage_opt.solve.one_store.pieces import line_at, push_on_hull, union_hull

UPRIGHT = 1e-12
"""A vertex that moves against ``y`` at the same pace gives one energy before the slot for all ``y``: only its best point counts."""


@compiled
def end_of_stretch(x, v, starts, first, end):
    """End (exclusive) of the longest concave stretch that begins at ``first``: up to a convex kink, a jump or a gap."""
    k = first + 1
    while k < end and starts[k] == 0:
        if k - first >= 2 and (v[k - 1] - v[k - 2]) * (x[k] - x[k - 1]) < (v[k] - v[k - 1]) * (x[k - 1] - x[k - 2]):
            break
        k += 1
    return k


@compiled
def _sup_convolution(x, v, first, end, y_low, y_high, priced, q0, q1, hull, out):
    """Image of the stretch inside a flat slab: the slopes of value and of reward merged in falling order."""
    hx, hv, hy, hj = hull.x, hull.v, hull.y, hull.j
    i = first + 1
    while i < end and x[i] <= y_low:
        i += 1
    y = y_low
    value = v[i - 1] if i == end else line_at(x[i - 1], v[i - 1], x[i], v[i], y_low)
    q = q0
    n = out
    while True:
        hx[n], hv[n], hy[n], hj[n] = y + priced.x_low[q], value + priced.g_low[q], y, q
        n += 1
        moves_y, moves_q = y < y_high, q + 1 < q1
        if not (moves_y or moves_q):
            return n
        y_next, value_next = y, value
        if moves_y:
            y_next = min(x[i], y_high)
            value_next = line_at(x[i - 1], v[i - 1], x[i], v[i], y_next)
            if moves_q:  # slope of the whole piece, not of what is left of it: that may be a rounding error wide
                gain = (v[i] - v[i - 1]) * (priced.x_low[q + 1] - priced.x_low[q])
                moves_y = gain >= (priced.g_low[q + 1] - priced.g_low[q]) * (x[i] - x[i - 1])
        if moves_y:
            y, value = y_next, value_next
            i += 1
        else:
            q += 1


@compiled
def _moving_vertex(x, v, first, end, y_low, y_high, lower, upper, priced, q, hull, out):
    """Image of the stretch under one vertex that moves with ``y``: a concave chain, sorted by ``x``."""
    x0, g0 = priced.x_low[q], priced.g_low[q]
    move_x, move_g = (priced.x_high[q] - x0) / (upper - lower), (priced.g_high[q] - g0) / (upper - lower)
    rises, is_upright = move_x > -1.0, abs(1.0 + move_x) < UPRIGHT
    n = out
    i = first + 1
    while i < end and x[i] <= y_low:
        i += 1
    stop = i
    while stop < end and x[stop] < y_high:
        stop += 1
    count = stop - i + (2 if y_high > y_low else 1)
    for c in range(count):
        place = c if rises else count - 1 - c
        if place == 0:
            y = y_low
            value = v[i - 1] if i == end else line_at(x[i - 1], v[i - 1], x[i], v[i], y_low)
        elif place == count - 1:
            y = y_high
            value = v[end - 1] if stop == end else line_at(x[stop - 1], v[stop - 1], x[stop], v[stop], y_high)
        else:
            y, value = x[i + place - 1], v[i + place - 1]
        taken = x0 + move_x * (y - lower)
        reward = g0 + move_g * (y - lower)
        if y == upper:
            taken, reward = priced.x_high[q], priced.g_high[q]
        if not is_upright:
            n = push_on_hull(hull.x, hull.v, hull.y, hull.j, out, n, y + taken, value + reward, y, q)
        elif n == out or value + reward > hull.v[out]:
            hull.x[out], hull.v[out], hull.y[out], hull.j[out] = y + taken, value + reward, y, q
            n = out + 1
    return n


@compiled
def _join(hull, a0, a1, b1):
    """Upper hull of the runs ``a0:a1`` and ``a1:b1``, moved to the front of ``hull`` when the room runs out; its begin and end."""
    if a0 == a1:
        return a1, b1
    begin = b1
    end = union_hull(hull.x, hull.v, hull.y, hull.j, a0, a1, a1, b1, b1)
    if end > len(hull.x) // 2:
        for i in range(end - begin):
            k = begin + i
            hull.x[i], hull.v[i], hull.y[i], hull.j[i] = hull.x[k], hull.v[k], hull.y[k], hull.j[k]
        return 0, end - begin
    return begin, end


@compiled
def image(x, v, first, end, slabs, slab_begin, slab_end, priced, hull):
    """Value before the slot, as a function of the energy before it, for one concave stretch and one branch.

    Parameters
    ----------
    x, v : ndarray
        Points; the stretch is ``first:end``.
    slabs : ndarray, shape (slabs, 2)
        Levels; the branch is ``slab_begin:slab_end``.
    priced : Priced
        Vertices at the prices of the slot.
    hull : Pool
        Receives the points, and for each the energy left and the vertex that give it.

    Returns
    -------
    tuple of (int, int)
        Begin and end of the image in ``hull``; equal where nothing is possible.
    """
    a0, a1 = 0, 0
    for s in range(slab_begin, slab_end):
        lower, upper = slabs[s, 0], slabs[s, 1]
        y_low, y_high = max(lower, x[first]), min(upper, x[end - 1])
        if y_low > y_high:
            continue
        q0 = priced.slab_end[s - 1] if s > 0 else 0
        if priced.is_flat[s]:
            b1 = _sup_convolution(x, v, first, end, y_low, y_high, priced, q0, priced.slab_end[s], hull, a1)
            a0, a1 = _join(hull, a0, a1, b1)
        else:
            for q in range(q0, priced.slab_end[s]):
                b1 = _moving_vertex(x, v, first, end, y_low, y_high, lower, upper, priced, q, hull, a1)
                a0, a1 = _join(hull, a0, a1, b1)
    return a0, a1
