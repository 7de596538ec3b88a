"""Runs of days free, all other days held where they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from storage_opt.solve.cut import Cutter, Piece
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


def between_anchors(cutter: Cutter, first: int, last: int, x: Floats) -> tuple[Piece, Problem]:
    """Free the days ``first … last`` between what they take over and what they hand on in ``x``.

    A row across all days (a yearly budget) leaves them the share that they have in ``x``.
    """
    piece, problem = after_anchor(cutter, first, last, x)
    handed_on = np.flatnonzero(cutter.is_shared[piece.own])
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[handed_on] = upper[handed_on] = x[piece.own[handed_on]]
    return piece, replace(problem, col_lower=lower, col_upper=upper)


def after_anchor(cutter: Cutter, first: int, last: int, x: Floats) -> tuple[Piece, Problem]:
    """Free the days ``first … last`` after what they take over in ``x``; what they hand on is free."""
    piece = cutter.piece(first, last)
    problem = piece.problem
    columns, n_own = piece.columns(), piece.own.size
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[n_own:] = upper[n_own:] = x[piece.taken]
    matrix = problem.matrix
    if cutter.across.size:
        across = cutter.across_matrix[:, columns].tolil()
        across[:, n_own:] = 0.0
        part = across.tocsr()
        rest = cutter.across_matrix @ x - part @ x[columns]
        matrix = sparse.vstack([matrix, part], format="csr")
        whole = cutter.problem
        row_lower = np.concatenate([problem.row_lower, whole.row_lower[cutter.across] - rest])
        row_upper = np.concatenate([problem.row_upper, whole.row_upper[cutter.across] - rest])
        day_of_row = np.concatenate([problem.day_of_row, whole.day_of_row[cutter.across]])
        problem = replace(problem, row_lower=row_lower, row_upper=row_upper, day_of_row=day_of_row)
    return piece, replace(
        problem,
        start=matrix.indptr.astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data,
        col_lower=lower,
        col_upper=upper,
    )
