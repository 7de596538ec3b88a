"""Property tax: the published table, 9.64 per cent over 20 years, the floor, the base, energy added later."""

import pytest
from books import START

from storage_opt.finance.fixed_assets import FixedAsset
from storage_opt.finance.property_tax import property_factors, property_tax_jpy, valuation_rate
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import LANGUAGES
from storage_opt.records.rules import Grade

FACTS = (
    *(0.9365, 0.8176, 0.7137, 0.6231, 0.5440, 0.4749, 0.4146, 0.3619, 0.3160, 0.2758),
    *(0.2408, 0.2102, 0.1835, 0.1602, 0.1399, 0.1221, 0.1066, 0.0931, 0.0812, 0.0709),
)


def test_factors_of_17_years_are_the_table_of_the_facts():
    rate, notes = valuation_rate(17, rule_book(), START)
    assert (rate, notes) == (0.127, ())
    assert property_factors(rate, 0.05, 20) == pytest.approx(FACTS, abs=0.0001)


def test_tax_over_20_years_is_9_64_per_cent_of_cost():
    factors = property_factors(0.127, 0.05, 20)
    taxes = property_tax_jpy([FixedAsset(6e9)], factors, 0.014, True, 20)
    assert sum(factors) == pytest.approx(6.886, abs=0.0005)
    assert sum(taxes) / 6e9 == pytest.approx(0.0964, abs=0.00005)
    assert taxes[0] == pytest.approx(6e9 * 0.9365 * 0.014, abs=1e-3)


def test_factor_never_falls_below_five_per_cent():
    # one half of the reduction in the first year: 0.875, 0.65625 …; 0.875 × 0.75^10 = 0.0493 would be below the floor
    factors = property_factors(0.25, 0.05, 14)
    assert factors[:2] == (0.875, 0.65625)
    assert factors[9] == pytest.approx(0.875 * 0.75**9, abs=1e-12)
    assert factors[10:] == (0.05,) * 4


@pytest.mark.parametrize("life", [6, 8, 15, 17, 20])
def test_published_rates_follow_the_formula_that_other_lives_take(life):
    rate, notes = valuation_rate(life, rule_book(), START)
    assert rate == round(1.0 - 0.1 ** (1.0 / life), 3)
    assert notes == ()


def test_a_life_without_a_published_rate_takes_the_formula_and_says_so():
    book = rule_book()
    rate, (note,) = valuation_rate(10, book, START)
    assert rate == 0.206  # 0.1^(1/10) = 0.7943
    assert all("0.206" in note.text(language) for language in LANGUAGES)
    (use,) = book.used
    assert (use.value, use.grade) == (0.206, Grade.EXTRAPOLATED)


def test_base_is_the_cost_before_or_after_compression():
    asset = FixedAsset(1000.0, 400.0)
    assert property_tax_jpy([asset], (1.0, 0.5), 0.01, True, 2) == (10.0, 5.0)
    assert property_tax_jpy([asset], (1.0, 0.5), 0.01, False, 2) == (6.0, 3.0)


def test_energy_added_later_begins_with_the_first_factor():
    assets = [FixedAsset(1000.0), FixedAsset(200.0, first_year=3)]
    assert property_tax_jpy(assets, (0.9, 0.8, 0.7, 0.6), 0.1, True, 4) == pytest.approx((90.0, 80.0, 88.0, 76.0))
