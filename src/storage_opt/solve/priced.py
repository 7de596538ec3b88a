"""Priced windows: runs of days on their own, paying for what they take over and earning for what they leave.

For any row multipliers ``y`` let ``z = cost − Aᵀy``. Every plan has

    cost·x = Σ_w [ z·x_w + y_w·(A_w x) ] + y_0·(A_0 x)

where window ``w`` has the rows ``A_w`` and the own columns ``x_w``, and ``A_0`` are the rows across all days. Give each window copies of
the columns that its rows take over from other days and let them differ from the originals: then the windows are independent, and the sum of
their largest values, with the largest value of ``y_0·(A_0 x)`` within its limits, is an upper bound, whatever ``y`` is. A window ``w`` pays
``−Σ y_w·A`` for each unit that it takes over and earns the same for what it leaves to others. With the duals of the LP relaxation the
bound is at most that of the LP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from storage_opt.solve.bound import dual_bound
from storage_opt.solve.cut import Cutter, Piece, Places
from storage_opt.solve.flags import Slim
from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.pool import side_by_side
from storage_opt.solve.problem import Floats, Problem

SAME = 1e-6
"""A copy that differs from its original by less than this share of its range is the same."""


@dataclass(frozen=True)
class Window:
    """Days ``first … last``, inclusive; with or without the flags of least amounts."""

    first: int
    last: int
    with_flags: bool = False

    @property
    def n_days(self) -> int:
        """Number of days."""
        return self.last - self.first + 1


@dataclass(frozen=True, eq=False)
class Found:
    """What a window gave; columns are those of the slim problem.

    Parameters
    ----------
    window : Window
        Its days.
    bound : float
        Proven upper bound of its priced value.
    own, taken : ndarray of int
        Columns of its days, and columns of other days of which it has copies.
    price, price_taken : ndarray
        Value of one unit of each in this window.
    x, x_taken : ndarray or None
        Its plan and the copies' values.
    inner_gap : float
        ``bound`` less the value of ``x``; infinite without a plan.
    is_impossible : bool
        Proven that the window, and so the whole, has no plan.
    """

    window: Window
    bound: float
    own: Places
    taken: Places
    price: Floats
    price_taken: Floats
    x: Floats | None = None
    x_taken: Floats | None = None
    inner_gap: float = np.inf
    is_impossible: bool = False

    def value(self, x: Floats) -> float:
        """Priced value in this window of a plan of the whole."""
        return float(self.price @ x[self.own] + self.price_taken @ x[self.taken])


class Pricing:
    """Windows of one problem under one set of row multipliers.

    Parameters
    ----------
    slim : Slim
        The problem with and without flags.
    row_dual : ndarray
        Multipliers of the rows of the slim problem; any, best those of its LP.
    workers : int
        Windows solved side by side.
    """

    def __init__(self, slim: Slim, row_dual: Floats, workers: int = 1) -> None:
        self.slim, self.workers = slim, workers
        problem = slim.problem
        infinite = np.where(row_dual > 0, problem.row_upper, problem.row_lower)
        across = problem.day_of_row < 0
        self.row_dual = np.where(across & (row_dual != 0) & np.isinf(infinite), 0.0, row_dual)
        used = across & (self.row_dual != 0)
        side = np.where(self.row_dual > 0, problem.row_upper, problem.row_lower)
        self.constant = problem.offset + float(self.row_dual[used] @ side[used])
        self.left_over: Floats = problem.cost - problem.matrix.T @ self.row_dual
        self._cutters: dict[bool, Cutter] = {False: Cutter(problem)}

    @property
    def n_days(self) -> int:
        """Days of the problem."""
        return self._cutters[False].n_days

    def bound(self, found: Sequence[Found]) -> float:
        """Upper bound of the whole from windows that cover all days."""
        return self.constant + float(sum(part.bound for part in found))

    def unsolved(self, window: Window) -> Found:
        """Bound of a window by its LP, from the multipliers alone."""
        return self._found(window, *self._priced(window))

    def solve(self, windows: Sequence[Window], absolute_gap_per_day: float, deadline: Deadline) -> list[Found]:
        """Solve windows as MILPs, side by side, each to its share of the gap."""
        if any(window.with_flags for window in windows):
            self._cutter(with_flags=True)  # made once, before the threads start
        return side_by_side(
            lambda window: self._solve_one(window, absolute_gap_per_day * window.n_days, deadline),
            windows,
            self.workers,
            deadline,
        )

    def _solve_one(self, window: Window, absolute_gap: float, deadline: Deadline) -> Found:
        piece, problem = self._priced(window)
        found = self._found(window, piece, problem)
        if deadline.is_over:
            return found
        live = LiveSolver(problem, as_lp=False, deadline=deadline)
        for option, value in WINDOW_OPTIONS.items():
            live.set(option, value)
        live.set("mip_abs_gap", absolute_gap)
        answer = live.solve()
        if answer.status == "infeasible":
            return replace(found, is_impossible=True)
        bound = min(found.bound, answer.bound)
        if answer.x is None:
            return replace(found, bound=bound)
        own = piece.own.size
        x = answer.x[:own][self._is_slim(window, piece)]
        return replace(
            found, bound=bound, x=x, x_taken=answer.x[own:], inner_gap=max(0.0, bound - problem.objective(answer.x))
        )

    def _priced(self, window: Window) -> tuple[Piece, Problem]:
        piece = self._cutter(with_flags=window.with_flags).piece(window.first, window.last)
        row_dual, left_over = self.row_dual, self.left_over
        if window.with_flags:  # flags cost nothing and their rows have no price
            row_dual = self.slim.put_back_rows(row_dual)
            left_over = np.zeros(self.slim.full.n_cols)
            left_over[self.slim.columns] = self.left_over
        cost = piece.problem.matrix.T @ row_dual[piece.rows]
        cost[: piece.own.size] += left_over[piece.own]
        return piece, replace(piece.problem, cost=cost)

    def _found(self, window: Window, piece: Piece, problem: Problem) -> Found:
        row_dual = self.slim.put_back_rows(self.row_dual) if window.with_flags else self.row_dual
        own, taken = piece.own, piece.taken
        kept = self._is_slim(window, piece)
        if window.with_flags:
            own, taken = self.slim.place[own[kept]], self.slim.place[taken]
        n_own = piece.own.size
        bound = dual_bound(problem, row_dual[piece.rows])
        return Found(window, bound, own, taken, problem.cost[:n_own][kept], problem.cost[n_own:])

    def _is_slim(self, window: Window, piece: Piece) -> Places | slice:
        """Places of the own columns of a piece that are no flags."""
        return np.flatnonzero(self.slim.place[piece.own] >= 0) if window.with_flags else slice(None)

    def _cutter(self, *, with_flags: bool) -> Cutter:
        if with_flags not in self._cutters:
            self._cutters[with_flags] = Cutter(self.slim.full if with_flags else self.slim.problem)
        return self._cutters[with_flags]


WINDOW_OPTIONS: dict[str, float | bool | str] = {
    "mip_rel_gap": 0.0,
    "presolve": "off",  # with restarts it takes twice to three times as long on a day of 48 modes
    "mip_detect_symmetry": False,
}
"""HiGHS options for the MILP of a window."""


def joined(problem: Problem, found: Sequence[Found], fallback: Floats) -> Floats:
    """Put the windows' own columns together; days of windows without a plan come from ``fallback``."""
    x = fallback.copy()
    for part in found:
        if part.x is not None:
            x[part.own] = part.x
    return np.clip(x, problem.col_lower, problem.col_upper)


def disagreement(problem: Problem, part: Found, x: Floats) -> tuple[bool, bool]:
    """Tell whether the copies of a window differ from what earlier, and later, days have in ``x``."""
    if part.x_taken is None:
        return True, True
    reach = problem.col_upper[part.taken] - problem.col_lower[part.taken]
    differs = np.abs(part.x_taken - x[part.taken]) > SAME * np.maximum(reach, 1.0)
    day = problem.day_of_col[part.taken]
    return bool(differs[day < part.window.first].any()), bool(differs[day > part.window.last].any())
