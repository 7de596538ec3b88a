"""Several files as one series: doubled periods, missing periods, days that are not whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.price_faults import fault, listed, slot_text
from storage_opt.inputs.price_rows import PriceRows
from storage_opt.messages import say

DAY_MIN = 1440


@dataclass(frozen=True, eq=False)
class Series:
    """Rows of all files in order of time, one per period.

    Parameters
    ----------
    files : tuple of str
        Names of the files in messages.
    step_min : int
        Length of a period. [min]
    starts : ndarray of datetime64[m]
        Start of every period, strictly rising.
    values : ndarray of float
        What the column holds, in the unit of its name; NaN where a fault was found or nothing was published.
    file_index : ndarray of int
        File of every row, an index into ``files``.
    rows : ndarray of int
        Row in that file.
    """

    files: tuple[str, ...]
    step_min: int
    starts: NDArray[np.datetime64]
    values: NDArray[np.float64]
    file_index: NDArray[np.int64]
    rows: NDArray[np.int64]

    def take(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Series:
        """Return the rows of a mask, or of an order."""
        return Series(
            self.files,
            self.step_min,
            self.starts[kept],
            self.values[kept],
            self.file_index[kept],
            self.rows[kept],
        )

    def at(self, i: int) -> tuple[str, int]:
        """File and row of one period."""
        return self.files[self.file_index[i]], int(self.rows[i])


def merge(parts: Sequence[PriceRows], step_min: int) -> tuple[Series, list[Fault]]:
    """Put the rows of all files in order of time; periods given twice are faults and keep their first row."""
    series = Series(
        files=tuple(part.file for part in parts),
        step_min=step_min,
        starts=np.concatenate([part.starts for part in parts]),
        values=np.concatenate([part.values for part in parts]),
        file_index=np.repeat(np.arange(len(parts)), [part.starts.size for part in parts]),
        rows=np.concatenate([part.rows for part in parts]),
    )
    steps = np.diff(series.starts.astype(np.int64))
    if (steps > 0).all():
        return series, []
    ordered = series.take(np.argsort(series.starts, kind="stable"))
    again = np.concatenate([[False], ordered.starts[1:] == ordered.starts[:-1]])
    if not again.any():
        return ordered, []
    return ordered.take(~again), [_doubled(ordered, np.flatnonzero(again))]


def _doubled(series: Series, again: NDArray[np.int64]) -> Fault:
    """Name the periods given more than once; runs that two files share are written as one."""
    pair = series.file_index[again - 1] * len(series.files) + series.file_index[again]
    apart = np.diff(series.starts[again]).astype(np.int64) != series.step_min
    firsts = np.concatenate([[0], np.flatnonzero(apart | (np.diff(pair) != 0)) + 1, [again.size]])
    places = []
    for first, stop in pairwise(firsts):
        i, last = int(again[first]), int(again[stop - 1])
        (file, row), (other_file, other_row) = series.at(i - 1), series.at(i)
        places.append(
            say(
                "prices.twice" if last == i else "prices.twice_run",
                slot=slot_text(series.starts[i]),
                last=slot_text(series.starts[last]),
                slots=int(stop - first),
                file=file,
                row=row,
                other_file=other_file,
                other_row=other_row,
            )
        )
    return fault("prices.doubled", count=again.size, places=listed(places))


def incomplete_days(series: Series) -> list[Fault]:
    """First and last day of the series, when they are not whole."""
    if not series.starts.size:
        return []
    minutes = series.starts.astype(np.int64)
    days = minutes // DAY_MIN
    begins_late = minutes[0] % DAY_MIN != 0
    ends_early = (minutes[-1] + series.step_min) % DAY_MIN != 0
    broken = [days[0]] * bool(begins_late) + [days[-1]] * bool(ends_early)
    return [_incomplete(series, np.flatnonzero(days == day)) for day in dict.fromkeys(broken)]


def _incomplete(series: Series, at: NDArray[np.int64]) -> Fault:
    by_file: dict[str, list[int]] = {}
    for i in at:
        file, row = series.at(int(i))
        by_file.setdefault(file, []).append(row)
    rows = [say("prices.rows_of", file=file, first=min(rows), last=max(rows)) for file, rows in by_file.items()]
    return fault(
        "prices.day_incomplete",
        file=next(iter(by_file)),
        day=slot_text(series.starts[at[0]])[:10],
        first=slot_text(series.starts[at[0]])[11:],
        last=slot_text(series.starts[at[-1]])[11:],
        expected=max(DAY_MIN // series.step_min, 1),
        count=at.size,
        rows=listed(rows),
    )
