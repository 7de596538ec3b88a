"""The page says what a study asks: verdicts, equal budgets, sweep, charts of payers and durations, in both languages."""

import json
import sys
from pathlib import Path

import pytest
from page_reader import Page

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from money_study import BASE, CONTRACT, money_study

from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, catalogue, language
from storage_opt.records.study_answers import Fact
from storage_opt.reports.comparison.columns import COLUMNS
from storage_opt.reports.comparison.facts import fact_label, grade_text, value_with_unit
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.studies.compare import compare
from storage_opt.studies.levers import LEVERS

AXES = {
    "battery.energy_mwh": [{"name": "4 h", "value": 40}, {"name": "2 h", "value": 20}],
    "scheme": [{"name": "none", "value": {"kind": "merchant"}}, {"name": "<b>pay</b>", "value": CONTRACT}],
}
OWN = [
    {"name": "cost of capital goods", "key": "finance.capex_jpy", "values": [100.0e6]},
    {"name": "power", "key": "battery.power_mw", "values": [-1]},
]
KEYS = {
    "axes": AXES, "reference": "4 h · none", "hurdle": {"project_irr": 0.2}, "equal_budget": {"of": "<b>pay</b>"},
    "sweep": [*OWN, "spot.floor"], "headline": "project_irr", "pair": ["4 h · <b>pay</b>", "2 h · none"],
}  # fmt: skip


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    return compare(read_study(money_study(tmp_path_factory.mktemp("money"), **KEYS)), kept_of)


def outputs_in(lang, comparison):
    with language(lang):
        return comparison_outputs(comparison, {"name": "small"}, Path("study.yaml"), b"name: small")


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, comparison):
    return Page(render(outputs_in(request.param, comparison), request.param))


def test_sections_stand_on_the_page_and_ask_nobody(page):
    assert {"additionality", "equal-budget", "durations", "sweep", "table-finance", "table-payers"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {"chart-payers", "chart-durations", "chart-sweep"} <= set(page.data)
    assert [a for a in page.addresses() if not a.startswith(("#", "data:"))] == []


def test_words_follow_the_figures(comparison):
    text = Page(render(outputs_in("en", comparison), "en")).text
    small, large = comparison.additionality.plants[1], comparison.additionality.plants[0]
    assert not large.is_built and not small.is_built
    assert "«4 h · none» has an IRR of 10.69 % against a hurdle of 20.00 %: it would not be built." in text
    assert f"({100 * large.grant_needed_share:.2f} % of its capital cost)" in text
    assert "Reaches the hurdle with support: «4 h · <b>pay</b>»." in text
    assert "Does not reach it even with support: «2 h · <b>pay</b>»." in text
    (case, _) = comparison.equal_budget.cases
    assert f"gives an IRR of {100 * case.granted.project_irr:.2f} % instead of an IRR of 23.39 %" in text
    assert "None of the 2 facts varied turns the sign. Facts not varied, as no key holds them: 1." in text
    assert "no result" in text and "spot.floor: 0.01 JPY/kWh" in text


def test_the_summary_begins_with_what_returns_most_and_least(comparison):
    irr = {row.name: 100 * row.solved.figures.project_irr for row in comparison.rows}
    high, low = max(irr, key=irr.get), min(irr, key=irr.get)
    text = Page(render(outputs_in("en", comparison), "en")).text
    assert f"highest with «{high}» ({irr[high]:.2f} %) and lowest with «{low}» ({irr[low]:.2f} %)" in text.replace(
        "−", "-"
    )


def test_the_table_of_returns_shows_per_cent_and_points(comparison):
    shown = Page(render(outputs_in("en", comparison), "en"))
    raw = [a["value"] for place, a in shown.values if place == "table-finance" and a["data-name"] == "project_irr"]
    assert raw == [repr(row.solved.figures.project_irr) for row in comparison.rows]
    change = 100 * comparison.rows[1].difference["project_irr"]
    assert "10.69" in shown.text and f"+{change:.2f}" in shown.text
    names = {a["data-name"] for place, a in shown.values if place == "table-finance"}
    assert not {"debt_jpy", "equity_irr", "min_dscr", "grant_jpy"} & names


def test_charts_hold_durations_beside_each_other_payers_and_effects(page, comparison):
    figures = [row.solved.figures for row in comparison.rows]
    traces = page.data["chart-durations"]["data"]
    assert len(traces) == 6 and {t["name"] for t in traces} == {"4 h", "2 h"}
    irr = {t["name"]: t["x"] for t in traces if t["xaxis"] == "x"}
    assert irr["4 h"] == [round(100 * f.project_irr, 6) for f in figures[:2]]
    assert irr["2 h"] == [round(100 * f.project_irr, 6) for f in figures[2:]]
    paid, total = page.data["chart-payers"]["data"]
    assert paid["x"] == [round(f.capacity_contributions_npv_jpy / 10_000, 6) for f in figures]
    assert total["x"] == [round(f.public_cost_jpy_per_kw, 6) for f in figures] == paid["x"] and any(paid["x"])
    low, high = page.data["chart-sweep"]["data"]
    step = comparison.sweep.swept[0].steps[0]
    moved = 100 * (step.difference - (comparison.sweep.base[0] - comparison.sweep.base[1]))
    assert low["x"] + high["x"] == [min(0, round(moved, 6)), max(0, round(moved, 6))]


def test_the_summary_holds_every_answer(comparison):
    summary = json.loads(json.dumps(outputs_in("ja", comparison).summary, allow_nan=False))
    plant = summary["additionality"]["plants"][0]
    assert plant["is_built"] is False and plant["supported"][0]["verdict"] == "additional"
    assert summary["equal_budget"]["cases"][0]["grant_jpy"] == comparison.equal_budget.cases[0].grant_jpy
    swept = summary["sweep"]["swept"]
    assert [s["fact"]["rule"] for s in swept] == ["cost of capital goods", "power"]
    assert swept[0]["effect"] == comparison.sweep.swept[0].effect and swept[1]["effect"] is None
    assert [fact["rule"] for fact in summary["sweep"]["not_swept"]] == ["spot.floor"]
    assert summary["counts"]["varied"] == len(comparison.varied) == 2
    assert summary["counts"]["solves"] == sum(solved.figures.solves for solved in comparison.all_solved)
    rows = outputs_in("en", comparison).results.to_pylist()
    assert rows[1]["figures.project_irr"] == comparison.rows[1].solved.figures.project_irr
    assert rows[1]["difference.public_cost_jpy_per_kw"] == comparison.rows[1].difference["public_cost_jpy_per_kw"]


def test_a_study_that_asks_nothing_shows_nothing_of_it(tmp_path):
    bare = {k: v for k, v in BASE.items() if k != "finance"}
    plain = compare(read_study(money_study(tmp_path, base=bare, axes=None)), kept_of)
    outputs = outputs_in("en", plain)
    shown = Page(render(outputs, "en"))
    assert not {"additionality", "equal-budget", "sweep", "table-finance", "durations"} & set(shown.ids)
    assert outputs.summary["sweep"] is outputs.summary["additionality"] is outputs.summary["equal_budget"] is None


def test_facts_are_named_valued_and_graded_in_both_languages():
    rules = {rule for lever in LEVERS for rule in lever.rules}
    for lang in LANGUAGES:
        assert {f"comparison.figure.{name}" for name in COLUMNS} <= set(catalogue(lang))
        named = {rule for rule in rules if f"comparison.fact.{rule}" in catalogue(lang)}
        assert {"derating.factor", "tax.effective_rate", "cost_sets.per_kwh"} <= named
    year = Fact("ltda_contract.derating_year", {}, 2029, "fiscal year", "unverified", "", False, ("a",))
    assert value_with_unit(year, "en") == "2029" and fact_label(year, "ja") == "適用される調整係数表の年度"
    assert grade_text(year, "en") == "unverified" and grade_text(year, "ja") == "未確認"
    other = Fact("some.rule", {"area": "tokyo"}, True, "yes/no", "verified", "", True, ("a",))
    assert fact_label(other, "en") == "some.rule (area=tokyo)" and value_with_unit(other, "ja") == "はい"
    assert "beyond its validity" in grade_text(other, "en")
