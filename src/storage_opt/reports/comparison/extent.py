"""How much of a study its page shows: everything, as far as a file below 6 MB holds it; what is left out is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from storage_opt.messages import text
from storage_opt.records.study import CaseRow, Comparison
from storage_opt.reports.numerals import number

PAGE_BYTES = 5_950_000
"""A page is made again with less on it until it is no larger; INTERFACE asks for less than 6 MB."""
MOST_WRITTEN = 60
"""Up to so many cases stand in the page row by row; rows of more are made by its script from figures that it holds once."""
MOST_NOTES = 200
"""So many warnings stay on a page that is too large with all of them."""
MOST_TRIED = 700
"""Cases, more than fit with all that is known of them, with which the first page is made."""
MARGIN = 0.9
"""Share of what would fit by proportion, so that few pages are made for nothing."""


@dataclass(frozen=True)
class Extent:
    """What of a study stands on its page.

    Parameters
    ----------
    positions : tuple of int
        Positions of the cases, from 0, rising.
    cases : int
        Cases of the study.
    has_details : bool
        Whether there are all warnings, and running means of draws as tables.
    has_years : bool
        Whether there are tables of the operating years.
    """

    positions: tuple[int, ...]
    cases: int
    has_details: bool = True
    has_years: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether all cases are there."""
        return len(self.positions) == self.cases

    @property
    def is_drawn(self) -> bool:
        """Whether the script makes the rows."""
        return len(self.positions) > MOST_WRITTEN or not self.is_whole

    @property
    def most_notes(self) -> int | None:
        """Most warnings; ``None``: all."""
        return None if self.has_details else MOST_NOTES

    def rows(self, comparison: Comparison) -> list[tuple[int, CaseRow]]:
        """Pick number and row of the cases shown."""
        return [(at + 1, comparison.rows[at]) for at in self.positions]

    def left_out(self, language: str) -> list[str]:
        """Say what is not on the page, and which file holds it."""
        told = []
        if not self.is_whole:
            shown, cases = number(len(self.positions), 0), number(self.cases, 0)
            told.append(text("comparison.extent.cases", language, shown=shown, cases=cases))
        if not self.has_years:
            told.append(text("comparison.extent.years", language))
        if not self.has_details:
            told.append(text("comparison.extent.details", language, notes=number(MOST_NOTES, 0)))
        return told


def whole(comparison: Comparison) -> Extent:
    """Everything."""
    return Extent(tuple(range(len(comparison.rows))), len(comparison.rows))


def first_tried(comparison: Comparison, wanted: Iterable[int]) -> Extent:
    """Begin with everything, or with what may fit where that is far too much to be tried."""
    extent = whole(comparison)
    if extent.cases <= MOST_TRIED:
        return extent
    return replace(extent, positions=_kept(extent, wanted, MOST_TRIED), has_details=False, has_years=False)


def narrowed(extent: Extent, size: int, fixed: int, wanted: Iterable[int]) -> Extent | None:
    """Leave out what a reader misses least: details, then years, then cases; ``None`` where a single case is left.

    Parameters
    ----------
    extent : Extent
        What made the page too large.
    size, fixed : int
        Bytes of that page, and of what every page holds.
    wanted : iterable of int
        Positions that stay: those that sentences name.
    """
    if extent.has_details:
        return replace(extent, has_details=False)
    if extent.has_years:
        return replace(extent, has_years=False)
    if len(extent.positions) == 1:
        return None
    share = max(0.0, PAGE_BYTES - fixed) / (size - fixed)
    count = max(1, int(MARGIN * share * len(extent.positions)))
    return replace(extent, positions=_kept(extent, wanted, count))


def _kept(extent: Extent, wanted: Iterable[int], count: int) -> tuple[int, ...]:
    return tuple(sorted(list(dict.fromkeys([*wanted, *extent.positions]))[:count]))
