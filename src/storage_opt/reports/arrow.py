"""Columns that several tables of the output folder share."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage_opt.records.results import YearResult
from storage_opt.timeline import UTC_OFFSET_H, ZONE


def keys(y: YearResult, n: int) -> dict[str, pa.Array]:
    """Operating year, its fiscal year and the price year, n times."""
    numbers = {"year": y.year, "fiscal_year": y.fiscal_year, "price_year": y.prices.fiscal_year}
    return {name: pa.array(np.full(n, number, dtype=np.int32)) for name, number in numbers.items()}


def repeated(word: str, among: list[str], n: int) -> pa.Array:
    """One word n times, coded in a dictionary that all parts of the column share."""
    return pa.DictionaryArray.from_arrays(np.full(n, among.index(word), dtype=np.int8), pa.array(among))


def instants(wall_clock: NDArray[np.datetime64]) -> pa.Array:
    """Japan wall-clock time as instants shown in Japan time."""
    utc = (wall_clock - np.timedelta64(UTC_OFFSET_H, "h")).astype("datetime64[ms]")
    return pa.array(utc, type=pa.timestamp("ms")).cast(pa.timestamp("ms", tz=ZONE))
