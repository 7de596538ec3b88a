"""When offers of the balancing market close, and when their results are out, by the dated rules and by what is assumed."""

from datetime import date, datetime

import numpy as np
import pytest

from storage_opt.inputs.rules import rule_book
from storage_opt.markets.choice import BalancingChoice
from storage_opt.markets.gates import bid_day, intraday_opens, offer_gate, offers_published, week_of
from storage_opt.markets.offers import OfferBook
from storage_opt.studies.gate_walk import INTRADAY, OFFERS, SPOT, gates_of
from storage_opt.studies.offer_rules import markets_by_day
from storage_opt.timeline import Period


@pytest.mark.parametrize("day", range(7, 14))
def test_the_week_before_the_change_was_offered_on_its_tuesday(day):
    """Saturday 7 to Friday 13 March 2026: Tuesday 3 March."""
    assert week_of(date(2026, 3, day)) == date(2026, 3, 7)
    assert offer_gate(rule_book(), "composite", date(2026, 3, day)) == datetime(2026, 3, 3, 10, 0)
    assert offers_published(rule_book(), "composite", date(2026, 3, day)) == datetime(2026, 3, 4, 0, 0)


def test_from_14_march_2026_offers_close_after_the_spot_results():
    day = date(2026, 3, 14)
    assert offer_gate(rule_book(), "composite", day) == datetime(2026, 3, 13, 14, 0)
    assert offers_published(rule_book(), "composite", day) == datetime(2026, 3, 13, 15, 0)


def test_tertiary_2_was_offered_the_day_before_all_along():
    day = date(2025, 6, 1)
    assert offer_gate(rule_book(), "rr_fit", day) == datetime(2025, 5, 31, 14, 0)
    assert offers_published(rule_book(), "rr_fit", day) == datetime(2025, 5, 31, 15, 0)


def test_rules_of_another_day_keep_the_calendar_of_the_delivery_day():
    assert offer_gate(rule_book(), "composite", date(2023, 4, 5), date(2025, 1, 1)) == datetime(2023, 3, 28, 10, 0)
    assert offer_gate(rule_book(), "composite", date(2023, 4, 5), date(2026, 9, 1)) == datetime(2023, 4, 4, 14, 0)


def test_intraday_opens_at_five_the_day_before():
    assert intraday_opens(rule_book(), date(2026, 4, 1)) == datetime(2026, 3, 31, 17, 0)


@pytest.mark.parametrize("text", ["D-1 14:00", "W-2 Tue", "Tue", "W-1 Dienstag"])
def test_a_day_of_bidding_of_another_form_is_refused(text):
    with pytest.raises(ValueError, match="not a day of bidding"):
        bid_day(text, date(2026, 3, 1))


def test_a_saturday_bid_lies_a_week_before_its_saturday():
    assert bid_day("W-1 Sat", date(2026, 3, 7)) == date(2026, 2, 28)
    assert bid_day("W-1 Fri", date(2026, 3, 7)) == date(2026, 3, 6)


def test_gates_come_in_order_of_time_and_change_in_the_middle_of_march():
    """Ten days around the change: weekly offers come before the spot gates of their days, day-ahead offers between spot and intraday."""
    period = Period(date(2026, 3, 9), 10)
    choice = BalancingChoice(("composite", "rr_fit"), rules_on="delivery")
    markets, of_day = markets_by_day(choice, rule_book(), period, 2025)
    book = OfferBook(markets, of_day, {"composite": None, "rr_fit": None}, np.zeros(period.n_slots))
    gates = gates_of(period, rule_book(), book)
    moments = [gate.moment for gate in gates]
    assert moments == sorted(moments)
    place = {(g.order, g.day, name): i for i, g in enumerate(gates) for name in (g.products or ("",))}
    for day in range(10):
        spot, trade = place[SPOT, day, ""], place[INTRADAY, day, ""]
        assert spot < place[OFFERS, day, "rr_fit"] < trade
        assert (place[OFFERS, day, "composite"] < spot) == (day < 5)
    weekly = [g for g in gates if g.order == OFFERS and "composite" in g.products and g.day < 5]
    assert {g.moment for g in weekly} == {datetime(2026, 3, 3, 10, 0)}
