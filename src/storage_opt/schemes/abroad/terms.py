"""What contracts have in common: who pays and dispatches, when they run, and what their amounts follow."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage_opt.messages import Message
from storage_opt.records.contract import Dispatcher, Payer
from storage_opt.schemes.base import OfferDuty
from storage_opt.schemes.indexation import Indexation
from storage_opt.schemes.term import Term

MARGIN_COSTS = ("charging_energy", "trading_fees", "wheeling_energy", "imbalance")
"""Costs inside the margin that schemes share in; kW-based charges and operating cost are not among them."""


@dataclass(frozen=True)
class Terms:
    """Terms that every contract states.

    Parameters
    ----------
    payer : Payer
        The other side.
    term : Term
        When the contract begins, and for how many years it pays.
    indexation : Indexation
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
    term: Term
    indexation: Indexation = field(default_factory=Indexation)
    dispatcher: Dispatcher = "owner"
    offer_duty: OfferDuty = "none"
    wear_deductible: bool = False
    minimum_hours: int = 0
    notes: tuple[Message, ...] = ()

    def contract_year(self, start_fiscal_year: int, fiscal_year: int) -> int | None:
        """Contract year of a fiscal year, 1 is the first; ``None`` outside the term.

        >>> [Terms("taxpayers", Term(2, "next_year")).contract_year(2028, year) for year in (2028, 2029, 2030, 2031)]
        [None, 1, 2, None]
        """
        if not self.term.holds(start_fiscal_year, fiscal_year):
            return None
        return fiscal_year - self.term.first_year(start_fiscal_year) + 1

    @property
    def deductible_costs(self) -> tuple[str, ...]:
        """Costs that are deducted before the margin is shared."""
        return (*MARGIN_COSTS, "wear") if self.wear_deductible else MARGIN_COSTS
