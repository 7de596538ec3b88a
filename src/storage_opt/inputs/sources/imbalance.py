"""Imbalance prices of the central calculation system, ``YYYYMM_imbalance-price_NN.csv``.

Some lines of preamble and header, then data lines whose first cell is D: day, slot 1 to 48, start, end, and for each of
the nine areas the price and a flag, first for surplus, then for shortage. The names of the header are not known to this
program, so columns are found by position, and the two prices of an area, which are one by rule, are checked to be equal.

References
----------
Imbalance price central calculation system; layout as two independent public parsers read it (not a specification).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

import numpy as np

from storage_opt.inputs.columns import ENERGY_PRICE, IMBALANCE
from storage_opt.inputs.price_faults import CellFaults, fault, periods_text
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows
from storage_opt.inputs.sources.cells import read_day, read_slot_code, start_of
from storage_opt.inputs.sources.series import examined
from storage_opt.inputs.sources.table import Cells
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.prices import AREAS

MARK, DAY, SLOT, FIRST_PRICE, PER_AREA = "D", 1, 2, 5, 2
WIDTH = FIRST_PRICE + 2 * PER_AREA * len(AREAS)
LOOKED_AT = 8
"""Lines in which the first data line is looked for."""
EXPECTED = "D, YYYYMMDD, 1–48, …"


class ImbalanceFile:
    """One file of imbalance prices."""

    layout = "imbalance"
    areas: tuple[str, ...] = AREAS
    columns: tuple[str, ...] = (IMBALANCE,)
    extras: tuple[str, ...] = ()

    def __init__(self, table: TextTable) -> None:
        self.table = table

    @staticmethod
    def recognises(table: TextTable) -> bool:
        """Whether one of the first lines is a data line of such a file."""
        lines = [list(table.columns), *(cells for _, cells in table.lines(LOOKED_AT))]
        return any(
            cells[:1] == [MARK] and len(cells) >= WIDTH and read_day(cells[DAY]) and read_slot_code(cells[SLOT])
            for cells in lines
        )

    @cached_property
    def _cells(self) -> Cells:
        """Data lines, all columns as text."""
        whole = replace(self.table, columns=tuple(str(i) for i in range(WIDTH)))
        if self.table.columns[:1] == (MARK,):
            first = ",".join(self.table.columns).encode()
            whole = replace(whole, body=first + b"\n" + self.table.body, first_row=self.table.first_row - 1)
        read = whole.cells(range(WIDTH))
        data = [i for i, mark in enumerate(read.columns[0]) if mark.strip() == MARK]
        narrow = CellFaults(self.table.file)
        half = PER_AREA * len(AREAS)
        for i in data:
            filled = [column[i] for column in read.columns]
            if not any(cell.strip() for cell in filled[-half:]):
                narrow.add("published.imbalance_width", str(WIDTH), read.rows[i], ",".join(filled[:4]))
                for at in range(FIRST_PRICE, FIRST_PRICE + half):
                    read.columns[at + half][i] = read.columns[at][i]  # told of once, not again for every area
        return Cells([read.rows[i] for i in data], [[c[i] for i in data] for c in read.columns], [*narrow.faults()])

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read the price of one area.

        Parameters
        ----------
        column : str
            ``imbalance_jpy_per_kwh``.
        area : str
            One of ``areas``.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Whether empty cells are read as NaN instead of being a fault.
        """
        cells = self._cells
        at = FIRST_PRICE + PER_AREA * AREAS.index(area or "")
        may = ENERGY_PRICE.with_gaps(allowed=gaps)
        notes = CellFaults(self.table.file, may.unit)
        starts: list[np.datetime64 | None] = []
        for row, day_cell, slot_cell in zip(cells.rows, cells.columns[DAY], cells.columns[SLOT], strict=True):
            day, slot = read_day(day_cell), read_slot_code(slot_cell)
            if day is None:
                notes.add("prices.bad_day", f"#{DAY + 1}", row, day_cell)
            if slot is None:
                notes.add("prices.bad_code", f"#{SLOT + 1}", row, slot_cell)
            starts.append(start_of(day, slot))
        surplus = examined(cells, starts, cells.columns[at], notes, f"#{at + 1} ({area})", years, may)
        other = at + PER_AREA * len(AREAS)
        second = CellFaults(self.table.file, may.unit)
        bare = Cells(cells.rows, [])
        shortage = examined(bare, starts, cells.columns[other], second, f"#{other + 1} ({area})", years, may)
        differ = np.abs(surplus.values - shortage.values) > 1e-9
        faults = [*surplus.faults, *shortage.faults]
        if differ.any():
            faults.append(
                fault(
                    "published.surplus_differs",
                    file=self.table.file,
                    area=area,
                    count=int(differ.sum()),
                    places=periods_text(surplus.starts[differ], SLOT_MIN),
                )
            )
        return replace(surplus, step_min=SLOT_MIN, faults=tuple(faults))
