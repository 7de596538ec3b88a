"""Where the recursion leaves a gap, HiGHS goes on; years with modes go to the recursion, which finds the greatest margin among ties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import storage_opt.studies.year as year_room
from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings, solve_certified
from storage_opt.solve.highs import Deadline
from storage_opt.solve.outcome import Certified, better_of
from storage_opt.solve.segments import with_row
from storage_opt.studies.contract_year import ContractSolver
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

PERIOD = Period(date(2026, 9, 1), 2)
N = 96


def tiny(cycles):
    """A plant of the size of the smallest bid, with a yearly budget: an offer is all or nothing."""
    battery = Battery(1.0, 1.0, 2.0, 0.9, 0.9, wear_jpy_per_mwh=500.0, soe_initial_mwh=1.0)
    battery = replace(battery, max_cycles_per_year=cycles / PERIOD.share_of_year)
    draw = np.random.default_rng(5)
    prices = PriceYear(2026, PERIOD, draw.uniform(4_000.0, 16_000.0, N))
    paid = draw.lognormal(0.5, 0.6, (1, N))
    product = Product("composite", 1, 0.5, 1.0, None, 0.0)
    offers = {"composite": ProductOffers(paid, paid, np.full((1, N), 0.8), np.zeros(N))}
    market = BalancingMarket((product,), reserve_while_charging=False, activation={"composite": 0.1})
    book = OfferBook((market,), np.zeros(2, dtype=np.int64), offers, prices.spot_jpy_per_mwh)
    return YearModel(Site(battery, Connection()), SpotMarket(0.0)), YearCase(1, 2026, prices, 2.0, book)


@pytest.mark.parametrize("cycles", [0.3, 0.6, 1.0])
def test_a_budget_on_a_plant_of_one_bid_is_solved_to_the_optimum(cycles):
    model, case = tiny(cycles)
    _, truth = solve_year(model, case, Settings(method="mip", relative_gap=0.0), Deadline())
    _, found = solve_year(model, case, Settings(relative_gap=1e-6), Deadline())
    assert truth.status == found.status == "optimal"
    assert found.objective_jpy == pytest.approx(truth.objective_jpy, rel=2e-6)


def test_highs_goes_on_where_the_recursion_leaves_a_gap(monkeypatch):
    """A recursion made poor on purpose: half of the value, bound twice as high."""
    model, case = tiny(50.0)
    whole = year_room.solve_exact

    def poor(*arguments, **named):
        found = whole(*arguments, **named)
        return replace(found, x=np.zeros_like(found.x), objective=0.0, bound=2.0 * found.bound, outcome="feasible")

    _, truth = solve_year(model, case, Settings(relative_gap=1e-6), Deadline())
    monkeypatch.setattr(year_room, "solve_exact", poor)
    _, found = solve_year(model, case, Settings(relative_gap=1e-6), Deadline())
    assert found.objective_jpy == pytest.approx(truth.objective_jpy, rel=2e-6)
    assert any(step.startswith("recursion") for step in found.steps) and "polish" in found.steps + truth.steps + (
        "polish",
    )
    assert len(found.steps) > len(truth.steps)


def attempt(objective, bound, outcome="feasible", x=1.0):
    return Certified(outcome, None if x is None else np.array([x]), objective, bound, None, (outcome,), 1.0)


def test_two_attempts_give_the_better_plan_and_the_lower_bound():
    joined = better_of(attempt(90.0, 110.0, x=1.0), attempt(95.0, 120.0, x=2.0), 0.2)
    assert (joined.x[0], joined.objective, joined.bound, joined.outcome, joined.hand_over_s) == (
        2.0,
        95.0,
        110.0,
        "optimal",
        2.0,
    )
    joined = better_of(attempt(90.0, 110.0, x=1.0), attempt(-np.inf, 100.0, "no_plan", None), 0.05)
    assert (joined.x[0], joined.bound, joined.outcome) == (1.0, 100.0, "feasible")
    with pytest.raises(RuntimeError, match="another proved that there is none"):
        better_of(attempt(90.0, 110.0), attempt(-np.inf, -np.inf, "infeasible", None), 0.05)


@pytest.mark.parametrize("seed", range(6))
def test_in_a_year_with_modes_the_greatest_margin_decides_between_equal_plans(seed):
    """A MWh sold at 12,000 earns 12,000 − 6,000/0.81: exactly its wear, so that many plans tie; negative prices call for modes."""
    price = np.random.default_rng(seed).choice([6_000.0, 12_000.0, -20_000.0], 48, p=[0.5, 0.4, 0.1])
    battery = Battery(1.0, 1.0, 2.0, 0.9, 0.9, wear_jpy_per_mwh=12_000.0 - 6_000.0 / 0.81, soe_initial_mwh=0.0)
    model = YearModel(Site(battery, Connection()), SpotMarket(0.0))
    case = YearCase(1, 2026, PriceYear(2026, Period(date(2026, 9, 1), 1), price), 2.0)
    problem, exactly = model.problem(case), Settings(method="mip", relative_gap=0.0)
    assert problem.is_integer.any()
    best = solve_certified(problem, exactly, Deadline()).objective
    margin = problem.terms["spot"][1]
    as_good = with_row(problem, "as_good", problem.cost, best - problem.offset - 1e-6, np.inf)
    greatest = solve_certified(replace(as_good, cost=margin, offset=0.0), exactly, Deadline()).objective
    solved = ContractSolver(Settings(relative_gap=0.0), Deadline()).year(model, case).outcome
    assert solved.objective_jpy == pytest.approx(best, rel=1e-9)
    assert solved.terms_jpy["spot"] == pytest.approx(greatest, rel=1e-8)
