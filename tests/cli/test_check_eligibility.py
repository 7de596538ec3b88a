"""``check`` lists what rounds and programmes ask for, in both languages and as JSON."""

import json

import pytest

from storage_opt.cli import _run
from storage_opt.messages import set_language

PROJECT = """
name: six hours
area: tokyo
start_fiscal_year: 2029
battery: {power_mw: 30.5, auxiliary_mw: 0.5, energy_mwh: 200, charge_efficiency: 0.9, discharge_efficiency: 0.9}
prices: {fiscal_years: [2023]}
"""
STATED = "compliance: {chemistry: lfp, cell_country: cn, jc_star: [bms, pcs], new_build: true, fit_fip: false}\n"


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def check(tmp_path, capsys):
    def run(text: str, *words: str, code: int = 0) -> str:
        path = tmp_path / "project.yaml"
        path.write_text(PROJECT + text, encoding="utf-8")
        assert _run(["check", str(path), *words]) == code
        told = capsys.readouterr()
        return told.out if code == 0 else told.err

    return run


def rows(text: str, title: str) -> list[list[str]]:
    section = text.split(title)[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in section.splitlines()]


def test_each_round_has_a_table_and_the_summary_stands_below(check):
    told = check(STATED)
    third = rows(told, "LTDA round 3 (bids of FY2025)")
    assert ["lot: Li-ion batteries and replaced pumped hydro, cap 400 MW of contracted capacity"] in third
    assert ["met", "power", "30 MW", "at least 30 MW", "verified"] in third
    assert ["met", "duration at bid power", "6 h", "at least 6 h", "verified"] in third
    assert ["not stated", "safety design", "–", "yes", "verified"] in third
    assert [row[0] for row in third if row and row[1:2] == ["share of one cell country in the lot"]] == ["not judged"]
    assert [row[0] for row in third if len(row) > 1 and row[1].startswith("JC-STAR")] == ["NOT MET"]
    lines = told.splitlines()
    assert lines[-4] == "may enter: Capacity market, stable source, delivery year 2029"
    assert lines[-3] == (
        "may enter if what is not stated is met: LTDA round 2 (bids of FY2024), lot storage, 6 h or more; Tokyo grant, budget of FY2025"
    )
    assert lines[-2].startswith("may not enter: LTDA round 1 (bids of FY2023), lot storage; LTDA round 3")
    assert lines[-1].endswith("no fault found.")


def test_the_same_in_japanese(check):
    set_language("ja")
    told = check(STATED, "--lang", "ja")
    third = rows(told, "長期脱炭素電源オークション 第 3 回（応札年度 2025 年度）")
    assert ["適合", "出力", "30 MW", "30 MW 以上", "確認済み"] in third
    for word in ("運転継続時間", "応札容量", "広域認定", "セル製造国", "調整係数", "供給確保計画"):
        assert word in told
    assert "参加できるもの: 容量市場（安定電源、実需給 2029 年度）" in told


def test_json_says_the_same(check):
    told = json.loads(check(STATED, "--json"))
    assert told["schema"] == 1 and told["prices"] == [
        {"fiscal_year": 2023, "first_day": "2023-04-01", "last_day": "2024-03-31", "slots": 17568}
    ]
    entries = {(e["scheme"], e["key"]): e for e in told["eligibility"]}
    assert entries["ltda", "3"]["verdict"] == "may_not_enter" and entries["ltda", "2"]["lot"] == "storage_from_6_h"
    by_name = {r["name"]: r for r in entries["ltda", "3"]["requirements"]}
    assert by_name["jc_star"]["status"] == "not_met" and by_name["jc_star"]["stated_in"] == "compliance.jc_star"
    assert by_name["minimum_power"]["rule"] == "ltda.minimum_power (round=3)"
    assert by_name["country_cap"]["bearing"] == "others" and by_name["safety_design"]["found"] is None
    assert {r["grade"] for e in told["eligibility"] for r in e["requirements"]} <= {
        "verified", "single_source", "inferred", "extrapolated", "unverified",
    }  # fmt: skip


def test_without_statements_it_says_where_the_keys_are(check):
    told = check("")
    assert "The file has no compliance section" in told and "The file has no" not in check(STATED)
    assert "unverified: rule ltda" not in told  # rounds the project does not enter are no basis of it


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("compliance: {chemistri: lfp}", ["compliance.chemistri", "Did you mean chemistry?"]),
        ("compliance: {chemistry: gold}", ["compliance.chemistry", "'gold'", "lfp"]),
        ("compliance: {fit_fip: 'no'}", ["compliance.fit_fip", "'no'"]),
        ("compliance: {jc_star: 5}", ["compliance.jc_star", "5"]),
        ("compliance: {jc_star: [bms, pump]}", ["compliance.jc_star", "'pump'"]),
        ("eligibility: maybe", ["eligibility", "'maybe'", "enforce, warn, ignore"]),
    ],
)
def test_wrong_statements_are_refused(check, text, words):
    told = check(text, code=3)
    for word in words:
        assert word in told
