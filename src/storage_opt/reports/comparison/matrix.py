"""Tables of a comparison: cases beside their figures, with the difference to the reference below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import text
from storage_opt.records.study import Comparison, Solved
from storage_opt.reports.comparison.columns import (
    AMOUNTS,
    BY_YEAR,
    GROUPS,
    NEEDS,
    ONLY_WITH_DEBT,
    ONLY_WITH_VALUES,
    Column,
)
from storage_opt.reports.numerals import Scale, number, scale_of

NO_CHANGE = "±0"


@dataclass(frozen=True)
class Writer:
    """How figures are written in one comparison and language.

    Parameters
    ----------
    language : str
        ``en`` or ``ja``.
    scale : Scale
        Multiple of yen of all amounts.
    """

    language: str
    scale: Scale

    def unit(self, column: Column) -> str:
        """Name the unit of a column, amounts in the multiple."""
        if column.unit not in AMOUNTS:
            return text(f"comparison.unit.{column.unit}", self.language)
        unit = text(f"reports.unit.{self.scale.unit}", self.language)
        return unit if column.unit == "jpy" else text("comparison.per_year", self.language, unit=unit)

    def value(self, column: Column, value: float | None) -> str:
        """Write a value."""
        if value is not None and column.unit == "percent":
            return number(100.0 * value, column.decimals)
        if value is None or column.unit not in AMOUNTS:
            return number(value, column.decimals)
        return number(value / self.scale.factor, self.scale.decimals)

    def change(self, column: Column, value: float | None) -> str:
        """Write a difference with its sign."""
        if value is None:
            return ""
        shown = self.value(column, value)
        if not shown.strip("0.,−"):
            return NO_CHANGE
        return shown if shown.startswith("−") else f"+{shown}"


def writer_of(comparison: Comparison, language: str) -> Writer:
    """Choose the multiple of yen that suits the yearly amounts."""
    figures = [row.solved.figures for row in comparison.rows if row.solved is not None]
    return Writer(
        language, scale_of([v for f in figures for v in (f.margin_jpy, f.owner_net_jpy, f.payment_jpy)], language)
    )


def matrix(comparison: Comparison, writer: Writer, *, is_drawn: bool = False) -> list[dict[str, Any]]:
    """One table per group of figures, one row per case; without rows where the script of the page makes them."""
    tables = []
    for group, shown in shown_columns(comparison).items():
        tables.append(
            {
                "group": group,
                "columns": [
                    {
                        "name": c.name,
                        "label": text(f"comparison.figure.{c.name}", writer.language),
                        "unit": writer.unit(c),
                        "means": text(f"comparison.figure.{c.name}.means", writer.language),
                    }
                    for c in shown
                ],
                "rows": [
                    _row(comparison, at, shown, writer) for at in ([] if is_drawn else range(len(comparison.rows)))
                ],
            }
        )
    return tables


def shown_columns(comparison: Comparison) -> dict[str, list[Column]]:
    """Columns by group, those left out that are nothing in all cases."""
    return {
        group: [column for column in columns if _is_shown(comparison, column)]
        for group, columns in GROUPS.items()
        if group not in NEEDS or _has(comparison, NEEDS[group], or_zero=True)
    }


def _is_shown(comparison: Comparison, column: Column) -> bool:
    if column.name in ONLY_WITH_DEBT:
        return _has(comparison, "debt_jpy")
    return column.name not in ONLY_WITH_VALUES or _has(comparison, column.name)


def _has(comparison: Comparison, name: str, *, or_zero: bool = False) -> bool:
    """Whether some case has a figure, other than 0 unless that counts too."""
    values = [getattr(row.solved.figures, name) for row in comparison.rows if row.solved is not None]
    return any(value is not None and (or_zero or value != 0.0) for value in values)


def _row(comparison: Comparison, at: int, columns: Sequence[Column], writer: Writer) -> dict[str, Any]:
    row = comparison.rows[at]
    is_reference = row.name == comparison.reference
    told: dict[str, Any] = {"number": at + 1, "name": row.name, "is_reference": is_reference, "cells": None}
    if row.solved is None:
        return told
    cells = []
    for column in columns:
        value = getattr(row.solved.figures, column.name)
        change = "" if is_reference or not column.has_difference else row.difference.get(column.name)
        cells.append(
            {
                "name": column.name,
                "raw": "" if value is None else repr(value),
                "text": writer.value(column, value),
                "change": change if isinstance(change, str) else writer.change(column, change),
            }
        )
    return told | {"cells": cells}


def by_year(comparison: Comparison, writer: Writer) -> list[dict[str, Any]]:
    """One table per yearly amount, one row per case, one column per operating fiscal year; amounts that are always 0 are left out."""
    solved = [(at, row.name, row.solved) for at, row in enumerate(comparison.rows, start=1) if row.solved is not None]
    fiscal_years = sorted({year["fiscal_year"] for *_, case in solved for year in _years(case)})
    factor, decimals = writer.scale.factor, writer.scale.decimals
    tables = []
    for name in BY_YEAR:
        rows: list[dict[str, Any]] = []
        for number_, case_name, case in solved:
            values = {year["fiscal_year"]: year[name] for year in _years(case)}
            shown = [None if (v := values.get(year)) is None else v / factor for year in fiscal_years]
            rows.append({"number": number_, "name": case_name, "values": shown})
        if any(value for row in rows for value in row["values"]):
            tables.append(
                {
                    "label": text(f"comparison.by_year.{name}", writer.language),
                    "fiscal_years": fiscal_years,
                    "rows": [row | {"cells": [number(value, decimals) for value in row["values"]]} for row in rows],
                }
            )
    return tables


def years_data(tables: list[dict[str, Any]], writer: Writer) -> dict[str, Any]:
    """Lay out the same for the script of the page: by table and case, in the multiple and the digits of the tables."""
    decimals = writer.scale.decimals
    return {
        "decimals": decimals,
        "tables": [
            {row["number"]: [None if v is None else round(v, decimals) for v in row["values"]] for row in table["rows"]}
            for table in tables
        ],
    }


def _years(case: Solved) -> list[dict[str, Any]]:
    years: list[dict[str, Any]] = case.kept["summary"]["years"]
    return years
