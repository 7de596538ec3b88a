"""Simple views of the prices to come, by hand."""

from datetime import date, timedelta

import numpy as np
import pytest

from storage_opt.inputs.rules import rule_book
from storage_opt.records.prices import PriceYear
from storage_opt.studies import views
from storage_opt.studies.published import PublishedSpot
from storage_opt.timeline import Period

FIRST = date(2023, 4, 1)
PRICES = PriceYear(2023, Period(FIRST, 20), np.repeat(np.arange(20.0), 48))
"""Every slot of day n costs n."""
PUBLISHED = PublishedSpot(PRICES, rule_book())
DAY = FIRST + timedelta(days=15)


def by_day(prices):
    return prices.reshape(-1, 48).mean(axis=1).tolist()


def test_views_say_published_days_again():
    assert by_day(views.previous_day(PUBLISHED)(DAY, 3)) == [14.0, 14.0, 14.0]
    assert by_day(views.previous_week(PUBLISHED)(DAY, 9)) == [8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 8.0, 9.0]
    assert by_day(views.mean_of_days(PUBLISHED, 7)(DAY, 2)) == [11.0, 11.0]
    assert by_day(views.known(PRICES)(DAY, 5)) == [15.0, 16.0, 17.0, 18.0, 19.0]


def test_a_view_without_its_days_is_refused():
    with pytest.raises(ValueError, match="15 days published before the gate of 2023-04-16, 28 needed"):
        views.mean_of_days(PUBLISHED, 28)(DAY, 1)
    with pytest.raises(ValueError, match="no prices of 6 days from 2023-04-16"):
        views.known(PRICES)(DAY, 6)
    with pytest.raises(ValueError, match="no prices"):
        views.known(PRICES)(FIRST - timedelta(days=1), 1)
