"""A plant that would take much of what its area was paid is named as too large to be a price-taker."""

from datetime import date

import numpy as np
import pytest

from storage_opt.messages import language
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.studies.market_share import share_of, share_warnings
from storage_opt.timeline import Period

PERIOD = Period(date(2023, 4, 2), 1)


def results(award_mw, price):
    """The second day of the fiscal year: awards and mean price in its first slot, nothing else; 1,000 JPY on the first day."""
    awards, prices = np.zeros((2, 48)), np.full((2, 48), np.nan)
    awards[1, 0], prices[1, 0] = award_mw, price
    awards[0, 0], prices[0, 0] = 100.0, 1000.0
    run = BalancingRun("rr_fit", date(2023, 4, 1), awards, awards, awards, prices, prices, prices)
    return BalancingBook("kyushu", 2023, "delivery", (run,), is_synthetic=True)


def plan(offered_mw, paid, acceptance):
    def row(value):
        array = np.zeros((1, 48))
        array[0, 0] = value
        return array

    zero, one = np.zeros(48), np.ones(48, dtype=np.int64)
    promise = Promise(
        "rr_fit", row(offered_mw), row(paid), row(paid), row(acceptance), zero, 0.0, zero, one, zero, zero, zero
    )
    return Dispatch(PERIOD, zero, zero, zero, 0.0, 0.0, promises=(promise,))


def test_share_counts_the_same_slots_only():
    """10 MW offered, half awarded at 8: 5 MW × 8 = 40. The area: 100 MW × 4 = 400. A tenth of the income, a twentieth of the power."""
    dispatch = plan(10.0, 8.0, 0.5)
    share = share_of(dispatch.promises[0], dispatch, results(100.0, 4.0))
    assert (share.income, share.power) == (pytest.approx(0.1), pytest.approx(0.05))


def test_a_large_share_is_named_and_a_small_one_is_not():
    with language("en"):
        (warning,) = share_warnings(2, plan(10.0, 8.0, 0.5), results(100.0, 4.0))
        assert "10%" in warning.text() and "5.0%" in warning.text() and "year 2" in warning.text()
    assert share_warnings(1, plan(10.0, 8.0, 0.5), results(1000.0, 4.0)) == []
    assert share_warnings(1, plan(10.0, 8.0, 0.5), None) == []
    assert share_warnings(1, plan(10.0, 8.0, 0.5), results(0.0, np.nan)) == []
