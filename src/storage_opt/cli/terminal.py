"""How wide the terminal is, and text and tables that fit it: the only place that breaks lines.

Where the width is known (a terminal, or ``COLUMNS`` in the environment) nothing goes over it; in a pipe or a file a sentence and a row
stay on one line each, so that they can be searched.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Column, Table

WIDE = 1_000
"""More characters than any table needs."""
NAME_WIDTH = 24
"""Characters that a column of names gets before further columns move to a table below."""
NEVER_FIRST = "、。，．・：；！？）」』】〉》％%)]},.:;!?ー々〜"
"""Characters that may not begin a line."""
NEVER_LAST = "（「『【〈《([{"
"""Characters that may not end one."""
MARKS = ("! ", "? ", "* ", "- ", "$ ")
"""What a line may begin with; its further lines stand under what follows."""


def width_of(stream: TextIO | None = None) -> int | None:
    """Characters of a line; ``None`` where no terminal and no ``COLUMNS`` says."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    stream = sys.stdout if stream is None else stream
    try:
        return os.get_terminal_size(stream.fileno()).columns or None if stream.isatty() else None
    except (OSError, ValueError):  # a stream without a file behind it
        return None


def tell(sentence: str, *, err: bool = False, hanging: int | None = None) -> None:
    """Print text, broken between words where the width is known; further lines stand ``hanging`` characters in."""
    stream = sys.stderr if err else sys.stdout
    width = width_of(stream)
    for line in sentence.split("\n"):
        print("\n".join(wrapped(line, width, hanging)) if width else line, file=stream)


def wrapped(line: str, width: int, hanging: int | None = None) -> list[str]:
    """Break a line between words, and between Japanese characters where a line may begin; a longer word (a path) stays whole.

    >>> wrapped("! one two three", 9)
    ['! one two', '  three']
    >>> wrapped("市場収益。", 8)
    ['市場収', '益。']
    """
    bare = line.lstrip(" ")
    indent = len(line) - len(bare)
    if hanging is None:
        hanging = indent + (2 if bare.startswith(MARKS) else 0)
    lines, at, room = [], " " * indent, width
    for piece in _pieces(bare):
        if at.strip() and cells(at) + cells(piece.rstrip(" ")) > room:
            lines.append(at.rstrip(" "))
            at = " " * hanging + piece.lstrip(" ")
        else:
            at += piece
    return [*lines, at.rstrip(" ")]


def _pieces(line: str) -> Iterator[str]:
    """Parts between which a line may be broken."""
    piece = ""
    for letter in line:
        if piece and _may_break(piece[-1], letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    return (_is_wide(before) or _is_wide(after)) and after not in NEVER_FIRST + " " and before not in NEVER_LAST


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def cells(shown: str) -> int:
    """Cells that a text takes on the terminal.

    >>> cells("東京"), cells("tokyo")
    (4, 5)
    """
    return sum(2 if _is_wide(letter) else 1 for letter in shown)


def console() -> Console:
    """Return a console as wide as the terminal; it colours only on a terminal, and never with ``NO_COLOR``."""
    from rich.console import Console

    # without a system of colours not even bold is written
    return Console(highlight=False, width=width_of() or WIDE, color_system=None if is_plain() else "auto")


def is_plain() -> bool:
    """Whether ``NO_COLOR`` is set: text without any colour or weight."""
    return bool(os.environ.get("NO_COLOR"))


def show(console: Console, table: Table) -> None:
    """Print a table; one that is too wide is tightened, then continued in tables below that repeat its first column.

    Columns to the right hold figures and are never broken or cut.
    """
    if _least(console, table) > console.width:
        table.padding, table.show_edge = 0, False
    fits = _least(console, table) <= console.width
    if not fits:
        table.padding = (0, 1)
    for part in [table] if fits else _parts(console, table):
        console.print(part)
        if not part.show_edge:  # the edge is a blank line
            console.print()


def _parts(console: Console, table: Table) -> Iterator[Table]:
    first, *others = table.columns
    taken: list[Column] = []
    for column in others:
        if taken and _least(console, _part(table, [first, *taken, column])) > console.width:
            yield _part(table, [first, *taken])
            taken, table.title = [], None
        taken.append(column)
    yield _part(table, [first, *taken])


def _part(table: Table, columns: list[Column]) -> Table:
    """Return the table with some of its columns."""
    from rich.table import Table

    part = Table(
        title=table.title,
        title_justify="left",
        box=table.box,
        padding=table.padding,
        show_edge=table.show_edge,
        collapse_padding=True,
    )
    for column in columns:
        part.add_column(
            column.header,
            justify=column.justify,
            no_wrap=column.no_wrap,
            overflow=column.overflow,
            min_width=column.min_width,
        )
    for at, cells_ in enumerate(zip(*(column.cells for column in columns), strict=True)):
        part.add_row(*cells_, end_section=table.rows[at].end_section)
    return part


def _least(console: Console, table: Table) -> int:
    """Characters that a table needs: figures whole, names of its first column broken if they are long."""
    from rich.measure import Measurement

    options = console.options.update(width=WIDE)
    for at, column in enumerate(table.columns):
        natural = max(Measurement.get(console, options, cell).maximum for cell in (column.header, *column.cells))
        column.min_width = natural if at and column.justify == "right" else min(NAME_WIDTH, natural)
        column.overflow = "fold"  # Japanese has no blanks to break at
    return Measurement.get(console, options, table).minimum
