"""Every slot of a year, packed small enough for a page that holds years of them."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from storage_opt.records.why import CHARGE, DISCHARGE, LIMITS, NONE, REST
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.why_table import EARNED
from storage_opt.reports.years import by_year
from storage_opt.timeline import UTC_OFFSET_H

INT16, INT32 = 32767, 2**31 - 1
SMALLEST_MW = 1e-6
"""Less than this is the rounding of the solver. [MW]"""

Packed = dict[str, Any]


def slots(outputs: Outputs, room: int) -> list[Packed | None]:
    """Pack what is shown of every slot, for as many years (from the first) as there is room for.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    room : int
        Characters that may be used.

    Returns
    -------
    list of dict or None
        By year: ``start_ms`` (start of the first slot, wall clock, as if it were UTC), ``count`` and packed arrays ``price``
        [JPY/kWh], ``power`` (discharge − charge) [MW], ``soe`` (end of slot) [MWh]; only where there is any: ``both`` (the smaller
        of charge and discharge, in a relaxed plan) and ``own_load`` [MW]; ``offers`` of each of ``products_of`` [MW]. In ``why``:
        ``value`` of stored energy [JPY/kWh]; ``chosen`` and ``earned``, the latter of each of ``alternatives_of`` but rest [JPY per kW
        and slot]; ``next`` (position in ``alternatives_of``, −1: none); ``limit`` (position in ``records.why.LIMITS``).
    """
    products, packed = products_of(outputs), list[Packed | None]()
    for table, reasons in zip(by_year(outputs), by_year(outputs, "why"), strict=True):
        year = _packed_year(table, reasons, products) if room > 0 else None
        room = room - _size(year) if year else 0
        packed.append(year if room > 0 else None)
    return packed


def products_of(outputs: Outputs) -> list[str]:
    """Products that the plan could offer, in the order of the table."""
    ending = f"_{EARNED}"
    names = [name.removesuffix(ending) for name in outputs.why.column_names if name.endswith(ending)]
    return [name for name in names if name not in (CHARGE, DISCHARGE)]


def alternatives_of(outputs: Outputs) -> list[str]:
    """List what a plan may do in a slot."""
    return [REST, CHARGE, DISCHARGE, *products_of(outputs)]


def unpacked(part: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return the numbers of a packed array, as the page does; NaN where there is none."""
    size = part["bytes"]
    planes = np.frombuffer(zlib.decompress(b64decode(part["data"])), dtype=np.uint8).reshape(size, -1)
    whole = np.cumsum(planes.T.copy().view(f"<i{size}").ravel(), dtype=f"<i{size}")
    missing = whole == np.iinfo(whole.dtype).min
    return np.where(missing, np.nan, whole * float(part["step"]))


def _packed_year(table: pa.Table, reasons: pa.Table, products: Sequence[str]) -> Packed:
    charge, discharge = table["charge_mw"].to_numpy(), table["discharge_mw"].to_numpy()
    first = table["slot_start"].to_numpy()[0] + np.timedelta64(UTC_OFFSET_H, "h")
    solar = table["solar_mw"].to_numpy() if "solar_mw" in table.column_names else 0.0
    own_load = discharge - charge + solar - table["net_export_mw"].to_numpy()
    rare = {"both": np.minimum(charge, discharge), "own_load": own_load}
    arrays = {
        "price": table["spot_jpy_per_kwh"].to_numpy(),
        "power": discharge - charge,
        "soe": table["soe_mwh"].to_numpy(),
    }
    arrays |= {name: values for name, values in rare.items() if values.max() > SMALLEST_MW}
    return {
        "start_ms": int(first.astype("datetime64[ms]").astype(np.int64)),
        "count": table.num_rows,
        **{name: _packed(values) for name, values in arrays.items()},
        "offers": [_packed(_column(table, f"{product}_mw")) for product in products],
        **({"why": _why(reasons, products)} if reasons.num_rows else {}),
    }


def _why(reasons: pa.Table, products: Sequence[str]) -> Packed:
    position = {name: at for at, name in enumerate((REST, CHARGE, DISCHARGE, *products))}
    next_best = [NONE if name is None else position[name] for name in reasons["next_best"].to_pylist()]
    limit = [LIMITS.index(name or "") for name in reasons["limit"].to_pylist()]
    return {
        "value": _packed(_column(reasons, "energy_value_jpy_per_kwh")),
        "chosen": _packed(_column(reasons, "chosen_jpy_per_kw_slot")),
        "earned": [_packed(_column(reasons, f"{name}_{EARNED}")) for name in position if name != REST],
        "next": _packed(np.array(next_best, dtype=np.float64), 1.0),
        "limit": _packed(np.array(limit, dtype=np.float64), 1.0),
    }


def _column(table: pa.Table, name: str) -> NDArray[np.float64]:
    """Return a column of numbers, NaN where there is none."""
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    numbers: NDArray[np.float64] = pc.fill_null(table[name].cast(pa.float64()), np.nan).to_numpy()
    return numbers


def _packed(values: NDArray[np.float64], step: float | None = None) -> Packed:
    """Round to 0.001 or 0.01; two bytes a number where they fit, else four; each as its step from the one before it, deflated."""
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)
    largest = float(np.abs(known).max())
    if step is None:
        step = 0.001 if largest <= 0.001 * INT16 else 0.01
    size = 2 if largest <= step * INT16 else 4
    whole = np.rint(known / step).astype(f"<i{size}")
    whole[missing] = np.iinfo(whole.dtype).min
    steps = np.diff(whole, prepend=whole.dtype.type(0)).astype(f"<i{size}")  # wraps, as adding up does
    planes = steps.view(np.uint8).reshape(-1, size).T
    return {"step": step, "bytes": size, "data": b64encode(zlib.compress(planes.tobytes(), 9)).decode()}


def _size(part: Mapping[str, Any]) -> int:
    """Characters of all packed arrays, however deep they lie."""
    if "data" in part:
        return len(part["data"])
    inner = [value if isinstance(value, list) else [value] for value in part.values()]
    return sum(_size(value) for values in inner for value in values if isinstance(value, dict))
