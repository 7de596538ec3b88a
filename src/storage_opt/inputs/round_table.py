"""Tables of bids and of candidates: columns by name, one row each, every faulty cell told with its row."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage_opt.errors import Fault, InputError
from storage_opt.inputs.price_faults import found_text
from storage_opt.inputs.sources.cells import read_price
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.messages import Message, say

MAX_FAULTS = 20
"""So many faulty cells are told one by one; the others are counted."""


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Parameters
    ----------
    read : callable
        Makes a value of a cell that is not empty; ``None``: it cannot be read.
    expected : Message
        What a cell may be.
    is_needed : bool
        Whether the column must be there and every cell filled.
    """

    read: Callable[[str], Any]
    expected: Message
    is_needed: bool = False


@dataclass(frozen=True)
class Row:
    """One row: number in the file, and values by column; ``None`` where a cell is empty or the column is not there."""

    number: int
    values: Mapping[str, Any]


def read_table(
    path: Path, columns: Mapping[str, Column], key: str, prefix: str | None = None
) -> tuple[list[Row], list[Fault]]:
    """Read a CSV table in UTF-8 or cp932.

    Parameters
    ----------
    path : Path
        The file.
    columns : mapping of str to Column
        Known columns.
    key : str
        Column whose values must differ.
    prefix : str or None
        Further columns of numbers, each at least 0, may be named ``PREFIX…``.

    Returns
    -------
    list of Row, list of Fault
        Rows without a fault of their own, and every fault found.
    """
    try:
        table = TextTable.open(path.name, path.read_bytes())
        places, faults = _places(table, columns, prefix)
        if faults:
            return [], faults
        if table.is_empty:
            return [], [Fault(say("round.table.empty", file=path.name))]
        cells = table.cells(list(places.values()))
    except OSError as error:
        return [], [Fault(say("round.table.unreadable", file=path.name, reason=error.strerror or str(error)))]
    except InputError as error:
        return [], list(error.faults)
    readers = {name: columns.get(name) or not_negative() for name in places}
    rows, faults, seen = [], list(cells.faults), dict[object, int]()
    for at, number in enumerate(cells.rows):
        told = len(faults)
        texts = {name: cells.columns[place][at] for place, name in enumerate(places)}
        values = {name: _value(path.name, number, name, text, readers[name], faults) for name, text in texts.items()}
        first = seen.setdefault(values[key], number)
        if values[key] is not None and first != number:
            faults.append(
                Fault(say("round.table.twice", file=path.name, row=number, column=key, found=values[key], first=first))
            )
        if len(faults) == told:
            rows.append(Row(number, values))
    return rows, _cut(path.name, faults)


def _places(table: TextTable, columns: Mapping[str, Column], prefix: str | None) -> tuple[dict[str, int], list[Fault]]:
    """Where each known column stands, and what is wrong with the header."""
    faults, places = [], dict[str, int]()
    for place, name in enumerate(table.columns):
        if not name and place >= len(columns):
            continue
        if name in places:
            faults.append(Fault(say("round.table.doubled", file=table.file, column=name)))
        elif name in columns or (prefix is not None and name.startswith(prefix) and name != prefix):
            places[name] = place
        else:
            near = difflib.get_close_matches(name, list(columns), n=1, cutoff=0.5)
            advice = (
                say("project.unknown_key.near", near=near[0]) if near else say("project.known", keys=", ".join(columns))
            )
            faults.append(Fault(say("round.table.unknown", file=table.file, column=found_text(name)), advice))
    for name, column in columns.items():
        if column.is_needed and name not in places:
            faults.append(Fault(say("round.table.missing", file=table.file, column=name)))
    return places, faults


def _value(file: str, row: int, name: str, text: str, column: Column, faults: list[Fault]) -> Any:
    cell = text.strip()
    if not cell and not column.is_needed:
        return None
    value = column.read(cell) if cell else None
    if value is None:
        told = say(
            "round.table.cell", file=file, row=row, column=name, found=found_text(text), expected=column.expected
        )
        faults.append(Fault(told))
    return value


def _cut(file: str, faults: list[Fault]) -> list[Fault]:
    if len(faults) <= MAX_FAULTS:
        return faults
    return [*faults[:MAX_FAULTS], Fault(say("round.table.more", file=file, count=len(faults) - MAX_FAULTS))]


def number(low: float, *, above: bool = False, high: float = math.inf, is_needed: bool = False) -> Column:
    """Column of finite numbers from ``low`` (or above it) up to ``high``."""

    def read(cell: str) -> float | None:
        value = read_price(cell)
        if value is None or not math.isfinite(value):
            return None
        return value if (value > low if above else value >= low) and value <= high else None

    name = "round.expect.above" if above else "round.expect.from"
    expected = say(name, low=low) if high == math.inf else say("round.expect.between", low=low, high=high)
    return Column(read, expected, is_needed)


def not_negative() -> Column:
    """Column of numbers that are at least 0."""
    return number(0.0)


def word(is_needed: bool = False) -> Column:
    """Column of texts."""
    return Column(lambda cell: cell, say("round.expect.text"), is_needed)


def one_of(allowed: Sequence[str], is_needed: bool = False) -> Column:
    """Column of words from a list, in small letters or not."""
    return Column(
        lambda cell: cell.lower() if cell.lower() in allowed else None,
        say("project.expect.one_of", allowed=", ".join(allowed)),
        is_needed,
    )


def yes_no() -> Column:
    """Column of yes and no."""
    words = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    return Column(lambda cell: words.get(cell.lower()), say("round.expect.yes_no"))
