"""What the generator promises whatever the constants are."""

from itertools import pairwise

import numpy as np
import pytest

from storage_opt.inputs.synthetic.calendar import season_weights
from storage_opt.inputs.synthetic.calibration import template, template_year
from storage_opt.inputs.synthetic.generate import generate_spot
from storage_opt.inputs.synthetic.solar import clear_sky
from storage_opt.records.prices import AREAS

MIDDAY = slice(20, 28)


def midday(prices: np.ndarray) -> np.ndarray:
    return prices.reshape(len(AREAS), -1, 48)[:, :, MIDDAY]


def test_same_seed_same_prices_and_another_seed_other_prices():
    first = generate_spot(2024, seed=7)
    assert np.array_equal(first, generate_spot(2024, seed=7))
    assert (first != generate_spot(2024, seed=8)).mean() > 0.9


def test_a_year_does_not_depend_on_what_was_generated_before_it():
    alone = generate_spot(2025, seed=7)
    generate_spot(2023, seed=7)
    generate_spot(2024, seed=99, regime="crisis")
    assert np.array_equal(alone, generate_spot(2025, seed=7))


@pytest.mark.parametrize(("year", "slots"), [(2023, 17_568), (2024, 17_520), (2027, 17_568), (1999, 17_568)])
def test_any_fiscal_year_has_its_own_length(year, slots):
    assert generate_spot(year, seed=1).shape == (9, slots)


@pytest.mark.parametrize("regime", ["normal", "crisis"])
@pytest.mark.parametrize("year", [2022, 2026])
def test_prices_are_ticks_at_or_above_the_floor(year, regime):
    prices = generate_spot(year, seed=3, regime=regime)
    assert prices.min() == 0.01
    assert np.isfinite(prices).all()
    assert np.array_equal(prices, np.round(prices, 2))


def test_more_sun_deepens_the_valley_and_raises_no_price():
    scales = (0.5, 1.0, 1.2, 1.5, 2.0)
    made = [generate_spot(2024, seed=5, solar_scale=scale) for scale in scales]
    for less, more in pairwise(made):
        assert (more <= less).all()
        assert (midday(more).mean(axis=(1, 2)) < midday(less).mean(axis=(1, 2))).all()
        night = slice(0, 8)
        assert np.array_equal(more.reshape(9, -1, 48)[:, :, night], less.reshape(9, -1, 48)[:, :, night])


def test_crisis_years_are_dearer_and_wilder():
    normal, crisis = generate_spot(2023, seed=5), generate_spot(2022, seed=5, regime="crisis")
    assert crisis.mean() > 1.3 * normal.mean()
    assert crisis.std() > 1.5 * normal.std()
    assert (crisis >= 30).mean() > 0.03 > (normal >= 30).mean()


def test_years_outside_the_calibration_take_the_three_templates_in_turn():
    assert [template_year(year, "normal") for year in (2022, 2023, 2024, 2025, 2026)] == [2025, 2023, 2024, 2025, 2023]
    assert template_year(2030, "crisis") in (2020, 2021, 2022)


def test_calibration_table_is_complete():
    for year in range(2020, 2026):
        found = template(year)
        assert np.isfinite(found.shape).all() and np.isfinite(found.std).all()
        assert np.isfinite(found.spike_share).all()


def test_clear_sky_is_dark_at_night_and_higher_in_the_south_in_winter():
    sky = clear_sky(2023)
    assert (sky[:, :, :8] == 0).all()
    assert 0.9 < sky.max() <= 1.1
    winter = sky[:, 260:300].mean(axis=(1, 2))
    assert winter[AREAS.index("kyushu")] > winter[AREAS.index("hokkaido")]


def test_season_weights_sum_to_one():
    assert np.allclose(season_weights(2023).sum(axis=1), 1.0)


@pytest.mark.parametrize("arguments", [{"regime": "calm"}, {"solar_scale": -0.1}, {"solar_scale": float("nan")}])
def test_impossible_wishes_are_refused(arguments):
    with pytest.raises(ValueError):
        generate_spot(2024, seed=1, **arguments)
