"""``report.xlsx``: the figures as numbers, to go on working with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import xlsxwriter

from storage_opt.messages import text
from storage_opt.records.rules import shown_index
from storage_opt.reports.measures import Measure, Values
from storage_opt.reports.numerals import Scale
from storage_opt.reports.offers import COLUMNS, offers_of
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.page.frame import Frame, frame_of
from storage_opt.reports.page.head import period, status
from storage_opt.reports.texts import texts

YEN = Scale("jpy", 1.0, 0)
"""A workbook holds whole yen; its reader chooses the multiple."""
A4 = 9
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A project name that begins with ``=`` stays a name."""
PENS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True, "font_color": "#3d2200", "bg_color": "#ffe3a8"},
    "head": {"bold": True, "bottom": 1, "indent": 1, "text_wrap": True, "valign": "bottom"},
    "head_of_numbers": {"bold": True, "text_wrap": True, "align": "right", "valign": "bottom"},
    "word": {"indent": 1},
    "key": {"align": "right"},
    "unit": {"font_color": "#566270", "align": "right", "bottom": 1},
}


def write(outputs: Outputs, path: Path, language: str) -> None:
    """Write the workbook: key figures, years, months, offers where any were made, notes and sources.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    path : Path
        File to write.
    language : str
        ``en`` or ``ja``.
    """
    frame = frame_of(outputs, language)
    with xlsxwriter.Workbook(str(path), OPTIONS) as workbook:
        pens = {name: workbook.add_format(look) for name, look in PENS.items()}
        sheets = [("key_figures", _key_figures), ("years", _years), ("months", _months), ("notes", _notes)]
        if any(year["offers"] for year in frame.years):
            sheets.insert(3, ("offers", _offers))
        for name, fill in sheets:
            fill(_Sheet(workbook, frame.t(f"sheet.{name}"), pens), frame)


class _Sheet:
    """A sheet that is written row by row."""

    def __init__(self, workbook: Any, name: str, pens: dict[str, Any]) -> None:
        self.workbook, self.pens = workbook, pens
        self.sheet = workbook.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.row = 0

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns. [characters]"""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def add(self, values: Sequence[object], pens: str | Sequence[str] = "") -> None:
        """Write a row: words as words, numbers as numbers, nothing for ``None``.

        ``pens`` names a look of ``PENS`` or a number format, one for all cells or one for each.
        """
        looks = [pens] * len(values) if isinstance(pens, str) else pens
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            if isinstance(value, int | float):
                self.sheet.write_number(self.row, column, value, self._pen(look))
            elif value is not None:
                self.sheet.write_string(self.row, column, str(value), self._pen(look if look in PENS else "word"))
        self.row += 1

    def _pen(self, look: str) -> Any:
        if look and look not in self.pens:  # not in PENS, so a number format
            self.pens[look] = self.workbook.add_format({"num_format": look})
        return self.pens.get(look)


def _digits(decimals: int) -> str:
    """Make a number format: thousands separated, a fixed number of digits after the point.

    >>> _digits(0), _digits(3)
    ('#,##0', '#,##0.000')
    """
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _key_figures(sheet: _Sheet, frame: Frame) -> None:
    """Show what was run, what is proven, and every figure with its unit and meaning."""
    summary, measures, t = frame.summary, frame.measures, frame.t
    sheet.widths(30, 20, 14, 110)
    sheet.add([summary["name"]], "title")
    for name, applies in (("synthetic", summary["is_synthetic"]), ("perfect", summary["foresight"] == "perfect")):
        if applies:
            sheet.add([f"{t(f'label.{name}')} – {t(f'label.{name}.text')}"], "label")
    sheet.add([t("sheet.area"), text(f"cli.area.{summary['area'] or 'unnamed'}", frame.language)])
    sheet.add([t("sheet.period"), period(frame)])
    sheet.add([t("sheet.status"), status(frame)])
    sheet.add([t("sheet.power"), summary["power_mw"], t("unit.mw")], _digits(1))
    sheet.add([t("sheet.objective"), summary["solve"]["objective_jpy"], t("unit.jpy")], _digits(0))
    sheet.add([t("sheet.bound"), summary["solve"]["bound_jpy"], t("unit.jpy")], _digits(0))
    sheet.add([])
    overall = t("sheet.mean" if measures.is_yearly else "sheet.total")
    sheet.add([t("sheet.figure"), overall, t("sheet.unit"), t("sheet.means")], "head")
    for measure, head in zip(measures.of_year, frame.heads(measures.of_year, YEN), strict=True):
        value = measures.overall[measure.name]
        sheet.add([head["label"], value, head["unit"], head["means"]], _digits(measure.decimals))


def _years(sheet: _Sheet, frame: Frame) -> None:
    keys = ("year", "fiscal_year", "price_year")
    rows = [
        [*(year[key] for key in keys), values] for year, values in zip(frame.years, frame.measures.years, strict=True)
    ]
    _table(sheet, frame, [frame.t(f"sheet.{key}") for key in keys], frame.measures.of_year, rows)


def _months(sheet: _Sheet, frame: Frame) -> None:
    keys = [frame.t("sheet.year"), frame.t("sheet.fiscal_year"), frame.t("months.head")]
    rows = [
        [year["year"], year["fiscal_year"], month["month"], values]
        for year, months in zip(frame.years, frame.measures.months, strict=True)
        for month, values in zip(year["months"], months, strict=True)
    ]
    _table(sheet, frame, keys, frame.measures.of_month, rows)


def _offers(sheet: _Sheet, frame: Frame) -> None:
    """Offers to the balancing market by month and product, each year's own row after its months."""
    keys = [frame.t(f"sheet.{key}") for key in ("year", "fiscal_year")] + [
        frame.t("months.head"),
        frame.t("sheet.product"),
    ]
    rows: list[list[Any]] = []
    for year in frame.years:
        parts = [*((month["month"], month) for month in year["months"]), (frame.t("sheet.whole_year"), year)]
        for label, part in parts:
            for product, values in offers_of(part):
                rows.append([year["year"], year["fiscal_year"], label, frame.product(product), values])
    _table(sheet, frame, keys, COLUMNS, rows)
    sheet.sheet.set_column(3, 3, 22)


def _table(
    sheet: _Sheet, frame: Frame, keys: Sequence[str], columns: Sequence[Measure], rows: Sequence[Sequence[Any]]
) -> None:
    """Two head rows (label, unit) that stay in view, then keys and figures of each row; its last item holds the figures."""
    heads = frame.heads(columns, YEN)
    sheet.widths(*[11] * len(keys), *[15] * len(columns))
    sheet.add([*keys, *(head["label"] for head in heads)], "head_of_numbers")
    sheet.add([*[None] * len(keys), *(head["unit"] for head in heads)], "unit")
    looks = [*["key"] * len(keys), *(_digits(measure.decimals) for measure in columns)]
    for *key_values, values in rows:
        figures: Values = values
        sheet.add([*key_values, *(figures.get(measure.name) for measure in columns)], looks)
    sheet.sheet.freeze_panes(2, len(keys))


def _notes(sheet: _Sheet, frame: Frame) -> None:
    """List warnings, unverified facts, input files, proof by year, versions."""
    t, manifest = frame.t, frame.outputs.manifest
    sheet.widths(44, 22, 20, 20, 14, 30)
    for kind in ("warnings", "unverified_facts"):
        sheet.add([t(f"notes.{kind}")], "head")
        for sentence in texts(frame.outputs, kind, frame.language) or [t("notes.none")]:
            sheet.add([sentence])
        sheet.add([])
    sheet.add([t(f"basis.{name}") for name in ("file", "layout", "rows", "sha256")], "head")
    project: Mapping[str, str] | None = manifest["project_file"]
    if project is not None:
        sheet.add([project["name"], t("basis.project_file"), None, project["sha256"]])
    for source in manifest["prices"]:
        layout = t(f"layout.{source['layout']}")
        sheet.add([PurePath(source["name"]).name, layout, source["rows"], source["sha256"]], _digits(0))
    sheet.add([])
    if manifest["rules"]:
        sheet.add([t(f"basis.{name}") for name in ("rule", "value", "unit", "since", "grade", "source")], "head")
        for rule in manifest["rules"]:
            name = f"{rule['name']} ({shown_index(rule['index'])})" if rule["index"] else rule["name"]
            grade = text(f"rules.grade.{rule['grade']}", frame.language)
            sheet.add([name, rule["value"], rule["unit"], rule["since"], grade, rule["source"]])
        sheet.add([])
    sheet.add([t(f"basis.{name}") for name in ("year", "status", "objective", "bound", "gap", "steps")], "head")
    for year, problem in zip(frame.years, manifest["problems"], strict=True):
        proof, steps = year["solve"], " → ".join(problem["steps"])
        words = [frame.year_label(year), t(f"status.{proof['status']}")]
        numbers = [proof["objective_jpy"], proof["bound_jpy"], proof["relative_gap"]]
        sheet.add([*words, *numbers, steps], ["", "", _digits(0), _digits(0), "0.0E+00", ""])
    sheet.add([])
    sheet.add([t("basis.made_with"), ""], "head")
    for name, version in manifest["versions"].items():
        sheet.add([name, version])
    sheet.add([manifest["platform"]])
