"""Dispatch and ledger as Arrow tables, in the units of the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage_opt.records.ledger import DIRECTIONS
from storage_opt.records.results import YearResult
from storage_opt.reports.arrow import instants, keys, repeated
from storage_opt.units import jpy_per_kwh


def dispatch_table(years: Sequence[YearResult]) -> pa.Table:
    """One row per slot of every modelled year.

    Columns: ``year, fiscal_year, price_year, slot_start, spot_jpy_per_kwh, charge_mw, discharge_mw, net_export_mw,
    soe_mwh, energy_value_jpy_per_kwh``; with balancing products ``reserved_mw, activated_mwh`` and, by product,
    ``<product>_mw``; with intraday trading ``intraday_mw, intraday_jpy_per_kwh``; with a solar plant ``solar_mw,
    solar_curtailed_mw``. Power is AC; ``soe_mwh`` is at the end of the slot; the value of stored energy is null where the solver
    gave none.
    """
    return pa.concat_tables([_dispatch_of(y) for y in years], promote_options="default")


def _dispatch_of(y: YearResult) -> pa.Table:
    n, d = y.prices.period.n_slots, y.dispatch
    value = d.energy_value_jpy_per_mwh
    return pa.table(
        {
            **keys(y, n),
            "slot_start": instants(y.prices.period.slot_starts),
            "spot_jpy_per_kwh": jpy_per_kwh(y.prices.spot_jpy_per_mwh),
            "charge_mw": d.charge_mw,
            "discharge_mw": d.discharge_mw,
            "net_export_mw": d.net_export_mw,
            "soe_mwh": d.soe_mwh,
            "energy_value_jpy_per_kwh": pa.nulls(n, pa.float64()) if value is None else jpy_per_kwh(value),
            **_other_markets(y),
            **({} if d.solar_mw is None else {"solar_mw": d.solar_mw, "solar_curtailed_mw": d.curtailed_mw}),
        }
    )


def _other_markets(y: YearResult) -> dict[str, NDArray[np.float64]]:
    """Columns of the markets besides spot that the plant trades in."""
    d, columns = y.dispatch, dict[str, NDArray[np.float64]]()
    if d.intraday_mw is not None and y.prices.intraday_jpy_per_mwh is not None:
        columns |= {"intraday_mw": d.intraday_mw, "intraday_jpy_per_kwh": jpy_per_kwh(y.prices.intraday_jpy_per_mwh)}
    if d.promises:
        columns |= {"reserved_mw": d.reserved_mw, "activated_mwh": d.activated_mwh}
        columns |= {f"{promise.product}_mw": promise.reserved_mw for promise in d.promises}
    return columns


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
                **keys(y, n),
                "slot_start": instants(starts[e.slot]),
                "stream": repeated(e.stream, streams, n),
                "direction": repeated(e.direction, list(DIRECTIONS), n),
                "mwh": e.mwh,
                "price_jpy_per_kwh": jpy_per_kwh(e.price_jpy_per_mwh),
                "amount_jpy": e.amount_jpy,
            }
        )
