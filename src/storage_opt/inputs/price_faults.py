"""Faults of price files put into messages: places named, long lists cut, never a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from storage_opt.errors import Fault
from storage_opt.messages import Message, say

MAX_PLACES = 8
MAX_TEXT = 40


def fault(name: str, **values: object) -> Fault:
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
    """Bad cells of one file, gathered by kind and column.

    Parameters
    ----------
    file : str
        Name of the file in messages.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._places: dict[tuple[str, str], list[Message]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, name: str, field: str, row: int, cell: str, slot: np.datetime64 | None = None) -> None:
        """Note one cell under the message ``name``."""
        key = (name, field)
        self._counts[key] = self._counts.get(key, 0) + 1
        places = self._places.setdefault(key, [])
        if len(places) < MAX_PLACES:
            places.append(place(row, found_text(cell), slot))

    def faults(self) -> tuple[Fault, ...]:
        """One fault per kind and column, in the order of their first place."""
        return tuple(
            fault(name, file=self.file, field=field, count=total, places=listed(self._places[name, field], total))
            for (name, field), total in self._counts.items()
        )
