"""The library as a whole: complete, sourced, readable, and consistent where figures follow from each other."""

from datetime import date

import pytest

from storage_opt.inputs.rules import PACKAGE, rule_book, rule_library
from storage_opt.records.prices import AREAS
from storage_opt.records.rules import Grade

LIBRARY = rule_library()
DAY = date(2026, 11, 23)


def test_every_rule_file_of_the_package_is_read():
    files = {path.stem for folder in ("markets", "schemes") for path in (PACKAGE / folder / "rules").iterdir()}
    assert set(LIBRARY.files) == files
    assert len(LIBRARY) == len(list(LIBRARY)) > 150


@pytest.mark.parametrize("name", list(LIBRARY))
def test_rule_is_complete(name):
    rule = LIBRARY[name]
    assert rule.name == name and set(rule.description) == {"en", "ja"}
    words = {bool: "yes/no", str: "text"}
    for lines in rule.series.values():
        assert [line.since for line in lines] == sorted({line.since for line in lines})
        for line in lines:
            assert line.reference.strip() and line.grade is not Grade.EXTRAPOLATED
            if line.value is not None:
                assert rule.unit == words.get(type(line.value), rule.unit)
                assert (rule.unit in words.values()) == isinstance(line.value, bool | str)


@pytest.mark.parametrize("name", ["capacity_market.price", "generator_charge.power_charge", "derating.on_call"])
def test_nine_areas_are_there(name):
    assert set(LIBRARY[name].series) == {(area,) for area in AREAS}


def test_property_tax_factors_follow_from_the_rate():
    book, total = rule_book(), 0.0
    r = book.number("tax.property_valuation_rate", life=17, on=DAY)
    for year in range(1, 21):
        factor = book.number("tax.property_valuation_factor", year=year, on=DAY)
        assert (
            factor
            == round((1 - r / 2) * (1 - r) ** (year - 1), 4)
            >= book.number("tax.property_valuation_floor", on=DAY)
        )
        total += factor
    assert total * book.number("tax.property_tax_rate", on=DAY) == pytest.approx(0.0964, abs=0.00005)


def test_depreciation_fractions_follow_from_the_rates():
    book, value = rule_book(), 1.0
    rate = {k: book.number("tax.depreciation_rate", kind=k, on=DAY) for k in ("declining", "revised", "guarantee")}
    base = None
    for year in range(1, 18):
        amount = value * rate["declining"] if base is None else base * rate["revised"]
        if base is None and amount < rate["guarantee"]:
            base = value
            amount = base * rate["revised"]
        assert book.number("tax.depreciation_fraction", year=year, on=DAY) == pytest.approx(amount, abs=0.0001)
        value -= amount
    assert value == pytest.approx(0.0, abs=0.001)


def test_effective_rates_rise_by_the_defence_surtax():
    book = rule_book()
    surtax = 0.232 * book.number("tax.defence_share", on=DAY)
    before, after = (
        book.number("tax.effective_rate", company="above_100_million", on=day) for day in (date(2026, 3, 31), DAY)
    )
    assert 0 < after - before < surtax + 1e-9  # the deductible business tax keeps it a little below 0.93 points


def test_published_awards_add_up():
    book = rule_book()
    for n, sources in {
        1: ("battery", "pumped_hydro", "nuclear", "hydrogen_ammonia", "biomass", "hydro"),
        2: ("battery", "pumped_hydro", "nuclear", "hydrogen_ammonia", "biomass", "hydro"),
        3: ("battery", "pumped_hydro", "nuclear", "hydrogen_ammonia", "biomass", "hydro"),
    }.items():
        awarded = {
            s: book.number("ltda_results.awarded", round=n, source=s, on=DAY)
            for s in (*sources, "decarbonized", "lng", "all")
        }
        assert sum(awarded[s] for s in sources) == pytest.approx(awarded["decarbonized"], abs=1.0)
        assert awarded["decarbonized"] + awarded["lng"] == pytest.approx(awarded["all"], abs=1.0)
        total = book.number("ltda_results.contract_total", round=n, on=DAY)
        average = book.number("ltda_results.average_price", round=n, on=DAY)
        assert total / (awarded["decarbonized"] * 1000) == pytest.approx(average, rel=1e-4)
