"""Two stages: against enumeration, a second formulation and the deterministic model; risk; what knowing is worth."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_stage_cases import NEUTRAL, enumerated, random_case, ranks, same, second_way, store, worth

from storage_opt.records.risk import Risk
from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import NoPathError, NotCoveredError, ValueFunction, solve_store
from storage_opt.solve.two_stage import (
    TwoStage,
    evpi,
    expected_value_result,
    mean_value,
    solve_two_stage,
    vss,
    wait_and_see,
)
from storage_opt.solve.two_stage.final import final_pieces
from storage_opt.solve.two_stage.programme import Programme
from storage_opt.solve.two_stage.solved import _plan, burning_pays, may_burn

CLOSE = {"rel": 1e-7, "abs": 1e-3}
TOY = np.array([
    [9_000.0, 4_000.0, 12_000.0, 15_000.0, 6_000.0, 11_000.0],
    [3_000.0, 10_000.0, 8_000.0, 5_000.0, 14_000.0, 20_000.0],
    [7_000.0, 2_000.0, 5_000.0, 16_000.0, 9_000.0, 1_000.0],
])  # fmt: skip
RISKS = [NEUTRAL, Risk(0.1, 0.3), Risk(0.5, 0.3), Risk(0.5, 1.0), Risk(1.0, 0.5)]
JUMP = ValueFunction(
    np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1_000.0, 9_000.0, 9_500.0]), np.array([True, False, True, False])
)


def toy(energy, bins, risk=NEUTRAL, *, fee=0.0, wear=0.0, off=(1_500.0, 2_500.0), final=None, lot=1.0, prices=TOY):
    stores = tuple(store(row, energy, energy, fee=fee, wear=wear, final=final) for row in prices)
    return TwoStage(stores, bins, fee, *off, risk, lot)


@pytest.mark.parametrize("risk", RISKS)
@pytest.mark.parametrize(
    "final", [None, ValueFunction.fixed(0.0), ValueFunction.joined(np.arange(3.0), np.array([0.0, 9e3, 12e3])), JUMP]
)
def test_a_toy_of_quantities_equals_enumeration(risk, final):
    """All 15,625 whole quantities of six slots, 2 MWh, three scenarios."""
    problem = toy(2.0, same(TOY), risk, fee=300.0, wear=700.0, final=final)
    plan = solve_two_stage(problem)
    assert plan.value_jpy == pytest.approx(enumerated(problem, TOY, 700.0), **CLOSE)
    assert plan.cleared_mwh == pytest.approx(np.round(plan.cleared_mwh), abs=1e-9)


@pytest.mark.parametrize("risk", RISKS)
@pytest.mark.parametrize("off", [(0.0, 0.0), (1_500.0, 2_500.0), (20_000.0, 6_000.0)])
def test_a_toy_of_curves_equals_enumeration(risk, off):
    """All rising quantities by price, ten in each of six slots: a million; 1 MWh, three scenarios."""
    problem = toy(1.0, ranks(TOY), risk, fee=300.0, wear=700.0, off=off)
    assert solve_two_stage(problem).value_jpy == pytest.approx(enumerated(problem, TOY, 700.0), **CLOSE)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lot", [1.0, None])
def test_quantities_of_any_size_are_whole_in_a_best_plan_without_losses(seed, lot):
    """Where power never limits, the programme is the dual of a network, so whole limits give a whole optimum: docs/model/two_stage.md."""
    prices = np.random.default_rng(seed).integers(1, 30, (3, 6)) * 1_000.0
    problem = toy(2.0, same(prices), lot=lot, prices=prices, fee=200.0)
    assert solve_two_stage(problem).value_jpy == pytest.approx(enumerated(problem, prices), **CLOSE)


@pytest.mark.parametrize("risk", RISKS)
def test_any_quantities_by_price_are_worth_at_least_the_whole_ones(risk):
    problem = toy(1.0, ranks(TOY), risk, lot=None)
    value = solve_two_stage(problem).value_jpy
    assert value >= enumerated(problem, TOY) - 1e-3
    assert value == pytest.approx(second_way(problem, TOY), **CLOSE)


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lots=st.booleans())
def test_random_problems_have_the_value_of_a_second_formulation(seed, lots):
    problem, price, wear, wheeling = random_case(seed, lots=lots)
    plan = solve_two_stage(problem)
    assert plan.value_jpy == pytest.approx(second_way(problem, price, wear, wheeling), rel=1e-6, abs=1e-2)
    check(problem, plan)


def check(problem, plan):
    """A plan keeps every rule, its outcomes are its own, and its bound holds."""
    s = problem.stores[0]
    before = np.column_stack([np.full(problem.n_scenarios, s.start_mwh), plan.energy_mwh[:, :-1]])
    c, d = plan.charge_mw * s.slot_h, plan.discharge_mw * s.slot_h
    assert plan.energy_mwh == pytest.approx(
        s.keep * before + s.charge_efficiency * c - d / s.discharge_efficiency, abs=1e-9
    )
    assert (plan.energy_mwh >= s.floor_mwh - 1e-6).all() and (plan.energy_mwh <= s.ceiling_mwh + 1e-6).all()
    assert (np.minimum(c, d) == 0.0).all() and c.min() >= 0.0 and d.min() >= 0.0
    assert (plan.charge_mw <= s.charge_limit_mw + 1e-6).all() and (
        plan.discharge_mw <= s.discharge_limit_mw + 1e-6
    ).all()
    assert (plan.cleared_mwh <= problem.discharge_limit_mwh + 1e-6).all()
    assert (plan.cleared_mwh >= -problem.charge_limit_mwh - 1e-6).all()
    for t in range(problem.n_slots):
        by_bin = {}
        for scenario in np.argsort(problem.bins[:, t], kind="stable"):
            by_bin.setdefault(int(problem.bins[scenario, t]), set()).add(round(plan.cleared_mwh[scenario, t], 9))
        assert all(len(q) == 1 for q in by_bin.values())
        rising = [next(iter(q)) for q in by_bin.values()]
        assert all(b >= a - 1e-7 for a, b in pairwise(rising))
    assert plan.value_jpy == pytest.approx(float(worth(plan.outcome_jpy, problem.risk)), **CLOSE)
    assert plan.value_jpy <= plan.bound_jpy + 1e-6 * max(1.0, abs(plan.bound_jpy)) + 1e-2
    assert plan.bound_jpy - plan.value_jpy <= 1e-6 * max(1.0, abs(plan.bound_jpy)) + 1e-2


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), many_bins=st.booleans(), copies=st.integers(1, 3))
def test_one_scenario_however_often_is_the_deterministic_model(seed, many_bins, copies):
    """Where imbalances cost no less than the fee, and with any risk: every kind of first stage, negative prices among them."""
    problem, *_ = random_case(seed, concave=False)
    alone = problem.stores[0]
    bins = np.tile(np.arange(problem.n_slots) % 3 if many_bins else 0, (copies, 1)) * np.ones(
        (1, problem.n_slots), dtype=int
    )
    certain = replace(
        problem, stores=(alone,) * copies, bins=bins.astype(np.int64), shortage_above_jpy_per_mwh=500.0,
        surplus_below_jpy_per_mwh=500.0,
    )  # fmt: skip
    plan = solve_two_stage(certain)
    exact = solve_store(alone)
    assert plan.value_jpy == pytest.approx(exact.value_jpy, rel=1e-6, abs=1e-2)
    check(certain, plan)


def test_energy_that_would_be_burnt_is_delivered_and_paid_for():
    """1 MWh must go in one slot, nothing is traded: 0.5 MWh are a surplus at 100 − 3,000. Charging and discharging at once would cost
    nothing."""
    one = store([100.0], 1.0, 1.0, start=1.0, final=ValueFunction.fixed(0.0), eta_d=0.5)
    problem = TwoStage((one,), np.zeros((1, 1), dtype=np.int64), 0.0, 0.0, 3_000.0)
    plan = solve_two_stage(problem, np.zeros((1, 1)))
    assert plan.used_modes
    assert plan.value_jpy == pytest.approx(-1_450.0)
    assert (plan.charge_mw[0, 0], plan.discharge_mw[0, 0]) == pytest.approx((0.0, 0.5))


@pytest.mark.parametrize(("below", "burns"), [(2_999.0, False), (3_000.0, False), (3_001.0, True)])
def test_binaries_are_needed_from_the_distance_on_at_which_burning_pays(below, burns):
    """Price 2,000, wear 1,000, round trip 0.5: burning saves (2,000 − b)·0.5 + 1,000·0.5 < 0 from b = 3,000 on."""
    one = store([2_000.0], 1.0, 1.0, start=1.0, final=ValueFunction.fixed(0.0), eta_d=0.5, wear=1_000.0)
    problem = TwoStage((one,), np.zeros((1, 1), dtype=np.int64), 0.0, 0.0, below)
    plan = solve_two_stage(problem, np.zeros((1, 1)))
    assert plan.used_modes == burns
    assert may_burn(problem).tolist() == burning_pays(problem, np.ones((1, 1)), np.ones((1, 1))).tolist() == [[burns]]
    assert not burning_pays(problem, np.ones((1, 1)), np.zeros((1, 1))).any()
    assert plan.value_jpy == pytest.approx(0.5 * (2_000.0 - below) - 0.5 * 1_000.0)


def test_positive_prices_after_the_distance_need_no_binaries_and_none_are_made():
    for seed in range(40):
        problem, price, *_ = random_case(seed)
        if price.min() >= problem.surplus_below_jpy_per_mwh:
            assert not solve_two_stage(problem).used_modes


def test_imbalance_is_used_where_it_is_dearer_to_hold_back():
    """Two equally likely days, 1 MWh stored: slot 0 at 1,000, slot 1 at 0 or 9,000. Without distance each day is delivered at its best,
    (1,000 + 9,000)/2. With one, slot 1 is traded, 4,500 on the mean; on the first day slot 0 is delivered instead where
    1,000 − 2·distance is more than nothing."""
    prices = np.array([[1_000.0, 0.0], [1_000.0, 9_000.0]])
    stores = tuple(store(row, 1.0, 1.0, start=1.0) for row in prices)

    def value(distance, bins):
        return solve_two_stage(TwoStage(stores, bins, 0.0, distance, distance)).value_jpy

    assert value(0.0, same(prices)) == pytest.approx(5_000.0)
    assert value(600.0, same(prices)) == pytest.approx(4_500.0)
    assert value(1e5, same(prices)) == pytest.approx(4_500.0)
    assert value(100.0, same(prices)) == pytest.approx(4_900.0)
    assert value(1e5, ranks(prices)) == pytest.approx(4_500.0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lots=st.booleans())
def test_knowing_more_is_worth_something_and_so_is_looking_at_more_than_the_mean(seed, lots):
    """WS ≥ RP ≥ EEV with any risk, and WS from the exact recursion where imbalances cost no less than the fee."""
    problem, *_ = random_case(seed, lots=lots)
    plan = solve_two_stage(problem)
    near = 1e-6 * max(1.0, abs(plan.value_jpy)) + 1e-2
    assert evpi(problem, plan) >= -near
    assert vss(problem, plan) >= -near
    assert evpi(problem, plan) + vss(problem, plan) == pytest.approx(
        wait_and_see(problem) - expected_value_result(problem)
    )
    if (
        not lots
        and min(problem.shortage_above_jpy_per_mwh, problem.surplus_below_jpy_per_mwh) >= problem.fee_jpy_per_mwh
    ):
        alone = np.array([solve_store(one).value_jpy for one in problem.stores])
        assert wait_and_see(problem) == pytest.approx(float(worth(alone, problem.risk)), rel=1e-6, abs=1e-2)


def test_what_knowing_is_worth_by_hand():
    """1 MWh stored, sold in slot 0 or 1 at 10,000/2,000 or 1,000/8,000; imbalances too dear. WS (10,000 + 8,000)/2, RP 5,500 in slot 0;
    the mean, 5,500/5,000, sells in slot 0, too."""
    prices = np.array([[10_000.0, 2_000.0], [1_000.0, 8_000.0]])
    problem = TwoStage(tuple(store(row, 1.0, 1.0, start=1.0) for row in prices), same(prices), 0.0, 1e6, 1e6)
    plan = solve_two_stage(problem)
    assert plan.value_jpy == pytest.approx(5_500.0)
    assert evpi(problem, plan) == pytest.approx(3_500.0)
    assert vss(problem, plan) == pytest.approx(0.0, abs=1e-6)


def test_the_stochastic_plan_hedges_where_the_plan_of_the_mean_does_not():
    """Empty, 1 MWh, free end, 800 either way for imbalances. The mean buys at 5,000 and sells at 6,000; on the second day that loses
    8,000, and calling both off costs 1,600."""
    prices = np.array([[5_000.0, 6_000.0], [9_000.0, 1_000.0], [1_000.0, 11_000.0]])
    stores = tuple(store(row, 1.0, 1.0) for row in prices)
    problem = TwoStage(stores, same(prices), 0.0, 800.0, 800.0)
    plan = solve_two_stage(problem)
    kept, off, best = 1_000.0, -9_000.0 + 1_000.0 + 8_000.0 - 1_600.0, 10_000.0
    assert expected_value_result(problem) == pytest.approx((kept + off + best) / 3.0)
    assert plan.value_jpy >= (kept + off + best) / 3.0
    assert plan.value_jpy == pytest.approx(second_way(problem, prices), **CLOSE)
    assert vss(problem, plan) == pytest.approx(plan.value_jpy - (kept + off + best) / 3.0)


def test_the_plan_of_the_mean_counts_the_mean_of_what_energy_left_is_worth():
    """By hand: 1,000 everywhere; a MWh left is worth nothing in one scenario, 3,000 in the other: the mean buys, the first would not."""
    prices = np.full((2, 2), 1_000.0)
    worth_nothing, worth_much = (ValueFunction.joined(np.array([0.0, 1.0]), np.array([0.0, v])) for v in (0.0, 3_000.0))
    stores = tuple(
        store(row, 1.0, 1.0, final=final) for row, final in zip(prices, (worth_nothing, worth_much), strict=True)
    )
    problem = TwoStage(stores, same(prices), 0.0, 1e6, 1e6)
    assert expected_value_result(problem) == pytest.approx((-1_000.0 + 2_000.0) / 2.0)
    left = mean_value([worth_nothing, worth_much])
    assert left.at(1.0) == pytest.approx(1_500.0)


def test_a_connection_narrower_than_the_plant_holds_what_is_delivered():
    """2 MWh stored, 20,000 in one slot, 10,000 in the other: 0.4 MWh of the plant's 2 pass the connection in each."""
    prices = np.array([[20_000.0, 10_000.0]])
    one = replace(store(prices[0], 2.0, 2.0, start=2.0), headroom_mw=np.full(2, 0.4))
    plan = solve_two_stage(TwoStage((one,), same(prices), 0.0, 1e6, 1e6))
    assert plan.value_jpy == pytest.approx(0.4 * 30_000.0)
    assert plan.discharge_mw.max() == pytest.approx(0.4)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), alpha=st.sampled_from([0.1, 0.35, 0.5, 1.0]))
def test_risk_without_weight_is_neutral_and_with_weight_trades_the_mean_for_the_worst(seed, alpha):
    problem, *_ = random_case(seed)
    neutral = solve_two_stage(replace(problem, risk=NEUTRAL))
    near = 1e-6 * max(1.0, float(np.abs(neutral.outcome_jpy).max())) + 1e-2
    weightless = solve_two_stage(replace(problem, risk=Risk(alpha, 0.0)))
    assert np.array_equal(weightless.cleared_mwh, neutral.cleared_mwh)
    assert weightless.value_jpy == neutral.value_jpy
    shy = solve_two_stage(replace(problem, risk=Risk(alpha, 0.7)))
    only = solve_two_stage(replace(problem, risk=Risk(alpha, 1.0)))
    cvar = Risk(alpha).cvar
    means = [plan.outcome_jpy.mean() for plan in (neutral, shy, only)]
    assert means[0] >= means[1] - 10 * near
    assert means[1] >= means[2] - 10 * near
    assert cvar(only.outcome_jpy) >= cvar(shy.outcome_jpy) - near >= cvar(neutral.outcome_jpy) - 2 * near
    if alpha == 1.0:
        assert only.value_jpy == pytest.approx(neutral.value_jpy, rel=1e-6, abs=1e-2)


def test_more_bins_are_worth_no_less():
    for seed in range(25):
        problem, price, *_ = random_case(seed)
        values = [solve_two_stage(replace(problem, bins=bins)).value_jpy for bins in (
            same(price), np.minimum(ranks(price), 1), ranks(price))]  # fmt: skip
        near = 1e-6 * max(1.0, abs(values[0])) + 1e-2
        assert values[0] <= values[1] + near <= values[2] + 2 * near


def test_given_trades_are_kept_and_delivered_as_well_as_can_be():
    """Trades of a plan given back have its value; trades of another sign are paid as imbalances."""
    for seed in range(15):
        problem, *_ = random_case(seed)
        plan = solve_two_stage(problem)
        again = solve_two_stage(problem, plan.cleared_mwh)
        assert again.value_jpy == pytest.approx(plan.value_jpy, rel=1e-6, abs=1e-2)
        assert np.array_equal(again.cleared_mwh, plan.cleared_mwh)
    one = TwoStage((store([5_000.0], 1.0, 1.0),), np.zeros((1, 1), dtype=np.int64), 100.0, 700.0, 900.0)
    short = solve_two_stage(one, np.array([[1.0]]))
    assert short.value_jpy == pytest.approx(5_000.0 - 100.0 - 5_700.0)


def test_functions_with_jumps_have_a_mean():
    other = ValueFunction.joined(np.array([0.0, 0.5, 2.0]), np.array([0.0, 3_000.0, 4_000.0]))
    mean = mean_value([JUMP, other])
    for energy in (0.0, 0.3, 0.5, 0.9, 1.0, 1.1, 2.0):
        assert mean.at(energy) == pytest.approx((JUMP.at(energy) + other.at(energy)) / 2)
    island = ValueFunction(np.array([0.0, 1.0]), np.array([10.0, 5.0]), np.array([True, True]))
    both = mean_value([island, other])
    assert (both.at(0.0), both.at(0.5)) == (5.0, -np.inf)
    assert both.at(1.0) == pytest.approx((5.0 + other.at(1.0)) / 2)


@pytest.mark.parametrize(
    ("x", "v"), [([0.0, 1.0, 1.0], [0.0, 1e3, 9e3]), ([0.0, 1.0, 1.0, 2.0], [0.0, 1e3, 9e3, 9.5e3])]
)
def test_a_jump_inside_a_chain_is_no_slope(x, v):
    """Half a MWh is worth 500, a whole one 9,000 from its end on; bought at 600 each, with 0.5 MWh to be had."""
    jump = ValueFunction.joined(np.array(x), np.array(v))
    for start, worth_of in ((0.0, 500.0), (0.5, 9_000.0)):
        one = store([600.0], x[-1], 0.5, start=start, final=jump)
        plan = solve_two_stage(TwoStage((one,), np.zeros((1, 1), dtype=np.int64), 0.0, 0.0, 0.0))
        assert plan.value_jpy == pytest.approx(max(worth_of - 300.0, 0.0))
        assert plan.value_jpy == pytest.approx(solve_store(one).value_jpy)


@pytest.mark.parametrize(
    ("charge", "discharge", "kept"), [(1.0, 0.75, (0.0, 0.25)), (1.0, 0.25, (0.5, 0.0)), (0.0, 0.5, (0.0, 0.5))]
)
def test_both_at_once_is_taken_back_to_one_with_the_same_energy(charge, discharge, kept):
    one = store([1_000.0], 2.0, 1.0, start=1.0, eta_d=0.5)
    problem = TwoStage((one,), np.zeros((1, 1), dtype=np.int64), 0.0, 0.0, 0.0)
    programme = Programme(problem, (final_pieces(one),), np.zeros((1, 1), dtype=bool))
    x = np.zeros(programme.at.n_cols)
    x[programme.at.charge], x[programme.at.discharge] = charge, discharge
    plan = _plan(programme, x, 0.0, None)
    assert (plan.charge_mw[0, 0], plan.discharge_mw[0, 0]) == kept
    assert plan.energy_mwh[0, 0] == pytest.approx(1.0 + charge - discharge / 0.5)


def test_points_a_hair_apart_are_one_and_rounding_does_not_make_a_function_bend_up():
    """Union of break points of thirty functions, each moved by rounding; the mean of concave ones needs no binary."""
    draw = np.random.default_rng(1)
    x = np.linspace(0.0, 2.0, 9)
    functions = []
    for _ in range(30):
        moved = np.append(0.0, np.sort(x[1:-1] + draw.choice([0.0, 1e-10, -1e-10], 7)))
        rise = np.sort(draw.uniform(0.0, 2e4, 8))[::-1]
        functions.append(
            ValueFunction.joined(
                np.append(moved, 2.0), 1e6 + np.append(0.0, np.cumsum(rise * np.diff(np.append(moved, 2.0))))
            )
        )
    mean = mean_value(functions)
    assert np.diff(mean.energy_mwh).min() < 1e-9
    one = store([9_000.0, 4_000.0], final=mean)
    pieces = final_pieces(one)
    assert pieces.is_concave and len(pieces.width_mwh) == 8
    assert np.abs(pieces.slope_jpy_per_mwh).max() < 2e4
    plan = solve_two_stage(TwoStage((one,), np.zeros((1, 2), dtype=np.int64), 0.0, 0.0, 0.0))
    assert plan.value_jpy == pytest.approx(solve_store(one).value_jpy, rel=1e-9)


def test_prices_of_nothing_and_slots_without_power_are_solved_too():
    """Prices so small that they are no entries for the solver; burning pays in both slots, one of which can do nothing."""
    one = store([1e-9, 0.0, 5_000.0], 1.0, [1.0, 0.0, 1.0], start=1.0, final=ValueFunction.fixed(0.0), eta_d=0.5)
    problem = TwoStage((one, one), np.zeros((2, 3), dtype=np.int64), 0.0, 100.0, 100.0, Risk(0.5, 0.5))
    plan = solve_two_stage(problem)
    assert plan.value_jpy == pytest.approx(2_500.0)
    held = solve_two_stage(replace(problem, surplus_below_jpy_per_mwh=9_000.0), np.zeros((2, 3)))
    assert held.used_modes
    assert held.value_jpy == pytest.approx(0.5 * -4_000.0)


def test_what_does_not_fit_is_refused():
    one = store([1_000.0, 2_000.0])
    bins = np.zeros((1, 2), dtype=np.int64)
    with pytest.raises(ValueError, match=r"bins of shape \(1, 2\) for 2 scenarios"):
        TwoStage((one, one), bins, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="negative fee or distance"):
        TwoStage((one,), bins, 0.0, -1.0, 0.0)
    with pytest.raises(ValueError, match="lots of 0"):
        TwoStage((one,), bins, 0.0, 0.0, 0.0, NEUTRAL, 0.0)
    with pytest.raises(ValueError, match="different stores"):
        TwoStage((one, store([1_000.0, 2_000.0], 3.0)), np.zeros((2, 2), dtype=np.int64), 0.0, 0.0, 0.0)
    offered = replace(one, r_max_mw=np.ones((2, 1)))
    with pytest.raises(NotCoveredError, match="offers of reserve"):
        TwoStage((offered,), bins, 0.0, 0.0, 0.0)
    full = replace(one, final=ValueFunction.fixed(5.0))
    with pytest.raises(NoPathError, match="no final energy"):
        solve_two_stage(TwoStage((full,), bins, 0.0, 0.0, 0.0))
    far = store([1_000.0, 2_000.0], 9.0, 1.0, final=ValueFunction.fixed(9.0))
    with pytest.raises(NoPathError, match="no plan from the start"):
        solve_two_stage(TwoStage((far,), bins, 0.0, 0.0, 0.0))
    with pytest.raises(RuntimeError, match="time_limit"):
        solve_two_stage(TwoStage((one,), bins, 0.0, 0.0, 0.0), deadline=Deadline(0.0))


@pytest.mark.parametrize(("alpha", "weight"), [(0.0, 0.5), (1.1, 0.5), (0.5, -0.1), (0.5, 1.1), (np.nan, 0.5)])
def test_risk_out_of_range_is_refused(alpha, weight):
    with pytest.raises(ValueError, match=r"cvar_alpha|weight of risk"):
        Risk(alpha, weight)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.floats(0.01, 1.0), st.floats(0.0, 1.0))
def test_the_mean_of_the_worst_share_is_the_largest_value_of_its_programme(outcomes, alpha, weight):
    risk = Risk(alpha, weight)
    assert risk.worth(np.array(outcomes)) == pytest.approx(float(worth(outcomes, risk)), rel=1e-9, abs=1e-5)
