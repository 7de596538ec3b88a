"""The best plan under a curve of the margin, piece by piece, against one MILP with a binary for every piece."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from curve_cases import WithAllModes, draw_curve, draw_prices, draw_problem
from curve_truth import Truth, base_range, brute_force, kept

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.records.sharing import SharingCurve
from storage_opt.solve.certify import Settings, Warm
from storage_opt.solve.highs import Deadline
from storage_opt.solve.outcome import Certified
from storage_opt.solve.problem import Problem
from storage_opt.solve.segments import SegmentsResult, Shared, solve_segments
from storage_opt.studies.spot_year import solve_spot
from storage_opt.studies.year import solve_problem, wishes_of
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

EXACT = Settings(relative_gap=0.0, workers=1)
SOLVER = 1e-6
"""What HiGHS may be off where binaries are involved, relative to the largest amount of money in play."""


def solved(problem: Problem, case: YearCase, shared: Shared, *, by_recursion: bool) -> SegmentsResult:
    """All pieces hot from one another, as a run solves them."""
    warm = Warm()

    def surely(q: Problem, key: Hashable) -> Certified:
        warm.key = key
        return solve_problem(q, case, EXACT, Deadline(), lambda _: None, warm)

    def quickly(q: Problem, key: Hashable) -> Certified:
        return solve_spot(q, EXACT, Deadline(), with_values=False) or surely(q, key)

    def to_the_end(q: Problem, key: Hashable) -> Certified:
        return solve_spot(q, EXACT, Deadline(), wishes_of(q)) or surely(q, key)

    if by_recursion:
        return solve_segments(problem, shared, quickly, 0.0, to_the_end)
    return solve_segments(problem, shared, surely, 0.0)


def assert_is_best(problem: Problem, shared: Shared, *results: SegmentsResult) -> None:
    truth = brute_force(problem, shared.curve, shared.base, counts_rest=shared.counts_rest)
    money = max(1.0, *map(abs, base_range(problem, shared.base)), abs(truth.value))
    for found in results:
        assert_is(problem, shared, found, truth, money)


def assert_is(problem: Problem, shared: Shared, found: SegmentsResult, truth: Truth, money: float) -> None:
    plan, proof = found.certified, (SOLVER if problem.is_integer.any() else 1e-9) * money
    # Brute force gives the value of a plan that HiGHS found over binaries, some 1e-5 of the money short in a few of a hundred cases:
    # ours is never below it, and where it is above, it stands on rows and bounds, on its own columns and below its own bound.
    assert plan.objective >= truth.value - SOLVER * money
    assert_feasible(problem, plan.x)
    assert plan.objective >= truth.by_curve - proof
    assert plan.bound >= truth.by_curve - proof
    assert plan.objective <= plan.bound <= plan.objective + SOLVER * money
    # the plan is worth what it says: base and rest from its own columns, the curve slice by slice
    rest = sum(
        sign * (vector @ plan.x + constant)
        for name, (sign, vector, constant) in problem.terms.items()
        if name not in shared.base
    )
    base = sum(
        sign * (vector @ plan.x + constant)
        for name, (sign, vector, constant) in problem.terms.items()
        if name in shared.base
    )
    assert found.base == pytest.approx(base, abs=1e-9 * money)
    worth = kept(shared.curve, base) + (rest if shared.counts_rest else 0.0)
    assert plan.objective == pytest.approx(worth, abs=1e-9 * money)
    edges = [-np.inf, *shared.curve.edges_jpy, np.inf]
    assert edges[found.piece] - 1e-9 * money <= base <= edges[found.piece + 1] + 1e-9 * money


def assert_feasible(problem: Problem, x: np.ndarray) -> None:
    """Rows, bounds and whole numbers, checked apart from any solver."""
    rows = problem.matrix @ x
    assert (rows >= problem.row_lower - 1e-6).all() and (rows <= problem.row_upper + 1e-6).all()
    assert (x >= problem.col_lower - 1e-6).all() and (x <= problem.col_upper + 1e-6).all()
    assert np.abs(x - x.round())[problem.is_integer].max(initial=0.0) <= 1e-6


def assert_random_case(seed: int, *, with_offers: bool) -> None:
    draw = np.random.default_rng(seed)
    is_rising = draw.random() < 0.6
    problem, case = draw_problem(draw, with_offers=with_offers, with_all_modes=not is_rising)
    margin = frozenset(problem.terms) - {"wear"}
    base = margin if draw.random() < 0.7 else frozenset(problem.terms)
    curve = draw_curve(draw, *base_range(problem, base), is_rising=is_rising)
    shared = Shared(curve, base, bool(draw.random() < 0.7), margin)
    ways = [False] if with_offers else [False, True]
    assert_is_best(problem, shared, *(solved(problem, case, shared, by_recursion=way) for way in ways))


@pytest.mark.parametrize("seed", range(24))
def test_a_curve_by_pieces_equals_brute_force(seed):
    assert_random_case(seed, with_offers=False)


@pytest.mark.parametrize("seed", range(100, 106))
def test_a_curve_by_pieces_equals_brute_force_with_offers(seed):
    assert_random_case(seed, with_offers=True)


@pytest.mark.long
@pytest.mark.parametrize("with_offers", [False, True])
def test_many_more_curves(with_offers):
    for seed in range(1000, 1040 if with_offers else 1200):
        assert_random_case(seed, with_offers=with_offers)


MONTH = 30
BATTERY = Battery(1.0, 1.0, 4.0, 0.93, 0.93, soe_initial_mwh=0.0, soe_final_mwh=0.0)


def month(wear: float, negative: int = 0, n_days: int = MONTH, battery: Battery = BATTERY) -> tuple[Problem, YearCase]:
    draw = np.random.default_rng(1)
    price = draw_prices(draw, n_days)
    price[draw.choice(price.size, negative, replace=False)] = -2000.0
    prices = PriceYear(2026, Period(date(2026, 9, 1), n_days), price)
    case = YearCase(1, 2026, prices, battery.energy_mwh, wear_may_not_count=True)
    model = YearModel(Site(replace(battery, wear_jpy_per_mwh=wear), Connection()), SpotMarket(0.0))
    return model.problem(case), case


@pytest.mark.parametrize(("wear", "negative"), [(0.0, 0), (500.0, 0), (2000.0, 0), (500.0, 6)])
@pytest.mark.parametrize(
    ("edges", "shares", "at_zero"),
    [
        ((0.0, 0.3, 0.7), (1.0, 0.05, 0.10, 0.15), 0.0),
        ((0.0, 0.3, 0.6), (1.0, 0.0, 1.0, 0.3), 0.3),
        ((-0.2, 0.0, 0.2, 0.4, 0.6, 0.8), (1.0, 0.5, 0.0, 0.9, 0.2, 0.0, 0.6), 0.1),
        ((0.4,), (1.0, 0.02), 0.0),
    ],
)
def test_a_month(wear, negative, edges, shares, at_zero):
    """Refund by slices, cap and floor, many bands, a cap that holds the plan on its edge; edges as shares of the largest margin."""
    problem, case = month(wear, negative)
    margin = frozenset(problem.terms) - {"wear"}
    most = base_range(problem, margin)[1]
    curve = SharingCurve(tuple(edge * most for edge in edges), shares, at_zero * most)
    shared = Shared(curve, margin, wish=margin)
    assert_is_best(problem, shared, *(solved(problem, case, shared, by_recursion=way) for way in (False, True)))


def test_a_loss_is_not_shared():
    """A store that must be filled at the end: below zero the whole loss is the owner's, so it is kept small, not passed on."""
    problem, case = month(500.0, n_days=2, battery=replace(BATTERY, soe_final_mwh=4.0, auxiliary_mw=0.5))
    margin = frozenset(problem.terms) - {"wear"}
    assert base_range(problem, margin)[1] < 0.0
    shared = Shared(SharingCurve((0.0, 1e5, 2e5), (1.0, 0.05, 0.10, 0.15)), margin)
    found = solved(problem, case, shared, by_recursion=False)
    alone = solve_problem(problem, case, EXACT, Deadline(), lambda _: None, Warm())
    assert found.piece == 0
    assert found.certified.objective == pytest.approx(alone.objective, rel=1e-9)
    assert_is_best(problem, shared, found)


def test_on_an_edge_a_further_yen_is_worth_something_between():
    """A cap that holds the margin on its edge: where charging is inside its limits, energy is worth the price, whatever is kept below."""
    problem, case = month(500.0, n_days=10)
    margin = frozenset(problem.terms) - {"wear"}
    slopes = []
    for shares in ((1.0, 0.02), (0.5, 0.0)):
        shared = Shared(SharingCurve((3e5,), shares), margin)
        found = solved(problem, case, shared, by_recursion=False)
        assert found.base == pytest.approx(3e5, rel=1e-9)
        assert shares[1] < found.slope < shares[0]
        slopes.append(found.slope)
        charge = problem.values("storage.charge_mw", found.certified.x)
        inside = (charge > 1e-6) & (charge < 1.0 - 1e-6)
        value = found.certified.row_dual[problem.row_families["storage.balance_soe"]]
        assert inside.any()
        assert 0.93 * value[inside] / found.slope == pytest.approx(case.prices.spot_jpy_per_mwh[inside], rel=1e-7)
    assert slopes[0] == pytest.approx(slopes[1], rel=1e-6)


@pytest.mark.parametrize(
    ("edges", "shares"),
    [((), (0.5,)), ((0.0, 0.5), (1.0, 0.3, 0.6)), ((0.3,), (1.0, 0.1)), ((0.2, 0.4), (0.6, 0.0, 1.0))],
)
@pytest.mark.parametrize("wear", [0.0, 500.0])
def test_a_poor_plan_does_not_lower_the_bound(wear, edges, shares):
    """Every solve gives the plan at rest with the true bound of its problem, as when time is up: the bound of the whole still holds."""
    problem, case = month(wear, n_days=3)
    margin = frozenset(problem.terms) - {"wear"}
    most = base_range(problem, margin)[1]
    curve = SharingCurve(tuple(edge * most for edge in edges), shares)
    truth = brute_force(problem, curve, margin, counts_rest=True)
    at_rest = np.clip(np.zeros(problem.n_cols), problem.col_lower, problem.col_upper)

    def poor(q: Problem, _: Hashable) -> Certified:
        best = solve_problem(q, case, EXACT, Deadline(), lambda _: None, Warm())
        return replace(best, outcome="feasible", x=at_rest, objective=q.objective(at_rest), row_dual=None)

    found = solve_segments(problem, Shared(curve, margin), poor, 0.0).certified
    assert found.outcome == "feasible"
    assert found.objective == pytest.approx(kept(curve, 0.0), abs=1e-6)
    assert found.bound >= truth.by_curve * (1 - 1e-9) > found.objective


def test_a_plan_that_is_finished_is_not_made_worse():
    """The last solve, which breaks ties, comes back with the plan at rest: the better one stays."""
    problem, case = month(500.0, n_days=3)
    margin = frozenset(problem.terms) - {"wear"}
    shared = Shared(SharingCurve((), (0.5,)), margin)
    at_rest = np.clip(np.zeros(problem.n_cols), problem.col_lower, problem.col_upper)

    def surely(q: Problem, _: Hashable) -> Certified:
        return solve_problem(q, case, EXACT, Deadline(), lambda _: None, Warm())

    def poor(q: Problem, key: Hashable) -> Certified:
        return replace(surely(q, key), x=at_rest, objective=q.objective(at_rest))

    best = solve_segments(problem, shared, surely, 0.0).certified
    assert best.objective > 1e4
    assert solve_segments(problem, shared, surely, 0.0, poor).certified.objective == best.objective


def test_pieces_that_cannot_win_are_not_solved():
    """The refund of a plant without own load: no piece below zero; where wear is nothing, one problem for the whole curve."""
    for wear, solves in ((500.0, 3), (0.0, 1)):
        problem, case = month(wear, n_days=3)
        margin = frozenset(problem.terms) - {"wear"}
        high = base_range(problem, margin)[1]
        shared = Shared(SharingCurve((0.0, 0.3 * high, 0.7 * high), (1.0, 0.4, 0.5, 0.6)), margin)
        assert solved(problem, case, shared, by_recursion=False).solves <= solves


def test_nothing_is_found_where_there_is_no_plan():
    problem, case = month(500.0, n_days=2)
    last = problem.families["storage.soe_mwh"][-1]
    upper = problem.col_upper.copy()
    upper[problem.families["storage.charge_mw"]] = 0.0
    lower = problem.col_lower.copy()
    lower[last] = upper[last] = 4.0
    margin = frozenset(problem.terms) - {"wear"}
    for shares in ((1.0, 0.1), (0.1, 1.0)):
        for counts_rest in (True, False):
            shared = Shared(SharingCurve((1e5,), shares), margin, counts_rest)
            found = solved(
                replace(problem, col_lower=lower, col_upper=upper), case, shared, by_recursion=False
            ).certified
            assert (found.outcome, found.x) == ("infeasible", None)


def test_modes_are_everywhere_in_the_model_with_all_modes():
    """What the cases with falling curves rest on."""
    problem, case = month(500.0, n_days=1)
    model = WithAllModes(Site(BATTERY, Connection()), SpotMarket(0.0))
    assert not problem.is_integer.any()
    assert model.problem(case).is_integer.sum() == 48
