"""Faults of price files put into messages: places named, long lists cut, never a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.messages import Message, say

MAX_PLACES = 8
MAX_TEXT = 40
WITHOUT_PRICE = ("prices.price_empty", "prices.price_below_floor")
_Cell = tuple[int, str, "np.datetime64 | None"]
"""Row, text and slot of a bad cell."""


def fault(name: str, /, **values: object) -> Fault:
    """Make the fault ``name``; its advice is the text ``name.advice`` with the same figures."""
    return Fault(say(name, **values), say(f"{name}.advice", **values))


def slot_text(start: np.datetime64) -> str:
    """Write a slot for the user.

    >>> slot_text(np.datetime64("2025-07-03T13:30"))
    '2025-07-03 13:30'
    """
    return str(np.datetime_as_string(start, unit="m")).replace("T", " ")


def found_text(cell: str) -> str | Message:
    """Show a cell as it was found: quoted, cut when long, and said to be empty when it is.

    >>> found_text(" - ")
    "' - '"
    """
    if not cell.strip():
        return say("prices.empty_cell")
    return repr(cell if len(cell) <= MAX_TEXT else cell[:MAX_TEXT] + "…")


def place(row: int, found: str | Message, slot: np.datetime64 | None = None) -> Message:
    """Say where in a file something was found."""
    if slot is None or np.isnat(slot):
        return say("prices.place_without_slot", row=row, found=found)
    return say("prices.place", row=row, slot=slot_text(slot), found=found)


def listed(places: Iterable[Message], total: int | None = None) -> Message:
    """Join the first few places into one text; the number left out is said.

    Parameters
    ----------
    places : iterable of Message
        At least one.
    total : int, optional
        How many there are in all, when ``places`` are already cut.
    """
    every = list(places)
    total = len(every) if total is None else total
    shown = every[:MAX_PLACES]
    text = shown[-1]
    for head in reversed(shown[:-1]):
        text = say("prices.join", head=head, tail=text)
    return text if total == len(shown) else say("prices.more", places=text, more=total - len(shown))


def told_once(faults: Iterable[Fault]) -> list[Fault]:
    """Leave out faults whose text was told already, as when several columns share a row."""
    return list({each.text("en"): each for each in faults}.values())


def runs_of(starts: NDArray[np.datetime64], step_min: int) -> list[tuple[str, str, int]]:
    """Write rising slot starts as runs: first slot, last slot, number of slots.

    >>> runs_of(np.array(["2025-07-03T13:30", "2025-07-03T14:00"], dtype="datetime64[m]"), 30)
    [('2025-07-03 13:30', '2025-07-03 14:00', 2)]
    """
    if not starts.size:
        return []
    cuts = np.flatnonzero(np.diff(starts.astype(np.int64)) != step_min) + 1
    return [(slot_text(run[0]), slot_text(run[-1]), int(run.size)) for run in np.split(starts, cuts)]


def periods_text(starts: NDArray[np.datetime64], step_min: int) -> Message:
    """Write slot starts as runs for the user; the number of slots left out is said."""
    runs = runs_of(starts, step_min)
    shown = [
        say("prices.periods_of_day", text=first)
        if slots == 1
        else say("prices.run", first=first, last=last, slots=slots)
        for first, last, slots in runs[:MAX_PLACES]
    ]
    return listed(shown, len(shown) + sum(slots for *_, slots in runs[MAX_PLACES:]))


def names_text(names: Sequence[str], most: int = MAX_PLACES) -> str:
    """Write names in one line, the first few of them.

    >>> names_text(["a", "b", "c"], most=2)
    'a, b, …'
    """
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def columns_text(columns: Sequence[str]) -> str:
    """Write the columns of a header in one line; a file that is no table may have one of any length."""
    return names_text([name if len(name) <= MAX_TEXT else name[:MAX_TEXT] + "…" for name in columns])


def bytes_text(data: bytes) -> str:
    r"""Write bytes for the user.

    >>> print(bytes_text(b"PK\x03"))
    PK\x03
    """
    return repr(data)[2:-1]


class CellFaults:
    """Bad cells of one column of one file, gathered by kind and column.

    Parameters
    ----------
    file : str
        Name of the file in messages.
    unit : str
        Name of the unit in the catalogue: what a number was expected in.
    """

    def __init__(self, file: str, unit: str = "jpy_per_kwh") -> None:
        self.file = file
        self._unit = say(f"prices.unit.{unit}")
        self._cells: dict[tuple[str, str], list[_Cell]] = {}

    def add(self, name: str, field: str, row: int, cell: str, slot: np.datetime64 | None = None) -> None:
        """Note one cell under the message ``name``."""
        self._cells.setdefault((name, field), []).append((row, cell, slot))

    def faults(self) -> tuple[Fault, ...]:
        """One fault per kind and column, in the order of their first place."""
        return tuple(
            fault(name, file=self.file, field=field, count=len(cells), unit=self._unit, places=_places(name, cells))
            for (name, field), cells in self._cells.items()
        )


def _places(name: str, cells: Sequence[_Cell]) -> Message:
    """Name each cell; cells without a price that follow each other are written as a run."""
    runs: list[list[_Cell]] = []
    for cell in cells:
        if runs and name in WITHOUT_PRICE and _follows(runs[-1][-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    shown = [_run(run) for run in runs[:MAX_PLACES]]
    return listed(shown, len(shown) + sum(len(run) for run in runs[MAX_PLACES:]))


def _follows(above: _Cell, cell: _Cell) -> bool:
    slots = (above[2], cell[2])
    known = all(slot is not None and not np.isnat(slot) for slot in slots)
    return known and cell[0] - above[0] <= 1 and cell[1].strip() == above[1].strip()


def _run(run: Sequence[_Cell]) -> Message:
    (row, cell, slot), (last_row, _, last) = run[0], run[-1]
    if len(run) == 1 or slot is None or last is None:
        return place(row, found_text(cell), slot)
    return say(
        "prices.place_run",
        row=row,
        last_row=last_row,
        slot=slot_text(slot),
        last=slot_text(last),
        slots=len(run),
        found=found_text(cell),
    )
