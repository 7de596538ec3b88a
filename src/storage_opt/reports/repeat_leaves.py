"""Figures of nested JSON and of tables by their places, so that two of the same kind can be held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from storage_opt.reports.comparison.tables import OF_THE_MACHINE
from storage_opt.reports.repeat import Value

EFFORT = {*OF_THE_MACHINE, "is_resumed", "resumed", "solved", "solves", "varied"}
"""How a result was come by: not the same when an earlier run had part of it."""
WORDS = {"key", "message", "messages", "text", "texts", "unverified_facts", "warnings", "reason", "note"}
"""Checksums, which change with the edition, and sentences, which change with the language."""
STATES = {"status", "stage", "code", "reason_code", "lot", "verdict", "obstacle", "basis"}
"""Text that is compared: it says what became of something."""
NAMES = ("name", "bid_id", "figure", "code", "key")
"""What tells entries of a list apart; the first that an entry has."""


def leaves(content: Any, place: str = "") -> Iterator[tuple[str, Value]]:
    """Numbers, yes or no, missing values and states, by place.

    >>> dict(leaves({"cases": [{"name": "a", "figures": {"hours": 4}, "key": "0f"}], "seconds": {"total": 2.0}}))
    {'cases[a].figures.hours': 4}
    """
    if isinstance(content, Mapping):
        for name, value in content.items():
            if name not in EFFORT and name not in WORDS:
                yield from leaves(value, f"{place}.{name}" if place else str(name))
    elif isinstance(content, list | tuple):
        for label, value in zip(_labels(content), content, strict=True):
            yield from leaves(value, f"{place}[{label}]")
    elif not isinstance(content, str) or _last(place) in STATES:
        yield place, content


def row_leaves(rows: Iterable[Mapping[str, Any]], place: Callable[[Mapping[str, Any]], str]) -> dict[str, Value]:
    """Figures of the rows of a table; columns with dots count as nested."""
    found: dict[str, Value] = {}
    for row in rows:
        for name, value in row.items():
            if not {*EFFORT, *WORDS}.intersection(name.split(".")):
                found.update(leaves(value, f"{place(row)}.{name}"))
    return found


def _labels(entries: Sequence[Any]) -> list[str]:
    """Names of the entries of a list; numbers from 1 where they have none of their own."""
    found = [next((str(e[n]) for n in NAMES if n in e), "") if isinstance(e, Mapping) else "" for e in entries]
    is_known = all(found) and len(set(found)) == len(found)
    return found if is_known else [str(number) for number in range(1, len(entries) + 1)]


def _last(place: str) -> str:
    return place.rpartition(".")[2]
