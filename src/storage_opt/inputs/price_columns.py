"""One column from all files that hold it: rows read, put in order, filled where a rule was named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.columns import IMBALANCE, INTRADAY, SPOT
from storage_opt.inputs.price_faults import fault, listed, names_text
from storage_opt.inputs.price_files import PriceFile
from storage_opt.inputs.price_fill import GapRule, fill, filled_warning
from storage_opt.inputs.price_merge import Series, merge
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows, order_faults, settle, slot_length
from storage_opt.inputs.price_years import Resample, resample_needed
from storage_opt.messages import Message, say
from storage_opt.records.prices import Fill

FILLABLE = (SPOT, INTRADAY, IMBALANCE)
"""Columns with a price in every slot; a balancing block without an award is no gap."""


@dataclass(frozen=True)
class Request:
    """What is to be read.

    Parameters
    ----------
    area : str or None
        Market area.
    years : list of int or None
        Fiscal years in order; all when ``None``.
    resample : {"mean", "repeat"}, optional
        Way from another slot length to 30 minutes.
    gaps : {"refuse", "previous_day", "previous_week", "system"}
        What to do where nothing was published.
    """

    area: str | None
    years: list[int] | None = None
    resample: Resample | None = None
    gaps: GapRule = "refuse"


@dataclass(frozen=True)
class ReadColumn:
    """A column of all files.

    Parameters
    ----------
    series : Series or None
        Its rows; ``None`` where the slot length is unclear.
    faults : list of Fault
        What is wrong with it.
    all_read : bool
        Whether every file could be read.
    rows_read : mapping of str to int
        Data rows of every file.
    fill : Fill or None
        What was filled.
    warnings : list of Message
        What a reader of the result must know.
    """

    series: Series | None
    faults: list[Fault]
    all_read: bool
    rows_read: dict[str, int]
    fill: Fill | None = None
    warnings: list[Message] = field(default_factory=list)


def read_column(column: str, files: Sequence[PriceFile], request: Request, system: Series | None = None) -> ReadColumn:
    """Read one column of all files that hold it.

    Parameters
    ----------
    column : str
        Name in the canonical table, or one of the extras of the files.
    files : sequence of PriceFile
        Files to read.
    request : Request
        Area, years, resampling and rule for gaps.
    system : Series, optional
        System prices, for the rule ``system``.
    """
    holding = [file for file in files if column in (*file.source.columns, *file.source.extras)]
    parts: list[PriceRows] = []
    faults: list[Fault] = []
    for file in holding:
        try:
            parts.append(file.source.rows(column, request.area, request.years, gaps=request.gaps != "refuse"))
        except MarketDataError as error:
            faults += error.faults
    all_read = len(parts) == len(holding)
    rows_read = {part.file: part.n_read for part in parts}
    series, found = _series(parts, request.resample)
    faults += found
    filled, warnings = None, list[Message]()
    may_fill = request.gaps != "refuse" and column in FILLABLE
    if series is not None and not faults and may_fill:
        empty = np.isnan(series.values)
        series, filled, unfilled = fill(series, column, request.gaps, system, request.area)
        faults += unfilled
        if filled is not None:
            warnings.append(filled_warning(filled, series, empty, request.area))
    return ReadColumn(series, faults, all_read, rows_read, filled, warnings)


def on_slots(series: Series, slots: NDArray[np.datetime64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Values of a series at half-hours, and whether it holds each of them.

    Parameters
    ----------
    series : Series
        Of any slot length that is a part or a multiple of 30 minutes.
    slots : ndarray of datetime64[m]
        Starts of half-hours.
    """
    minutes = slots.astype(np.int64)
    starts = series.starts.astype(np.int64)
    values = np.zeros(slots.size)
    present = np.full(slots.size, starts.size > 0)
    parts = max(SLOT_MIN // series.step_min, 1)
    for part in range(parts if starts.size else 0):
        wanted = (minutes + part * series.step_min) // series.step_min * series.step_min
        at = np.searchsorted(starts, wanted).clip(max=starts.size - 1)
        present &= starts[at] == wanted
        values += series.values[at] / parts
    return np.where(present, values, np.nan), present


def half_hour_starts(series: Series) -> NDArray[np.datetime64]:
    """List the starts of the half-hours that a series covers."""
    if series.step_min < SLOT_MIN:
        floored: NDArray[np.datetime64] = np.unique(series.starts.astype(np.int64) // SLOT_MIN * SLOT_MIN).astype(
            "datetime64[m]"
        )
        return floored
    step = np.arange(series.step_min // SLOT_MIN) * np.timedelta64(SLOT_MIN, "m")
    return (series.starts[:, None] + step).reshape(-1)


def _series(parts: Sequence[PriceRows], resample: Resample | None) -> tuple[Series | None, list[Fault]]:
    """Rows of all files as one series of one slot length; no series where the length is unclear."""
    faults = [bad for part in parts for bad in (*part.faults, *order_faults(part))]
    lengths = [slot_length(part) for part in parts]
    unclear = [bad for _, found in lengths for bad in found]
    by_file = {part.file: step for part, (step, _) in zip(parts, lengths, strict=True) if step is not None}
    steps = set(by_file.values())
    if len(steps) > 1:
        places = [say("prices.step_of", file=file, step=step) for file, step in by_file.items()]
        unclear.append(fault("prices.step_differs", places=listed(places)))
    step = steps.pop() if len(steps) == 1 else SLOT_MIN
    faults += [*unclear, *_resample_faults(by_file, step, resample)]
    if unclear or not parts or resample_needed(step) is None:
        return None, faults
    settled = []
    for part in parts:
        rows, off_grid = settle(part, step)
        settled.append(rows)
        faults += off_grid
    series, doubled = merge(settled, step)
    return series, [*faults, *doubled]


def _resample_faults(files: Collection[str], step_min: int, resample: Resample | None) -> list[Fault]:
    """Refuse a slot length other than 30 minutes, unless the way to half-hours was asked for."""
    needed = resample_needed(step_min)
    if step_min == SLOT_MIN or (needed is not None and needed == resample):
        return []
    name = "prices.step_uneven" if needed is None else "prices.step_other"
    return [fault(name, file=names_text(list(files)), step=step_min, needed=needed)]
