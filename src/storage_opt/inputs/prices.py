"""The door for prices: files and folders in, price years out, or every fault told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.price_faults import fault, listed, names_text
from storage_opt.inputs.price_files import PriceFile, open_files
from storage_opt.inputs.price_gaps import full_fiscal_years, gap_faults, missing_of_years, year_faults
from storage_opt.inputs.price_merge import Series, incomplete_days, merge
from storage_opt.inputs.price_rows import SLOT_MIN, PriceRows, order_faults, settle, slot_length
from storage_opt.inputs.price_years import Resample, price_years, resample_needed
from storage_opt.messages import say
from storage_opt.records.prices import AREAS, PriceBook


def read_prices(
    sources: Sequence[Path],
    *,
    area: str | None = None,
    fiscal_years: Sequence[int] | None = None,
    resample: Resample | None = None,
) -> PriceBook:
    """Read, check and merge day-ahead prices of one area.

    Files are recognised by their header: the canonical table (CSV or Parquet) and JEPX's day-ahead results. Only
    the rows of the area and years asked for need to be in order.

    Parameters
    ----------
    sources : sequence of pathlib.Path
        Files, and folders of which every ``.csv`` and ``.parquet`` is read.
    area : str, optional
        Market area; may be omitted when the files hold one series.
    fiscal_years : sequence of int, optional
        Price years wanted, each to be complete. When omitted, all days are taken: as one price year when they are
        one run of at most 366 days or hold no complete fiscal year, else cut at every 1 April.
    resample : {"mean", "repeat"}, optional
        Way from another slot length to 30 minutes: the mean of finer prices, or coarser prices repeated.

    Returns
    -------
    PriceBook
        Prices without consumption tax [JPY/MWh], 30-minute slots of whole days in Japan time, and the files read.

    Raises
    ------
    MarketDataError
        Every fault of every file, with its place, what was found, what was expected and what to do.
    """
    subject = names_text([str(source) for source in sources], most=3)
    files, faults = open_files(sources)
    area, mine, area_faults = _choose_area(files, area)
    faults += area_faults
    all_read = not faults
    faults += _request_faults(fiscal_years)
    years = None if not fiscal_years else sorted(set(fiscal_years))
    parts = []
    for file in mine:
        try:
            parts.append(file.source.rows(area, years))
        except MarketDataError as error:
            faults += error.faults
            all_read = False
    series, series_faults = _series(parts, resample)
    faults += series_faults
    if series is not None:
        faults += _completeness(series, mine, area, years, all_read=all_read)
    if faults or series is None:
        raise MarketDataError(subject, faults)
    records = tuple(file.record(part.n_read) for file, part in zip(mine, parts, strict=True))
    return PriceBook(area, price_years(series, years), records)


def series_names(sources: Sequence[Path]) -> tuple[str, ...]:
    """Areas that price files hold, in the order of ``AREAS``; empty for an unnamed series.

    Parameters
    ----------
    sources : sequence of pathlib.Path
        Files and folders, as for `read_prices`.

    Raises
    ------
    MarketDataError
        Every file whose header is not understood.
    """
    files, faults = open_files(sources)
    if faults:
        raise MarketDataError(names_text([str(source) for source in sources], most=3), faults)
    found = {area for file in files for area in file.source.areas}
    return tuple(area for area in AREAS if area in found)


def _request_faults(fiscal_years: Sequence[int] | None) -> list[Fault]:
    if fiscal_years is None:
        return []
    if not fiscal_years:
        return [fault("prices.no_years")]
    doubled = [str(year) for year, count in Counter(fiscal_years).items() if count > 1]
    return [fault("prices.years_doubled", years=", ".join(doubled))] if doubled else []


def _choose_area(files: Sequence[PriceFile], area: str | None) -> tuple[str | None, list[PriceFile], list[Fault]]:
    """Area of the run, and the files that hold it; a file without areas holds any."""
    if area is None:
        found = {name for file in files for name in file.source.areas}
        if len(found) > 1:
            labels = names_text([file.source.table.file for file in files if file.source.areas])
            areas = ", ".join(name for name in AREAS if name in found)
            return None, [], [fault("prices.area_needed", file=labels, areas=areas)]
        area = next(iter(found), None)
    mine, faults = [], []
    for file in files:
        if not file.source.areas or area in file.source.areas:
            mine.append(file)
        else:
            areas = ", ".join(file.source.areas)
            faults.append(fault("prices.area_missing", file=file.source.table.file, area=area, areas=areas))
    return area, mine, faults


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


def _completeness(
    series: Series, files: Sequence[PriceFile], area: str | None, years: Sequence[int] | None, *, all_read: bool
) -> list[Fault]:
    """Missing periods, and days or fiscal years that are not whole."""
    if years is None or not all_read:
        faults = gap_faults(series, area, all_read=all_read)
        return faults if years is not None else [*faults, *incomplete_days(series)]
    missing = missing_of_years(series, years)
    if not missing:
        return []
    starts = np.concatenate([file.source.rows(area, None).starts for file in files])
    full = full_fiscal_years(starts[~np.isnat(starts)], series.step_min)
    return year_faults(series, area, missing, full)
