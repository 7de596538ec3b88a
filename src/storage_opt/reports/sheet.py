"""A sheet of the workbook that is written row by row, and its looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage_opt.reports.numerals import Scale

YEN = Scale("jpy", 1.0, 0)
"""A workbook holds whole yen; its reader chooses the multiple."""
A4 = 9
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A project name that begins with ``=`` stays a name."""
FONT: dict[str, dict[str, Any]] = {"en": {}, "ja": {"font_name": "Yu Gothic", "font_size": 11, "font_family": 3}}
"""Fonts that Excel brings along: its own in English, one with Japanese letters in Japanese."""
PENS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True, "font_color": "#3d2200", "bg_color": "#ffe3a8"},
    "head": {"bold": True, "bottom": 1, "indent": 1, "text_wrap": True, "valign": "bottom"},
    "head_of_numbers": {"bold": True, "text_wrap": True, "align": "right", "valign": "bottom"},
    "word": {"indent": 1},
    "key": {"align": "right"},
    "sum": {"bold": True, "top": 1, "num_format": "#,##0"},
    "strong": {"bold": True, "indent": 1},
    "input": {"num_format": "#,##0", "font_color": "#1f4fbf"},
    "input_share": {"num_format": "0.00%", "font_color": "#1f4fbf"},
    "unit": {"font_color": "#566270", "align": "right", "bottom": 1},
}


class Sheet:
    """A sheet that is written row by row."""

    def __init__(self, workbook: Any, name: str, pens: dict[str, Any]) -> None:
        self.workbook, self.pens = workbook, pens
        self.sheet = workbook.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.row = 0

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns. [characters]"""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def add(self, values: Sequence[object], pens: str | Sequence[str] = "") -> None:
        """Write a row: words as words, numbers as numbers, nothing for ``None``.

        ``pens`` names a look of ``PENS`` or a number format, one for all cells or one for each.
        """
        looks = [pens] * len(values) if isinstance(pens, str) else pens
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            if isinstance(value, int | float):
                self.sheet.write_number(self.row, column, value, self._pen(look))
            elif value is not None:
                self.sheet.write_string(self.row, column, str(value), self._pen(look if look in PENS else "word"))
        self.row += 1

    def put_formula(self, column: int, formula: str, value: float, look: str) -> None:
        """Write a formula into the row that comes next, with the value that readers without a calculator show."""
        self.sheet.write_formula(self.row, column, formula, self._pen(look), value)

    def _pen(self, look: str) -> Any:
        if look and look not in self.pens:  # not in PENS, so a number format
            self.pens[look] = self.workbook.add_format({"num_format": look})
        return self.pens.get(look)


def digits(decimals: int) -> str:
    """Make a number format: thousands separated, a fixed number of digits after the point.

    >>> digits(0), digits(3)
    ('#,##0', '#,##0.000')
    """
    return "#,##0" + ("." + "0" * decimals if decimals else "")
