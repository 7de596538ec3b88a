"""What the files of the exchange share: one row per slot, named by the delivery day and the number of the slot, 1 to 48."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.columns import Allowed
from storage_opt.inputs.price_faults import CellFaults
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows
from storage_opt.inputs.sources.cells import read_day, read_slot_code, start_of
from storage_opt.inputs.sources.series import examined, sound
from storage_opt.inputs.sources.table import Arrays, Cells, Kind, Table
from storage_opt.timeline import SLOTS_PER_DAY

DAY_COLUMNS = ("受渡日", "年月日")
CODE_COLUMN = "時刻コード"
_UNIT = re.compile(r"\(.*\)$")


def plain_name(column: str) -> str:
    """Column name without unit, blanks and differences of width.

    >>> plain_name("エリアプライス東京（円/kWh）")
    'エリアプライス東京'
    """
    name = re.sub(r"\s", "", unicodedata.normalize("NFKC", column))
    return _UNIT.sub("", name)


def has_day_and_code(names: Collection[str]) -> bool:
    """Whether plain column names are those of a file of the exchange."""
    return CODE_COLUMN in names and any(name in names for name in DAY_COLUMNS)


class DayCodeTable:
    """A file of the exchange.

    Parameters
    ----------
    table : Table
        The file.
    wanted : collection of int
        Columns of which something will be asked; they are read together.
    """

    def __init__(self, table: Table, wanted: Collection[int]) -> None:
        self.names = [plain_name(column) for column in table.columns]
        self.table = table
        self.day = next(self.names.index(name) for name in DAY_COLUMNS if name in self.names)
        self.code = self.names.index(CODE_COLUMN)
        self._wanted = tuple(wanted)
        self._together: Arrays | None = None
        self._tried = False

    def rows(self, column: int, years: Collection[int] | None, allowed: Allowed) -> PriceRows:
        """Read one column.

        Parameters
        ----------
        column : int
            Number of the column in the file.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        allowed : Allowed
            What the column may hold.
        """
        arrays = self._arrays(column)
        part = None if arrays is None else self._fast(arrays, column, years, allowed)
        if part is None:
            part = self._careful(self.table.cells([self.day, self.code, column]), column, years, allowed)
        return replace(part, step_min=SLOT_MIN)

    def numbers(self, columns: Sequence[int]) -> NDArray[np.float64]:
        """Columns as they stand, shape (columns, rows); NaN where a cell is no number."""
        arrays = self._arrays(columns[0])
        if arrays is not None and all(column in arrays.columns for column in columns):
            return np.array([arrays.numbers(column) for column in columns])
        texts = self.table.cells(columns).columns
        return np.array([[_number(text) for text in column] for column in texts])

    def _arrays(self, column: int) -> Arrays | None:
        keys: dict[int, Kind] = {self.day: "label", self.code: "code"}
        if not self._tried:
            self._tried = True
            self._together = self.table.arrays(keys | dict.fromkeys(self._wanted, "number"))
        if self._together is not None and column in self._wanted:
            return self._together
        return self.table.arrays(keys | {column: "number"})

    def _fast(self, arrays: Arrays, column: int, years: Collection[int] | None, allowed: Allowed) -> PriceRows | None:
        labels, codes = arrays.labels(self.day), arrays.codes(self.code)
        days = [read_day(text) for text in labels.texts]
        if None in days or codes.min() < 1 or codes.max() > SLOTS_PER_DAY:
            return None
        midnights: NDArray[np.datetime64] = np.array(days, dtype="datetime64[m]")
        starts = midnights[labels.index] + (codes - 1) * np.timedelta64(SLOT_MIN, "m")
        part = PriceRows(self.table.file, arrays.rows, starts, arrays.numbers(column), codes.size)
        return sound(part, years, allowed)

    def _careful(self, cells: Cells, column: int, years: Collection[int] | None, allowed: Allowed) -> PriceRows:
        names = self.table.columns
        notes = CellFaults(self.table.file, allowed.unit)
        starts: list[np.datetime64 | None] = []
        for row, day_cell, code_cell in zip(cells.rows, *cells.columns[:2], strict=True):
            day, code = read_day(day_cell), read_slot_code(code_cell)
            if day is None:
                notes.add("prices.bad_day", names[self.day], row, day_cell)
            if code is None:
                notes.add("prices.bad_code", names[self.code], row, code_cell)
            starts.append(start_of(day, code))
        return examined(cells, starts, cells.columns[2], notes, names[column], years, allowed)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
