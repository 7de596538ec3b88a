"""``storage-opt bid``: the answer in words, page, workbook and summary; exit codes."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from workbook import Workbook

from storage_opt.cli import _run
from storage_opt.messages import set_language

BASE = {
    "name": "small bid",
    "area": "tokyo",
    "start_fiscal_year": 2029,
    "battery": {"power_mw": 10, "energy_mwh": 65, "wear_jpy_per_mwh": 2000, "calendar_fade_per_year": 0.02, "cycle_fade_per_cycle": 0.0},
    "prices": {"source": "bundled:synthetic", "fiscal_years": [2023]},
    "eligibility": "ignore",
    "scheme": {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 20_000, "term_years": 3},
    "finance": {"life_years": 3, "capex_jpy_per_kwh": 20_000, "fixed_opex_jpy_per_kw_year": 5000},
}  # fmt: skip


@pytest.fixture
def project(tmp_path):
    def write(**keys):
        path = tmp_path / "small.yaml"
        path.write_text(yaml.safe_dump(BASE | keys))
        return str(path)

    return write


def asked(path, variable, target, *more):
    return ["bid", path, "--solve-for", variable, "--target", target, *more]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_answer_is_on_terminal_page_and_sheet(project, tmp_path, capsys, language):
    out = tmp_path / "out"
    set_language(language)
    try:
        words = asked(project(), "ltda_price_jpy_per_kw_year", "project_irr=0.05", "--out", str(out))
        assert _run(words) == 0
    finally:
        set_language("en")
    told, page = capsys.readouterr().out, (out / "report.html").read_text()
    bid = json.loads((out / "summary.json").read_text())["bid"]
    shown = f"{bid['value']:,.0f}"
    assert shown in told
    whole = math.ceil(bid["value"])
    over = whole - round(bid["cost_based"]["jpy_per_kw_year"])
    sentence, written = told.splitlines()[-2:]  # the answer is what a terminal shows without scrolling
    assert f"{whole:,}" in sentence and f"{abs(over):,.0f}" in sentence and str(out) in written
    assert {"en": "above" if over > 0 else "below", "ja": "上回る" if over > 0 else "下回って"}[language] in sentence
    assert sentence in page
    assert all(f"{step['high_value']:,.0f}" in page for step in bid["sensitivity"])
    assert [p["name"] for p in bid["durations"]] == ["3", "4", "6", "8"] and len(bid["holding"]) == 8
    book = Workbook(out / "report.xlsx")
    name = {"en": "Bid", "ja": "応札"}[language]
    cells = [value for (sheet, _), value in (book.numbers | book.calculated()).items() if sheet == name]
    for expected in [bid["value"], bid["cost_ceiling"], *(step["low_value"] for step in bid["sensitivity"])]:
        assert min(abs(cell - expected) for cell in cells) < 1e-6
    other = {"en": "ja", "ja": "en"}[language]
    set_language(other)
    try:
        assert _run(["report", str(out)]) == 0  # made again from the folder alone, in the other language
    finally:
        set_language("en")
    page = (out / "report.html").read_text()
    assert (
        f"{whole:,}" in page
        and f"{bid['value']:,.2f}" in page
        and ("The official equation of the bid price was not seen" in page) == (other == "en")
    )


def test_json_is_the_summary_with_the_bid(project, tmp_path, capsys):
    words = asked(project(), "capex_jpy", "npv_jpy=0", "--quick", "--json", "--out", str(tmp_path / "out"))
    assert _run(words) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["bid"]["variable"] == "capex_jpy" and summary["bid"]["target"] == {"npv_jpy": 0.0}
    assert abs(summary["finance"]["npv_jpy"]) < 10.0 and summary["bid"]["sensitivity"] == []
    assert summary["finance"]["capex_jpy"] == pytest.approx(summary["bid"]["value"])


def test_a_target_beyond_reach_ends_with_five_and_no_folder(project, tmp_path, capsys):
    capped = {"kind": "capex_grant", "rate": 0.1, "cap_jpy": 1e6}
    words = asked(project(scheme=capped), "grant_rate", "project_irr=0.2", "--out", str(tmp_path / "out"))
    assert _run(words) == 5
    told = capsys.readouterr()
    assert "cannot be reached" in told.err and "the best is" in told.err and not told.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["small.yaml"]


@pytest.mark.parametrize(
    ("variable", "target", "code", "told"),
    [
        ("price", "npv_jpy=0", 2, "Known: ltda_price_jpy_per_kw_year"),
        ("capex_jpy", "irr=0.05", 2, "project_irr=0.06"),
        ("capex_jpy", "project_irr=five", 2, "no number"),
        ("capex_jpy", "project_irr", 2, "METRIC=VALUE"),
        ("toll_jpy_per_kw_year", "npv_jpy=0", 3, "kind: toll"),
        ("capex_jpy", "min_dscr=1.3", 3, "finance.debt"),
    ],
)
def test_wrong_questions_are_refused(project, tmp_path, capsys, variable, target, code, told):
    assert _run(asked(project(), variable, target, "--out", str(tmp_path / "out"))) == code
    assert told in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_a_bid_needs_a_capital_cost(project, tmp_path, capsys):
    words = asked(
        project(finance={"life_years": 3}, scheme=None), "grant_jpy", "npv_jpy=0", "--out", str(tmp_path / "out")
    )
    assert _run(words) == 3
    assert "no capital cost" in capsys.readouterr().err
