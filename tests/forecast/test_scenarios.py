"""Scenarios: past errors in whole-day blocks, by seed."""

from datetime import date

import numpy as np
import pytest
from forecast_histories import numbered, random_prices

from storage_opt.errors import MarketDataError
from storage_opt.forecast.choose import NAIVE, forecaster
from storage_opt.forecast.past_errors import past_errors
from storage_opt.messages import LANGUAGES
from storage_opt.records.forecast import History
from storage_opt.timeline import Period

FIRST = date(2023, 6, 1)


def test_errors_of_the_previous_day_by_hand():
    known = numbered(FIRST, 12)
    made = forecaster("previous_day")
    errors = past_errors(made.predict, known, 2, made.needs_days)
    # Each day is 100 dearer than the one before, so the first day ahead errs by 100 and the second by 200.
    assert errors.shape == (10, 96)
    assert (errors[:, :48] == 100.0).all()
    assert (errors[:, 48:] == 200.0).all()
    assert made.scenarios(known, 2, 3, 0) == pytest.approx(np.tile(made.predict(known, 2) + errors[0], (3, 1)))


def test_every_scenario_is_the_forecast_and_one_block_that_happened():
    known = random_prices(FIRST, 90, 4)
    made = forecaster("mean_28_days")
    expected = made.predict(known, 2)
    blocks = {block.round(6).tobytes() for block in past_errors(made.predict, known, 2, made.needs_days)}
    drawn = made.scenarios(known, 2, 40, 11)
    assert drawn.shape == (40, 96)
    lowest = known.spot_jpy_per_mwh.min()
    whole = [course for course in drawn if course.min() > lowest]
    assert len(whole) > 30
    assert all((course - expected).round(6).tobytes() in blocks for course in whole)


@pytest.mark.parametrize("name", NAIVE)
def test_the_same_seed_and_day_draw_the_same_and_others_do_not(name):
    known = random_prices(FIRST, 90, 4)
    made = forecaster(name)
    first = made.scenarios(known, 1, 20, 1)
    assert first.tobytes() == forecaster(name).scenarios(known, 1, 20, 1).tobytes()
    assert first.tobytes() != made.scenarios(known, 1, 20, 2).tobytes()
    earlier = known.head(89)
    moved = History(known.area, Period(earlier.period.first_day, 89), earlier.spot_jpy_per_mwh)
    assert made.scenarios(moved, 1, 20, 1).tobytes() != first.tobytes()


def test_only_the_latest_eight_weeks_of_errors_count():
    calm = random_prices(FIRST, 120, 4)
    wild = calm.spot_jpy_per_mwh.copy()
    wild[: 30 * 48] += 50_000.0 * np.random.default_rng(0).random(30 * 48)
    lowest = calm.spot_jpy_per_mwh.argmin()
    wild[lowest] = calm.spot_jpy_per_mwh[lowest]  # the floor of both
    stormy = History("tokyo", calm.period, wild)
    made = forecaster("previous_day")
    assert made.scenarios(stormy, 1, 50, 3) == pytest.approx(made.scenarios(calm, 1, 50, 3))
    assert past_errors(made.predict, calm, 1, 1).shape == (56, 48)


def test_no_scenario_falls_below_the_lowest_price_known():
    known = random_prices(FIRST, 60, 8)
    drawn = forecaster("previous_day").scenarios(known, 1, 200, 0)
    assert drawn.min() == known.spot_jpy_per_mwh.min()


def test_too_few_errors_are_refused():
    made = forecaster("mean_7_days")
    with pytest.raises(MarketDataError) as refused:
        made.scenarios(numbered(FIRST, 13), 1, 5, 0)
    (fault,) = refused.value.faults
    assert "6 past forecast(s)" in fault.text("en")
    assert all(fault.text(language) for language in LANGUAGES)
    assert made.scenarios(numbered(FIRST, 14), 1, 5, 0).shape == (5, 48)
