"""Credited capacity: official tables, own tables, hours, and years without a table."""

import pytest
from projects import contract_year, noted, project

from storage_opt.inputs.rules import rule_book
from storage_opt.records.prices import AREAS
from storage_opt.records.rules import Grade
from storage_opt.schemes.credit import FixedDerating, OfficialDerating, TableDerating


def test_tokyo_and_kyushu_at_four_hours():
    capacity = {area: OfficialDerating(rule_book(), area).credited_kw(50.0, 4, 2029) for area in ("tokyo", "kyushu")}
    assert capacity == {"tokyo": 35_386, "kyushu": 40_069}


@pytest.mark.parametrize("area", AREAS)
def test_more_hours_are_never_credited_less_and_never_more_than_the_bid(area):
    derating = OfficialDerating(rule_book(), area, 2029)
    credited = [derating.credited_kw(50.0, hours, 2029) for hours in range(2, 26)]
    assert credited[0] == 0
    assert credited == sorted(credited)
    assert 0 < credited[1] < credited[2] < credited[-1] <= 50_000
    # more hours than the last row of the table count as that row
    assert credited[20 - 2] == credited[25 - 2]


def test_no_extrapolated_month_exceeds_the_next_official_value():
    book = rule_book()
    for hours in (5, 6, 7):
        months = OfficialDerating(book, "tokyo", 2029).factors(hours, 2029)
        may = months.factors[1]
        assert months.is_official == (False,) * 12
        assert may <= 0.9545  # official at 8 h
    beyond = OfficialDerating(book, "tokyo", 2029).factors(9, 2029)
    assert beyond.factors[1] >= 0.9545


@pytest.mark.parametrize("year", [2026, 2031, 2045])
def test_a_year_without_a_table_takes_the_published_one_and_is_named(year):
    book = rule_book()
    derating = OfficialDerating(book, "tokyo")
    assert derating.credited_kw(50.0, 4, year) == 35_386
    (note,) = derating.notes(year)
    assert note.values == {"year": year, "known": 2029}
    (assumed,) = [use for use in book.used if use.is_assumed]
    assert (assumed.name, dict(assumed.index)) == (
        "derating.factor",
        {"area": "tokyo", "hours": 4, "month": "mean"},
    )
    assert assumed.value == pytest.approx(0.70773, abs=1e-5)
    assert assumed.is_doubtful


def test_a_fixed_table_year_is_not_assumed_in_other_years():
    book = rule_book()
    derating = OfficialDerating(book, "tokyo", 2029)
    derating.credited_kw(50.0, 4, 2040)
    assert derating.notes(2040) == ()
    assert not any(use.is_assumed for use in book.used)
    assert all(use.grade is Grade.SINGLE_SOURCE for use in book.used)


@pytest.mark.parametrize(
    ("hours", "expected"), [(1, 0), (2, 25_000), (3, 25_000), (4, 40_000), (5, 40_000), (6, 50_000), (9, 50_000)]
)
def test_own_table_counts_the_row_below(hours, expected):
    assert TableDerating({2: 0.5, 4: 0.8, 6: 1.0}).credited_kw(50.0, hours, 2030) == expected


def test_one_factor_and_none():
    assert FixedDerating(0.7).credited_kw(1.005, 4, 2030) == 704  # 703.5: a half rounds up
    assert FixedDerating().credited_kw(50.0, 0, 2030) == 50_000


def test_own_derating_in_a_project(tmp_path):
    for derating, expected in (("none", 50_000), ("0.8", 40_000), ("{3: 0.5, 4: 0.9}", 45_000)):
        read = project(tmp_path, f"scheme: {{kind: capacity_market, derating: {derating}}}\n")
        assert contract_year(read).contracted_kw == expected
        assert noted(contract_year(read, 2030)) == ["price_assumed"]
