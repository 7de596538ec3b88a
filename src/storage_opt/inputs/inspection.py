"""A whole file, every column and area of it, with everything that is wrong: what import and check stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import Fault
from storage_opt.inputs.columns import SYSTEM
from storage_opt.inputs.price_columns import ReadColumn, Request, half_hour_starts, on_slots, read_column
from storage_opt.inputs.price_faults import fault, told_once
from storage_opt.inputs.price_files import PriceFile
from storage_opt.inputs.price_fill import GapRule
from storage_opt.inputs.price_gaps import ALL_AREAS
from storage_opt.inputs.price_join import join
from storage_opt.inputs.price_rows import SLOT_MIN
from storage_opt.inputs.price_years import Resample
from storage_opt.inputs.prices import completeness, implausible_files
from storage_opt.inputs.sources.canonical import Canonical
from storage_opt.inputs.sources.eprx import EprxByResource, EprxResult
from storage_opt.messages import Message, say
from storage_opt.records.prices import AREAS, Fill
from storage_opt.timeline import SLOTS_PER_DAY, Period

Floats = NDArray[np.float64]
_AREA_NUMBER = re.compile(r"_(0[1-9])(?=\.[A-Za-z]+$)")


@dataclass(frozen=True)
class Choices:
    """How files are to be read.

    Parameters
    ----------
    area : str or None
        Area of a supply and demand file, which does not name it.
    gaps : {"refuse", "previous_day", "previous_week", "system"}
        What to do where nothing was published.
    resample : {"mean", "repeat"}, optional
        Way from another slot length to 30 minutes.
    accept_implausible : bool
        Whether a day-ahead file whose columns do not belong together is taken all the same.
    """

    area: str | None = None
    gaps: GapRule = "refuse"
    resample: Resample | None = None
    accept_implausible: bool = False


@dataclass(frozen=True, eq=False)
class Inspected:
    """A file, read as a whole.

    Parameters
    ----------
    file : PriceFile
        The file.
    dataset : str
        What it holds, without its days: ``jepx_spot``, ``eprx_rr_fit``, ``supply_tokyo`` and so on.
    areas : tuple of (str or None)
        Areas; one ``None`` for a series without an area.
    slots : ndarray of datetime64[m]
        Half-hours covered, in order.
    values : mapping of str to ndarray, shape (areas, slots)
        Columns; NaN where nothing was published and that is allowed, and for an area with faults in the column.
    faults : list of Fault
        Everything that is wrong.
    warnings : list of Message
        What a reader must know: filled slots, an implausible file that was accepted.
    fills : list of Fill
        What was filled, one entry per column and area.
    rows_read : int
        Data rows of the file.
    """

    file: PriceFile
    dataset: str
    areas: tuple[str | None, ...]
    slots: NDArray[np.datetime64]
    values: dict[str, Floats] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    rows_read: int = 0

    @property
    def period(self) -> Period:
        """Days covered; for a file without faults."""
        first: date = self.slots[0].astype("datetime64[D]").item()
        return Period(first, self.slots.size // SLOTS_PER_DAY)

    @property
    def is_whole(self) -> bool:
        """Whether at least one column is there for every area, so that statistics can be shown beside faults."""
        return bool(self.values) and self.slots.size % SLOTS_PER_DAY == 0 and self.is_steady

    @property
    def is_steady(self) -> bool:
        """Whether no slot is missing between the first and the last."""
        return bool((np.diff(self.slots.astype(np.int64)) == SLOT_MIN).all())

    @property
    def status(self) -> str | None:
        """``final`` or ``preliminary`` for results of the balancing market."""
        source = self.file.source
        return source.head.status if isinstance(source, EprxResult | EprxByResource) else None


def inspect_file(file: PriceFile, choices: Choices) -> Inspected:
    """Read every column of every area of one file."""
    source = file.source
    areas: tuple[str | None, ...] = source.areas or (_area_of_supply(file, choices),)
    found = Inspected(file, _dataset(file, areas), areas, np.array([], dtype="datetime64[m]"))
    doubts = implausible_files([file])
    if choices.accept_implausible:
        found.warnings.extend(say("cli.warn.implausible", text=doubt.message) for doubt in doubts)
    else:
        found.faults.extend(doubts)
    if source.layout == "supply" and areas == (None,):
        found.faults.append(fault("data.area_unknown", file=source.table.file))
    parts = [_area(file, area, choices, found) for area in areas]
    slots = next((part.slots for part in parts if part.slots.size), found.slots)
    same = all(np.array_equal(part.slots, slots) for part in parts)
    if same:
        unknown = np.full(slots.size, np.nan)
        for column in dict.fromkeys(column for part in parts for column in part.values):
            found.values[column] = np.array([part.values.get(column, unknown) for part in parts])
    elif not found.faults:
        found.faults.append(fault("data.areas_differ", file=source.table.file))
    faults = told_once(found.faults)
    return replace(found, slots=slots, faults=faults, rows_read=max(part.rows_read for part in parts))


@dataclass(frozen=True, eq=False)
class _Area:
    """Slots and whole columns of one area."""

    slots: NDArray[np.datetime64]
    values: dict[str, Floats]
    rows_read: int


def _area(file: PriceFile, area: str | None, choices: Choices, found: Inspected) -> _Area:
    """Read every column of one area; what is wrong goes to ``found``."""
    source = file.source
    request = Request(area, None, choices.resample, choices.gaps)
    system = read_column(SYSTEM, [file], request).series if SYSTEM in source.extras else None
    read: dict[str, ReadColumn] = {
        column: read_column(column, [file], request, system) for column in (*source.columns, *source.extras)
    }
    for column in read.values():
        found.faults.extend(column.faults)
        found.warnings.extend(column.warnings)
        found.fills.extend([] if column.fill is None else [column.fill])
    base = next(iter(read))
    rows_read = max((count for column in read.values() for count in column.rows_read.values()), default=0)
    series = read[base].series
    if series is None or not series.starts.size:
        return _Area(np.array([], dtype="datetime64[m]"), {}, rows_read)
    whole_rows = len(source.areas) > 1 and not isinstance(source, Canonical)
    shown = replace(request, area=ALL_AREAS) if whole_rows else request
    found.faults.extend(completeness(series, base, [file], shown, all_read=read[base].all_read))
    slots = half_hour_starts(series)
    joined = join(read, slots, area, None)
    found.faults.extend(joined.faults)
    values = {
        column: on_slots(part.series, slots)[0]
        for column, part in read.items()
        if part.series is not None and not part.faults
    }
    return _Area(slots, values | joined.values, rows_read)


def _dataset(file: PriceFile, areas: Sequence[str | None]) -> str:
    source = file.source
    if isinstance(source, EprxResult):
        return f"eprx_{source.head.product}"
    if isinstance(source, EprxByResource):
        return f"eprx_by_resource_{source.head.product}"
    if source.layout == "supply":
        return f"supply_{areas[0]}"
    if source.layout.startswith("canonical"):
        return "prices_" + re.sub(r"[^\w-]+", "_", file.path.stem)
    return source.layout


def _area_of_supply(file: PriceFile, choices: Choices) -> str | None:
    """Area of a supply and demand file: as told, else by the number at the end of its name, 01 Hokkaido to 09 Kyushu."""
    if file.source.layout != "supply":
        return None
    number = _AREA_NUMBER.search(Path(file.path).name)
    return choices.area or (AREAS[int(number[1]) - 1] if number else None)


def period_name(period: Period) -> str:
    """Name of a run of days: a fiscal year, a month, or its ends.

    >>> period_name(Period.of_fiscal_year(2023)), period_name(Period(date(2025, 5, 1), 31))
    ('FY2023', '202505')
    """
    if period.is_fiscal_year:
        return f"FY{period.fiscal_year}"
    following = period.last_day + timedelta(days=1)
    first = period.first_day
    if first.day == 1 and following.day == 1 and period.n_days <= 31:
        return f"{first:%Y%m}"
    return f"{first:%Y%m%d}-{period.last_day:%Y%m%d}"
