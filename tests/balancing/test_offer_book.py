"""Offers of a year from results made by hand: which price, which acceptance, what is paid, by season, block and rule."""

from datetime import date

import numpy as np
import pytest

from storage_opt.inputs.rules import rule_book
from storage_opt.markets.choice import BalancingChoice
from storage_opt.messages import language
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.prices import PriceYear
from storage_opt.studies.offer_book import offer_book
from storage_opt.timeline import Period

RULES = date(2026, 9, 1)
"""48 blocks a day; composite: cap 10 JPY/kW per slot, fee 0.06."""
PERIOD = Period(date(2023, 5, 31), 2)
"""The last day of spring and the first of summer."""


def prices(**columns):
    return PriceYear(2023, PERIOD, np.full(96, 10_000.0), **columns)


def results(highest_by_day):
    """Composite in May and June: 100 MW asked for, 150 offered, 100 awarded, between 1 and the highest price of the day."""
    days = len(highest_by_day)
    level = np.broadcast_to(np.asarray(highest_by_day, dtype=float)[:, None], (days, 48)).copy()
    mw = np.full((days, 48), 100.0)
    run = BalancingRun("composite", date(2023, 5, 2), mw, 1.5 * mw, mw, np.ones((days, 48)), 0.5 * (1.0 + level), level)
    return BalancingBook("kyushu", 2023, "2026-09-01", (run,), is_synthetic=True)


def offers(price_year, awards=None, **choice):
    book, warnings = offer_book(
        BalancingChoice(("composite",), rules_on=RULES, levels=1, **choice), price_year, awards, rule_book(), 2028
    )
    return book.offers["composite"], warnings


def test_prices_above_the_cap_are_bid_as_they_are_and_paid_the_cap():
    """12 JPY/kW per slot against a cap of 10: bid 12, paid 10, with a warning that names cap and rule."""
    given = prices(availability_jpy_per_kw_slot={"composite": np.where(np.arange(96) < 48, 12.0, 8.0)})
    made, warnings = offers(given, acceptance="certain")
    assert made.price_jpy_per_kw_slot[0, [0, 50]].tolist() == [12.0, 8.0]
    assert made.paid_jpy_per_kw_slot[0, [0, 50]].tolist() == [10.0, 8.0]
    (warning,) = warnings
    with language("en"):
        assert "48 slots" in warning.text() and "10" in warning.text() and "balancing.price_cap" in warning.text()


def test_each_day_takes_the_curve_of_its_season():
    """Spring pays up to 2 every day, summer up to 8: what is nearly sure in summer at 5 is never taken in spring."""
    awards = results([2.0] * 30 + [8.0] * 30)  # 2 to 31 May, 1 to 30 June
    made, _ = offers(prices(), awards)
    spring, summer = made.price_jpy_per_kw_slot[0, 10], made.price_jpy_per_kw_slot[0, 58]
    assert 1.5 < spring <= 2.2
    assert 6.0 < summer <= 8.2
    assert min(made.acceptance[0, 10], made.acceptance[0, 58]) > 0.5


def test_a_bid_below_the_fee_is_never_the_best():
    """Acceptance falls from 1 at 0 to 0 at 10: without a fee the best bid is 5, with a fee φ it is 5 + φ/2, and never below the fee."""
    from storage_opt.markets.offer_prices import best_prices

    def line(price):
        return np.clip(1.0 - price / 10.0, 0.0, 1.0)

    for fee in (0.0, 2.0, 6.0):
        (bid,) = best_prices(line, 0.0, 10.0, fee, np.zeros(1))
        assert bid == pytest.approx(5.0 + fee / 2.0, abs=0.05)
        assert bid >= fee


def test_results_of_the_day_before_do_not_serve_a_day_without_any():
    from storage_opt.errors import MarketDataError

    with pytest.raises(MarketDataError, match="no results on 1 days"):
        offers(prices(), results([2.0] * 30))  # ends on 31 May


def test_fixed_and_certain_take_the_share_they_are_given():
    given = prices(availability_jpy_per_kw_slot={"composite": np.full(96, 3.0)})
    assert (offers(given, acceptance="fixed", accepted_share=0.6)[0].acceptance == 0.6).all()
    assert (offers(given, acceptance="certain")[0].acceptance == 1.0).all()


def test_a_factor_scales_the_chance_of_award_and_never_beyond_certainty():
    given = prices(
        availability_jpy_per_kw_slot={"composite": np.full(96, 5.0)},
        acceptance={"composite": np.where(np.arange(96) < 48, 0.4, 0.8)},
    )
    made, _ = offers(given, acceptance="fixed", accepted_factor=1.5)
    assert made.acceptance[0, [0, 50]].tolist() == pytest.approx([0.6, 1.0])
    made, _ = offers(given, acceptance="fixed", accepted_share=0.5, accepted_factor=0.5)
    assert made.acceptance[0, 0] == 0.25


def test_a_factor_on_a_curve_keeps_the_price_until_awards_are_sure():
    """Half of the chance everywhere: the same price is best. A hundredfold: any price with a chance of 1 % is sure, so prices rise."""
    awards = results([2.0] * 30 + [8.0] * 30)
    plain, halved, certain = (offers(prices(), awards, accepted_factor=f)[0] for f in (1.0, 0.5, 100.0))
    assert halved.price_jpy_per_kw_slot.tolist() == plain.price_jpy_per_kw_slot.tolist()
    assert halved.acceptance == pytest.approx(0.5 * plain.acceptance)
    assert (certain.price_jpy_per_kw_slot > plain.price_jpy_per_kw_slot).all()
    assert certain.acceptance.max() == 1.0
