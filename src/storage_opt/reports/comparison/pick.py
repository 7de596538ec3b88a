"""Data by which the page shows one computed case, takes differences to another case and writes its table as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.inputs.study_axes import JOINT
from storage_opt.messages import text
from storage_opt.records.study import CaseRow, Comparison
from storage_opt.reports.comparison.columns import AMOUNTS, Column
from storage_opt.reports.comparison.matrix import NO_CHANGE, Writer, shown_columns
from storage_opt.reports.numerals import NOTHING

KEY_FIGURES = (
    *("project_irr", "npv_jpy", "owner_net_jpy_per_kw_year", "lost_margin_jpy"),
    *("public_cost_npv_jpy", "public_cost_jpy_per_contracted_kw_year"),
)
"""Shown large for one case, those that the tables hold."""
TOLD = ("project_irr", "owner_net_jpy_per_kw_year", "public_cost_npv_jpy")
"""Said in a sentence, those that the tables hold."""
NAMED_AXES = ("battery.energy_mwh", "battery.power_mw", "battery.wear_jpy_per_mwh", "scheme", "area", "cases")
"""Axes that have a name for readers; others stand as the key that the study writes."""
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


def pick_section(comparison: Comparison, writer: Writer) -> dict[str, Any]:
    """Everything that the page needs, written in one language.

    Parameters
    ----------
    comparison : Comparison
        All cases.
    writer : Writer
        How figures are written.

    Returns
    -------
    dict
        ``axes``, ``groups``, ``keys`` and ``start`` for the page; ``data`` for its script: ``columns``, ``cases`` with their
        place ``at`` on each axis and unrounded ``figures`` (``None`` without a result), ``reference`` (position, −1 without
        a result), ``words``.
    """
    axes, names = axes_of(comparison.rows), [row.name for row in comparison.rows]
    reference = names.index(comparison.reference) if comparison.reference in names else -1
    has_reference = reference >= 0 and comparison.rows[reference].solved is not None
    groups = shown_columns(comparison)
    columns = {column.name: column for shown in groups.values() for column in shown}
    keys = [name for name in KEY_FIGURES if name in columns]
    solved = [at for at, row in enumerate(comparison.rows) if row.solved is not None]
    return {
        "axes": [
            {
                "label": _label(axis.key, writer.language),
                "values": axis.values,
                "is_number": axis.is_number,
                "at": axis.values.index(value_on(comparison.rows[max(reference, 0)], axis.key)),
            }
            for axis in axes
        ],
        "bases": [(at, names[at]) for at in solved],
        "base": reference if has_reference else -1,
        "groups": [
            {
                "label": text(f"comparison.section.{group}", writer.language),
                "columns": [_shown(c, writer) for c in shown],
            }
            for group, shown in groups.items()
        ],
        "keys": [_shown(columns[name], writer) for name in keys],
        "data": {
            "columns": [_told(column, writer) for column in columns.values()],
            "told": [name for name in TOLD if name in columns],
            "axes": [_label(axis.key, writer.language) for axis in axes],
            "cases": [_case(row, axes, tuple(columns)) for row in comparison.rows],
            "reference": reference if has_reference else -1,
            "words": _words(comparison, writer.language),
        },
    }


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


def _label(key: str, language: str) -> str:
    return text(f"comparison.axis.{key}", language) if key in NAMED_AXES else key


def _shown(column: Column, writer: Writer) -> dict[str, str]:
    return {
        "name": column.name,
        "label": text(f"comparison.figure.{column.name}", writer.language),
        "means": text(f"comparison.figure.{column.name}.means", writer.language),
        "unit": writer.unit(column),
    }


def _told(column: Column, writer: Writer) -> dict[str, Any]:
    """How the script writes a figure; a CSV holds whole yen."""
    is_amount, is_percent = column.unit in AMOUNTS, column.unit == "percent"
    yen = text("reports.unit.jpy", writer.language)
    in_yen = {"jpy": yen, "jpy_per_year": text("comparison.per_year", writer.language, unit=yen)}
    unit = writer.unit(column)
    return {
        "name": column.name,
        "label": text(f"comparison.figure.{column.name}", writer.language),
        "unit": unit,
        "unit_of_change": text("comparison.unit.points", writer.language) if is_percent else unit,
        "unit_of_csv": in_yen.get(column.unit, unit),
        "times": 100 if is_percent else 1,
        "over": writer.scale.factor if is_amount else 1,
        "decimals": writer.scale.decimals if is_amount else column.decimals,
        "differs": column.has_difference,
    }


def _case(row: CaseRow, axes: Sequence[Axis], names: Sequence[str]) -> dict[str, Any]:
    return {
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
        "changed": t("pick.changed", "figure", "value", "unit", "change", "change_unit"),
        "missing": t("pick.missing", "values"),
        "failed": t("pick.failed", "name"),
        "value": t("pick.value", "axis", "value"),
        "number": t("csv.number"),
        "case": t("case"),
        "base": t("base"),
        "unit": t("csv.unit", "figure", "unit"),
        "difference": t("csv.difference", "figure", "unit"),
        "prices": t("csv.prices"),
        "synthetic": text("reports.label.synthetic", language) if is_synthetic else "",
    }
