"""Rows of a workbook whose formulas look at each other, within a sheet and across sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage_opt.reports.sheet import Sheet, digits

TOTAL, FIRST = 1, 2
"""Column of what stands for all years, and of the first fiscal year, from 0."""
PLACE = re.compile(r"\[([a-z]+)\.([a-z_0-9.]+)(<\d*|\$|@\d+|:\d+-\d+|:)?\]")
INPUT, INPUT_SHARE = "input", "input_share"


@dataclass(frozen=True)
class Row:
    """A row by fiscal year.

    Parameters
    ----------
    key : str
        What formulas call it; empty: nothing looks at it.
    label : str
        In the first column.
    values : sequence of float or None
        By column: a number, or the value of a formula as it stands in the summary. ``None``: an empty cell.
    formula : str
        For every column with a value from ``start`` on; empty: the numbers are given. Cells of rows are ``[sheet.key]``: that of the
        same column, ``<`` of the column before, ``<3`` of three columns before, ``@2`` of the third, ``:`` all, ``:2-5`` the third to
        the sixth, ``$`` the one of all years; cells of the sheet on finance are ``[finance.key]``.
    start : int
        First column with a formula.
    total, total_value : str, float or None
        Formula of the cell of all years, and its value; ``sum`` is the sum of the row.
    look : str
        Look of ``PENS`` or number format; numbers that are given are shown as inputs unless a look is named.
    """

    key: str
    label: str
    values: Sequence[float | None] = ()
    formula: str = ""
    start: int = 0
    total: str = ""
    total_value: float | None = None
    look: str = ""


class LiveBook:
    """Where every row and cell of a workbook lies.

    Parameters
    ----------
    titles : mapping of str to str
        Titles of the sheets by their short name.
    columns : int
        Fiscal years.
    """

    def __init__(self, titles: Mapping[str, str], columns: int) -> None:
        self.titles, self.columns = titles, columns
        self._rows: dict[str, int] = {}
        self._cells: dict[str, int] = {}

    def place(self, sheet: str, rows: Sequence[Row], first: int) -> None:
        """Give rows of a sheet their lines; ``first`` is that of the first one, from 0."""
        self._rows |= {f"{sheet}.{row.key}": line for line, row in enumerate(rows, start=first) if row.key}

    def place_cell(self, name: str, line: int) -> None:
        """Give a cell of the sheet on finance its line, from 0."""
        self._cells[name] = line

    def formula(self, template: str, sheet: str, column: int) -> str:
        """Put addresses into a formula for a column, counted from the first fiscal year.

        Raises
        ------
        KeyError
            It names a row that no sheet has.
        """

        def address(found: re.Match[str]) -> str:
            at, key, kind = found.groups()
            before = "" if at == sheet else f"'{self.titles[at]}'!"
            if at == "finance":
                return f"{before}$B${self._cells[key] + 1}"
            line = self._rows[f"{at}.{key}"] + 1
            if kind is None or kind[0] == "<":
                back = 0 if kind is None else int(kind[1:] or 1)
                return f"{before}{column_name(FIRST + column - back)}{line}"
            if kind == "$":
                return f"{before}${column_name(TOTAL)}${line}"
            if kind[0] == "@":
                return f"{before}${column_name(FIRST + int(kind[1:]))}${line}"
            low, high = map(int, kind[1:].split("-")) if len(kind) > 1 else (0, self.columns - 1)
            return f"{before}${column_name(FIRST + low)}${line}:${column_name(FIRST + high)}${line}"

        return "=" + PLACE.sub(address, template)

    def write(self, sheet: Sheet, name: str, rows: Sequence[Row]) -> None:
        """Write rows where they were placed."""
        for row in rows:
            if not row.values and not row.total:
                sheet.add([row.label], "head" if row.label else "")
                continue
            look = row.look or (digits(0) if row.formula else INPUT)
            given: list[object] = [None] * (FIRST + self.columns)
            given[0] = row.label
            for column, value in enumerate(row.values):
                if value is not None and row.formula and column >= row.start:
                    sheet.put_formula(FIRST + column, self.formula(row.formula, name, column), value + 0.0, look)
                elif value is not None:
                    given[FIRST + column] = value
            if row.total:
                template = f"SUM([{name}.{row.key}:])" if row.total == "sum" else row.total
                value = sum(v or 0.0 for v in row.values) if row.total == "sum" else row.total_value
                total_look = digits(0) if look == INPUT else look
                sheet.put_formula(TOTAL, self.formula(template, name, 0), value or 0.0, total_look)
            plain = digits(0) if look == INPUT and row.formula else look
            sheet.add(given, ["strong" if look == "sum" else "word", plain, *[plain] * self.columns])


def column_name(number: int) -> str:
    """Name of a column, 0 is A.

    >>> column_name(0), column_name(25), column_name(27)
    ('A', 'Z', 'AB')
    """
    name = ""
    while number >= 0:
        name = chr(ord("A") + number % 26) + name
        number = number // 26 - 1
    return name
