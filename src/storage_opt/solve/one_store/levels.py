"""Two passes for a year without offers whose value functions stay concave: slopes in falling order, two levels a slot.

With ``V`` the value after a slot, ``y`` the energy left and ``x`` the energy before, less self-discharge, the value before is
``max_y V(y) + φ(x − y)``, where ``φ(u) = gain·u`` for energy taken out (``0 ≤ u ≤ room``) and ``cost·u`` for energy put in
(``−fill ≤ u ≤ 0``). With ``gain ≤ cost``, ``φ`` is concave, so the slopes of the value before are those of ``V`` with ``cost`` (over
``fill``) and ``gain`` (over ``room``) put in their place, cut to the range of the slot. The place where each goes in is all that a plan
needs: charge up to the level where ``V`` stops rising by more than ``cost``, discharge down to the level where it begins to rise by less
than ``gain``, rest in between.
"""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled

DONE, NO_PLAN = 0, 1
"""Outcomes of the backward pass."""


@compiled
def _append(x, s, n, x_new, s_new):
    """Append a piece that begins at ``x_new``; one of the slope of the last only lengthens it. Give back the number of pieces."""
    if n > 0 and s[n - 1] == s_new:
        return n
    x[n] = x_new
    s[n] = s_new
    return n + 1


@compiled
def _add(total, lost, change):
    """Sum with the digits that it loses (Neumaier)."""
    new = total + change
    if abs(total) >= abs(change):
        lost += (total - new) + change
    else:
        lost += (change - new) + total
    return new, lost


@compiled
def _spliced(x, s, first, n, cost, fill, gain, room, ox, os):
    """Put two pieces into a list: ``x[first:first+n+1]``, slopes ``s[first:first+n]``, written to ``ox``, ``os`` from 0 on.

    Returns
    -------
    tuple of (int, float, float)
        Pieces written; levels below which charging, and above which discharging pays. [MWh]
    """
    i, end, m = first, first + n, 0
    while i < end and s[i] > cost:
        m = _append(ox, os, m, x[i] - fill, s[i])
        i += 1
    charge_below = x[i]
    if fill > 0.0:
        m = _append(ox, os, m, x[i] - fill, cost)
    while i < end and s[i] >= gain:
        m = _append(ox, os, m, x[i], s[i])
        i += 1
    discharge_above = x[i]
    if room > 0.0:
        m = _append(ox, os, m, x[i], gain)
    while i < end:
        m = _append(ox, os, m, x[i] + room, s[i])
        i += 1
    ox[m] = x[end] + room
    return m, charge_below, discharge_above


@compiled
def _cut(x, s, n, low, high, near, value, lost):
    """Cut a list that begins at 0 to ``[low, high]``; a list that misses it by ``near`` is a point on its edge.

    Returns
    -------
    tuple of (int, int, float, float)
        First piece; pieces (−1: nothing is left); value at the new left end and its lost digits. [JPY]
    """
    first = 0
    while n > 0 and x[first + 1] <= low:
        value, lost = _add(value, lost, s[first] * (x[first + 1] - x[first]))
        first += 1
        n -= 1
    if n > 0 and x[first] < low:
        value, lost = _add(value, lost, s[first] * (low - x[first]))
        x[first] = low
    while n > 0 and x[first + n - 1] >= high:
        n -= 1
    if n > 0:
        x[first + n] = min(x[first + n], high)
    elif x[first] < low - near or x[first] > high + near:
        return first, -1, value, lost
    else:
        x[first] = min(max(x[first], low), high)
    return first, n, value, lost


@compiled
def _copy_function(x, s, first, n, value, near, ox, ov, used):
    """Append the points of a list to ``ox``, ``ov``, without inner ones closer than ``near`` to the point before; give back the end."""
    begin = used
    for i in range(first, first + n + 1):
        if i > first:
            value += s[i - 1] * (x[i] - x[i - 1])
            if x[i] - ox[used - 1] <= near:
                if i < first + n:
                    continue
                if used - 1 > begin:
                    used -= 1
        ox[used] = x[i]
        ov[used] = value
        used += 1
    return used


@compiled
def _longer(array, size):
    longer = np.empty(size)
    longer[: len(array)] = array
    return longer


@compiled
def levels(cost, fill, gain, room, floor, ceiling, keep, final_x, final_s, final_value, start, near, rounding, wanted):
    """Backward pass.

    Parameters
    ----------
    cost, gain : ndarray, shape (T,)
        Paid and earned per MWh of stored energy put in and taken out, ``gain ≤ cost`` wherever both are possible. [JPY/MWh]
    fill, room : ndarray, shape (T,)
        Most stored energy put in and taken out. [MWh]
    floor, ceiling : ndarray, shape (T,)
        Range of the energy at the end of a slot. [MWh]
    keep : ndarray, shape (T,)
        Share left by self-discharge.
    final_x, final_s, final_value : ndarray, ndarray, float
        Value of the final energy: points, slopes between them (falling), value at the first point.
    start : float
        Energy before the first slot; the range there is widened to hold it. [MWh]
    near : float
        Energies that differ by less are one. [MWh]
    rounding : float
        Largest relative error of one operation.
    wanted : ndarray of uint8, shape (T + 1,)
        Functions to give back.

    Returns
    -------
    tuple
        Outcome; levels below which charging and above which discharging pays, shape (T,); range of the energy before the first slot
        that leads to the end; value at ``start`` (cut to that range); allowance for floating-point arithmetic; most points and sum
        of points of all functions; points ``x``, ``v`` of the functions wanted and their ends, shape (T + 1,).
    """
    T = len(cost)
    size = 2 * len(final_x) + 256
    x, s, other_x, other_s = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    n, first = len(final_s), 0
    x[: n + 1] = final_x
    s[:n] = final_s
    value, lost = final_value, 0.0
    charge_below, discharge_above = np.empty(T), np.empty(T)
    out_x, out_v, out_end, used = np.empty(size), np.empty(size), np.zeros(T + 1, dtype=np.int64), 0
    most, total, allowance = n + 1, n + 1, 0.0
    outcome = DONE
    if wanted[T]:
        used = _copy_function(x, s, first, n, value, near, out_x, out_v, used)
    out_end[T] = used
    for t in range(T - 1, -1, -1):
        if n + 4 > len(other_x):
            other_x, other_s = np.empty(2 * (n + 4)), np.empty(2 * (n + 4))
        pay = cost[t] if fill[t] > 0.0 else np.inf
        earn = gain[t] if room[t] > 0.0 else -np.inf
        n, charge_below[t], discharge_above[t] = _spliced(x, s, first, n, pay, fill[t], earn, room[t], other_x, other_s)
        x, s, other_x, other_s = other_x, other_s, x, s
        if fill[t] > 0.0:
            value, lost = _add(value, lost, -pay * fill[t])
        if n > 0:  # each energy is off by its rounding, each product by its own
            allowance += max(abs(s[0]), abs(s[n - 1])) * max(abs(x[0]), abs(x[n]))
        if keep[t] != 1.0:
            for i in range(n):
                x[i] /= keep[t]
                s[i] *= keep[t]
            x[n] /= keep[t]
        low = floor[t - 1] if t > 0 else min(floor[0], start)
        high = ceiling[t - 1] if t > 0 else max(ceiling[0], start)
        first, n, value, lost = _cut(x, s, n, low, high, near, value, lost)
        if n < 0:
            outcome = NO_PLAN
            break
        most = max(most, n + 1)
        total += n + 1
        if wanted[t]:
            if used + n + 1 > len(out_x):
                longer = 2 * (used + n + 1)
                out_x, out_v = _longer(out_x, longer), _longer(out_v, longer)
            used = _copy_function(x, s, first, n, value + lost, near, out_x, out_v, used)
        out_end[t] = used
    lowest, highest = x[first], x[first + max(n, 0)]
    at_start = value + lost
    at = min(max(start, lowest), highest)
    for i in range(first, first + n):
        at_start += s[i] * (min(max(at, x[i]), x[i + 1]) - x[i])
    allowance = 32.0 * rounding * (allowance + abs(value))
    return (
        outcome, charge_below, discharge_above, lowest, highest, at_start, allowance, most, total, out_x[:used], out_v[:used], out_end
    )  # fmt: skip


@compiled
def follow(charge_below, discharge_above, charge_limit, discharge_limit, keep, eta_c, eta_d, slot_h, start, same):
    """Forward pass: ``c``, ``d``, ``e``. [MW, MW, MWh]

    Rests where the energy lies between both levels, or within ``same`` of one: of plans of equal value it moves the least energy in each
    slot.
    """
    T = len(keep)
    c, d, e = np.zeros(T), np.zeros(T), np.empty(T)
    energy = start
    for t in range(T):
        energy *= keep[t]
        if energy < charge_below[t] - same:
            c[t] = min(charge_limit[t], (charge_below[t] - energy) / (slot_h * eta_c))
            energy += slot_h * eta_c * c[t]
        elif energy > discharge_above[t] + same:
            d[t] = min(discharge_limit[t], (energy - discharge_above[t]) * eta_d / slot_h)
            energy -= slot_h * d[t] / eta_d
        e[t] = energy
    return c, d, e
