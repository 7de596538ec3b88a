"""Priced windows: the bound is a bound, the plan is a plan, and both meet the direct MILP."""

import numpy as np
import pytest
from short import assert_is_plan, assert_least_amounts, short_problem, truth

from storage_opt.solve.certify import Settings, solve_certified
from storage_opt.solve.cut import Cutter, runs_of
from storage_opt.solve.flags import find_flags, leave_out
from storage_opt.solve.highs import Deadline
from storage_opt.solve.in_order import plan_in_order
from storage_opt.solve.priced import Pricing, Window
from storage_opt.solve.relaxation import Relaxation

CASES = {
    "half_hours": {"n_products": 1},
    "three_hour_blocks": {"block": 6, "n_products": 2},
    "three_calls_in_a_row": {"runs": 3, "block": 6, "n_products": 1},
    "yearly_budget": {"cycles_per_year": 200.0, "block": 6, "n_products": 2},
    "while_charging": {"while_charging": True, "n_products": 2},
    "small_battery": {"power": 1.6, "least": 1.0, "block": 6, "n_products": 1},
    "budget_and_runs": {"runs": 2, "block": 6, "cycles_per_year": 220.0, "n_products": 1, "while_charging": True},
}


@pytest.fixture(scope="module", params=CASES)
def solved(request):
    """A short problem, its optimum by one MILP, and its live relaxation with the LP's multipliers."""
    problem = short_problem(3, **CASES[request.param])
    relaxation = Relaxation(problem, Deadline())
    return problem, truth(problem), relaxation, relaxation.solve()


@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize("with_flags", [False, True])
def test_bound_is_no_lower_than_the_optimum_and_no_higher_than_the_lp(solved, length, with_flags):
    _, optimum, relaxation, lp = solved
    pricing = Pricing(relaxation.slim, lp.row_dual)
    windows = [Window(first, last, with_flags) for first, last in runs_of(3, length)]
    bound = pricing.bound(pricing.solve(windows, 0.0, Deadline()))
    assert optimum * (1 - 1e-9) <= bound <= lp.bound * (1 + 1e-9)


def test_bound_holds_for_any_multipliers(solved):
    _, optimum, relaxation, lp = solved
    draw = np.random.default_rng(5)
    windows = [Window(day, day) for day in range(3)]
    for scale in (100.0, 3_000.0, 30_000.0):
        for around in (lp.row_dual, np.zeros_like(lp.row_dual)):
            pricing = Pricing(relaxation.slim, around + draw.normal(0.0, scale, lp.row_dual.size))
            assert pricing.bound([pricing.unsolved(window) for window in windows]) >= optimum * (1 - 1e-9)
            found = pricing.solve(windows, 1.0, Deadline())
            assert pricing.bound(found) >= optimum * (1 - 1e-9)


def test_gap_of_the_whole_is_the_sum_of_the_gaps_of_the_windows(solved):
    """Any plan, any windows: value of the plan = Σ priced values + what the rows across all days use of their limit."""
    problem, _, relaxation, lp = solved
    pricing = Pricing(relaxation.slim, lp.row_dual)
    plan = solve_certified(problem, Settings(relative_gap=1e-3), Deadline()).x[relaxation.slim.columns]
    slim = relaxation.problem
    across = slim.day_of_row < 0
    used = pricing.row_dual[across] @ (slim.matrix @ plan)[across]
    for windows in ([Window(0, 0), Window(1, 2)], [Window(0, 2, with_flags=True)]):
        values = sum(pricing.unsolved(window).value(plan) for window in windows)
        assert slim.offset + values + used == pytest.approx(slim.objective(plan), rel=1e-9)


@pytest.mark.parametrize("bids", ["auto", "exact"])
def test_certified_meets_the_direct_milp(solved, bids):
    problem, optimum, _, _ = solved
    found = solve_certified(problem, Settings(relative_gap=1e-6, minimum_bids=bids), Deadline())
    assert found.outcome == "optimal"
    assert found.objective >= optimum * (1 - 1e-6)
    assert found.objective <= optimum * (1 + 1e-8)
    assert found.bound >= optimum * (1 - 1e-9)
    assert_is_plan(problem, found.x)
    assert problem.objective(found.x) == pytest.approx(found.objective, rel=1e-12)


def test_plan_in_order_is_a_plan_no_better_than_the_optimum(solved):
    problem, optimum, relaxation, lp = solved
    pricing = Pricing(relaxation.slim, lp.row_dual)
    x = plan_in_order(
        pricing, np.clip(lp.x, relaxation.problem.col_lower, relaxation.problem.col_upper), 1, 1, 1.0, Deadline()
    )
    held = Relaxation(problem, Deadline()).hold(x)
    assert_is_plan(problem, relaxation.slim.put_back(held.x))
    assert 0.9 * optimum <= relaxation.problem.objective(held.x) <= optimum * (1 + 1e-9)


@pytest.mark.parametrize(("seed", "while_charging"), [(0, False), (1, True), (2, False)])
def test_repair_keeps_the_smallest_bid_to_the_last_digit(seed, while_charging):
    """A small battery, where the smallest bid is more than half of its power."""
    problem = short_problem(seed, 2, while_charging=while_charging, power=1.8, least=1.0, n_products=1)
    slim = leave_out(problem, find_flags(problem))
    without = truth(slim.problem)
    found = solve_certified(problem, Settings(relative_gap=1e-2, minimum_bids="repair"), Deadline())
    assert_is_plan(problem, found.x)
    assert_least_amounts(problem, found.x, 1.0)
    assert found.objective <= truth(problem) * (1 + 1e-9) <= without * (1 + 2e-9)


def test_no_result_depends_on_the_number_of_workers():
    problem = short_problem(8, 15, n_products=1)
    one, four = (
        solve_certified(problem, Settings(relative_gap=1e-3, workers=workers), Deadline()) for workers in (1, 4)
    )
    assert one.steps == four.steps
    assert any(step.startswith("priced windows") for step in one.steps)
    assert (one.objective, one.bound) == (four.objective, four.bound)
    np.testing.assert_array_equal(one.x, four.x)


@pytest.fixture(scope="module")
def four_days():
    problem = short_problem(11, 4, n_products=1)
    return problem, truth(problem)


@pytest.mark.parametrize("limit_s", [0.0, 0.01, 0.05, 0.1, 0.2, 0.5])
def test_a_time_limit_loses_no_bound_and_fakes_none(four_days, limit_s):
    problem, optimum = four_days
    found = solve_certified(problem, Settings(relative_gap=0.0, workers=2), Deadline(limit_s))
    assert np.isfinite(found.bound)
    assert found.bound >= optimum * (1 - 1e-9)
    assert found.outcome in ("optimal", "feasible", "no_plan")
    if found.x is None:
        assert found.outcome == "no_plan"
    else:
        assert_is_plan(problem, found.x)
        assert found.objective <= optimum * (1 + 1e-9)


def test_windows_stopped_by_the_limit_give_the_bound_of_the_lp():
    problem = short_problem(3)
    relaxation = Relaxation(problem, Deadline())
    lp = relaxation.solve()
    pricing = Pricing(relaxation.slim, lp.row_dual, workers=2)
    found = pricing.solve([Window(day, day) for day in range(3)], 1.0, Deadline(0.0))
    assert all(part.x is None for part in found)
    assert pricing.bound(found) == pytest.approx(lp.bound, rel=1e-9)


def test_a_proof_that_there_is_no_plan():
    """Full at the end, after a first day that may hand on nothing, and one slot to fill it."""
    problem = short_problem(3, 2)
    charge = problem.families["storage.charge_mw"]
    problem.col_upper[charge[49:]] = 0.0
    problem.col_upper[problem.families["storage.soe_mwh"][47]] = 0.0
    assert solve_certified(problem, Settings(), Deadline()).outcome == "infeasible"


def test_pieces_hold_every_row_and_column_once():
    problem = short_problem(3, runs=3, cycles_per_year=200.0)
    cutter = Cutter(problem)
    pieces = [cutter.piece(first, last) for first, last in runs_of(3, 2)]
    assert sorted(np.concatenate([p.own for p in pieces])) == list(range(problem.n_cols))
    rows = np.concatenate([p.rows for p in pieces])
    assert sorted(rows) == list(np.flatnonzero(problem.day_of_row >= 0))
    names = {name for name, places in problem.families.items() if np.isin(pieces[1].taken, places).any()}
    assert names == {"storage.soe_mwh", "stacking.need_after_mwh"}
    assert len(pieces[1].taken) == 3  # state of energy and the needs of the last two slots
