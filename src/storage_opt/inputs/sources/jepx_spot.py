"""JEPX day-ahead results, ``spot_summary_YYYY.csv`` and the older ``spot_YYYY.csv``.

Prices in JPY/kWh without consumption tax, one row per slot: the delivery day and the number of the slot, 1 to 48,
Japan time. Columns are found by name, with or without ``(円/kWh)``, in any width of brackets; the exchange writes
cp932, copies are often UTF-8. The lowest price a bid can have is 0.01, so 0.00 means that no price was made.

References
----------
JEPX, header of ``spot_summary_2025.csv``; older layout as used before the change of the exchange's site in 2023.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.price_faults import CellFaults
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows
from storage_opt.inputs.sources.cells import read_day, read_slot_code
from storage_opt.inputs.sources.series import examined, sound
from storage_opt.inputs.sources.table import Arrays, Cells, Table
from storage_opt.timeline import SLOTS_PER_DAY

LAYOUT = "jepx_spot"
DAY_COLUMNS = ("受渡日", "年月日")
CODE_COLUMN = "時刻コード"
PRICE_COLUMN = "エリアプライス"
AREA_COLUMNS = {
    "エリアプライス北海道": "hokkaido",
    "エリアプライス東北": "tohoku",
    "エリアプライス東京": "tokyo",
    "エリアプライス中部": "chubu",
    "エリアプライス北陸": "hokuriku",
    "エリアプライス関西": "kansai",
    "エリアプライス中国": "chugoku",
    "エリアプライス四国": "shikoku",
    "エリアプライス九州": "kyushu",
}
FLOOR_JPY_PER_KWH = 0.01
EXPECTED = f"{DAY_COLUMNS[0]}, {CODE_COLUMN}, {PRICE_COLUMN}…(円/kWh)"
_UNIT = re.compile(r"\(.*\)$")


def plain_name(column: str) -> str:
    """Column name without unit, blanks and differences of width.

    >>> plain_name("エリアプライス東京（円/kWh）")
    'エリアプライス東京'
    """
    name = re.sub(r"\s", "", unicodedata.normalize("NFKC", column))
    return _UNIT.sub("", name)


class JepxSpot:
    """One file of day-ahead results."""

    layout = LAYOUT

    def __init__(self, table: Table) -> None:
        names = [plain_name(column) for column in table.columns]
        self.table = table
        self._day = next(names.index(name) for name in DAY_COLUMNS if name in names)
        self._code = names.index(CODE_COLUMN)
        self._price = {AREA_COLUMNS[name]: i for i, name in reversed([*enumerate(names)]) if name in AREA_COLUMNS}
        self.areas = tuple(area for area in AREA_COLUMNS.values() if area in self._price)

    @staticmethod
    def recognises(columns: Sequence[str]) -> bool:
        """Whether a header is that of a day-ahead file."""
        names = {plain_name(column) for column in columns}
        return CODE_COLUMN in names and not names.isdisjoint(DAY_COLUMNS) and not names.isdisjoint(AREA_COLUMNS)

    def rows(self, area: str | None, years: Collection[int] | None) -> PriceRows:
        """Read the prices of one area.

        Parameters
        ----------
        area : str
            One of ``areas``.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        """
        if area is None:
            raise ValueError("a JEPX file holds areas; name one")
        column = self._price[area]
        arrays = self.table.arrays({self._day: "label", self._code: "code", column: "number"})
        part = None if arrays is None else self._fast(arrays, column, years)
        if part is None:
            part = self._careful(self.table.cells([self._day, self._code, column]), column, years)
        return replace(part, step_min=SLOT_MIN)

    def _fast(self, arrays: Arrays, column: int, years: Collection[int] | None) -> PriceRows | None:
        labels, codes = arrays.labels(self._day), arrays.codes(self._code)
        days = [read_day(text) for text in labels.texts]
        if None in days or codes.min() < 1 or codes.max() > SLOTS_PER_DAY:
            return None
        midnights: NDArray[np.datetime64] = np.array(days, dtype="datetime64[m]")
        starts = midnights[labels.index] + (codes - 1) * np.timedelta64(SLOT_MIN, "m")
        part = PriceRows(self.table.file, arrays.rows, starts, arrays.numbers(column), codes.size)
        return sound(part, years, FLOOR_JPY_PER_KWH)

    def _careful(self, cells: Cells, column: int, years: Collection[int] | None) -> PriceRows:
        names = self.table.columns
        notes = CellFaults(self.table.file)
        starts: list[np.datetime64 | None] = []
        for row, day_cell, code_cell in zip(cells.rows, *cells.columns[:2], strict=True):
            day, code = read_day(day_cell), read_slot_code(code_cell)
            if day is None:
                notes.add("prices.bad_day", names[self._day], row, day_cell)
            if code is None:
                notes.add("prices.bad_code", names[self._code], row, code_cell)
            if day is None or code is None:
                starts.append(None)
            else:
                starts.append(day.astype("datetime64[m]") + np.timedelta64(SLOT_MIN * (code - 1), "m"))
        return examined(cells, starts, cells.columns[2], notes, names[column], years, FLOOR_JPY_PER_KWH)
