"""The learned forecaster: deterministic, honest about what it lacks, and better than a mean where there is something to learn."""

import sys
from datetime import date, timedelta

import numpy as np
import pytest
from forecast_histories import random_prices

from storage_opt.errors import MarketDataError, UsageError
from storage_opt.forecast.choose import LEARNED, forecaster
from storage_opt.forecast.features import look, sun_height
from storage_opt.forecast.scores import scores
from storage_opt.forecast.walk import Walk
from storage_opt.messages import LANGUAGES
from storage_opt.records.forecast import History
from storage_opt.timeline import Period

FIRST = date(2023, 5, 1)


@pytest.fixture
def learned():
    pytest.importorskip("sklearn", reason="the extra forecast is not installed")
    return forecaster(LEARNED, seed=3)


def led_by_another_area(n_days: int) -> History:
    """Noon is cheap or dear by chance; the area next door shows it a day before."""
    stream = np.random.default_rng(6)
    moves = np.repeat(stream.normal(0.0, 4_000.0, n_days + 1), 48) * np.tile(
        np.sin(np.arange(48) * np.pi / 48), n_days + 1
    )
    noise = stream.normal(0.0, 100.0, (n_days + 1) * 48)
    leader = 12_000.0 + moves
    return History("tokyo", Period(FIRST, n_days), (leader + noise)[:-48], {"tohoku": leader[48:]})


def test_same_seed_same_forecast(learned):
    known = random_prices(FIRST, 70, 2, ("tohoku",))
    again = forecaster(LEARNED, seed=3)
    for each in (learned, again):
        each.fit(known)
    assert learned.predict(known, 2).tobytes() == again.predict(known, 2).tobytes()
    assert learned.scenarios(known, 2, 9, 4).tobytes() == again.scenarios(known, 2, 9, 4).tobytes()
    assert learned.scenarios(known, 2, 9, 4).tobytes() != learned.scenarios(known, 2, 9, 5).tobytes()


def test_a_second_fit_forgets_the_first(learned):
    known = random_prices(FIRST, 75, 2)
    learned.fit(random_prices(FIRST, 60, 9))
    learned.scenarios(random_prices(FIRST, 75, 9), 1, 3, 0)
    learned.fit(known)
    fresh = forecaster(LEARNED, seed=3)
    fresh.fit(known)
    assert learned.predict(known, 1).tobytes() == fresh.predict(known, 1).tobytes()
    assert learned.scenarios(known, 1, 3, 0).tobytes() == fresh.scenarios(known, 1, 3, 0).tobytes()


def test_it_learns_what_another_area_shows(learned):
    prices = led_by_another_area(160)
    first, n_gates = FIRST + timedelta(days=130), 28
    actual = prices.spot_jpy_per_mwh[130 * 48 : 158 * 48]

    def error(made, of):
        told = Walk(of).forecasts(made, first, n_gates)
        return scores(np.concatenate([each.spot_jpy_per_mwh for each in told]), actual).mae_jpy_per_mwh

    alone = History("tokyo", prices.period, prices.spot_jpy_per_mwh)
    with_area, without = error(learned, prices), error(forecaster(LEARNED, seed=3), alone)
    assert with_area < 0.6 * without
    assert with_area < 0.6 * error(forecaster("mean_28_days"), alone)


def test_an_area_of_the_fit_must_not_be_missing_and_a_new_one_changes_nothing(learned):
    known = random_prices(FIRST, 60, 2, ("kyushu", "tohoku"))
    learned.fit(known)
    with pytest.raises(MarketDataError) as refused:
        learned.predict(History("tokyo", known.period, known.spot_jpy_per_mwh), 1)
    assert len(refused.value.faults) == 2
    assert "tohoku" in refused.value.text("en")
    assert all("kyushu" in refused.value.text(language) for language in LANGUAGES)
    more = {**known.others, "chubu": np.zeros(known.period.n_slots)}
    wider = History("tokyo", known.period, known.spot_jpy_per_mwh, more)
    assert learned.predict(wider, 1).tobytes() == learned.predict(known, 1).tobytes()


def test_without_a_fit_or_on_another_area_it_refuses(learned):
    known = random_prices(FIRST, 60, 2)
    with pytest.raises(MarketDataError, match="before it was fitted"):
        learned.predict(known, 1)
    learned.fit(known)
    with pytest.raises(MarketDataError, match="before it was fitted"):
        learned.predict(History("kyushu", known.period, known.spot_jpy_per_mwh), 1)


def test_short_histories(learned):
    known = random_prices(FIRST, 80, 2)
    with pytest.raises(MarketDataError, match="at least 56"):
        learned.fit(known.head(55))
    learned.fit(known.head(56))
    with pytest.raises(MarketDataError, match="at least 28"):
        learned.predict(known.head(27), 1)
    assert learned.predict(known.head(28), 1).shape == (48,)
    # Nothing lies outside the 56 days learned from: there is no honest error yet.
    with pytest.raises(MarketDataError, match="0 past forecast"):
        learned.scenarios(known.head(56), 1, 3, 0)
    assert learned.scenarios(known.head(63), 1, 3, 0).shape == (3, 48)


def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    with pytest.raises(UsageError) as refused:
        forecaster(LEARNED)
    assert all("storage-opt[forecast]" in refused.value.text(language) for language in LANGUAGES)
    assert forecaster("mean_7_days").name == "mean_7_days"


def test_what_is_seen_at_a_gate_by_hand():
    # Day n costs n in every slot. Gate after 30 days, one day ahead and three days ahead; 1 May 2023 is a Monday.
    known = History(None, Period(FIRST, 40), np.repeat(np.arange(40.0), 48))
    seen = look(known, np.array([30, 30]), np.array([1, 3]))
    assert seen.level[:, 0] == pytest.approx([26.0, 26.0])  # days 23 to 29
    assert seen.recent[0, 0, :4] + 26.0 == pytest.approx([29, 28, 23, 15.5])
    assert seen.recent[1, 0, :4] + 26.0 == pytest.approx([29, 28, 25, 15.5])
    # Day 30 is Wednesday 31 May: working days of day 2 to 29 without 3 to 5 May (2, 3, 4).
    working = [n for n in range(2, 30) if n % 7 < 5 and n not in (2, 3, 4)]
    assert seen.recent[0, 0, 4] + 26.0 == pytest.approx(np.mean(working))
    assert seen.calendar.tolist() == [[1, 2, 0, 0, 0, 0], [3, 4, 0, 0, 1, 0]]


def test_the_sun_is_higher_in_summer_and_gone_at_night():
    june, december = sun_height(np.array([172, 355]))
    assert june[23] == pytest.approx(np.cos(np.radians(36.0 - 23.45)), abs=0.01)
    assert december[23] == pytest.approx(np.cos(np.radians(36.0 + 23.45)), abs=0.01)
    assert june[0] == december[0] == 0.0
    assert (june > 0).sum() > (december > 0).sum()
