"""What contracts have in common: who pays and dispatches, when they run, and what their amounts follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from storage_opt.messages import Message
from storage_opt.records.contract import Dispatcher, Payer
from storage_opt.schemes.base import OfferDuty

MARGIN_COSTS = ("charging_energy", "trading_fees", "wheeling_energy", "imbalance")
"""Costs inside the margin that schemes share in; kW-based charges and operating cost are not among them."""


@dataclass(frozen=True)
class Index:
    """What the amounts of a contract follow, as a factor by fiscal year.

    Parameters
    ----------
    rate : float
        Change from one fiscal year to the next. [-]
    rates : mapping of int to float
        Change into a fiscal year, where it differs; a year that is not named changes as the last named one before it. [-]
    levels : mapping of int to float
        Published levels, then rates do not count; a year that is not named has the last level before it. [-]
    base_fiscal_year : int or None
        Fiscal year of whose money the amounts are; ``None``: of the first contract year.

    Examples
    --------
    >>> Index(0.02).factor(2028, 2030), Index(0.02, base_fiscal_year=2026).factor(2028, 2028)
    (1.0404, 1.0404)
    >>> Index(0.02, {2030: 0.1}).factor(2029, 2030), Index(levels={2027: 100.0, 2029: 120.0}).factor(2028, 2035)
    (1.1, 1.2)
    """

    rate: float = 0.0
    rates: Mapping[int, float] = field(default_factory=dict)
    levels: Mapping[int, float] = field(default_factory=dict)
    base_fiscal_year: int | None = None

    def factor(self, first_fiscal_year: int, fiscal_year: int) -> float:
        """Level of a fiscal year over that of the base; 1 in the base year and before. [-]"""
        base = first_fiscal_year if self.base_fiscal_year is None else self.base_fiscal_year
        if fiscal_year <= base:
            return 1.0
        if self.levels:
            return _last(self.levels, fiscal_year) / _last(self.levels, base)
        changes = (_last({0: self.rate, **self.rates}, year) for year in range(base + 1, fiscal_year + 1))
        return math.prod(1.0 + change for change in changes)


def _last(values: Mapping[int, float], fiscal_year: int) -> float:
    """Value of the last year named up to ``fiscal_year``, else the first one."""
    return values[max((year for year in values if year <= fiscal_year), default=min(values))]


@dataclass(frozen=True)
class Terms:
    """Terms that every contract states.

    Parameters
    ----------
    payer : Payer
        The other side.
    years : int
        Contract years. [year]
    start : str
        ``same_year``: the first contract year is the first operating year; ``next_year``: the year after it.
    first_fiscal_year : int or None
        Earliest fiscal year of the contract; a plant that runs before has none until then.
    index : Index
        What the amounts follow.
    dispatcher : Dispatcher
        Who decides how the plant runs.
    offer_duty : OfferDuty
        Whether the plant must run as a merchant would.
    wear_deductible : bool
        Whether wear is deducted before the margin is shared.
    minimum_hours : int
        Whole hours of full output that the rules ask for; 0: none. [h]
    notes : tuple of Message
        What a reader must know in every contract year.
    """

    payer: Payer
    years: int
    start: Literal["same_year", "next_year"] = "same_year"
    first_fiscal_year: int | None = None
    index: Index = field(default_factory=Index)
    dispatcher: Dispatcher = "owner"
    offer_duty: OfferDuty = "none"
    wear_deductible: bool = False
    minimum_hours: int = 0
    notes: tuple[Message, ...] = ()

    def contract_year(self, start_fiscal_year: int, fiscal_year: int) -> int | None:
        """Contract year of a fiscal year, 1 is the first; ``None`` outside the term.

        >>> [Terms("taxpayers", 2, "next_year").contract_year(2028, year) for year in (2028, 2029, 2030, 2031)]
        [None, 1, 2, None]
        """
        n = fiscal_year - self.first_year(start_fiscal_year) + 1
        return n if 1 <= n <= self.years else None

    def first_year(self, start_fiscal_year: int) -> int:
        """Fiscal year of the first contract year of a plant that begins to run in ``start_fiscal_year``."""
        first = start_fiscal_year + (self.start == "next_year")
        return first if self.first_fiscal_year is None else max(first, self.first_fiscal_year)

    @property
    def deductible_costs(self) -> tuple[str, ...]:
        """Costs that are deducted before the margin is shared."""
        return (*MARGIN_COSTS, "wear") if self.wear_deductible else MARGIN_COSTS
