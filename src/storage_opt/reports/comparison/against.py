"""How far the cases are from the base, in one sentence; the script of the page writes the same for another base."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.messages import text
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study import Comparison
from storage_opt.reports.comparison.columns import COLUMNS, Column
from storage_opt.reports.comparison.matrix import NO_CHANGE, Writer

TOLD = ("project_irr", "owner_net_jpy_per_kw_year", "public_cost_npv_jpy")
"""Said in sentences, those that the tables hold."""


def against_told(comparison: Comparison, figures: Sequence[str], writer: Writer) -> str:
    """Say from where to where the differences to the reference go, the reference among the cases; empty without a result of it.

    Parameters
    ----------
    comparison : Comparison
        All cases.
    figures : sequence of str
        Those of ``TOLD`` that the tables hold.
    writer : Writer
        How figures are written.
    """
    solved = [(row.name, row.solved.figures) for row in comparison.rows if row.solved is not None]
    base = next((found for name, found in solved if name == comparison.reference), None)
    if base is None or len(solved) < 2:
        return ""
    told = [_told(COLUMNS[name], solved, base, writer) for name in figures]
    joined = text("comparison.against.join", writer.language).join(part for part in told if part)
    if not joined:
        return ""
    return text("comparison.against", writer.language, base=quoted(comparison.reference, writer), figures=joined)


def _told(column: Column, solved: Sequence[tuple[str, CaseFigures]], base: CaseFigures, writer: Writer) -> str:
    of_base: float | None = getattr(base, column.name)
    if of_base is None:
        return text("comparison.against.none", writer.language, figure=label(column, writer))
    changes = [v - of_base for _, f in solved if (v := getattr(f, column.name)) is not None]
    low, high = (writer.change(column, pick(changes)) for pick in (min, max))
    values = {"figure": label(column, writer), "unit": unit_of_change(column, writer)}
    if low == high:
        return text("comparison.against.same", writer.language, **values)

    name = "up" if low == NO_CHANGE else "down" if high == NO_CHANGE else "figure"
    return text(f"comparison.against.{name}", writer.language, **values, low=low, high=high)


def label(column: Column, writer: Writer) -> str:
    """Name a figure."""
    return text(f"comparison.figure.{column.name}", writer.language)


def unit_of_change(column: Column, writer: Writer) -> str:
    """Name the unit of a difference: points for a rate."""
    return text("comparison.unit.points", writer.language) if column.unit == "percent" else writer.unit(column)


def quoted(name: str, writer: Writer) -> str:
    """Name a case in a sentence."""
    return text("comparison.quoted", writer.language, name=name)
