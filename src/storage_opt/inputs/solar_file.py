"""The user's own output of a solar plant: a table of ``slot_start`` and ``solar_mw``."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.price_faults import CellFaults, columns_text, fault, listed, slot_text
from storage_opt.inputs.sources.cells import read_price, read_slot_start
from storage_opt.inputs.sources.parquet_table import ParquetTable
from storage_opt.inputs.sources.table import Table
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.messages import say
from storage_opt.records.prices import SourceFile
from storage_opt.timeline import Period

START, OUTPUT, AREA = "slot_start", "solar_mw", "area"
PARQUET_MAGIC = b"PAR1"
ROUNDING = 1e-9


def read_solar(
    path: Path, area: str | None, period: Period, capacity_mw: float
) -> tuple[NDArray[np.float64], SourceFile]:
    """Read the output of every slot of a period.

    Parameters
    ----------
    path : Path
        CSV or Parquet with the columns ``slot_start`` (as in the canonical price table) and ``solar_mw``; other columns are ignored, so it
        may be the price table itself. Rows of other areas are left out where there is a column ``area``, and so are other days.
    area : str or None
        Area of the project.
    period : Period
        Days wanted.
    capacity_mw : float
        No output may exceed it. [MW]

    Returns
    -------
    ndarray, shape (period.n_slots,)
        Output before curtailment. [MW]
    SourceFile
        The file, for the manifest.

    Raises
    ------
    MarketDataError
        Every fault of the file: not readable, columns or slots missing, doubled slots, values that are no output.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MarketDataError(path.name, [fault("solar.unreadable", file=str(path), found=error.strerror)]) from None
    is_parquet = data.startswith(PARQUET_MAGIC)
    table: Table = ParquetTable.open(path.name, data) if is_parquet else TextTable.open(path.name, data)
    if missing := [name for name in (START, OUTPUT) if table.columns.count(name) != 1]:
        found = columns_text(table.columns)
        raise MarketDataError(
            path.name, [fault("solar.columns", file=path.name, missing=", ".join(missing), found=found)]
        )
    output, n_rows, faults = _by_slot(table, area, period, capacity_mw)
    if faults:
        raise MarketDataError(path.name, faults)
    layout = "solar_parquet" if is_parquet else "solar_csv"
    return output, SourceFile(str(path), layout, hashlib.sha256(data).hexdigest(), n_rows)


def _by_slot(
    table: Table, area: str | None, period: Period, capacity_mw: float
) -> tuple[NDArray[np.float64], int, list[Fault]]:
    """Output of each slot of the period, rows read, and what is wrong."""
    has_area = AREA in table.columns and area is not None
    cells = table.cells([table.columns.index(name) for name in (START, OUTPUT, *([AREA] if has_area else []))])
    output, notes = np.full(period.n_slots, np.nan), CellFaults(table.file)
    for number, row in enumerate(cells.rows):
        if has_area and cells.columns[2][number].strip().lower() != area:
            continue
        start, cell = read_slot_start(cells.columns[0][number]), cells.columns[1][number]
        if start is None:
            notes.add("solar.bad_start", START, row, cells.columns[0][number])
            continue
        minutes = int((start - period.slot_starts[0]) / np.timedelta64(1, "m"))
        slot, beside = divmod(minutes, 30)
        if not 0 <= slot < period.n_slots:
            continue
        value = read_price(cell)
        if beside:
            notes.add("solar.off_grid", START, row, cells.columns[0][number])
        elif value is None or not 0.0 <= value <= capacity_mw * (1.0 + ROUNDING):
            notes.add("solar.bad_output", OUTPUT, row, cell, start)
            output[slot] = 0.0
        elif np.isfinite(output[slot]):
            notes.add("solar.doubled", START, row, cells.columns[0][number])
        else:
            output[slot] = min(value, capacity_mw)
    return output, len(cells.rows), [*cells.faults, *notes.faults(), *_missing(table.file, output, period)]


def _missing(file: str, output: NDArray[np.float64], period: Period) -> list[Fault]:
    without = period.slot_starts[np.isnan(output)]
    if not without.size:
        return []
    places = listed([say("prices.periods_of_day", text=slot_text(start)) for start in without[:8]], without.size)
    return [fault("solar.missing", file=file, count=without.size, places=places)]
