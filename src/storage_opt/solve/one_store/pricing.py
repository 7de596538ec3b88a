"""Drain and reward of every vertex at the prices of one slot or block; vertices that no plan can need are left out."""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled
from storage_opt.solve.one_store.layout import BLOCK, CHARGE, Table


@compiled
def table_of(tables, number):
    """View of one table."""
    b0, s0, a0 = 0, 0, 0
    if number > 0:
        b0, s0, a0 = tables.ends[number - 1, 0], tables.ends[number - 1, 1], tables.ends[number - 1, 2]
    b1, s1, a1 = tables.ends[number, 0], tables.ends[number, 1], tables.ends[number, 2]
    branches, slabs, acts = slice(b0, b1), slice(s0, s1), slice(a0, a1)
    return Table(
        tables.kind[branches],
        tables.branch_end[branches],
        tables.slabs[slabs],
        tables.slab_end[slabs],
        tables.at_low[acts],
        tables.at_high[acts],
    )


@compiled
def discharge_order(data, t, n, order):
    """Slots of a block in falling order of the reward per MWh of stored energy, energy counted at the block's end."""
    worth = np.empty(n)
    left = 1.0
    for i in range(n - 1, -1, -1):
        worth[i] = data.discharge_price[t + i] / left
        left *= data.keep[t + i]
    for i in range(n):
        order[i] = i
        k = i
        while k > 0 and worth[order[k]] > worth[order[k - 1]]:
            order[k], order[k - 1] = order[k - 1], order[k]
            k -= 1


@compiled
def room_to_discharge(data, t, reserve):
    """Largest discharge beside reserve ``Σ r``. [MW]"""
    return max(0.0, min(data.discharge_limit[t], data.headroom[t] - reserve))


@compiled
def _slot_effect(data, t, kind, act):
    """Energy taken from the store and reward of an action in one slot."""
    if kind == CHARGE:
        x = -data.slot_h * data.eta_c * act[0]
        g = -data.slot_h * data.charge_price[t] * act[0]
    else:
        x = data.slot_h / data.eta_d * act[0]
        g = data.slot_h * data.discharge_price[t] * act[0]
    for k in range(data.gain.shape[1]):
        x += data.drain[t, k] * act[1 + k]
        g += data.gain[t, k] * act[1 + k]
    return x, g


@compiled
def _block_effect(data, t, n, act, n_discharging, order):
    """Energy taken, counted at the block's end, and reward, when the best ``n_discharging`` slots discharge what they may."""
    x, g, reserve = 0.0, 0.0, 0.0
    for k in range(data.gain.shape[1]):
        reserve += act[1 + k]
    left = 1.0
    for i in range(n - 1, -1, -1):
        for k in range(data.gain.shape[1]):
            x += left * data.drain[t + i, k] * act[1 + k]
            g += data.gain[t + i, k] * act[1 + k]
        for place in range(n_discharging):
            if order[place] == i:
                power = room_to_discharge(data, t + i, reserve)
                x += left * data.slot_h / data.eta_d * power
                g += data.slot_h * data.discharge_price[t + i] * power
        left *= data.keep[t + i]
    return x, g


@compiled
def _mark_hull(x, g, begin, end, index, marks, hull, near):
    """Add 1 to the mark of each point ``begin:end`` on the upper hull, or within ``near`` of it; leave ``index`` sorted by ``x``."""
    n = end - begin
    for i in range(n):
        index[i] = begin + i
        k = i
        while k > 0 and (
            x[index[k]] < x[index[k - 1]] or (x[index[k]] == x[index[k - 1]] and g[index[k]] > g[index[k - 1]])
        ):
            index[k], index[k - 1] = index[k - 1], index[k]
            k -= 1
    size = 0
    for i in range(n):
        q = index[i]
        if size > 0 and x[hull[size - 1]] == x[q]:
            continue
        while size > 1:
            a, b = hull[size - 2], hull[size - 1]
            if (g[b] - g[a]) * (x[q] - x[b]) > (g[q] - g[b]) * (x[b] - x[a]):
                break
            size -= 1
        hull[size] = q
        size += 1
    at = 0
    for i in range(n):
        q = index[i]
        while at + 1 < size and x[hull[at + 1]] <= x[q]:
            at += 1
        top = g[hull[at]]
        if x[q] > x[hull[at]]:
            a, b = hull[at], hull[at + 1]
            top += (g[b] - g[a]) * ((x[q] - x[a]) / (x[b] - x[a]))
        if g[q] >= top - near:
            marks[q - begin] += 1
    return size


@compiled
def price(data, t, n, table, near_jpy, priced):
    """Fill ``priced`` with the vertices of ``table`` at the prices of the ``n`` slots from ``t`` on.

    A slab's image in (energy left, energy taken, reward) is a polytope whose edges join a vertex on the upper hull at the lower level
    with one on the upper hull at the upper level; so a vertex off either hull is left out. In a flat slab one hull remains, sorted.
    """
    discharge_order(data, t, n, priced.order)
    filled = 0
    slab = 0
    act = 0
    for b in range(len(table.kind)):
        is_block = table.kind[b] == BLOCK
        per_act = n + 1 if is_block else 1
        least, largest = np.inf, -np.inf
        while slab < table.branch_end[b]:
            begin = filled
            while act < table.slab_end[slab]:
                for d in range(per_act):
                    if is_block:
                        x0, g0 = _block_effect(data, t, n, table.at_low[act], d, priced.order)
                        x1, g1 = _block_effect(data, t, n, table.at_high[act], d, priced.order)
                    else:
                        x0, g0 = _slot_effect(data, t, table.kind[b], table.at_low[act])
                        x1, g1 = _slot_effect(data, t, table.kind[b], table.at_high[act])
                    priced.x_low[filled], priced.g_low[filled] = x0, g0
                    priced.x_high[filled], priced.g_high[filled] = x1, g1
                    priced.code[filled] = act * per_act + d
                    filled += 1
                act += 1
            filled = _prune(priced, begin, filled, near_jpy, slab)
            for q in range(begin, filled):
                least = min(least, priced.x_low[q], priced.x_high[q])
                largest = max(largest, priced.x_low[q], priced.x_high[q])
            priced.slab_end[slab] = filled
            slab += 1
        priced.reach[b, 0], priced.reach[b, 1] = least, largest


@compiled
def _move(priced, source, target):
    priced.x_low[target], priced.g_low[target] = priced.x_low[source], priced.g_low[source]
    priced.x_high[target], priced.g_high[target] = priced.x_high[source], priced.g_high[source]
    priced.code[target] = priced.code[source]


@compiled
def _prune(priced, begin, end, near, slab):
    """Keep the vertices of a slab that lie on both hulls; give back their end."""
    size = end - begin
    index, hull = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    marks = np.zeros(size, dtype=np.int64)
    _mark_hull(priced.x_high, priced.g_high, begin, end, index, marks, hull, near)
    _mark_hull(priced.x_low, priced.g_low, begin, end, index, marks, hull, near)
    n = begin
    is_flat = True
    for q in range(begin, end):
        if marks[q - begin] == 2:
            is_flat &= priced.x_low[q] == priced.x_high[q] and priced.g_low[q] == priced.g_high[q]
            _move(priced, q, n)
            n += 1
    if is_flat:
        size = _mark_hull(priced.x_low, priced.g_low, begin, n, index, marks, hull, near)
        for i in range(size):
            _move(priced, hull[i], end + i)
        for i in range(size):
            _move(priced, end + i, begin + i)
        n = begin + size
    priced.is_flat[slab] = is_flat
    priced.slab_of[begin:n] = slab
    return n
