"""Supply and demand of an area (エリア需給実績), ``eria_jukyu_YYYYMM_NN.csv``: 20 or 22 columns, half-hourly means.

A line with the unit, then the header DATE, TIME, エリア需要, …; names differ in width of letters. TIME is the start of
the slot in most areas (0:00 to 23:30) and its end in others (0:30 to 24:00, or 0:00 after 23:30); which one is seen from
the labels. The file does not say its area. Slots of the future at the end have no demand and are left out.

References
----------
Files of the ten system operators from April 2024; layout as three independent public parsers read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.columns import Allowed
from storage_opt.inputs.price_faults import CellFaults, fault, found_text
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows
from storage_opt.inputs.sources.cells import read_day
from storage_opt.inputs.sources.series import examined
from storage_opt.inputs.sources.table import Cells
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.supply import SUPPLY

NAMES = {
    "エリア需要": "demand", "原子力": "nuclear", "火力(LNG)": "lng", "火力(石炭)": "coal", "火力(石油)": "oil",
    "火力(その他)": "other_thermal", "火力出力制御量": "thermal_curtailed", "水力": "hydro", "地熱": "geothermal",
    "バイオマス": "biomass", "バイオマス出力制御量": "biomass_curtailed", "太陽光発電実績": "solar",
    "太陽光出力制御量": "solar_curtailed", "風力発電実績": "wind", "風力出力制御量": "wind_curtailed",
    "揚水": "pumped_storage", "蓄電池": "battery", "連系線": "interconnection", "その他": "other", "合計": "total",
}  # fmt: skip
ONLY_IN_22 = {"thermal_curtailed", "biomass_curtailed"}
EXPECTED = "DATE, TIME, エリア需要, …"
LOOKED_AT = 5
"""Lines in which the header is looked for."""
_TIME = re.compile(r"(\d{1,2}):(\d{2})(:00)?", re.ASCII)
_MEAN_MW = re.compile(r"MW平均")


class SupplyFile:
    """One file of supply and demand.

    Raises
    ------
    MarketDataError
        Columns are missing, or the unit is not stated or not MW.
    """

    layout = "supply"
    areas: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __init__(self, table: TextTable) -> None:
        self.table = table
        row = _header_row(table)
        assert row is not None
        self._body = table if row < table.first_row else table.from_line(row)
        names = [_plain(name) for name in self._body.columns]
        self._at = {ours: names.index(theirs) for theirs, ours in NAMES.items() if theirs in names}
        self._day, self._time = names.index("DATE"), names.index("TIME")
        missing = [theirs for theirs, ours in NAMES.items() if ours not in self._at and ours not in ONLY_IN_22]
        faults: list[Fault] = []
        if missing:
            found, lacking = ", ".join(self._body.columns), ", ".join(missing)
            faults.append(fault("published.supply_columns", file=table.file, row=row, missing=lacking, found=found))
        above = [] if self._body is table else [list(table.columns), *(c for r, c in table.lines(LOOKED_AT) if r < row)]
        unit = _plain(" ".join(cell for cells in above for cell in cells))
        if not _MEAN_MW.search(unit):
            faults.append(fault("published.supply_unit", file=table.file, found=found_text(unit)))
        if faults:
            raise MarketDataError(table.file, faults)
        self.extras: tuple[str, ...] = tuple(f"{name}_mw" for name in ("demand", *SUPPLY) if name in self._at)

    @staticmethod
    def recognises(table: TextTable) -> bool:
        """Whether one of the first lines is the header of such a file."""
        return _header_row(table) is not None

    @cached_property
    def _read(self) -> tuple[Cells, list[np.datetime64 | None], tuple[Fault, ...]]:
        """Lines with a demand, their slot starts, and what is wrong with day and time."""
        cells = self._body.cells(range(len(self._body.columns)))
        demand = cells.columns[self._at["demand"]]
        kept = len(demand)
        while kept and demand[kept - 1].strip() in {"", "0", "0.0"}:
            kept -= 1
        cut = Cells(cells.rows[:kept], [column[:kept] for column in cells.columns], cells.faults)
        notes = CellFaults(self.table.file)
        days, times = [], []
        for row, day_cell, time_cell in zip(cut.rows, cut.columns[self._day], cut.columns[self._time], strict=True):
            day, minute = read_day(day_cell), _minute(time_cell)
            if day is None:
                notes.add("prices.bad_day", "DATE", row, day_cell)
            if minute is None:
                notes.add("published.bad_time", "TIME", row, time_cell)
            days.append(day)
            times.append(minute)
        faults = notes.faults()
        starts, unclear = _starts(days, times)
        if unclear and not faults:
            first, last = (cut.columns[self._time][i] for i in (0, -1)) if kept else ("", "")
            faults = (fault("published.label_unclear", file=self.table.file, first=first, last=last),)
            starts = [None] * kept
        return cut, starts, faults

    def rows(self, column: str, area: str | None, years: Collection[int] | None, *, gaps: bool = False) -> PriceRows:
        """Read one column.

        Parameters
        ----------
        column : str
            One of ``extras``: mean power. [MW]
        area : str or None
            Ignored: a file is one area, which it does not name.
        years : collection of int, optional
            Fiscal years that matter; all when omitted.
        gaps : bool
            Ignored: power is not filled.
        """
        cells, starts, faults = self._read
        name = column.removesuffix("_mw")
        may = Allowed("mw", low=1e-9, outside="published.no_demand") if name == "demand" else Allowed("mw")
        texts = cells.columns[self._at[name]]
        notes = CellFaults(self.table.file, may.unit)
        part = examined(cells, starts, texts, notes, self._body.columns[self._at[name]], years, may)
        return replace(part, step_min=SLOT_MIN, faults=(*faults, *part.faults))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _header_row(table: TextTable) -> int | None:
    lines = [(table.first_row - 1, list(table.columns)), *table.lines(LOOKED_AT)]
    for row, cells in lines:
        names = {_plain(cell) for cell in cells}
        if {"DATE", "TIME", "エリア需要"} <= names:
            return row
    return None


def _minute(cell: str) -> int | None:
    """Minute of the day of a time, 0 to 1440.

    >>> _minute("0:30"), _minute("24:00"), _minute("0:31")
    (30, 1440, None)
    """
    found = _TIME.fullmatch(cell.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found else -1
    return minute if minute % SLOT_MIN == 0 and 0 <= minute <= 1440 else None


def _starts(
    days: Sequence[np.datetime64 | None], minutes: Sequence[int | None]
) -> tuple[list[np.datetime64 | None], bool]:
    """Slot starts, and whether the labels leave it unclear which end of the slot they name.

    Labels that begin at 0:00 are starts. Labels that begin at 0:30 are ends when the last of them is 24:00, or 0:00.
    """
    moments: list[np.datetime64 | None] = [
        None if day is None or minute is None else day.astype("datetime64[m]") + np.timedelta64(minute, "m")
        for day, minute in zip(days, minutes, strict=True)
    ]
    known = [minute for minute in minutes if minute is not None]
    if not known or known[0] == 0:
        return moments, not known or 1440 in known
    if known[0] != SLOT_MIN or known[-1] not in {0, 1440}:
        return moments, True
    shifted: list[np.datetime64 | None] = []
    for i, (moment, minute) in enumerate(zip(moments, minutes, strict=True)):
        if moment is None:
            shifted.append(None)
            continue
        same_day = i > 0 and days[i] == days[i - 1] and minutes[i - 1] == 1440 - SLOT_MIN
        end = moment + np.timedelta64(1440, "m") if minute == 0 and same_day else moment
        shifted.append(end - np.timedelta64(SLOT_MIN, "m"))
    return shifted, False
