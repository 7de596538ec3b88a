"""Tables of plain text: columns aligned, long texts broken, too many columns continued below."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from storage_opt.cli.terminal import cells, wrapped

BLANKS = 2
"""Between columns."""
NARROWEST = 10
"""A column of text is not made narrower than this."""

Rows = Sequence[Sequence[str]]


def table(
    rows: Rows, left: Collection[int] = (0,), limit: int | None = None, whole: Collection[int] = ()
) -> Iterator[str]:
    """Align columns, those of ``left`` to the left, the others to the right; wide characters count twice.

    Parameters
    ----------
    rows : sequence of rows
        The first one holds the heads.
    left : collection of int
        Columns of text; they may be broken into several lines.
    whole : collection of int
        Columns of text that stay on one line.
    limit : int or None
        Most characters of a line. Columns of figures that do not fit follow in tables below, each with the first column.

    Examples
    --------
    >>> list(table([("a", "b"), ("long", "12")]))
    ['a      b', 'long  12']
    >>> list(table([("name", "1st", "2nd"), ("x", "10", "20")], limit=10))
    ['name  1st', 'x      10', '', 'name  2nd', 'x      20']
    """
    widths = [max(cells(row[at]) for row in rows) for at in range(len(rows[0]))]
    for place, group in enumerate(_groups(rows, widths, left, limit)):
        if place:
            yield ""
        some = [[row[at] for at in group] for row in rows]
        texts = [at for at, column in enumerate(group) if column in left]
        broken = [at for at in texts if group[at] not in whole]
        yield from _lines(some, texts, _fitted(some, [widths[at] for at in group], broken, limit))


def _groups(rows: Rows, widths: list[int], left: Collection[int], limit: int | None) -> Iterator[list[int]]:
    """Columns that go beside each other, the first one in every group."""
    if limit is None:
        yield list(range(len(widths)))
        return
    least = [_narrowest([row[at] for row in rows]) if at in left else width for at, width in enumerate(widths)]
    taken: list[int] = []
    for at in range(1, len(widths)):
        if taken and _total([least[column] for column in (0, *taken, at)]) > limit:
            yield [0, *taken]
            taken = []
        taken.append(at)
    yield [0, *taken]


def _narrowest(column: list[str]) -> int:
    """Characters of a column of text that leave its words whole."""
    return max(cells(part) for cell in column for part in wrapped(cell, NARROWEST, 0))


def _fitted(rows: Rows, widths: list[int], texts: list[int], limit: int | None) -> list[int]:
    """Narrow the widest columns of text until the line fits."""
    widths = list(widths)
    least = {at: _narrowest([row[at] for row in rows]) for at in texts}
    while limit is not None and _total(widths) > limit:
        broad = [at for at in texts if widths[at] > least[at]]
        if not broad:
            break
        widths[max(broad, key=lambda at: widths[at])] -= 1
    return widths


def _total(widths: list[int]) -> int:
    return sum(widths) + BLANKS * (len(widths) - 1)


def _lines(rows: list[list[str]], texts: list[int], widths: list[int]) -> Iterator[str]:
    for row in rows:
        broken = [wrapped(cell, widths[at], 0) if at in texts else [cell] for at, cell in enumerate(row)]
        for line in range(max(map(len, broken))):
            shown = []
            for at, parts in enumerate(broken):
                part = parts[line] if line < len(parts) else ""
                pad = " " * (widths[at] - cells(part))
                shown.append(part + pad if at in texts else pad + part)
            yield (" " * BLANKS).join(shown).rstrip()
