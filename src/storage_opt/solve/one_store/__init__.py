"""The exact recursion for one store of energy, on plain arrays. Compiled with numba, which is imported on first use only."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.solve.one_store.records import (
    Bids,
    NoPathError,
    NotCoveredError,
    Size,
    StoreProblem,
    StoreResult,
    ValueFunction,
)
from storage_opt.solve.one_store.stop import Stop, StoppedError

__all__ = [
    "Bids",
    "NoPathError",
    "NotCoveredError",
    "Size",
    "Stop",
    "StoppedError",
    "StoreProblem",
    "StoreResult",
    "ValueFunction",
    "solve_store",
]


def solve_store(
    problem: StoreProblem, bids: Bids = "exact", value_slots: Sequence[int] = (), stop: Stop | None = None
) -> StoreResult:
    """Solve a problem to a proven gap; see ``recursion.solve_store``."""
    from storage_opt.solve.one_store.recursion import solve_store as solve

    return solve(problem, bids, value_slots, stop)
