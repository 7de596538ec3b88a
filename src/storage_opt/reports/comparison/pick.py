"""Data by which the page shows one computed case, takes differences to another case and writes its table as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.inputs.study_axes import JOINT
from storage_opt.messages import catalogue, text
from storage_opt.records.study import CaseRow, Comparison
from storage_opt.reports.comparison.against import TOLD, unit_of_change
from storage_opt.reports.comparison.columns import AMOUNTS, Column
from storage_opt.reports.comparison.extent import Extent
from storage_opt.reports.comparison.matrix import NO_CHANGE, Writer, shown_columns
from storage_opt.reports.numerals import NOTHING

KEY_FIGURES = (
    *("project_irr", "npv_jpy", "owner_net_jpy_per_kw_year", "lost_margin_jpy"),
    *("public_cost_npv_jpy", "public_cost_jpy_per_contracted_kw_year"),
)
"""Shown large for one case, those that the tables hold."""
CASES = "cases"
"""Names given in ``cases`` of a study are an axis of their own."""


@dataclass(frozen=True)
class Axis:
    """What a reader moves.

    Parameters
    ----------
    key : str
        Key of the project, or ``cases``.
    values : tuple of str
        Names of the values; rising where they are numbers, else as in the study.
    is_number : bool
        Whether all values are numbers, so that a slider suits.
    """

    key: str
    values: tuple[str, ...]
    is_number: bool


def axes_of(rows: Sequence[CaseRow]) -> tuple[Axis, ...]:
    """Find the axes of a study that have more than one value, the names in ``cases`` first.

    Parameters
    ----------
    rows : sequence of CaseRow
        All cases, in the order of the study.
    """
    keys = dict.fromkeys(key for row in rows for key in (CASES, *row.axes))
    return tuple(axis for key in keys if len((axis := _axis(key, rows)).values) > 1)


def value_on(row: CaseRow, key: str) -> str:
    """Name the value of a case on an axis; nothing where it has none."""
    if key != CASES:
        return row.axes.get(key, "")
    values = JOINT.join(row.axes.values())
    return row.name.removesuffix(values).removesuffix(JOINT) if values else row.name


def pick_section(comparison: Comparison, writer: Writer, extent: Extent) -> dict[str, Any]:
    """Everything that the page needs, written in one language.

    Parameters
    ----------
    comparison : Comparison
        All cases.
    writer : Writer
        How figures are written.
    extent : Extent
        Which of them the page holds.

    Returns
    -------
    dict
        ``axes``, ``groups``, ``keys``, ``bases`` and ``base`` for the page; ``data`` for its script: ``columns``, ``cases`` with
        their number, place ``at`` on each axis and unrounded ``figures`` (``None`` without a result), ``reference`` (position
        among them, −1 without a result), ``words``.
    """
    language, rows = writer.language, extent.rows(comparison)
    axes = axes_of([row for _, row in rows])
    reference = next((at for at, (_, row) in enumerate(rows) if row.name == comparison.reference), -1)
    base = reference if reference >= 0 and rows[reference][1].solved is not None else -1
    groups = shown_columns(comparison)
    columns = {column.name: column for shown in groups.values() for column in shown}
    keys = [name for name in KEY_FIGURES if name in columns and _is_something(rows, name)]
    return {
        "axes": [
            {
                "label": axis_label(axis.key, language),
                "values": axis.values,
                "is_number": axis.is_number,
                "at": axis.values.index(value_on(rows[max(reference, 0)][1], axis.key)),
            }
            for axis in axes
        ],
        "bases": [(at, number, row.name) for at, (number, row) in enumerate(rows) if row.solved is not None],
        "base": base,
        "groups": [
            {"label": text(f"comparison.section.{group}", language), "columns": [_shown(c, writer) for c in shown]}
            for group, shown in groups.items()
        ],
        "keys": [_shown(columns[name], writer) for name in keys],
        "data": {
            "columns": [_told(column, writer) for column in columns.values()],
            "told": [name for name in TOLD if name in columns and _is_something(rows, name)],
            "axes": [axis_label(axis.key, language) for axis in axes],
            "cases": [_case(number, row, axes, tuple(columns)) for number, row in rows],
            "reference": base,
            "marked": reference,
            "words": _words(comparison, language),
            "rows": {},
        },
    }


def _is_something(rows: Sequence[tuple[int, CaseRow]], name: str) -> bool:
    """Whether some case has a figure other than 0."""
    return any(row.solved is not None and getattr(row.solved.figures, name) for _, row in rows)


def axis_label(key: str, language: str) -> str:
    """Name an axis for readers; one without a name stands as a key of the project file."""
    known = f"comparison.axis.{key}"
    if known in catalogue(language):
        return text(known, language)
    return text("comparison.axis_of_key", language, key=key)


def _axis(key: str, rows: Sequence[CaseRow]) -> Axis:
    settings = {value_on(row, key): _setting(row.project, key) for row in rows}
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in settings.values()):
        return Axis(key, tuple(sorted(settings, key=lambda label: settings[label])), is_number=True)
    return Axis(key, tuple(settings), is_number=False)


def _setting(project: Mapping[str, Any], key: str) -> Any:
    """Value of a dotted key of a project; ``None`` where it is not set."""
    found: Any = project
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _shown(column: Column, writer: Writer) -> dict[str, str]:
    return {
        "name": column.name,
        "label": text(f"comparison.figure.{column.name}", writer.language),
        "means": text(f"comparison.figure.{column.name}.means", writer.language),
        "unit": writer.unit(column),
    }


def _told(column: Column, writer: Writer) -> dict[str, Any]:
    """How the script writes a figure; a CSV holds whole yen."""
    is_amount = column.unit in AMOUNTS
    yen = text("reports.unit.jpy", writer.language)
    in_yen = {"jpy": yen, "jpy_per_year": text("comparison.per_year", writer.language, unit=yen)}
    unit = writer.unit(column)
    return {
        "name": column.name,
        "label": text(f"comparison.figure.{column.name}", writer.language),
        "unit": unit,
        "unit_of_change": unit_of_change(column, writer),
        "unit_of_csv": in_yen.get(column.unit, unit),
        "times": 100 if column.unit == "percent" else 1,
        "over": writer.scale.factor if is_amount else 1,
        "decimals": writer.scale.decimals if is_amount else column.decimals,
        "differs": column.has_difference,
    }


def _case(number: int, row: CaseRow, axes: Sequence[Axis], names: Sequence[str]) -> dict[str, Any]:
    return {
        "number": number,
        "name": row.name,
        "at": [axis.values.index(value_on(row, axis.key)) for axis in axes],
        "values": [value_on(row, axis.key) for axis in axes],
        "figures": None if row.solved is None else [getattr(row.solved.figures, name) for name in names],
    }


def _words(comparison: Comparison, language: str) -> dict[str, str]:
    """Sentences in which the script fills the places in braces."""

    def t(key: str, /, *places: str) -> str:
        return text(f"comparison.{key}", language, **{place: f"{{{place}}}" for place in places})

    is_synthetic = any(row.solved is not None and row.solved.kept["summary"]["is_synthetic"] for row in comparison.rows)
    return {
        "nothing": NOTHING,
        "same": NO_CHANGE,
        "join": text("reports.join", language),
        "method": t("method", "reference"),
        "told": t("pick.told", "name", "figures"),
        "told_against": t("pick.told_against", "name", "figures", "base"),
        "figure": t("pick.figure", "figure", "value", "unit"),
        "valueless": t("pick.none", "figure"),
        "changed": t("pick.changed", "figure", "value", "unit", "change", "change_unit"),
        "missing": t("pick.missing", "values"),
        "failed": t("pick.failed", "name"),
        "value": t("pick.value", "axis", "value"),
        "quoted": t("quoted", "name"),
        "against": t("against", "base", "figures"),
        "against_join": t("against.join"),
        "against_figure": t("against.figure", "figure", "low", "high", "unit"),
        "against_up": t("against.up", "figure", "high", "unit"),
        "against_down": t("against.down", "figure", "low", "unit"),
        "against_same": t("against.same", "figure"),
        "against_none": t("against.none", "figure"),
        "reference": t("reference"),
        "no_result": t("no_result"),
        "number": t("csv.number"),
        "case": t("case"),
        "base": t("base"),
        "unit": t("csv.unit", "figure", "unit"),
        "difference": t("csv.difference", "figure", "unit"),
        "prices": t("csv.prices"),
        "synthetic": text("reports.label.synthetic", language) if is_synthetic else "",
    }
