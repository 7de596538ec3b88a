"""Every wish is granted in turn, on what the objective and the earlier wishes leave free."""

import numpy as np
import pytest

from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.problem import Problem
from storage_opt.solve.ties import break_ties


def chosen(*wishes):
    """Maximise ``a`` over ``0 ≤ a, b, c ≤ 1``, ``a + b + c ≤ 2.5``; the wishes decide on ``b`` and ``c``."""
    problem = Problem(
        start=np.array([0, 3], dtype=np.int32), index=np.arange(3, dtype=np.int32), value=np.ones(3),
        row_lower=np.array([-np.inf]), row_upper=np.array([2.5]), col_lower=np.zeros(3), col_upper=np.ones(3),
        cost=np.array([1.0, 0.0, 0.0]), offset=0.0, is_integer=np.zeros(3, dtype=bool),
        day_of_col=np.zeros(3, dtype=np.int32), day_of_row=np.zeros(1, dtype=np.int32),
    )  # fmt: skip
    live = LiveSolver(problem, as_lp=True, deadline=Deadline())
    return break_ties(live, live.solve(), [np.array(wish) for wish in wishes]).x


@pytest.mark.parametrize(
    ("wishes", "plan"),
    [
        ([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [1.0, 1.0, 0.5]),
        ([[0.0, 1.0, 0.0], [0.0, 0.0, -1.0]], [1.0, 1.0, 0.0]),
        ([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]], [1.0, 0.5, 1.0]),
        ([[0.0, -1.0, 0.0], [0.0, 0.0, 1.0]], [1.0, 0.0, 1.0]),
        ([[-1.0, -1.0, 0.0], [0.0, 0.0, -1.0]], [1.0, 0.0, 0.0]),
    ],
)
def test_wishes_rank(wishes, plan):
    assert chosen(*wishes) == pytest.approx(plan, abs=1e-9)
