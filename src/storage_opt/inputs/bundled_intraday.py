"""The bundled intraday prices: synthetic, one market for all Japan, by fiscal year."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from storage_opt.inputs.bundled import bundled_file
from storage_opt.records.prices import SourceFile
from storage_opt.timeline import SLOTS_PER_DAY, Period, fiscal_year_of, fiscal_year_start
from storage_opt.units import jpy_per_mwh

LAYOUT = "canonical_parquet"
COLUMN = "intraday_jpy_per_kwh"


def bundled_intraday(period: Period) -> tuple[NDArray[np.float64], list[SourceFile]]:
    """Read the bundled intraday prices of a period.

    Parameters
    ----------
    period : Period
        Days wanted, in fiscal years 2023 to 2025.

    Returns
    -------
    ndarray of float, shape (period.n_slots,)
        Mean price of each slot's trades. [JPY/MWh]
    list of SourceFile
        The files, for the manifest.

    Raises
    ------
    MarketDataError
        A year that is not bundled, or a file that is missing.
    """
    years = range(period.fiscal_year, fiscal_year_of(period.last_day) + 1)
    read = [_read(bundled_file("intraday", year)) for year in years]
    first = (period.first_day - fiscal_year_start(years[0])).days * SLOTS_PER_DAY
    prices = np.concatenate([prices for prices, _ in read])[first : first + period.n_slots]
    return jpy_per_mwh(prices), [file for _, file in read]


def _read(path: Path) -> tuple[NDArray[np.float64], SourceFile]:
    data = path.read_bytes()
    prices = pq.read_table(pa.BufferReader(data), columns=[COLUMN]).column(COLUMN).to_numpy()
    return prices, SourceFile(f"bundled:{path.name}", LAYOUT, hashlib.sha256(data).hexdigest(), prices.size, True)
