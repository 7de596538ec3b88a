"""The years in which a contract pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Start = Literal["same_year", "next_year"]
"""``same_year``: payments begin in the first operating year; ``next_year``: in the year after it."""


@dataclass(frozen=True)
class Term:
    """When a contract begins and for how many years it pays.

    Parameters
    ----------
    years : int or None
        Payment years; ``None``: until the plant closes. [year]
    start : Start
        First payment year, counted from the first operating year.
    not_before : int or None
        Earliest fiscal year of payments; a plant that runs before has no contract until then.
    not_after : int or None
        Last fiscal year of payments.

    Examples
    --------
    >>> term = Term(20, "next_year", not_before=2027)
    >>> term.first_year(2025), term.first_year(2028), term.last_year(2028)
    (2027, 2029, 2048)
    """

    years: int | None
    start: Start = "same_year"
    not_before: int | None = None
    not_after: int | None = None

    def first_year(self, start_fiscal_year: int) -> int:
        """First fiscal year of payments of a plant that begins to run in ``start_fiscal_year``."""
        first = start_fiscal_year + (1 if self.start == "next_year" else 0)
        return first if self.not_before is None else max(first, self.not_before)

    def last_year(self, start_fiscal_year: int) -> int | None:
        """Last fiscal year of payments; ``None``: open."""
        ends = [] if self.not_after is None else [self.not_after]
        if self.years is not None:
            ends.append(self.first_year(start_fiscal_year) + self.years - 1)
        return min(ends, default=None)

    def holds(self, start_fiscal_year: int, fiscal_year: int) -> bool:
        """Whether ``fiscal_year`` is a payment year."""
        last = self.last_year(start_fiscal_year)
        return self.first_year(start_fiscal_year) <= fiscal_year and (last is None or fiscal_year <= last)
