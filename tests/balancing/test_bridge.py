"""The exact way through the compiled problem: the same optimum as an independent MILP, and refusal of what it does not know."""

from dataclasses import replace

import numpy as np
import pytest
from days import book, case, offers, solved
from test_independent import draw_case, truth

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.errors import NoPlanError
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.spot import SpotMarket
from storage_opt.solve.exact import solve_exact
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.solve.outcome import Settings
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.offer_places import offer_places
from storage_opt.studies.year_problem import YearModel
from storage_opt.timeline import SLOT_H


def bridge(battery, price, market, of_product, **model):
    one = case(price, battery.energy_mwh, book(market, price, of_product))
    problem = YearModel(Site(battery, Connection()), SpotMarket(40.0), **model).problem(one)
    return read_store(problem, offer_places(problem, one.offers), SLOT_H)


@pytest.mark.parametrize("seed", range(24))
def test_exact_way_reaches_the_optimum_of_an_independent_milp(seed):
    battery, price, market, of_product = draw_case(seed)
    battery = replace(battery, max_cycles_per_day=None)
    market = replace(market, backing_slots=1)
    falling = any(p.block_slots > 1 and p.duration_h >= 3.0 for p in market.products)
    if (
        falling
        or len({p.block_slots for p in market.products}) > 1
        or (market.reserve_while_charging and market.products[0].block_slots > 1)
    ):
        with pytest.raises(NotCoveredError):
            solve_exact(bridge(battery, price, market, of_product), Settings(minimum_bids="exact"))
        return
    found = solve_exact(bridge(battery, price, market, of_product), Settings(relative_gap=1e-9, minimum_bids="exact"))
    expected = truth(battery, price, market, of_product, 40.0)
    assert found.objective == pytest.approx(expected, rel=1e-7, abs=1e-3)
    assert found.bound >= expected * (1 - 1e-9) - 1e-3
    assert found.energy_value.shape == price.shape


def simple(**changes):
    price = np.tile(np.concatenate([np.full(24, 5_000.0), np.full(24, 15_000.0)]), 2)
    battery = replace(Battery(10.0, 10.0, 20.0, 0.93, 0.93, soe_initial_mwh=5.0, wear_jpy_per_mwh=1_000.0), **changes)
    market = BalancingMarket((Product("frr", 1, 0.5, 1.0, None, 0.06),), activation={"frr": 0.1})
    return battery, price, market, {"frr": offers(np.full(96, 1.0), 0.6, 0.06)}


@pytest.mark.parametrize(
    ("changes", "model", "named"),
    [
        ({"max_cycles_per_day": 1.0}, {}, "limit_cycles_of_day"),
        ({"auxiliary_mw": 0.5}, {}, "spot"),
    ],
)
def test_what_the_recursion_does_not_know_is_refused(changes, model, named):
    battery, price, market, of_product = simple(**changes)
    with pytest.raises(NotCoveredError, match=named):
        bridge(battery, price, market, of_product, **model)


def test_several_calls_in_a_row_are_refused():
    battery, price, market, of_product = simple()
    with pytest.raises(NotCoveredError):
        bridge(battery, price, replace(market, backing_slots=2), of_product)


def test_certified_goes_on_with_highs_and_exact_says_why_not():
    battery, price, market, of_product = simple(max_cycles_per_day=0.5)
    one = case(price, 20.0, book(market, price, of_product))
    _, outcome = solved(battery, 40.0, one, gap=1e-6, method="certified")
    assert not any("recursion" in step for step in outcome.steps)
    with pytest.raises(NoPlanError, match="limit_cycles_of_day"):
        solved(battery, 40.0, one, method="exact")


@pytest.mark.parametrize("name", ["storage.mode_charge", "stacking.headroom", "storage.balance_soe"])
def test_a_row_that_was_changed_is_noticed(name):
    """Halve one coefficient of a row that the recursion takes for granted: the reader refuses."""
    battery, price, market, of_product = simple()
    one = case(price, 20.0, book(market, price, of_product))
    problem = YearModel(Site(battery, Connection()), SpotMarket(40.0)).problem(one)
    value = problem.value.copy()
    row = int(problem.row_families[name][3])
    value[problem.start[row]] *= 0.5
    changed = replace(problem, value=value)
    with pytest.raises((NotCoveredError, RuntimeError)):
        solve_exact(read_store(changed, offer_places(changed, one.offers), SLOT_H), Settings())


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_yearly_budget_is_kept_and_bracketed(share):
    battery, price, market, of_product = simple()
    free = solve_exact(bridge(battery, price, market, of_product), Settings())
    use = bridge(battery, price, market, of_product)
    used = SLOT_H * use.problem.values("storage.discharge_mw", free.x).sum()
    capped = replace(battery, max_cycles_per_year=share * used / 20.0 * 366 / 2 * 1.2)
    one = case(price, 20.0, book(market, price, of_product))
    _, by_milp = solved(capped, 40.0, one, gap=0.0, method="mip")
    found = solve_exact(bridge(capped, price, market, of_product), Settings(minimum_bids="exact"))
    assert found.objective <= by_milp.objective_jpy * (1 + 1e-9) + 1e-3
    assert found.bound >= by_milp.objective_jpy * (1 - 1e-9) - 1e-3


def test_three_hours_of_backing_go_to_highs():
    """A call that may last the whole block needs less at its end than at its start: one number as state does not carry it."""
    battery, price, _, _ = simple()
    market = BalancingMarket((Product("rr", 6, 3.0, 1.0, None, 0.06),))
    one = case(price, 20.0, book(market, price, {"rr": offers(np.full(96, 1.0), 0.6, 0.06)}))
    _, outcome = solved(battery, 40.0, one, gap=1e-6, method="certified")
    assert not any("recursion" in step for step in outcome.steps)
    assert outcome.relative_gap <= 1e-6


def test_value_of_stored_energy_is_what_a_little_more_of_it_earns():
    """λ of the first slot against the optimum with a little more and a little less energy at the start, each solved anew by a MILP."""
    battery, price, market, of_product = simple(soe_final_mwh=5.0)
    price = price + np.arange(96.0)  # no ties
    found = solve_exact(bridge(battery, price, market, of_product), Settings(relative_gap=1e-9, minimum_bids="exact"))

    def optimum(start):
        one = case(price, 20.0, book(market, price, of_product))
        return solved(replace(battery, soe_initial_mwh=start), 40.0, one, gap=0.0, method="mip")[1].objective_jpy

    step = 1e-3
    below, at, above = (optimum(5.0 + k * step) for k in (-1, 0, 1))
    gains = sorted([(at - below) / step, (above - at) / step])
    assert found.objective == pytest.approx(at, rel=1e-9)
    # The energy at the end of slot 1 is worth what the energy at its start is worth, as long as the slot itself does not change.
    assert gains[0] - 1.0 <= found.energy_value[0] <= gains[1] + 1.0
    assert found.energy_value.max() <= price.max() * 0.93 + 2000.0
    assert (found.energy_value > 0.0).mean() > 0.9
