"""Why a plan does what it does: what every alternative would earn in each slot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REST, CHARGE, DISCHARGE = "rest", "charge", "discharge"
LIMITS = ("", "full", "energy", "block", "linked")
"""What keeps a plan from an alternative that would earn more: nothing does; the store is full; no stored energy to spare; one
offer holds for a whole block of slots; limits that link slots, such as budgets of cycles, or the gap that was left unproven."""
SMALLEST_MW = 1e-6
"""Less than this is the rounding of the solver. [MW]"""
NONE = -1
"""Stands for no alternative."""


@dataclass(frozen=True, eq=False)
class Why:
    """Alternatives of one modelled year, by slot.

    Parameters
    ----------
    alternatives : tuple of str
        ``rest``, ``charge``, ``discharge``, then products.
    earned_jpy_per_mw : ndarray, shape (alternatives, n_slots)
        What 1 MW of the alternative earns in the slot, energy taken from or put into the store counted at its shadow value; NaN where
        it is not open (charging banned, product not traded) or the solver gave no value of stored energy. [JPY/MW]
    power_mw : ndarray, shape (alternatives, n_slots)
        What the plan does of it, ≥ 0; 0 for ``rest``. [MW]
    next_best : ndarray of int, shape (n_slots,)
        Alternative with the highest earnings among those not chosen; ``NONE`` where there is none.
    limit : ndarray of int, shape (n_slots,)
        Where the next best would earn more than the choice: what keeps the plan from it, index into ``LIMITS``; else 0.
    """

    alternatives: tuple[str, ...]
    earned_jpy_per_mw: NDArray[np.float64]
    power_mw: NDArray[np.float64]
    next_best: NDArray[np.int64]
    limit: NDArray[np.int64]

    @property
    def is_chosen(self) -> NDArray[np.bool_]:
        """What the plan does, shape (alternatives, n_slots); ``rest`` where it does nothing."""
        return chosen(self.power_mw)

    @property
    def chosen_jpy_per_mw(self) -> NDArray[np.float64]:
        """Earnings of what was chosen, averaged by power, shape (n_slots,). [JPY/MW]"""
        return mean_earned(self.earned_jpy_per_mw, self.power_mw)

    @property
    def next_best_jpy_per_mw(self) -> NDArray[np.float64]:
        """Earnings of the next best, NaN where there is none, shape (n_slots,). [JPY/MW]"""
        slots = np.arange(self.next_best.size)
        return np.where(self.next_best == NONE, np.nan, self.earned_jpy_per_mw[self.next_best, slots])


def chosen(power_mw: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark what a plan does; the first row, ``rest``, where it does nothing else."""
    is_done = power_mw > SMALLEST_MW
    is_done[0] = ~is_done[1:].any(axis=0)
    return is_done


def mean_earned(earned_jpy_per_mw: NDArray[np.float64], power_mw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average earnings by power, 0 at rest; NaN where the value of stored energy is unknown. [JPY/MW]"""
    is_done = chosen(power_mw)
    weight = np.where(is_done, np.maximum(power_mw, 0.0), 0.0)
    weight[0] = is_done[0]
    mean: NDArray[np.float64] = np.where(is_done, earned_jpy_per_mw * weight, 0.0).sum(axis=0) / weight.sum(axis=0)
    return mean
