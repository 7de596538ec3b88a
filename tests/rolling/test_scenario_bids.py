"""Bids against scenarios of real days, and the walk with them: the deterministic model, money by hand, what a gate may know."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import after, bundled, case_of, optimum_jpy, plant

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.prices import PriceYear
from storage_opt.records.risk import Risk
from storage_opt.settlement.traded import settle_traded
from storage_opt.solve.one_store import NotCoveredError, ValueFunction, solve_store
from storage_opt.solve.two_stage import evpi, solve_two_stage, vss
from storage_opt.studies import views
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.scenario_bid_walk import replanned, roll_scenario_bids
from storage_opt.studies.scenario_bids import ScenarioRule, chosen_bids, scenario_day, valued_day
from storage_opt.studies.spot_bid_walk import ImbalancePrice, delivered
from storage_opt.studies.spot_bids import SpotGrid
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

FIRST = date(2023, 4, 1)
GRID = SpotGrid(0.05, 10.0, 10.0)
OFF = ImbalancePrice(3_000.0, 2_000.0)
SITE = Site(
    Battery(2.0, 1.5, 7.0, 0.95, 0.92, soe_min_mwh=0.5, soe_initial_mwh=1.2, self_discharge_per_day=0.01, wear_jpy_per_mwh=900.0),
    Connection(1.6, 1.2),
)  # fmt: skip
MODEL = YearModel(SITE, SpotMarket(40.0), wheeling=WheelingCharge(1500.0, 0.1))


def year(prices, first=FIRST):
    return PriceYear(2023, Period(first, len(prices) // 48), np.asarray(prices, dtype=float))


def drawn(seed, count, n_days=1, digits=-1):
    draw = np.random.default_rng(seed)
    return np.maximum(np.round(draw.uniform(10.0, 30_000.0, (count, n_days * 48)), digits), 10.0)


def tiny(fee=0.0, wear=0.0):
    battery = Battery(1.0, 1.0, 0.5, 1.0, 1.0, soe_initial_mwh=0.0, wear_jpy_per_mwh=wear)
    return YearModel(Site(battery, Connection()), SpotMarket(fee))


@pytest.mark.parametrize("n_days", [1, 3])
@pytest.mark.parametrize("most_bins", [1, None])
@pytest.mark.parametrize("copies", [1, 3])
def test_one_scenario_equals_the_certified_model_of_its_days(n_days, most_bins, copies):
    """A walk that is the window: the objective with perfect foresight of the same days, to the last yen."""
    course = drawn(3, 1, n_days)
    prices = year(course[0])
    case = YearCase(1, 2023, prices, 7.0)
    walked, rule = WalkedStore(MODEL, case), ScenarioRule(most_bins, window=WindowRule(n_days - 1))
    seen = scenario_day(walked, 0, 1.2, np.repeat(course, copies, axis=0), 40.0, OFF, rule, GRID)
    plan = solve_two_stage(seen.problem)
    assert float((plan.outcome_jpy + seen.later_jpy).mean()) == pytest.approx(optimum_jpy(MODEL, prices), rel=1e-7)


@pytest.mark.parametrize(
    "rule", [WindowRule(0, "same"), WindowRule(0), WindowRule(2, "same"), WindowRule(2), WindowRule(4)]
)
def test_one_scenario_equals_the_window_of_the_walk(rule):
    prices = year(drawn(4, 1, 5)[0])
    walked = WalkedStore(MODEL, YearCase(1, 2023, prices, 7.0))
    course = drawn(5, 1, 1 + rule.look_ahead_days)
    window = walked.solved(0, 2.0, course[0], rule)
    seen = scenario_day(walked, 0, 2.0, course, 40.0, OFF, ScenarioRule(window=rule), GRID)
    plan = solve_two_stage(seen.problem)
    assert float(plan.outcome_jpy[0] + seen.later_jpy[0]) == pytest.approx(window.value_jpy, rel=1e-7)
    assert plan.cleared_mwh[0] == pytest.approx(0.5 * (window.discharge_mw - window.charge_mw)[:48], abs=1e-6)


def test_the_value_after_the_day_is_that_of_the_rest_solved_anew():
    """From several energies at midnight, the remaining days on their own."""
    prices = year(drawn(6, 1, 6)[0])
    walked = WalkedStore(MODEL, YearCase(1, 2023, prices, 7.0))
    course, rule = drawn(7, 1, 3)[0], WindowRule(2)
    day, later = valued_day(walked, 0, 2.0, course, rule)
    whole = walked.ended(0, walked.window(0, 2.0, course), rule)
    for energy in (0.5, 2.2, 5.0, 7.0):
        rest = replace(walked.window(1, energy, course[48:]), final=whole.final)
        assert day.final.at(energy) + later == pytest.approx(solve_store(rest).value_jpy, rel=1e-7)
    assert day.final.at(float(day.final.energy_mwh[0])) == 0.0


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), most_bins=st.sampled_from([1, 3, None]), weight=st.sampled_from([0.0, 0.4]))
def test_knowing_and_looking_at_scenarios_are_worth_something(seed, most_bins, weight):
    prices = year(drawn(seed, 1, 3)[0])
    walked = WalkedStore(MODEL, YearCase(1, 2023, prices, 7.0))
    rule = ScenarioRule(most_bins, Risk(0.3, weight), window=WindowRule(1))
    seen = scenario_day(walked, 0, 2.0, drawn(seed + 1, 4, 2), 40.0, OFF, rule, GRID)
    plan = solve_two_stage(seen.problem)
    assert evpi(seen.problem, plan) >= -0.05
    assert vss(seen.problem, plan) >= -0.05


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), most_bins=st.sampled_from([1, 2, 4, None]))
def test_bids_clear_what_the_plan_trades_in_each_scenario_but_for_lots(seed, most_bins):
    prices = year(drawn(seed, 1, 2)[0])
    walked = WalkedStore(plant(2.0), case_of(plant(2.0), prices))
    courses = drawn(seed + 1, 6, 2, -3)
    seen = scenario_day(walked, 0, 0.0, courses, 0.0, OFF, ScenarioRule(most_bins, window=WindowRule(1)), GRID)
    bids, plan = chosen_bids(seen, GRID)
    for course, planned in zip(courses, plan.cleared_mwh, strict=True):
        cleared = bids.cleared_mwh(course[:48])
        assert (np.abs(cleared) <= np.abs(planned) + 1e-6).all()
        assert (np.abs(cleared - planned) < 0.05).all()


def test_whole_lots_are_chosen_where_they_are_asked_for():
    prices = year(drawn(8, 1, 1)[0])
    walked = WalkedStore(plant(1.0), case_of(plant(1.0), prices))
    rule = ScenarioRule(1, whole_lots=True, window=WindowRule(0))
    seen = scenario_day(walked, 0, 0.0, drawn(9, 2, 1), 0.0, OFF, rule, GRID)
    bids, plan = chosen_bids(seen, GRID)
    assert plan.cleared_mwh == pytest.approx(np.round(plan.cleared_mwh / 0.05) * 0.05, abs=1e-9)
    assert bids.cleared_mwh(np.full(48, 5_000.0)) == pytest.approx(plan.cleared_mwh[0], abs=1e-9)
    loose = solve_two_stage(replace(seen.problem, lot_mwh=None))
    assert plan.value_jpy <= loose.value_jpy + 0.1


def test_money_of_a_walk_by_hand():
    """Both scenarios: buy 0.5 MWh at 1,000 in slot 0, sell at 5,000 in slot 10. Slot 10 comes at 200, slot 20 at 4,000; shortage 1,000
    above, surplus 500 below, fee 100, wear 300: kept for slot 20, short in 10: −500 + 100 − 0.5·1,200 + 0.5·3,500 − 100 − 150."""
    seen, actual = np.full(48, 3_000.0), np.full(48, 3_000.0)
    seen[[0, 10]] = actual[[0, 10]] = 1_000.0, 5_000.0
    actual[1:10] = 1_000.0
    actual[[10, 20]] = 200.0, 4_000.0
    case, rule = YearCase(1, 2023, year(actual), 0.5), ScenarioRule(window=WindowRule(0, "same"))
    off = ImbalancePrice(1_000.0, 500.0)
    nets = {}
    for delivery in ("replanned", "followed"):
        walk = roll_scenario_bids(
            tiny(100.0, 300.0), case, lambda day, n: np.array([seen, seen]), rule_book(), off, rule, delivery
        )
        assert np.flatnonzero(walk.cleared_mwh).tolist() == [0, 10]
        nets[delivery] = walk.net_jpy
        assert walk.expected_jpy == pytest.approx([0.5 * 4_000.0 - 100.0 - 150.0], abs=0.01)
    assert nets["followed"] == pytest.approx(-500.0 + 100.0 - 100.0 - 150.0)
    assert nets["replanned"] == pytest.approx(-500.0 + 100.0 - 0.5 * 1_200.0 + 0.5 * 3_500.0 - 100.0 - 150.0)
    assert walk.imbalance_mwh == pytest.approx(np.zeros(48))


def test_every_yen_of_traded_and_delivered_energy_is_booked():
    """Sold 0.5 and bought 0.4 of which 0.1 are not drawn; 0.2 delivered for nothing at a price below zero; wheeling on what is drawn."""
    prices = year(np.full(48, 1_000.0))
    traded, charge, discharge = np.zeros(48), np.zeros(48), np.zeros(48)
    traded[[0, 1]] = 0.5, -0.4
    charge[1], discharge[0], discharge[2] = 0.6, 1.0, 0.4
    dispatch = Dispatch(prices.period, charge, discharge, np.zeros(48), 0.0, 0.0)
    ledger = settle_traded(
        prices, traded, dispatch, SpotMarket(50.0), shortage_above_spot=300.0, surplus_below_spot=1_700.0,
        wheeling=WheelingCharge(2_000.0, 0.25),
    )  # fmt: skip
    assert ledger.total_jpy("spot") == pytest.approx(500.0 - 400.0)
    assert ledger.total_jpy("spot_fee") == pytest.approx(-45.0)
    assert ledger.total_jpy("imbalance") == pytest.approx((0.1 + 0.2) * -700.0)
    assert ledger.total_jpy("wheeling") == pytest.approx(-0.3 * 500.0)
    short = settle_traded(
        prices, traded + 0.1, dispatch, SpotMarket(0.0), shortage_above_spot=300.0, surplus_below_spot=0.0
    )
    assert short.total_jpy("imbalance") == pytest.approx(0.1 * 1_000.0 - 46 * 0.1 * 1_300.0)
    with pytest.raises(ValueError, match="cannot settle"):
        settle_traded(
            year(np.zeros(96)), traded, dispatch, SpotMarket(0.0), shortage_above_spot=0.0, surplus_below_spot=0.0
        )


def test_certain_prices_lose_only_what_lots_lose():
    model, walked = plant(), after(bundled("tokyo"), 300)
    known = views.known(walked)
    walk = roll_scenario_bids(
        model, case_of(model, walked), lambda day, n: known(day, n)[None, :], rule_book(), OFF, ScenarioRule(window=WindowRule(1))
    )  # fmt: skip
    share = walk.net_jpy / optimum_jpy(model, walked)
    assert 0.99 <= share <= 1.0
    exact = roll(model, case_of(model, walked), known, WindowRule(1))
    assert walk.net_jpy == pytest.approx(exact.net_jpy, rel=0.01)
    assert walk.dispatch.soe_mwh[-1] == pytest.approx(0.0, abs=1e-6)


def scenarios_of(published, count):
    """The last published days as equally likely ones, each repeated."""

    def courses(day, n_days):
        return np.tile(published.before_gate(day)[-count:], (1, n_days))

    return courses


def test_a_plan_of_delivery_earns_no_less_than_following(recent=4):
    """On the first day, the value of the energy left counted; and it meets the end of the walk on the last."""
    model, prices = plant(2.0), year(drawn(11, 1, 7)[0])
    walked_prices = year(prices.spot_jpy_per_mwh[4 * 48 :], FIRST + timedelta(days=4))
    case = case_of(model, walked_prices)
    walked = WalkedStore(model, case)
    courses = scenarios_of(PublishedSpot(prices, rule_book()), 4)(FIRST + timedelta(days=4), 2)
    seen = scenario_day(walked, 0, 1.0, courses, 0.0, OFF, ScenarioRule(3, window=WindowRule(1)), GRID)
    bids, _ = chosen_bids(seen, GRID)
    actual = walked_prices.spot_jpy_per_mwh[:48]
    cleared = bids.cleared_mwh(actual)
    assert cleared.any()
    left = [store.final for store in seen.problem.stores]

    def earned(done):
        c, d, e = done
        off = 0.5 * (d - c) - cleared
        paid = 0.5 * actual * (d - c) - 0.5 * 2_000.0 * d - np.where(off > 0.0, 2_000.0, -3_000.0) * off
        return paid.sum() + np.mean([f.at(float(np.clip(e[-1], 0.0, 2.0))) for f in left])

    best = replanned(walked, 0, 1.0, actual, cleared, seen, OFF)
    followed = delivered(walked.window(0, 1.0, actual), cleared)
    assert earned(best) > earned(followed)
    idle = (np.zeros(48), np.zeros(48), np.ones(48))
    assert earned(best) > earned(idle)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    gate=st.integers(0, 3),
    most_bins=st.sampled_from([1, 3, None]),
    delivery=st.sampled_from(["replanned", "followed"]),
    weight=st.sampled_from([0.0, 0.5]),
)
def test_no_walk_breaks_a_limit_and_nothing_published_after_a_gate_changes_a_bid_before_it(
    seed, gate, most_bins, delivery, weight
):
    prices = drawn(seed, 1, 8)[0]
    other = prices.copy()
    other[(4 + gate) * 48 :] = drawn(seed + 1, 1, 4 - gate)[0]
    model, walks = plant(2.0), []
    for series in (prices, other):
        walked = year(series[4 * 48 :], FIRST + timedelta(days=4))
        courses = scenarios_of(PublishedSpot(year(series), rule_book()), 4)
        rule = ScenarioRule(most_bins, Risk(0.3, weight), window=WindowRule(1))
        walk = roll_scenario_bids(model, case_of(model, walked), courses, rule_book(), OFF, rule, delivery)
        for day, bids in enumerate(walk.bids):
            price = walked.spot_jpy_per_mwh[day * 48 : day * 48 + 48]
            bought = np.where(price <= bids.buy_limit_jpy_per_mwh, bids.buy_mwh, 0.0).sum(axis=0)
            sold = np.where(price >= bids.sell_limit_jpy_per_mwh, bids.sell_mwh, 0.0).sum(axis=0)
            assert walk.cleared_mwh[day * 48 : day * 48 + 48] == pytest.approx(sold - bought)
        walks.append(walk)
    for day in range(gate + 1):
        for part in ("buy_mwh", "sell_mwh", "buy_limit_jpy_per_mwh", "sell_limit_jpy_per_mwh"):
            mine, theirs = (getattr(walk.bids[day], part) for walk in walks)
            assert np.array_equal(mine, theirs, equal_nan=True)
    if delivery == "replanned":  # quantities that are followed may be those of before, up to the last gate
        assert not np.array_equal(walks[0].dispatch.charge_mw, walks[1].dispatch.charge_mw)


def test_quantities_that_count_on_no_imbalance_are_delivered_but_for_lots_and_imbalances_are_paid_all_the_same():
    """Counted at 1e6 the delivery is one and the same in all scenarios; settled at 100, replanning uses what bids did not count on."""
    model, prices = plant(2.0), year(drawn(12, 1, 7)[0])
    walked = year(prices.spot_jpy_per_mwh[4 * 48 :], FIRST + timedelta(days=4))
    courses, case = scenarios_of(PublishedSpot(prices, rule_book()), 4), case_of(model, walked)
    off, rule = ImbalancePrice(100.0, 100.0), ScenarioRule(window=WindowRule(1))
    shares = {}
    for name, delivery, counted in (
        ("strict", "followed", ImbalancePrice(1e6, 1e6)),
        ("loose", "followed", None),
        ("replanned", "replanned", ImbalancePrice(1e6, 1e6)),
    ):
        walk = roll_scenario_bids(model, case, courses, rule_book(), off, rule, delivery, counted)
        shares[name] = np.abs(walk.imbalance_mwh).sum() / walk.dispatch.discharged_mwh
    assert shares["strict"] < 0.05 < shares["loose"]
    assert shares["replanned"] > 0.3


def test_what_does_not_fit_is_refused():
    prices = year(np.full(48, 3_000.0))
    site = Site(Battery(1.0, 1.0, 0.5, 1.0, 1.0, auxiliary_mw=0.1), Connection())
    with pytest.raises(NotCoveredError, match="own load"):
        roll_scenario_bids(
            YearModel(site, SpotMarket(0.0)), YearCase(1, 2023, prices, 0.5), lambda day, n: np.zeros((1, 48)), rule_book(), OFF
        )  # fmt: skip
    walked = WalkedStore(tiny(), YearCase(1, 2023, prices, 0.5))
    with pytest.raises(ValueError, match=r"shape \(2, 96\) for 1 days"):
        roll_scenario_bids(
            tiny(), YearCase(1, 2023, prices, 0.5), lambda day, n: np.ones((2, 96)), rule_book(), OFF
        )  # fmt: skip
    for shape in ((48,), (2, 47), (0, 48)):
        with pytest.raises(ValueError, match="no courses of whole days"):
            scenario_day(walked, 0, 0.0, np.ones(shape), 0.0, OFF, ScenarioRule(), GRID)


def flat_day(prices=10_000.0):
    """Two scenarios of a flat day, the store empty; a MWh left is worth nothing in the first, 40,000 in the second."""
    courses = np.full((2, 48), prices)
    walked = WalkedStore(tiny(), YearCase(1, 2023, year(np.full(96, prices)), 0.5))
    seen = scenario_day(walked, 0, 0.0, courses, 0.0, OFF, ScenarioRule(window=WindowRule(0)), GRID)
    finals = [ValueFunction.joined(np.array([0.0, 0.5]), np.array([0.0, 0.5 * worth])) for worth in (0.0, 40_000.0)]
    stores = tuple(replace(one, final=final) for one, final in zip(seen.problem.stores, finals, strict=True))
    return walked, replace(seen, problem=replace(seen.problem, stores=stores))


def test_the_programme_of_a_day_has_each_distance_on_its_side():
    _, seen = flat_day()
    assert seen.problem.shortage_above_jpy_per_mwh == 3_000.0 and seen.problem.surplus_below_jpy_per_mwh == 2_000.0


def test_what_is_planned_anew_counts_the_mean_of_what_energy_left_is_worth():
    """13,000 for a missing MWh is less than 20,000, the mean of nothing and 40,000: half a MWh is taken that nobody sold."""
    walked, seen = flat_day()
    charge, discharge, energy = replanned(walked, 0, 0.0, np.full(48, 10_000.0), np.zeros(48), seen, OFF)
    assert energy[-1] == pytest.approx(0.5) and charge.sum() * 0.5 == pytest.approx(0.5) and not discharge.any()
