"""The walk: by hand, on bundled prices, and what it may not know."""

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
from storage_opt.records.prices import PriceYear
from storage_opt.studies import views
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

FIRST = date(2023, 4, 1)
TINY = YearModel(Site(Battery(1.0, 1.0, 0.5, 1.0, 1.0, soe_initial_mwh=0.0), Connection()), SpotMarket(0.0))
"""One slot fills it, one empties it, nothing is lost."""


def year(prices, first=FIRST):
    return PriceYear(2023, Period(first, len(prices) // 48), np.asarray(prices, dtype=float))


def tiny_case(prices):
    return YearCase(1, 2023, year(prices), 0.5)


def test_a_plan_on_wrong_prices_is_carried_out_and_paid_the_actual_ones():
    """Seen: buy at 1,000 in slot 0, sell at 5,000 in slot 10 (0.5 MWh: +2,000). Actual: 4,000 and 1,000 (−1,500)."""
    seen, actual = np.full(48, 3_000.0), np.full(48, 3_000.0)
    seen[[0, 10]] = 1_000.0, 5_000.0
    actual[[0, 10]] = 4_000.0, 1_000.0
    rolled = roll(TINY, tiny_case(actual), lambda day, n: seen, WindowRule(0, "same"))
    assert np.flatnonzero(rolled.dispatch.charge_mw).tolist() == [0]
    assert np.flatnonzero(rolled.dispatch.discharge_mw).tolist() == [10]
    assert rolled.planned_jpy == pytest.approx([2_000.0])
    assert rolled.net_jpy == pytest.approx(-1_500.0)


def test_energy_is_carried_over_midnight_where_the_window_sees_beyond():
    """A cheap day, then a dear one: seen together, 0.5 MWh bought at 1,000 and sold at 5,000; seen one by one, nothing."""
    prices = np.repeat([1_000.0, 5_000.0], 48)
    together = roll(TINY, tiny_case(prices), views.known(year(prices)), WindowRule(1))
    assert together.net_jpy == pytest.approx(2_000.0)
    assert together.dispatch.soe_mwh[47] == pytest.approx(0.5)
    alone = roll(TINY, tiny_case(prices), views.known(year(prices)), WindowRule(0, "same"))
    assert alone.net_jpy == 0.0


def test_a_second_day_starts_from_what_the_first_left():
    """Day 1 expects a dear day 2 and fills up; at its gate day 2 looks cheap: the energy is there all the same, and is sold."""
    prices = np.repeat([1_000.0, 800.0], 48)

    def view(day, n_days):
        return np.repeat([1_000.0, 5_000.0], 48) if day == FIRST else prices[48:]

    rolled = roll(TINY, tiny_case(prices), view, WindowRule(1))
    assert rolled.dispatch.soe_mwh[[47, 95]] == pytest.approx([0.5, 0.0])
    assert rolled.net_jpy == pytest.approx(0.5 * (800.0 - 1_000.0))


@pytest.mark.parametrize(("fee", "load_mw"), [(100.0, 0.0), (0.0, 0.1)])
def test_wear_fee_and_own_load_are_counted(fee, load_mw):
    """0.5 MWh bought at 1,000 and sold at 5,000, wear 300; a fee each way, or own load of 0.1 MW through the day."""
    battery = Battery(1.0, 1.0, 0.5, 1.0, 1.0, soe_initial_mwh=0.0, wear_jpy_per_mwh=300.0, auxiliary_mw=load_mw)
    prices = np.full(48, 3_000.0)
    prices[[0, 10]] = 1_000.0, 5_000.0
    model = YearModel(Site(battery, Connection()), SpotMarket(fee))
    rolled = roll(model, tiny_case(prices), views.known(year(prices)), WindowRule(0, "same"))
    trade = 0.5 * (5_000.0 - 1_000.0) - 0.5 * 300.0 - fee
    load = 0.5 * load_mw * (46 * 3_000.0 + 1_000.0 + 5_000.0)
    assert rolled.net_jpy == pytest.approx(trade - load)
    assert rolled.planned_jpy == pytest.approx([trade])
    assert rolled.wear_jpy == pytest.approx(150.0)


def test_a_view_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"shape \(96,\) for 1 days"):
        roll(TINY, tiny_case(np.ones(48)), lambda day, n: np.ones(96), WindowRule(0))


@pytest.fixture(scope="module")
def tokyo():
    """Plant, all bundled prices of a year, the days after the first 28, and their optimum."""
    model, prices = plant(), bundled("tokyo")
    walked = after(prices)
    return model, prices, walked, optimum_jpy(model, walked)


def share(tokyo, view, rule):
    model, _, walked, optimum = tokyo
    return roll(model, case_of(model, walked), view, rule).net_jpy / optimum


def test_known_prices_a_week_ahead_reach_the_optimum_and_seeing_farther_never_costs(tokyo):
    known = views.known(tokyo[2])
    shares = [share(tokyo, known, WindowRule(days)) for days in range(8)]
    assert max(shares) <= 1.0 + 1e-9
    assert min(shares[6:]) >= 0.99
    assert all(shares[b] >= 0.995 * shares[a] for a in range(8) for b in range(a, 8))


def test_bound_known_prices_forecast_in_this_order(tokyo):
    published = PublishedSpot(tokyo[1], rule_book())
    for rule in (WindowRule(0, "same"), WindowRule(6)):
        known = share(tokyo, views.known(tokyo[2]), rule)
        seen = [views.previous_day(published), views.previous_week(published), views.mean_of_days(published, 7)]
        shares = [share(tokyo, view, rule) for view in seen]
        assert 1.0 + 1e-9 >= known > max(shares)
        assert min(shares) > 0.0


def test_a_window_as_long_as_the_walk_is_the_full_problem():
    model, prices = plant(), bundled("kyushu")
    days = PriceYear(2023, Period(FIRST, 9), prices.spot_jpy_per_mwh[: 9 * 48])
    rolled = roll(model, case_of(model, days), views.known(days), WindowRule(8))
    assert rolled.net_jpy == pytest.approx(optimum_jpy(model, days), rel=1e-9)


@pytest.mark.parametrize("look_ahead", [1, 11])
def test_negative_prices_and_no_wear_are_walked_too(look_ahead):
    """There the value of stored energy is not concave, and the value of the end has chains of its own."""
    prices = np.round(np.random.default_rng(4).uniform(-8_000.0, 12_000.0, 12 * 48), -1)
    model = plant(3.0, wear_jpy_per_mwh=0.0, soe_initial_mwh=1.0)
    rolled = roll(model, case_of(model, year(prices)), views.known(year(prices)), WindowRule(look_ahead))
    share = rolled.net_jpy / optimum_jpy(model, year(prices))
    assert share <= 1.0 + 1e-9
    assert share >= (0.99 if look_ahead == 1 else 1.0 - 1e-9)
    assert rolled.dispatch.soe_mwh[-1] == pytest.approx(1.0)


VIEWS = {
    "previous_day": views.previous_day,
    "previous_week": views.previous_week,
    "mean_of_7": lambda published: views.mean_of_days(published, 7),
}


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    gate=st.integers(0, 11),
    name=st.sampled_from(sorted(VIEWS)),
    rule=st.sampled_from([WindowRule(0, "same"), WindowRule(0), WindowRule(2), WindowRule(6)]),
    digits=st.sampled_from([-3, -1]),
)
def test_prices_published_after_a_gate_change_no_decision_taken_before_it(seed, gate, name, rule, digits):
    """Seven days of history, twelve walked; from the delivery day of a random gate on, every price is another."""
    draw = np.random.default_rng(seed)
    prices = np.round(draw.uniform(0.0, 30_000.0, 19 * 48), digits)
    other = prices.copy()
    other[(7 + gate) * 48 :] = np.round(draw.uniform(0.0, 30_000.0, (12 - gate) * 48), digits)
    model, plans = plant(), []
    for series in (prices, other):
        everything = year(series)
        walked = year(series[7 * 48 :], FIRST + timedelta(days=7))
        plans.append(roll(model, case_of(model, walked), VIEWS[name](PublishedSpot(everything, rule_book())), rule))
    decided = slice(0, (gate + 1) * 48)
    for part in ("charge_mw", "discharge_mw", "soe_mwh"):
        assert np.array_equal(getattr(plans[0].dispatch, part)[decided], getattr(plans[1].dispatch, part)[decided])
    if gate < 10 and name == "previous_day":
        assert not np.array_equal(plans[0].dispatch.charge_mw, plans[1].dispatch.charge_mw)


@pytest.mark.parametrize("look_ahead", [0, 1, 3])
def test_known_prices_are_known_as_far_as_the_window_and_no_farther(look_ahead):
    draw = np.random.default_rng(5)
    prices = draw.uniform(0.0, 30_000.0, 10 * 48)
    other, cut = prices.copy(), 6
    other[cut * 48 :] = draw.uniform(0.0, 30_000.0, 4 * 48)
    model = plant()
    plans = [
        roll(model, case_of(model, year(series)), views.known(year(series)), WindowRule(look_ahead)).dispatch.charge_mw
        for series in (prices, other)
    ]
    before = (cut - look_ahead) * 48
    assert np.array_equal(plans[0][:before], plans[1][:before])
    assert not np.array_equal(plans[0], plans[1])
