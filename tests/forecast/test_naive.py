"""Every naive forecaster against hand cases: holidays, a leap day, short histories."""

from datetime import date

import numpy as np
import pytest
from forecast_histories import numbered, slots

from storage_opt.errors import MarketDataError, UsageError
from storage_opt.forecast.choose import NAIVE, NAMES, forecaster
from storage_opt.forecast.day_type import SATURDAY, SUNDAY_OR_HOLIDAY, WORKING_DAY, day_type, day_types
from storage_opt.messages import LANGUAGES
from storage_opt.timeline import Period

MONDAY = date(2023, 4, 3)


def predicted(name, first_day, n_known, n_days=1):
    return forecaster(name).predict(numbered(first_day, n_known), n_days)


def test_previous_day_repeats_the_last_day_known():
    assert predicted("previous_day", MONDAY, 1) == pytest.approx(slots(0))
    assert predicted("previous_day", MONDAY, 5, n_days=3) == pytest.approx(slots(4, 4, 4))


def test_previous_week_repeats_the_weekday():
    # Ten days known, 0 to 9; delivery days are 10, 11, … and a week before 10 lies 3.
    assert predicted("previous_week", MONDAY, 10) == pytest.approx(slots(3))
    # The days 17 and 18 would repeat 10 and 11, which are not known: their weekdays of the last week are 3 and 4 again.
    assert predicted("previous_week", MONDAY, 10, n_days=9) == pytest.approx(slots(3, 4, 5, 6, 7, 8, 9, 3, 4))


def test_plain_means_take_every_day():
    assert predicted("mean_7_days", MONDAY, 10, n_days=2) == pytest.approx(slots(6, 6))  # 3 to 9
    assert predicted("mean_28_days", MONDAY, 30) == pytest.approx(slots(15.5))  # 2 to 29


def test_means_by_day_type_take_days_of_that_type():
    # Known: Monday 3 April (0) to Thursday 13 April (10). Window of seven: Friday 4, Saturday 5, Sunday 6, Monday 7 … Thursday 10.
    working = (4 + 7 + 8 + 9 + 10) / 5
    assert predicted("mean_7_days_by_day_type", MONDAY, 11, n_days=3) == pytest.approx(slots(working, 5, 6))
    # Known to Friday 5 May (32), window from 8 April (5): Saturdays are 5, 12, 19; Saturday 29 April (26) is Showa Day.
    four_weeks = predicted("mean_28_days_by_day_type", MONDAY, 33, n_days=1)  # delivery on Saturday 6 May
    assert four_weeks == pytest.approx(slots((5 + 12 + 19) / 3))


def test_a_holiday_is_a_sunday_both_as_delivery_day_and_in_the_window():
    # Golden Week 2023: Wednesday 3, Thursday 4, Friday 5 May are holidays. Known to Tuesday 2 May: day n is 24 April + n, to n = 8.
    known = numbered(date(2023, 4, 24), 9)
    by_type = forecaster("mean_7_days_by_day_type").predict(known, 5)
    # Window 26 April (2) to 2 May (8): holidays and Sundays are Saturday 29 April (5, Showa Day) and Sunday 30 April (6).
    rest = (5 + 6) / 2
    # Wednesday to Friday rest; Saturday 6 May finds no Saturday that is no holiday, so all seven days count; Sunday rests.
    assert by_type == pytest.approx(slots(rest, rest, rest, 5, rest))
    # Known to Friday 5 May (11): the Monday after is a working day; those of its window are Monday 1 (7) and Tuesday 2 May (8).
    after = forecaster("mean_7_days_by_day_type").predict(numbered(date(2023, 4, 24), 12), 3)
    assert after[-48:] == pytest.approx(slots((7 + 8) / 2))


def test_leap_day_is_a_day_like_others():
    # Known: Thursday 22 February (0) to Thursday 29 February 2024 (7); Friday 23 is a holiday, Saturday 24, Sunday 25.
    known = numbered(date(2024, 2, 22), 8)
    assert known.period.last_day == date(2024, 2, 29)
    assert forecaster("previous_day").predict(known, 1) == pytest.approx(slots(7))
    assert forecaster("previous_week").predict(known, 1) == pytest.approx(slots(1))
    assert forecaster("mean_7_days").predict(known, 1) == pytest.approx(slots(4))
    assert forecaster("mean_7_days_by_day_type").predict(known, 1) == pytest.approx(slots((4 + 5 + 6 + 7) / 4))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 4, 3), WORKING_DAY),
        (date(2023, 4, 8), SATURDAY),
        (date(2023, 4, 9), SUNDAY_OR_HOLIDAY),
        (date(2024, 2, 23), SUNDAY_OR_HOLIDAY),  # Emperor's Birthday, a Friday
        (date(2024, 2, 12), SUNDAY_OR_HOLIDAY),  # substitute of Sunday 11 February
        (date(2024, 3, 20), SUNDAY_OR_HOLIDAY),  # equinox
        (date(2021, 7, 22), SUNDAY_OR_HOLIDAY),  # Marine Day, moved for the Olympic Games
        (date(2021, 7, 19), WORKING_DAY),  # where it would have been
        (date(2026, 9, 22), SUNDAY_OR_HOLIDAY),  # between two holidays
        (date(2024, 1, 2), WORKING_DAY),  # no holiday by law
        (date(2024, 8, 15), WORKING_DAY),  # Obon is none either
    ],
)
def test_day_types(day, expected):
    assert day_type(day) == expected
    assert day_types(Period(day, 1)).tolist() == [expected]


@pytest.mark.parametrize("name", NAIVE)
def test_a_history_that_is_too_short_is_refused_and_one_day_more_is_enough(name):
    made = forecaster(name)
    assert made.name == name
    if made.needs_days > 1:
        with pytest.raises(MarketDataError) as refused:
            made.predict(numbered(MONDAY, made.needs_days - 1), 1)
        (fault,) = refused.value.faults
        assert f"{made.needs_days - 1} day(s)" in fault.text("en")
        assert f"at least {made.needs_days}" in fault.text("en")
        assert all(fault.text(language) for language in LANGUAGES)
    assert made.predict(numbered(MONDAY, made.needs_days), 2).shape == (96,)


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(UsageError) as refused:
        forecaster("crystal_ball")
    assert all(name in refused.value.text("en") for name in ("crystal_ball", *NAMES))


def test_a_history_holds_whole_days_and_finite_prices():
    known = numbered(MONDAY, 2)
    with pytest.raises(ValueError, match="for 96 slots"):
        type(known)("tokyo", Period(MONDAY, 2), np.zeros(95))
    with pytest.raises(ValueError, match="for 96 slots"):
        type(known)("tokyo", Period(MONDAY, 2), np.zeros(96), {"tohoku": np.zeros(48)})
    with pytest.raises(ValueError, match="finite"):
        type(known)("tokyo", Period(MONDAY, 2), np.full(96, np.nan))
    with pytest.raises(ValueError, match="3 of 2 days"):
        known.head(3)
