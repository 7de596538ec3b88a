"""Offers to the balancing market as an Arrow table: one row per block and offer made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from storage_opt.records.dispatch import Promise
from storage_opt.records.prices import PRODUCTS
from storage_opt.records.results import YearResult
from storage_opt.reports.arrow import instants, keys, repeated
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY
from storage_opt.units import KW_PER_MW

SCHEMA = pa.schema(
    [
        ("year", pa.int32()),
        ("fiscal_year", pa.int32()),
        ("price_year", pa.int32()),
        ("block_start", pa.timestamp("ms", tz="Asia/Tokyo")),
        ("block_h", pa.float64()),
        ("product", pa.dictionary(pa.int8(), pa.string())),
        ("level", pa.int8()),
        ("offered_mw", pa.float64()),
        ("offer_price_jpy_per_kw_slot", pa.float64()),
        ("paid_jpy_per_kw_slot", pa.float64()),
        ("acceptance", pa.float64()),
        ("expected_award_mw", pa.float64()),
        ("expected_revenue_jpy", pa.float64()),
    ]
)


def awards_table(years: Sequence[YearResult]) -> pa.Table:
    """One row per block and offer above zero.

    Columns: ``year, fiscal_year, price_year, block_start, block_h, product, level`` (0 is the first price level)``, offered_mw,
    offer_price_jpy_per_kw_slot`` (bid)``, paid_jpy_per_kw_slot`` (bid cut at the cap)``, acceptance, expected_award_mw``
    (offer × acceptance)``, expected_revenue_jpy`` (availability over the block, before the exchange's fee).
    """
    parts = [_table_of(y, promise) for y in years for promise in y.dispatch.promises]
    return pa.concat_tables([SCHEMA.empty_table(), *parts])


def _table_of(y: YearResult, promise: Promise) -> pa.Table:
    length = promise.block_slots
    slot = np.arange(length.size)
    begins = (length > 0) & (slot % SLOTS_PER_DAY % np.maximum(length, 1) == 0)
    level, at = np.nonzero((promise.offered_mw > 0.0) & begins)
    order = np.lexsort((level, at))
    level, at = level[order], at[order]
    offered, q = promise.offered_mw[level, at], promise.acceptance[level, at]
    paid = promise.paid_jpy_per_kw_slot[level, at]
    return pa.table(
        {
            **keys(y, at.size),
            "block_start": instants(y.prices.period.slot_starts[at]),
            "block_h": length[at] * SLOT_H,
            "product": repeated(promise.product, list(PRODUCTS), at.size),
            "level": level.astype(np.int8),
            "offered_mw": offered,
            "offer_price_jpy_per_kw_slot": promise.price_jpy_per_kw_slot[level, at],
            "paid_jpy_per_kw_slot": paid,
            "acceptance": q,
            "expected_award_mw": offered * q,
            "expected_revenue_jpy": KW_PER_MW * paid * q * offered * length[at],
        },
        schema=SCHEMA,
    )
