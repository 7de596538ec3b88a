"""De-rating: the published tables, the curve beyond them, and the capacity that follows."""

import math
from datetime import date
from itertools import pairwise

import pytest

from storage_opt.errors import NoRuleInForceError
from storage_opt.inputs.rules import rule_book
from storage_opt.records.prices import AREAS
from storage_opt.schemes.derating import contracted_kw, derating_factor, extrapolated_factor
from storage_opt.schemes.derating_table import FISCAL_MONTHS, monthly_factors

FY2029 = date(2029, 4, 1)
HALF_OF_ROUNDING = 0.00005
"""The tables are published to 0.01 %."""


def official(book, area, hours, month):
    return book.number("derating.factor", area=area, hours=hours, month=month, on=FY2029)


def test_all_areas_and_months_are_tabulated_for_three_and_four_hours():
    keys = set(rule_book().rule("derating.factor").series)
    assert keys == {(a, h, m) for a in AREAS for h in (3, 4) for m in range(1, 13)} | {("tokyo", 8, 5)}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("hours", [3, 4])
def test_published_means_follow_from_the_months(area, hours):
    book = rule_book()
    monthly = monthly_factors(book, area, hours, FY2029)
    assert all(monthly.is_official)
    published = book.number("derating.annual_mean", area=area, hours=hours, on=FY2029)
    assert monthly.mean == pytest.approx(published, abs=HALF_OF_ROUNDING)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("month", FISCAL_MONTHS)
def test_more_hours_never_count_less(area, month):
    book = rule_book()
    at = FISCAL_MONTHS.index(month)
    factors = [monthly_factors(book, area, hours, FY2029).factors[at] for hours in range(3, 22)]
    assert factors[0] == official(book, area, 3, month) < factors[1] == official(book, area, 4, month)
    assert all(low <= high for low, high in pairwise(factors))
    assert factors[0] > 0
    assert factors[-1] <= 1


def test_the_curve_runs_through_its_two_points():
    for low, high in [(0.4846, 0.6159), (0.45, 0.5593), (0.8637, 0.8961)]:
        assert extrapolated_factor(low, high, 3) == pytest.approx(low, abs=1e-12)
        assert extrapolated_factor(low, high, 4) == pytest.approx(high, abs=1e-12)
        # ln(-ln(1 - c)) is a straight line in ln h: the point at 6 h worked out that way
        ordinates = [math.log(-math.log(1 - c)) for c in (low, high)]
        slope = (ordinates[1] - ordinates[0]) / (math.log(4) - math.log(3))
        at_6h = 1 - math.exp(-math.exp(ordinates[1] + slope * (math.log(6) - math.log(4))))
        assert extrapolated_factor(low, high, 6) == pytest.approx(at_6h, abs=1e-12)


@pytest.mark.parametrize(
    ("area", "at_6h", "at_8h"),
    [
        ("hokkaido", 0.91, 0.95), ("tohoku", 0.93, 0.96), ("tokyo", 0.85, 0.92), ("chubu", 0.90, 0.94),
        ("hokuriku", 0.92, 0.95), ("kansai", 0.91, 0.95), ("chugoku", 0.92, 0.96), ("shikoku", 0.92, 0.95),
        ("kyushu", 0.89, 0.94),
    ],
)  # fmt: skip
def test_yearly_curve_gives_the_noted_figures_and_the_monthly_mean_lies_close(area, at_6h, at_8h):
    book = rule_book()
    three, four = (monthly_factors(book, area, hours, FY2029).mean for hours in (3, 4))
    assert round(extrapolated_factor(three, four, 6), 2) == at_6h
    # two of the nine notes for 8 h (Hokkaido, Chugoku) stand one step of rounding above the curve
    assert at_8h - 0.01 <= round(extrapolated_factor(three, four, 8), 2) <= at_8h
    for hours, noted in ((6, at_6h), (8, at_8h)):
        assert monthly_factors(book, area, hours, FY2029).mean == pytest.approx(noted, abs=0.01)


def test_official_value_beyond_four_hours_wins_and_bounds_its_neighbours():
    table = {3: 0.4846, 4: 0.6159, 8: 0.9545}
    assert derating_factor(table, 8) == 0.9545
    assert extrapolated_factor(0.4846, 0.6159, 8) == pytest.approx(0.90, abs=0.005)
    assert derating_factor(table, 9) == 0.9545 > extrapolated_factor(0.4846, 0.6159, 9)
    assert derating_factor({3: 0.4846, 4: 0.6159, 8: 0.70}, 7) == 0.70 < extrapolated_factor(0.4846, 0.6159, 7)
    assert monthly_factors(rule_book(), "tokyo", 8, FY2029).factors[1] == 0.9545


@pytest.mark.parametrize(("area", "expected"), [("tokyo", 35_386), ("kyushu", 40_069)])
def test_contracted_kw_of_50_mw_and_4_h(area, expected):
    factors = monthly_factors(rule_book(), area, 4, FY2029).factors
    assert contracted_kw(factors, 50_000.0) == expected


def test_a_half_kilowatt_rounds_up():
    assert contracted_kw([0.5] * 12, 1001.0) == 501
    assert contracted_kw([0.7] * 12, 1005.0) == 704  # 703.5, though 0.7 × 1005 is a little less in binary
    assert contracted_kw([0.7] * 12, 1004.0) == 703
    with pytest.raises(ValueError, match="twelve"):
        contracted_kw([0.5] * 11, 1000.0)


def test_official_and_extrapolated_values_are_on_record():
    book = rule_book()
    monthly_factors(book, "kyushu", 4, FY2029)
    assert len(book.used) == 2 + 12
    assert not any(use.is_doubtful for use in book.used)
    book = rule_book()
    six = monthly_factors(book, "kyushu", 6, FY2029)
    assert not any(six.is_official)
    (fact,) = [use for use in book.used if use.is_doubtful]
    assert (str(fact.grade), fact.value) == ("extrapolated", round(six.mean, 6))
    assert "rule derating.factor (area=kyushu, hours=6, month=mean)" in fact.fact.text("en")
    assert "extrapolated (c(h) = 1 - exp(-u (h/4)^p)" in fact.fact.text("en")


def test_hours_below_the_table_and_years_without_one_are_refused():
    with pytest.raises(NoRuleInForceError) as caught:
        monthly_factors(rule_book(), "tokyo", 2, FY2029)
    assert "no factor is tabulated for 2 h: the official table begins at 3 h" in caught.value.text("en")
    with pytest.raises(NoRuleInForceError):
        monthly_factors(rule_book(), "tokyo", 4, date(2030, 4, 1))
    with pytest.raises(ValueError, match="no factor below 3 h"):
        derating_factor({3: 0.5, 4: 0.6}, 2)
    with pytest.raises(ValueError, match="3 h factor < 4 h factor"):
        extrapolated_factor(0.6, 0.5, 6)


def test_hours_beyond_the_last_row_count_as_the_last_row():
    book = rule_book()
    assert monthly_factors(book, "tokyo", 24, FY2029).factors == monthly_factors(book, "tokyo", 20, FY2029).factors
