"""Which limits contradict each other when there is no plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.problem import Problem

SEARCH_S = 30.0
"""Longest search for an explanation. [s]"""

ENDS = "ends"
"""Name under which columns held at one value (the links before the first and after the last day) are reported."""


def conflicting_families(problem: Problem) -> list[str]:
    """Name the limits of which each, dropped alone, would let a plan exist.

    A limit is a family of inequality rows, of column bounds, or the fixed ends. Equality rows (balances) are physics and
    stay. Feasibility is tried family by family on the LP relaxation (a year takes a fraction of a second each).

    Returns
    -------
    list of str
        Families; all of them where no single one suffices or the search took too long; ``integers`` where the LP
        relaxation has a plan and only the integer rules forbid it.
    """
    deadline = Deadline(SEARCH_S)
    if _has_plan(problem, deadline):
        return ["integers"]
    relaxed = _without_each(problem)
    cures = [name for name, candidate in relaxed.items() if _has_plan(candidate, deadline)]
    return cures or list(relaxed)


def _has_plan(problem: Problem, deadline: Deadline) -> bool:
    live = LiveSolver(replace(problem, cost=np.zeros(problem.n_cols)), as_lp=True, deadline=deadline)
    return live.solve().status == "optimal"


def _without_each(problem: Problem) -> dict[str, Problem]:
    """Return the problem without each limit, by name."""
    candidates = {}
    is_limit = problem.row_lower != problem.row_upper
    for name, rows in problem.row_families.items():
        limits = rows[(rows >= 0) & is_limit[rows]]
        if limits.size:
            lower, upper = problem.row_lower.copy(), problem.row_upper.copy()
            lower[limits], upper[limits] = -np.inf, np.inf
            candidates[name] = replace(problem, row_lower=lower, row_upper=upper)
    for name, places in problem.families.items():
        columns = np.setdiff1d(places[places >= 0], problem.ends)
        columns = columns[~problem.is_integer[columns]]
        if columns.size:
            candidates[name] = _freed(problem, columns)
    if problem.ends.size:
        candidates[ENDS] = _freed(problem, problem.ends)
    return candidates


def _freed(problem: Problem, columns: NDArray[np.integer[Any]]) -> Problem:
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[columns] = np.where(lower[columns] >= 0, 0.0, -np.inf)
    upper[columns] = np.inf
    return replace(problem, col_lower=lower, col_upper=upper)
