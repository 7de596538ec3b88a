"""From the cells of a file to its price rows: fast when all is well, cell by cell when something is wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.price_faults import CellFaults
from storage_opt.inputs.price_rows import PriceRows, in_years
from storage_opt.inputs.sources.cells import NOT_A_TIME, fault_of_price, read_price
from storage_opt.inputs.sources.table import Cells

NO_FLOOR = -np.inf


def sound(part: PriceRows, years: Collection[int] | None, floor: float = NO_FLOOR) -> PriceRows | None:
    """Rows of the years asked for when every price is one, else ``None``.

    Parameters
    ----------
    part : PriceRows
        Rows whose starts are known.
    years : collection of int, optional
        Fiscal years that matter; all when omitted.
    floor : float
        Lowest price of the market. [JPY/kWh]
    """
    part = part.where(in_years(part.starts, years))
    price = part.spot_jpy_per_kwh
    return part if (np.isfinite(price) & (price >= floor)).all() else None


def examined(
    cells: Cells,
    starts: Sequence[np.datetime64 | None],
    prices: Sequence[str],
    notes: CellFaults,
    field: str,
    years: Collection[int] | None,
    floor: float = NO_FLOOR,
) -> PriceRows:
    """Rows of the years asked for, with every bad price noted.

    Parameters
    ----------
    cells : Cells
        Rows of the file.
    starts : sequence of datetime64 or None
        Start of each row; ``None`` where it could not be read, which is noted already.
    prices : sequence of str
        Price cell of each row.
    notes : CellFaults
        Faults found so far in these rows.
    field : str
        Name of the price column.
    years : collection of int, optional
        Fiscal years that matter; all when omitted.
    floor : float
        Lowest price of the market. [JPY/kWh]
    """
    moments: NDArray[np.datetime64] = np.array(
        [NOT_A_TIME if start is None else start for start in starts], dtype="datetime64[m]"
    )
    wanted = in_years(moments, years)
    values = np.full(len(prices), np.nan)
    for i in np.flatnonzero(wanted).tolist():
        price = read_price(prices[i])
        if name := fault_of_price(prices[i], price, floor):
            notes.add(name, field, cells.rows[i], prices[i], moments[i])
        elif price is not None:
            values[i] = price
    part = PriceRows(
        file=notes.file,
        rows=np.array(cells.rows, dtype=np.int64),
        starts=moments,
        spot_jpy_per_kwh=values,
        n_read=len(cells.rows),
    )
    return replace(part.where(wanted), faults=(*cells.faults, *notes.faults()))
