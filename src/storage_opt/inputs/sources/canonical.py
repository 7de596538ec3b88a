"""Our own price table, CSV or Parquet: ``slot_start``, price columns and, in a table of several areas, ``area``.

``slot_start`` is ISO 8601, Japan time where no zone is given. Energy prices may be zero or negative. An availability
price may be empty where the acceptance of the product is 0: nothing was awarded. Columns of other names are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from difflib import get_close_matches

import numpy as np

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.columns import PRICE_COLUMNS, SPOT, SYSTEM, Allowed, acceptance, allowed, availability
from storage_opt.inputs.price_faults import CellFaults, columns_text, fault
from storage_opt.inputs.price_rows import PriceRows
from storage_opt.inputs.sources.cells import read_slot_start
from storage_opt.inputs.sources.series import examined, sound
from storage_opt.inputs.sources.table import Arrays, Cells, Kind, Table
from storage_opt.records.prices import AREAS, PRODUCTS

START, PRICE, AREA = "slot_start", SPOT, "area"
EXPECTED = f"{START}, {PRICE}"
LATER = re.compile(r"(intraday|imbalance)_jpy_per_kwh|\w+_jpy_per_kw_slot|\w+_acceptance")
"""Names of optional columns; those of a product must name one that exists."""
SIMILAR = 0.6


class Canonical:
    """One table in our own layout.

    Raises
    ------
    MarketDataError
        A column is missing, there are two of one name, or the name of a product is not known.
    """

    def __init__(self, table: Table) -> None:
        if faults := _header_faults(table):
            raise MarketDataError(table.file, faults)
        self.table = table
        self.layout = f"canonical_{table.format}"
        names = table.columns
        self._start = names.index(START)
        self._area = names.index(AREA) if AREA in names else None
        self.columns: tuple[str, ...] = tuple(name for name in PRICE_COLUMNS if name in names)
        self.extras: tuple[str, ...] = (SYSTEM,) if SYSTEM in names else ()
        self._arrays: dict[int, Arrays | None] = {}
        self._cells: dict[int, Cells] = {}
        self.areas = self._areas()

    @staticmethod
    def recognises(columns: Sequence[str]) -> bool:
        """Whether a header is meant to be ours: the start of the slot or the spot price is there."""
        return START in columns or PRICE in columns

    def _areas(self) -> tuple[str, ...]:
        if self._area is None:
            return ()
        column = self._at(self.columns[0])
        arrays = self._fast_arrays(column)
        found = self._text(column).columns[2] if arrays is None else arrays.labels(self._area).texts
        known = {area_of(text) for text in set(found)}
        return tuple(area for area in AREAS if area in known)

    def _at(self, column: str) -> int:
        return self.table.columns.index(column)

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read one column of one area.

        Parameters
        ----------
        column : str
            One of ``columns`` or ``extras``.
        area : str or None
            One of ``areas``; ignored when the table has no area column.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Whether empty cells are read as NaN instead of being a fault.
        """
        may = allowed(column).with_gaps(allowed=gaps or column == SYSTEM)
        arrays = self._fast_arrays(self._at(column))
        part = None if arrays is None else self._fast(arrays, self._at(column), area, years, may)
        return part or self._careful(self._at(column), area, years, may)

    def _fast_arrays(self, column: int) -> Arrays | None:
        if column not in self._arrays:
            may_be_empty = allowed(self.table.columns[column]).may_be_empty
            kinds: dict[int, Kind] = {self._start: "time", column: "number_or_empty" if may_be_empty else "number"}
            if self._area is not None:
                kinds[self._area] = "label"
            self._arrays[column] = self.table.arrays(kinds)
        return self._arrays[column]

    def _fast(
        self, arrays: Arrays, column: int, area: str | None, years: Collection[int] | None, may: Allowed
    ) -> PriceRows | None:
        starts = arrays.times(self._start)
        if starts is None:
            return None
        part = PriceRows(self.table.file, arrays.rows, starts, arrays.numbers(column), starts.size)
        if self._area is not None:
            labels = arrays.labels(self._area)
            areas = [area_of(text) for text in labels.texts]
            if None in areas:
                return None
            mine = np.array([name == area for name in areas], dtype=np.bool_)
            part = part.where(mine[labels.index])
        return sound(part, years, may)

    def _text(self, column: int) -> Cells:
        """Columns as text: start, the column and, where there is one, area."""
        if column not in self._cells:
            wanted = [self._start, column] + ([] if self._area is None else [self._area])
            self._cells[column] = self.table.cells(wanted)
        return self._cells[column]

    def _careful(self, column: int, area: str | None, years: Collection[int] | None, may: Allowed) -> PriceRows:
        cells = self._text(column)
        start_cells, value_cells, *area_cells = cells.columns
        notes = CellFaults(self.table.file, may.unit)
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
        name = self.table.columns[column]
        part = examined(kept, starts, [value_cells[i] for i in mine], notes, name, years, may)
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
    known = [name for name in table.columns if name in PRICE_COLUMNS]
    means_spot = not known or (PRICE not in known and any(name.lower().startswith("spot") for name in table.columns))
    for wanted in (START, *([PRICE] if means_spot else [])):
        if wanted not in table.columns:
            near = similar_column(wanted, table.columns)
            name = "prices.column_missing" if near is None else "prices.column_similar"
            faults.append(fault(name, file=table.file, field=wanted, found=found, near=near))
    doubled = dict.fromkeys(name for name in (START, AREA, *known) if table.columns.count(name) > 1)
    faults += [fault("prices.column_doubled", file=table.file, field=name, found=found) for name in doubled]
    unknown = [name for name in table.columns if LATER.fullmatch(name) and name not in PRICE_COLUMNS]
    products = ", ".join(PRODUCTS)
    faults += [fault("prices.product_unknown", file=table.file, field=name, products=products) for name in unknown]
    pairs = [(acceptance(product), availability(product)) for product in PRODUCTS]
    faults += [
        fault("prices.acceptance_alone", file=table.file, field=share, needed=price)
        for share, price in pairs
        if share in known and price not in known
    ]
    return faults
