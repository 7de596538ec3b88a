"""Nothing published after a gate reaches a forecast made at it."""

from datetime import date, timedelta

import numpy as np
import pytest
from forecast_histories import numbered, random_prices, slots
from hypothesis import given, settings
from hypothesis import strategies as st

from storage_opt.forecast.choose import LEARNED, NAIVE, forecaster
from storage_opt.forecast.walk import Walk
from storage_opt.records.forecast import History

FIRST = date(2024, 1, 20)  # a leap day lies within
N_DAYS = 80
AREAS = ("kyushu", "tohoku")


def after_changed(prices: History, delivery_day: date, seed: int) -> History:
    """The same prices before the delivery day, others from its first slot on."""
    since = (delivery_day - prices.period.first_day).days * 48
    stream = np.random.default_rng(seed)

    def changed(old: np.ndarray) -> np.ndarray:
        new = old.copy()
        new[since:] = stream.uniform(-1e5, 1e5, new.size - since)
        return new

    others = {area: changed(old) for area, old in prices.others.items()}
    return History(prices.area, prices.period, changed(prices.spot_jpy_per_mwh), others)


def told(name: str, prices: History, first_day: date, n_gates: int) -> list[bytes]:
    """Every bit of the forecasts of some gates."""
    walk = Walk(prices)
    made = walk.forecasts(forecaster(name, seed=5), first_day, n_gates, n_days=3, refit_days=2, scenarios=4, seed=9)
    return [each.spot_jpy_per_mwh.tobytes() + each.scenarios.tobytes() for each in made]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(sorted(NAIVE)),
    gate=st.integers(40, N_DAYS - 3),
    seed=st.integers(0, 2**31),
    n=st.integers(1, 3),
)
def test_later_prices_change_no_forecast(name, gate, seed, n):
    prices = random_prices(FIRST, N_DAYS, seed, AREAS)
    last_delivery = FIRST + timedelta(days=gate + n - 1)
    first = FIRST + timedelta(days=gate)
    changed = after_changed(prices, last_delivery, seed + 1)
    assert told(name, prices, first, n) == told(name, changed, first, n)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(gate=st.integers(70, N_DAYS - 3), seed=st.integers(0, 2**31), n=st.integers(1, 3))
def test_later_prices_change_no_learned_forecast(gate, seed, n):
    pytest.importorskip("sklearn", reason="the extra forecast is not installed")
    test_later_prices_change_no_forecast.hypothesis.inner_test(LEARNED, gate, seed, n)


@pytest.mark.parametrize("name", NAIVE)
def test_the_last_price_before_the_gate_does_change_a_forecast(name):
    """The property above can fail: one day earlier is known."""
    prices = random_prices(FIRST, N_DAYS, 3)
    day = FIRST + timedelta(days=50)
    changed = after_changed(prices, day - timedelta(days=7), 4)  # previous_week looks seven days back
    assert told(name, prices, day, 1) != told(name, changed, day, 1)


def test_a_history_ends_the_day_before_delivery_and_leads_nowhere():
    walk = Walk(numbered(FIRST, 10))
    known = walk.history(FIRST + timedelta(days=4))
    assert known.period.last_day == FIRST + timedelta(days=3)
    assert known.spot_jpy_per_mwh == pytest.approx(slots(0, 1, 2, 3))
    assert known.spot_jpy_per_mwh.base is None
    with pytest.raises(ValueError, match="read-only"):
        known.spot_jpy_per_mwh[0] = 1.0
    assert walk.history(FIRST + timedelta(days=10)).period.n_days == 10
    for day in (0, 11):
        with pytest.raises(ValueError, match="of 10 days"):
            walk.history(FIRST + timedelta(days=day))


def test_other_areas_end_there_too():
    known = Walk(random_prices(FIRST, 10, 1, AREAS)).history(FIRST + timedelta(days=2))
    assert {area: prices.shape for area, prices in known.others.items()} == {"kyushu": (96,), "tohoku": (96,)}


def test_fits_stand_at_the_interval_and_on_all_that_is_known():
    fits, asked = [], []

    class Spy:
        name, needs_days = "spy", 1

        def fit(self, history):
            fits.append(history.period.n_days)

        def predict(self, history, n_days):
            asked.append(history.period.n_days)
            return np.zeros(n_days * 48)

    made = list(Walk(numbered(FIRST, 20)).forecasts(Spy(), FIRST + timedelta(days=5), 7, n_days=2, refit_days=3))
    assert fits == [5, 8, 11]
    assert asked == [5, 6, 7, 8, 9, 10, 11]
    assert [each.first_day for each in made] == [FIRST + timedelta(days=n) for n in range(5, 12)]
    assert all(each.n_days == 2 and each.scenarios is None for each in made)
