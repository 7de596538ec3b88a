"""Schemes of the user's own: the LTDA rebuilt from numbers, floors, files."""

from dataclasses import replace

import pytest
from projects import contract_year, noted, payments, project, refused

from storage_opt.schemes.custom import shared_with_floor

LTDA = """scheme: {kind: ltda, round: 3, price_jpy_per_kw_year: 60000, return_jpy_per_kw_year: 12000, derating: 0.9,
  main_auction_jpy_per_kw_year: 15111, offer_duty: marginal_cost, start: same_year}
"""
SAME = """scheme:
  kind: custom
  payment_jpy_per_kw_year: 60000
  sharing: {edges_jpy_per_kw: [0, 12000, 44889], kept_shares: [1, 0.05, 0.10, 0.15]}
  derating: 0.9
  term_years: 20
  payer: capacity_contributions
  offer_duty: marginal_cost
"""


def test_custom_with_the_numbers_of_the_ltda_is_the_ltda(tmp_path):
    official, own = project(tmp_path, LTDA), project(tmp_path, SAME)
    for fiscal_year in range(2029, 2052):
        one, other = contract_year(official, fiscal_year), contract_year(own, fiscal_year)
        assert other.payments == one.payments
        assert (other.contracted_kw, other.credited_kw, other.payer) == (one.contracted_kw, one.credited_kw, one.payer)
        assert other.sharing.edges_jpy == one.sharing.edges_jpy
        assert other.sharing.shares == pytest.approx(one.sharing.shares)
        for margin in (-1e8, 3e8, 5.4e8, 7e8, 1.5e9, 2.5e9):
            assert other.sharing.kept_jpy(margin) == pytest.approx(one.sharing.kept_jpy(margin), abs=1e-3)
    assert own.schemes[0].offer_duty == official.schemes[0].offer_duty


def test_where_no_kw_is_contracted_all_edges_per_kw_lie_at_zero(tmp_path):
    official, own = (project(tmp_path, text.replace("derating: 0.9", "derating: 0.0")) for text in (LTDA, SAME))
    one, other = contract_year(official).sharing, contract_year(own).sharing
    assert other.edges_jpy == one.edges_jpy == (0.0,)
    assert other.shares == pytest.approx(one.shares)
    assert other.shares == pytest.approx((1.0, 0.15))
    floored = project(
        tmp_path, SAME.replace("derating: 0.9", "derating: 0").replace("0.15]", "0.15], floor_jpy_per_kw: 90")
    )
    assert contract_year(floored).sharing == other


def test_edges_in_yen(tmp_path):
    text = SAME.replace("edges_jpy_per_kw: [0, 12000, 44889]", "edges_jpy: [0, 540.0e6, 2020.005e6]")
    assert contract_year(project(tmp_path, text)).sharing == contract_year(project(tmp_path, SAME)).sharing


def test_a_scheme_in_a_file_of_its_own(tmp_path):
    (tmp_path / "own.yaml").write_text(SAME.replace("scheme:\n", "").replace("\n  ", "\n").strip(), encoding="utf-8")
    by_file = project(tmp_path, "scheme: {kind: custom, file: own.yaml}\n")
    assert by_file.schemes == project(tmp_path, SAME).schemes
    assert by_file.echo["scheme"]["payment_jpy_per_kw_year"] == 60_000  # the manifest holds what was used
    assert by_file.source.content["scheme"] == {"kind": "custom", "file": "own.yaml"}
    listed = project(tmp_path, "scheme: [{kind: custom, file: own.yaml, term_years: 10, name: shorter}]\n")
    assert listed.schemes == (
        replace(by_file.schemes[0], term=replace(by_file.schemes[0].term, years=10), name="shorter"),
    )


def test_faults_of_a_scheme_file_name_the_file(tmp_path):
    own = tmp_path / "own.yaml"
    text = "scheme: {kind: custom, file: own.yaml}\n"
    assert "own.yaml" in refused(tmp_path, text)
    own.write_text("payment: 3\nkind: custom\nterm_years: many\n", encoding="utf-8")
    told = refused(tmp_path, text)
    assert "2 problem(s) in " + str(own) in told
    assert "payment (line 1): unknown key" in told
    assert "Did you mean payer?" in told or "payment_jpy_per_kw_year" in told
    assert "term_years (line 3): found 'many'. Expected a whole number" in told
    own.write_text("kind: ltda\n", encoding="utf-8")
    assert "kind (line 1): found kind 'ltda'" in refused(tmp_path, text)
    own.write_text("file: other.yaml\n", encoding="utf-8")
    assert "file (line 1): unknown key" in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("edges", "shares", "floor"),
    [
        ([], [1.0], 40.0),
        ([100.0], [1.0, 0.5], 40.0),
        ([100.0], [1.0, 0.5], 100.0),
        ([100.0], [1.0, 0.5], 170.0),
        ([0.0, 50.0], [1.0, 0.2, 0.6], 5.0),
        ([0.0, 50.0], [1.0, 0.2, 0.6], 30.0),
        ([-60.0, 80.0], [0.5, 1.0, 0.0], 30.0),
        ([-60.0, 80.0], [0.5, 1.0, 0.0], 90.0),
        ([10.0, 20.0], [0.0, 1.0, 0.3], 12.0),
        ([0.0], [1.0, 0.0], 7.0),
    ],
)
def test_floor_point_by_point(edges, shares, floor):
    def plain(base: float) -> float:
        """Integral of the shares from 0, in small steps."""
        step = 0.125 if base >= 0 else -0.125
        at, kept = 0.0, 0.0
        while abs(at) < abs(base):
            middle = at + step / 2
            kept += step * shares[sum(edge <= middle for edge in edges)]
            at += step
        return kept

    curve = shared_with_floor(edges, shares, floor)
    for base in range(-150, 400, 5):
        expected = max(plain(base), floor) if base >= 0 else plain(base) + floor
        assert curve.kept_jpy(float(base)) == pytest.approx(expected, abs=1e-9), base
    assert curve.is_rising


def test_floor_of_a_project(tmp_path):
    text = "scheme: {kind: custom, derating: 0.9, sharing: {edges_jpy_per_kw: [20000], kept_shares: [1, 0.5], floor_jpy_per_kw: 10000}}\n"
    year = contract_year(project(tmp_path, text))
    kept = {margin: year.sharing.kept_jpy(margin) for margin in (0.0, 3e8, 6e8, 1e9)}
    assert kept == pytest.approx({0.0: 4.5e8, 3e8: 4.5e8, 6e8: 6e8, 1e9: 9e8 + 0.5 * 1e8})
    assert year.payments == ()


def test_indexed_payment_counts_from_the_first_payment_year(tmp_path):
    text = (
        "scheme: {kind: custom, payment_jpy_per_kw_year: 1000, start: next_year, indexation: {kind: cpi, rate: 0.1}}\n"
    )
    read = project(tmp_path, text, "start_fiscal_year=null")
    paid = {
        year: payments(contract_year(read, year, start=2023)).get("capacity_payment") for year in (2023, 2024, 2025)
    }
    assert paid == {2023: None, 2024: 50_000_000.0, 2025: 55_000_000.0}
    assert noted(contract_year(read, 2023, start=2023)) == ["not_begun"]


def test_official_factors_for_an_own_scheme(tmp_path):
    read = project(tmp_path, "scheme: {kind: custom, payment_jpy_per_kw_year: 1000, derating: official}\n")
    assert payments(contract_year(read)) == {"capacity_payment": 35_386_000.0}


@pytest.mark.parametrize(
    ("sharing", "words"),
    [
        ("{edges_jpy: [0, 5], kept_shares: [1, 0.5]}", "2 edges with 2 kept shares"),
        ("{edges_jpy: [5, 0], kept_shares: [1, 0.5, 1]}", "the edges do not rise"),
        ("{edges_jpy: [0], floor_jpy_per_kw: 5, kept_shares: [1, 0.5]}", "both in JPY and in JPY/kW"),
        ("{edges_jpy: [0], kept_shares: [1, 1.5]}", "scheme.sharing.kept_shares.1 (line 4): found 1.5"),
        ("{floor_jpy: -5}", "scheme.sharing.floor_jpy (line 4): found -5"),
        ("{kept_share: [1]}", "Did you mean kept_shares?"),
    ],
)
def test_wrong_sharing_is_told(tmp_path, sharing, words):
    assert words in refused(tmp_path, f"scheme: {{kind: custom, sharing: {sharing}}}\n")
