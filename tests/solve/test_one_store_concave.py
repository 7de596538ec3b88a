"""The fast way without offers equals the general recursion, the linear programme and exact fractions; elsewhere it stands back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from spot_cases import exact_value, general, lp_value, spot_problem
from store_cases import random_problem, scaled
from store_milp import breaches, milp_value

from storage_opt.solve.one_store import NoPathError, Stop, StoppedError, ValueFunction, solve_store
from storage_opt.solve.one_store.concave import concave_store

SEEDS = range(240)


def size_of(problem):
    """Money that one full store is worth at the dearest price, at least: what a relative difference is relative to."""
    return float(problem.ceiling_mwh.max()) * max(1.0, float(np.abs(problem.charge_price_jpy_per_mwh).max()))


@pytest.mark.parametrize("seed", SEEDS)
def test_value_plan_and_value_functions_are_those_of_the_general_recursion_and_of_the_lp(seed):
    problem = spot_problem(seed)
    assert concave_store(problem) is not None
    draw = np.random.default_rng(seed)
    slots = draw.integers(0, problem.n_slots + 1, 4)
    try:
        expected = general(problem, slots)
    except NoPathError as reason:
        with pytest.raises(NoPathError, match=str(reason)):
            solve_store(problem)
        return
    result = solve_store(problem, value_slots=slots)
    near = {"rel": 1e-9, "abs": 1e-12 * size_of(problem)}
    assert max(breaches(problem, result).values()) < 1e-12 * max(1.0, float(problem.ceiling_mwh.max()))
    moved = problem.slot_h * np.concatenate([result.charge_mw, result.discharge_mw])
    assert moved[moved > 0.0].min(initial=1.0) > 2e-16 * problem.ceiling_mwh.max()  # no dust from rounding
    assert result.value_jpy == pytest.approx(expected.value_jpy, **near)
    assert result.value_jpy == pytest.approx(lp_value(problem), **near)
    assert result.value_jpy <= result.bound_jpy == pytest.approx(result.value_jpy, **near)
    again = problem.reward(result.charge_mw, result.discharge_mw, result.reserve_mw)
    end = np.clip(result.energy_mwh[-1], problem.final.energy_mwh[0], problem.final.energy_mwh[-1])
    assert again + problem.final.at(float(end), 0.0) == pytest.approx(result.value_jpy, rel=1e-12)
    for slot in slots:
        mine, other = result.values[slot], expected.values[slot]
        ends = [0, -1]
        assert mine.energy_mwh[ends] == pytest.approx(
            other.energy_mwh[ends], rel=1e-9, abs=1e-9 * problem.ceiling_mwh[0]
        )
        low, high = max(mine.energy_mwh[0], other.energy_mwh[0]), min(mine.energy_mwh[-1], other.energy_mwh[-1])
        for energy in draw.uniform(low, max(low, high), 10):
            assert mine.at(energy) == pytest.approx(other.at(energy), **near)
        assert not mine.starts[1:].any()


def test_most_random_problems_have_a_plan():
    """So that the comparison above is one of at least 200 plans."""
    refused = 0
    for seed in SEEDS:
        try:
            solve_store(spot_problem(seed))
        except NoPathError:
            refused += 1
    assert 0 < refused <= len(SEEDS) - 200


@pytest.mark.parametrize("seed", [s for s in SEEDS if spot_problem(s).n_slots == 24])
@pytest.mark.parametrize("near_zero", [False, True])
def test_value_and_bound_enclose_the_optimum_in_exact_fractions(seed, near_zero):
    """Rounding moves neither the value at the start (the bound less the allowance) nor the plan's by more than half the allowance.

    ``near_zero``: the final value is lowered by the optimum, so that the optimum is small beside all that is added up on the way.
    """
    problem = spot_problem(seed)
    try:
        exact = exact_value(problem)
    except NoPathError:
        with pytest.raises(NoPathError):
            solve_store(problem)
        return
    if near_zero:
        final = problem.final
        lower = ValueFunction(final.energy_mwh, final.value_jpy - float(exact), final.starts)
        problem = replace(problem, final=lower)
        exact = exact_value(problem)
    result = solve_store(problem)
    assert exact <= Fraction(result.bound_jpy)
    assert abs(exact - Fraction(result.bound_jpy - result.allowance_jpy)) <= Fraction(result.allowance_jpy) / 2
    assert abs(exact - Fraction(result.value_jpy)) <= Fraction(result.allowance_jpy) / 2


@pytest.mark.parametrize("settings", [{"slots": 17520}, {"slots": 2000}])
@pytest.mark.parametrize("seed", [3, 5])
def test_long_periods_equal_the_general_recursion(settings, seed):
    problem = spot_problem(seed, **settings)
    result, expected = solve_store(problem), general(problem)
    assert result.value_jpy == pytest.approx(expected.value_jpy, rel=1e-11)
    assert result.relative_gap < 1e-11
    assert max(breaches(problem, result).values()) < 1e-12 * max(1.0, float(problem.ceiling_mwh.max()))


def test_lists_outgrow_their_first_room():
    """A large store with little power and a price of its own in every slot: nothing is ever cut, so every slot adds two slopes."""
    problem = spot_problem(0, slots=600)
    draw = np.random.default_rng(1)
    price = draw.uniform(4000.0, 20000.0, 600)
    wide = replace(
        problem, charge_price_jpy_per_mwh=price + 10.0, discharge_price_jpy_per_mwh=price - 10.0, charge_limit_mw=np.ones(600),
        discharge_limit_mw=np.ones(600), headroom_mw=np.ones(600), floor_mwh=np.zeros(600), ceiling_mwh=np.full(600, 2000.0),
        start_mwh=1000.0, final=ValueFunction.fixed(1000.0), keep=np.ones(600),
    )  # fmt: skip
    result, expected = solve_store(wide, value_slots=range(601)), general(wide)
    assert result.size.points_max == 1201
    assert len(result.values[0].energy_mwh) == 1201
    assert result.value_jpy == pytest.approx(expected.value_jpy, rel=1e-12)


@pytest.mark.parametrize(("energy", "price"), [(4.0, 1.0), (1.0, 0.25), (1024.0, 2.0**-10)])
@pytest.mark.parametrize("seed", [2, 10, 21])
def test_scaled_limits_and_prices_scale_value_and_bound(seed, energy, price):
    problem = spot_problem(seed)
    once, twice = solve_store(problem), solve_store(scaled(problem, energy, price))
    assert twice.value_jpy == pytest.approx(once.value_jpy * energy * price, rel=1e-13)
    assert twice.bound_jpy == pytest.approx(once.bound_jpy * energy * price, rel=1e-13)
    assert twice.energy_mwh == pytest.approx(once.energy_mwh * energy, rel=1e-12, abs=1e-12 * energy)


@pytest.mark.parametrize("cut", [1, 20, 61])
@pytest.mark.parametrize("seed", range(12))
def test_a_period_cut_in_two_and_joined_by_the_value_is_the_same(seed, cut):
    problem = spot_problem(seed, slots=96)
    names = [n for n in vars(problem) if isinstance(getattr(problem, n), np.ndarray)]
    whole = solve_store(problem, value_slots=[cut])
    first = replace(problem, **{n: getattr(problem, n)[:cut] for n in names}, final=whole.values[cut])
    joined = solve_store(first)
    assert concave_store(first) is not None
    near = {"rel": 1e-10, "abs": 1e-12 * size_of(problem)}
    assert joined.value_jpy == pytest.approx(whole.value_jpy, **near)
    assert joined.value_jpy <= joined.bound_jpy == pytest.approx(whole.bound_jpy, **near)
    rest = {n: getattr(problem, n)[cut:] for n in names}
    then = solve_store(replace(problem, **rest, start_mwh=float(joined.energy_mwh[-1])))
    reward = first.reward(joined.charge_mw, joined.discharge_mw, joined.reserve_mw)
    assert reward + then.value_jpy == pytest.approx(whole.value_jpy, **near)


def by_hand(charge, discharge, **changes):
    """Slots of an hour, 1 MW, 0 to 2 MWh, no loss."""
    T = len(charge)
    limits = dict.fromkeys(["charge_limit_mw", "discharge_limit_mw", "headroom_mw"], np.ones(T))
    settings = limits | {
        "charge_price_jpy_per_mwh": np.array(charge, dtype=float), "discharge_price_jpy_per_mwh": np.array(discharge, dtype=float),
        "floor_mwh": np.zeros(T), "ceiling_mwh": np.full(T, 2.0), "keep": np.ones(T), "charge_efficiency": 1.0,
        "discharge_efficiency": 1.0, "start_mwh": 0.0, "final": ValueFunction.joined(np.array([0.0, 2.0]), np.zeros(2)), "slot_h": 1.0,
    }  # fmt: skip
    return replace(spot_problem(0, slots=T), **(settings | changes))


def test_buys_the_cheapest_sells_the_dearest_and_values_stored_energy_by_what_it_replaces():
    """1 MWh at 1 and at 2, sold at 8 and at 6; before the third slot the first MWh is worth 8, the second 6."""
    problem = by_hand([1, 2, 8, 6], [1, 2, 8, 6])
    result = solve_store(problem, value_slots=[0, 2, 4])
    assert result.charge_mw.tolist() == [1, 1, 0, 0]
    assert result.discharge_mw.tolist() == [0, 0, 1, 1]
    assert result.value_jpy == 11.0
    assert result.values[2].energy_mwh.tolist() == [0.0, 1.0, 2.0]
    assert result.values[2].value_jpy.tolist() == [0.0, 8.0, 14.0]
    assert result.values[0].value_jpy[0] == 11.0
    assert result.values[4].value_jpy.tolist() == [0.0, 0.0]


def test_of_plans_of_equal_value_the_one_that_rests_is_taken():
    flat = solve_store(by_hand([5] * 4, [5] * 4, start_mwh=1.0, final=ValueFunction.fixed(1.0)))
    assert not flat.charge_mw.any()
    assert not flat.discharge_mw.any()
    worth = ValueFunction.joined(np.array([0.0, 2.0]), np.array([0.0, 10.0]))
    for start in (0.0, 1.0, 2.0):
        kept = solve_store(by_hand([5] * 4, [5] * 4, start_mwh=start, final=worth))
        assert kept.value_jpy == 5.0 * start
        assert not kept.charge_mw.any()
        assert not kept.discharge_mw.any()
    late = solve_store(by_hand([5, 5, 7, 7], [5, 5, 7, 7]))
    assert late.value_jpy == 4.0  # both cheap and both dear slots are needed; none else is used
    once = solve_store(by_hand([5, 5, 7], [5, 5, 7]))
    assert once.charge_mw.tolist() == [0, 1, 0]  # the first slot rests, as the second does as well


def test_a_falling_ceiling_forces_a_sale_below_cost_and_a_rising_floor_a_purchase():
    falling = by_hand([3, 9, 9], [-4, -2, -3], start_mwh=2.0, ceiling_mwh=np.array([2.0, 2.0, 1.0]))
    result = solve_store(falling)
    assert result.discharge_mw.tolist() == [0, 1, 0]
    assert result.value_jpy == -2.0
    rising = by_hand([3, 1, 9], [0, 0, 0], floor_mwh=np.array([0.0, 0.0, 1.5]))
    assert solve_store(rising).charge_mw.tolist() == [0.5, 1, 0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"final": ValueFunction.fixed(2.5)}, "outside its limits"),
        ({"final": ValueFunction.fixed(2.0), "charge_limit_mw": np.full(3, 0.4)}, "leads on from slot 0"),
        ({"start_mwh": 2.0, "ceiling_mwh": np.array([0.5, 2.0, 2.0])}, "leads on from slot 0"),
        ({"ceiling_mwh": np.array([0.1, 0.1, 2.0]), "floor_mwh": np.array([0.0, 0.0, 1.5])}, "no energy leads"),
    ],
)
def test_what_cannot_be_reached_is_refused_like_in_the_general_recursion(changes, message):
    problem = by_hand([1, 2, 3], [1, 2, 3], **changes)
    for solve in (solve_store, general):
        with pytest.raises(NoPathError, match=message):
            solve(problem)


@pytest.mark.parametrize("keep", [0.9995, 0.97, 0.9])
@pytest.mark.parametrize("start", [3.0, 1.7, 200.0])
def test_energy_that_can_only_rest_on_its_limits_is_not_lost_to_rounding(keep, start):
    """No power: the energy falls by self-discharge alone, and floor and ceiling leave it just that room."""
    way = [start := start * keep for _ in range(40)]
    still = {"charge_limit_mw": np.zeros(40), "discharge_limit_mw": np.zeros(40), "keep": np.full(40, keep)}
    limits = {"floor_mwh": np.array(way), "ceiling_mwh": np.array(way), "start_mwh": way[0] / keep}
    problem = by_hand(np.ones(40), np.ones(40), final=ValueFunction.fixed(way[-1]), **still, **limits)
    result = solve_store(problem)
    assert result.value_jpy == 0.0 <= result.bound_jpy
    assert result.energy_mwh == pytest.approx(np.array(way), rel=1e-14)


def test_a_random_problem_without_a_path_is_refused_by_both():
    found = 0
    for seed in range(300, 460):
        problem = replace(
            spot_problem(seed, slots=24), final=ValueFunction.fixed(float(spot_problem(seed, 24).ceiling_mwh[-1]))
        )
        tight = replace(problem, charge_limit_mw=problem.charge_limit_mw * 0.1)
        try:
            expected = general(tight).value_jpy
        except NoPathError as reason:
            found += 1
            with pytest.raises(NoPathError, match=str(reason)):
                solve_store(tight)
        else:
            assert solve_store(tight).value_jpy == pytest.approx(expected, rel=1e-9, abs=1e-12 * size_of(tight))
    assert 20 < found < 140


def test_it_stands_back_from_what_is_not_concave():
    problem = by_hand([1, 2, 3], [1, 2, 3])
    assert concave_store(problem) is not None
    assert concave_store(by_hand([1, 2, 3], [1, 2.1, 3])) is None
    assert concave_store(by_hand([1, -2, 3], [1, -2, 3])) is not None  # no loss: nothing is burnt by doing both
    assert concave_store(by_hand([1, -2, 3], [1, -2, 3], charge_efficiency=0.9)) is None
    window = np.array([1.0, 0.0, 1.0])
    assert concave_store(by_hand([1, -2, 3], [1, -2, 3], charge_efficiency=0.9, charge_limit_mw=window)) is not None
    assert concave_store(by_hand([1, -2, 3], [1, -2, 3], charge_efficiency=0.9, headroom_mw=window)) is not None
    convex = ValueFunction.joined(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0]))
    assert concave_store(by_hand([1, 2, 3], [1, 2, 3], final=convex)) is None
    gap = ValueFunction(np.array([0.0, 1.0]), np.zeros(2), np.array([True, True]))
    assert concave_store(by_hand([1, 2, 3], [1, 2, 3], final=gap)) is None
    offered = random_problem(3, slots=48, plain=True)
    assert concave_store(offered) is None


@pytest.mark.parametrize("seed", range(6))
def test_negative_prices_go_the_general_way_and_equal_the_milp(seed):
    problem = spot_problem(seed, slots=48)
    shift = float(np.median(problem.charge_price_jpy_per_mwh))
    negative = replace(
        problem, charge_efficiency=0.93, charge_price_jpy_per_mwh=problem.charge_price_jpy_per_mwh - shift,
        discharge_price_jpy_per_mwh=problem.charge_price_jpy_per_mwh - shift,
        charge_limit_mw=problem.discharge_limit_mw, headroom_mw=problem.discharge_limit_mw,
    )  # fmt: skip
    assert concave_store(negative) is None
    scale = float(problem.ceiling_mwh.max())
    unit = scaled(negative, 1.0 / scale, 1.0)
    assert solve_store(unit).value_jpy == pytest.approx(milp_value(unit)[0], rel=1e-9, abs=1e-7)


def test_offers_that_are_closed_are_no_offers():
    problem = random_problem(3, slots=96, products=2)
    closed = replace(problem, r_max_mw=np.zeros((96, 2)))
    assert concave_store(closed) is not None
    result = solve_store(closed)
    assert result.reserve_mw.shape == (96, 2)
    assert result.value_jpy == pytest.approx(general(closed).value_jpy, rel=1e-12)
    with pytest.raises(ValueError, match="first of a block"):
        solve_store(replace(closed, block=np.arange(96) // 6), value_slots=[7])


def test_one_that_was_told_before_it_began_does_nothing():
    stop = Stop()
    stop.tell()
    with pytest.raises(StoppedError):
        solve_store(spot_problem(1), stop=stop)
