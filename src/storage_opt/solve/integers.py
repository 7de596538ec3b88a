"""Which integer columns an LP answer already satisfies, and by which values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.problem import Floats, Problem

TOLERANCE = 1e-7


def round_within_rows(problem: Problem, x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Give integer columns whole values without touching the others, where the rows allow it.

    With all other columns held, each row that holds a single integer column leaves it an interval. If that holds a whole number
    the column takes the one nearest to its LP value; else, or where a row ties several fractional
    integer columns together, the column counts as violated and keeps its value.

    Returns
    -------
    rounded : ndarray
        ``x`` with whole numbers where possible.
    violated : ndarray of bool, shape (n_cols,)
        Integer columns without a whole value.
    """
    rounded, violated = x.copy(), np.zeros(problem.n_cols, dtype=bool)
    columns = np.flatnonzero(problem.is_integer)
    if not columns.size:
        return rounded, violated
    matrix = problem.matrix
    of_integers = matrix[:, columns].tocoo()
    of_integers.eliminate_zeros()  # a mode row of a slot that may not charge: 0·u says nothing about u
    in_row = np.bincount(of_integers.row, minlength=problem.n_rows)
    alone = in_row[of_integers.row] == 1
    row, local, factor = of_integers.row[alone], of_integers.col[alone], of_integers.data[alone]
    rest = (matrix @ x)[row] - factor * x[columns[local]]
    at_lower = (problem.row_lower[row] - rest) / factor
    at_upper = (problem.row_upper[row] - rest) / factor
    low, high = problem.col_lower[columns].copy(), problem.col_upper[columns].copy()
    np.maximum.at(low, local, np.minimum(at_lower, at_upper) - TOLERANCE / np.abs(factor))
    np.minimum.at(high, local, np.maximum(at_lower, at_upper) + TOLERANCE / np.abs(factor))

    whole = np.clip(np.rint(x[columns]), np.ceil(low), np.floor(high))
    fits = (np.ceil(low) <= np.floor(high)) & (whole >= low) & (whole <= high)
    shared = np.zeros(columns.size, dtype=bool)
    shared[of_integers.col[~alone]] = True
    fits &= ~shared | (np.abs(x[columns] - whole) <= TOLERANCE)
    rounded[columns[fits]] = whole[fits]
    violated[columns[~fits]] = True
    return rounded, violated
