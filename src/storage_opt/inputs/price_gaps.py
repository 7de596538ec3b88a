"""Missing periods, written out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.price_faults import fault, listed, names_text, slot_text
from storage_opt.inputs.price_merge import DAY_MIN, Series
from storage_opt.inputs.price_rows import fiscal_years_of
from storage_opt.messages import Message, say
from storage_opt.timeline import fiscal_year_start

Run = tuple[int, int]
"""First minute and end minute of missing periods, in minutes since 1970, Japan time."""

ALL_AREAS = "*"
"""Stands for every area of a file whose rows hold them all."""
LONGEST_LIST = 4
"""So many missing periods in a row are named one by one; more are written as a run."""


def gap_faults(series: Series, area: str | None, *, all_read: bool) -> list[Fault]:
    """Gaps between the first and the last period, one fault per file or pair of files.

    A gap of whole fiscal years is no fault: price years need not follow each other.

    Parameters
    ----------
    series : Series
        All rows.
    area : str or None
        Area, for the message.
    all_read : bool
        Whether every file could be read; if not, gaps between files may be those that could not.
    """
    minutes = series.starts.astype(np.int64)
    by_files: dict[tuple[str, ...], list[Run]] = {}
    for i in np.flatnonzero(np.diff(minutes) > series.step_min):
        before, after = series.at(int(i))[0], series.at(int(i) + 1)[0]
        if all_read or before == after:
            runs = _without_fiscal_years(int(minutes[i]) + series.step_min, int(minutes[i + 1]))
            by_files.setdefault(tuple(dict.fromkeys((before, after))), []).extend(runs)
    return [
        fault("prices.missing", file=names_text(files), series=series_text(area), **_figures(runs, series))
        for files, runs in by_files.items()
        if runs
    ]


def missing_of_years(series: Series, years: Collection[int]) -> dict[int, list[Run]]:
    """Periods that fiscal years lack; a year without a period lacks one run, the whole of it.

    Parameters
    ----------
    series : Series
        Rows of those years.
    years : collection of int
        Fiscal years asked for.
    """
    minutes = series.starts.astype(np.int64)
    missing: dict[int, list[Run]] = {}
    for year in years:
        first, end = _minute_of_year(year), _minute_of_year(year + 1)
        mine = minutes[(minutes >= first) & (minutes < end)]
        edged = np.concatenate([[first - series.step_min], mine, [end]])
        at = np.flatnonzero(np.diff(edged) > series.step_min)
        if at.size:
            missing[year] = [(int(edged[i]) + series.step_min, int(edged[i + 1])) for i in at]
    return missing


def year_faults(series: Series, area: str | None, missing: Mapping[int, list[Run]], full: Sequence[int]) -> list[Fault]:
    """Fiscal years asked for that are missing or not complete.

    Parameters
    ----------
    series : Series
        Rows of those years.
    area : str or None
        Area, for the message.
    missing : mapping of int to list of run
        What each year lacks.
    full : sequence of int
        Fiscal years that the files hold in full, for the message.
    """
    there = names_text([str(year) for year in full]) if full else say("prices.none")
    of_year = fiscal_years_of(series.starts)
    faults = []
    for year, runs in missing.items():
        known = {"year": year, "series": series_text(area), "full": there}
        files = [series.files[i] for i in np.unique(series.file_index[of_year == year])]
        if files:
            faults.append(fault("prices.year_incomplete", file=names_text(files), **known, **_figures(runs, series)))
        else:
            faults.append(fault("prices.year_none", **known))
    return faults


def full_fiscal_years(starts: NDArray[np.datetime64], step_min: int) -> list[int]:
    """Fiscal years of which every period is there."""
    years, counts = np.unique(fiscal_years_of(np.unique(starts)), return_counts=True)
    return [
        int(year)
        for year, count in zip(years, counts, strict=True)
        if count * step_min == _minute_of_year(int(year) + 1) - _minute_of_year(int(year))
    ]


def series_text(area: str | None) -> Message:
    """Name the series for the user."""
    if area == ALL_AREAS:
        return say("prices.series_all")
    return say("prices.series_unnamed") if area is None else say("prices.series_area", area=area)


def _minute_of_year(fiscal_year: int) -> int:
    return int(np.datetime64(fiscal_year_start(fiscal_year), "m").astype(np.int64))


def _without_fiscal_years(first: int, end: int) -> list[Run]:
    """Split a gap at the whole fiscal years inside it, and leave them out."""
    year, last = (int(y) for y in fiscal_years_of(np.array([first, end], dtype="datetime64[m]")))
    if _minute_of_year(year) < first:
        year += 1
    if year >= last:
        return [(first, end)]
    pieces = [(first, _minute_of_year(year)), (_minute_of_year(last), end)]
    return [(begin, stop) for begin, stop in pieces if begin < stop]


def _figures(runs: Sequence[Run], series: Series) -> dict[str, object]:
    """Figures of a message: which periods are missing, how many, and how many these days should have."""
    missing = sum((end - first) // series.step_min for first, end in runs)
    days = np.unique(np.concatenate([np.arange(a // DAY_MIN, (b - 1) // DAY_MIN + 1) for a, b in runs]))
    found = int(np.isin(series.starts.astype(np.int64) // DAY_MIN, days).sum())
    return {
        "periods": listed(_groups(runs, series.step_min)),
        "count": missing,
        "days": days.size,
        "expected": missing + found,
        "found": found,
    }


def _groups(runs: Sequence[Run], step_min: int) -> list[Message]:
    """Missing periods in order: short runs by day, long runs by their ends."""
    groups: list[Message] = []
    day: list[int] = []
    for first, end in runs:
        if (end - first) // step_min > LONGEST_LIST:
            _close(day, groups)
            groups.append(
                say(
                    "prices.run",
                    first=_moment(first),
                    last=_moment(end - step_min),
                    slots=(end - first) // step_min,
                )
            )
            continue
        for minute in range(first, end, step_min):
            if day and minute // DAY_MIN != day[0] // DAY_MIN:
                _close(day, groups)
            day.append(minute)
    _close(day, groups)
    return groups


def _close(day: list[int], groups: list[Message]) -> None:
    if day:
        text = ", ".join([_moment(day[0]), *(_moment(minute)[11:] for minute in day[1:])])
        groups.append(say("prices.periods_of_day", text=text))
        day.clear()


def _moment(minute: int) -> str:
    return slot_text(np.datetime64(minute, "m"))
