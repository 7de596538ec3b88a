"""The forward pass: one plan, slot by slot, along the value functions."""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.backward import DONE, NO_PLAN, NO_ROOM, STOPPED
from storage_opt.solve.one_store.images import end_of_stretch, image
from storage_opt.solve.one_store.jit import compiled
from storage_opt.solve.one_store.layout import BLOCK, CHARGE
from storage_opt.solve.one_store.pricing import price, room_to_discharge, table_of


@compiled
def best_mix(x, v, starts, first, end, table, priced, energy, near, same, tie, best, hull, mix_y, mix_q):
    """Best pair of a left and a right hull point for one energy.

    Parameters
    ----------
    energy : float
        Energy before the slot, less self-discharge. [MWh]
    near, same : float
        The energy counts as inside a hull that ends within ``near``, and as a point's own within ``same``. [MWh]
    best : float
        Value to beat by more than ``tie``. [JPY]
    mix_y, mix_q : ndarray, shape (3,)
        Receive energy left and vertex of both points; ``mix_y[2]``: weight of the second, ``mix_q[2]``: branch. Unchanged when
        nothing beats ``best``.

    Returns
    -------
    tuple of (int, float)
        Outcome (``NO_ROOM`` when ``hull`` is too short) and the best value.
    """
    for b in range(len(table.kind)):
        begin = table.branch_end[b - 1] if b > 0 else 0
        vertices = priced.slab_end[table.branch_end[b] - 1] - (priced.slab_end[begin - 1] if begin > 0 else 0)
        i = first
        while i < end:
            stop = end_of_stretch(x, v, starts, i, end)
            if x[i] + priced.reach[b, 0] <= energy + near and x[stop - 1] + priced.reach[b, 1] >= energy - near:
                if 8 * (vertices + 1) * (stop - i + 2) > len(hull.x):
                    return NO_ROOM, best
                a0, a1 = image(x, v, i, stop, table.slabs, begin, table.branch_end[b], priced, hull)
                if a1 > a0 and hull.x[a0] <= energy + near and hull.x[a1 - 1] >= energy - near:
                    k = a0
                    while k + 1 < a1 - 1 and hull.x[k + 1] <= energy:
                        k += 1
                    m = min(k + 1, a1 - 1)
                    weight = 0.0
                    if hull.x[m] > hull.x[k]:
                        weight = min(max((energy - hull.x[k]) / (hull.x[m] - hull.x[k]), 0.0), 1.0)
                    value = hull.v[k] + (hull.v[m] - hull.v[k]) * weight
                    for p in (k, m, min(m + 1, a1 - 1)):  # points a rounding error away, where the hull is upright
                        if abs(hull.x[p] - energy) <= same and hull.v[p] > value:
                            value, weight, k, m = hull.v[p], 0.0, p, p
                    if value > best + tie:
                        best = value
                        mix_y[0], mix_y[1], mix_y[2] = hull.y[k], hull.y[m], weight
                        mix_q[0], mix_q[1], mix_q[2] = hull.j[k], hull.j[m], b
            i = stop - 1 if stop < end and starts[stop] == 0 else stop
    return DONE, best


@compiled
def _add_action(data, t, n, table, priced, branch, y, q, weight, order, c, d, r):
    """Add ``weight`` times the action of vertex ``q`` at energy left ``y`` to the plan of the slots ``t … t+n−1``."""
    is_block = table.kind[branch] == BLOCK
    per_act = n + 1 if is_block else 1
    act, discharging = priced.code[q] // per_act, priced.code[q] % per_act
    lower, upper = table.slabs[priced.slab_of[q], 0], table.slabs[priced.slab_of[q], 1]
    share = min(max((y - lower) / (upper - lower), 0.0), 1.0) if upper > lower else 0.0
    at_low, at_high = table.at_low[act], table.at_high[act]
    reserve = 0.0
    for k in range(r.shape[1]):
        offer = at_low[1 + k] + share * (at_high[1 + k] - at_low[1 + k])
        reserve += offer
        for i in range(t, t + n):
            r[i, k] += weight * offer
    if is_block:
        for place in range(discharging):
            i = t + order[place]
            d[i] += weight * room_to_discharge(data, i, reserve)
    else:
        power = at_low[0] + share * (at_high[0] - at_low[0])
        if table.kind[branch] == CHARGE:
            c[t] += weight * power
        else:
            d[t] += weight * power


@compiled
def energy_after(data, t, energy, c, d, r):
    """Balance of slot ``t``."""
    after = data.keep[t] * energy + data.slot_h * (data.eta_c * c[t] - d[t] / data.eta_d)
    for k in range(r.shape[1]):
        after -= data.drain[t, k] * r[t, k]
    return after


@compiled
def forward(
    data, first, last, energy, x, v, starts, begin, end, base, near, tie, tolerance, tables, priced, hull, c, d, r, e
):
    """Write the plan of the slots ``first … last−1`` from ``energy`` on into ``c``, ``d``, ``r`` (zero before) and ``e``.

    Of actions of equal value the first is taken, in the order charge, discharge, block. In a block of several slots, going on without
    reserve is decided at its start and kept.

    Returns
    -------
    tuple of (int, int)
        Outcome and the slot where it was met.
    """
    mix_y, mix_q = np.zeros(3), np.zeros(3, dtype=np.int64)
    same = tolerance.near_mwh
    t = first
    while t < last:
        if data.stop[0] != 0:
            return STOPPED, t
        table = table_of(tables, tables.slot[t])
        price(data, t, 1, table, tolerance.near_jpy, priced)
        outcome, best = best_mix(
            x, v, starts, begin[t + 1], end[t + 1], table, priced, energy * data.keep[t], near, same, tie, -np.inf, hull, mix_y, mix_q
        )  # fmt: skip
        if outcome != DONE:
            return outcome, t
        taken, slots = table, 1
        if tables.block[t] >= 0:
            n = data.block_end[t] - t
            block_table = table_of(tables, tables.block[t])
            price(data, t, n, block_table, tolerance.near_jpy, priced)
            keep = 1.0
            for i in range(t, t + n):
                keep *= data.keep[i]
            plain = best - (base[t + n] - base[t + 1])
            outcome, best_block = best_mix(
                x, v, starts, begin[t + n], end[t + n], block_table, priced, energy * keep, near, same, tie, plain, hull, mix_y, mix_q
            )  # fmt: skip
            if outcome != DONE:
                return outcome, t
            if best_block > plain:
                taken, slots = block_table, n
                best = best_block
            else:
                price(data, t, 1, table, tolerance.near_jpy, priced)
        if best == -np.inf:
            return NO_PLAN, t
        for side in range(2):
            weight = mix_y[2] if side == 1 else 1.0 - mix_y[2]
            if weight > 0.0:
                _add_action(
                    data, t, slots, taken, priced, mix_q[2], mix_y[side], mix_q[side], weight, priced.order, c, d, r
                )
        for i in range(t, t + slots):
            energy = energy_after(data, i, energy, c, d, r)
            e[i] = energy
        t += slots
    return DONE, last
