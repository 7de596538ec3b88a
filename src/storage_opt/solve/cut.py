"""Cut runs of days out of a problem, each with copies of what it takes over from outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from storage_opt.solve.problem import Problem

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Piece:
    """The days ``first … last`` of a problem, with every row of these days and no row across all days.

    Parameters
    ----------
    first, last : int
        Days, inclusive.
    problem : Problem
        Own columns, then copies of the columns that its rows take over from other days. Costs are those of the whole; copies
        have none.
    own, taken, rows : ndarray of int
        Places in the whole: own columns, columns copied, rows.
    """

    first: int
    last: int
    problem: Problem
    own: Places
    taken: Places
    rows: Places

    def columns(self) -> Places:
        """Places in the whole of all columns."""
        return np.concatenate([self.own, self.taken])


class Cutter:
    """Cuts pieces out of one problem; what all cuts share is made once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.matrix = problem.matrix
        self.across = np.flatnonzero(problem.day_of_row < 0)
        self.across_matrix: sparse.csr_array = self.matrix[self.across]
        self.n_days = int(problem.day_of_col.max()) + 1
        day_of_entry = np.repeat(problem.day_of_row, np.diff(problem.start))
        is_foreign = (day_of_entry >= 0) & (problem.day_of_col[problem.index] != day_of_entry)
        self.is_shared = np.zeros(problem.n_cols, dtype=bool)
        """Columns that stand in rows of another day."""
        self.is_shared[problem.index[is_foreign]] = True

    def piece(self, first: int, last: int) -> Piece:
        """Cut the days ``first … last`` out. What stands before the first day belongs to the first piece."""
        p = self.problem
        from_day = -1 if first == 0 else first
        own = np.flatnonzero((p.day_of_col >= from_day) & (p.day_of_col <= last))
        rows = np.flatnonzero((p.day_of_row >= first) & (p.day_of_row <= last))
        part = self.matrix[rows]
        place = np.full(p.n_cols, -1, dtype=np.intp)
        place[own] = np.arange(own.size)
        taken = np.unique(part.indices[place[part.indices] < 0])
        place[taken] = own.size + np.arange(taken.size)
        columns = np.concatenate([own, taken])
        cost = p.cost[columns]
        cost[own.size :] = 0.0
        is_integer = p.is_integer[columns]
        return Piece(
            first,
            last,
            Problem(
                start=part.indptr.astype(np.int32),
                index=place[part.indices].astype(np.int32),
                value=part.data,
                row_lower=p.row_lower[rows],
                row_upper=p.row_upper[rows],
                col_lower=p.col_lower[columns],
                col_upper=p.col_upper[columns],
                cost=cost,
                offset=0.0,
                is_integer=is_integer,
                day_of_col=p.day_of_col[columns],
                day_of_row=p.day_of_row[rows],
            ),
            own,
            taken,
            rows,
        )


def runs_of(n_days: int, length: int) -> list[tuple[int, int]]:
    """Cover all days with runs of ``length``, inclusive; a short rest joins the last one if it is under half.

    >>> runs_of(7, 3)
    [(0, 2), (3, 6)]
    >>> runs_of(5, 3)
    [(0, 2), (3, 4)]
    """
    runs = [(first, min(first + length, n_days) - 1) for first in range(0, n_days, length)]
    if len(runs) > 1 and runs[-1][1] - runs[-1][0] + 1 < length / 2:
        runs[-2:] = [(runs[-2][0], runs[-1][1])]
    return runs
