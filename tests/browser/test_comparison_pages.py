"""One case by sliders, the base of the differences, and the table as CSV: in a real browser, held against ``summary.json``."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from screenshots import PICTURES

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))
sys.path.insert(0, str(Path(__file__).parents[1] / "draws"))

from draw_study import DRAWS, PLANT, draw_study
from large_study import large
from money_study import money_study

from storage_opt.inputs.study import read_study
from storage_opt.messages import language, text
from storage_opt.records.study import Failed
from storage_opt.reports.comparison import extent
from storage_opt.reports.comparison.columns import COLUMNS
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.matrix import Writer
from storage_opt.reports.comparison.outputs import comparison_outputs
from storage_opt.reports.comparison.page import render
from storage_opt.reports.numerals import scale_of
from storage_opt.studies.compare import compare

pytestmark = pytest.mark.browser
SET = "(c => {{ c.value = '{value}'; c.dispatchEvent(new Event('change')); }})(document.querySelector('{selector}'))"
NAMES = ["3 h · Merchant", "3 h · LTDA", "6 h · Merchant", "6 h · LTDA"]


@pytest.fixture(params=["en", "ja"])
def lang(request):
    return request.param


@pytest.fixture
def page(tab, results, lang):
    tab.open((results / f"study-{lang}" / "comparison.html").as_uri())
    tab.wait("document.querySelector('#pick-told').textContent")
    return tab


@pytest.fixture
def figures(results, lang):
    """Figures of the cases by name, as ``summary.json`` holds them."""
    summary = json.loads((results / f"study-{lang}" / "summary.json").read_text())
    assert [case["name"] for case in summary["cases"]] == NAMES
    return {case["name"]: case["figures"] for case in summary["cases"]}


@pytest.fixture
def writer(figures, lang):
    names = ("margin_jpy", "owner_net_jpy", "payment_jpy")
    return Writer(lang, scale_of([case[name] for case in figures.values() for name in names], lang))


def change_of(writer, name, value, base):
    column = COLUMNS[name]
    return (
        writer.change(column, None if value is None or base is None else value - base) if column.has_difference else ""
    )


def changes_in_tables(page):
    """Row, figure and difference of all cells of the matrix."""
    return page.run(
        """[...document.querySelectorAll('#matrix tr[data-case]')].flatMap(r => [...r.querySelectorAll('data')].map(d =>
          [Number(r.dataset.case), d.dataset.name, d.parentElement.querySelector('.change')?.textContent ?? '']))"""
    )


def test_sliders_go_through_the_computed_cases(page, figures, writer, lang):
    def shown(kind: str) -> dict[str, str]:
        return dict(
            page.run(
                f"[...document.querySelectorAll('#table-pick [data-{kind}]')].map(c => [c.dataset.{kind}, c.textContent])"
            )
        )

    def expect(name: str) -> None:
        assert page.run("document.querySelector('#pick-told').textContent").count(name) == 1
        assert page.run("[...document.querySelectorAll('#matrix .picked')].map(r => r.dataset.case)") == [
            str(NAMES.index(name))
        ] * page.run("document.querySelectorAll('#matrix table').length")
        values, changes = shown("figure"), shown("change")
        assert len(values) > 30
        for figure, told in values.items():
            value, base = figures[name][figure], figures[NAMES[0]][figure]
            assert told == writer.value(COLUMNS[figure], value)
            assert changes[figure] == ("" if name == NAMES[0] else change_of(writer, figure, value, base))
        large = page.run(
            "[...document.querySelectorAll('#pick dl [data-figure]')].map(c => [c.dataset.figure, c.textContent])"
        )
        assert len(large) >= 5 and all(values[figure] == told for figure, told in large)

    expect("3 h · Merchant")
    page.run("document.querySelector('input[type=range]').focus()")
    page.press("ArrowRight")
    assert page.run("document.activeElement.getAttribute('aria-valuetext')") == "6 h"
    expect("6 h · Merchant")
    page.run(SET.format(selector="#pick select", value="1"))
    expect("6 h · LTDA")
    page.run("document.querySelector('#pick details').open = true")
    page.run("document.querySelector('#pick').scrollIntoView({behavior: 'instant'})")
    page.picture(PICTURES / f"study-{lang}-pick.png")
    page.run("document.querySelector('input[type=range]').focus()")
    page.press("ArrowLeft")
    expect("3 h · LTDA")


def test_differences_are_to_the_base_of_choice(page, figures, writer, lang):
    at_first = changes_in_tables(page)
    assert any(change for *_, change in at_first)
    for base in (3, 1):
        page.run(SET.format(selector="#base", value=base))
        expected = [
            [
                row,
                name,
                "" if row == base else change_of(writer, name, figures[NAMES[row]][name], figures[NAMES[base]][name]),
            ]
            for row, name, _ in at_first
        ]
        assert changes_in_tables(page) == expected != at_first
        marked = page.run(
            "[...document.querySelectorAll('#matrix tr.reference')].map(r => [r.dataset.case, !!r.querySelector('.mark')])"
        )
        assert marked == [[str(base), True]] * page.run("document.querySelectorAll('#matrix table').length")
        assert NAMES[base] in page.run("document.querySelector('#method').textContent")
    page.run("document.querySelector('#table-owner').scrollIntoView({block: 'center', behavior: 'instant'})")
    page.picture(PICTURES / f"study-{lang}-base.png")
    page.run(SET.format(selector="#base", value=0))
    assert changes_in_tables(page) == at_first  # as the page was written


def test_the_table_is_saved_as_csv(page, figures, lang, tmp_path):
    page.browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path), eventsEnabled=False)
    page.run(SET.format(selector="#base", value=1))
    page.click("#csv")
    saved = tmp_path / "comparison.csv"
    for _ in range(100):
        if saved.exists() and saved.stat().st_size:
            break
        page.browser.listen(0.05)
    content = saved.read_bytes().decode("utf-8-sig")
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row[text("comparison.case", lang)] for row in rows] == NAMES
    assert {row[text("comparison.base", lang)] for row in rows} == {NAMES[1]}
    assert [row[text("comparison.axis.battery.energy_mwh", lang)] for row in rows] == ["3 h", "3 h", "6 h", "6 h"]
    assert {row[text("comparison.csv.prices", lang)] for row in rows} == {text("reports.label.synthetic", lang)}
    units = {
        "margin_jpy": text("comparison.per_year", lang, unit=text("reports.unit.jpy", lang)),
        "npv_jpy": text("reports.unit.jpy", lang),
        "owner_net_jpy_per_kw_year": text("comparison.unit.jpy_per_kw_year", lang),
    }
    for name, unit in units.items():
        label = text(f"comparison.figure.{name}", lang)
        for row in rows:
            case = figures[row[text("comparison.case", lang)]]
            assert float(row[text("comparison.csv.unit", lang, figure=label, unit=unit)]) == case[name]
            step = float(row[text("comparison.csv.difference", lang, figure=label, unit=unit)])
            assert step == case[name] - figures[NAMES[1]][name]
    assert len(page.requests()) == 1


def against(page):
    return page.run("document.querySelector('#against').textContent")


def test_the_sentence_and_the_lines_follow_the_base(page, figures, writer, lang):
    lines = """(id => document.querySelector(id).layout.shapes.map(s => [s.xref, s.x0]))"""

    def expect(base: str) -> None:
        owner, public = page.run(f"{lines}('#chart-owner')"), page.run(f"{lines}('#chart-public')")
        assert owner == [["x", pytest.approx(figures[base]["owner_net_jpy_per_kw_year"], abs=1e-5)]]
        (first, cost), (second, lost) = public
        assert (first, second) == ("x", "x2") and (cost > 0) == (figures[base]["public_cost_npv_jpy"] > 0)
        assert lost == pytest.approx(figures[base]["lost_margin_jpy_per_kw_year"], abs=1e-5)
        told = against(page)
        assert told.count(text("comparison.quoted", lang, name=base)) >= 1
        costs = [case["public_cost_npv_jpy"] for case in figures.values()]
        of_base = figures[base]["public_cost_npv_jpy"]
        ends = [change_of(writer, "public_cost_npv_jpy", pick(costs), of_base) for pick in (min, max)]
        assert [end in told for end in ends if end != "±0"] == [True] * sum(end != "±0" for end in ends)

    as_written, method = against(page), page.run("document.querySelector('#method').textContent")
    expect(NAMES[0])
    page.run(SET.format(selector="#base", value=3))
    expect(NAMES[3])
    assert against(page) != as_written
    page.run(SET.format(selector="#base", value=0))
    expect(NAMES[0])
    assert against(page) == as_written and page.run("document.querySelector('#method').textContent") == method


def test_the_first_sentence_on_the_base_is_that_of_the_script(page, results, lang):
    html = (results / f"study-{lang}" / "comparison.html").read_text(encoding="utf-8")
    written = re.search(r'id="against" role="status">(.*?)</p>', html)[1]
    assert unescape(written) == against(page)


ROWS = """[...document.querySelectorAll('#matrix table, table[data-years], details table')].map(t =>
  [...t.tBodies].flatMap(b => [...b.rows]).map(r => [r.className, ...[...r.cells].map(c => c.textContent.trim().replace(/\\s+/g, ' '))]))"""


def test_rows_made_by_the_script_are_those_of_a_small_study(tab, lang, tmp_path, monkeypatch):
    """The same study twice: with its rows in the page, and with rows made by the script, one case without a result."""
    comparison = large(compare(read_study(money_study(tmp_path)), kept_of), 40)
    rows = list(comparison.rows)
    rows[7] = replace(rows[7], outcome=Failed("k" * 64, 4, {"en": "No plan.", "ja": "計画なし。"}), difference={})
    with language(lang):
        outputs = comparison_outputs(replace(comparison, rows=tuple(rows)), {}, Path("study.yaml"), b"")
    shown = []
    for most in (40, 39):
        monkeypatch.setattr(extent, "MOST_WRITTEN", most)
        page = tmp_path / f"{most}.html"
        page.write_text(render(outputs, lang), encoding="utf-8")
        tab.open(page.as_uri())
        tab.wait("document.querySelector('#pick-told').textContent")
        at_first = tab.run(ROWS)
        tab.run(SET.format(selector="#base", value=5))
        shown.append((at_first, tab.run(ROWS), tab.run("document.querySelectorAll('table[data-figures]').length")))
    (written, changed, none), (made, changed_of_made, tables) = shown
    assert none == 0 and tables >= 5 and sum(len(table) >= 39 for table in written) > tables
    assert made == written and changed_of_made == changed != written


def test_rows_of_draws_are_the_same_when_the_script_makes_them(tab, lang, tmp_path, monkeypatch):
    draw_study(tmp_path, DRAWS | {"count": 6}, base=PLANT)
    comparison = compare(read_study(tmp_path / "study.yaml"), kept_of)
    with language(lang):
        outputs = comparison_outputs(comparison, {}, Path("study.yaml"), b"")
    rows, labels = [], []
    for most in (60, 1):
        monkeypatch.setattr(extent, "MOST_WRITTEN", most)
        page = tmp_path / f"draws-{most}.html"
        page.write_text(render(outputs, lang), encoding="utf-8")
        tab.open(page.as_uri())
        tab.wait("document.querySelector('#pick-told').textContent")
        rows.append(tab.run(ROWS.replace("#matrix table", "#draws table")))
        labels.append(tab.run("['y', 'x'].map(k => document.querySelector('#chart-owner').data[0][k])"))
    assert rows[0] == rows[1] and sum(map(len, rows[0])) > 10
    assert labels[0] == labels[1] and len(labels[0][0]) == len(comparison.rows)


def test_values_without_a_case_are_said(tab, results, lang, tmp_path):
    """The same page with the last case taken out, as no study leaves a combination out by itself."""
    html = (results / f"study-{lang}" / "comparison.html").read_text(encoding="utf-8")
    begin = html.index('id="cases-data">') + len('id="cases-data">')
    end = html.index("</script>", begin)
    data = json.loads(html[begin:end])
    assert data["cases"].pop()["name"] == NAMES[3]
    told = html[:begin] + json.dumps(data).replace("<", "\\u003c") + html[end:].replace('tr data-case="3"', "tr")
    (tmp_path / "page.html").write_text(told, encoding="utf-8")
    tab.open((tmp_path / "page.html").as_uri())
    tab.wait("document.querySelector('#pick-told').textContent")
    tab.run("document.querySelector('input[type=range]').focus()")
    tab.press("ArrowRight")
    tab.run(SET.format(selector="#pick select", value="1"))
    said = [
        text("comparison.pick.value", lang, axis=text(f"comparison.axis.{key}", lang), value=value)
        for key, value in (("battery.energy_mwh", "6 h"), ("scheme", "LTDA"))
    ]
    expected = text("comparison.pick.missing", lang, values=text("reports.join", lang).join(said))
    assert tab.run("document.querySelector('#pick-told').textContent") == expected
    assert not tab.run("document.querySelector('#pick-shown').checkVisibility()")
    tab.press("Tab")
    tab.run(SET.format(selector="#pick select", value="0"))
    assert tab.run("document.querySelector('#pick-shown').checkVisibility()")
