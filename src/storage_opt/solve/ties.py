"""Among plans of equal value, the one that the rules of the house name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage_opt.solve.highs import Answer, LiveSolver, lies_at_upper
from storage_opt.solve.problem import Floats

ZERO_DUAL = 1e-6
"""A reduced cost below this counts as zero; a column that may move then changes the objective by less than this per unit."""


def break_ties(live: LiveSolver, answer: Answer, wishes: Sequence[Floats]) -> Answer:
    """Maximise each wish in turn over the plans that are optimal for the objective and all earlier wishes.

    The optimal face of a linear program is where every column with a reduced cost, and every row with a multiplier, stays on its
    bound. So these are held, the wish becomes the cost, and the primal simplex method goes on from the optimal basis, which
    is feasible: a few steps. Costs and bounds are left changed: this is the last thing done with ``live``.

    Parameters
    ----------
    live : LiveSolver
        Holds an optimal basis of an LP.
    answer : Answer
        Its answer, with duals.
    wishes : sequence of ndarray, shape (n_cols,)
        Cost vectors, in order of rank.

    Returns
    -------
    Answer
        The chosen plan, with the duals of the objective (not of the wishes).
    """
    problem = live.problem
    chosen, face = answer, answer
    lower, upper = live.col_lower.copy(), live.col_upper.copy()
    row_lower, row_upper = problem.row_lower.copy(), problem.row_upper.copy()
    live.set("simplex_strategy", 4)
    for wish in wishes:
        if chosen.x is None or face.col_dual is None or face.row_dual is None or live.deadline.is_over:
            break
        held = (np.abs(face.col_dual) > ZERO_DUAL) | (problem.is_integer)
        lower[held] = upper[held] = np.clip(chosen.x[held], lower[held], upper[held])
        at_upper = lies_at_upper(problem, chosen.x)
        held_rows = np.abs(face.row_dual) > ZERO_DUAL
        side = np.where(at_upper, row_upper, row_lower)
        row_lower[held_rows] = row_upper[held_rows] = side[held_rows]
        live.set_bounds(live.all_cols, lower, upper)
        live.set_row_bounds(live.all_rows, row_lower, row_upper)
        live.set_cost(wish)
        face = live.solve()
        if face.status != "optimal" or face.x is None:
            break
        chosen = Answer(answer.status, face.x, answer.row_dual, answer.col_dual, answer.bound)
    return chosen
