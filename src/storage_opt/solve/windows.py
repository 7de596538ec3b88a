"""Part of a problem: some days free, all others held where they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.problem import Floats, Ints, Problem


def days_around(days: Ints, reach: int, n_days: int) -> list[tuple[int, int]]:
    """Widen days by ``reach`` on both sides and merge what touches: list of (first, last), inclusive.

    >>> days_around(np.array([3, 4, 9], dtype=np.int32), 1, 10)
    [(2, 5), (8, 9)]
    """
    windows: list[tuple[int, int]] = []
    for day in sorted(int(d) for d in days):
        first, last = max(0, day - reach), min(n_days - 1, day + reach)
        if windows and first <= windows[-1][1] + 1:
            windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
        else:
            windows.append((first, last))
    return windows


def window(problem: Problem, first: int, last: int, x: Floats) -> tuple[Problem, NDArray[np.int_]]:
    """Cut out the days ``first … last``; every other column stays at ``x``.

    The row of the day after the window then holds the window's last linked values at their anchors, and
    a row across all days (a yearly budget) leaves the window the share that it had in ``x``.

    Returns
    -------
    Problem
        The part; its rows are those that touch its columns.
    ndarray of int
        Columns of ``problem`` that it holds.
    """
    columns = np.flatnonzero((problem.day_of_col >= first) & (problem.day_of_col <= last))
    by_column = problem.matrix.tocsc()[:, columns]
    rows = np.unique(by_column.indices)
    part = by_column.tocsr()[rows]
    part.sort_indices()
    held = (problem.matrix[rows] @ x) - part @ x[columns]
    return (
        Problem(
            start=part.indptr.astype(np.int32),
            index=part.indices.astype(np.int32),
            value=part.data,
            row_lower=problem.row_lower[rows] - held,
            row_upper=problem.row_upper[rows] - held,
            col_lower=problem.col_lower[columns],
            col_upper=problem.col_upper[columns],
            cost=problem.cost[columns],
            offset=0.0,
            is_integer=problem.is_integer[columns],
            day_of_col=problem.day_of_col[columns],
            day_of_row=problem.day_of_row[rows],
        ),
        columns,
    )
