"""From the cells of a file to the rows of a column: fast when all is well, cell by cell when something is wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.columns import Allowed
from storage_opt.inputs.price_faults import CellFaults
from storage_opt.inputs.price_rows import PriceRows, in_years
from storage_opt.inputs.sources.cells import NOT_A_TIME, fault_of_value, read_price
from storage_opt.inputs.sources.table import Cells


def sound(part: PriceRows, years: Collection[int] | None, allowed: Allowed) -> PriceRows | None:
    """Rows of the years asked for when every value is one, else ``None``.

    Parameters
    ----------
    part : PriceRows
        Rows whose starts are known.
    years : collection of int, optional
        Fiscal years that matter; all when omitted.
    allowed : Allowed
        What the column may hold.
    """
    part = part.where(in_years(part.starts, years))
    values = part.values
    low = allowed.low if allowed.floor is None else max(allowed.low, allowed.floor)
    fine = np.isfinite(values) & (values >= low) & (values <= allowed.high)
    if allowed.may_be_empty:
        fine |= np.isnan(values)
    return part if fine.all() else None


def examined(
    cells: Cells,
    starts: Sequence[np.datetime64 | None],
    texts: Sequence[str],
    notes: CellFaults,
    field: str,
    years: Collection[int] | None,
    allowed: Allowed,
) -> PriceRows:
    """Rows of the years asked for, with every bad value noted.

    Parameters
    ----------
    cells : Cells
        Rows of the file.
    starts : sequence of datetime64 or None
        Start of each row; ``None`` where it could not be read, which is noted already.
    texts : sequence of str
        Cell of each row.
    notes : CellFaults
        Faults found so far in these rows.
    field : str
        Name of the column in the file.
    years : collection of int, optional
        Fiscal years that matter; all when omitted.
    allowed : Allowed
        What the column may hold.
    """
    moments: NDArray[np.datetime64] = np.array(
        [NOT_A_TIME if start is None else start for start in starts], dtype="datetime64[m]"
    )
    wanted = in_years(moments, years)
    values = np.full(len(texts), np.nan)
    for i in np.flatnonzero(wanted).tolist():
        value = read_price(texts[i])
        if name := fault_of_value(texts[i], value, allowed):
            notes.add(name, field, cells.rows[i], texts[i], moments[i])
        elif value is not None and not (allowed.floor is not None and value < allowed.floor):
            values[i] = value
    part = PriceRows(
        file=notes.file,
        rows=np.array(cells.rows, dtype=np.int64),
        starts=moments,
        values=values,
        n_read=len(cells.rows),
    )
    return replace(part.where(wanted), faults=(*cells.faults, *notes.faults()))
