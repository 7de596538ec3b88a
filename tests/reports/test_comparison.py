"""The page and the tables of a comparison: figures of the summary, facts with their cases, both languages, no request."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from page_reader import Page

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from small_study import write_study

from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, language, say
from storage_opt.records.study import Failed
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.texts import packed
from storage_opt.studies.compare import compare

SCHEME = {
    "kind": "custom", "payment_jpy_per_kw_year": 9_000, "derating": 0.8,
    "sharing": {"edges_jpy": [500_000], "kept_shares": [1, 0.4]},
}  # fmt: skip
BASE = {
    "area": "tokyo", "battery": {"power_mw": 1, "energy_mwh": 4, "soe_initial_mwh": 0, "wear_jpy_per_mwh": 3000},
    "prices": {"fiscal_years": [2024]}, "start_fiscal_year": 2029,
}  # fmt: skip
NAMES = ["Merchant", "</script><b>Own</b> scheme", "No plan"]


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    """A merchant, a contract that leaves energy unsold, and a case that has no plan."""
    cases = [
        {"name": NAMES[0]},
        {"name": NAMES[1], "set": {"scheme": SCHEME}},
        {"name": NAMES[2], "set": {"battery.soe_final_mwh": 2, "connection.import_limit_mw": 0}},
    ]
    return compare(
        read_study(write_study(tmp_path_factory.mktemp("study"), base=BASE, cases=cases, axes=None)), kept_of
    )


def outputs_in(lang, comparison):
    with language(lang):
        return comparison_outputs(comparison, {"name": "small"}, Path("some/folder/study.yaml"), b"name: small")


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, comparison):
    return Page(render(outputs_in(request.param, comparison), request.param))


def test_figures_of_the_tables_are_those_of_the_summary(page, comparison):
    summary = outputs_in("en", comparison).summary
    for table in ("dispatch", "owner", "public"):
        shown = [(a["data-name"], a["value"]) for place, a in page.values if place == f"table-{table}"]
        names = list(dict.fromkeys(name for name, _ in shown))
        assert len(names) >= 7
        expected = [
            (name, "" if case["figures"][name] is None else repr(case["figures"][name]))
            for case in summary["cases"][:2]
            for name in names
        ]
        assert shown == expected


def test_differences_carry_their_sign(comparison):
    text = Page(render(outputs_in("en", comparison), "en")).text
    lost = comparison.rows[1].solved.figures.lost_margin_jpy
    assert lost > 1e6
    assert f"+{lost / 1e6:,.3f}" in text
    less = comparison.rows[1].difference["margin_jpy"]
    assert less == pytest.approx(-lost)
    assert f"−{-less / 1e6:,.3f}" in text


def test_facts_stand_with_the_cases_that_use_them(comparison):
    """The wear that a scheme of one's own does not deduct is no fact; here one is put into the second case alone."""
    fact = packed(say("project.default.efficiency", value=0.123))
    first, second, third = comparison.rows
    kept = dict(second.solved.kept)
    kept["texts"] = {**kept["texts"], "unverified_facts": [*kept["texts"]["unverified_facts"], fact]}
    changed = replace(comparison, rows=(first, replace(second, outcome=replace(second.solved, kept=kept)), third))
    outputs = outputs_in("en", changed)
    told = outputs.summary["unverified_facts"]
    assert "0.123" in told[0]["text"] and told[0]["cases"] == [NAMES[1]]
    assert all(entry["cases"] == NAMES[:2] for entry in told[1:]) and len(told) > 1
    html = render(outputs, "en")
    row = re.search(r"<tr><td>[^<]*0\.123[^<]*</td>(.*?)</tr>", html)[1]
    assert re.findall(r'<td class="use">(.?)</td>', row) == ["", "●", ""]


def test_a_case_without_result_is_named_with_its_fault(page, comparison):
    outcome = comparison.rows[2].outcome
    assert isinstance(outcome, Failed)
    assert "connection.import_limit_mw" in page.text
    assert "failed" in page.ids


def test_results_hold_one_row_per_case_and_years_one_per_year(comparison):
    outputs = outputs_in("ja", comparison)
    rows = outputs.results.to_pylist()
    assert [row["name"] for row in rows] == NAMES
    assert [row["status"] for row in rows] == ["done", "done", "failed"]
    assert rows[2]["message"] == comparison.rows[2].outcome.texts["ja"] and rows[2]["figures.margin_jpy"] is None
    summary = comparison.rows[1].solved.kept["summary"]
    assert rows[1]["solve.objective_jpy"] == summary["solve"]["objective_jpy"]
    assert rows[1]["public.cost_npv_jpy"] == summary["public"]["cost_npv_jpy"]
    assert rows[1]["difference.owner_net_jpy"] == rows[1]["figures.owner_net_jpy"] - rows[0]["figures.owner_net_jpy"]
    years = outputs.years.to_pylist()
    assert [(y["case"], y["fiscal_year"]) for y in years] == [(1, 2029), (2, 2029)]
    assert years[1]["clawback_jpy"] == summary["years"][0]["clawback_jpy"] > 0
    assert years[1]["revenue_jpy.spot"] == summary["years"][0]["revenue_jpy"]["spot"]
    assert years[1]["capacity_payment_jpy"] == 9_000 * 800


def test_page_asks_nobody_for_anything_and_ids_are_unique(page, comparison):
    assert [a for a in page.addresses() if not a.startswith(("#", "data:"))] == []
    assert not re.search(r"@import|url\(", "".join(page.styles))
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "content" in a and "http-equiv" in a)
    assert "default-src 'none'" in policy and "connect-src" not in policy
    assert len(page.ids) == len(set(page.ids))
    links = [a["href"][1:] for tag, a in page.tags if tag == "a" and a["href"].startswith("#")]
    assert links and set(links) <= set(page.ids)


def test_a_name_cannot_become_code_and_folders_are_not_shown(page):
    assert NAMES[1] in page.text
    assert not any("</script>" in text for _, text in page.scripts)
    (label,) = {name for name in page.data["chart-owner"]["data"][0]["y"] if name.startswith("2: ")}
    assert "<" not in label
    assert "some/folder" not in page.text


def test_synthetic_prices_are_labelled_on_the_page_and_in_every_chart(comparison):
    for lang, label in {"en": "SYNTHETIC PRICES", "ja": "合成価格"}.items():
        page = Page(render(outputs_in(lang, comparison), lang))
        assert label in page.text
        assert set(page.data) == {"chart-owner", "chart-public", "chart-day", "chart-payers"}
        for chart in page.data.values():
            assert label in [note["text"] for note in chart["layout"]["annotations"]]


def test_charts_hold_the_figures(page, comparison):
    kept, payment, net = page.data["chart-owner"]["data"]
    figures = [row.solved.figures for row in comparison.rows[:2]]
    assert kept["x"] == [round(f.kept_jpy_per_kw_year, 6) for f in figures]
    assert payment["x"] == [0, pytest.approx(9_000 * 0.8)]
    assert net["x"] == pytest.approx([a + b for a, b in zip(kept["x"], payment["x"], strict=True)])
    day = page.data["chart-day"]["data"][0]["z"]
    assert len(day) == 2 and all(len(strip) == 48 for strip in day)
    assert sum(day[0]) < 0  # losses: more is charged than discharged
    assert page.data["chart-public"]["data"][1]["x"] == [0, round(figures[1].lost_margin_jpy_per_kw_year, 6)]
