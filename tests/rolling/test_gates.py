"""Moments of gates and results, and what was published before each gate."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from storage_opt.inputs.rules import rule_book
from storage_opt.markets.gates import moment, spot_gate, spot_published
from storage_opt.records.prices import PriceYear
from storage_opt.studies.published import PublishedSpot
from storage_opt.timeline import Period

PERIOD = Period(date(2024, 2, 25), 10)
PRICES = PriceYear(2023, PERIOD, np.arange(480.0))


class OtherRules:
    """Results of a day two days before, in place of the rules in force."""

    def text(self, name, on):
        return {"spot.gate_close": "D-1 10:00", "spot.results": "D-3 09:00"}[name]


def test_spot_closes_at_ten_and_tells_half_an_hour_later_on_the_day_before_delivery():
    day = date(2024, 3, 1)
    assert spot_gate(rule_book(), day) == datetime(2024, 2, 29, 10, 0)
    assert spot_published(rule_book(), day) == datetime(2024, 2, 29, 10, 30)


@pytest.mark.parametrize("text", ["10:00", "D-1", "D-1 tuesday", "W-1 Tue"])
def test_a_rule_that_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match="not a moment"):
        moment(text, date(2024, 3, 1))


@pytest.mark.parametrize("number", range(11))
def test_every_day_before_delivery_is_known_at_the_gate_and_no_other(number):
    published = PublishedSpot(PRICES, rule_book()).before_gate(PERIOD.first_day + timedelta(days=number))
    assert published.shape == (number, 48)
    assert np.array_equal(published.ravel(), PRICES.spot_jpy_per_mwh[: number * 48])


def test_the_dated_rules_decide_what_is_known():
    """Results out two days earlier: the gate of 27 February sees the days up to 28 February, the delivery day among them."""
    assert len(PublishedSpot(PRICES, rule_book()).before_gate(date(2024, 2, 27))) == 2
    # Only days up to the delivery day are ever asked for.
    assert len(PublishedSpot(PRICES, OtherRules()).before_gate(date(2024, 2, 27))) == 3


def test_what_is_handed_out_is_a_copy():
    published = PublishedSpot(PRICES, rule_book())
    published.before_gate(date(2024, 2, 27))[:] = -1.0
    assert PRICES.spot_jpy_per_mwh[0] == 0.0
