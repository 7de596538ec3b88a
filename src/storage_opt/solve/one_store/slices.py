"""A contract that keeps a share of the margin by slices: one recursion a slice, prices scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage_opt.solve.one_store.records import Bids, Floats, StoreProblem, StoreResult
from storage_opt.solve.one_store.recursion import Recursion


@dataclass(frozen=True)
class Slice:
    """One straight piece of what the owner keeps of a margin ``M``: ``share·M + offset``.

    Parameters
    ----------
    share : float
        Share kept. [-]
    offset_jpy : float
        Value of the piece at ``M = 0``. [JPY]
    """

    share: float
    offset_jpy: float


@dataclass(frozen=True, eq=False)
class SlicesResult:
    """Best slice and proof over all of them.

    Parameters
    ----------
    results : tuple of StoreResult
        One a slice; value and bound are ``share·M − wear + offset``.
    best : int
        Slice whose plan earns most.
    bound_jpy : float
        Largest bound of all slices: no plan keeps more. [JPY]
    """

    results: tuple[StoreResult, ...]
    best: int
    bound_jpy: float

    @property
    def result(self) -> StoreResult:
        """Plan of the best slice, with the bound over all slices."""
        return replace(self.results[self.best], bound_jpy=self.bound_jpy)


def solve_slices(
    problem: StoreProblem,
    slices: Sequence[Slice],
    wear_jpy_per_mwh: Floats,
    reserve_wear_jpy_per_mw: Floats,
    bids: Bids = "exact",
) -> SlicesResult:
    """Maximise ``max_s (share_s·M + offset_s) − wear``, a convex function of the margin ``M``.

    Parameters
    ----------
    problem : StoreProblem
        Prices and gains are those of the margin; the value of the final energy is not scaled.
    slices : sequence of Slice
        Pieces of a convex function: the larger of them is what is kept.
    wear_jpy_per_mwh : ndarray, shape (T,)
        What the contract does not let the owner deduct, per MWh discharged. [JPY/MWh]
    reserve_wear_jpy_per_mw : ndarray, shape (T, K)
        The same per MW offered. [JPY/MW]
    bids : Bids
        How minimum bids are met.
    """
    recursion = Recursion(problem)
    results = []
    for piece in slices:
        scaled = recursion.with_prices(
            replace(
                problem,
                charge_price_jpy_per_mwh=piece.share * problem.charge_price_jpy_per_mwh,
                discharge_price_jpy_per_mwh=piece.share * problem.discharge_price_jpy_per_mwh - wear_jpy_per_mwh,
                gain_jpy_per_mw=piece.share * problem.gain_jpy_per_mw - reserve_wear_jpy_per_mw,
            )
        )
        found = scaled.solved(bids)
        results.append(
            replace(found, value_jpy=found.value_jpy + piece.offset_jpy, bound_jpy=found.bound_jpy + piece.offset_jpy)
        )
    best = max(range(len(results)), key=lambda s: results[s].value_jpy)
    return SlicesResult(tuple(results), best, max(result.bound_jpy for result in results))
