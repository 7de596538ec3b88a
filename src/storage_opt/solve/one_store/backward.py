"""The backward pass: the value of stored energy before every slot."""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled
from storage_opt.solve.one_store.pricing import price, table_of
from storage_opt.solve.one_store.step import collect_images, largest_of, round_off

DONE, NO_ROOM, NO_PLAN, STOPPED = 0, 1, 2, 3
"""Outcomes of a pass."""


@compiled
def _enlarged(array, size):
    larger = np.empty(size, dtype=array.dtype)
    for i in range(len(array)):
        larger[i] = array[i]
    return larger


@compiled
def backward(data, final_x, final_v, final_starts, first_low, first_high, tolerance, tables, priced, hull, pool, spare):
    """Value functions from the last slot to the first.

    Parameters
    ----------
    final_x, final_v, final_starts : ndarray
        Value of the energy left after the last slot.
    first_low, first_high : float
        Range of the energy before the first slot. [MWh]
    tables : Tables
        Actions of every slot and block.

    Returns
    -------
    tuple
        Outcome; points ``x``, ``v``, ``starts`` of all functions; ``begin`` and ``end`` of the function before slot ``t`` (``T``: after
        the last); ``base[t]``, whole JPY to be added to its values; ``fall[t]``, largest downward change in the step; the most points
        that one step handled. Inside a block of several slots, the function is that of going on to the block's end without reserve.
    """
    T = len(data.floor)
    x, v, starts = final_x.copy(), final_v.copy(), final_starts.copy()
    used = len(x)
    begin, end = np.zeros(T + 1, dtype=np.int64), np.zeros(T + 1, dtype=np.int64)
    base, fall = np.zeros(T + 1), np.zeros(T + 1)
    end[T] = used
    ends = np.zeros(len(pool.x) // 8, dtype=np.int64)
    most, near = 0, tolerance.near_mwh
    outcome = DONE
    t = T - 1
    while t >= 0:
        if data.stop[0] != 0:
            outcome = STOPPED
            break
        after = t + 1  # the function to step from
        block_after = data.block_end[t]
        low = data.floor[t - 1] if t > 0 else first_low
        high = data.ceiling[t - 1] if t > 0 else first_high
        table = table_of(tables, tables.slot[t])
        price(data, t, 1, table, tolerance.near_jpy, priced)
        count, out = collect_images(
            x, v, starts, begin[after], end[after], table, priced, low, high, data.keep[t], near, 0.0, hull, pool, ends, 0, 0
        )  # fmt: skip
        if count >= 0 and tables.block[t] >= 0:
            n = block_after - t
            block_table = table_of(tables, tables.block[t])
            price(data, t, n, block_table, tolerance.near_jpy, priced)
            keep = 1.0
            for i in range(t, block_after):
                keep *= data.keep[i]
            offset = base[block_after] - base[after]
            first, last = begin[block_after], end[block_after]
            count, out = collect_images(
                x, v, starts, first, last, block_table, priced, low, high, keep, near, offset, hull, pool, ends, count, out
            )  # fmt: skip
        if count < 0:
            outcome = NO_ROOM
            break
        if count == 0:
            outcome = NO_PLAN
            break
        most = max(most, out)
        in_spare, size = largest_of(pool, spare, ends, count)
        if size >= 0:
            if in_spare:
                size, lost = round_off(spare, pool, size, tolerance)
            else:
                size, lost = round_off(pool, spare, size, tolerance)
        if size < 0:
            outcome = NO_ROOM
            break
        result = spare if in_spare else pool
        if used + size > len(x):
            longer = 2 * (used + size)
            x, v, starts = _enlarged(x, longer), _enlarged(v, longer), _enlarged(starts, longer)
        top = -np.inf
        for i in range(size):
            top = max(top, result.v[i])
        shift = np.floor(top)
        for i in range(size):
            x[used + i], v[used + i], starts[used + i] = result.x[i], result.v[i] - shift, result.starts[i]
        begin[t], end[t] = used, used + size
        used += size
        base[t] = base[after] + shift
        fall[t] = lost
        t -= 1
    return outcome, x[:used], v[:used], starts[:used], begin, end, base, fall, most
