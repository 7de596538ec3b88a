"""Piecewise-linear functions on arrays: the upper hull of points, the envelope of two functions, rounding with a record.

A function is a run of points ``x`` (non-decreasing), ``v``, ``starts``. Point ``i`` with ``starts[i] = 0`` is joined to point ``i − 1`` by
a straight line; ``starts[i] = 1`` begins a new chain: after a gap, or at the same ``x`` after a jump. Chains are closed and the value
where several touch is the largest, so every value is reached. A chain of one point is an isolated value.
"""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled


@compiled
def push_on_hull(x, v, y, j, first, n, x_new, v_new, y_new, j_new):
    """Put a point to the right of an upper hull that begins at ``first`` and ends before ``n``; give back its new end.

    ``y`` and ``j`` say where the point comes from. Slopes are compared by cross-multiplication: steep pieces need no division.
    """
    if n > first and x[n - 1] == x_new:
        if v[n - 1] >= v_new:
            return n
        n -= 1
    while n - 2 >= first:
        rise = (v[n - 1] - v[n - 2]) * (x_new - x[n - 1])
        if rise > (v_new - v[n - 1]) * (x[n - 1] - x[n - 2]):
            break
        n -= 1
    x[n] = x_new
    v[n] = v_new
    y[n] = y_new
    j[n] = j_new
    return n + 1


@compiled
def union_hull(x, v, y, j, a0, a1, b0, b1, out):
    """Upper hull of two runs of points sorted by ``x``, written from ``out`` on; give back its end."""
    n = out
    while a0 < a1 or b0 < b1:
        if b0 >= b1 or (a0 < a1 and x[a0] <= x[b0]):
            n = push_on_hull(x, v, y, j, out, n, x[a0], v[a0], y[a0], j[a0])
            a0 += 1
        else:
            n = push_on_hull(x, v, y, j, out, n, x[b0], v[b0], y[b0], j[b0])
            b0 += 1
    return n


@compiled
def line_at(x0, v0, x1, v1, x):
    """Value at ``x`` of the line through two points; exact at both."""
    if x <= x0:
        return v0
    if x >= x1:
        return v1
    return v0 + (v1 - v0) * ((x - x0) / (x1 - x0))


@compiled
def next_piece(starts, i, end):
    """First piece at or after point ``i``: its left and right point (the same for an isolated one); ``(end, end)`` when there is none."""
    while i < end:
        if i + 1 < end and starts[i + 1] == 0:
            return i, i + 1
        if starts[i] == 1:
            return i, i
        i += 1
    return end, end


@compiled
def _emit(ox, ov, os, first, n, same, x0, v0, x1, v1):
    """Append the line from ``(x0, v0)`` to ``(x1, v1)``; lengthen the last one when it is the same line."""
    if same and n > first and ox[n - 1] == x0 and os[n - 1] == 0:
        ox[n - 1] = x1
        ov[n - 1] = v1
        return n
    if not (n > first and ox[n - 1] == x0 and ov[n - 1] == v0):
        ox[n] = x0
        ov[n] = v0
        os[n] = 1
        n += 1
    if x1 > x0:
        ox[n] = x1
        ov[n] = v1
        os[n] = 0
        n += 1
    return n


@compiled
def envelope(x, v, starts, a0, a1, b0, b1, ox, ov, os, out):
    """Larger of two functions, ``a0:a1`` and ``b0:b1`` of one pool, written from ``out`` on into another; give back its end.

    One sweep from left to right over the pieces of both. Needs at most three times the points of both.
    """
    n = out
    ai, aj = next_piece(starts, a0, a1)
    bi, bj = next_piece(starts, b0, b1)
    at = -np.inf
    last_a = last_b = -1
    while ai < a1 or bi < b1:
        if bi >= b1:
            left = max(x[ai], at)
            n = _emit(ox, ov, os, out, n, last_a == ai, left, line_at(x[ai], v[ai], x[aj], v[aj], left), x[aj], v[aj])
            ai, aj = next_piece(starts, aj if aj > ai else aj + 1, a1)
            last_a = last_b = -1
            continue
        if ai >= a1:
            left = max(x[bi], at)
            n = _emit(ox, ov, os, out, n, last_b == bi, left, line_at(x[bi], v[bi], x[bj], v[bj], left), x[bj], v[bj])
            bi, bj = next_piece(starts, bj if bj > bi else bj + 1, b1)
            last_a = last_b = -1
            continue
        a_left, b_left = max(x[ai], at), max(x[bi], at)
        a_value = line_at(x[ai], v[ai], x[aj], v[aj], a_left)
        b_value = line_at(x[bi], v[bi], x[bj], v[bj], b_left)
        a_right, b_right = x[aj], x[bj]
        if a_right <= b_left and (a_right < b_left or a_left < b_left or ai == aj):
            if not (a_left == b_left and a_value <= b_value):
                n = _emit(ox, ov, os, out, n, last_a == ai, a_left, a_value, a_right, v[aj])
                last_a, last_b = ai if a_right > a_left else -1, -1
            at = a_right
            ai, aj = next_piece(starts, aj if aj > ai else aj + 1, a1)
        elif b_right <= a_left and (b_right < a_left or b_left < a_left or bi == bj):
            if not (a_left == b_left and b_value <= a_value):
                n = _emit(ox, ov, os, out, n, last_b == bi, b_left, b_value, b_right, v[bj])
                last_a, last_b = -1, bi if b_right > b_left else -1
            at = b_right
            bi, bj = next_piece(starts, bj if bj > bi else bj + 1, b1)
        elif a_left < b_left:
            value = line_at(x[ai], v[ai], x[aj], v[aj], b_left)
            n = _emit(ox, ov, os, out, n, last_a == ai, a_left, a_value, b_left, value)
            last_a, last_b = ai, -1
            at = b_left
        elif b_left < a_left:
            value = line_at(x[bi], v[bi], x[bj], v[bj], a_left)
            n = _emit(ox, ov, os, out, n, last_b == bi, b_left, b_value, a_left, value)
            last_a, last_b = -1, bi
            at = a_left
        else:
            right = min(a_right, b_right)
            a_next = line_at(x[ai], v[ai], x[aj], v[aj], right)
            b_next = line_at(x[bi], v[bi], x[bj], v[bj], right)
            before, after = a_value - b_value, a_next - b_next
            if before >= 0.0 and after >= 0.0:
                n = _emit(ox, ov, os, out, n, last_a == ai, a_left, a_value, right, a_next)
                last_a, last_b = ai if right > a_left else -1, -1
            elif before <= 0.0 and after <= 0.0:
                n = _emit(ox, ov, os, out, n, last_b == bi, b_left, b_value, right, b_next)
                last_a, last_b = -1, bi if right > b_left else -1
            else:
                cross = min(max(a_left + (right - a_left) * (before / (before - after)), a_left), right)
                if before > 0.0:
                    value = line_at(x[ai], v[ai], x[aj], v[aj], cross)
                    n = _emit(ox, ov, os, out, n, last_a == ai, a_left, a_value, cross, value)
                    n = _emit(ox, ov, os, out, n, False, cross, value, right, b_next)
                    last_a, last_b = -1, bi if right > cross else -1
                else:
                    value = line_at(x[bi], v[bi], x[bj], v[bj], cross)
                    n = _emit(ox, ov, os, out, n, last_b == bi, b_left, b_value, cross, value)
                    n = _emit(ox, ov, os, out, n, False, cross, value, right, a_next)
                    last_a, last_b = ai if right > cross else -1, -1
            at = right
            if a_right == right:
                ai, aj = next_piece(starts, aj, a1)
            if b_right == right:
                bi, bj = next_piece(starts, bj, b1)
    return n
