"""Rows of one column and area in one file, and the checks that need no other file: order of time and slot length."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.price_faults import MAX_PLACES, fault, listed, place, slot_text
from storage_opt.messages import say

SLOT_MIN = 30
RUN_OF_ANOTHER_STEP = 4
"""So many equal steps of another length in a row are a change of resolution; fewer are missing slots."""


@dataclass(frozen=True, eq=False)
class PriceRows:
    """Rows of one column and area, as one file holds them.

    Parameters
    ----------
    file : str
        Name of the file in messages.
    rows : ndarray of int
        Line of the file (CSV) or number of the record (Parquet), from 1.
    starts : ndarray of datetime64[m]
        Start of every slot, Japan wall-clock time; NaT where it could not be read.
    values : ndarray of float
        What the column holds, in the unit of its name; NaN where it could not be read, or where nothing was published
        and that is allowed.
    n_read : int
        Data rows of the file, other areas and years included.
    step_min : int, optional
        Slot length that the publisher fixes; ``None`` where the rows show it. [min]
    faults : tuple of Fault
        Bad cells.
    """

    file: str
    rows: NDArray[np.int64]
    starts: NDArray[np.datetime64]
    values: NDArray[np.float64]
    n_read: int
    step_min: int | None = None
    faults: tuple[Fault, ...] = ()

    def where(self, kept: NDArray[np.bool_]) -> PriceRows:
        """Return the rows of a mask."""
        if kept.all():
            return self
        return replace(
            self,
            rows=self.rows[kept],
            starts=self.starts[kept],
            values=self.values[kept],
        )


def fiscal_years_of(starts: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Fiscal year of every slot; meaningless where the start is NaT.

    >>> fiscal_years_of(np.array(["2024-03-31T23:30", "2024-04-01T00:00"], dtype="datetime64[m]"))
    array([2023, 2024])
    """
    months = starts.astype("datetime64[M]").astype(np.int64)
    return (months - 3) // 12 + 1970


def in_years(starts: NDArray[np.datetime64], years: Collection[int] | None) -> NDArray[np.bool_]:
    """Mask of the slots that lie in ``years``; slots that could not be read are kept, to be told of."""
    if years is None:
        return np.ones(starts.shape, dtype=np.bool_)
    return np.isin(fiscal_years_of(starts), list(years)) | np.isnat(starts)


def order_faults(part: PriceRows) -> list[Fault]:
    """Rows that lie before the row above them."""
    known = np.flatnonzero(~np.isnat(part.starts))
    starts = part.starts[known]
    back = np.flatnonzero(starts[1:] < starts[:-1]) + 1
    if not back.size:
        return []
    places = [
        say(
            "prices.follows",
            row=part.rows[known[i]],
            slot=slot_text(starts[i]),
            row_above=part.rows[known[i - 1]],
            slot_above=slot_text(starts[i - 1]),
        )
        for i in back[:MAX_PLACES]
    ]
    return [fault("prices.order", file=part.file, count=back.size, places=listed(places, back.size))]


def slot_length(part: PriceRows) -> tuple[int | None, list[Fault]]:
    """Slot length of a file in minutes, ``None`` when the rows do not show one, and what is wrong with it."""
    if part.step_min is not None:
        return part.step_min, []
    starts = np.unique(part.starts[~np.isnat(part.starts)])
    if starts.size < 2:
        return None, []
    steps = np.diff(starts).astype(np.int64)
    lengths, counts = np.unique(steps, return_counts=True)
    step = int(lengths[counts.argmax()])
    if lengths.size > 1 and (others := _other_steps(starts, steps, step)):
        return None, [_mixed(part, step, starts[int(np.argmax(steps == step))], others)]
    return step, []


def _other_steps(starts: NDArray[np.datetime64], steps: NDArray[np.int64], step: int) -> dict[int, np.datetime64]:
    """Other steps that hold for a while, with the first slot at which they do."""
    edges = np.flatnonzero(np.diff(steps)) + 1
    first = np.concatenate([[0], edges])
    length = np.diff(np.concatenate([first, [steps.size]]))
    held = (length >= RUN_OF_ANOTHER_STEP) & (steps[first] != step)
    return {int(steps[i]): starts[i] for i in reversed(first[held])}


def _mixed(part: PriceRows, step: int, since: np.datetime64, others: dict[int, np.datetime64]) -> Fault:
    places = [
        say(
            "prices.step_since",
            step=minutes,
            slot=slot_text(start),
            row=part.rows[int(np.argmax(part.starts == start))],
        )
        for minutes, start in [(step, since), *others.items()]
    ]
    return fault("prices.step_mixed", file=part.file, places=listed(places))


def settle(part: PriceRows, step: int) -> tuple[PriceRows, list[Fault]]:
    """Put every row on the grid of ``step`` minutes.

    A row without a readable start, off the grid or far from its neighbours in time takes the place that they leave
    for it, so that it is told of once and not a second time as a missing period. Where they leave none it is dropped.
    """
    minutes = part.starts.astype(np.int64)
    unread = np.isnat(part.starts)
    grid = min(step, SLOT_MIN)
    phases, counts = np.unique(minutes[~unread] % step, return_counts=True)
    phase = phases[counts.argmax()] if phases.size else 0
    off = ~unread & ((minutes % step != phase) | (minutes % grid != 0))
    stray = np.zeros_like(unread)
    stray[1:-1] = (minutes[2:] - minutes[:-2] == 2 * step) & (
        (minutes[1:-1] < minutes[:-2]) | (minutes[1:-1] > minutes[2:])
    )
    if not (unread | off | stray).any():
        return part, []
    faults = []
    if off.any():
        at = np.flatnonzero(off)
        places = [place(int(part.rows[i]), slot_text(part.starts[i])) for i in at[:MAX_PLACES]]
        faults.append(
            fault("prices.off_grid", file=part.file, count=at.size, places=listed(places, at.size), step=step)
        )
    starts = _presumed(minutes, ~(unread | off | stray), step)
    settled = replace(part, starts=starts)
    return settled.where(~np.isnat(starts)), faults


def _presumed(minutes: NDArray[np.int64], known: NDArray[np.bool_], step: int) -> NDArray[np.datetime64]:
    """Fill the starts between known rows, where the number of rows fits the time between them."""
    starts = minutes.astype("datetime64[m]")
    starts[~known] = np.datetime64("NaT")
    at = np.arange(minutes.size)
    before = np.maximum.accumulate(np.where(known, at, -1))
    after = np.minimum.accumulate(np.where(known, at, minutes.size)[::-1])[::-1]
    for i in np.flatnonzero(~known):
        low, high = before[i], after[i]
        if low >= 0 and high < minutes.size and minutes[high] - minutes[low] != (high - low) * step:
            continue
        if low >= 0:
            starts[i] = np.datetime64(int(minutes[low] + (i - low) * step), "m")
        elif high < minutes.size:
            starts[i] = np.datetime64(int(minutes[high] - (high - i) * step), "m")
    return starts
