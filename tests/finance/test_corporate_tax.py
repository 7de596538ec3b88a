"""Corporate and business tax: rules by year and company, what is deducted, compression on and off."""

from datetime import date

import pytest
from books import OPERATION, changed, ended

from storage_opt.errors import ProjectError
from storage_opt.finance.corporate_tax import business_tax_jpy, corporate_tax, tax_years
from storage_opt.finance.depreciation import depreciation_jpy
from storage_opt.finance.fixed_assets import granted_asset
from storage_opt.finance.losses import LossRules
from storage_opt.finance.tax_rules import tax_rules
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import LANGUAGES
from storage_opt.records.finance_terms import TaxTerms
from storage_opt.timeline import fiscal_year_start

POWER = "power_business_up_to_100_million"


def resolved(years=OPERATION, book=None, **terms):
    return tax_rules(TaxTerms(**terms), book or rule_book(), years)[0]


def names(years=OPERATION, book=None, **terms):
    return [note.name for note in tax_rules(TaxTerms(**terms), book or rule_book(), years)[1]]


def component(name, year):
    return rule_book().number(f"tax.{name}", on=fiscal_year_start(year))


def formula(year, business):
    """``(t × (1 + local + defence + resident) + business) / (1 + business)`` of the facts."""
    shares = sum(component(name, year) for name in ("local_corporate_share", "defence_share", "resident_share"))
    return (component("corporate_rate", year) * (1.0 + shares) + business) / (1.0 + business)


@pytest.mark.parametrize("company", ["above_100_million", "small_marginal", "tokyo_above_100_million"])
def test_effective_rate_follows_the_formula_into_the_defence_surtax(company):
    """The business tax of a company is that which gives its rate of FY2025; with it the formula gives that of FY2026."""
    before, after = resolved((2025, 2026), company=company).rates
    income_tax = formula(2025, 0.0)
    business = (before - income_tax) / (1.0 - before)
    assert formula(2025, business) == pytest.approx(before, abs=1e-12)
    assert formula(2026, business) == pytest.approx(after, abs=0.0001)


def test_rates_change_with_the_fiscal_year_and_the_last_one_is_kept():
    years = (2024, 2025, 2026, 2027, 2045)
    assert resolved(years).rates == (0.2974, 0.2974, 0.3064, 0.3064, 0.3064)
    _, notes = tax_rules(TaxTerms(), rule_book(), years)
    assert "30.64%" in notes[0].text("en")
    assert "tax.note.rate_kept" not in names((2025, 2026))


def test_each_line_of_a_rule_is_recorded_once():
    book = rule_book()
    tax_rules(TaxTerms(), book, range(2024, 2044))
    used = [use for use in book.used if use.name == "tax.effective_rate"]
    assert [(use.on.year, use.value, use.is_assumed) for use in used] == [(2024, 0.2974, False), (2026, 0.3064, False)]


def test_a_rate_that_ended_is_carried_on_as_assumed():
    book = ended("tax.effective_rate", date(2030, 4, 1))
    assert resolved((2028, 2029, 2030, 2031), book=book).rates == (0.3064,) * 4
    used = [(use.on.year, use.is_assumed) for use in book.used if use.name == "tax.effective_rate"]
    assert used == [(2028, False), (2030, True)]


def test_stated_terms_hold_for_all_years_and_ask_no_rule():
    book = rule_book()
    terms = TaxTerms(
        company="mine", rate=0.25, revenue_levy=0.0, useful_life_years=8, property_tax_rate=0.02,
        property_base_before_grant=False, loss_years=3, loss_share=0.7,
    )  # fmt: skip
    rules, notes = tax_rules(terms, book, (2019, 2030), first_operating_year=2030)
    assert (rules.rates, rules.revenue_levies, rules.losses) == (
        (0.25,) * 2,
        (0.0,) * 2,
        LossRules("carry_forward", 3, 0.7),
    )
    assert (rules.useful_life_years, rules.property_tax_rate, rules.property_base_before_grant) == (8, 0.02, False)
    assert len(rules.depreciation) == 8
    assert {use.name for use in book.used} == {
        "tax.grant_compression_allowed", "tax.depreciation_rate", "tax.property_valuation_rate", "tax.property_valuation_floor",
    }  # fmt: skip
    assert [note.name for note in notes] == ["tax.note.declining_derived"]


def test_what_is_not_stated_comes_from_the_rules():
    rules = resolved()
    assert (rules.useful_life_years, rules.property_tax_rate, rules.property_base_before_grant) == (17, 0.014, True)
    assert (rules.compresses_grant, rules.losses) == (True, LossRules("carry_forward", 10, 0.5))
    assert sum(rules.property_factors) * rules.property_tax_rate == pytest.approx(0.0964, abs=0.00005)
    assert sum(rules.depreciation) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("company", "share"),
    [("above_100_million", 0.5), ("tokyo_above_100_million", 0.5), ("small_marginal", 1.0), (POWER, 1.0)],
)
def test_share_of_losses_depends_on_the_company(company, share):
    assert resolved(company=company).losses == LossRules("carry_forward", 10, share)


@pytest.mark.parametrize(
    ("years", "terms", "key"),
    [
        ((2025, 2026), {"company": POWER}, "rate"),
        ((2025, 2026), {"company": POWER, "rate": 0.3}, "revenue_levy"),
        ((2028,), {"company": "unheard_of"}, "rate"),
        ((2028,), {"company": "unheard_of", "rate": 0.3}, "loss_share"),
        ((2020,), {}, "rate"),
    ],
)
def test_a_company_without_a_value_is_refused_with_what_to_state(years, terms, key):
    with pytest.raises(ProjectError) as caught:
        resolved(years, **terms)
    for language in LANGUAGES:
        told = caught.value.text(language)
        assert f"finance.tax.{key}" in told
        assert terms.get("company", "above_100_million") in told
        assert str(years[0]) in told


def test_known_companies_of_the_day_are_named():
    with pytest.raises(ProjectError) as caught:
        resolved((2025,), company=POWER)
    known = caught.value.text("en").split("effective rate then: ")[1].splitlines()[0]
    assert known == "above_100_million, small_marginal, tokyo_above_100_million."


def test_a_power_business_pays_a_levy_on_revenue_and_others_are_told_that_it_may_be_due():
    rules = resolved((2028, 2029), company=POWER)
    assert rules.rates == (0.2945,) * 2
    assert business_tax_jpy(rules, [1e9, -5.0], [-1e8, 0.0]) == pytest.approx((1.05e7, 0.0))
    assert "tax.note.no_levy" not in names(company=POWER)
    assert "tax.note.no_levy" in names()
    assert "tax.note.no_levy" not in names(revenue_levy=0.0)


def test_a_project_without_taxes_is_told_nothing_of_them():
    assert names(rate=0.0, property_tax_rate=0.0) == []


def test_size_based_tax_counts_value_added_and_capital():
    rules = resolved((2028, 2029), value_added_rate=0.01, capital_rate=0.005, capital_jpy=200.0, revenue_levy=0.002)
    # 0.002 × 1000 + 0.01 × 300 + 0.005 × 200; in the second year value added is below zero
    assert business_tax_jpy(rules, [1000.0, 1000.0], [300.0, -50.0]) == pytest.approx((6.0, 3.0))


def test_compression_may_be_forbidden_by_the_rules():
    book = changed("tax.grant_compression_allowed", False)
    assert not resolved(book=book).compresses_grant
    assert "tax.note.no_compression" in names(book=book)
    assert not resolved(grant_compression=False).compresses_grant
    assert "tax.note.no_compression" not in names(grant_compression=False)


def test_tax_of_a_year_by_hand():
    rules = resolved((2028, 2029), rate=0.3, loss_share=0.5)
    first, second = tax_years(rules, [100.0, 500.0], [120.0, 100.0], [50.0, 100.0], [10.0, 20.0])
    # 100 − 120 − 50 − 10 = −80; 500 − 100 − 100 − 20 = 280, of which 80 < 140 are offset: 200 × 0.3
    assert (first.loss_used_jpy, first.loss_left_jpy, first.taxable_jpy, first.tax_jpy) == (0.0, 80.0, 0.0, 0.0)
    assert (second.loss_used_jpy, second.loss_left_jpy, second.taxable_jpy) == (80.0, 0.0, 200.0)
    assert second.tax_jpy == pytest.approx(60.0)
    assert (second.revenue_jpy, second.costs_jpy, second.depreciation_jpy, second.interest_jpy) == (
        500.0,
        100.0,
        100.0,
        20.0,
    )


def test_a_taxed_group_gets_tax_back():
    rows = corporate_tax([-100.0, 150.0], [0.3, 0.25], LossRules("immediate"))
    assert [tax for *_, tax in rows] == [-30.0, 37.5]


def compressed(is_compressed, losses):
    """Tax by year of 1000 bought with a grant of 400, straight line over 17 years, income of 300 a year before depreciation."""
    rules = resolved(
        rate=0.3, depreciation="straight_line", grant_compression=is_compressed, losses=losses, loss_share=0.5
    )
    asset, taxable_grant = granted_asset(1000.0, 400.0, rules.compresses_grant)
    nothing = [0.0] * len(OPERATION)
    revenue = [300.0 + taxable_grant, *[300.0] * (len(OPERATION) - 1)]
    depreciated = depreciation_jpy([asset], rules.depreciation, len(OPERATION))
    return [year.tax_jpy for year in tax_years(rules, revenue, nothing, depreciated, nothing)]


@pytest.mark.parametrize("losses", ["carry_forward", "immediate"])
def test_compression_defers_tax_and_takes_none_away(losses):
    on, off = compressed(True, losses), compressed(False, losses)
    assert sum(on) == pytest.approx(0.3 * (20 * 300.0 - 600.0), abs=1e-9)
    assert sum(off) == pytest.approx(sum(on), abs=1e-9)
    # first year by hand: (300 − 0.059 × 600) × 0.3 with compression, (700 − 59) × 0.3 without
    assert (on[0], off[0]) == pytest.approx((79.38, 192.3), abs=1e-9)
    assert all(sum(on[:n]) < sum(off[:n]) - 1e-6 for n in range(1, 17))


def test_property_factors_reach_as_far_as_the_columns():
    assert len(resolved(tuple(range(2026, 2058))).property_factors) == 32
