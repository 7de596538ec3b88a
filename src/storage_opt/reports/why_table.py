"""What was chosen in each slot and what else might have been, as an Arrow table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage_opt.records.results import YearResult
from storage_opt.records.why import LIMITS, NONE, Why
from storage_opt.reports.arrow import instants, keys
from storage_opt.units import KW_PER_MW, jpy_per_kwh

SCHEMA = pa.schema(
    [
        ("year", pa.int32()),
        ("fiscal_year", pa.int32()),
        ("price_year", pa.int32()),
        ("slot_start", pa.timestamp("ms", tz="Asia/Tokyo")),
        ("spot_jpy_per_kwh", pa.float64()),
        ("energy_value_jpy_per_kwh", pa.float64()),
        ("chosen", pa.string()),
        ("chosen_mw", pa.float64()),
        ("chosen_jpy_per_kw_slot", pa.float64()),
        ("next_best", pa.string()),
        ("next_best_jpy_per_kw_slot", pa.float64()),
        ("limit", pa.string()),
    ]
)
EARNED = "earned_jpy_per_kw_slot"
"""Ends the name of the column of each alternative but ``rest``, which earns 0."""


def why_table(years: Sequence[YearResult]) -> pa.Table:
    """One row per slot of every modelled year.

    Columns: those of ``SCHEMA``, then ``<alternative>_earned_jpy_per_kw_slot`` for ``charge``, ``discharge`` and each product.
    ``chosen`` joins several choices with ``+``; amounts are per kW and slot, as availability prices are published; null: not open, or no
    value known.
    """
    parts = [_table_of(y, y.why) for y in years if y.why is not None]
    return pa.concat_tables([SCHEMA.empty_table(), *parts], promote_options="default")


def _table_of(y: YearResult, w: Why) -> pa.Table:
    value = y.energy_value_jpy_per_mwh
    n = y.prices.period.n_slots
    names = np.array([*w.alternatives, ""])
    return pa.table(
        {
            **keys(y, n),
            "slot_start": instants(y.prices.period.slot_starts),
            "spot_jpy_per_kwh": jpy_per_kwh(y.prices.spot_jpy_per_mwh),
            "energy_value_jpy_per_kwh": pa.nulls(n, pa.float64()) if value is None else jpy_per_kwh(value),
            "chosen": pa.array(_joined(w), pa.string()),
            "chosen_mw": np.where(w.is_chosen, w.power_mw, 0.0).sum(axis=0),
            "chosen_jpy_per_kw_slot": _per_kw(w.chosen_jpy_per_mw),
            "next_best": pa.array([None if at == NONE else names[at] for at in w.next_best.tolist()], pa.string()),
            "next_best_jpy_per_kw_slot": _per_kw(w.next_best_jpy_per_mw),
            "limit": pa.array([LIMITS[at] or None for at in w.limit.tolist()], pa.string()),
            **{
                f"{name}_{EARNED}": _per_kw(earned)
                for name, earned in zip(w.alternatives[1:], w.earned_jpy_per_mw[1:], strict=True)
            },
        }
    )


def _joined(w: Why) -> list[str]:
    names, is_done = w.alternatives, w.is_chosen
    return ["+".join(name for name, done in zip(names, slot, strict=True) if done) for slot in is_done.T.tolist()]


def _per_kw(jpy_per_mw: NDArray[np.float64]) -> pa.Array:
    return pa.array(jpy_per_mw / KW_PER_MW + 0.0, from_pandas=True)
