"""Dispatch and ledger as Arrow tables, in the units of the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage_opt.records.ledger import DIRECTIONS
from storage_opt.records.results import YearResult
from storage_opt.timeline import UTC_OFFSET_H, ZONE
from storage_opt.units import jpy_per_kwh


def dispatch_table(years: Sequence[YearResult]) -> pa.Table:
    """One row per slot of every modelled year.

    Columns: ``year, fiscal_year, price_year, slot_start, spot_jpy_per_kwh, charge_mw, discharge_mw, net_export_mw,
    soe_mwh, energy_value_jpy_per_kwh``. Power is AC; ``soe_mwh`` is at the end of the slot; the value of stored energy is null
    where the solver gave none.
    """
    return pa.concat_tables(_dispatch_of(y) for y in years)


def _dispatch_of(y: YearResult) -> pa.Table:
    n, d = y.prices.period.n_slots, y.dispatch
    value = d.energy_value_jpy_per_mwh
    return pa.table(
        {
            **_keys(y, n),
            "slot_start": _instants(y.prices.period.slot_starts),
            "spot_jpy_per_kwh": jpy_per_kwh(y.prices.spot_jpy_per_mwh),
            "charge_mw": d.charge_mw,
            "discharge_mw": d.discharge_mw,
            "net_export_mw": d.net_export_mw,
            "soe_mwh": d.soe_mwh,
            "energy_value_jpy_per_kwh": pa.nulls(n, pa.float64()) if value is None else jpy_per_kwh(value),
        }
    )


def ledger_table(years: Sequence[YearResult]) -> pa.Table:
    """One row per slot, stream and direction.

    Columns: ``year, fiscal_year, price_year, slot_start, stream, direction, mwh, price_jpy_per_kwh, amount_jpy``. Amounts are
    positive when the owner receives; their sum over a year is the market margin.
    """
    streams = list(dict.fromkeys(stream for y in years for stream in y.ledger.streams))
    return pa.concat_tables(table for y in years for table in _ledger_of(y, streams))


def _ledger_of(y: YearResult, streams: list[str]) -> Iterable[pa.Table]:
    starts = y.prices.period.slot_starts
    for e in y.ledger.entries:
        n = len(e.slot)
        yield pa.table(
            {
                **_keys(y, n),
                "slot_start": _instants(starts[e.slot]),
                "stream": _repeated(e.stream, streams, n),
                "direction": _repeated(e.direction, list(DIRECTIONS), n),
                "mwh": e.mwh,
                "price_jpy_per_kwh": jpy_per_kwh(e.price_jpy_per_mwh),
                "amount_jpy": e.amount_jpy,
            }
        )


def _keys(y: YearResult, n: int) -> dict[str, pa.Array]:
    numbers = {"year": y.year, "fiscal_year": y.fiscal_year, "price_year": y.prices.fiscal_year}
    return {name: pa.array(np.full(n, number, dtype=np.int32)) for name, number in numbers.items()}


def _repeated(word: str, among: list[str], n: int) -> pa.Array:
    """One word n times, coded in a dictionary that all parts of the column share."""
    return pa.DictionaryArray.from_arrays(np.full(n, among.index(word), dtype=np.int8), pa.array(among))


def _instants(wall_clock: NDArray[np.datetime64]) -> pa.Array:
    """Japan wall-clock time as instants shown in Japan time."""
    utc = (wall_clock - np.timedelta64(UTC_OFFSET_H, "h")).astype("datetime64[ms]")
    return pa.array(utc, type=pa.timestamp("ms")).cast(pa.timestamp("ms", tz=ZONE))
