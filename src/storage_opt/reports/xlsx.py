"""``report.xlsx``: the figures as numbers, to go on working with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import xlsxwriter

from storage_opt.messages import quoted, quoted_system, text
from storage_opt.reports.contracts import has_contracts
from storage_opt.reports.measures import Measure, Values
from storage_opt.reports.offers import COLUMNS, offers_of
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.page.frame import Frame, frame_of
from storage_opt.reports.page.head import period, status
from storage_opt.reports.rule_words import rule_name, rule_value
from storage_opt.reports.sheet import FONT, OPTIONS, PENS, YEN, Sheet, digits
from storage_opt.reports.sight import sight_of
from storage_opt.reports.texts import texts
from storage_opt.reports.xlsx_bid import fill_bid
from storage_opt.reports.xlsx_contracts import fill_contracts
from storage_opt.reports.xlsx_finance import finance_sheets


def write(outputs: Outputs, path: Path, language: str) -> None:
    """Write the workbook: key figures, years, months, offers and finance where there are any, notes and sources.

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
    with xlsxwriter.Workbook(str(path), OPTIONS | {"default_format_properties": FONT[language]}) as workbook:
        pens = {name: workbook.add_format(look) for name, look in PENS.items()}
        sheets = [("key_figures", _key_figures), ("years", _years), ("months", _months), ("notes", _notes)]
        if any(year["offers"] for year in frame.years):
            sheets.insert(3, ("offers", _offers))
        if has_contracts(frame.summary):
            sheets.insert(1, ("contracts", fill_contracts))
        first = 1 + has_contracts(frame.summary)
        if frame.summary["bid"] is not None:
            sheets.insert(0, ("bid", fill_bid))
            first += 1
        for name, fill in (*sheets[:first], *finance_sheets(frame), *sheets[first:]):
            fill(Sheet(workbook, frame.t(f"sheet.{name}"), pens), frame)


def _key_figures(sheet: Sheet, frame: Frame) -> None:
    """Show what was run, what is proven, and every figure with its unit and meaning."""
    summary, measures, t = frame.summary, frame.measures, frame.t
    sheet.widths(30, 20, 14, 110)
    sheet.add([summary["name"]], "title")
    if summary["is_synthetic"]:
        sheet.add([f"{t('label.synthetic')} – {t('label.synthetic.text')}"], "label")
    sight = sight_of(summary, frame.language)
    sheet.add([f"{sight.label} – {sight.means}"], "label")
    sheet.add([t("sheet.area"), text(f"cli.area.{summary['area'] or 'unnamed'}", frame.language)])
    sheet.add([t("sheet.period"), period(frame)])
    sheet.add([t("sheet.status"), status(frame)])
    sheet.add([t("sheet.power"), summary["power_mw"], t("unit.mw")], digits(1))
    sheet.add([t("sheet.objective"), summary["solve"]["objective_jpy"], t("unit.jpy")], digits(0))
    sheet.add([t("sheet.bound"), summary["solve"]["bound_jpy"], t("unit.jpy")], digits(0))
    sheet.add([])
    overall = t("sheet.mean" if measures.is_yearly else "sheet.total")
    sheet.add([t("sheet.figure"), overall, t("sheet.unit"), t("sheet.means")], "head")
    for measure, head in zip(measures.of_year, frame.heads(measures.of_year, YEN), strict=True):
        value = measures.overall[measure.name]
        sheet.add([head["label"], value, head["unit"], head["means"]], digits(measure.decimals))


def _years(sheet: Sheet, frame: Frame) -> None:
    keys = ("year", "fiscal_year", "price_year")
    rows = [
        [*(year[key] for key in keys), values] for year, values in zip(frame.years, frame.measures.years, strict=True)
    ]
    _table(sheet, frame, [frame.t(f"sheet.{key}") for key in keys], frame.measures.of_year, rows)


def _months(sheet: Sheet, frame: Frame) -> None:
    keys = [frame.t("sheet.year"), frame.t("sheet.fiscal_year"), frame.t("months.head")]
    rows = [
        [year["year"], year["fiscal_year"], month["month"], values]
        for year, months in zip(frame.years, frame.measures.months, strict=True)
        for month, values in zip(year["months"], months, strict=True)
    ]
    _table(sheet, frame, keys, frame.measures.of_month, rows)


def _offers(sheet: Sheet, frame: Frame) -> None:
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
    sheet: Sheet, frame: Frame, keys: Sequence[str], columns: Sequence[Measure], rows: Sequence[Sequence[Any]]
) -> None:
    """Two head rows (label, unit) that stay in view, then keys and figures of each row; its last item holds the figures."""
    heads = frame.heads(columns, YEN)
    sheet.widths(*[11] * len(keys), *[15] * len(columns))
    sheet.add([*keys, *(head["label"] for head in heads)], "head_of_numbers")
    sheet.add([*[None] * len(keys), *(head["unit"] for head in heads)], "unit")
    looks = [*["key"] * len(keys), *(digits(measure.decimals) for measure in columns)]
    for *key_values, values in rows:
        figures: Values = values
        sheet.add([*key_values, *(figures.get(measure.name) for measure in columns)], looks)
    sheet.sheet.freeze_panes(2, len(keys))


def _notes(sheet: Sheet, frame: Frame) -> None:
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
        sheet.add([PurePath(source["name"]).name, layout, source["rows"], source["sha256"]], digits(0))
    sheet.add([])
    if manifest["rules"]:
        sheet.add([t(f"basis.{name}") for name in ("rule", "value", "unit", "since", "grade", "source")], "head")
        for rule in manifest["rules"]:
            name = rule_name(rule["name"], rule["index"], frame.language)
            value = (
                rule["value"] if isinstance(rule["value"], int | float) else rule_value(rule["value"], frame.language)
            )
            unit, source = (quoted(rule[part], frame.language) for part in ("unit", "source"))
            grade = text(f"rules.grade.{rule['grade']}", frame.language)
            sheet.add([name, value, unit, rule["since"], grade, source])
        sheet.add([])
    sheet.add([t(f"basis.{name}") for name in ("year", "status", "objective", "bound", "gap", "steps")], "head")
    for year, problem in zip(frame.years, manifest["problems"], strict=True):
        proof, steps = year["solve"], " → ".join(quoted_system(step, frame.language) for step in problem["steps"])
        words = [frame.year_label(year), t(f"status.{proof['status']}")]
        numbers = [proof["objective_jpy"], proof["bound_jpy"], proof["relative_gap"]]
        sheet.add([*words, *numbers, steps], ["", "", digits(0), digits(0), "0.0E+00", ""])
    sheet.add([])
    sheet.add([t("basis.made_with"), ""], "head")
    for name, version in manifest["versions"].items():
        sheet.add([name, version])
    sheet.add([manifest["platform"]])
