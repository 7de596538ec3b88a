"""Grants and the capacity market, and what a run says or refuses."""

import pytest
from candidates import candidate, statuses

from storage_opt.errors import UsageError
from storage_opt.inputs.rules import rule_book
from storage_opt.records.eligibility import Status, Verdict
from storage_opt.records.rules import Grade
from storage_opt.schemes.compliance import Compliance
from storage_opt.schemes.eligibility import ChosenScheme, eligibility_findings, eligibility_report
from storage_opt.schemes.eligibility_capacity import capacity_market_entry
from storage_opt.schemes.eligibility_grants import grant_entry, latest_programmes, split_programme

NATIONAL = (
    "direct_connection", "active_in_japan", "gx_league", "supply_chain_gx_statement", "growth_and_wage_plan", "wide_area_certification",
    "accident_record", "maintenance_plan", "cyber_security", "jc_star", "spare_parts", "fire_law",
)  # fmt: skip


def grant(key="sii_2025", *args, **changes):
    return grant_entry(candidate(*args, **changes), key, rule_book())


def capacity(*args, **changes):
    return capacity_market_entry(candidate(*args, **changes), rule_book())


@pytest.mark.parametrize("key", ["sii_2021", "sii_2024", "sii_2025", "tokyo_2023", "tokyo_2025"])
def test_a_project_that_has_everything_may_enter(key):
    assert grant(key).verdict is Verdict.MAY_ENTER


@pytest.mark.parametrize("key", NATIONAL)
def test_each_statement_of_the_national_grant_counts(key):
    assert grant(**{key: False}).verdict is Verdict.MAY_NOT_ENTER
    open_ = grant(**{key: None})
    assert open_.verdict is Verdict.OPEN
    assert [r.key for r in open_.of(Status.NOT_STATED)] == [f"compliance.{key}"]


@pytest.mark.parametrize("key", ["grid_operator", "ltda_award"])
def test_what_keeps_out_of_the_national_grant(key):
    assert grant(**{key: True}).verdict is Verdict.MAY_NOT_ENTER


@pytest.mark.parametrize(
    ("certificate", "proof", "status"),
    [
        (True, None, "met"), (None, True, "met"), (False, True, "met"), (False, False, "not_met"), (None, None, "not_stated"),
        (False, None, "not_stated"),
    ],
)  # fmt: skip
def test_certificate_or_thermal_propagation(certificate, proof, status):
    got = grant(safety_certificate=certificate, thermal_propagation_proof=proof)
    assert statuses(got)["safety_proof"] == status


@pytest.mark.parametrize(("receiving_mw", "met"), [(0.999, False), (1.0, True)])
def test_smallest_receiving_power(receiving_mw, met):
    assert (statuses(grant("sii_2025", receiving_mw=receiving_mw))["minimum_receiving_power"] == "met") == met


@pytest.mark.parametrize(("power_mw", "met"), [(0.999, False), (1.0, True)])
def test_smallest_battery_of_tokyo(power_mw, met):
    assert (grant("tokyo_2025", power_mw).verdict is Verdict.MAY_ENTER) == met


def test_solar_and_markets_in_the_national_grant():
    assert statuses(grant(solar=True))["standalone"] == "not_met"
    assert statuses(grant(market_participation=None))["market_participation"] == "met"
    assert statuses(grant(market_participation=False))["market_participation"] == "not_met"


@pytest.mark.parametrize(("area", "status"), [("tokyo", "met"), ("kyushu", "not_met"), (None, "not_stated")])
def test_tokyo_wants_its_area(area, status):
    assert statuses(grant("tokyo_2025", area=area))["tepco_area"] == status


@pytest.mark.parametrize(("key", "value"), [("office_in_tokyo", False), ("shortage_feed_in", False), ("fit_fip", True)])
def test_other_conditions_of_tokyo(key, value):
    assert grant("tokyo_2025", **{key: value}).verdict is Verdict.MAY_NOT_ENTER


def test_earlier_calls_ask_for_what_is_known_of_them():
    assert "gx_league" not in statuses(grant("sii_2024")) and "gx_league" in statuses(grant("sii_2025"))
    assert set(statuses(grant("sii_2021"))) == {
        "minimum_receiving_power", "direct_connection", "standalone", "active_in_japan", "no_grid_operator",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["sii_2023", "sii_2026"])
def test_a_year_without_a_known_call_stays_open(key):
    got = grant(key)
    assert got.verdict is Verdict.OPEN
    assert [r.name for r in got.of(Status.NOT_STATED)] == ["call"]


@pytest.mark.parametrize("key", ["sii", "sii_25", "osaka_2025", "sii_2020", "tokyo_2022"])
def test_unknown_programmes_are_named_with_the_known_ones(key):
    with pytest.raises(UsageError) as caught:
        split_programme(key, rule_book())
    assert key in caught.value.text("en") and "sii_2025, tokyo_2025" in caught.value.text("en")
    assert latest_programmes(rule_book()) == ("sii_2025", "tokyo_2025")


@pytest.mark.parametrize(("hours", "verdict"), [(2.99, Verdict.MAY_NOT_ENTER), (3, Verdict.MAY_ENTER)])
def test_three_hours_make_a_stable_source(hours, verdict):
    assert capacity(50.0, hours, start=2029).verdict is verdict


@pytest.mark.parametrize(("start", "met"), [(2026, False), (2027, True), (2035, True)])
def test_batteries_are_registered_since_delivery_year_2027(start, met):
    assert (statuses(capacity(start=start))["delivery_year"] == "met") == met


def test_expected_capacity_is_power_times_the_mean_factor():
    # Tokyo, 4 h, delivery year 2029: 35,386 kW of 50 MW by the official form, so 1,000 kW need 1.413 MW
    got = {r.name: r for r in capacity(50.0, 4, start=2029).requirements}["expected_capacity"]
    assert (got.found.text("en"), got.status, got.grade, got.reason) == ("35,386 kW", Status.MET, Grade.VERIFIED, None)
    assert statuses(capacity(1.412, 4, start=2029))["expected_capacity"] == "not_met"
    assert statuses(capacity(1.414, 4, start=2029))["expected_capacity"] == "met"
    other = {r.name: r for r in capacity(50.0, 6, start=2031).requirements}["expected_capacity"]
    assert (other.grade, other.reason.text("en")) == (Grade.EXTRAPOLATED, "de-rating table of delivery year 2029")
    assert statuses(capacity(area=None))["expected_capacity"] == "not_stated"


def test_nothing_left_to_bid_is_no_division_by_zero():
    got = eligibility_report(candidate(0.0, 6), rule_book())
    assert {e.verdict for e in got.entries if e.kind == "ltda"} == {Verdict.MAY_NOT_ENTER}


CHOSEN = (
    ChosenScheme("merchant"),
    ChosenScheme("ltda", 3),
    ChosenScheme("capacity_market"),
    ChosenScheme("capex_grant", "sii_2025"),
)


def test_enforced_conditions_are_faults_and_what_is_not_stated_is_told():
    project = candidate(29.9, 6, jc_star=None, gx_league=False, cell_country="kr")
    found = eligibility_findings(project, CHOSEN, "enforce", rule_book())
    told = [fault.text("en") for fault in found.faults]
    assert len(told) == 2
    assert (
        "LTDA round 3 (bids of FY2025): power is 29.9 MW. Expected at least 30 MW (rule ltda.minimum_power (round=3), verified:"
        in told[0]
    )
    assert "eligibility: warn" in told[0]
    assert "GX League or equal effort is no. Expected yes" in told[1]
    warned = [warning.text("en") for warning in found.warnings]
    assert len(warned) == 3
    assert "LTDA round 3 (bids of FY2025): not stated, so not judged: compliance.jc_star." in warned[0]
    assert "cannot be judged for one project" in warned[1]
    assert warned[2].startswith("METI grant (SII), budget of FY2025: not stated, so not judged: compliance.jc_star.")


def test_warned_and_ignored_conditions_are_no_faults():
    project = candidate(29.9, 6)
    warned = eligibility_findings(project, CHOSEN, "warn", rule_book())
    assert not warned.faults and len(warned.warnings) == 1
    rules = rule_book()
    ignored = eligibility_findings(project, CHOSEN, "ignore", rules)
    assert not ignored.faults and not ignored.warnings and not rules.used


def test_a_project_that_meets_all_says_nothing_and_others_have_no_conditions():
    quiet = eligibility_findings(candidate(), CHOSEN, "enforce", rule_book())
    assert not quiet.faults and not quiet.warnings
    others = (ChosenScheme("toll"), ChosenScheme("cap_and_floor"), ChosenScheme("capex_grant"))
    assert not eligibility_findings(candidate(1, 1, said=Compliance()), others, "enforce", rule_book()).warnings
    (unknown,) = eligibility_findings(
        candidate(), [ChosenScheme("capex_grant", "mine")], "enforce", rule_book()
    ).warnings
    assert "mine" in unknown.text("en")


def test_report_holds_every_round_market_and_programme():
    report = eligibility_report(candidate(start=2029), rule_book(), programmes=("sii_2024",))
    assert [(e.kind, e.key) for e in report.entries] == [
        *(("ltda", str(n)) for n in (1, 2, 3, 4)),
        ("capacity_market", "2029"), ("capex_grant", "sii_2024"), ("capex_grant", "sii_2025"), ("capex_grant", "tokyo_2025"),
    ]  # fmt: skip
    assert {e.key for e in report.with_verdict(Verdict.MAY_NOT_ENTER)} == {
        "1"
    }  # supply from FY2029 is too late for round 1
