"""What the recursion can take, looked at before it starts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage_opt.solve.one_store.records import NotCoveredError, StoreProblem


def block_ends(problem: StoreProblem) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """End (exclusive) of the block of each slot, shape (T,)."""
    changes = np.flatnonzero(np.diff(problem.block)) + 1
    ends = np.append(changes, problem.n_slots)
    return np.repeat(ends, np.diff(ends, prepend=0)).astype(np.int64)


def check(problem: StoreProblem) -> None:
    """Refuse arrays that do not fit together, and what one number as state cannot carry.

    Raises
    ------
    ValueError
        Wrong shapes, numbers that are not finite, limits below zero, an empty range.
    NotCoveredError
        In a block of several slots: reserve while charging, backing that falls inside the block, a range of energy that changes, a store
        that may hold more before the block than in it.
    """
    T, K = problem.n_slots, problem.n_products
    by_slot = [
        "charge_price_jpy_per_mwh", "discharge_price_jpy_per_mwh", "charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh",
        "ceiling_mwh", "block", "charges_with_reserve", "keep",
    ]  # fmt: skip
    by_product = [
        "gain_jpy_per_mw", "drain_mwh_per_mw", "backing_start_mwh_per_mw", "backing_end_mwh_per_mw", "r_min_mw", "r_max_mw",
    ]  # fmt: skip
    for names, shape in ((by_slot, (T,)), (by_product, (T, K))):
        for name in names:
            array = getattr(problem, name)
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}; expected {shape}")
            if name != "r_max_mw" and not np.isfinite(array).all():
                raise ValueError(f"{name} holds numbers that are not finite")
    limits = ["charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh", *by_product[1:]]
    for name in limits:
        if (getattr(problem, name) < 0.0).any() or np.isnan(getattr(problem, name)).any():
            raise ValueError(f"{name} must not be negative")
    if (problem.floor_mwh > problem.ceiling_mwh).any():
        raise ValueError("floor_mwh lies above ceiling_mwh")
    if not ((problem.keep > 0.0) & (problem.keep <= 1.0)).all():
        raise ValueError("keep must lie in (0, 1]")
    if not (0.0 < problem.charge_efficiency <= 1.0 and 0.0 < problem.discharge_efficiency <= 1.0):
        raise ValueError("efficiencies must lie in (0, 1]")
    steps = np.diff(problem.block)
    if (steps < 0).any() and len(np.unique(problem.block)) != 1 + np.count_nonzero(steps):
        raise ValueError("slots of a block must follow each other")
    if (problem.r_max_mw > 0.0).any():
        _check_blocks(problem)


def check_value_slots(problem: StoreProblem, value_slots: Sequence[int]) -> None:
    """Refuse slots inside a block, before which no value function is known."""
    if not len(value_slots):
        return
    T, ends = problem.n_slots, block_ends(problem)
    inside = [t for t in value_slots if not (t in (0, T) or (0 < t < T and ends[t - 1] == t))]
    if inside:
        raise ValueError(f"slots {inside} are not the first of a block")


def _check_blocks(problem: StoreProblem) -> None:
    """Refuse blocks of several slots in which the energy before and after is not enough to know."""
    ends = block_ends(problem)
    last = ends - 1
    sizes = np.bincount(last, minlength=problem.n_slots)[last]
    in_block = sizes > 1
    sold = in_block & (problem.r_max_mw.max(axis=1, initial=0.0) > 0.0)
    if (sold & problem.charges_with_reserve).any():
        raise NotCoveredError("reserve while charging in a block of several slots")
    at_end = problem.backing_end_mwh_per_mw[last]
    falls = (problem.backing_end_mwh_per_mw > at_end) | (problem.backing_start_mwh_per_mw > at_end)
    if (sold[:, None] & falls & (problem.r_max_mw > 0.0)).any():
        raise NotCoveredError("backing that falls inside a block of several slots")
    changes = (problem.floor_mwh != problem.floor_mwh[last]) | (problem.ceiling_mwh != problem.ceiling_mwh[last])
    if (sold & changes).any():
        raise NotCoveredError("a range of energy that changes inside a block of several slots")
    # Inside the block energy only falls, so its start bounds what stands at the end of each slot; only its end is looked at later.
    before = np.append(problem.start_mwh, problem.ceiling_mwh[:-1])
    is_first = np.append(True, np.diff(problem.block) != 0)
    if (sold & is_first & (before > problem.ceiling_mwh)).any():
        raise NotCoveredError("more energy before a block of several slots than it may hold")
