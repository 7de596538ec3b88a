"""What stacks, and what is refused with the rule named."""

import pytest
from projects import contract_year, payments, project, refused

LTDA = "{kind: ltda, round: %d, price_jpy_per_kw_year: 60000, return_jpy_per_kw_year: 12000%s}"
CM = "{kind: capacity_market%s}"
GRANT = "{kind: capex_grant, programme: sii_2025}"
TOKYO = "{kind: capex_grant, programme: tokyo_2025}"
CUSTOM = "{kind: custom, sharing: {edges_jpy: [0], kept_shares: [1, 0.5]}, wear_deductible: %s}"
CAPEX = "finance: {capex_jpy: 6.0e9}\n"


def stack(*schemes: str) -> str:
    return "scheme: [" + ", ".join(schemes) + "]\n" + CAPEX


def test_capacity_market_and_grant_stack_and_the_rule_is_on_record(tmp_path):
    read = project(tmp_path, stack(CM % "", GRANT))
    assert [scheme.kind for scheme in read.schemes] == ["capacity_market", "capex_grant"]
    assert payments(contract_year(read))["capacity_payment"] == 15_111 * 35_386
    assert "grants.capacity_market_allowed" in {use.name for use in read.rules.used}


@pytest.mark.parametrize("text", ["", "scheme: null\n", "scheme: []\n", "scheme: {kind: merchant}\n"])
def test_no_scheme_is_a_merchant(tmp_path, text):
    read = project(tmp_path, text)
    assert [scheme.kind for scheme in read.schemes] == ["merchant"]
    assert contract_year(read).sharing.is_identity
    assert read.rules.used[0].name == "spot.trading_fee"


@pytest.mark.parametrize("round_", [1, 2, 3, 4])
@pytest.mark.parametrize("grant", [GRANT, TOKYO])
def test_ltda_excludes_a_grant(tmp_path, round_, grant):
    told = refused(tmp_path, stack(LTDA % (round_, ""), grant))
    assert "schemes ltda and capex_grant exclude each other: rule ltda.excludes_grants" in told
    assert f"round={round_}" in told
    assert "unverified" in told
    assert told == refused(tmp_path, stack(grant, LTDA % (round_, "")))


def test_ltda_excludes_the_capacity_market_for_the_same_years(tmp_path):
    told = refused(tmp_path, stack(LTDA % (3, ""), CM % ""))
    assert (
        "schemes ltda and capacity_market exclude each other: rule ltda.requirement (requirement=no_main_auction_award"
        in told
    )
    assert "verified" in told


def test_capacity_market_may_follow_or_precede_the_ltda(tmp_path):
    after = project(tmp_path, stack(LTDA % (3, ""), CM % ", first_fiscal_year: 2049"))
    assert [bool(contract_year(after, 2048, which=which).payments) for which in (0, 1)] == [True, False]
    assert [bool(contract_year(after, 2049, which=which).payments) for which in (0, 1)] == [False, True]
    refused(tmp_path, stack(LTDA % (3, ""), CM % ", first_fiscal_year: 2048"))
    before = stack(LTDA % (3, ", first_fiscal_year: 2031"), CM % ", last_fiscal_year: 2030")
    project(tmp_path, before)
    refused(tmp_path, before, "scheme.1.last_fiscal_year=2031")
    # without a first operating year the end of the LTDA is not known
    refused(tmp_path, stack(LTDA % (3, ""), CM % ", first_fiscal_year: 2049"), "start_fiscal_year=null")


def test_the_same_kw_is_contracted_once(tmp_path):
    assert "contracted twice" in refused(tmp_path, stack(LTDA % (2, ""), LTDA % (3, "")))
    assert "contracted twice" in refused(tmp_path, stack(CM % "", CM % ""))
    project(tmp_path, stack(CM % ", last_fiscal_year: 2031", CM % ", first_fiscal_year: 2032"))


def test_one_base_for_all_that_share(tmp_path):
    told = refused(tmp_path, stack(LTDA % (3, ", wear_deductible: true"), CUSTOM % "false"))
    assert "differ in wear_deductible" in told
    project(tmp_path, stack(LTDA % (3, ", wear_deductible: true"), CUSTOM % "true"))
    no_sharing = "{kind: custom, payment_jpy_per_kw_year: 1000}"
    project(tmp_path, stack(LTDA % (3, ", wear_deductible: true"), no_sharing))


def test_all_exclusions_are_told_together(tmp_path):
    told = refused(tmp_path, stack(LTDA % (3, ""), GRANT, CM % ""))
    assert "2 problem(s)" in told


def test_refusals_speak_japanese(tmp_path):
    told = refused(tmp_path, stack(LTDA % (3, ""), CM % ""), lang="ja")
    assert "併用できません" in told
    assert "ltda.requirement" in told
