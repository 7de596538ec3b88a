"""Presets take what their rule files say, and leave a record of it with its grade."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from storage_opt.errors import Fault
from storage_opt.inputs.project_schemes_abroad import TOPICS, abroad_scheme
from storage_opt.inputs.rules import rule_book, rule_library
from storage_opt.inputs.schema_schemes_abroad import AnyAbroadSection
from storage_opt.messages import LANGUAGES
from storage_opt.records.rule_book import RuleBook, doubtful_facts
from storage_opt.schemes.base import OperatingYear, Plant

SECTION = TypeAdapter(Annotated[AnyAbroadSection, Field(discriminator="kind")])
PLANT = Plant("tokyo", 10.0, 10.0, 80.0, 1.0, 2028, 25, 1000e6)
NOW = OperatingYear(1, 2028, 80.0)


@dataclass(frozen=True)
class Context:
    plant: Plant = PLANT
    fixed_opex_jpy_per_year: float | None = 20e6
    availability: float = 0.97
    inflation: float = 0.02
    rules: RuleBook = field(default_factory=rule_book)


BAND = {"floor_jpy_per_kw_year": 6_000, "ceiling_jpy_per_year": 100e6}


def read(context: Context | None = None, **section):
    faults, context = list[Fault](), context or Context()
    scheme = abroad_scheme(SECTION.validate_python(section), "scheme.1", context, faults)
    assert (scheme is None) == bool(faults)
    return scheme, context.rules, [fault.text("en") for fault in faults]


def made(**section):
    scheme, book, faults = read(**section)
    assert not faults
    return scheme, {use.name.partition(".")[2]: (use.value, str(use.grade)) for use in book.used}


def test_gb_ldes():
    scheme, used = made(kind="cap_and_floor")
    assert used == {
        "minimum_duration": (8, "verified"),
        "payer": ("network_users", "verified"),
        "term": (25, "verified"),
        "floor_share": (1.0, "inferred"),
        "return_share": (0.7, "unverified"),
        "floor_rate": (0.05, "unverified"),
        "cap_rate": (0.09, "unverified"),
    }
    curve = scheme.year(PLANT, NOW).sharing
    # 20 million + 1,000 million x CRF(5 %, 25) and CRF(9 %, 25)
    assert curve.kept_jpy(0.0) == pytest.approx(90_952_457.3, abs=0.1)
    assert curve.edges_jpy[-1] == pytest.approx(121_806_250.5, abs=0.1)
    assert curve.shares[-1] == pytest.approx(0.3)


def test_gb_ldes_with_all_stated_rests_on_no_doubtful_rule():
    given = {"floor_jpy_per_year": 5e7, "cap_jpy_per_year": 9e7, "return_share": 0.5, "floor_share": 1}
    _, book, _ = read(kind="cap_and_floor", **given)
    assert not doubtful_facts(book)
    scheme, _ = made(kind="cap_and_floor", rav_jpy=500e6, opex_jpy_per_year=1e6, floor_rate=0.0, term_years=10)
    assert scheme.floor.of(PLANT) == 51e6


def test_cis():
    scheme, used = made(kind="revenue_share", preset="cis", **BAND)
    assert used["support_share"] == (0.9, "unverified") and used["return_share"] == (0.5, "unverified")
    assert used["term"] == (15, "verified") and scheme.payer == "taxpayers"
    year = scheme.year(PLANT, NOW)
    assert [year.sharing.kept_jpy(m * 1e6) / 1e6 for m in (0, 60, 80, 120)] == [54, 60, 80, 110]
    assert [note.name for note in year.notes] == ["schemes_abroad.note.no_cap"]
    capped, _ = made(
        kind="revenue_share", preset="cis", support_cap_jpy_per_year=9e6, return_cap_jpy_per_year=1e6, **BAND
    )
    assert [capped.year(PLANT, NOW).sharing.kept_jpy(m * 1e6) / 1e6 for m in (0, 120)] == [9, 119]
    assert capped.year(PLANT, NOW).notes == ()


def test_ltesa():
    scheme, used = made(
        kind="revenue_share", preset="ltesa", return_share=0.5, support_cap_jpy_per_year=40e6, exercised=[1], **BAND
    )
    assert used["term"] == (14, "verified") and used["option_years"] == (2, "verified")
    assert used["return_limit"] == (1.0, "verified") and used["support_share"] == (1.0, "inferred")
    first = scheme.year(PLANT, NOW)
    assert [first.sharing.kept_jpy(m * 1e6) / 1e6 for m in (0, 30, 120)] == [40, 60, 120]
    second = scheme.year(PLANT, OperatingYear(2, 2029, 80.0, past_net_support_jpy=8e6))
    assert second.sharing.kept_jpy(120e6) == 112e6
    assert scheme.year(PLANT, OperatingYear(3, 2030, 80.0)).sharing.is_identity
    assert "schemes_abroad.note.past" in [note.name for note in first.notes]


def test_capacity_presets():
    poland, used = made(kind="capacity_payment", preset="poland", jpy_per_unit=40, currency="PLN")
    assert used["price"] == (264.9, "verified") and used["derating"] == (0.613, "verified")
    assert used["indexation"] == ("cpi", "verified")
    assert poland.year(PLANT, NOW).payments[0].amount_jpy == 64_953_480.0  # 264.90 x 40 x 6,130
    assert poland.year(PLANT, OperatingYear(2, 2029, 80.0)).payments[0].amount_jpy == 66_252_550.0  # x 1.02
    early, _ = made(kind="capacity_payment", preset="poland", round=2023, jpy_per_unit=40)
    assert early.price_jpy_per_kw_year == pytest.approx(9796.0) and early.year(PLANT, NOW).contracted_kw == 9500
    gb, used = made(
        kind="capacity_payment", preset="gb_capacity_market", jpy_per_unit=200, round=2027, derating={8: 0.5}
    )
    assert used["price"] == (65, "verified") and gb.year(PLANT, NOW).payments[0].amount_jpy == 65e6
    _, used = made(kind="capacity_payment", preset="gb_capacity_market", jpy_per_unit=200, derating=0.5)
    assert used["price"] == (60, "unverified")
    ra, used = made(kind="capacity_payment", preset="california", price_jpy_per_kw_year=9000, term_years=3)
    assert used["hours_for_full_credit"] == (4, "verified") and ra.year(PLANT, NOW).contracted_kw == 10_000


def test_toll_presets():
    macse, used = made(kind="toll", preset="macse", zone="sicily", jpy_per_unit=100)
    assert used["price"] == (15846, "verified") and used["ancillary_share"] == (0.2, "single_source")
    year = macse.year(PLANT, NOW)
    assert year.payments[0].amount_jpy == 122_964_960.0  # 15,846 x 100 x 80 MWh x 0.97
    assert year.sharing.kept_jpy(1e6) == 0.0 and macse.dispatcher == "offtaker"
    assert "20%" in next(n for n in year.notes if n.name == "schemes_abroad.note.ancillary").text("en")
    redding, used = made(kind="toll", preset="us_reference", jpy_per_unit=100, availability=1)
    assert used == {"term": (20, "single_source"), "price": (12.71, "single_source")}
    assert redding.year(PLANT, NOW).payments[0].amount_jpy == 152_520_000.0  # 12.71 x 12 x 100 x 10,000 kW
    korea, used = made(kind="toll", preset="korea", price_jpy_per_kw_year=20_000)
    assert used["minimum_duration"] == (6, "verified") and korea.terms.term.years == 15
    private, used = made(kind="toll", price_jpy_per_kw_year=20_000, term_years=20)
    assert used == {} and private.payer == "offtaker"


def test_what_the_project_states_goes_before_the_preset():
    scheme, used = made(
        kind="cap_and_floor", payer="taxpayers", offer_duty="marginal_cost", wear_deductible=True, term_years=3,
        start="next_year", first_fiscal_year=2030, minimum_hours=9, floor_jpy_per_kw_year=1000, cap_jpy_per_kw_year=2000,
        floor_share=0.5, return_share=0.2,
    )  # fmt: skip
    assert used == {} and scheme.offer_duty == "marginal_cost" and scheme.dispatcher == "owner"
    active = [y for y in range(2028, 2036) if not scheme.year(PLANT, OperatingYear(1, y, 80.0)).sharing.is_identity]
    assert active == [2030, 2031, 2032]
    year = scheme.year(PLANT, OperatingYear(3, 2030, 80.0))
    assert (year.payer, year.wear_deductible, year.sharing.kept_jpy(0.0)) == ("taxpayers", True, 5e6)
    assert [note.name for note in year.notes] == ["schemes_abroad.note.short"]
    late, _ = made(kind="cap_and_floor", start="next_year")
    assert [late.year(PLANT, OperatingYear(n, 2027 + n, 80.0)).sharing.is_identity for n in (1, 2)] == [True, False]


def test_greece():
    scheme, used = made(kind="cfd", preset="greece", reference_jpy_per_kw_year=5000, jpy_per_unit=100)
    assert used["strike"] == (52589, "verified") and scheme.terms.term.years == 10
    assert scheme.year(PLANT, NOW).payments[0].amount_jpy == 2_589_000.0  # (5,258.9 - 5,000) x 10,000
    low, used = made(kind="cfd", preset="greece", level="low", reference_jpy_per_kw_year="own", jpy_per_unit=100)
    assert used["strike"] == (43927, "verified") and low.year(PLANT, NOW).sharing.kept_jpy(1e9) == 0.0


def test_minimum_duration_is_told_when_missed():
    scheme, _ = made(kind="cap_and_floor")
    (note,) = scheme.year(PLANT, OperatingYear(3, 2030, 79.0)).notes
    assert note.text("en") == "FY2030: the plant gives 7 h of full output; the rules of the scheme ask for 8 h."


def test_every_preset_has_rules_and_every_rule_file_abroad_reads():
    topics = {name.partition(".")[0] for name in rule_library() if name.startswith("abroad_")}
    assert set(TOPICS.values()) == topics - {"abroad_india_vgf", "abroad_spain_erdf"}


def test_indexation_of_the_users_own():
    terms = {"kind": "toll", "price_jpy_per_kw_year": 1000, "term_years": 3, "availability": 1}
    for indexation, expected in (
        (None, 10e6), ({"kind": "none"}, 10e6), ({"kind": "cpi"}, 10.2e6), ({"kind": "cpi", "rate": 0.1}, 11e6),
        ({"kind": "cpi", "levels": {2028: 100, 2029: 130}}, 13e6), ({"kind": "cpi", "rates": {2029: 0.05}}, 10.5e6),
        ({"kind": "cpi", "rate": 0.1, "base_fiscal_year": 2027}, 12.1e6),
    ):  # fmt: skip
        scheme, _ = made(indexation=indexation, **terms)
        assert scheme.year(PLANT, OperatingYear(2, 2029, 80.0)).payments[0].amount_jpy == expected


WRONG = [
    ({"kind": "toll", "preset": "macse"}, "EUR, and no exchange rate is given"),
    ({"kind": "toll", "preset": "macse"}, "Give scheme.1.jpy_per_unit (JPY for one EUR)"),
    ({"kind": "toll", "preset": "macse", "jpy_per_unit": 9, "currency": "USD"}, "found USD, but the preset's prices are in EUR"),
    ({"kind": "toll", "preset": "korea"}, "scheme.1.price_jpy_per_kw_year: missing"),
    ({"kind": "toll", "term_years": 5, "price_jpy_per_kw_year": 1, "jpy_per_unit": 9}, "scheme.1.jpy_per_unit is given"),
    ({"kind": "toll", "term_years": 5, "price_jpy_per_kw_year": 1, "zone": "sicily"}, "scheme.1.zone is given"),
    ({"kind": "toll", "term_years": 5, "price_jpy_per_kw_year": 1, "indexation": {"rate": 0.1}}, "indexation.rate is given"),
    ({"kind": "toll", "indexation": {"kind": "cpi", "rate": 0.1, "levels": {2028: 1}}}, "rate and scheme.1.indexation.levels are both"),
    ({"kind": "toll", "price_jpy_per_kw_year": 1}, "scheme.1.term_years: missing"),
    ({"kind": "capacity_payment", "preset": "poland", "round": 2022, "jpy_per_unit": 9}, "no value for round=2022. Known: 2023"),
    ({"kind": "capacity_payment", "preset": "gb_capacity_market", "jpy_per_unit": 9}, "scheme.1.derating: missing"),
    ({"kind": "capacity_payment", "term_years": 5, "price_jpy_per_kw_year": 1, "derating": 1, "hours_for_full_credit": 4}, "both given"),
    ({"kind": "revenue_share", "preset": "cis"}, "scheme.1.ceiling_jpy_per_year: missing"),
    ({"kind": "revenue_share", "preset": "ltesa", **BAND}, "scheme.1.return_share: missing"),
    ({"kind": "revenue_share", "preset": "cis", "floor_jpy_per_year": 101e6, "ceiling_jpy_per_year": 1e8}, "lies above the ceiling"),
    ({"kind": "revenue_share", "term_years": 5, "floor_jpy_per_year": 1e6, "support_share": 1, "return_share": 1}, "return_share is given"),
    ({"kind": "cap_and_floor", "floor_jpy_per_year": 2e9, "cap_jpy_per_year": 1e9}, "lies above the cap of 1,000,000,000"),
    ({"kind": "cap_and_floor", "floor_jpy_per_year": 1.0, "floor_rate": 0.05}, "scheme.1.floor_rate is given"),
    ({"kind": "cfd", "preset": "greece", "reference_jpy_per_kw_year": "own", "own_share": 0.5, "jpy_per_unit": 9}, "own_share is given"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "told"), WRONG)
def test_what_is_wrong_is_told_with_its_key(section, told):
    _, _, faults = read(**section)
    assert any(told in fault for fault in faults), faults
    for language in LANGUAGES:
        assert abroad_faults(section, language)


def abroad_faults(section, language):
    faults = list[Fault]()
    abroad_scheme(SECTION.validate_python(section), "scheme.1", Context(), faults)
    return "\n".join(fault.text(language) for fault in faults)


def test_all_faults_of_a_section_are_told_together():
    _, _, faults = read(kind="revenue_share", preset="ltesa")
    assert len(faults) == 4


def test_floor_that_needs_a_capital_cost_asks_for_it():
    _, _, faults = read(Context(replace(PLANT, capex_jpy=None), None), kind="cap_and_floor")
    assert any("scheme.1.rav_jpy: missing" in fault for fault in faults)
    assert any("scheme.1.opex_jpy_per_year: missing" in fault for fault in faults)


def test_nothing_to_bid_is_refused():
    _, _, faults = read(Context(replace(PLANT, bid_power_mw=0.0)), kind="toll", price_jpy_per_kw_year=1, term_years=5)
    assert len(faults) == 1 and "0 MW are left to bid" in faults[0]


@pytest.mark.parametrize(
    "section",
    [
        {"kind": "toll", "price_jpy_per_kw_year": "1"},
        {"kind": "toll", "price_jpy_per_kw": 1},
        {"kind": "cfd", "strike_jpy_per_kw_year": 1},
        {"kind": "capacity_payment", "derating": 1.2},
        {"kind": "capacity_payment", "derating": {}},
        {"kind": "cap_and_floor", "preset": "cis"},
        {"kind": "revenue_share", "floor_jpy_per_year": -1},
        {"kind": "swap"},
    ],
)
def test_schema_is_strict(section):
    with pytest.raises(ValidationError):
        SECTION.validate_python(section)


@pytest.mark.parametrize(
    "section", AnyAbroadSection.__args__, ids=lambda section: section.model_fields["kind"].annotation.__args__[0]
)
def test_every_key_is_documented(section):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "schemes_abroad.md").read_text(encoding="utf-8")
    assert not [key for key in section.model_fields if f"`{key}`" not in page and key != "kind"]
    assert f"## `{section.model_fields['kind'].annotation.__args__[0]}`" in page


def test_every_preset_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "schemes_abroad.md").read_text(encoding="utf-8")
    assert not [preset for preset in TOPICS if f"| `{preset}` |" not in page]
