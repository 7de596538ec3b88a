"""Blocks of offers in a window, and ranges of energy beside what already holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.prices import Floats
from storage_opt.solve.one_store import StoreProblem
from storage_opt.timeline import SLOTS_PER_DAY

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def carried(drain_mwh: Floats, keep: Floats) -> Floats:
    """Energy drained so far, less what self-discharge would have taken of it: ``s[t] = keep·s[t−1] + drain``. [MWh]

    >>> carried(np.array([1.0, 0.0, 1.0]), np.array([0.5, 0.5, 0.5]))
    array([1.  , 0.5 , 1.25])
    """
    shift, before = np.zeros(len(drain_mwh)), 0.0
    if drain_mwh.any():
        for t in range(len(shift)):
            shift[t] = before = keep[t] * before + drain_mwh[t]
    return shift


def one_length(length: Ints, is_open: Bools) -> Ints:
    """Length of the blocks that may be offered in each slot: the longest of those open, as blocks of two lengths are no one state.

    >>> one_length(np.array([[6, 6, 1], [1, 1, 1]]), np.array([[True, False, False], [True, True, False]]))
    array([6, 1, 0])
    """
    longest: Ints = np.where(is_open, length, 0).max(axis=0)
    return longest


def block_numbers(length: Ints) -> Ints:
    """Give numbers to the blocks of a window that begins at a midnight; slots without an open product stand alone.

    >>> block_numbers(np.array([3, 3, 3, 0, 0, 1]))
    array([0, 0, 0, 1, 2, 3])
    """
    slot = np.arange(len(length)) % SLOTS_PER_DAY
    begins = slot % np.maximum(length, 1) == 0
    numbers: Ints = np.cumsum(begins) - 1
    return numbers


def by_block(values: Floats, length: Ints, of: Callable[..., Floats]) -> Floats:
    """Replace the values of every block by one number, such as their mean; lines with their own lengths, shape (K, n)."""
    spread = values.copy()
    for k, lengths in enumerate(length):
        for size in np.unique(lengths[lengths > 1]):
            where = lengths == size
            blocks = values[k, where].reshape(-1, size)
            spread[k, where] = np.repeat(of(blocks, axis=1), size)
    return spread


def by_block_number(values: Floats, block: Ints) -> Floats:
    """Least value of each block in all its slots, shape (n,)."""
    begins = np.flatnonzero(np.diff(block, prepend=-1))
    return np.asarray(np.minimum.reduceat(values, begins)[np.searchsorted(begins, np.arange(len(block)), "right") - 1])


def uniform_in_blocks(problem: StoreProblem, block: Ints) -> StoreProblem:
    """Let the range of energy be the same in all slots of blocks of several slots, and not narrower than before them.

    Only offers that hold beside self-discharge make it differ, by what self-discharge takes of their called energy. The range is then
    narrowed to what holds in all those slots.
    """
    sizes = np.bincount(block)[block]
    long = sizes > 1
    low, high = problem.floor_mwh, problem.ceiling_mwh
    if not long.any() or (np.ptp(low[long]) == 0.0 and np.ptp(high[long]) == 0.0 and not _falls(high, long)):
        return problem
    first = int(np.flatnonzero(long)[0])
    floor, ceiling = low.copy(), high.copy()
    floor[long], least = low[long].max(), high[long].min()
    ceiling[max(first - 1, 0) :] = np.minimum(ceiling[max(first - 1, 0) :], least)
    return replace(problem, floor_mwh=np.minimum(floor, ceiling), ceiling_mwh=ceiling)


def _falls(ceiling: Floats, long: Bools) -> bool:
    """Whether the ceiling before a block of several slots lies above that of the block."""
    return bool((long[1:] & (ceiling[:-1] > ceiling[1:])).any())
