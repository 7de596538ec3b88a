"""Flags are found in the arrays, and leaving them out changes no relaxation."""

from dataclasses import replace

import numpy as np
import pytest
from short import short_problem

from storage_opt.solve.bound import dual_bound
from storage_opt.solve.certify import Settings, Warm, solve_certified
from storage_opt.solve.flags import find_flags, leave_out
from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.relaxation import Relaxation


@pytest.mark.parametrize("shape", [{}, {"block": 6}, {"runs": 2, "cycles_per_year": 200.0}, {"while_charging": True}])
def test_flags_are_the_offers_and_nothing_else(shape):
    problem = short_problem(1, 2, **shape)
    flags = find_flags(problem)
    named = np.concatenate([v for name, v in problem.families.items() if name.endswith(".is_offered")])
    amounts = np.concatenate([v for name, v in problem.families.items() if name.endswith(".offer_mw")])
    assert sorted(flags.flag) == sorted(named)
    assert dict(zip(named, amounts, strict=True)) == dict(zip(flags.flag, flags.amount, strict=True))
    assert (flags.least == 1.0).all()
    assert (flags.most == 5.0 * (2 if "while_charging" in shape else 1)).all()


@pytest.mark.parametrize("shape", [{}, {"least": 0.0}, {"block": 6, "while_charging": True}])
def test_relaxation_without_flags_has_the_same_optimum_and_its_multipliers_the_same_bound(shape):
    problem = short_problem(2, 2, **shape)
    slim = leave_out(problem, find_flags(problem))
    whole = LiveSolver(problem, as_lp=True, deadline=Deadline()).solve()
    small = LiveSolver(slim.problem, as_lp=True, deadline=Deadline()).solve()
    assert small.bound == pytest.approx(whole.bound, rel=1e-9)
    assert dual_bound(slim.problem, small.row_dual) == pytest.approx(whole.bound, rel=1e-9)
    x = slim.put_back(small.x)
    assert problem.objective(x) == pytest.approx(small.bound, rel=1e-9)


def test_a_binary_with_a_cost_or_in_another_row_is_no_flag():
    problem = short_problem(1, 2)
    flags = find_flags(problem)
    costly = problem.cost.copy()
    costly[flags.flag[0]] = -1.0
    assert flags.flag[0] not in find_flags(replace(problem, cost=costly)).flag
    index = problem.index.copy()
    wide = np.flatnonzero(np.diff(problem.start) > 3)[0]
    index[problem.start[wide]] = flags.flag[1]
    assert flags.flag[1] not in find_flags(replace(problem, index=index)).flag


def test_an_amount_whose_least_exceeds_its_most_is_nothing():
    problem = short_problem(1, 2, power=0.8, least=1.0)
    slim = leave_out(problem, find_flags(problem))
    assert (slim.problem.col_upper[slim.amount] == 0.0).all()


def test_live_relaxation_goes_on_with_new_prices_to_the_optimum_of_a_new_one():
    first, warm = short_problem(4, 2, n_products=1), Warm()
    dearer = replace(first, cost=first.cost * np.random.default_rng(0).uniform(0.8, 1.2, first.n_cols))
    other_rows = short_problem(4, 2, runs=2, n_products=1)
    for problem in (first, dearer, first, other_rows):
        hot = solve_certified(problem, Settings(relative_gap=1e-4), Deadline(), warm=warm)
        cold = solve_certified(problem, Settings(relative_gap=1e-4), Deadline())
        assert hot.objective == pytest.approx(cold.objective, rel=2e-4)
        assert hot.bound == pytest.approx(cold.bound, rel=2e-4)


def test_renewed_relaxation_refuses_other_rows():
    relaxation = Relaxation(short_problem(4, 2), Deadline())
    assert not relaxation.renew(short_problem(4, 2, runs=2), Deadline())
    assert not relaxation.renew(short_problem(4, 3), Deadline())
    assert relaxation.renew(short_problem(5, 2), Deadline())
