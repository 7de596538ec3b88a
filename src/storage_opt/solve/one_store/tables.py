"""One table of actions for every distinct slot and block of a problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.one_store.actions import build_block, build_slot
from storage_opt.solve.one_store.layout import Data, Floats, Ints, Table, Tables, new_table

LARGEST_TABLE = 1 << 20


def tables_of(data: Data, with_reserve: bool, with_minimum: bool, near_mw: float) -> Tables:
    """Tables of a problem.

    Parameters
    ----------
    data : Data
        Limits and rules; prices play no part.
    with_reserve : bool
        False: nothing is offered.
    with_minimum : bool
        Minimum bids exactly, by one branch for every set of offers; otherwise they are left out, which can only raise the value.
    near_mw : float
        Tolerance of the feasibility test. [MW]
    """
    T = len(data.floor)
    begins = np.flatnonzero(np.diff(data.block_end, prepend=-1))
    lengths = data.block_end[begins] - begins
    is_single = np.repeat(lengths == 1, lengths)
    rules = _rules(data)
    slot, block = np.zeros(T, dtype=np.int64), np.full(T, -1, dtype=np.int64)
    parts: list[Table] = []
    K = data.gain.shape[1]
    for single in (True, False):
        where = np.flatnonzero(is_single == single)
        offers = single and with_reserve
        firsts, number = _distinct(rules[where] if offers else rules[where][:, :7])
        slot[where] = len(parts) + number
        parts += [_built(K, partial(build_slot, data, t, offers, with_minimum, near_mw)) for t in where[firsts]]
    for n in np.unique(lengths[lengths > 1]) if with_reserve else []:
        where = begins[lengths == n]
        firsts, number = _distinct(rules[where[:, None] + np.arange(n)].reshape(len(where), -1))
        block[where] = len(parts) + number
        parts += [_built(K, partial(build_block, data, t, n, with_minimum, near_mw)) for t in where[firsts]]
    ends = np.cumsum([[len(p.kind), len(p.slab_end), len(p.at_low)] for p in parts], axis=0)
    return Tables(slot, block, ends, *(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _rules(data: Data) -> Floats:
    """List what the tables of a slot depend on, one row by slot; the drains only where backing at the start makes them matter."""
    drains = np.where((data.backing_start > 0.0).any(axis=1, keepdims=True), data.drain, 0.0)
    limits = [data.charge_limit, data.discharge_limit, data.headroom, data.floor, data.ceiling, data.keep]
    plain = [*limits, data.charges_with_reserve.astype(float)]
    return np.column_stack([*plain, data.backing_start, data.backing_end, data.r_min, data.r_max, drains])


def _distinct(rows: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Index of the first of each kind of row, and the kind of every row."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    _, firsts, number = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return firsts, number.ravel()


def _built(n_products: int, build: Callable[[Table, Ints], Any]) -> Table:
    """One table, cut to its length."""
    size = 1024
    while True:
        table, count = new_table(n_products, size), np.zeros(3, dtype=np.int64)
        if build(table, count):
            b, s, a = count
            return Table(
                table.kind[:b].copy(),
                table.branch_end[:b].copy(),
                table.slabs[:s].copy(),
                table.slab_end[:s].copy(),
                table.at_low[:a].copy(),
                table.at_high[:a].copy(),
            )
        if size >= LARGEST_TABLE:
            raise MemoryError("a slot has too many sets of offers for the recursion")
        size *= 4
