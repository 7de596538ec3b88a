"""Acceptance of an offer: hand cases, brute force over days, and properties."""

from datetime import date

import numpy as np
import pytest

from storage_opt.markets.acceptance import Acceptance, accepted_share
from storage_opt.markets.acceptance_fit import fit_acceptance
from storage_opt.markets.offer_curve import marginal_price, mean_price, offer_exponent
from storage_opt.records.awards_market import BalancingRun

DAYS = 92  # June to August: one season
SUMMER = 1


def run_of(requirement, offer, award, low, high, days: int = DAYS) -> BalancingRun:
    """A run with 8 equal blocks from one value, or one per day."""
    full = [
        np.broadcast_to(np.asarray(x, dtype=float).reshape(-1, 1), (days, 8))
        for x in (requirement, offer, award, low, high)
    ]
    return BalancingRun("composite", date(2025, 6, 1), *full[:4], (full[3] + full[4]) / 2.0, full[4])


def test_days_of_each_kind_are_counted():
    """Of 92 days: 23 without demand, 23 short, 46 contested with a marginal price of 4."""
    kind = np.arange(DAYS) % 4
    award = np.where(kind == 0, 0.0, np.where(kind == 1, 30.0, 60.0))
    offer = np.where(kind == 1, 30.0, 100.0)
    price = np.where(kind == 0, np.nan, np.where(kind == 1, 9.0, 4.0))
    fitted = fit_acceptance(run_of(60.0, offer, award, np.where(kind == 0, np.nan, 1.0), price), 10.0)
    assert fitted.demand_share[SUMMER, 0] == 0.75
    assert fitted.shortage_share[SUMMER, 0] == pytest.approx(1 / 3)
    assert (fitted.lowest_jpy_per_kw_slot[SUMMER, 0], fitted.mean_jpy_per_kw_slot[SUMMER, 0]) == (1.0, 4.0)
    q = accepted_share(np.array([0.0, 1.0, 3.8, 4.2, 10.0, 10.5])[:, None, None], fitted)[:, SUMMER, 0]
    assert q == pytest.approx([0.75, 0.75, 0.75, 0.25, 0.25, 0.0], abs=0.01)


def test_award_at_the_cap_means_that_the_cap_is_accepted():
    fitted = fit_acceptance(run_of(60.0, 100.0, 60.0, 1.0, 7.21), 7.21)
    assert accepted_share(np.array([[[7.21]], [[7.22]]]), fitted)[:, SUMMER, 0].tolist() == [1.0, 0.0]


def test_all_taken_with_the_requirement_met_is_no_shortage():
    exporting = fit_acceptance(run_of(20.0, 60.0, 60.0, 1.0, 5.0), 10.0)
    assert exporting.shortage_share[SUMMER, 0] == 0.0
    assert accepted_share(9.0, exporting)[SUMMER, 0] < 0.01


def test_block_without_demand_accepts_nothing():
    closed = fit_acceptance(run_of(0.0, 50.0, 0.0, np.nan, np.nan), 10.0)
    assert (accepted_share(0.5, closed)[SUMMER] == 0.0).all()


def test_fitted_curve_is_close_to_the_share_of_days_counted():
    rng = np.random.default_rng(1)
    marginal = np.round(1.0 + 8.0 * rng.beta(2.0, 3.0, DAYS), 2)
    fitted = fit_acceptance(run_of(60.0, 100.0, 60.0, 0.5, marginal), 10.0)
    prices = np.linspace(0.5, 10.0, 39)
    counted = (marginal[None, :] >= prices[:, None]).mean(axis=1)
    assert np.abs(accepted_share(prices[:, None, None], fitted)[:, SUMMER, 0] - counted).max() < 0.08


def test_season_without_a_day_takes_the_whole_run():
    fitted = fit_acceptance(run_of(60.0, 100.0, 60.0, 1.0, 4.0), 10.0)
    for array in (fitted.mean_jpy_per_kw_slot, fitted.demand_share):
        assert (array == array[SUMMER]).all()


def test_without_a_cap_the_highest_award_leads():
    fitted = fit_acceptance(run_of(60.0, 100.0, 60.0, 1.0, np.linspace(2.0, 40.0, DAYS)), None)
    assert fitted.cap_jpy_per_kw_slot == 40.0


@pytest.mark.parametrize("spread", [0.0, 0.5, 3.0, 100.0])
@pytest.mark.parametrize("mean", [0.0, 0.4, 5.0, 9.99, 30.0])
def test_curve_falls_and_stays_between_its_ends_whatever_the_parameters(mean, spread):
    prices = np.linspace(-1.0, 12.0, 131)
    q = accepted_share(prices, Acceptance(0.9, 0.2, 0.4, mean, spread, 10.0))
    assert (np.diff(q) <= 1e-12).all() and q[0] == 0.9 and q[-1] == 0.0
    assert q[prices <= 10.0].min() >= 0.9 * 0.2 - 1e-12


def test_cap_below_the_lowest_award_is_a_step():
    q = accepted_share([3.0, 5.0, 5.01], Acceptance(1.0, 0.0, 6.0, 6.5, 0.1, 5.0))
    assert q.tolist() == [1.0, 1.0, 0.0]


def test_parameters_broadcast_over_seasons_and_blocks():
    table = np.linspace(3.0, 6.0, 32).reshape(4, 8)
    q = accepted_share(np.array([2.0, 4.0])[:, None, None], Acceptance(1.0, 0.0, 0.3, table, 1.0, 10.0))
    assert q.shape == (2, 4, 8)
    assert (np.diff(q[1].reshape(-1)) > 0).all()


def test_offer_curve_gives_back_the_three_prices_it_was_made_from():
    exponent = offer_exponent(0.34, 2.2, 19.51)
    volume = (np.arange(200_000) + 0.5) / 200_000
    prices = marginal_price(0.34, 19.51, exponent, volume)
    assert prices.mean() == pytest.approx(2.2, rel=1e-4)
    half = prices[: len(prices) // 2]
    assert mean_price(0.34, 19.51, exponent, 0.5) == pytest.approx(half.mean(), rel=1e-4)
    assert marginal_price(0.34, 19.51, exponent, 1.0) == 19.51


def test_run_refuses_arrays_that_do_not_belong_together():
    with pytest.raises(ValueError, match="one shape"):
        BalancingRun("fcr", date(2025, 6, 1), *[np.zeros((2, 8))] * 5, np.zeros((2, 48)))
    with pytest.raises(ValueError, match="product"):
        BalancingRun("rr1", date(2025, 6, 1), *[np.zeros((2, 8))] * 6)
    with pytest.raises(ValueError, match="divide"):
        BalancingRun("fcr", date(2025, 6, 1), *[np.zeros((2, 7))] * 6)
