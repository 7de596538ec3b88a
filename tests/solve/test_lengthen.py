"""Which windows are solved again: where the gap is, across the edges that disagree, no longer than allowed."""

from dataclasses import replace

import numpy as np
import pytest
from short import short_problem

from storage_opt.solve.highs import Deadline
from storage_opt.solve.lengthen import next_windows
from storage_opt.solve.priced import Pricing, Window
from storage_opt.solve.relaxation import Relaxation

N_DAYS = 5


@pytest.fixture(scope="module")
def agreeing():
    """Five windows of a day that agree on every midnight, and their plan."""
    relaxation = Relaxation(short_problem(2, N_DAYS, n_products=1), Deadline())
    lp = relaxation.solve()
    pricing = Pricing(relaxation.slim, lp.row_dual)
    found = [pricing.unsolved(Window(day, day)) for day in range(N_DAYS)]
    found = [replace(part, bound=part.value(lp.x) + 1.0, x=lp.x[part.own], x_taken=lp.x[part.taken]) for part in found]
    return relaxation.problem, found, lp.x


def chosen(agreeing, gaps, disagree=(), longest=2, may_add=False, spare=10.0):
    """Windows chosen when day ``d`` has gap ``gaps[d]`` and the days in ``disagree`` take over what nobody left."""
    problem, found, plan = agreeing
    parts = [replace(part, bound=part.value(plan) + gaps.get(part.window.first, 0.0)) for part in found]
    for day in disagree:
        parts[day] = replace(parts[day], x_taken=parts[day].x_taken + 1.0)
    again = next_windows(problem, parts, plan, plan, spare, longest, np.full(N_DAYS, may_add))
    return [(w.first, w.last, w.with_flags, first, end) for w, first, end in again]


def test_nothing_is_chosen_where_the_gaps_are_spare(agreeing):
    assert chosen(agreeing, {1: 4.0, 3: 5.0}, disagree=(1, 2, 3)) == []


def test_a_bad_window_joins_the_neighbour_with_whom_it_disagrees(agreeing):
    assert chosen(agreeing, {2: 100.0}, disagree=(2,)) == [(1, 2, False, 1, 3)]
    assert chosen(agreeing, {2: 100.0}, disagree=(3,)) == [(2, 3, False, 2, 4)]


def test_windows_grow_no_longer_than_allowed(agreeing):
    assert chosen(agreeing, {2: 100.0}, disagree=(2, 3)) == [(1, 2, False, 1, 3)]
    assert chosen(agreeing, {2: 100.0}, disagree=(2, 3), longest=3) == [(1, 3, False, 1, 4)]
    assert chosen(agreeing, {2: 100.0}, disagree=(2, 3), longest=1) == []


def test_a_bad_window_whose_edges_agree_gets_its_flags_back_then_joins_its_neighbours(agreeing):
    assert chosen(agreeing, {2: 100.0}, may_add=True) == [(2, 2, True, 2, 3)]
    assert chosen(agreeing, {2: 100.0}, longest=3) == [(1, 3, False, 1, 4)]


def test_without_a_plan_every_disagreement_counts(agreeing):
    problem, found, plan = agreeing
    found = [replace(part, x_taken=part.x_taken + 1.0) if part.window.first == 4 else part for part in found]
    again = next_windows(problem, found, None, plan, 10.0, 2, np.zeros(N_DAYS, dtype=bool))
    assert [(w.first, w.last) for w, _, _ in again] == [(3, 4)]


def test_without_a_plan_and_without_disagreement_every_window_counts(agreeing):
    problem, found, plan = agreeing
    again = next_windows(problem, found, None, plan, 10.0, 2, np.zeros(N_DAYS, dtype=bool))
    assert [(w.first, w.last) for w, _, _ in again] == [(0, 1), (2, 3)]
