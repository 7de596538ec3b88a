"""The user's own forecast: the canonical price table with, if need be, a column of when each row was issued."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.columns import ENERGY_PRICE, SPOT
from storage_opt.inputs.price_faults import CellFaults, columns_text, fault
from storage_opt.inputs.sources.cells import SLOT_MIN, fault_of_value, read_price, read_slot_start
from storage_opt.inputs.sources.parquet_table import ParquetTable
from storage_opt.inputs.sources.table import Table
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.forecast import StatedForecasts
from storage_opt.records.prices import AREAS, SourceFile
from storage_opt.units import jpy_per_mwh

START, ISSUED, AREA = "slot_start", "issued_at", "area"
PARQUET_MAGIC = b"PAR1"


def read_forecast(path: Path, area: str | None = None) -> tuple[StatedForecasts, SourceFile]:
    """Read the forecasts of one area.

    Parameters
    ----------
    path : Path
        CSV or Parquet with ``slot_start`` and ``spot_jpy_per_kwh``; with ``issued_at`` (when the row became known; without a zone Japan
        time) a slot may have one row for each issue. Rows of other areas are left out where there is a column ``area``.
    area : str or None
        Market area; may be omitted where the file holds one.

    Returns
    -------
    StatedForecasts
        Rows in order of slot and issue. [JPY/MWh]
    SourceFile
        The file, for the manifest.

    Raises
    ------
    MarketDataError
        Every fault of the file: not readable, columns missing, no such area, times or prices that are none, slots forecast twice in one
        issue. Slots that are missing are told when they are asked for.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MarketDataError(path.name, [fault("forecast.unreadable", file=str(path), found=error.strerror)]) from None
    is_parquet = data.startswith(PARQUET_MAGIC)
    table: Table = ParquetTable.open(path.name, data) if is_parquet else TextTable.open(path.name, data)
    wrong = [name for name in (START, SPOT) if table.columns.count(name) != 1]
    wrong += [name for name in (ISSUED, AREA) if table.columns.count(name) > 1]
    if wrong:
        found = columns_text(table.columns)
        raise MarketDataError(
            path.name, [fault("forecast.columns", file=path.name, missing=", ".join(wrong), found=found)]
        )
    if table.is_empty:
        raise MarketDataError(path.name, [fault("prices.no_rows", file=path.name)])
    stated, n_rows, faults = _rows(table, area)
    if faults:
        raise MarketDataError(path.name, faults)
    layout = "forecast_parquet" if is_parquet else "forecast_csv"
    return stated, SourceFile(str(path), layout, hashlib.sha256(data).hexdigest(), n_rows, table.is_synthetic)


def _rows(table: Table, area: str | None) -> tuple[StatedForecasts, int, list[Fault]]:
    """Rows of the area, rows read, and what is wrong."""
    names = [name for name in (START, SPOT, ISSUED, AREA) if name in table.columns]
    cells = table.cells([table.columns.index(name) for name in names])
    columns = dict(zip(names, cells.columns, strict=True))
    area, found = _area(table.file, columns.get(AREA), area)
    notes = CellFaults(table.file)
    rows: dict[tuple[np.datetime64, np.datetime64 | None], float] = {}
    for number, row in enumerate(cells.rows):
        if AREA in columns and columns[AREA][number].strip().lower() != area:
            continue
        start, value = read_slot_start(columns[START][number]), read_price(columns[SPOT][number])
        issued = read_slot_start(columns[ISSUED][number]) if ISSUED in columns else None
        if start is None:
            notes.add("prices.bad_start", START, row, columns[START][number])
        elif start.astype(np.int64) % SLOT_MIN:
            notes.add("forecast.off_grid", START, row, columns[START][number])
        if ISSUED in columns and issued is None:
            notes.add("forecast.bad_issue", ISSUED, row, columns[ISSUED][number], start)
        if (name := fault_of_value(columns[SPOT][number], value, ENERGY_PRICE)) is not None:
            notes.add(name, SPOT, row, columns[SPOT][number], start)
        if start is not None and (start, issued) in rows:
            notes.add("forecast.doubled", START, row, columns[START][number], start)
        elif start is not None and value is not None:
            rows[start, issued] = value
    starts = np.array([start for start, _ in rows], dtype="datetime64[m]")
    times = np.array([issued for _, issued in rows], dtype="datetime64[m]")
    order = np.lexsort((times, starts))
    prices = jpy_per_mwh(np.array(list(rows.values()), dtype=np.float64))[order]
    stated = StatedForecasts(area, starts[order], times[order] if ISSUED in columns else None, prices)
    return stated, len(cells.rows), [*cells.faults, *found, *notes.faults()]


def _area(file: str, labels: list[str] | None, area: str | None) -> tuple[str | None, list[Fault]]:
    """Area to read, and whether the file holds it."""
    if labels is None:
        return area, []
    held = {label.strip().lower() for label in labels}
    names = ", ".join([name for name in AREAS if name in held] + sorted(held - set(AREAS)))
    if area is None and len(held) > 1:
        return None, [fault("forecast.area_needed", file=file, areas=names)]
    area = area or next(iter(held), None)
    return area, [] if area in held else [fault("forecast.no_area", file=file, area=area, areas=names)]
