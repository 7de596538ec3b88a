"""An upper bound that does not take the solver's word for it."""

from __future__ import annotations

import numpy as np

from storage_opt.solve.problem import Floats, Problem


def dual_bound(problem: Problem, row_dual: Floats) -> float:
    """Upper bound on the LP relaxation, and so on the problem, from any row multipliers.

    For every ``y``: ``cost·x = (cost − Aᵀy)·x + y·(A x)``; each part is at most its largest value over the bounds of
    ``x`` and of the rows. The value is a bound whatever ``y`` is, and equals the optimum where ``y`` is optimal (weak and
    strong duality of linear programming), so a solver that stops early or rounds its duals can only make it
    looser, never wrong.

    Parameters
    ----------
    problem : Problem
        Maximisation with bounds on rows and columns.
    row_dual : ndarray, shape (n_rows,)
        Multipliers; those that would meet an infinite side are dropped.

    Returns
    -------
    float
        Bound; infinite only where a column without a finite bound is still wanted.
    """
    y = np.where(
        ((row_dual > 0) & np.isinf(problem.row_upper)) | ((row_dual < 0) & np.isinf(problem.row_lower)), 0.0, row_dual
    )
    reduced = problem.cost - problem.matrix.T @ y
    return (
        problem.offset
        + _largest(y, problem.row_lower, problem.row_upper)
        + _largest(reduced, problem.col_lower, problem.col_upper)
    )


def _largest(weights: Floats, lower: Floats, upper: Floats) -> float:
    """Largest value of ``weights · z`` for ``lower ≤ z ≤ upper``."""
    used = weights != 0.0
    side = np.where(weights > 0, upper, lower)
    return float(weights[used] @ side[used])
