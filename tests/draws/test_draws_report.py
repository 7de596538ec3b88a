"""Draws on the page, in the files and on the terminal: the answer first, every figure as computed, both languages."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from draw_study import DRAWS, PLANT, draw_study

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))

from page_reader import Page

from storage_opt.cli import _run
from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, catalogue, language, set_language
from storage_opt.records.draw_results import Quantile
from storage_opt.records.draws import FIGURES
from storage_opt.records.study import Answer
from storage_opt.reports.comparison import draws, extent
from storage_opt.reports.comparison.draw_tables import draws_json
from storage_opt.reports.comparison.draws import DrawWriter, column_of, draws_section, draws_told, label_of
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.matrix import writer_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.comparison.shown import shown
from storage_opt.studies.compare import compare

REQUIRED = {"solve_for": "grant_rate", "target": {"project_irr": 0.5}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store that does not last where it fades ten times as fast: some draws fail; others never pay back."""
    folder = tmp_path_factory.mktemp("draws")
    base = PLANT | {"battery": PLANT["battery"] | {"soe_min_mwh": 30, "soe_initial_mwh": 30}}
    draws = DRAWS | {"count": 8, "fade": {"values": [1, 10]}, "capex": {"values": [1.0, 4.0]}, "required": REQUIRED}
    draw_study(folder, draws, base=base)
    return folder


@pytest.fixture(scope="module")
def comparison(folder):
    return compare(read_study(folder / "study.yaml"), kept_of)


def outputs_in(lang, comparison):
    with language(lang):
        return comparison_outputs(comparison, {"name": "drawn"}, Path("study.yaml"), b"name: drawn")


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, comparison):
    return Page(render(outputs_in(request.param, comparison), request.param))


def test_the_section_stands_on_the_page_with_charts_and_tables(page):
    wanted = {"draws", *(f"table-draws-{name}" for name in ("project_irr", "min_dscr", "required", "cover"))}
    assert wanted <= set(page.ids) and len(page.ids) == len(set(page.ids))
    assert {"chart-draws-project_irr", "chart-draws-required", "chart-draws-running"} <= set(page.data)
    assert [a for a in page.addresses() if not a.startswith(("#", "data:"))] == []


def test_the_first_sentence_says_the_answer(comparison):
    writer = writer_of(comparison, "en")
    first, *rest = draws_told(comparison.draws, writer)
    merchant, contract = (next(s for s in case.spreads if s.figure == "project_irr") for case in comparison.draws.cases)
    assert merchant.p50.value < contract.p50.value
    assert f"highest with «contract»: {100 * contract.p50.value:.2f} %".replace("-", "−") in first
    assert f"lowest with «merchant»: {100 * merchant.p50.value:.2f} %".replace("-", "−") in first
    page = Page(render(outputs_in("en", comparison), "en")).text
    on_page = draws_told(shown(comparison, "en").draws, writer_of(comparison, "en"))[0]
    assert on_page == first.replace("«merchant»", "«Merchant»")
    assert page.count(on_page) == 2, "at the head of the page, and of the section"
    told = " ".join(rest)
    failed = len(comparison.draws.cases[0].failed)
    assert f"«merchant»: {failed} of 8 draws have no result" in told
    assert "«contract» is better than «merchant» in 100 % of the draws" in told
    assert "8 draws are too few" in told or "not enough" in told


def test_tables_hold_what_was_computed(comparison):
    w = DrawWriter(comparison.draws, writer_of(comparison, "en"))
    table = w.table("project_irr")
    for row, case in zip(table["rows"], comparison.draws.cases, strict=True):
        spread = case.spreads[0]
        assert row["cells"][1] == f"{100 * spread.p50.value:.2f}".replace("-", "−")
        assert row["cells"][-2:] == [str(spread.without), str(len(case.failed))]
    assert table["unit"] == "%"
    assert w.quantile("project_irr", Quantile(None, "below")) == "below all values"
    (difference,) = w.differences("project_irr")["rows"]
    paired = comparison.draws.cases[1].paired[0]
    assert difference["cells"][1] == f"+{100 * paired.p50:.2f}" and difference["cells"][-1] == str(paired.count)


def test_charts_hold_every_draw(page, comparison):
    points, _, middle = page.data["chart-draws-project_irr"]["data"]
    values = [
        round(100 * row.outcome.figures["project_irr"], 6)
        for row in comparison.draws.rows
        if isinstance(row.outcome, Answer) and row.outcome.figures["project_irr"] is not None
    ]
    assert sorted(points["x"]) == sorted(values)
    assert middle["x"] == [round(100 * case.spreads[0].p50.value, 6) for case in comparison.draws.cases]
    running = page.data["chart-draws-running"]["data"]
    assert [trace["y"][-1] for trace in running] == pytest.approx(
        [100 * case.spreads[0].mean for case in comparison.draws.cases], abs=1e-5
    )


def test_the_summary_holds_all_statistics(comparison):
    found = json.loads(json.dumps(outputs_in("ja", comparison).summary, allow_nan=False))["draws"]
    assert (found["count"], found["seed"], found["reference"]) == (8, 4, "merchant")
    assert found["price_years"] == [2023, 2024] and found["required"]["target"] == {"project_irr": 0.5}
    merchant, contract = found["cases"]
    assert merchant["failed"] == len(merchant["failures"][0]["draws"]) > 0
    assert merchant["difference"] == {} and set(contract["difference"]) == set(contract["figures"])
    spread = comparison.draws.cases[1].spreads[0]
    assert contract["figures"]["project_irr"]["p90"] == spread.p90.value
    assert contract["figures"]["project_irr"]["draws"] == 8 - contract["failed"]
    assert contract["min_dscr_below_1"]["draws"] == comparison.draws.cases[1].short_cover.count
    steps = contract["convergence"]["project_irr"]["steps"]
    assert [step["draws"] for step in steps] == sorted(
        {(8 - contract["failed"]) // part for part in (8, 4, 2, 1)} - {0}
    )
    assert draws_json(None) is None


def test_a_quantile_without_value_says_where_it_stands(comparison):
    (case, *_), drawn = comparison.draws.cases, comparison.draws
    beyond = replace(case.spreads[0], p10=Quantile(None, "below"), below=1)
    changed = replace(drawn, cases=(replace(case, spreads=(beyond, *case.spreads[1:])), *drawn.cases[1:]))
    assert draws_json(changed)["cases"][0]["figures"]["project_irr"]["beyond"] == {"p10": "below"}
    told = " ".join(draws_told(changed, writer_of(comparison, "en")))
    assert "has no value, as the money does not come back" in told


def test_the_command_writes_one_row_per_draw_and_resumes(folder, capsys):
    set_language("en")
    try:
        out = folder / "out"
        command = ["compare", str(folder / "study.yaml"), "--out", str(out), "--executor", "local:1"]
        assert _run(command) == 3, "some draws fail: the code is theirs"
        shown = capsys.readouterr().out
        assert "8 draws of every case" in shown and "have no result" in shown and "✗" in shown
        first = pq.read_table(out / "draws.parquet")
        rows = first.to_pylist()
        assert [(row["draw"], row["name"]) for row in rows[:3]] == [(1, "merchant"), (1, "contract"), (2, "merchant")]
        for row in rows:
            assert row["drawn.capex"] in (1.0, 4.0) and row["drawn.acceptance"] == 1.0
            assert len(row["drawn.price_years"]) == 3
            assert (row["status"] == "done") == (row["figures.npv_jpy"] is not None) == (row["message"] is None)
        assert json.loads((out / "manifest.json").read_text())["seed"] == 4
        assert _run([*command, "--resume"]) == 3
        assert pq.read_table(out / "draws.parquet").equals(first)
        capsys.readouterr()
        assert _run(["check", str(folder / "study.yaml")]) == 0
        assert "8 draws of every case: 16 in all." in capsys.readouterr().out
    finally:
        set_language(None)


def test_a_study_without_draws_says_nothing_of_them(tmp_path, comparison):
    plain = replace(comparison, draws=None)
    outputs = outputs_in("en", plain)
    assert outputs.draws is None and outputs.summary["draws"] is None and outputs.manifest["seed"] is None
    shown = Page(render(outputs, "en"))
    assert "draws" not in shown.ids and not [place for place in shown.data if "draws" in place]


def test_every_figure_has_a_name_and_a_unit(comparison):
    for lang in LANGUAGES:
        writer = writer_of(comparison, lang)
        for figure in FIGURES:
            assert label_of(figure, comparison.draws.ask, lang)
            assert f"comparison.unit.{column_of(figure, comparison.draws.ask).unit}" in catalogue(lang) or writer.unit(
                column_of(figure, comparison.draws.ask)
            )
    assert label_of("required", comparison.draws.ask, "en") == "Grant rate required"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_large_study_of_draws_holds_its_rows_once(comparison, lang, monkeypatch):
    whole = Page(render(outputs_in(lang, comparison), lang))
    monkeypatch.setattr(extent, "MOST_WRITTEN", 1)
    page = Page(render(outputs_in(lang, comparison), lang))
    section = draws_section(comparison.draws, writer_of(comparison, lang))
    rows = json.loads(next(told for a, told in page.scripts if a.get("id") == "cases-data"))["rows"]
    for kind in ("tables", "differences", "steps"):
        for at, table in enumerate(section[kind]):
            expected = [
                [row["number"], *row["cells"], *([row["settled"]] if kind == "tables" else [])] for row in table["rows"]
            ]
            assert rows[f"{kind}-{at}"] == expected != []
    assert rows["cover-0"] == [[row["number"], *row["cells"]] for row in section["cover"]] != []
    places = [a["data-rows"] for tag, a in page.tags if tag == "table" and "data-rows" in a]
    assert sorted(places) == sorted(rows) and not [a for tag, a in whole.tags if "data-rows" in a]


def test_points_are_left_out_where_a_strip_would_hold_few_and_that_is_said(comparison, monkeypatch):
    monkeypatch.setattr(draws, "ALL_POINTS", 1)
    page = Page(render(outputs_in("en", comparison), "en"))
    assert catalogue("en")["draws.no_points"] in page.text and catalogue("en")["draws.points"] not in page.text
    strip = page.data["chart-draws-project_irr"]["data"]
    assert [trace["name"] for trace in strip] == [catalogue("en")[f"draws.chart.{name}"] for name in ("band", "middle")]


def test_many_sentences_of_one_kind_are_counted(comparison, monkeypatch):
    writer = DrawWriter(comparison.draws, writer_of(comparison, "en"))
    whole = writer.sentences()
    monkeypatch.setattr(draws, "MOST_SENTENCES", 1)
    few = writer.sentences()
    more = [catalogue("en")["draws.told.more"].format(more=n) for n in range(1, 10)]
    assert not set(more) & set(whole) and set(more) & set(few)
    monkeypatch.setattr(draws, "MOST_SENTENCES", 0)
    assert len(writer.sentences()) < len(whole)
