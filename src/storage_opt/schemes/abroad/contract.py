"""The face that contracts abroad share: nothing outside the term, their own arithmetic inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from storage_opt.messages import Message, say
from storage_opt.records.contract import ContractYear, Dispatcher, Payer, Payment
from storage_opt.records.sharing import SharingCurve
from storage_opt.schemes.abroad.terms import Terms
from storage_opt.schemes.base import OfferDuty, OperatingYear, Plant


@dataclass(frozen=True)
class Contract:
    """A contract with fixed terms; kinds add what is paid and shared in a contract year.

    Parameters
    ----------
    terms : Terms
        Payer, term, index, dispatcher, duties.
    """

    kind: ClassVar[str]
    terms: Terms

    @property
    def dispatcher(self) -> Dispatcher:
        """Who decides how the plant runs."""
        return self.terms.dispatcher

    @property
    def offer_duty(self) -> OfferDuty:
        """Whether the plant must run as a merchant would."""
        return self.terms.offer_duty

    @property
    def payer(self) -> Payer:
        """The other side."""
        return self.terms.payer

    @property
    def wear_deductible(self) -> bool:
        """Whether wear is deducted before the margin is shared."""
        return self.terms.wear_deductible

    @property
    def shares_margin(self) -> bool:
        """Whether the margin is shared at all; otherwise the base of sharing does not matter."""
        return True

    @property
    def deductible_costs(self) -> tuple[str, ...]:
        """Costs that are deducted before the margin is shared."""
        return self.terms.deductible_costs

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:  # noqa: ARG002
        """Return nothing: grants are a scheme of their own that stacks."""
        return ()

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Return what the contract gives and takes in an operating year; outside its term nothing."""
        n = self.terms.contract_year(plant.start_fiscal_year, now.fiscal_year)
        if n is None:
            return ContractYear(self.kind, self.terms.payer)
        first = self.terms.term.first_year(plant.start_fiscal_year)
        factor = self.terms.indexation.factor(now.fiscal_year, first)
        contracted, credited = self.capacity_kw(plant, now)
        notes = (*self.terms.notes, *self._short(plant, now))
        if credited < contracted:
            short = say(
                "schemes_abroad.note.shortfall",
                year=now.fiscal_year,
                credited=credited,
                contracted=contracted,
            )
            notes = (*notes, short)
        return ContractYear(
            scheme=self.kind,
            payer=self.terms.payer,
            payments=self.payments(plant, n, factor),
            sharing=self.curve(plant, now, n, factor),
            wear_deductible=self.terms.wear_deductible,
            contracted_kw=contracted,
            credited_kw=credited,
            notes=notes,
        )

    def payments(self, plant: Plant, contract_year: int, factor: float) -> tuple[Payment, ...]:  # noqa: ARG002
        """Return the fixed amounts of a contract year; ``factor`` is the index."""
        return ()

    def curve(self, plant: Plant, now: OperatingYear, contract_year: int, factor: float) -> SharingCurve:  # noqa: ARG002
        """Return what the owner keeps of the margin in a contract year."""
        return SharingCurve()

    def capacity_kw(self, plant: Plant, now: OperatingYear) -> tuple[int, int]:  # noqa: ARG002
        """Return the capacity under contract, and what the plant would be credited in this year. [kW]"""
        return 0, 0

    def _short(self, plant: Plant, now: OperatingYear) -> tuple[Message, ...]:
        hours, asked = plant.hours(now.energy_mwh), self.terms.minimum_hours
        if hours >= asked:
            return ()
        return (say("schemes_abroad.note.short", hours=hours, asked=asked, year=now.fiscal_year),)
