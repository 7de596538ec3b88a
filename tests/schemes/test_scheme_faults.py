"""Wrong inputs: where, what was found, what is expected, in both languages."""

import pytest
from projects import PLANT, contract_year, project, refused

from storage_opt.inputs.schema_schemes import KINDS

LTDA = "kind: ltda, round: 3, price_jpy_per_kw_year: 60000"


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ("{round: 3}", "scheme.kind: missing"),
        ("{kind: ldta}", "scheme.kind (line 4): found 'ldta'. Expected one of merchant, capacity_market, ltda"),
        ("{kind: ltda, price_jpy_per_kw_year: 1}", "scheme.round: missing"),
        ("{kind: ltda, round: 5, price_jpy_per_kw_year: 1}", "scheme.round (line 4): found 5. Expected one of 1, 2, 3, 4"),
        ("{kind: ltda, round: 3}", "scheme.price_jpy_per_kw_year: missing"),
        ("{kind: merchant, price: 3}", "scheme.price (line 4): unknown key"),
        ("{LTDA, refund_rate: [0.9]}", "Did you mean refund_rates?"),
        ("{LTDA, start: later}", "scheme.start (line 4): found 'later'. Expected one of same_year, next_year"),
        ("{LTDA, offer_duty: always}", "Expected one of none, marginal_cost"),
        ("{LTDA, contingency: 0.2, bid_capital_jpy: 1}", "scheme.contingency is 0.2. Expected at most 0.1"),
        ("{LTDA, refund_rates: [0.9], bid_capital_jpy: 1}", "scheme.refund_rates (line 4)"),
        ("{LTDA, outage_slots: [1, 2], bid_capital_jpy: 1}", "scheme.outage_slots (line 4)"),
        ("{LTDA}", "neither scheme.return_jpy_per_kw_year nor finance.capex_jpy is given"),
        ("{kind: capacity_market, derating: fast}", "scheme.derating (line 4): found 'fast'"),
        ("{kind: capacity_market, derating: {3: 2}}", "scheme.derating.3"),
        ("{kind: capacity_market, first_fiscal_year: 2035, last_fiscal_year: 2030}", "last_fiscal_year 2030 lies before"),
        ("{kind: capacity_market, indexation: {kind: cpi}}", "scheme.indexation (line 4): unknown key"),
        ("[{kind: capacity_market}, {kind: merchant, x: 1}]", "scheme.1.x (line 4): unknown key"),
        ("7", "scheme (line 4): found 7. Expected a section with keys"),
        ("[[]]", "scheme.0 (line 4): found []. Expected a section with keys"),
    ],
)  # fmt: skip
def test_wrong_schemes_are_told(tmp_path, scheme, words):
    assert words in refused(tmp_path, f"scheme: {scheme.replace('LTDA', LTDA)}\n")


@pytest.mark.parametrize(
    ("indexation", "words"),
    [
        ("{kind: cpi}", "indexation of kind cpi has nothing to follow"),
        ("{kind: none, rate: 0.02}", "indexation.rate has no meaning with kind: none"),
        ("{kind: cpi, items: [{name: a, weight: 1, rate: 0}]}", "indexation.items has no meaning with kind: cpi"),
        ("{kind: items, items: [{name: a, weight: 1}]}", "scheme.indexation.items.0: indexation of kind items has nothing"),
        ("{kind: items, items: [{name: a, weight: 0.6, rate: 0}, {name: b, weight: 0.6, rate: 0}]}", "the weights sum to 1.2"),
        ("{kind: cpi, rate: 0.1, levels: {2025: 100}}", "more than one of rate, rates and levels"),
        ("{kind: cpi, levels: {2028: 100}}", "levels begin in FY2028, after the base FY2025"),
        ("{kind: cpi, levels: {2025: 0}}", "scheme.indexation.levels.2025"),
        ("{kind: cpi, rate: fast}", "scheme.indexation.rate (line 4): found 'fast'"),
        ("{kind: wpi}", "Expected one of none, cpi, items"),
    ],
)  # fmt: skip
def test_wrong_indexation_is_told(tmp_path, indexation, words):
    assert words in refused(tmp_path, f"scheme: {{{LTDA}, return_jpy_per_kw_year: 1, indexation: {indexation}}}\n")


@pytest.mark.parametrize(
    "kind", ["capacity_market", f"{LTDA[6:]}, return_jpy_per_kw_year: 1", "custom, derating: official"]
)
def test_contracts_by_area_need_one(tmp_path, kind):
    plant = PLANT.replace("area: tokyo\n", "")
    assert "the project names no area" in refused(tmp_path, f"scheme: {{kind: {kind}}}\n", plant=plant)


def test_contracts_without_look_ups_need_no_area(tmp_path):
    plant = PLANT.replace("area: tokyo\n", "")
    project(tmp_path, "scheme: {kind: capacity_market, derating: 0.7, price_jpy_per_kw_year: 9000}\n", plant=plant)
    own = f"{LTDA}, return_jpy_per_kw_year: 1, derating: 0.7, main_auction_jpy_per_kw_year: 9000"
    project(tmp_path, f"scheme: {{{own}}}\n", plant=plant)


def test_faults_of_several_schemes_are_told_together(tmp_path):
    told = refused(
        tmp_path,
        "scheme: [{kind: capacity_market}, {kind: capex_grant, programme: sii_2023}]\n",
        "battery.energy_mwh=100",
        "battery.bid_power_mw=51",
    )
    assert "4 problem(s)" in told
    for word in ("scheme.0", "1 h of full output", "sii_2023", "scheme.1.grant_jpy", "bid_power_mw is 51 MW"):
        assert word in told


def test_own_load_that_leaves_nothing_to_bid(tmp_path):
    plant = PLANT.replace("power_mw: 50", "power_mw: 50, auxiliary_mw: 50")
    assert "leaves nothing" in refused(tmp_path, "scheme: {kind: capacity_market}\n", plant=plant)
    assert project(tmp_path, "", plant=plant).bid_power_mw == 0.0


def test_any_scheme_key_can_be_overridden(tmp_path):
    read = project(
        tmp_path, "scheme: [{kind: merchant}, {kind: capacity_market}]\n", "scheme.1.price_jpy_per_kw_year=1234"
    )
    assert read.schemes[1].price_jpy_per_kw_year == 1234
    told = refused(tmp_path, "scheme: [{kind: merchant}]\n", "scheme.2.rate=1")
    assert "scheme.2.rate cannot be set, because scheme is a value" in told


def test_every_kind_is_known():
    assert {"merchant", "capacity_market", "ltda", "capex_grant", "custom"} <= KINDS


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ("{kind: capacity_market, derating: {9: 1}}", "運転継続時間が 4 時間です"),
        ("{kind: capex_grant}", "programme、rate、grant_jpy のいずれもありません"),
        ("{LTDA}", "還付の第 1 閾値"),
        ("{kind: ldta}", "scheme.kind（4 行目）: 値は 'ldta'"),
    ],
)
def test_refusals_in_japanese(tmp_path, scheme, words):
    assert words in refused(tmp_path, f"scheme: {scheme.replace('LTDA', LTDA)}\n", lang="ja")


def test_notes_read_in_both_languages(tmp_path):
    read = project(tmp_path, f"scheme: {{{LTDA}, return_jpy_per_kw_year: 1}}\n")
    year = contract_year(read, 2035, energy_mwh=200.0)
    en, ja = ([note.text(lang) for note in year.notes] for lang in ("en", "ja"))
    assert any("credited with 29,764 of 35,386 contracted kW" in text for text in en)
    assert any("契約容量 35,386 kW に対し 29,764 kW" in text for text in ja)
    assert [payment.label.text("ja") for payment in year.payments] == ["容量確保契約金額"]
