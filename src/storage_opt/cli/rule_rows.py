"""Dated lines of rules as rows for the terminal and for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage_opt.messages import current_language, quoted
from storage_opt.records.rules import IndexKey, Rule, RuleValue, shown_index, shown_value, told_value


@dataclass(frozen=True)
class Row:
    """One dated line of one series of a rule."""

    rule: Rule
    key: tuple[IndexKey, ...]
    line: RuleValue

    @property
    def index(self) -> Mapping[str, IndexKey]:
        """Key of the series, by name."""
        return dict(zip(self.rule.index, self.key, strict=True))

    def in_force(self, day: date) -> RuleValue | None:
        """Return the line of this series that holds on a day, if any."""
        begun = [line for line in self.rule.series[self.key] if line.since <= day]
        return begun[-1] if begun and begun[-1].value is not None else None


def lines_of(rule: Rule, day: date | None) -> Iterator[Row]:
    """Rows of a rule, series by series in order of time; with a day only those in force on it."""
    for key, lines in rule.series.items():
        for line in lines:
            row = Row(rule, key, line)
            if day is None or row.in_force(day) is line:
                yield row


def row_text(row: Row) -> str:
    """One line: name, index, date, value, unit, grade.

    Fields are separated by two blanks, so that the line can be read and searched; name and index are those of the file in
    every language.
    """
    index = f"({shown_index(row.index)})" if row.key else ""
    unit, grade = (quoted(words, current_language()) for words in (row.rule.unit, row.line.grade))
    return f"{row.rule.name}{index}  {row.line.since}  {told_value(row.line.value)}  [{unit}]  {grade}"


def row_json(row: Row) -> dict[str, Any]:
    """Lay out a row as JSON; an unlimited value is the text ``no limit``, none known is null.

    Source and note are in the language in force, all else is as in the file.
    """
    value = row.line.value
    return {
        "name": row.rule.name,
        "index": dict(row.index),
        "since": row.line.since.isoformat(),
        "value": shown_value(value) if value == float("inf") else value,
        "unit": row.rule.unit,
        "grade": str(row.line.grade),
        "source": quoted(row.line.reference, current_language()),
        "note": quoted(row.line.note, current_language()),
        "start_assumed": row.line.is_start_assumed,
    }
