"""Flags of quantities that are nothing, or at least something: found in the arrays, left out of the relaxation, put back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.problem import Floats, Ints, Problem

Places = NDArray[np.intp]

ZERO_AMOUNT = 1e-7
"""An amount up to this counts as nothing, as the solver's own tolerance on rows does."""


@dataclass(frozen=True, eq=False)
class Flags:
    """Binaries ``y`` without a cost that say no more than ``r = 0`` or ``least ≤ r ≤ most``, for one column ``r`` each.

    Parameters
    ----------
    flag, amount : ndarray of int, shape (n,)
        Columns ``y`` and ``r``.
    least, most : ndarray, shape (n,)
        Bounds of ``r`` where the flag is up.
    """

    flag: Places
    amount: Places
    least: Floats
    most: Floats


def find_flags(problem: Problem) -> Flags:
    """Find the flags of a problem.

    A flag is a binary column without cost whose every row reads ``r ≤ M·y`` or ``r ≥ m·y`` with one and the same column
    ``r ≥ 0``, which has no other flag.
    """
    width = np.diff(problem.start)
    is_flag = problem.is_integer & (problem.cost == 0.0) & (problem.col_lower == 0.0) & (problem.col_upper == 1.0)
    row_of = np.repeat(np.arange(problem.n_rows), width)
    is_flag[problem.index[(width[row_of] != 2) & (problem.value != 0.0)]] = False
    pairs = np.flatnonzero(width == 2)
    first, second = problem.start[pairs], problem.start[pairs] + 1
    of_second = is_flag[problem.index[second]]
    y = np.where(of_second, problem.index[second], problem.index[first])
    r = np.where(of_second, problem.index[first], problem.index[second])
    a_y = np.where(of_second, problem.value[second], problem.value[first])
    a_r = np.where(of_second, problem.value[first], problem.value[second])
    with_flag = is_flag[y]
    pairs, y, r, a_y, a_r = (v[with_flag] for v in (pairs, y, r, a_y, a_r))

    low, high = problem.row_lower[pairs], problem.row_upper[pairs]
    upward = a_r > 0.0
    is_most = np.where(upward, (high == 0.0) & np.isneginf(low), (low == 0.0) & np.isposinf(high))
    is_least = np.where(upward, (low == 0.0) & np.isposinf(high), (high == 0.0) & np.isneginf(low))
    fits = (a_r != 0.0) & (is_most | is_least) & ~problem.is_integer[r] & (problem.col_lower[r] == 0.0)
    is_flag[y[~fits]] = False
    is_flag[r] = False

    partner = np.full(problem.n_cols, -1, dtype=np.intp)
    partner[y] = r
    is_flag[y[partner[y] != r]] = False
    has_most = np.zeros(problem.n_cols, dtype=bool)
    has_most[y[is_most]] = True
    is_flag &= has_most
    uses = np.bincount(partner[np.flatnonzero(is_flag)], minlength=problem.n_cols)
    is_flag[np.flatnonzero(is_flag)[uses[partner[np.flatnonzero(is_flag)]] > 1]] = False

    kept = is_flag[y]
    y, r, is_most, is_least = (v[kept] for v in (y, r, is_most, is_least))
    factor = -a_y[kept] / a_r[kept]
    most, least = problem.col_upper.copy(), np.zeros(problem.n_cols)
    np.minimum.at(most, r[is_most], factor[is_most])
    np.maximum.at(least, r[is_least], factor[is_least])
    flag = np.flatnonzero(is_flag)
    amount = partner[flag]
    return Flags(flag, amount, least[amount], most[amount])


@dataclass(frozen=True, eq=False)
class Slim:
    """A problem without some of its flags, and the way back.

    Parameters
    ----------
    full, problem : Problem
        With and without.
    flags : Flags
        What was left out, in columns of ``full``.
    columns, rows : ndarray of int
        Places in ``full`` of what is left.
    place : ndarray of int, shape (full.n_cols,)
        Column of ``problem`` that each column of ``full`` became; −1 for flags.
    amount : ndarray of int
        Columns of ``problem`` that had a flag.
    """

    full: Problem
    problem: Problem
    flags: Flags
    columns: Places
    rows: Places
    place: Places
    amount: Ints

    def put_back(self, x: Floats) -> Floats:
        """``x`` over all columns of ``full``; a flag is up where its amount is more than nothing."""
        whole = np.zeros(self.full.n_cols)
        whole[self.columns] = x
        whole[self.flags.flag] = whole[self.flags.amount] > ZERO_AMOUNT
        return whole

    def put_back_rows(self, row_dual: Floats) -> Floats:
        """Multipliers over all rows of ``full``: those of the flags are zero."""
        whole = np.zeros(self.full.n_rows)
        whole[self.rows] = row_dual
        return whole

    def breaks_least(self, x: Floats) -> NDArray[np.bool_]:
        """Tell for each flag whether the amount in ``x`` (over ``problem``) is more than nothing and less than the least."""
        amount = x[self.amount]
        return np.asarray((amount > ZERO_AMOUNT) & (amount < self.flags.least - ZERO_AMOUNT))


def leave_out(problem: Problem, flags: Flags) -> Slim:
    """Leave flags and their rows out; what remains of ``r ≤ M·y`` is ``r ≤ M``.

    Over the numbers between 0 and 1 this changes no optimum: with ``y = r/M`` both rows hold, as ``m ≤ M``. (Where ``M < m``
    only ``r = 0`` is left.) So the LP relaxation of ``problem`` and of what is returned have the same value.
    """
    is_kept, keep_row = np.ones(problem.n_cols, dtype=bool), np.ones(problem.n_rows, dtype=bool)
    is_kept[flags.flag], keep_row[_rows_of(problem, flags)] = False, False
    columns, rows = np.flatnonzero(is_kept), np.flatnonzero(keep_row)
    place = np.cumsum(is_kept) - 1
    matrix = problem.matrix[rows]
    upper = problem.col_upper.copy()
    upper[flags.amount] = np.where(flags.most < flags.least, 0.0, flags.most)
    slim = replace(
        problem,
        start=matrix.indptr.astype(np.int32),
        index=place[matrix.indices].astype(np.int32),
        value=matrix.data,
        row_lower=problem.row_lower[rows],
        row_upper=problem.row_upper[rows],
        col_lower=problem.col_lower[columns],
        col_upper=upper[columns],
        cost=problem.cost[columns],
        is_integer=problem.is_integer[columns],
        day_of_col=problem.day_of_col[columns],
        day_of_row=problem.day_of_row[rows],
        families={},
        row_families={},
        terms={},
        ends=place[problem.ends].astype(np.int32),
    )
    order = np.full(problem.n_cols, -1, dtype=np.intp)
    order[columns] = np.arange(columns.size)
    return Slim(problem, slim, flags, columns, rows, order, place[flags.amount].astype(np.int32))


def _rows_of(problem: Problem, flags: Flags) -> Places:
    held = np.zeros(problem.n_cols, dtype=bool)
    held[flags.flag] = True
    row_of = np.repeat(np.arange(problem.n_rows), np.diff(problem.start))
    return np.unique(row_of[held[problem.index]])
