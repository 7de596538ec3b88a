"""Price-quantity bids: limits by hand and as a property, replay, delivery, imbalance."""

from dataclasses import fields, replace
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
from storage_opt.solve.one_store import NotCoveredError, solve_store
from storage_opt.studies import views
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice, delivered, roll_bids
from storage_opt.studies.spot_bids import Guard, SpotBids, SpotGrid, bids_of
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

FIRST = date(2023, 4, 1)
GRID = SpotGrid(0.05, 10.0, 10.0)
ANY_PRICE = Guard(np.inf, np.inf)
SEEN = np.full(48, 3_000.0)
SEEN[[0, 10]] = 1_000.0, 5_000.0


def tiny(fee=0.0, wear=0.0):
    """One slot fills it, one empties it, nothing is lost."""
    battery = Battery(1.0, 1.0, 0.5, 1.0, 1.0, soe_initial_mwh=0.0, wear_jpy_per_mwh=wear)
    return YearModel(Site(battery, Connection()), SpotMarket(fee))


def year(prices, first=FIRST):
    return PriceYear(2023, Period(first, len(prices) // 48), np.asarray(prices, dtype=float))


def one_day(slot_0, slot_10, guard=None, fee=0.0, wear=0.0):
    actual = np.full(48, 3_000.0)
    actual[[0, 10]] = slot_0, slot_10
    case = YearCase(1, 2023, year(actual), 0.5)
    rule = WindowRule(0, "same")
    return roll_bids(
        tiny(fee, wear), case, lambda day, n: SEEN, rule_book(), ImbalancePrice(1_000.0, 2_000.0), rule, guard
    )


def test_limits_are_what_the_energy_is_worth_otherwise():
    """Bought in slot 0 or later at 3,000: worth up to 3,000. Sold in slot 10 or later at 3,000: not below 3,000."""
    (bids,) = one_day(1_000.0, 5_000.0).bids
    assert np.flatnonzero(bids.buy_mwh).tolist() == [0]
    assert np.flatnonzero(bids.sell_mwh).tolist() == [10]
    assert (bids.buy_mwh[0], bids.sell_mwh[10]) == (0.5, 0.5)
    assert (bids.buy_limit_jpy_per_mwh[0], bids.sell_limit_jpy_per_mwh[10]) == (3_000.0, 3_000.0)
    assert np.isnan(bids.buy_limit_jpy_per_mwh[1:]).all()


def test_fees_and_wear_are_inside_the_limits():
    """Fee 104, wear 300. Energy held after slot 10 is sold at 3,000 and carries fee and wear, as it would now: limit 3,000. Energy not
    bought in slot 0 is bought before slot 10 at 3,000 with the same fee: limit 3,000. Where nothing else is left, the limit holds them:
    the last sale."""
    (bids,) = one_day(1_000.0, 5_000.0, fee=104.0, wear=300.0).bids
    assert (bids.buy_limit_jpy_per_mwh[0], bids.sell_limit_jpy_per_mwh[10]) == (3_000.0, 3_000.0)
    seen = np.full(48, 3_000.0)
    seen[[46, 47]] = 1_000.0, 5_000.0
    free = Battery(1.0, 1.0, 0.5, 1.0, 1.0, soe_initial_mwh=0.0, soe_final_is_free=True, wear_jpy_per_mwh=300.0)
    case = YearCase(1, 2023, year(seen), 0.5)
    model = YearModel(Site(free, Connection()), SpotMarket(104.0))
    (bids,) = roll_bids(model, case, lambda day, n: seen, rule_book(), ImbalancePrice(0.0, 0.0), WindowRule(0)).bids
    assert bids.sell_limit_jpy_per_mwh[47] == 410.0  # 104 + 300, up to a tick
    assert (
        bids.buy_limit_jpy_per_mwh[46] == 4_490.0
    )  # 5,000 − 404 of the sale − 104 of the purchase = 4,492, down to a tick


def test_a_purchase_above_its_limit_does_not_clear_and_the_sale_it_was_for_is_short():
    """Slot 0 at 3,010: not bought. Slot 10 sold at 5,000: 0.5 MWh are missing at 6,000: −500."""
    walk = one_day(3_010.0, 5_000.0)
    assert walk.cleared_mwh[[0, 10]].tolist() == [0.0, 0.5]
    assert walk.imbalance_mwh[10] == -0.5
    assert walk.net_jpy == pytest.approx(0.5 * 5_000.0 - 0.5 * 6_000.0)


def test_a_sale_below_its_limit_does_not_clear_and_the_energy_stays():
    """Bought at 3,000 (the limit itself), slot 10 at 2,990: not sold; 0.5 MWh are left, nothing is an imbalance."""
    walk = one_day(3_000.0, 2_990.0)
    assert walk.cleared_mwh[[0, 10]].tolist() == [-0.5, 0.0]
    assert not walk.imbalance_mwh.any()
    assert walk.dispatch.soe_mwh[-1] == pytest.approx(0.5)
    assert walk.net_jpy == pytest.approx(-1_500.0)


def test_an_infinite_guard_bids_at_any_price_as_quantities_do():
    actual = np.full(48, 3_000.0)
    actual[[0, 10]] = 90_000.0, 10.0
    walk = one_day(90_000.0, 10.0, ANY_PRICE, fee=104.0, wear=300.0)
    case = YearCase(1, 2023, year(actual), 0.5)
    rolled = roll(tiny(104.0, 300.0), case, lambda day, n: SEEN, WindowRule(0, "same"))
    assert walk.net_jpy == pytest.approx(rolled.net_jpy)
    assert walk.net_jpy == pytest.approx(0.5 * (10.0 - 90_000.0 - 2 * 104.0 - 300.0))


def test_what_the_store_cannot_take_is_a_surplus_at_its_own_price_with_the_fee_on_what_was_traded():
    """Seen: buy at 1,000 in slot 9, sell at 5,000 in slot 10; steps in every slot buy up to 1,000 before. Slot 5 comes at 900 and fills
    the store; slot 9 clears too, and its 0.5 MWh are a surplus at 1,000 − 2,000. Fee 100 on 1.5 MWh: −450 − 500 − 500 + 2,500 − 150."""
    seen, actual = np.full(48, 3_000.0), np.full(48, 3_000.0)
    seen[[9, 10]] = actual[[9, 10]] = 1_000.0, 5_000.0
    actual[5] = 900.0
    case, prices = YearCase(1, 2023, year(actual), 0.5), ImbalancePrice(1_000.0, 2_000.0)
    guard, rule = Guard(steps="every_slot"), WindowRule(0, "same")
    walk = roll_bids(tiny(fee=100.0), case, lambda day, n: seen, rule_book(), prices, rule, guard)
    assert np.flatnonzero(walk.cleared_mwh).tolist() == [5, 9, 10]
    assert np.flatnonzero(walk.imbalance_mwh).tolist() == [9]
    assert walk.imbalance_mwh[9] == 0.5
    assert walk.net_jpy == pytest.approx(900.0)


def test_what_is_stored_is_lost_by_itself_between_deliveries():
    model = plant(1.0, self_discharge_per_day=0.5)
    window = WalkedStore(model, case_of(model, year(SEEN))).window(0, 1.0, SEEN)
    assert delivered(window, np.zeros(48))[2][[23, 47]] == pytest.approx([0.5**0.5, 0.5])


def test_delivery_stops_at_full_and_empty():
    model = plant(1.0)
    window = WalkedStore(model, case_of(model, year(SEEN))).window(0, 0.25, SEEN)
    cleared = np.zeros(48)
    cleared[:4], cleared[10:13] = -0.5, 0.5
    charge, discharge, energy = delivered(window, cleared)
    eta = 0.86**0.5
    assert energy[:2] == pytest.approx([0.25 + 0.5 * eta, 1.0])
    assert charge[:4] == pytest.approx([1.0, (0.75 - 0.5 * eta) / eta / 0.5, 0.0, 0.0])
    assert discharge[10:13] == pytest.approx([1.0, (1.0 - 0.5 / eta) * eta / 0.5, 0.0])


def test_a_step_clears_at_its_limit_and_on_its_own_side_only():
    nothing = np.zeros(48)
    buy, sell = np.full(48, 0.5), np.full(48, 0.3)
    bids = SpotBids(buy, sell, nothing + 1_000.0, nothing + 2_000.0)
    for price, cleared in (
        (990.0, -0.5),
        (1_000.0, -0.5),
        (1_010.0, 0.0),
        (1_990.0, 0.0),
        (2_000.0, 0.3),
        (2_010.0, 0.3),
    ):
        assert (bids.cleared_mwh(nothing + price) == cleared).all()
    # a published 10.37 yen is 10,369.999… or 10,370.000… in binary
    assert (
        SpotBids(buy, nothing, nothing + 10_370.0, nothing + np.nan).cleared_mwh(nothing + 10.37 * 1000.0) == -0.5
    ).all()


@given(st.floats(10.0, 1e6))
def test_limits_are_rounded_to_the_side_that_is_kept(price):
    down, up = GRID.down(np.array([price]))[0], GRID.up(np.array([price]))[0]
    assert down <= price + 1e-3 and up >= price - 1e-3
    assert up - down <= 10.0 + 1e-6
    assert down % 10.0 == up % 10.0 == 0.0


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    gate=st.integers(0, 5),
    guard=st.sampled_from(
        [Guard(), Guard(3_000.0, 500.0), Guard(steps="every_slot"), Guard(2e4, 2e4, "every_slot"), ANY_PRICE]
    ),
)
def test_no_walk_breaks_a_limit_and_nothing_published_after_a_gate_changes_a_bid_before_it(seed, gate, guard):
    draw = np.random.default_rng(seed)
    prices = np.round(draw.uniform(10.0, 30_000.0, 8 * 48), -1)
    other = prices.copy()
    other[(2 + gate) * 48 :] = np.round(draw.uniform(10.0, 30_000.0, (6 - gate) * 48), -1)
    model, walks = plant(2.0), []
    for series in (prices, other):
        walked = year(series[2 * 48 :], FIRST + timedelta(days=2))
        view = views.mean_of_days(PublishedSpot(year(series), rule_book()), 2)
        walk = roll_bids(
            model, case_of(model, walked), view, rule_book(), ImbalancePrice(3_000.0, 3_000.0), WindowRule(1), guard
        )
        for day, bids in enumerate(walk.bids):
            price = walked.spot_jpy_per_mwh[day * 48 : day * 48 + 48]
            cleared = walk.cleared_mwh[day * 48 : day * 48 + 48]
            assert (price[cleared < 0.0] <= bids.buy_limit_jpy_per_mwh[cleared < 0.0]).all()
            assert (price[cleared > 0.0] >= bids.sell_limit_jpy_per_mwh[cleared > 0.0]).all()
            for mwh, limit in (
                (bids.buy_mwh, bids.buy_limit_jpy_per_mwh),
                (bids.sell_mwh, bids.sell_limit_jpy_per_mwh),
            ):
                assert mwh == pytest.approx(np.round(mwh / 0.05) * 0.05, abs=1e-12)
                assert (mwh <= 0.5 + 1e-9).all()
                offered = (mwh > 0.0) & np.isfinite(limit)
                assert limit[offered] == pytest.approx(np.round(limit[offered] / 10.0) * 10.0, abs=1e-9)
            both = (bids.buy_mwh > 0.0) & (bids.sell_mwh > 0.0)
            assert (bids.buy_limit_jpy_per_mwh[both] < bids.sell_limit_jpy_per_mwh[both]).all()
        walks.append(walk)
    for day in range(gate + 1):
        for part in ("buy_mwh", "sell_mwh", "buy_limit_jpy_per_mwh", "sell_limit_jpy_per_mwh"):
            mine, theirs = (getattr(walk.bids[day], part) for walk in walks)
            assert np.array_equal(mine, theirs, equal_nan=True)


def test_known_prices_lose_only_what_lots_lose():
    model, walked = plant(), after(bundled("tokyo"))
    walk = roll_bids(model, case_of(model, walked), views.known(walked), rule_book(), ImbalancePrice(3_000.0, 3_000.0))
    share = walk.net_jpy / optimum_jpy(model, walked)
    assert 0.99 <= share <= 1.0
    lost = np.abs(walk.imbalance_mwh).sum()
    assert lost < 0.01 * walk.dispatch.discharged_mwh


def test_limits_are_what_the_rest_of_the_window_earns_more_or_less_solved_anew():
    """Strong self-discharge, fee and wear: from after each slot with a step, the rest is solved from both energies on its own."""
    battery = Battery(
        1.0, 1.0, 2.0, 0.95, 0.9, soe_initial_mwh=1.0, soe_final_is_free=True, self_discharge_per_day=0.6, wear_jpy_per_mwh=700.0
    )  # fmt: skip
    seen = np.round(np.random.default_rng(6).uniform(1_000.0, 30_000.0, 96), -1)
    model = YearModel(Site(battery, Connection()), SpotMarket(44.0))
    walked = WalkedStore(model, YearCase(1, 2023, year(seen), 2.0))
    plan = walked.solved(0, 1.0, seen, WindowRule(1), range(1, 49))
    window = walked.window(0, 1.0, seen)
    bids = bids_of(window, plan, seen, GRID, Guard())
    before = (1.0 - 0.6) ** (1.0 / 48.0) * np.append(1.0, plan.energy_mwh[:47])

    def rest(slot, energy):
        arrays = {f.name: getattr(window, f.name) for f in fields(window)}
        cut = {name: a[slot + 1 :] for name, a in arrays.items() if isinstance(a, np.ndarray)}
        return solve_store(replace(window, **cut, start_mwh=float(energy))).value_jpy

    buys, sells = np.flatnonzero(bids.buy_mwh), np.flatnonzero(bids.sell_mwh)
    assert len(buys) > 3 and len(sells) > 3
    for t in buys:
        even = (rest(t, before[t] + 0.95 * bids.buy_mwh[t]) - rest(t, before[t])) / bids.buy_mwh[t] - 44.0
        assert even - 10.0 - 1e-2 <= bids.buy_limit_jpy_per_mwh[t] <= even + 1e-2
    for t in sells:
        even = (rest(t, before[t]) - rest(t, before[t] - bids.sell_mwh[t] / 0.9)) / bids.sell_mwh[t] + 744.0
        assert even - 1e-2 <= bids.sell_limit_jpy_per_mwh[t] <= even + 10.0 + 1e-2


def test_own_load_is_refused():
    site = Site(Battery(1.0, 1.0, 0.5, 1.0, 1.0, auxiliary_mw=0.1), Connection())
    model, case = YearModel(site, SpotMarket(0.0)), YearCase(1, 2023, year(SEEN), 0.5)
    with pytest.raises(NotCoveredError, match="own load"):
        roll_bids(model, case, views.known(year(SEEN)), rule_book(), ImbalancePrice(0.0, 0.0))
