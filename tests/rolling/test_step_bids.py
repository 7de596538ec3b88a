"""From quantities by price to steps and back: bins, limits, lots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage_opt.studies.spot_bids import SpotGrid
from storage_opt.studies.step_bids import StepBids, bins_of, price_cuts, quantity_by_bin, steps_of

GRID = SpotGrid(0.05, 10.0, 10.0)


def slots(*values):
    """The same column for all 48 slots, shape (len(values), 48)."""
    return np.tile(np.array(values, dtype=float)[:, None], (1, 48))


def test_steps_by_hand():
    """Below 2,000 buy 0.5, below 3,000 buy 0.3, below 5,000 nothing, then sell 0.2, from 7,000 on 0.5."""
    cuts = slots(2_000.0, 3_000.0, 5_000.0, 7_000.0)
    bids = steps_of(slots(-0.5, -0.3, 0.0, 0.2, 0.5), cuts, GRID)
    assert bids.buy_mwh[:, 0] == pytest.approx([0.2, 0.3, 0.0, 0.0, 0.0])
    assert bids.buy_limit_jpy_per_mwh[:2, 0].tolist() == [1_990.0, 2_990.0]
    assert bids.sell_mwh[:, 0] == pytest.approx([0.0, 0.0, 0.0, 0.2, 0.3])
    assert bids.sell_limit_jpy_per_mwh[3:, 0].tolist() == [5_000.0, 7_000.0]
    for price, cleared in (
        (10.0, -0.5), (1_990.0, -0.5), (2_000.0, -0.3), (2_990.0, -0.3), (3_000.0, 0.0), (4_990.0, 0.0), (5_000.0, 0.2),
        (6_990.0, 0.2), (7_000.0, 0.5), (90_000.0, 0.5),
    ):  # fmt: skip
        assert bids.cleared_mwh(np.full(48, price)) == pytest.approx(np.full(48, cleared)), price


def test_buying_turns_to_selling_at_one_cut():
    bids = steps_of(slots(-0.5, 0.5), slots(4_000.0), GRID)
    assert (bids.buy_limit_jpy_per_mwh[0, 0], bids.sell_limit_jpy_per_mwh[1, 0]) == (3_990.0, 4_000.0)


def test_quantities_without_cuts_hold_at_any_price():
    quantity = np.zeros((1, 48))
    quantity[0, :2] = -0.5, 0.35
    bids = steps_of(quantity, np.zeros((0, 48)), GRID)
    assert (bids.buy_limit_jpy_per_mwh[0, 0], bids.sell_limit_jpy_per_mwh[0, 1]) == (np.inf, 10.0)
    for price in (10.0, 999_000.0):
        assert bids.cleared_mwh(np.full(48, price))[:3] == pytest.approx([-0.5, 0.35, 0.0])
    assert np.isnan(bids.buy_limit_jpy_per_mwh[0, 1:]).all()


def test_quantities_are_cut_to_lots_towards_zero_but_for_the_rounding_of_the_solver():
    bids = steps_of(slots(-0.2999, 0.0, 0.34999999), slots(2_000.0, 3_000.0), GRID)
    assert (bids.buy_mwh[0, 0], bids.sell_mwh[2, 0]) == pytest.approx((0.25, 0.35))


def test_a_purchase_below_the_floor_price_is_no_bid():
    bids = steps_of(slots(-0.5, 0.0), slots(10.0), GRID)
    assert not bids.buy_mwh.any() and np.isnan(bids.buy_limit_jpy_per_mwh).all()


def test_what_sells_less_at_a_higher_price_is_refused():
    with pytest.raises(ValueError, match="at a higher price"):
        steps_of(slots(0.5, 0.3), slots(2_000.0), GRID)
    with pytest.raises(ValueError, match="at a higher price"):
        steps_of(slots(-0.1, -0.3), slots(2_000.0), GRID)


def test_cuts_lie_between_the_prices_of_about_as_many_scenarios_each():
    prices = slots(*np.arange(1_000.0, 13_000.0, 1_000.0))
    assert price_cuts(prices, GRID, 3)[:, 0].tolist() == [4_500.0, 8_500.0]
    assert price_cuts(prices, GRID, None)[:, 0].tolist() == [x + 500.0 for x in range(1_000, 12_000, 1_000)]
    assert price_cuts(prices, GRID, 40).shape == (11, 48)
    assert price_cuts(prices, GRID, 1).shape == (0, 48)
    with pytest.raises(ValueError, match="0 bins"):
        price_cuts(prices, GRID, 0)


def test_equal_prices_are_not_cut_apart_nor_are_those_within_a_tick():
    prices = slots(10.0, 10.0, 10.0, 10.0, 5_000.0, 5_004.0)
    assert price_cuts(prices, GRID, None)[:, 0].tolist() == [2_510.0, np.inf, np.inf, np.inf, np.inf]
    assert price_cuts(prices, GRID, 2)[:, 0].tolist() == [np.inf]


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), most=st.sampled_from([1, 2, 3, 5, None]), digits=st.sampled_from([-3, -1, 6]))
def test_what_is_planned_in_a_scenario_clears_at_its_prices(seed, most, digits):
    """Rising quantities by bin; at the ticks of every scenario, and at any tick between, the steps clear the quantity of its bin."""
    draw = np.random.default_rng(seed)
    prices = np.maximum(np.round(draw.uniform(0.0, 20_000.0, (int(draw.integers(1, 12)), 48)), digits), 10.0)
    cuts = price_cuts(prices, GRID, most)
    bins = bins_of(prices, cuts)
    assert set(np.unique(bins)) <= set(range(len(cuts) + 1))
    inside = cuts[np.isfinite(cuts)]
    assert inside == pytest.approx(np.round(inside / 10.0) * 10.0)
    for t in range(48):
        by_price = bins[np.argsort(prices[:, t], kind="stable"), t]
        assert (np.diff(by_price) >= 0).all()
        n_cuts = int(np.isfinite(cuts[:, t]).sum())
        assert set(by_price) == set(range(n_cuts + 1))
    quantity = np.sort(np.round(draw.uniform(-0.5, 0.5, (len(cuts) + 1, 48)) / 0.05) * 0.05, axis=0)
    slot = np.broadcast_to(np.arange(48), bins.shape)
    again = quantity_by_bin(quantity[bins, slot], bins, len(cuts) + 1)
    bids = steps_of(again, cuts, GRID)
    for row, own in zip(np.round(prices, -1), bins_of(np.round(prices, -1), cuts), strict=True):
        assert bids.cleared_mwh(row) == pytest.approx(again[own, np.arange(48)], abs=1e-9)
    for mwh, limit in ((bids.buy_mwh, bids.buy_limit_jpy_per_mwh), (bids.sell_mwh, bids.sell_limit_jpy_per_mwh)):
        assert mwh == pytest.approx(np.round(mwh / 0.05) * 0.05, abs=1e-12)
        assert np.array_equal(np.isnan(limit), mwh == 0.0)
        told = limit[np.isfinite(limit)]
        assert (told >= 10.0).all() and told == pytest.approx(np.round(told / 10.0) * 10.0)


def test_a_step_never_buys_above_or_sells_below_its_limit():
    bids = StepBids(slots(0.5, 0.2), slots(0.1, 0.3), slots(1_000.0, 2_000.0), slots(3_000.0, 4_000.0))
    for price, cleared in (
        (1_000.0, -0.7),
        (1_010.0, -0.2),
        (2_010.0, 0.0),
        (2_990.0, 0.0),
        (3_000.0, 0.1),
        (10.37 * 1e3, 0.4),
    ):
        assert bids.cleared_mwh(np.full(48, price)) == pytest.approx(np.full(48, cleared))
