"""Problems are known by their content; a constant moves the value and nothing else; what is held has a limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from storage_opt.solve.outcome import Certified
from storage_opt.solve.problem import Problem
from storage_opt.studies.plan_memory import PlanMemory


def a_problem(cost=1.0, offset=0.0, upper=2.0):
    """Maximise ``cost · x + offset`` for 0 ≤ x ≤ upper."""
    none = np.zeros(0)
    return Problem(
        start=np.zeros(1, dtype=np.int32), index=np.zeros(0, dtype=np.int32), value=none, row_lower=none, row_upper=none,
        col_lower=np.zeros(1), col_upper=np.array([upper]), cost=np.array([cost]), offset=offset,
        is_integer=np.zeros(1, dtype=bool), day_of_col=np.zeros(1, dtype=np.int32), day_of_row=np.zeros(0, dtype=np.int32),
        terms={"spot": (1, np.array([cost]), 0.0)},
    )  # fmt: skip


def answered(memory, problem, how="x"):
    def solve():
        x = problem.col_upper.copy()
        value = float(problem.cost @ x) + problem.offset
        return Certified("optimal", x, value, value)

    return memory.recall(problem, how, solve)


def test_the_same_content_is_solved_once_whatever_the_constant():
    memory = PlanMemory()
    first, again = answered(memory, a_problem(offset=10.0)), answered(memory, a_problem(offset=-3.0))
    assert (memory.solved, memory.recalled) == (1, 1)
    assert (first.objective, again.objective, again.bound) == (12.0, -1.0, -1.0)
    assert again.x.tolist() == [2.0]


@pytest.mark.parametrize(
    "other",
    [
        a_problem(cost=1.5),
        a_problem(upper=3.0),
        replace(a_problem(), is_integer=np.ones(1, dtype=bool)),
        replace(a_problem(), terms={"spot": (-1, np.array([1.0]), 0.0)}),
        replace(a_problem(), terms={"wear": (1, np.array([1.0]), 0.0)}),
    ],
)
def test_other_content_is_another_problem(other):
    memory = PlanMemory()
    answered(memory, a_problem())
    answered(memory, other)
    answered(memory, a_problem(), how="y")
    assert (memory.solved, memory.recalled) == (3, 0)


def test_the_plan_not_asked_for_longest_goes_first():
    memory = PlanMemory(most_bytes=16)  # two plans of one number
    one, two, three = (a_problem(upper=u) for u in (1.0, 2.0, 3.0))
    answered(memory, one)
    answered(memory, two)
    answered(memory, one)
    answered(memory, three)  # two goes
    answered(memory, one)
    assert (memory.solved, memory.recalled) == (3, 2)
    answered(memory, two)
    assert memory.solved == 4


def test_what_is_let_go_of_makes_room_for_no_more_than_itself():
    memory = PlanMemory(most_bytes=16)
    for upper in (1.0, 2.0, 3.0, 4.0, 5.0):
        answered(memory, a_problem(upper=upper))
    assert len(memory._known) == 2 and memory._bytes == 16
