"""Every awarded megawatt is delivered along random paths of calls; what is not called is absorbed by cutting charging."""

from dataclasses import replace

import numpy as np
import pytest
from days import book, case, offers, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.settlement.deliver import call_rates, deliver
from storage_opt.studies.year import checked_delivery

FRR = Product("frr", 1, 0.5, 0.0, None, 0.0)


def week_case(seed, run=1, while_charging=False):
    """A week of random prices in which reserve pays well: offers in most slots."""
    draw = np.random.default_rng(seed)
    n = 5 * 48
    price = draw.uniform(5_000.0, 20_000.0, n)
    battery = Battery(10.0, 10.0, 20.0, 0.92, 0.95, soe_min_mwh=1.0, soe_initial_mwh=10.0, self_discharge_per_day=0.01)
    market = BalancingMarket((FRR,), reserve_while_charging=while_charging, backing_slots=run, activation={"frr": 0.2})
    reserve = draw.lognormal(0.0, 0.6, n)
    return battery, case(price, 20.0, book(market, price, {"frr": offers(reserve, 0.7)}))


def week(seed, run=1, while_charging=False):
    """Battery and plan of such a week."""
    battery, one = week_case(seed, run, while_charging)
    return battery, solved(battery, 40.0, one, gap=1e-3)[0]


@pytest.mark.parametrize("while_charging", [False, True])
@pytest.mark.parametrize("run", [1, 2, 3])
def test_ten_thousand_paths_of_calls_are_delivered(run, while_charging):
    battery, plan = week(run, run, while_charging)
    site = Site(battery, Connection())
    done = deliver(site, plan, run, call_rates(10_000), seed=run)
    assert (plan.reserved_mw > 0.0).mean() > 0.3
    assert done.shortfall_mwh <= 1e-6
    assert done.shortfall_mw <= 1e-6
    assert done.cut_mwh > 0.0
    assert done.bought_back_mwh > 0.0


def test_more_calls_in_a_row_than_promised_are_not_delivered():
    """The check can fail: a plan for one call at a time does not stand three."""
    battery, plan = week(1)
    assert deliver(Site(battery, Connection()), plan, 3, call_rates(1_000)).shortfall_mwh > 0.1


def test_an_offer_without_energy_is_found():
    battery, plan = week(1)
    promise = replace(plan.promises[0], offered_mw=plan.promises[0].offered_mw + 3.0)
    done = deliver(Site(battery, Connection()), replace(plan, promises=(promise,)), 1, call_rates(200))
    assert done.shortfall_mwh > 0.1
    assert done.shortfall_mw == pytest.approx(3.0)


def test_what_is_not_called_is_cut_from_the_next_charging():
    """1 MW held in slot 1 at an expected call of 0.1 MWh stored; charging of 1 MW, 0.45 MWh stored, in slot 2.

    Never called: 0.1 MWh stays above the plan, and slot 2 stores 0.35 instead of 0.45: 0.1 / 0.9 MWh of drawing is cut. Called in full,
    0.5 MWh leaves the store, 0.4 more than expected, and is bought back.
    """
    battery = Battery(1.0, 1.0, 2.0, 0.9, 1.0, soe_initial_mwh=1.0, soe_final_is_free=True)
    price, reserve = np.full(48, 10_000.0), np.zeros(48)
    reserve[0] = 5.0
    market = BalancingMarket((FRR,), activation={"frr": 0.2})
    plan, _ = solved(battery, 0.0, case(price, 2.0, book(market, price, {"frr": offers(reserve)})))
    charge, discharge, soe = np.zeros(48), np.zeros(48), np.full(48, 1.35)
    charge[1], soe[0] = 1.0, 0.9
    offered = np.zeros((1, 48))
    offered[0, 0] = 1.0
    promise = replace(plan.promises[0], offered_mw=offered)
    plan = replace(plan, charge_mw=charge, discharge_mw=discharge, soe_mwh=soe, promises=(promise,))
    never, always = (deliver(Site(battery, Connection()), plan, 1, np.array([rate])) for rate in (0.0, 1.0))
    assert never.cut_mwh == pytest.approx(0.1 / 0.9)
    assert never.surplus_mwh == pytest.approx(0.0, abs=1e-12)
    assert (always.cut_mwh, always.bought_back_mwh) == (0.0, pytest.approx(0.4))


def test_a_call_takes_more_than_it_delivers():
    """1 MW called in slot 1 of a store of 1 MWh that gives 0.8 of what leaves it: 0.5 / 0.8 = 0.625 MWh are gone.

    The plan expected a fifth of that, 0.125; 0.5 MWh are bought back. A store that must keep 0.5 MWh is short of 0.125.
    """
    battery = Battery(1.0, 1.0, 2.0, 1.0, 0.8, soe_initial_mwh=1.0, soe_final_is_free=True)
    price, reserve = np.full(48, 10_000.0), np.zeros(48)
    reserve[0] = 5.0
    market = BalancingMarket((FRR,), activation={"frr": 0.2})
    plan, _ = solved(battery, 0.0, case(price, 2.0, book(market, price, {"frr": offers(reserve)})))
    offered = np.zeros((1, 48))
    offered[0, 0] = 1.0
    plan = replace(
        plan, charge_mw=np.zeros(48), discharge_mw=np.zeros(48), soe_mwh=np.full(48, 0.875),
        promises=(replace(plan.promises[0], offered_mw=offered),),
    )  # fmt: skip
    for lowest, short in ((0.0, 0.0), (0.5, 0.125)):
        site = Site(replace(battery, soe_min_mwh=lowest), Connection())
        done = deliver(site, plan, 1, np.array([1.0]))
        assert done.bought_back_mwh == pytest.approx(0.5)
        assert done.shortfall_mwh == pytest.approx(short, abs=1e-12)


def test_a_plan_that_cannot_deliver_is_not_handed_on():
    """Power and energy each: 3 MW more than the connection lets through; all energy gone while the offers stand."""
    battery, one = week_case(1)
    plan, outcome = solved(battery, 40.0, one, gap=1e-3)
    site = Site(battery, Connection())
    assert checked_delivery(site, one, plan, outcome).shortfall_mwh <= 1e-6
    promise = plan.promises[0]
    too_much = replace(plan, promises=(replace(promise, offered_mw=promise.offered_mw + 3.0),))
    empty = replace(plan, soe_mwh=np.full_like(plan.soe_mwh, battery.soe_min_mwh), soe_start_mwh=battery.soe_min_mwh)
    for broken in (too_much, empty):
        with pytest.raises(RuntimeError, match="cannot deliver"):
            checked_delivery(site, one, broken, outcome)
    assert checked_delivery(site, one, too_much, replace(outcome, status="relaxed")) is None
    assert checked_delivery(site, replace(one, offers=None), too_much, outcome) is None
