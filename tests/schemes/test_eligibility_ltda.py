"""Rounds of the long-term auction: sizes, hours, lots and statements by hand from the published conditions."""

import pytest
from candidates import EVERYTHING, candidate, statuses

from storage_opt.inputs.rules import rule_book
from storage_opt.records.eligibility import Bearing, Status, Verdict
from storage_opt.records.rules import Grade
from storage_opt.schemes.compliance import Compliance
from storage_opt.schemes.eligibility_ltda import ltda_entry, ltda_rounds

ROUNDS = (1, 2, 3, 4)


def entry(round_, *args, **changes):
    return ltda_entry(candidate(*args, **changes), round_, rule_book())


def test_four_rounds_are_known():
    assert ltda_rounds(rule_book()) == ROUNDS


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_project_that_has_everything_may_enter(round_):
    assert set(statuses(entry(round_)).values()) == {"met"}
    assert entry(round_).verdict is Verdict.MAY_ENTER


@pytest.mark.parametrize(
    ("round_", "power_mw", "met"),
    [(1, 9.9, False), (1, 10.0, True), *((n, 29.9, False) for n in (2, 3, 4)), *((n, 30.0, True) for n in (2, 3, 4))],
)
def test_smallest_power(round_, power_mw, met):
    got = entry(round_, power_mw, 7)
    assert (statuses(got)["minimum_power"] == "met") == met
    assert (got.verdict is Verdict.MAY_ENTER) == met
    assert got.requirements[0].found.text("en") == f"{power_mw:g} MW"


@pytest.mark.parametrize("power_mw", [29.9999999, 30.3 - 0.3])
def test_rounding_of_the_machine_does_not_decide_but_a_watt_does(power_mw):
    met = statuses(entry(3, power_mw, 7))["minimum_power"] == "met"
    assert met == (power_mw > 29.99999999)


@pytest.mark.parametrize(
    ("round_", "hours", "lot"),
    [
        (1, 2.9, None), (1, 3, "storage"), (1, 6, "storage"),
        (2, 2.9, None), (2, 3, "storage_3_to_6_h"), (2, 5, "storage_3_to_6_h"), (2, 5.99, "storage_3_to_6_h"), (2, 6, "storage_from_6_h"),
        (3, 5, None), (3, 5.99, None), (3, 6, "li_ion_and_pumped_replacement"), (3, 12, "li_ion_and_pumped_replacement"),
        (4, 5, None), (4, 6, "li_ion"),
    ],
)  # fmt: skip
def test_shortest_duration_and_lot_of_lithium_cells(round_, hours, lot):
    got = entry(round_, 50.0, hours)
    assert got.lot == lot
    assert statuses(got)["minimum_duration"] == ("not_met" if lot is None else "met")
    assert got.verdict is (Verdict.MAY_NOT_ENTER if lot is None else Verdict.MAY_ENTER)


@pytest.mark.parametrize(
    ("round_", "chemistry", "lot", "cap"),
    [
        (1, "nas", "storage", 1000), (2, "nas", "storage_from_6_h", 750), (3, "nas", "non_li_and_new_pumped_and_ldes", 400),
        (3, "redox_flow", "non_li_and_new_pumped_and_ldes", 400), (3, "lto", "li_ion_and_pumped_replacement", 400),
        (4, "nas", "non_li", 400), (4, "nmc", "li_ion", 400),
    ],
)  # fmt: skip
def test_lot_by_chemistry(round_, chemistry, lot, cap):
    got = entry(round_, 50.0, 6, chemistry=chemistry)
    assert (got.lot, got.lot_cap_mw) == (lot, cap)


@pytest.mark.parametrize(("round_", "lot"), [(1, "storage"), (2, "storage_from_6_h"), (3, None), (4, None)])
def test_chemistry_not_stated_leaves_the_lot_open_where_it_follows_from_it(round_, lot):
    got = entry(round_, 50.0, 6, chemistry=None)
    assert got.lot == lot
    assert statuses(got).get("chemistry") == (None if lot else "not_stated")
    assert got.verdict is (Verdict.MAY_ENTER if lot else Verdict.OPEN)


ASKED = {
    "business_plan": (2, 3, 4), "safety_design": (2, 3, 4), "safety_certificate": (2, 3, 4), "wide_area_certification": (2, 3, 4),
    "jc_star": (3, 4), "system_diagram": (3, 4), "connection_study_answer": ROUNDS, "japanese_entity": ROUNDS, "new_build": ROUNDS,
}  # fmt: skip


@pytest.mark.parametrize("round_", ROUNDS)
@pytest.mark.parametrize("key", ASKED)
def test_each_statement_counts_in_the_rounds_that_ask_for_it(round_, key):
    is_asked = round_ in ASKED[key]
    assert (entry(round_, **{key: False}).verdict is Verdict.MAY_NOT_ENTER) == is_asked
    open_ = entry(round_, **{key: None})
    assert (open_.verdict is Verdict.OPEN) == is_asked
    assert [r.key for r in open_.of(Status.NOT_STATED)] == [f"compliance.{key}"] * is_asked


@pytest.mark.parametrize("round_", ROUNDS)
@pytest.mark.parametrize("key", ["fit_fip", "main_auction_award", "grant_award"])
def test_what_keeps_a_project_out(round_, key):
    assert entry(round_, **{key: True}).verdict is Verdict.MAY_NOT_ENTER


def test_the_same_kw_in_the_main_auction_is_verified_the_grant_is_not():
    grades = {r.name: r.grade for r in entry(3).requirements}
    assert (grades["no_main_auction_award"], grades["no_grant"]) == (Grade.VERIFIED, Grade.UNVERIFIED)
    assert [r.source for r in entry(3).requirements if r.name == "minimum_power"] == [
        "OCCTO detailed briefing p.7 and 19, as quoted by scix.co.jp column-lda"
    ]
    assert {r.rule for r in entry(3).requirements if r.name == "minimum_power"} == {"ltda.minimum_power (round=3)"}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (True, "met"), (False, "not_met"), (None, "not_stated"), (0, "not_met"), (1, "met"), (4, "met"),
        (("bms", "pcs", "ems"), "met"), (("bms", "pcs", "ems", "other"), "met"), (("bms", "pcs"), "not_met"), ((), "not_met"),
    ],
)  # fmt: skip
def test_stars_by_product_or_by_number(given, status):
    assert statuses(entry(3, jc_star=given))["jc_star"] == status


@pytest.mark.parametrize(("round_", "last"), [(1, 2028), (2, 2029), (3, 2030), (4, 2031)])
def test_supply_starts_within_four_years_after_the_year_of_the_contract(round_, last):
    assert statuses(entry(round_, start=last))["start_deadline"] == "met"
    late = entry(round_, start=last + 1)
    assert statuses(late)["start_deadline"] == "not_met"
    (found,) = [r for r in late.requirements if r.name == "start_deadline"]
    assert found.grade is (Grade.UNVERIFIED if round_ == 4 else Grade.INFERRED)


@pytest.mark.parametrize("round_", ROUNDS)
def test_solar_beside_the_battery_is_refused_in_round_one_and_not_known_later(round_):
    got = entry(round_, solar=True)
    assert got.verdict is (Verdict.MAY_NOT_ENTER if round_ == 1 else Verdict.OPEN)
    (alone,) = [r for r in got.requirements if r.name == "standalone"]
    assert alone.found.text("en") == "no: solar plant in the project"
    assert (alone.reason is None) == (round_ == 1)


@pytest.mark.parametrize("round_", ROUNDS)
@pytest.mark.parametrize("chemistry", ["lfp", "nas"])
def test_country_cap_is_judged_for_japan_only(round_, chemistry):
    foreign = entry(round_, cell_country="cn", chemistry=chemistry)
    caps = [r for r in foreign.requirements if r.name == "country_cap"]
    assert len(caps) == (round_ >= 3)
    assert foreign.verdict is Verdict.MAY_ENTER
    for cap in caps:
        assert (cap.status, cap.bearing) == (Status.NOT_STATED, Bearing.OTHERS)
        assert "cannot be judged for one project" in cap.reason.text("en")
        assert cap.expected.text("en") == "below 30%, Japan exempt"
    if round_ >= 3:
        assert statuses(entry(round_, cell_country="Japan", chemistry=chemistry))["country_cap"] == "met"
        assert entry(round_, cell_country=None, chemistry=chemistry).verdict is Verdict.OPEN


@pytest.mark.parametrize(("given", "status"), [(True, "met"), (False, "not_met"), (None, "not_stated")])
def test_certified_supply_plan_ranks_in_round_four_and_keeps_nobody_out(given, status):
    got = entry(4, certified_supply_plan=given)
    assert statuses(got)["certified_plan_first"] == status
    assert got.verdict is Verdict.MAY_ENTER
    assert "certified_plan_first" not in statuses(entry(3, certified_supply_plan=given))
    assert "certified_plan_first" not in statuses(entry(4, certified_supply_plan=given, chemistry="nas"))


@pytest.mark.parametrize("round_", ROUNDS)
def test_without_statements_only_technical_data_are_judged(round_):
    got = entry(round_, 29.9 if round_ > 1 else 30, 6, said=Compliance())
    assert statuses(got)["minimum_power"] == ("not_met" if round_ > 1 else "met")
    assert not {r.name for r in got.of(Status.MET)} - {
        "minimum_power",
        "minimum_duration",
        "start_deadline",
        "standalone",
    }


def test_values_used_are_on_record():
    rules = rule_book()
    ltda_entry(candidate(), 4, rules)
    used = {use.name for use in rules.used}
    assert {"ltda.minimum_power", "ltda.minimum_duration", "ltda.requirement", "ltda.lot", "ltda.lot_cap"} <= used
    assert {use.index.get("round") for use in rules.used} == {4}


def test_statements_are_those_of_the_schema():
    from storage_opt.inputs.project_compliance import compliance_of
    from storage_opt.inputs.schema_compliance import ComplianceSection

    assert list(ComplianceSection.model_fields) == list(Compliance.__dataclass_fields__)
    assert compliance_of(None) == Compliance()
    assert compliance_of(ComplianceSection(jc_star=["bms"])).jc_star == ("bms",)
    assert None not in vars(EVERYTHING).values()
