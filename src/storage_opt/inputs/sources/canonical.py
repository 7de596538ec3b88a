"""Our own price table, CSV or Parquet: ``slot_start``, ``spot_jpy_per_kwh`` and, in a table of several areas, ``area``.

``slot_start`` is ISO 8601, Japan time where no zone is given. Prices may be zero or negative. Other columns are left
to the features that use them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from difflib import get_close_matches

import numpy as np

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.price_faults import CellFaults, columns_text, fault
from storage_opt.inputs.price_rows import PriceRows
from storage_opt.inputs.sources.cells import read_slot_start
from storage_opt.inputs.sources.series import examined, sound
from storage_opt.inputs.sources.table import Arrays, Cells, Kind, Table
from storage_opt.records.prices import AREAS

START, PRICE, AREA = "slot_start", "spot_jpy_per_kwh", "area"
EXPECTED = f"{START}, {PRICE}"
LATER = re.compile(r"(intraday|imbalance)_jpy_per_kwh|\w+_jpy_per_kw_slot|\w+_acceptance")
"""Columns of a canonical table that other features read."""
SIMILAR = 0.6


class Canonical:
    """One table in our own layout.

    Raises
    ------
    MarketDataError
        A column is missing or there are two of one name.
    """

    def __init__(self, table: Table) -> None:
        if faults := _header_faults(table):
            raise MarketDataError(table.file, faults)
        self.table = table
        self.layout = f"canonical_{table.format}"
        names = table.columns
        self._start, self._price = names.index(START), names.index(PRICE)
        self._area = names.index(AREA) if AREA in names else None
        kinds: dict[int, Kind] = {self._start: "time", self._price: "number"}
        if self._area is not None:
            kinds[self._area] = "label"
        self._arrays = table.arrays(kinds)
        self._cells = None if self._arrays is not None else table.cells(list(kinds))
        self.areas = self._areas()

    @staticmethod
    def recognises(columns: Sequence[str]) -> bool:
        """Whether a header is meant to be ours: at least one of the two names is there."""
        return START in columns or PRICE in columns

    def _areas(self) -> tuple[str, ...]:
        if self._area is None:
            return ()
        found = self._text()[2] if self._arrays is None else self._arrays.labels(self._area).texts
        known = {area_of(text) for text in set(found)}
        return tuple(area for area in AREAS if area in known)

    def rows(self, area: str | None, years: Collection[int] | None) -> PriceRows:
        """Read the prices of one area.

        Parameters
        ----------
        area : str or None
            One of ``areas``; ignored when the table has no area column.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        """
        part = None if self._arrays is None else self._fast(self._arrays, area, years)
        return part or self._careful(area, years)

    def _fast(self, arrays: Arrays, area: str | None, years: Collection[int] | None) -> PriceRows | None:
        starts = arrays.times(self._start)
        if starts is None:
            return None
        price = arrays.numbers(self._price)
        part = PriceRows(self.table.file, arrays.rows, starts, price, starts.size)
        if self._area is not None:
            labels = arrays.labels(self._area)
            areas = [area_of(text) for text in labels.texts]
            if None in areas:
                return None
            mine = np.array([name == area for name in areas], dtype=np.bool_)
            part = part.where(mine[labels.index])
        return sound(part, years)

    def _text(self) -> list[list[str]]:
        """Columns as text: start, price and, where there is one, area."""
        if self._cells is None:
            wanted = [self._start, self._price] + ([] if self._area is None else [self._area])
            self._cells = self.table.cells(wanted)
        return self._cells.columns

    def _careful(self, area: str | None, years: Collection[int] | None) -> PriceRows:
        start_cells, price_cells, *area_cells = self._text()
        cells = self._cells or Cells([], [])
        notes = CellFaults(self.table.file)
        mine = list(range(len(cells.rows)))
        if area_cells:
            mine = [i for i in mine if self._is_mine(area_cells[0][i], area, cells.rows[i], notes)]
        starts = []
        for i in mine:
            start = read_slot_start(start_cells[i])
            if start is None:
                notes.add("prices.bad_start", START, cells.rows[i], start_cells[i])
            starts.append(start)
        kept = Cells([cells.rows[i] for i in mine], [], cells.faults)
        part = examined(kept, starts, [price_cells[i] for i in mine], notes, PRICE, years)
        return replace(part, n_read=len(cells.rows))

    def _is_mine(self, cell: str, area: str | None, row: int, notes: CellFaults) -> bool:
        found = area_of(cell)
        if found is None:
            notes.add("prices.bad_area", AREA, row, cell)
        return found == area


def area_of(cell: str) -> str | None:
    """Area that a cell names, whatever its case; ``None`` when it is none of ours.

    >>> area_of(" Tokyo "), area_of("okinawa")
    ('tokyo', None)
    """
    name = cell.strip().lower()
    return name if name in AREAS else None


def similar_column(wanted: str, columns: Sequence[str]) -> str | None:
    """Column whose name is nearest to the one wanted, columns with a meaning of their own left out.

    >>> similar_column("spot_jpy_per_kwh", ["time", "Spot_JPY_kWh"])
    'Spot_JPY_kWh'
    """
    taken = {START, PRICE, AREA}
    by_lower = {name.lower(): name for name in columns if name not in taken and not LATER.fullmatch(name)}
    near = get_close_matches(wanted, by_lower, n=1, cutoff=SIMILAR)
    return by_lower[near[0]] if near else None


def _header_faults(table: Table) -> list[Fault]:
    found = columns_text(table.columns)
    faults = []
    for wanted in (START, PRICE):
        if table.columns.count(wanted) > 1:
            faults.append(fault("prices.column_doubled", file=table.file, field=wanted, found=found))
        elif wanted not in table.columns:
            near = similar_column(wanted, table.columns)
            name = "prices.column_missing" if near is None else "prices.column_similar"
            faults.append(fault(name, file=table.file, field=wanted, found=found, near=near))
    return faults
