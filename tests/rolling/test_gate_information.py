"""Who knows what: no price published after a gate changes what was decided before it, not in the last digit."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from gate_walks import RECOURSE, RULES, bundled_case, days_of

from storage_opt.markets.gates import intraday_opens, offer_gate, offers_published, spot_gate, spot_published
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.records.prices import PriceYear
from storage_opt.studies import views
from storage_opt.studies.gate_walk import walk_gates
from storage_opt.studies.offer_views import PastOffers, of_days
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.studies.walk_rules import GateWalkRule
from storage_opt.studies.year_problem import YearModel

HISTORY, WALKED = 14, 14
FIRST = date(2026, 3, 4)
"""Wednesday; the week of 7 to 13 March was offered on the 3rd, before the walk; the change comes on the 14th."""
PRODUCTS = ("composite", "rr_fit")


@pytest.fixture(scope="module")
def market():
    """Plant with an intraday market; all prices of four weeks around the change of March 2026."""
    model, whole = bundled_case(2025, list(PRODUCTS), "delivery")
    day = (FIRST - date(2025, 4, 1)).days
    case = days_of(whole, day - HISTORY, HISTORY + WALKED)
    rng = np.random.default_rng(0)
    spot = case.prices.spot_jpy_per_mwh
    prices = replace(
        case.prices,
        intraday_jpy_per_mwh=spot + rng.normal(0.0, 1_000.0, spot.size),
        imbalance_jpy_per_mwh=spot + rng.normal(0.0, 4_000.0, spot.size),
    )
    return YearModel(model.site, model.spot, intraday=IntradayMarket(100.0, 20.0)), replace(case, prices=prices)


def walked(market, prices: PriceYear, book: OfferBook, kind: str, look: int = 1):
    """Walk of the last days; views rest on all prices, cut at each gate by the rules."""
    model, case = market
    cut = days_of(replace(case, prices=prices, offers=book), HISTORY, WALKED)
    slots = slice(HISTORY * 48, None)
    later = replace(
        cut.prices,
        intraday_jpy_per_mwh=prices.intraday_jpy_per_mwh[slots],
        imbalance_jpy_per_mwh=prices.imbalance_jpy_per_mwh[slots],
    )
    seen = views.mean_of_days(PublishedSpot(prices, RULES), 2)
    past = PastOffers(book, prices.period, RULES, 3)
    rule = GateWalkRule(WindowRule(look), AwardRule(kind, 5), views_from=FIRST - timedelta(days=7))
    return walk_gates(model, replace(cut, prices=later), seen, past, RULES, RECOURSE, rule)


def changed(market, gate: datetime, rng):
    """All prices, those published after a moment drawn anew."""
    _, case = market
    prices, book = case.prices, case.offers
    period = prices.period
    days = [period.first_day + timedelta(days=n) for n in range(period.n_days)]
    after_spot = np.repeat([spot_published(RULES, day) > gate for day in days], 48)
    # Continuous trading and imbalances are told at the earliest when the slot begins.
    begins = period.slot_starts.astype("datetime64[m]") > np.datetime64(gate, "m")
    noise = rng.uniform(0.3, 2.0, (4, period.n_slots))
    new = replace(
        prices,
        spot_jpy_per_mwh=np.where(after_spot, noise[0], 1.0) * prices.spot_jpy_per_mwh,
        intraday_jpy_per_mwh=np.where(begins, noise[1], 1.0) * prices.intraday_jpy_per_mwh,
        imbalance_jpy_per_mwh=np.where(begins, noise[2], 1.0) * prices.imbalance_jpy_per_mwh,
    )
    offers = {}
    for name, one in book.offers.items():
        after = np.repeat([offers_published(RULES, name, day) > gate for day in days], 48)
        factor = np.where(after, np.repeat(rng.uniform(0.2, 3.0, period.n_days), 48), 1.0)
        share = np.where(after, np.repeat(rng.uniform(0.0, 1.0, period.n_days), 48), 1.0)
        offers[name] = ProductOffers(
            one.price_jpy_per_kw_slot * factor,
            one.paid_jpy_per_kw_slot * factor,
            one.acceptance * share,
            one.fee_jpy_per_kw_slot,
        )
    return new, replace(book, offers=offers, activation_price_jpy_per_mwh=new.spot_jpy_per_mwh)


def test_awards_of_the_week_are_not_known_before_they_are_published(market):
    """Tuesday 3 March, 10:00: offers of 7 to 13 March and the spot bids of Wednesday. Their awards are out at midnight, and count then."""
    base = walked(market, market[1].prices, market[1].offers, "drawn", look=5)
    gate = datetime(2026, 3, 3, 12)
    other = walked(market, *changed(market, gate, np.random.default_rng(1)), "drawn", look=5)
    assert np.array_equal(base.planned_mw[:48], other.planned_mw[:48])
    weekly = slice(3 * 48, 10 * 48)
    assert np.array_equal(base.offers[0].offered_mw[:, weekly], other.offers[0].offered_mw[:, weekly])
    assert not np.array_equal(base.awarded_mw[weekly], other.awarded_mw[weekly])
    assert not np.array_equal(base.planned_mw[48:96], other.planned_mw[48:96])


@pytest.mark.parametrize("kind", ["expected", "drawn"])
def test_nothing_published_after_a_gate_changes_what_was_decided_by_then(market, kind):
    base = walked(market, market[1].prices, market[1].offers, kind)
    assert base.planned_mw.any()
    assert base.traded_mw.any()
    rng = np.random.default_rng(7)
    told_apart = 0
    gates = [datetime(2026, 2, 24, 12)]  # two hours after the offers of 4 to 6 March, a week before the walk
    gates += [datetime(2026, 3, 4) + timedelta(hours=float(rng.uniform(-24.0, WALKED * 24.0))) for _ in range(4)]
    assert base.offers[0].offered_mw[:, : 3 * 48].any()
    for gate in gates:
        other = walked(market, *changed(market, gate, rng), kind)
        for number in range(WALKED):
            day, slots = FIRST + timedelta(days=number), slice(number * 48, number * 48 + 48)
            if spot_gate(RULES, day) <= gate:
                assert np.array_equal(base.planned_mw[slots], other.planned_mw[slots])
            if intraday_opens(RULES, day) <= gate:
                assert np.array_equal(base.traded_mw[slots], other.traded_mw[slots])
                assert np.array_equal(base.dispatch.soe_mwh[slots], other.dispatch.soe_mwh[slots])
            for mine, theirs in zip(base.offers, other.offers, strict=True):
                if offer_gate(RULES, mine.product, day) <= gate:
                    assert np.array_equal(mine.offered_mw[:, slots], theirs.offered_mw[:, slots])
        told_apart += not np.array_equal(base.planned_mw, other.planned_mw)
    assert told_apart >= 3


def test_decisions_do_move_with_what_is_published_before(market):
    """The same changes a day earlier are seen."""
    base = walked(market, market[1].prices, market[1].offers, "expected")
    gate = datetime(2026, 3, 9)
    other = walked(market, *changed(market, gate, np.random.default_rng(3)), "expected")
    first = next(n for n in range(WALKED) if spot_gate(RULES, FIRST + timedelta(days=n)) > gate + timedelta(days=1))
    assert not np.array_equal(base.planned_mw[first * 48 :], other.planned_mw[first * 48 :])
    assert of_days(market[1].offers.offers["composite"], 0, 1).acceptance.shape[1] == 48
