"""Depreciation: the table of the facts, sums, the change to equal parts, added energy, what is left at the end."""

import math

import pytest
from books import START
from hypothesis import given, settings
from hypothesis import strategies as st

from storage_opt.finance.depreciation import (
    declining_fractions,
    depreciation_fractions,
    depreciation_jpy,
    derived_rates,
    straight_line_fractions,
)
from storage_opt.finance.fixed_assets import FixedAsset, granted_asset
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import LANGUAGES
from storage_opt.records.rules import Grade

FACTS = (0.1180, 0.1041, 0.0918, 0.0810, 0.0714, 0.0630, 0.0556, 0.0490, 0.0432, *[0.0404] * 8)
few = settings(derandomize=True, max_examples=50, deadline=None, database=None)


def test_declining_balance_gives_the_table_of_the_facts():
    shares, notes = depreciation_fractions("declining", 17, rule_book(), START)
    assert [round(share, 4) for share in shares] == list(FACTS)
    assert math.fsum(shares) == pytest.approx(1.0, abs=1e-12)
    assert notes == ()


def test_declining_balance_is_the_table_of_the_rules():
    book = rule_book()
    shares, _ = depreciation_fractions("declining", 17, book, START)
    for year, share in enumerate(shares, start=1):
        assert share == pytest.approx(book.number("tax.depreciation_fraction", year=year, on=START), abs=5.1e-5)


def test_straight_line_over_17_years_takes_the_rate_and_leaves_less_for_the_last():
    shares, notes = depreciation_fractions("straight_line", 17, rule_book(), START)
    assert shares[:16] == (0.059,) * 16
    assert shares[16] == pytest.approx(1.0 - 16 * 0.059, abs=1e-12)
    assert notes == ()


def test_without_a_rate_straight_line_is_in_equal_parts():
    assert straight_line_fractions(8) == (0.125,) * 8


def switched(life: int, rate: float) -> list[float]:
    """The usual reading of the method: each year the greater of declining balance and equal parts of what is left."""
    book, shares = 1.0, []
    for left in range(life, 0, -1):
        shares.append(max(book * rate, book / left))
        book -= shares[-1]
    return shares


@pytest.mark.parametrize("life", range(1, 101))
def test_derived_rates_change_to_equal_parts_when_these_are_greater(life):
    rate, revised, guarantee = derived_rates(life)
    assert rate == pytest.approx(min(1.0, 2.0 / life), abs=0.0005 + 1e-12)
    assert declining_fractions(life, rate, revised, guarantee) == pytest.approx(switched(life, rate), abs=1e-12)


def test_derived_rates_of_17_years_are_the_official_ones_but_for_a_last_digit():
    book = rule_book()
    official = [book.number("tax.depreciation_rate", kind=k, on=START) for k in ("declining", "revised", "guarantee")]
    assert derived_rates(17) == pytest.approx(official, abs=1.01e-5)


@pytest.mark.parametrize("kind", ["declining", "straight_line"])
@pytest.mark.parametrize("life", [1, 2, 3, 6, 8, 15, 20, 30, 45, 60, 100])
def test_other_lives_sum_to_one_never_rise_and_say_that_they_are_derived(kind, life):
    book = rule_book()
    shares, (note,) = depreciation_fractions(kind, life, book, START)
    assert len(shares) == life
    assert min(shares) >= 0.0
    assert math.fsum(shares) == pytest.approx(1.0, abs=1e-12)
    assert list(shares) == pytest.approx(sorted(shares, reverse=True), abs=1e-12)
    assert all(str(life) in note.text(language) for language in LANGUAGES)
    (use,) = book.used
    assert (use.name, use.index["life"], use.grade) == ("tax.depreciation_rate", life, Grade.EXTRAPOLATED)
    assert use.is_doubtful


def test_no_life_is_refused():
    with pytest.raises(ValueError, match="useful life of 0 years"):
        depreciation_fractions("declining", 0, rule_book(), START)


def test_added_energy_has_the_same_life_from_its_own_year_and_the_rest_is_written_off():
    assets = [FixedAsset(400.0), FixedAsset(80.0, first_year=3)]
    # four equal parts of 100; from year 3 on 20 a year, of which the last two fall after the end of year 4
    assert depreciation_jpy(assets, straight_line_fractions(4), 4) == (100.0, 100.0, 120.0, 160.0)


def test_after_its_life_an_asset_gives_nothing():
    assert depreciation_jpy([FixedAsset(400.0)], straight_line_fractions(2), 4) == (200.0, 200.0, 0.0, 0.0)


def test_compressed_cost_is_not_depreciated():
    asset, taxable = granted_asset(400.0, 100.0, is_compressed=True)
    assert depreciation_jpy([asset], straight_line_fractions(2), 2) == (150.0, 150.0)
    assert taxable == 0.0
    assert granted_asset(400.0, 500.0, is_compressed=True) == (FixedAsset(400.0, 400.0), 100.0)
    assert granted_asset(400.0, 100.0, is_compressed=False) == (FixedAsset(400.0), 100.0)


def test_impossible_assets_are_refused():
    with pytest.raises(ValueError, match="compressed by 2"):
        FixedAsset(1.0, 2.0)
    with pytest.raises(ValueError, match="operating year 0"):
        FixedAsset(1.0, first_year=0)
    with pytest.raises(ValueError, match="operating year 5 of 4"):
        depreciation_jpy([FixedAsset(1.0, first_year=5)], (1.0,), 4)


@few
@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.lists(st.tuples(st.floats(0.0, 1e10), st.floats(0.0, 1.0), st.integers(1, 30)), max_size=4),
)
def test_every_yen_of_the_base_is_depreciated_once(life, years, drawn):
    assets = [FixedAsset(cost, cost * part, min(first, years)) for cost, part, first in drawn]
    shares, _ = depreciation_fractions("declining", life, rule_book(), START)
    yearly = depreciation_jpy(assets, shares, years)
    assert sum(yearly) == pytest.approx(sum(asset.base_jpy for asset in assets), rel=1e-9, abs=1e-6)
    assert min(yearly) >= 0.0
