"""Arrays that the compiled functions share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.uint8]

UNIT_ROUNDOFF = 2.0**-53
STATE_NEAR_MWH = 1e-9
"""A plan's energy within this of a point of a value function counts as there; only rounding moves it away."""
SAME_ENERGY = 1e-12
"""Energies that differ by less than this share of the largest are one."""
CHARGE, DISCHARGE, BLOCK = 0, 1, 2
"""Kinds of branch: charge; discharge; a block of several slots that holds reserve and so only discharges."""


class Data(NamedTuple):
    """``StoreProblem`` as arrays, shapes (T,) and (T, K); meaning and units as there."""

    charge_price: Floats
    discharge_price: Floats
    charge_limit: Floats
    discharge_limit: Floats
    headroom: Floats
    floor: Floats
    ceiling: Floats
    keep: Floats
    charges_with_reserve: Flags
    gain: Floats
    drain: Floats
    backing_start: Floats
    backing_end: Floats
    r_min: Floats
    r_max: Floats
    block_end: Ints
    slot_h: float
    eta_c: float
    eta_d: float
    stop: Flags


class Tolerance(NamedTuple):
    """Below these, numbers are the same: energy [MWh], money [JPY], power [MW]; ``rounding``: largest error per point and slot [JPY]."""

    near_mwh: float
    near_jpy: float
    near_mw: float
    rounding_jpy: float


class Table(NamedTuple):
    """Vertices of the actions of one slot or block.

    Parameters
    ----------
    kind, branch_end : ndarray of int, shape (branches,)
        Kind of each branch, end of its slabs.
    slabs : ndarray, shape (slabs, 2)
        Lower and upper level of the energy left. [MWh]
    slab_end : ndarray of int, shape (slabs,)
        End of each slab's vertices.
    at_low, at_high : ndarray, shape (vertices, 1 + K)
        Power and offers at the lower and the upper level. [MW]
    """

    kind: Ints
    branch_end: Ints
    slabs: Floats
    slab_end: Ints
    at_low: Floats
    at_high: Floats


class Tables(NamedTuple):
    """Tables of all distinct slots and blocks, one behind the other; ``ends[i]`` are the ends of table ``i``: branches, slabs, vertices.

    ``slot[t]``: table of slot ``t``, without reserve in a block of several slots; ``block[t]``: table of the block that begins there,
    −1 elsewhere.
    """

    slot: Ints
    block: Ints
    ends: Ints
    kind: Ints
    branch_end: Ints
    slabs: Floats
    slab_end: Ints
    at_low: Floats
    at_high: Floats


class Priced(NamedTuple):
    """Vertices with the prices of one slot or block, dominated ones left out.

    ``x``: energy taken from the store [MWh], ``g``: reward [JPY], at both levels of a slab; ``code``: vertex × (slots + 1) + slots of the
    block that discharge; ``is_flat``: the vertices do not move with the energy left; ``reach``: smallest and largest ``x`` of a branch.
    """

    x_low: Floats
    g_low: Floats
    x_high: Floats
    g_high: Floats
    code: Ints
    slab_of: Ints
    slab_end: Ints
    is_flat: Flags
    reach: Floats
    order: Ints


class Pool(NamedTuple):
    """Room for functions: points ``x``, ``v``, ``starts``; for hulls also where a point comes from: energy left ``y``, vertex ``j``."""

    x: Floats
    v: Floats
    starts: Flags
    y: Floats
    j: Ints


def new_table(n_products: int, size: int) -> Table:
    """Empty table with room for ``size`` vertices."""
    return Table(
        np.zeros(size, dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.zeros((size, 2)),
        np.zeros(size, dtype=np.int64),
        np.zeros((size, 1 + n_products)),
        np.zeros((size, 1 + n_products)),
    )


def new_priced(size: int, longest_block: int) -> Priced:
    """Room for the priced vertices of a table of ``size`` vertices."""
    many = 2 * size * (longest_block + 1)  # twice: sorting needs room behind
    x_low, g_low, x_high, g_high = (np.zeros(many) for _ in range(4))
    code, slab_of, order = (np.zeros(many, dtype=np.int64) for _ in range(3))
    slab_end, is_flat = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.uint8)
    return Priced(x_low, g_low, x_high, g_high, code, slab_of, slab_end, is_flat, np.zeros((size, 2)), order)


def new_pool(size: int) -> Pool:
    """Room for ``size`` points."""
    return Pool(
        np.zeros(size), np.zeros(size), np.zeros(size, dtype=np.uint8), np.zeros(size), np.zeros(size, dtype=np.int64)
    )
