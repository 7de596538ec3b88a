"""``results`` and ``years``: the cases of a study as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from storage_opt.messages import current_language
from storage_opt.records.study import CaseRow, Comparison, Failed

DONE, FAILED = "done", "failed"
OF_THE_MACHINE = ("build_s", "solve_s", "total_s", "seconds", "peak_memory_mb")
"""Keys of a summary that tell of the machine and not of the case: the table is the same wherever and however often it is made."""


def status_of(row: CaseRow) -> str:
    """``done`` or ``failed``."""
    return FAILED if row.solved is None else DONE


def message_of(row: CaseRow, language: str | None = None) -> str | None:
    """Say what went wrong in a case; ``None`` where nothing did."""
    return row.outcome.texts[language or current_language()] if isinstance(row.outcome, Failed) else None


def results_table(comparison: Comparison) -> pa.Table:
    """One row per case: names, status, figures, differences to the reference, scalars of the summary."""
    return table_of([_result(number, row) for number, row in enumerate(comparison.rows, start=1)])


def years_table(comparison: Comparison) -> pa.Table:
    """One row per case and operating year: scalars of the year in the summary."""
    return table_of(
        [
            {"case": number, "name": row.name, **dict(_flat(year))}
            for number, row in enumerate(comparison.rows, start=1)
            if row.solved is not None
            for year in row.solved.kept["summary"]["years"]
        ]
    )


def _result(number: int, row: CaseRow) -> dict[str, Any]:
    solved = row.solved
    return {
        "case": number,
        "name": row.name,
        **{f"axis.{key}": label for key, label in row.axes.items()},
        "key": row.outcome.key,
        "status": status_of(row),
        "message": message_of(row),
        **({} if solved is None else {f"figures.{name}": value for name, value in asdict(solved.figures).items()}),
        **{f"difference.{name}": value for name, value in row.difference.items()},
        **({} if solved is None else dict(_flat(solved.kept["summary"], leave_out=("name", *OF_THE_MACHINE)))),
    }


def _flat(
    content: Mapping[str, Any], above: str = "", leave_out: tuple[str, ...] = ()
) -> Iterator[tuple[str, str | float | bool]]:
    """Scalars of nested mappings by dotted name; lists and missing values are left out."""
    for key, value in content.items():
        if key in leave_out:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.", leave_out)
        elif value is not None and not isinstance(value, list):
            yield f"{above}{key}", value


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    """Columns in the order in which they first appear; whole numbers beside others become floats."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: _column([row.get(name) for row in rows]) for name in names})


def _column(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return pa.nulls(len(values), pa.float64())
    if kinds == {int, float}:
        values = [None if value is None else float(value) for value in values]
    return pa.array(values)
