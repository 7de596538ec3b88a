"""The workbook: numbers are numbers, names stay names, all sheets are there."""

import zipfile
from xml.etree import ElementTree

import pytest
from runs_by_hand import run_by_hand

from storage_opt.messages import LANGUAGES, text
from storage_opt.reports import xlsx
from storage_opt.reports.measures import measures_of

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def read(path) -> dict[str, list[list[object]]]:
    """Sheets by name: rows of strings and numbers, ``None`` for an empty cell."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        shared = [
            "".join(node.text or "" for node in item.iter(f"{{{NS['m']}}}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", NS)
        ]
        names = [s.get("name") for s in ElementTree.fromstring(book.read("xl/workbook.xml")).findall(".//m:sheet", NS)]
        sheets = {}
        for position, name in enumerate(names, 1):
            root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{position}.xml"))
            is_live = name in {text("reports.sheet.contracts", language) for language in LANGUAGES}
            assert is_live or not root.findall(".//m:f", NS), "a formula"
            sheets[name] = [[cell(c, shared) for c in row.findall("m:c", NS)] for row in root.findall(".//m:row", NS)]
    return sheets


def cell(node, shared) -> object:
    value = node.find("m:v", NS)
    if value is None:
        return None
    return shared[int(value.text)] if node.get("t") == "s" else float(value.text)


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "report.xlsx"
    outputs = run_by_hand(name="=1+1", synthetic=True)
    xlsx.write(outputs, path, request.param)
    return outputs, request.param, read(path)


def sheet(book, name):
    return book[2][text(f"reports.sheet.{name}", book[1])]


def test_sheets_are_there_in_order(book):
    names = [text(f"reports.sheet.{name}", book[1]) for name in ("key_figures", "years", "months", "notes")]
    assert list(book[2]) == names


def test_years_hold_every_figure_of_the_summary_as_a_number(book):
    outputs, language, _ = book
    measures = measures_of(outputs)
    head, units, *rows = sheet(book, "years")
    assert head[3:] == [text(f"reports.measure.{m.name}", language) for m in measures.of_year]
    assert units[-len(measures.of_year) :] == [text(f"reports.unit.{m.unit}", language) for m in measures.of_year]
    for row, year, values in zip(rows, outputs.summary["years"], measures.years, strict=True):
        assert row[:3] == [year["year"], year["fiscal_year"], year["price_year"]]
        assert row[3:] == pytest.approx([values[m.name] for m in measures.of_year], rel=1e-14)
        assert row[3] == pytest.approx(year["margin_jpy"], rel=1e-14)


def test_months_sum_to_the_years(book):
    _, _, *rows = sheet(book, "months")
    for year in book[0].summary["years"]:
        assert sum(row[3] for row in rows if row[0] == year["year"]) == pytest.approx(year["margin_jpy"])


def test_key_figures_say_what_was_run(book):
    outputs, language, _ = book
    rows = sheet(book, "key_figures")
    assert rows[0] == ["=1+1"]
    assert text("reports.label.synthetic", language) in rows[1][0]
    values = {row[0]: row[1] for row in rows if len(row) > 1}
    assert values[text("reports.measure.margin_jpy", language)] == pytest.approx(228_480)
    assert values[text("reports.sheet.objective", language)] == pytest.approx(outputs.summary["solve"]["objective_jpy"])


def test_notes_name_warnings_facts_and_sources(book):
    words = [value for row in sheet(book, "notes") for value in row]
    for word in (text("cli.warn.foresight", book[1]), "spot_summary_2023.csv", "a" * 64, "case.yaml"):
        assert word in words
    assert 17_568.0 in words
    named = {"en": "balancing.minimum_bid (product=fcr)", "ja": "最低入札量［一次調整力］（balancing.minimum_bid）"}
    rule = next(row for row in sheet(book, "notes") if row and row[0] == named[book[1]])
    assert rule[1:5] == [1, "MW", "2024-04-01", text("rules.grade.unverified", book[1])]
