"""Vertices of the actions that are possible in a slot, as linear functions of the energy left at its end.

The actions ``z`` (power, offers) that leave the energy ``y`` are the polytope ``low ≤ z ≤ high``, ``rows @ z ≤ fixed + slope·y``. As ``y``
moves, its vertices move on straight lines; the set of active limits changes only at *levels* of ``y``. Between two neighbouring levels, a
*slab*, every vertex is given by its place at the lower and at the upper level.
"""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled

SINGULAR = 1e-9
"""A pivot below this counts as zero: coefficients are of the order of hours."""


@compiled
def _count_bits(mask):
    count = 0
    while mask:
        count += mask & 1
        mask >>= 1
    return count


@compiled
def _solve(matrix, right, n):
    """Solve ``matrix @ z = right`` in place for two right sides (Gauss, row pivots); false where singular."""
    for p in range(n):
        best = p
        for i in range(p + 1, n):
            if abs(matrix[i, p]) > abs(matrix[best, p]):
                best = i
        if abs(matrix[best, p]) < SINGULAR:
            return False
        for c in range(n):
            matrix[p, c], matrix[best, c] = matrix[best, c], matrix[p, c]
        for c in range(2):
            right[p, c], right[best, c] = right[best, c], right[p, c]
        for i in range(n):
            if i != p:
                factor = matrix[i, p] / matrix[p, p]
                for c in range(p, n):
                    matrix[i, c] -= factor * matrix[p, c]
                for c in range(2):
                    right[i, c] -= factor * right[p, c]
    for p in range(n):
        for c in range(2):
            right[p, c] /= matrix[p, p]
    return True


@compiled
def _is_inside(z, y, n, low, high, rows, fixed, slope, m, near):
    for k in range(n):
        if z[k] < low[k] - near or z[k] > high[k] + near:
            return False
    for i in range(m):
        total = -fixed[i] - slope[i] * y
        for k in range(n):
            total += rows[i, k] * z[k]
        if total > near:
            return False
    return True


@compiled
def basic_actions(n, low, high, rows, fixed, slope, m, y, finds_level, y_low, y_high, near, out_fixed, out_slope):
    """All vertices at a given ``y``, or all levels.

    A vertex has as many active rows as it has values between their bounds; a level has one active row more, which fixes ``y``.

    Parameters
    ----------
    n, m : int
        Number of values and of rows.
    low, high : ndarray, shape (n,)
        Bounds of the values; ``high`` may be infinite.
    rows : ndarray, shape (m, n)
    fixed, slope : ndarray, shape (m,)
        Right side ``fixed + slope·y``.
    y : float
        Where the vertices are taken; not used for levels.
    finds_level : bool
        Levels in ``[y_low, y_high]`` instead of vertices at ``y``.
    near : float
        Tolerance of the feasibility test.
    out_fixed, out_slope : ndarray, shape (many, n)
        Receive the vertices ``out_fixed + out_slope·y``; for levels ``out_fixed[:, 0]``.

    Returns
    -------
    int
        Number found, with repetitions; −1 when the arrays are too short.
    """
    found = 0
    matrix, right = np.empty((m + 1, m + 1)), np.empty((m + 1, 2))
    z0, z1, z = np.empty(n), np.empty(n), np.empty(n)
    extra = 1 if finds_level else 0
    for row_mask in range(1 << m):
        s = _count_bits(row_mask)
        for basic in range(1 << n):
            if _count_bits(basic) != s - extra:
                continue
            choices = 0
            is_held = False
            for k in range(n):
                if (basic >> k) & 1 and high[k] <= low[k]:
                    is_held = True
                if not (basic >> k) & 1 and high[k] > low[k] and high[k] < np.inf:
                    choices += 1
            if is_held:
                continue
            for choice in range(1 << choices):
                bit = 0
                for k in range(n):
                    z0[k], z1[k] = 0.0, 0.0
                    if not (basic >> k) & 1:
                        z0[k] = low[k]
                        if high[k] > low[k] and high[k] < np.inf:
                            if (choice >> bit) & 1:
                                z0[k] = high[k]
                            bit += 1
                p = 0
                for i in range(m):
                    if not (row_mask >> i) & 1:
                        continue
                    right[p, 0], right[p, 1] = fixed[i], slope[i]
                    q = 0
                    for k in range(n):
                        if (basic >> k) & 1:
                            matrix[p, q] = rows[i, k]
                            q += 1
                        else:
                            right[p, 0] -= rows[i, k] * z0[k]
                    if finds_level:
                        matrix[p, q] = -slope[i]
                        right[p, 1] = 0.0
                    p += 1
                if not _solve(matrix, right, s):
                    continue
                q = 0
                for k in range(n):
                    if (basic >> k) & 1:
                        z0[k], z1[k] = right[q, 0], right[q, 1]
                        q += 1
                if finds_level:
                    if s == 0:
                        continue
                    y = right[q, 0]
                    if y < y_low or y > y_high:
                        continue
                for k in range(n):
                    z[k] = z0[k] + z1[k] * y
                if not _is_inside(z, y, n, low, high, rows, fixed, slope, m, near):
                    continue
                if found == out_fixed.shape[0]:
                    return -1
                if finds_level:
                    out_fixed[found, 0] = y
                else:
                    for k in range(n):
                        out_fixed[found, k], out_slope[found, k] = z0[k], z1[k]
                found += 1
    return found


@compiled
def slabs_of(
    n, low, high, rows, fixed, slope, m, y_low, y_high, near, slabs, at_low, at_high, slab_end, n_slabs, n_acts
):
    """Append the slabs of one polytope and the vertices at both ends of each.

    Parameters
    ----------
    y_low, y_high : float
        Range of the energy left. [MWh]
    slabs : ndarray, shape (many, 2)
        Receives lower and upper level.
    at_low, at_high : ndarray, shape (many, at least n)
        Receive the vertices at the lower and the upper level.
    slab_end : ndarray of int
        Receives the end of each slab's vertices.
    n_slabs, n_acts : int
        Where to go on writing.

    Returns
    -------
    tuple of (int, int)
        New ends; ``(−1, −1)`` when an array is too short.
    """
    out_fixed, out_slope = np.empty((4096, max(n, 1))), np.empty((4096, max(n, 1)))
    found = basic_actions(n, low, high, rows, fixed, slope, m, 0.0, True, y_low, y_high, near, out_fixed, out_slope)
    if found < 0:
        return -1, -1
    levels = np.empty(found + 2)
    levels[0], levels[1] = y_low, y_high
    for i in range(2, found + 2):
        levels[i] = out_fixed[i - 2, 0]
        k = i
        while k > 0 and levels[k] < levels[k - 1]:
            levels[k], levels[k - 1] = levels[k - 1], levels[k]
            k -= 1
    apart = 1e-12 * max(1.0, abs(y_low), abs(y_high))
    count = 1
    for i in range(1, len(levels)):
        if levels[i] > levels[count - 1] + apart:
            levels[count] = levels[i]
            count += 1
    if count > 1:
        levels[count - 1] = y_high
    first_act = n_acts
    # Open slabs first; if there is none, the range is a single energy, and its level is a slab of no width.
    for is_point in (False, True):
        if is_point and n_acts > first_act:
            break
        for i in range(count if is_point else count - 1):
            lower, upper = levels[i], levels[i] if is_point else levels[i + 1]
            found = basic_actions(
                n,
                low,
                high,
                rows,
                fixed,
                slope,
                m,
                0.5 * (lower + upper),
                False,
                y_low,
                y_high,
                near,
                out_fixed,
                out_slope,
            )
            if found < 0 or n_slabs == slabs.shape[0] or n_acts + found > at_low.shape[0]:
                return -1, -1
            begin = n_acts
            for f in range(found):
                for k in range(n):
                    at_low[n_acts, k] = max(out_fixed[f, k] + out_slope[f, k] * lower, low[k])
                    at_high[n_acts, k] = max(out_fixed[f, k] + out_slope[f, k] * upper, low[k])
                is_new = True
                for g in range(begin, n_acts):
                    away = 0.0
                    for k in range(n):
                        away = max(away, abs(at_low[g, k] - at_low[n_acts, k]), abs(at_high[g, k] - at_high[n_acts, k]))
                    if away <= 0.1 * near:
                        is_new = False
                        break
                if is_new:
                    n_acts += 1
            if n_acts > begin:
                slabs[n_slabs, 0], slabs[n_slabs, 1] = lower, upper
                slab_end[n_slabs] = n_acts
                n_slabs += 1
    return n_slabs, n_acts
