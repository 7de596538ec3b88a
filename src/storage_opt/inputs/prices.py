"""The door for prices: files and folders in, price years out, or every fault told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.columns import PRICE_COLUMNS, SPOT, SYSTEM
from storage_opt.inputs.plausibility import implausible
from storage_opt.inputs.price_columns import ReadColumn, Request, half_hour_starts, read_column
from storage_opt.inputs.price_faults import fault, names_text, told_once
from storage_opt.inputs.price_files import PriceFile, open_files
from storage_opt.inputs.price_fill import GapRule
from storage_opt.inputs.price_gaps import full_fiscal_years, gap_faults, missing_of_years, year_faults
from storage_opt.inputs.price_join import join, with_columns
from storage_opt.inputs.price_merge import Series, incomplete_days
from storage_opt.inputs.price_years import Resample, price_years
from storage_opt.inputs.sources.jepx_spot import JepxSpot
from storage_opt.messages import Message, say
from storage_opt.records.prices import AREAS, PriceBook


def read_prices(
    sources: Sequence[Path],
    *,
    area: str | None = None,
    fiscal_years: Sequence[int] | None = None,
    resample: Resample | None = None,
    gaps: GapRule = "refuse",
    accept_implausible: bool = False,
    needed: Collection[str] | None = None,
) -> PriceBook:
    """Read, check and merge the prices of one area.

    Files are recognised by their header: the canonical table (CSV or Parquet), JEPX's day-ahead and intraday results,
    EPRX's results and imbalance prices. Only the rows of the area and years asked for need to be in order. The spot price is
    the base; every other column must hold a value in each slot that has a spot price.

    Parameters
    ----------
    sources : sequence of pathlib.Path
        Files, and folders of which every ``.csv`` and ``.parquet`` is read; of a folder of imported data sets, those
        that its manifest lists.
    area : str, optional
        Market area; may be omitted when the files hold one series.
    fiscal_years : sequence of int, optional
        Price years wanted, each to be complete. When omitted, all days are taken: as one price year when they are
        one run of at most 366 days or hold no complete fiscal year, else cut at every 1 April.
    resample : {"mean", "repeat"}, optional
        Way from another slot length to 30 minutes: the mean of finer prices, or coarser prices repeated.
    gaps : {"refuse", "previous_day", "previous_week", "system"}
        What to do in slots for which no price was published (empty cells, a JEPX price below the floor of 0.01).
    accept_implausible : bool
        Whether a day-ahead file whose columns do not belong together is used all the same, with a warning.
    needed : collection of str, optional
        Columns that the run uses; another one that is not complete is left out with a warning. All when omitted.

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
    faults += [*area_faults, *_without_prices(files)]
    all_open = not faults
    faults += _request_faults(fiscal_years)
    doubts = implausible_files(mine)
    if not accept_implausible:
        faults += doubts
    request = Request(area, None if not fiscal_years else sorted(set(fiscal_years)), resample, gaps)
    read, told = read_columns(mine, request, all_open=all_open)
    faults += told
    spot = read[SPOT].series if SPOT in read else None
    warnings: list[Message] = []
    if spot is not None:
        joined = join(read, half_hour_starts(spot), area, needed)
        faults += joined.faults
        warnings += joined.warnings
    if faults or spot is None:
        raise MarketDataError(subject, told_once(faults))
    used = {SPOT, *joined.values}
    fills = tuple(found.fill for column, found in read.items() if found.fill is not None and column in used)
    warnings += [warning for column, found in read.items() if column in used for warning in found.warnings]
    if accept_implausible:
        warnings += [say("cli.warn.implausible", text=doubt.message) for doubt in doubts]
    rows = {file: count for found in read.values() for file, count in found.rows_read.items()}
    records = tuple(file.record(rows[file.source.table.file]) for file in mine)
    years = with_columns(price_years(spot, request.years), joined.values)
    return PriceBook(area, years, records, fills, tuple(warnings))


def read_columns(
    files: Sequence[PriceFile], request: Request, *, all_open: bool
) -> tuple[dict[str, ReadColumn], list[Fault]]:
    """Read every price column of the files, and list what is wrong.

    Parameters
    ----------
    files : sequence of PriceFile
        Files of the area.
    request : Request
        Area, years, resampling and rule for gaps.
    all_open : bool
        Whether every file could be opened; if not, missing periods may lie in those that could not.
    """
    held = {column for file in files for column in file.source.columns}
    system = None
    if request.gaps == "system" and any(SYSTEM in file.source.extras for file in files):
        system = read_column(SYSTEM, files, request).series
    read = {c: read_column(c, files, request, system) for c in PRICE_COLUMNS if c in held}
    faults = [bad for found in read.values() for bad in found.faults]
    if files and all_open and SPOT not in held:
        faults.append(fault("prices.no_spot", file=names_text([file.source.table.file for file in files])))
    if SPOT in read and (series := read[SPOT].series) is not None:
        holding = [file for file in files if SPOT in file.source.columns]
        all_read = all_open and read[SPOT].all_read
        faults += completeness(series, SPOT, holding, request, all_read=all_read)
    return read, faults


def implausible_files(files: Sequence[PriceFile]) -> list[Fault]:
    """Day-ahead files whose columns do not belong together."""
    faults = []
    for file in files:
        if isinstance(file.source, JepxSpot):
            faults += implausible(file.source.table.file, file.source.areas, *file.source.levels())
    return faults


def _without_prices(files: Sequence[PriceFile]) -> list[Fault]:
    """Recognised files that hold no price a run can use."""
    return [
        fault("prices.not_prices", file=file.source.table.file, layout=say(f"data.layout.{file.source.layout}"))
        for file in files
        if not file.source.columns
    ]


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


def completeness(
    series: Series, column: str, files: Sequence[PriceFile], request: Request, *, all_read: bool
) -> list[Fault]:
    """Missing periods, and days or fiscal years that are not whole."""
    area, years = request.area, request.years
    if years is None or not all_read:
        faults = gap_faults(series, area, all_read=all_read)
        return faults if years is not None else [*faults, *incomplete_days(series)]
    missing = missing_of_years(series, years)
    if not missing:
        return []
    starts = np.concatenate([file.source.rows(column, area, None, gaps=True).starts for file in files])
    full = full_fiscal_years(starts[~np.isnat(starts)], series.step_min)
    return year_faults(series, area, missing, full)
