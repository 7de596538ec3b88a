"""Large studies: the page stays below 6 MB, holds every figure once, and says what it leaves out."""

import json
import sys
from pathlib import Path

import pytest
from large_study import YEARS, large
from page_reader import Page

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from money_study import CONTRACT, money_study
from plotly.offline import get_plotlyjs

from storage_opt.inputs.study import read_study
from storage_opt.messages import LANGUAGES, catalogue, language
from storage_opt.reports.comparison.bars import short
from storage_opt.reports.comparison.extent import (
    MOST_NOTES,
    MOST_TRIED,
    MOST_WRITTEN,
    PAGE_BYTES,
    Extent,
    first_tried,
    narrowed,
)
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.matrix import by_year, shown_columns, writer_of
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.numerals import number
from storage_opt.studies.compare import compare

SIX_MB = 6_000_000


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A merchant and a contract, with finance."""
    axes = {"scheme": [{"kind": "merchant"}, CONTRACT]}
    return compare(read_study(money_study(tmp_path_factory.mktemp("money"), axes=axes)), kept_of)


def html_in(lang, comparison):
    with language(lang):
        outputs = comparison_outputs(comparison, {"name": "large"}, Path("study.yaml"), b"name: large")
    return render(outputs, lang)


def data_of(page):
    return json.loads(next(told for a, told in page.scripts if a.get("id") == "cases-data"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_study_of_300_cases_is_whole_below_6_mb(small, lang):
    comparison = large(small, 300)
    html = html_in(lang, comparison)
    assert len(get_plotlyjs()) < len(html.encode()) < SIX_MB
    page = Page(html)
    assert "left-out" not in page.ids
    data, names = data_of(page), []
    for columns in shown_columns(comparison).values():
        names += [column.name for column in columns if column.name not in names]
    assert [column["name"] for column in data["columns"]] == names and len(names) > 30
    assert [(case["number"], case["name"]) for case in data["cases"]] == [
        (at, row.name) for at, row in enumerate(comparison.rows, start=1)
    ]
    for case, row in zip(data["cases"], comparison.rows, strict=True):
        assert case["figures"] == [getattr(row.solved.figures, name) for name in names]
    charts = page.data
    assert charts["names"] == [f"{at}: {short(row.name)}" for at, row in enumerate(comparison.rows, start=1)]
    assert all(trace["y"] == "names" for trace in charts["chart-owner"]["data"] + charts["chart-public"]["data"])
    told = [fact for fact in page.words if "0.5299" in fact]
    assert told, "the warning of the last case is there"


def test_the_years_of_a_large_study_are_those_of_its_tables(small):
    comparison = large(small, MOST_WRITTEN + 1)
    writer = writer_of(comparison, "en")
    data = data_of(Page(html_in("en", comparison)))["years"]
    tables = by_year(comparison, writer)
    assert len(tables) == len(data["tables"]) >= 2 and data["decimals"] == writer.scale.decimals
    for table, of_script in zip(tables, data["tables"], strict=True):
        assert len(table["fiscal_years"]) == YEARS
        assert {int(at): [number(v, data["decimals"]) for v in values] for at, values in of_script.items()} == {
            row["number"]: row["cells"] for row in table["rows"]
        }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_page_leaves_out_is_said(small, lang):
    comparison = large(small, 1_500)
    html = html_in(lang, comparison)
    assert len(html.encode()) < SIX_MB
    page = Page(html)
    cases = data_of(page)["cases"]
    numbers = [case["number"] for case in cases]
    assert 200 < len(cases) < 1_500 and numbers == sorted(set(numbers))
    assert all(case["name"] == comparison.rows[case["number"] - 1].name for case in cases)
    values = {"shown": number(len(cases), 0), "cases": "1,500"}
    assert catalogue(lang)["comparison.extent.cases"].format(**values) in page.text
    assert catalogue(lang)["comparison.extent.years"] in page.text
    assert catalogue(lang)["comparison.extent.details"].format(notes=MOST_NOTES) in page.text
    for name in ("results.csv", "results.parquet", "years.parquet", "summary.json"):
        assert name in page.text
    best = max(comparison.rows, key=lambda row: row.solved.figures.owner_net_jpy_per_kw_year)
    assert best.name in [case["name"] for case in cases] and best.name in page.text
    assert comparison.reference == cases[0]["name"]


def test_a_small_study_holds_its_rows_itself(small):
    page = Page(html_in("en", large(small, MOST_WRITTEN)))
    assert len([a for tag, a in page.tags if tag == "tr" and "data-case" in a]) >= 5 * MOST_WRITTEN
    assert data_of(page)["years"] is None
    page = Page(html_in("en", large(small, MOST_WRITTEN + 1)))
    assert not [a for tag, a in page.tags if tag == "tr" and "data-case" in a]


def test_less_is_shown_until_it_fits(small):
    extent = first_tried(large(small, 100), wanted=[99])
    assert extent == Extent(tuple(range(100)), 100)
    assert extent.is_whole and extent.is_drawn and extent.left_out("en") == []
    size, fixed, steps = 2 * PAGE_BYTES, PAGE_BYTES // 2, []
    while extent is not None:
        steps.append(extent)
        extent = narrowed(extent, size, fixed, wanted=[99, 50])
    assert [(s.has_details, s.has_years) for s in steps[:3]] == [(True, True), (False, True), (False, False)]
    assert [len(s.positions) for s in steps[:3]] == [100] * 3
    counts = [len(s.positions) for s in steps[2:]]
    assert counts == sorted(set(counts), reverse=True) and counts[-1] == 1
    assert all({50, 99} <= set(s.positions) for s in steps if len(s.positions) > 1)
    assert all(s.positions == tuple(sorted(s.positions)) for s in steps)
    assert len(steps[-1].left_out("ja")) == 3
    many = first_tried(large(small, MOST_TRIED + 50), wanted=[MOST_TRIED + 49])
    assert len(many.positions) == MOST_TRIED and MOST_TRIED + 49 in many.positions and not many.has_years
