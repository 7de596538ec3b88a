"""A plan window by window, each from what the last one left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storage_opt.solve.cut import Cutter, runs_of
from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.priced import WINDOW_OPTIONS, Pricing
from storage_opt.solve.problem import Floats
from storage_opt.solve.windows import after_anchor


def plan_in_order(
    pricing: Pricing, relaxed: Floats, length: int, ahead: int, absolute_gap_per_day: float, deadline: Deadline
) -> Floats | None:
    """Solve runs of ``length`` days in order, looking ``ahead`` days further with their integer rules left out.

    Each run takes over what the last one left and is paid the multipliers' price for what it leaves. A row across all days leaves it what
    earlier runs have not used of their share in the LP, and its own.

    Parameters
    ----------
    pricing : Pricing
        Multipliers.
    relaxed : ndarray
        The LP answer: stands for the days to come.

    Returns
    -------
    ndarray or None
        A plan of the slim problem; ``None`` where a run has none, or the time is up.
    """
    problem = pricing.slim.problem
    cutter = Cutter(problem)
    x = relaxed.copy()
    for first, last in runs_of(cutter.n_days, length):
        seen = min(last + ahead, cutter.n_days - 1)
        piece, part = after_anchor(cutter, first, seen, x)
        n_own = piece.own.size
        inside = piece.problem.matrix.T @ pricing.row_dual[piece.rows]
        cost = np.concatenate([pricing.left_over[piece.own] + inside[:n_own], np.zeros(piece.taken.size)])
        is_ahead = part.day_of_col > last
        live = LiveSolver(
            replace(part, cost=cost, is_integer=part.is_integer & ~is_ahead), as_lp=False, deadline=deadline
        )
        for option, value in WINDOW_OPTIONS.items():
            live.set(option, value)
        live.set("mip_abs_gap", absolute_gap_per_day * (last - first + 1))
        answer = live.solve()
        if answer.x is None:
            return None
        kept = ~is_ahead[:n_own]
        x[piece.own[kept]] = answer.x[:n_own][kept]
    return np.clip(x, problem.col_lower, problem.col_upper)
