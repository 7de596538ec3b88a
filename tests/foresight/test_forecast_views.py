"""Views from forecasters: whose turn it is, what they know, and that nothing later than the gate enters."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage_opt.inputs.rules import rule_book
from storage_opt.records.foresight import RollingChoice
from storage_opt.records.prices import PriceYear
from storage_opt.studies.forecast_views import NOBODY, ForecastViews, series_of
from storage_opt.timeline import Period

FIRST = date(2023, 4, 1)


def numbered(first: date = FIRST, n_days: int = 40, start: float = 0.0) -> PriceYear:
    """Every slot of day n costs start + n. [JPY/MWh]"""
    return PriceYear(first.year, Period(first, n_days), start + np.repeat(np.arange(float(n_days)), 48))


def drawn(seed: int, n_days: int, first: date = FIRST) -> PriceYear:
    prices = np.random.default_rng(seed).uniform(0.0, 30_000.0, n_days * 48).round(2)
    return PriceYear(first.year, Period(first, n_days), prices)


def views_of(choice, *years, others=None, **keys) -> ForecastViews:
    return ForecastViews(choice, series_of("tokyo", years, others or {}, rule_book()), **keys)


def by_day(prices):
    return prices.reshape(-1, 48).mean(axis=1).tolist()


def test_a_simpler_forecaster_stands_in_until_the_history_is_long_enough():
    year = numbered()
    views = views_of(RollingChoice("mean_28_days"), year)
    view = views.view(year.period)
    said = [by_day(view(FIRST + timedelta(days=n), 1))[0] for n in range(40)]
    assert said[0] == 0.0  # nothing was published: nothing is traded at a price of nothing
    assert said[1:7] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]  # previous day
    assert said[7:28] == [n - 4.0 for n in range(7, 28)]  # mean of seven days
    assert said[28:] == pytest.approx([n - 14.5 for n in range(28, 40)])
    made_by = views.expected(year.period).made_by
    assert [made_by.count(name) for name in (NOBODY, "previous_day", "mean_7_days", "mean_28_days")] == [1, 6, 21, 12]


def test_idle_waits_for_the_days_that_the_forecaster_needs():
    year = numbered()
    views = views_of(RollingChoice("previous_week", warm_up="idle"), year)
    assert views.expected(year.period).made_by == (NOBODY,) * 7 + ("previous_week",) * 33
    assert not views.view(year.period)(FIRST + timedelta(days=6), 3).any()
    assert by_day(views.view(year.period)(FIRST + timedelta(days=7), 2)) == [0.0, 1.0]


def test_the_price_year_before_is_history_whatever_the_order_in_which_years_are_given():
    first, second = numbered(n_days=10), numbered(FIRST + timedelta(days=10), 10, start=100.0)
    for years in ([first, second], [second, first]):
        views = views_of(RollingChoice("previous_day"), *years)
        assert by_day(views.view(second.period)(second.period.first_day, 2)) == [9.0, 9.0]
        assert views.expected(first.period).made_by[0] == NOBODY  # the year after is no history
        assert views.expected(second.period).made_by == ("previous_day",) * 10


def test_years_with_a_gap_between_them_are_no_history_of_each_other():
    first, later = numbered(n_days=10), numbered(FIRST + timedelta(days=11), 10, start=100.0)
    views = views_of(RollingChoice("previous_day"), first, later)
    assert views.expected(later.period).made_by[0] == NOBODY


def test_views_reach_to_the_end_of_the_price_year_and_no_farther():
    year = numbered(n_days=10)
    view = views_of(RollingChoice("previous_day", look_ahead_days=3), year).view(year.period)
    assert [view(FIRST + timedelta(days=n), n_days).size // 48 for n, n_days in ((5, 4), (7, 3), (9, 1))] == [4, 3, 1]


def test_scaled_prices_are_expected_scaled():
    year = numbered()
    views = views_of(RollingChoice("previous_day"), year)
    day = FIRST + timedelta(days=20)
    assert np.array_equal(views.view(year.period, 1.5)(day, 2), 1.5 * views.view(year.period)(day, 2))


def test_each_forecast_is_made_once_and_the_forecaster_refitted_as_asked(monkeypatch):
    year = numbered()
    views = views_of(RollingChoice("previous_day", refit_days=7), year)
    calls = {"fit": [], "predict": []}
    monkeypatch.setattr(views.forecaster, "fit", lambda history: calls["fit"].append(history.period.n_days))
    predict = views.forecaster.predict
    monkeypatch.setattr(
        views.forecaster, "predict", lambda history, n: calls["predict"].append(n) or predict(history, n)
    )
    for _ in range(3):
        for day in range(40):
            views.view(year.period)(FIRST + timedelta(days=day), 1)
    assert calls["fit"] == [1, 8, 15, 22, 29, 36]
    assert calls["predict"] == [min(7, 40 - day) for day in range(1, 40)]


@pytest.mark.parametrize("warm_up", ["simpler", "idle"])
@pytest.mark.parametrize("forecaster", ["previous_day", "previous_week", "mean_7_days", "mean_28_days_by_day_type"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), gate=st.integers(1, 39))
def test_prices_from_a_delivery_day_on_change_nothing_seen_up_to_its_gate(forecaster, warm_up, seed, gate):
    year, other = drawn(seed, 40), drawn(seed + 1, 40)
    mixed = PriceYear(
        2023, year.period, np.concatenate([year.spot_jpy_per_mwh[: gate * 48], other.spot_jpy_per_mwh[gate * 48 :]])
    )
    seen = []
    for prices in (year, mixed):
        view = views_of(RollingChoice(forecaster, warm_up=warm_up), prices).view(prices.period)
        seen.append([view(FIRST + timedelta(days=n), min(7, 40 - n)) for n in range(gate + 1)])
    assert all(np.array_equal(a, b) for a, b in zip(*seen, strict=True))


def test_the_learned_view_knows_other_areas_as_far_as_its_own_gate_and_no_farther():
    pytest.importorskip("sklearn")
    n_days, gate, choice = 70, 66, RollingChoice("learned", look_ahead_days=1, refit_days=5)
    said = []
    for turn in (0, 1):
        years = []
        for seed in (1, 2):  # the area itself, and another
            year, other = drawn(seed, n_days), drawn(seed + 10, n_days)
            late = other if turn else year
            prices = np.concatenate([year.spot_jpy_per_mwh[: gate * 48], late.spot_jpy_per_mwh[gate * 48 :]])
            years.append(PriceYear(2023, year.period, prices))
        views = views_of(choice, years[0], others={"kyushu": [years[1]]}, with_scenarios=True)
        view = views.view(years[0].period)
        expected = views.expected(years[0].period)
        said.append(([view(FIRST + timedelta(days=n), 2) for n in range(gate + 1)], expected))
    assert all(np.array_equal(a, b) for a, b in zip(said[0][0], said[1][0], strict=True))
    quantiles = [expected.quantiles_jpy_per_mwh[:, : gate + 1] for _, expected in said]
    assert np.array_equal(*quantiles, equal_nan=True)
    assert np.isnan(quantiles[0][:, :63]).all() and np.isfinite(quantiles[0][:, 63:]).all()
    assert said[0][1].made_by == (
        NOBODY,
        *("previous_day",) * 6,
        *("mean_7_days_by_day_type",) * 21,
        *("mean_28_days_by_day_type",) * 28,
        *("learned",) * 14,
    )


def test_another_area_counts_only_where_it_has_the_same_days():
    year = numbered(n_days=10)
    later = numbered(FIRST + timedelta(days=1), 10)
    others = {"kyushu": [numbered(n_days=10, start=5.0)], "kansai": [], "tohoku": [later]}
    series = series_of("tokyo", [year], others, rule_book())
    assert set(series[0].history.others) == {"kyushu"}
    assert series[0].known(FIRST + timedelta(days=3)).others["kyushu"].size == 3 * 48
    assert series[0].known(FIRST) is None


def test_known_prices_are_no_forecast():
    with pytest.raises(ValueError, match="no forecast"):
        views_of(RollingChoice("known"), numbered())
