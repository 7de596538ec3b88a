"""What contracts have in common: who pays and dispatches, when they run, and what their amounts follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from storage_opt.messages import Message
from storage_opt.records.contract import Dispatcher, Payer
from storage_opt.schemes.base import OfferDuty

MARGIN_COSTS = ("charging_energy", "trading_fees", "wheeling_energy", "imbalance")
"""Costs inside the margin that schemes share in; kW-based charges and operating cost are not among them."""


@dataclass(frozen=True)
class Index:
    """What the amounts of a contract follow, as a factor by contract year.

    Parameters
    ----------
    rate : float
        Rise per year, compounded. [1/year]
    factors : tuple of float
        One per contract year instead of a rate; the last is carried on. [-]
    base_fiscal_year : int or None
        Fiscal year of whose money the amounts are; ``None``: of the first contract year. Not used with ``factors``.

    Examples
    --------
    >>> Index(0.02).factor(3, 2030)
    1.0404
    >>> Index(0.02, base_fiscal_year=2026).factor(1, 2028)
    1.0404
    >>> Index(factors=(1.0, 1.1)).factor(5, 2032)
    1.1
    """

    rate: float = 0.0
    factors: tuple[float, ...] = ()
    base_fiscal_year: int | None = None

    def factor(self, contract_year: int, fiscal_year: int) -> float:
        """Factor on all amounts in a contract year (1 is the first). [-]"""
        if self.factors:
            return self.factors[min(contract_year, len(self.factors)) - 1]
        years = contract_year - 1 if self.base_fiscal_year is None else fiscal_year - self.base_fiscal_year
        return float((1.0 + self.rate) ** years)


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
        first = start_fiscal_year + (self.start == "next_year")
        if self.first_fiscal_year is not None:
            first = max(first, self.first_fiscal_year)
        n = fiscal_year - first + 1
        return n if 1 <= n <= self.years else None

    @property
    def deductible_costs(self) -> tuple[str, ...]:
        """Costs that are deducted before the margin is shared."""
        return (*MARGIN_COSTS, "wear") if self.wear_deductible else MARGIN_COSTS
