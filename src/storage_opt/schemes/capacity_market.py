"""The capacity market (容量市場): the main-auction price for each de-rated kW."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.contract import ContractYear, Dispatcher, Payer, Payment
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.area_price import AreaPrice, main_auction_price
from storage_opt.schemes.base import OfferDuty, OperatingYear, Plant
from storage_opt.schemes.credit import Derating, credit
from storage_opt.schemes.notes import outside_term, price_assumed
from storage_opt.schemes.term import Term
from storage_opt.schemes.yen import whole_yen
from storage_opt.timeline import fiscal_year_start

FIRST_DELIVERY_YEAR = 2024
"""Delivery year of the first main auction (rule ``capacity_market.price``)."""


@dataclass(frozen=True)
class CapacityMarket:
    """Contracts of the main auction, one for each delivery year, as if the plant won in every one.

    Parameters
    ----------
    area : str or None
        Area of the grid.
    derating : Derating
        De-rating factors of each delivery year.
    term : Term
        Delivery years in which the plant takes part.
    rules : RuleBook
        Prices and deductions; values used are recorded.
    price_jpy_per_kw_year : float or None
        The user's own price, for all years; ``None``: that of area and year. [JPY/kW/year]
    transition_deduction : float
        Share deducted from the price (経過措置) until the measure ends. [-]
    """

    area: str | None
    derating: Derating
    term: Term
    rules: RuleBook
    price_jpy_per_kw_year: float | None = None
    transition_deduction: float = 0.0
    kind: str = "capacity_market"
    dispatcher: Dispatcher = "owner"
    offer_duty: OfferDuty = "none"
    payer: Payer = "capacity_contributions"

    def contracted_kw(self, plant: Plant, fiscal_year: int) -> int:
        """Contracted capacity in a delivery year, with the hours of the bid. [kW]"""
        return self.derating.credited_kw(plant.bid_power_mw, plant.hours(), fiscal_year)

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:
        """Nothing before operation."""
        del plant
        return ()

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Price × contracted kW, less the transition deduction; the margin is the owner's."""
        start, fiscal_year = plant.start_fiscal_year, now.fiscal_year
        if not self.term.holds(start, fiscal_year):
            return ContractYear(self.kind, self.payer, notes=outside_term(self.kind, self.term, start, fiscal_year))
        capacity = credit(self.derating, plant, now, fiscal_year)
        price = self.price(fiscal_year)
        deducted = self.deducted_share(fiscal_year, price.price_jpy_per_kw_year)
        amount = price.price_jpy_per_kw_year * (1.0 - deducted) * capacity.contracted_kw
        return ContractYear(
            self.kind,
            self.payer,
            payments=(Payment("capacity_payment", whole_yen(amount), self.payer),),
            contracted_kw=capacity.contracted_kw,
            credited_kw=capacity.credited_kw,
            notes=(*capacity.notes, *price_assumed(price.published_year, fiscal_year)),
        )

    def price(self, fiscal_year: int) -> AreaPrice:
        """Price of a delivery year before the deduction. [JPY/kW/year]"""
        if self.price_jpy_per_kw_year is not None:
            return AreaPrice(self.price_jpy_per_kw_year, fiscal_year)
        assert self.area is not None, "main-auction prices are by area"
        return main_auction_price(self.rules, self.area, fiscal_year)

    def deducted_share(self, fiscal_year: int, price_jpy_per_kw_year: float) -> float:
        """Share of the price that the transition measure takes in a delivery year. [-]

        Nothing after the measure has ended, nor where the price is at most the exempt share of Net CONE.

        References
        ----------
        Rules ``capacity_market.transition_deduction_old`` (the measure ends), ``transition_exempt_share``, ``net_cone``. How much
        is taken from a new battery that bids below the clearing price was not found: the share is the user's.
        """
        if self.transition_deduction == 0.0:
            return 0.0
        day = fiscal_year_start(fiscal_year)
        ends = "capacity_market.transition_deduction_old"
        if self.rules.has(ends, on=day) and self.rules.number(ends, on=day) == 0.0:
            return 0.0
        exempt, cone = "capacity_market.transition_exempt_share", "capacity_market.net_cone"
        if all(self.rules.has(name, on=day) for name in (exempt, cone)):
            limit = self.rules.number(exempt, on=day) * self.rules.number(cone, on=day)
            if price_jpy_per_kw_year <= limit:
                return 0.0
        return self.transition_deduction
