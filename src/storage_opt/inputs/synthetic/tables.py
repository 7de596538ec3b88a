"""Generated series as tables, files and checksums."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from storage_opt.inputs.synthetic import balancing, generate, intraday
from storage_opt.inputs.synthetic.intraday import Intraday
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.prices import AREAS, PRODUCTS
from storage_opt.timeline import Period

TOLD = b"storage_opt"
VOLUMES = ("requirement_mw", "offer_mw", "award_mw")
AWARD_PRICES = ("min_jpy_per_kw_slot", "mean_jpy_per_kw_slot", "max_jpy_per_kw_slot")
# Columns whose values enter the checksum, in this order; prices as whole hundredths of a yen, all others as whole numbers.
_VALUES = (
    "spot_jpy_per_kwh",
    *("intraday_jpy_per_kwh", "intraday_high_jpy_per_kwh", "intraday_low_jpy_per_kwh", "volume_mwh", "trades"),
    *("blocks_per_day", "block", *VOLUMES, *AWARD_PRICES),
)
_NO_PRICE = -1


def spot_table(
    fiscal_year: int, prices: NDArray[np.float64], *, areas: Sequence[str] = AREAS, told: dict[str, object]
) -> pa.Table:
    """Lay spot prices out as the canonical long table.

    Parameters
    ----------
    fiscal_year : int
        Price year.
    prices : ndarray of float, shape (areas, slots)
        Rows in the order of ``areas``. [JPY/kWh]
    areas : sequence of str
        Names of the rows.
    told : dict
        What made them, for the metadata of the file: at least ``seed`` and ``regime``.

    Returns
    -------
    pyarrow.Table
        ``slot_start`` (naive Japan time), ``area`` (dictionary), ``spot_jpy_per_kwh``; by area, then slot.
    """
    starts = _slot_starts(fiscal_year)
    index = np.repeat(np.arange(len(areas), dtype=np.int8), starts.size)
    columns = {
        "slot_start": pa.array(np.tile(starts, len(areas)), type=pa.timestamp("ms")),
        "area": _named(index, areas),
        "spot_jpy_per_kwh": pa.array(prices.reshape(-1), type=pa.float64()),
    }
    return _labelled(columns, fiscal_year, told, generate.GENERATOR_VERSION)


def intraday_table(fiscal_year: int, market: Intraday, *, told: dict[str, object]) -> pa.Table:
    """Lay the intraday market out, one row per slot."""
    columns = {
        "slot_start": pa.array(_slot_starts(fiscal_year), type=pa.timestamp("ms")),
        "intraday_jpy_per_kwh": pa.array(market.mean_jpy_per_kwh, type=pa.float64()),
        "intraday_high_jpy_per_kwh": pa.array(market.high_jpy_per_kwh, type=pa.float64()),
        "intraday_low_jpy_per_kwh": pa.array(market.low_jpy_per_kwh, type=pa.float64()),
        "volume_mwh": pa.array(market.volume_mwh.astype(np.int16)),
        "trades": pa.array(market.trades.astype(np.int16)),
    }
    return _labelled(columns, fiscal_year, told, intraday.GENERATOR_VERSION)


def balancing_table(books: Sequence[BalancingBook], *, told: dict[str, object]) -> pa.Table:
    """Lay balancing results out, one row per area, product, day and block, in this order.

    ``block`` counts from 1 as published; a block without an award has no price.
    """
    runs = [(book.area, run) for book in books for run in book.runs]
    counts = [run.award_mw.size for _, run in runs]
    columns = {
        "area": _named(np.repeat([AREAS.index(area) for area, _ in runs], counts).astype(np.int8), AREAS),
        "product": _named(
            np.repeat([PRODUCTS.index(run.product) for _, run in runs], counts).astype(np.int8), PRODUCTS
        ),
        "day": pa.array(np.concatenate([_days(run) for _, run in runs]), type=pa.date32()),
        "blocks_per_day": pa.array(np.repeat([run.blocks for _, run in runs], counts).astype(np.int8)),
        "block": pa.array(np.concatenate([_blocks(run) for _, run in runs])),
    }
    for name in VOLUMES:
        columns[name] = pa.array(np.concatenate([run.arrays[name].reshape(-1) for _, run in runs]).astype(np.int16))
    for name in AWARD_PRICES:
        values = np.concatenate([run.arrays[name].reshape(-1) for _, run in runs])
        columns[name] = pa.array(values, type=pa.float64(), from_pandas=True)
    rules = {"rules_on": books[0].regime}
    return _labelled(columns, books[0].fiscal_year, told | rules, balancing.GENERATOR_VERSION)


def content_sha256(table: pa.Table) -> str:
    """Checksum of the values alone: little-endian 32-bit integers, column after column, prices in whole hundredths of a yen.

    Independent of the Parquet writer, of compression and of metadata.
    """
    digest = hashlib.sha256()
    for name in _VALUES:
        if name in table.column_names:
            column = table.column(name).combine_chunks()
            if pa.types.is_floating(column.type):
                values = np.rint(column.fill_null(_NO_PRICE / 100.0).to_numpy() * 100.0)
            else:
                values = column.to_numpy()
            digest.update(values.astype("<i4").tobytes())
    return digest.hexdigest()


def parquet_bytes(table: pa.Table) -> bytes:
    """Return the table as a Parquet file; balancing results in one row group per area, so that one area is read alone."""
    sink = io.BytesIO()
    areas = len(table.column("area").unique()) if "product" in table.column_names else 1
    rows = table.num_rows // areas
    pq.write_table(
        table, sink, compression="zstd", compression_level=19, use_dictionary=True, row_group_size=max(rows, 1)
    )
    return sink.getvalue()


def _labelled(columns: dict[str, pa.Array], fiscal_year: int, told: dict[str, object], version: str) -> pa.Table:
    first = {"synthetic": True, "seed": told["seed"], "generator_version": version, "regime": told["regime"]}
    label = first | {"fiscal_year": fiscal_year} | told
    return pa.table(columns).replace_schema_metadata({TOLD: json.dumps(label).encode()})


def _named(index: NDArray[np.int8], names: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(index), pa.array(list(names)))


def _slot_starts(fiscal_year: int) -> NDArray[np.datetime64]:
    return Period.of_fiscal_year(fiscal_year).slot_starts.astype("datetime64[ms]")


def _days(run: BalancingRun) -> NDArray[np.datetime64]:
    first: date = run.first_day
    days = np.datetime64(first, "D") + np.arange(run.n_days)
    return np.repeat(days, run.blocks)


def _blocks(run: BalancingRun) -> NDArray[np.int8]:
    return np.tile(np.arange(1, run.blocks + 1, dtype=np.int8), run.n_days)
