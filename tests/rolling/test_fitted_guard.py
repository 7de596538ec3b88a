"""Guards chosen on the past: scored by hand, chosen by what was known, and blind to what came later."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from walks import case_of, plant

from storage_opt.inputs.rules import rule_book
from storage_opt.records.prices import PriceYear
from storage_opt.studies.fitted_guard import ANY_PRICE, CANDIDATES, FittedGuard, GuardRule, Sent, scores
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice, roll_bids
from storage_opt.studies.spot_bids import Guard, SpotBids, bids_of, spot_grid
from storage_opt.timeline import SLOTS_PER_DAY, Period

FIRST = date(2023, 4, 1)
TIGHT = Guard(0.0, 0.0)
IMBALANCE = ImbalancePrice(3000.0, 1000.0)


def day_of(low: float, high: float, middle: float = 9000.0) -> np.ndarray:
    """Cheap in slots 4 to 9, dear in slots 34 to 39."""
    day = np.full(SLOTS_PER_DAY, middle)
    day[4:10], day[34:40] = low, high
    return day


def walk(
    days: np.ndarray, seen: np.ndarray, rule: GuardRule, energy: float = 0.0
) -> tuple[FittedGuard, list[SpotBids]]:
    """Bid for every day with the same prices seen; the store begins each with the same energy."""
    prices = PriceYear(2023, Period(FIRST, len(days)), days.ravel())
    model = plant(3.0)
    walked = WalkedStore(model, case_of(model, prices))
    guard = FittedGuard(PublishedSpot(prices, rule_book()), IMBALANCE, rule)
    bids = []
    for number in range(len(days) - 1):
        plan = walked.solved(number, energy, seen, WindowRule(0), guard.value_slots)
        bids.append(guard(FIRST + timedelta(days=number), walked.window(number, energy, seen), plan, seen))
    return guard, bids


def test_a_score_is_what_the_bids_earn_with_imbalances_and_the_energy_left() -> None:
    """By hand: 0.5 MWh bought in slot 4 at 5,000, 0.5 MWh sold in slot 34 at 20,000 of which the store holds 0.43."""
    seen = day_of(6000.0, 18000.0)
    prices = PriceYear(2023, Period(FIRST, 2), np.tile(seen, 2))
    model = plant(3.0)
    walked = WalkedStore(model, case_of(model, prices))
    window = walked.window(0, 0.0, seen)
    plan = walked.solved(0, 0.0, seen, WindowRule(0), range(1, 49))
    nothing = np.zeros(SLOTS_PER_DAY)
    never = np.full(SLOTS_PER_DAY, np.nan)
    buy, sell = nothing.copy(), nothing.copy()
    buy[4], sell[34] = 0.5, 0.5
    one = SpotBids(buy, sell, np.where(buy > 0, 7000.0, np.nan), np.where(sell > 0, 10.0, np.nan))
    unsold = SpotBids(buy, nothing, np.where(buy > 0, 7000.0, np.nan), never)
    none = SpotBids(nothing, nothing, never, never)
    left = plan.values[SLOTS_PER_DAY]
    sent = Sent(FIRST, window, seen, left, (one, unsold, none))
    actual = seen.copy()
    actual[4], actual[34] = 5000.0, 20000.0
    found = scores(sent, actual, IMBALANCE)
    stored = 0.5 * 0.86**0.5
    delivered = stored * 0.86**0.5
    assert found[0] == pytest.approx(
        -0.5 * 5000 + delivered * (20000 - 2000) - (0.5 - delivered) * 3000 + left.at(0.0), abs=0.01
    )
    assert found[1] == pytest.approx(-0.5 * 5000 + left.at(stored), abs=0.01)
    assert found[2] == pytest.approx(left.at(0.0), abs=1e-6)


def test_the_guard_that_would_have_earned_more_is_used_once_enough_days_are_known() -> None:
    """Whatever was seen, the cheap slots came dearer than the dear ones: limits keep out of a trade that loses."""
    seen = day_of(6000.0, 18000.0)
    days = np.tile(day_of(17000.0, 9000.0), (8, 1))
    guard, bids = walk(days, seen, GuardRule((ANY_PRICE, TIGHT), needs_days=4))
    # at the gate of day 4 (0 is the first) the results of days 0 to 3 are out
    assert guard.used == [ANY_PRICE] * 4 + [TIGHT] * 3
    assert (bids[3].cleared_mwh(days[3])[4:10] < 0.0).any()
    assert not bids[4].cleared_mwh(days[4])[4:10].any()


def test_a_guard_that_would_have_cost_revenue_is_not_used() -> None:
    """All prices came 5,000 dearer than seen: limits at break-even would have let every purchase go."""
    seen = day_of(6000.0, 18000.0)
    days = np.tile(seen + 5000.0, (8, 1))
    guard, _ = walk(days, seen, GuardRule((ANY_PRICE, TIGHT), needs_days=4))
    assert guard.used == [ANY_PRICE] * 7


def test_only_the_latest_days_count() -> None:
    seen = day_of(6000.0, 18000.0)
    days = np.vstack([np.tile(day_of(17000.0, 9000.0), (4, 1)), np.tile(seen + 5000.0, (6, 1))])
    guard, _ = walk(days, seen, GuardRule((ANY_PRICE, TIGHT), needs_days=2, over_days=3))
    assert guard.used[2:5] == [TIGHT] * 3
    assert guard.used[7:] == [ANY_PRICE] * 2


def test_bids_are_those_of_the_guard_in_use() -> None:
    seen = day_of(6000.0, 18000.0)
    days = np.tile(day_of(17000.0, 9000.0), (4, 1))
    prices = PriceYear(2023, Period(FIRST, 4), days.ravel())
    model = plant(3.0)
    walked = WalkedStore(model, case_of(model, prices))
    plan = walked.solved(0, 0.0, seen, WindowRule(0), range(1, 49))
    expected = bids_of(walked.window(0, 0.0, seen), plan, seen, spot_grid(rule_book(), FIRST), TIGHT)
    _, bids = walk(days, seen, GuardRule((TIGHT,)))
    np.testing.assert_array_equal(bids[0].buy_limit_jpy_per_mwh, expected.buy_limit_jpy_per_mwh)
    np.testing.assert_array_equal(bids[0].sell_mwh, expected.sell_mwh)


@pytest.mark.parametrize("seed", range(5))
def test_prices_published_after_a_gate_change_no_bid_made_before_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    days = random.uniform(10.0, 30000.0, (12, SLOTS_PER_DAY))
    seen = random.uniform(10.0, 30000.0, SLOTS_PER_DAY)
    gate = int(random.integers(1, 11))
    others = days.copy()
    others[gate:] = random.uniform(10.0, 30000.0, others[gate:].shape)
    rule = GuardRule((ANY_PRICE, TIGHT, Guard(2000.0, 2000.0)), needs_days=1)
    (first, bids), (second, again) = walk(days, seen, rule), walk(others, seen, rule)
    assert first.used[: gate + 1] == second.used[: gate + 1]
    for one, other in zip(bids[: gate + 1], again[: gate + 1], strict=True):
        np.testing.assert_array_equal(one.buy_limit_jpy_per_mwh, other.buy_limit_jpy_per_mwh)
        np.testing.assert_array_equal(one.sell_limit_jpy_per_mwh, other.sell_limit_jpy_per_mwh)
        np.testing.assert_array_equal(one.buy_mwh, other.buy_mwh)


def test_the_first_candidate_is_quantity_bids_and_none_comes_twice() -> None:
    assert CANDIDATES[0] == ANY_PRICE
    assert len(set(CANDIDATES)) == len(CANDIDATES)


def test_a_walk_with_quantity_bids_in_whole_lots_is_the_walk_with_one_guard() -> None:
    """With one candidate nothing is chosen: the same walk as with that guard on every day."""
    random = np.random.default_rng(3)
    days = random.uniform(5000.0, 20000.0, (9, SLOTS_PER_DAY))
    prices = PriceYear(2023, Period(FIRST, 9), days.ravel())
    model, rules = plant(3.0), rule_book()
    case = case_of(model, prices)
    seen = day_of(6000.0, 18000.0)

    def view(_day: date, n_days: int) -> np.ndarray:
        return np.tile(seen, n_days)

    guard = Guard(4000.0, 4000.0)
    decide = FittedGuard(PublishedSpot(prices, rules), IMBALANCE, GuardRule((guard,)))
    fitted = roll_bids(model, case, view, rules, IMBALANCE, WindowRule(1), decide=decide)
    plain = roll_bids(model, case, view, rules, IMBALANCE, WindowRule(1), guard)
    assert fitted.net_jpy == plain.net_jpy
    assert fitted.cleared_mwh.any()


def test_what_a_full_store_cannot_take_is_a_surplus() -> None:
    """By hand: 0.5 MWh bought for a store that is full go back at the spot price less 1,000."""
    seen = day_of(6000.0, 18000.0)
    prices = PriceYear(2023, Period(FIRST, 2), np.tile(seen, 2))
    model = plant(3.0)
    walked = WalkedStore(model, case_of(model, prices))
    window, plan = walked.window(0, 3.0, seen), walked.solved(0, 3.0, seen, WindowRule(0), range(1, 49))
    nothing, never = np.zeros(SLOTS_PER_DAY), np.full(SLOTS_PER_DAY, np.nan)
    buy = nothing.copy()
    buy[4] = 0.5
    one = SpotBids(buy, nothing, np.where(buy > 0, 7000.0, np.nan), never)
    left = plan.values[SLOTS_PER_DAY]
    found = scores(Sent(FIRST, window, seen, left, (one,)), seen, IMBALANCE)
    assert found[0] == pytest.approx(-0.5 * 1000 + left.at(3.0), abs=0.01)
