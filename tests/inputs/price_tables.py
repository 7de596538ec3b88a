"""Small price files made by hand: a price says its own day and slot, so a wrong place is seen at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from storage_opt.errors import MarketDataError
from storage_opt.inputs.price_years import Resample
from storage_opt.inputs.prices import read_prices
from storage_opt.records.prices import PriceBook

JEPX_AREAS = ("北海道", "東北", "東京", "中部", "北陸", "関西", "中国", "四国", "九州")
JEPX_HEADER = [
    "受渡日",
    "時刻コード",
    "約定総量(kWh)",
    "システムプライス(円/kWh)",
    *(f"エリアプライス{area}(円/kWh)" for area in JEPX_AREAS),
    "買いブロック約定総量(kWh)",
]
TOKYO = "エリアプライス東京(円/kWh)"
AREA_STEP = 100


def price_of(day: int, slot: int, area: int = 0) -> float:
    """Day 3, slot 7 (from 0) of area 2: 203.07 JPY/kWh, plus 0.01 so that none is below the floor."""
    return round(AREA_STEP * area + day + slot / 100 + 0.01, 2)


def prices_of(n_days: int, area: int = 0, slots: int = 48) -> NDArray[np.float64]:
    """All prices of ``n_days``. [JPY/kWh]"""
    return np.array([price_of(day, slot, area) for day in range(n_days) for slot in range(slots)])


def canonical_rows(
    first: str = "2023-04-01", n_days: int = 1, *, step: int = 30, zone: str = "", shift_h: int = 0
) -> list[list[str]]:
    """Rows of our own table, header first; row 2 of the file is ``rows[1]``."""
    start = datetime.fromisoformat(first) + timedelta(hours=shift_h)
    rows = [["slot_start", "spot_jpy_per_kwh"]]
    for i in range(n_days * 1440 // step):
        day, slot = divmod(i, 1440 // step)
        moment = (start + timedelta(minutes=step * i)).strftime("%Y-%m-%dT%H:%M")
        rows.append([moment + zone, f"{price_of(day, slot):.2f}"])
    return rows


def long_rows(areas: Sequence[str], first: str = "2023-04-01", n_days: int = 1) -> list[list[str]]:
    """Rows of our own table for several areas, one after the other."""
    rows = [["slot_start", "area", "spot_jpy_per_kwh"]]
    for number, area in enumerate(areas):
        for moment, _ in canonical_rows(first, n_days)[1:]:
            i = len(rows) - 1 - number * 48 * n_days
            rows.append([moment, area, f"{price_of(*divmod(i, 48), number):.2f}"])
    return rows


def jepx_rows(first: str = "2023-04-01", n_days: int = 1, *, date_style: str = "{y}/{m:02}/{d:02}") -> list[list[str]]:
    """Rows of a day-ahead file, header first; row 2 of the file is ``rows[1]``."""
    rows = [list(JEPX_HEADER)]
    for day in range(n_days):
        at = date.fromisoformat(first) + timedelta(days=day)
        text = date_style.format(y=at.year, m=at.month, d=at.day)
        for slot in range(48):
            areas = [f"{price_of(day, slot, area):.2f}" for area in range(len(JEPX_AREAS))]
            rows.append([text, str(slot + 1), "1000", "9.99", *areas, ""])
    return rows


def write(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", line_end: str = "\n") -> Path:
    """Write rows as CSV, a line end after the last."""
    text = "".join(",".join(row) + line_end for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def write_parquet(path: Path, columns: dict[str, object], told: dict[str, object] | None = None) -> Path:
    """Write columns as Parquet, with the metadata of a generated table when given."""
    table = pa.table(columns)
    if told is not None:
        table = table.replace_schema_metadata({b"storage_opt": json.dumps(told).encode()})
    pq.write_table(table, path)
    return path


def spot(book: PriceBook) -> NDArray[np.float64]:
    """All prices of a book, one after the other. [JPY/kWh]"""
    return np.round(np.concatenate([year.spot_jpy_per_mwh for year in book.years]) / 1000, 6)


def refusal(
    *sources: Path,
    area: str | None = None,
    fiscal_years: Sequence[int] | None = None,
    resample: Resample | None = None,
) -> str:
    """Text with which the door refuses the files; each text must exist in both languages."""
    try:
        read_prices(sources, area=area, fiscal_years=fiscal_years, resample=resample)
    except MarketDataError as error:
        assert error.text("ja") != error.text("en")
        return error.text("en")
    raise AssertionError("the files were accepted")
