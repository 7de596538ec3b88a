"""Optional columns joined to the slots of the spot price: complete, or refused with the periods that lack a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.columns import ACCEPTANCE, AVAILABILITY, IMBALANCE, INTRADAY, acceptance, availability
from storage_opt.inputs.price_columns import ReadColumn, on_slots
from storage_opt.inputs.price_faults import fault, names_text, periods_text
from storage_opt.inputs.price_gaps import series_text
from storage_opt.inputs.price_rows import SLOT_MIN
from storage_opt.messages import Message, say
from storage_opt.records.prices import PRODUCTS, PriceYear
from storage_opt.units import jpy_per_mwh

Floats = NDArray[np.float64]
OPTIONAL = (INTRADAY, IMBALANCE, *AVAILABILITY, *ACCEPTANCE)


@dataclass(frozen=True)
class Joined:
    """Optional columns at the slots of the spot price.

    Parameters
    ----------
    values : mapping of str to ndarray
        Columns that are complete; NaN where nothing was awarded.
    faults : list of Fault
        Columns that are needed and not complete.
    warnings : list of Message
        Columns that are not needed, not complete, and therefore left out.
    """

    values: dict[str, Floats]
    faults: list[Fault]
    warnings: list[Message]


def join(
    read: Mapping[str, ReadColumn],
    slots: NDArray[np.datetime64],
    area: str | None,
    needed: Collection[str] | None,
) -> Joined:
    """Join every optional column.

    Parameters
    ----------
    read : mapping of str to ReadColumn
        Columns of the files.
    slots : ndarray of datetime64[m]
        Half-hours that have a spot price.
    area : str or None
        For messages.
    needed : collection of str, optional
        Columns that the run uses; all when omitted.
    """
    joined = Joined({}, [], [])
    absent: dict[str, NDArray[np.bool_]] = {}
    for column in (name for name in OPTIONAL if name in read):
        found = read[column]
        if found.series is None or found.faults or not found.all_read:
            continue
        joined.values[column], present = on_slots(found.series, slots)
        absent[column] = ~present
    for product in PRODUCTS:
        price, share = availability(product), acceptance(product)
        if price in joined.values:
            unclear = share in read and share not in joined.values  # told of already
            none_awarded = joined.values[share] == 0 if share in joined.values else np.full(slots.size, unclear)
            absent[price] = absent[price] | (np.isnan(joined.values[price]) & ~none_awarded)
    short = {column: missing for column, missing in absent.items() if missing.any()}
    told_with_price = {acceptance(product) for product in PRODUCTS if availability(product) in short}
    for column, missing in short.items():
        del joined.values[column]
        if column in told_with_price:
            continue
        series = read[column].series
        told = {
            "file": names_text(series.files) if series is not None else "",
            "column": column,
            "count": int(missing.sum()),
            "total": slots.size,
            "periods": periods_text(slots[missing], SLOT_MIN),
            "series": series_text(area),
        }
        if needed is None or column in needed:
            joined.faults.append(fault("prices.half_present", **told))
        else:
            joined.warnings.append(say("cli.warn.left_out", **told))
    for product in PRODUCTS:
        if availability(product) not in joined.values:
            joined.values.pop(acceptance(product), None)
    return joined


def with_columns(years: tuple[PriceYear, ...], values: Mapping[str, Floats]) -> tuple[PriceYear, ...]:
    """Give price years their part of the joined columns, in internal units."""
    cuts = np.cumsum([year.period.n_slots for year in years])[:-1]
    parts = {column: np.split(whole, cuts) for column, whole in values.items()}
    return tuple(
        PriceYear(
            year.fiscal_year,
            year.period,
            year.spot_jpy_per_mwh,
            jpy_per_mwh(parts[INTRADAY][i]) if INTRADAY in parts else None,
            jpy_per_mwh(parts[IMBALANCE][i]) if IMBALANCE in parts else None,
            {p: parts[availability(p)][i] for p in PRODUCTS if availability(p) in parts},
            {p: parts[acceptance(p)][i] for p in PRODUCTS if acceptance(p) in parts},
        )
        for i, year in enumerate(years)
    )
