"""The long-term decarbonization auction (長期脱炭素電源オークション): a price per contracted kW, and most of the profit returned."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import Message, say
from storage_opt.records.contract import ContractYear, Dispatcher, Payer, Payment
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.area_price import main_auction_price
from storage_opt.schemes.base import OfferDuty, OperatingYear, Plant
from storage_opt.schemes.credit import Derating, credit
from storage_opt.schemes.indexation import Indexation
from storage_opt.schemes.notes import carried_on, outside_term, price_assumed
from storage_opt.schemes.penalties import Failures, PenaltyRules, monthly_penalties
from storage_opt.schemes.refund import (
    RefundRates,
    Thresholds,
    bid_capital_jpy,
    kept_after_refund,
    return_in_bid_jpy,
    thresholds,
)
from storage_opt.schemes.term import Term
from storage_opt.schemes.yen import whole_months, whole_yen


@dataclass(frozen=True)
class ReturnInBid:
    """Where the first threshold comes from.

    Parameters
    ----------
    stated_jpy_per_kw_year : float or None
        Return per contracted kW as the owner states it; then nothing else counts. [JPY/kW/year]
    rate : float
        Pre-tax return. [-]
    bid_capital_jpy : float or None
        Capital in the bid; ``None``: from the capital cost of the plant. [JPY]
    contingency, decommission_share : float
        Shares of the capital cost that the bid adds. [-]
    """

    stated_jpy_per_kw_year: float | None = None
    rate: float = 0.05
    bid_capital_jpy: float | None = None
    contingency: float = 0.0
    decommission_share: float = 0.0

    def jpy_per_year(self, plant: Plant, years: int, contracted_kw: int) -> float:
        """Return of one year. [JPY/year]

        Raises
        ------
        ProjectError
            Neither a return nor a capital cost is stated.
        """
        if self.stated_jpy_per_kw_year is not None:
            return self.stated_jpy_per_kw_year * contracted_kw
        capital = self.bid_capital_jpy
        if capital is None:
            if plant.capex_jpy is None:
                raise ProjectError("ltda", [no_return_fault("scheme")])
            capital = bid_capital_jpy(
                plant.capex_jpy,
                contingency=self.contingency,
                decommission_share=self.decommission_share,
                rate=self.rate,
                years=years,
            )
        return return_in_bid_jpy(capital, self.rate, years)


def no_return_fault(where: str) -> Fault:
    """Name the two keys from which the first threshold may come."""
    return Fault(
        say("scheme.ltda_no_return", return_key=f"{where}.return_jpy_per_kw_year", capex_key="finance.capex_jpy"),
        say("scheme.ltda_no_return.do"),
    )


@dataclass(frozen=True)
class Ltda:
    """One contract of the auction. ``ltda_round.ltda`` makes one from the rules of a round.

    Parameters
    ----------
    round : int
        Round, 1 is the bidding year 2023.
    area : str or None
        Area of the grid, for the main-auction price.
    price_jpy_per_kw_year : float
        Contract price per contracted kW, at the price level of the bid. [JPY/kW/year]
    derating : Derating
        Factors that fix the contracted capacity.
    term : Term
        Payment years.
    refund_rates : tuple of float
        Share returned by slice. [-]
    return_in_bid : ReturnInBid
        First threshold.
    rules : RuleBook or None
        Main-auction prices; ``None`` only where the next is stated.
    main_auction_jpy_per_kw_year : float or None
        The user's own main-auction price, for all years. [JPY/kW/year]
    indexation : Indexation
        Of the price; thresholds stay as bid.
    failures, penalty_rules
        What the owner expects to fail, and what it costs.
    wear_deductible : bool
        Whether wear is deducted from the profit before the refund.
    offer_duty : str
        Whether the plant must run as a merchant would.
    costs_in_base : tuple of str
        Costs besides wear that the rules let the owner deduct from other-market revenue.
    notes : tuple of Message
        Readings of the rules that a reader must know; told in the first payment year.
    grants_allowed : bool
        Whether a grant may stand beside it although the rules exclude that.

    Examples
    --------
    The worked example of the facts: contracted 45,000 kW at 60,000, return 12,000, main auction 15,111.

    >>> from storage_opt.schemes.credit import FixedDerating
    >>> contract = Ltda(3, "tokyo", 60_000.0, FixedDerating(0.9), Term(20), (0.95, 0.90, 0.85),
    ...                 ReturnInBid(12_000.0), main_auction_jpy_per_kw_year=15_111.0)
    >>> plant = Plant("tokyo", 50.0, 50.0, 324.0, 0.93, 2029, 20, None)
    >>> year = contract.year(plant, OperatingYear(1, 2029, 324.0))
    >>> year.payments[0].amount_jpy, -year.sharing.transfer_jpy(700e6)
    (2700000000.0, 657000000.0)
    """

    round: int
    area: str | None
    price_jpy_per_kw_year: float
    derating: Derating
    term: Term
    refund_rates: RefundRates
    return_in_bid: ReturnInBid
    rules: RuleBook | None = None
    main_auction_jpy_per_kw_year: float | None = None
    indexation: Indexation = field(default_factory=Indexation)
    failures: Failures = field(default_factory=Failures)
    penalty_rules: PenaltyRules = field(default_factory=PenaltyRules)
    wear_deductible: bool = False
    offer_duty: OfferDuty = "none"
    costs_in_base: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    grants_allowed: bool = False
    kind: str = "ltda"
    dispatcher: Dispatcher = "owner"
    payer: Payer = "capacity_contributions"

    @property
    def shares_margin(self) -> bool:
        """Always: the profit is refunded."""
        return True

    @property
    def deductible_costs(self) -> tuple[str, ...]:
        """Costs that are deducted before the refund."""
        return (*self.costs_in_base, "wear") if self.wear_deductible else self.costs_in_base

    def contracted_kw(self, plant: Plant) -> int:
        """Contracted capacity, fixed at the bid. [kW]"""
        return self.derating.credited_kw(plant.bid_power_mw, plant.hours(), plant.start_fiscal_year)

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:
        """Nothing before operation."""
        del plant
        return ()

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Payment, penalty and refund of an operating year; outside the term the margin is the owner's."""
        start, fiscal_year = plant.start_fiscal_year, now.fiscal_year
        if not self.term.holds(start, fiscal_year):
            return ContractYear(self.kind, self.payer, notes=outside_term(self.kind, self.term, start, fiscal_year))
        capacity = credit(self.derating, plant, now, start)
        amount = (
            self.price_jpy_per_kw_year
            * self.indexation.factor(fiscal_year, self.term.first_year(start))
            * capacity.contracted_kw
        )
        at, price_notes = self.thresholds(plant, fiscal_year, capacity.contracted_kw)
        notes = [*(self.notes if fiscal_year == self.term.first_year(start) else ()), *capacity.notes, *price_notes]
        notes += carried_on(self.indexation, fiscal_year)
        return ContractYear(
            self.kind,
            self.payer,
            payments=tuple(self._payments(whole_yen(amount), capacity.contracted_kw)),
            sharing=kept_after_refund(at, self.refund_rates),
            wear_deductible=self.wear_deductible,
            contracted_kw=capacity.contracted_kw,
            credited_kw=capacity.credited_kw,
            notes=tuple(notes),
        )

    def thresholds(self, plant: Plant, fiscal_year: int, contracted_kw: int) -> tuple[Thresholds, tuple[Message, ...]]:
        """T1 and T2 of an operating year, and what was assumed."""
        main, notes = self._main_auction(fiscal_year)
        years = self.term.years
        assert years is not None, "the rules of a round fix a term"
        returned = self.return_in_bid.jpy_per_year(plant, years, contracted_kw)
        return thresholds(returned, self.price_jpy_per_kw_year, main, contracted_kw), notes

    def _main_auction(self, fiscal_year: int) -> tuple[float, tuple[Message, ...]]:
        if self.main_auction_jpy_per_kw_year is not None:
            return self.main_auction_jpy_per_kw_year, ()
        assert self.rules is not None, "main-auction prices come from the rules or from the user"
        assert self.area is not None, "main-auction prices are by area"
        found = main_auction_price(self.rules, self.area, fiscal_year)
        return found.price_jpy_per_kw_year, price_assumed(found.published_year, fiscal_year)

    def _payments(self, amount_jpy: float, contracted_kw: int) -> list[Payment]:
        paid = [Payment("capacity_payment", amount_jpy, self.payer)]
        if not self.failures.is_none:
            due = monthly_penalties(self.failures, self.penalty_rules, amount_jpy, contracted_kw)
            months = tuple(-jpy for jpy in whole_months(due))
            paid.append(Payment("penalty", float(sum(months)), self.payer, months))
        return paid
