"""Charges on power against hand cases by area, date and contract."""

import pytest

from storage_opt.errors import ProjectError
from storage_opt.finance.grid_charges import grid_charges
from storage_opt.inputs.rules import rule_book
from storage_opt.records.finance_terms import GridChargeTerms
from storage_opt.records.rule_book import doubtful_facts

BASIC_ONLY = {"generator": False, "wheeling_basic": True}


def charges(years, book=None, area="tokyo", export_kw=50_000.0, charging_kw=50_000.0, inflation=0.0, **terms):
    return grid_charges(
        GridChargeTerms(**terms),
        area=area,
        export_kw=export_kw,
        charging_kw=charging_kw,
        round_trip_efficiency=0.86,
        fiscal_years=years,
        base_fiscal_year=2026,
        inflation=inflation,
        book=book or rule_book(),
    )


def names(found):
    return [note.name for note in found.notes]


@pytest.mark.parametrize(
    ("area", "year", "jpy_per_kw"),
    [  # published prices with 10 per cent of tax, by hand
        ("tokyo", 2024, 87.01 * 12 / 1.1),
        ("tokyo", 2026, (7 * 87.01 + 5 * 100.12) / 1.1),  # April to October, November to March
        ("tokyo", 2027, 1_092.2181818),
        ("tohoku", 2026, (7 * 93.04 + 5 * 109.37) / 1.1),
        ("kansai", 2025, 1_068.8727273),
        ("kansai", 2026, 1_151.8272727),
        ("kyushu", 2027, 1_075.2),
        ("hokkaido", 2030, 1_200.0),
    ],
)
def test_generator_side_charge_of_a_year_by_area_without_tax(area, year, jpy_per_kw):
    found = charges([year], area=area)
    assert found.generator_jpy == (pytest.approx(50_000 * jpy_per_kw, rel=1e-9),)
    assert found.wheeling_jpy == (0.0,)


def test_years_after_the_last_known_price_take_it_and_say_so():
    found = charges([2026, 2027, 2028])
    assert found.generator_jpy[1] == found.generator_jpy[2] > found.generator_jpy[0]
    (note,) = found.notes
    assert "(kW part) later than that of 2026-11-01 is known; it is taken for FY2027 to FY2028" in note.text("en")
    assert charges([2024, 2025, 2026]).notes == ()


def test_before_april_2024_nothing_was_charged():
    found = charges([2022, 2023, 2024])
    assert found.generator_jpy == (0.0, 0.0, pytest.approx(50_000 * 87.01 * 12 / 1.1))
    assert names(found) == ["finance.grid.not_yet"]


def test_each_dated_price_is_recorded_once_and_one_in_conflict_is_named():
    book = rule_book()
    charges(list(range(2024, 2044)), book=book, area="tohoku")
    prices = [use for use in book.used if use.name == "generator_charge.power_charge"]
    assert [(use.value, str(use.grade)) for use in prices] == [(93.04, "verified"), (109.37, "inferred")]
    assert "conflict" in prices[1].note
    assert any("109.37" in fact.text("en") for fact in doubtful_facts(book))


@pytest.mark.parametrize(
    ("demand", "charging_kw", "billed_kw"),
    [(0.0, 50_000.0, 50_000), (None, 50_000.0, 0), (None, 40_000.0, 10_000), (None, 60_000.0, 0), (8_000.0, 50_000.0, 42_000)],
)  # fmt: skip
def test_contract_demand_of_the_load_side_is_deducted(demand, charging_kw, billed_kw):
    found = charges([2024], contract_demand_kw=demand, charging_kw=charging_kw)
    assert found.generator_jpy == (pytest.approx(billed_kw * 949.2),)
    assert names(found) == (["finance.grid.demand_inferred"] if demand is None else [])


def test_a_plant_below_ten_kw_is_exempt_and_the_doubtful_limit_is_recorded_only_then():
    small, large = rule_book(), rule_book()
    assert charges([2024], book=small, export_kw=9.9).generator_jpy == (0.0,)
    assert charges([2024], book=large, export_kw=10.0).generator_jpy == (pytest.approx(9_492.0),)
    limits = [[use.name for use in book.used if "exempt" in use.name] for book in (small, large)]
    assert limits == [["generator_charge.exempt_below"], []]


def test_basic_wheeling_charge_falls_on_the_loss_rate():
    found = charges([2026, 2027], **BASIC_ONLY)  # extra-high voltage, loss 1 − 0.86
    assert found.generator_jpy == (0.0, 0.0)
    assert found.wheeling_jpy == pytest.approx((0.14 * 50_000 * (7 * 423.39 + 5 * 446.25) / 1.1, 7_000 * 4_868.1818182))
    assert names(found) == ["balancing.default_loss_rate", "finance.grid.carried_on"]


def test_agreed_loss_rate_voltage_and_contract_demand_of_the_wheeling_charge():
    found = charges([2027], loss_rate=0.1, voltage="high", contract_demand_kw=2_000.0, **BASIC_ONLY)
    assert found.wheeling_jpy == (pytest.approx(200 * 762.44 * 12 / 1.1),)


def test_stated_prices_grow_from_the_base_year_and_ask_no_rule():
    book = rule_book()
    terms = {"generator_jpy_per_kw_month": 80.0, "wheeling_jpy_per_kw_month": 400.0, "wheeling_basic": True}
    found = charges([2026, 2028], book=book, area=None, inflation=0.02, loss_rate=0.2, **terms)
    assert found.generator_jpy == pytest.approx((48e6, 48e6 * 1.0404))
    assert found.wheeling_jpy == pytest.approx((48e6, 48e6 * 1.0404))
    assert {use.name for use in book.used} == {"wheeling.storage_base"}
    assert found.notes == ()


def test_rule_prices_do_not_grow():
    assert charges([2026, 2030], inflation=0.05) == charges([2026, 2030])


@pytest.mark.parametrize(
    ("area", "years", "told"),
    [
        ("kyushu", [2027], "no price is known for area=kyushu, voltage=extra_high"),
        (None, [2027], "no price is known for area=–"),
        ("tokyo", [2025, 2026], "no price is known for all of FY2025; the first known one holds from 2026-02-13"),
    ],
)
def test_where_no_price_is_known_it_must_be_stated(area, years, told):
    with pytest.raises(ProjectError) as caught:
        charges(years, area=area, **BASIC_ONLY)
    assert told in caught.value.text("en")
    assert "State finance.grid_charges.wheeling_jpy_per_kw_month" in caught.value.text("en")
    assert "託送基本料金" in caught.value.text("ja")


def test_both_missing_prices_are_told_together():
    with pytest.raises(ProjectError) as caught:
        charges([2027], area=None, wheeling_basic=True)
    assert len(caught.value.faults) == 2


def test_without_power_no_price_is_asked_for():
    assert charges([2027], area=None, contract_demand_kw=None).generator_jpy == (0.0,)
