"""Which column of the extensive form is what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.two_stage.final import FinalPieces
from storage_opt.solve.two_stage.records import Numbers, TwoStage


@dataclass(frozen=True, eq=False)
class Layout:
    """Numbers of columns; −1 where there is none.

    Parameters
    ----------
    charge, discharge, energy, surplus, shortage : ndarray of int, shape (S, T)
        ``c``, ``d`` in MWh per slot; ``e``; ``o⁺``, ``o⁻``.
    group : ndarray of int, shape (S, T)
        Traded quantity that holds in a slot of a scenario, 0 … G−1; those of a slot follow each other in order of the bins.
    slot_of_group : ndarray of int, shape (G,)
        Its slot.
    sold, bought : ndarray of int, shape (G,)
        ``q⁺``, ``q⁻``.
    pieces, picked : tuple of ndarray of int, by scenario
        Energy in each piece of the value of the energy left; which piece is taken, empty where it is concave.
    mode : ndarray of int, shape (S, T)
        1: the slot may charge, 0: it may discharge.
    tail, below : int, ndarray of int, shape (S,)
        ``τ`` and ``y`` of the CVaR; −1 and empty without.
    n_cols : int
        Their number.
    """

    charge: Numbers
    discharge: Numbers
    energy: Numbers
    surplus: Numbers
    shortage: Numbers
    group: Numbers
    slot_of_group: Numbers
    sold: Numbers
    bought: Numbers
    pieces: tuple[Numbers, ...]
    picked: tuple[Numbers, ...]
    mode: Numbers
    tail: int
    below: Numbers
    n_cols: int


def laid_out(problem: TwoStage, finals: tuple[FinalPieces, ...], has_mode: NDArray[np.bool_]) -> Layout:
    """Give every column its number; ``has_mode`` tells the slots with a binary, shape (S, T)."""
    S, T = problem.n_scenarios, problem.n_slots
    count = 0

    def take(n: int) -> Numbers:
        nonlocal count
        count += n
        return np.arange(count - n, count)

    charge, discharge, energy, surplus, shortage = (take(S * T).reshape(S, T) for _ in range(5))
    key = np.arange(T) * (int(problem.bins.max()) + 1) + problem.bins
    keys, place = np.unique(key, return_inverse=True)
    sold, bought = take(len(keys)), take(len(keys))
    pieces = tuple(take(len(final.width_mwh)) for final in finals)
    picked = tuple(take(0 if final.is_concave else len(final.width_mwh)) for final in finals)
    mode = np.full((S, T), -1)
    mode[has_mode] = take(int(has_mode.sum()))
    risky = problem.risk.weight > 0.0
    tail = int(take(1)[0]) if risky else -1
    below = take(S if risky else 0)
    slot_of_group = keys // (int(problem.bins.max()) + 1)
    return Layout(
        charge=charge, discharge=discharge, energy=energy, surplus=surplus, shortage=shortage,
        group=place.reshape(S, T), slot_of_group=slot_of_group, sold=sold, bought=bought,
        pieces=pieces, picked=picked, mode=mode, tail=tail, below=below, n_cols=count,
    )  # fmt: skip
