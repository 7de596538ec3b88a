"""A contract of the long-term decarbonization auction from the rules of its round; every rule can be overridden."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.base import OfferDuty
from storage_opt.schemes.credit import Derating, OfficialDerating
from storage_opt.schemes.indexation import CostItem, Indexation
from storage_opt.schemes.ltda import Ltda, ReturnInBid
from storage_opt.schemes.penalties import Failures, PenaltyRules
from storage_opt.schemes.refund import RefundRates
from storage_opt.schemes.term import Start, Term
from storage_opt.timeline import fiscal_year_start

ROUNDS = (1, 2, 3, 4)


@dataclass(frozen=True)
class LtdaTerms:
    """What an owner states; ``None``: as the rules of the round say.

    Parameters
    ----------
    price_jpy_per_kw_year : float
        Contract price per contracted kW. [JPY/kW/year]
    return_jpy_per_kw_year, bid_capital_jpy, contingency, decommission_share
        See ``ltda.ReturnInBid``.
    wacc : float or None
        Pre-tax return of the first threshold; ``None``: the highest that the round allows. [-]
    refund_rates : tuple of float or None
        Share returned by slice. [-]
    main_auction_jpy_per_kw_year : float or None
        Main-auction price of the second threshold. [JPY/kW/year]
    derating : Derating or None
        Factors that fix the contracted capacity.
    term_years, start, first_fiscal_year
        See ``term.Term``; ``first_fiscal_year`` replaces the earliest year of the rules.
    index_items, base_fiscal_year
        See ``indexation.Indexation``; the base is the bidding year unless stated.
    failures : Failures
        What the owner expects to fail.
    wear_deductible : bool or None
        Whether wear is deducted before the refund.
    offer_duty : str
        Whether the plant must run as a merchant would.
    grants_allowed : bool
        Whether a grant may stand beside the contract although the rules exclude it: an experiment.
    """

    price_jpy_per_kw_year: float
    return_jpy_per_kw_year: float | None = None
    bid_capital_jpy: float | None = None
    contingency: float = 0.0
    decommission_share: float = 0.0
    wacc: float | None = None
    refund_rates: RefundRates | None = None
    main_auction_jpy_per_kw_year: float | None = None
    derating: Derating | None = None
    term_years: int | None = None
    start: Start = "same_year"
    first_fiscal_year: int | None = None
    index_items: tuple[CostItem, ...] = ()
    base_fiscal_year: int | None = None
    failures: Failures = field(default_factory=Failures)
    wear_deductible: bool | None = None
    offer_duty: OfferDuty = "none"
    grants_allowed: bool = False


def bidding_day(book: RuleBook, round_: int) -> date:
    """First day of the bidding year (応札年度) of a round; the rules of the round hold from it."""
    return fiscal_year_start(int(book.number("ltda.bidding_year", on=None, round=round_)))


def ltda(book: RuleBook, round_: int, area: str | None, terms: LtdaTerms) -> Ltda:
    """Contract of a round.

    Parameters
    ----------
    book : RuleBook
        Dated rules; what is read from them is recorded, what the owner states is not looked up.
    round_ : int
        1 to 4.
    area : str or None
        Area of the grid; ``None`` only where factors and main-auction price are stated.
    terms : LtdaTerms
        What the owner states.

    References
    ----------
    Rules ``ltda``, ``ltda_contract`` and ``ltda_price``.
    """
    day = bidding_day(book, round_)
    rates = terms.refund_rates or _refund_rates(book, day, round_)
    wear = terms.wear_deductible
    if wear is None:
        wear = bool(book.value("ltda_contract.deductible", on=day, cost="wear"))
    _record_readings(book, day, terms)
    return Ltda(
        round=round_,
        area=area,
        price_jpy_per_kw_year=terms.price_jpy_per_kw_year,
        derating=terms.derating or _official(book, day, round_, area),
        term=_term(book, day, round_, terms),
        refund_rates=rates,
        return_in_bid=_return_in_bid(book, day, round_, terms),
        rules=book,
        main_auction_jpy_per_kw_year=terms.main_auction_jpy_per_kw_year,
        indexation=Indexation(terms.index_items, terms.base_fiscal_year or day.year),
        failures=terms.failures,
        penalty_rules=PenaltyRules() if terms.failures.is_none else penalty_rules(book, day),
        wear_deductible=wear,
        offer_duty=terms.offer_duty,
        costs_in_base=_costs_in_base(book, day),
        notes=_notes(book, day, round_, terms),
        grants_allowed=terms.grants_allowed,
    )


def penalty_rules(book: RuleBook, day: date) -> PenaltyRules:
    """Penalties in delivery years, all unverified and recorded as such."""
    return PenaltyRules(
        allowed_slots=book.number("ltda_contract.outage_slots", on=day),
        per_slot=book.number("ltda_contract.outage_penalty", on=day),
        tight_hours=book.number("ltda_contract.tight_hours", on=day),
        month_cap=book.number("ltda_contract.penalty_cap", on=day, period="month"),
        year_cap=book.number("ltda_contract.penalty_cap", on=day, period="year"),
    )


def longest_term(book: RuleBook, round_: int) -> tuple[int, int]:
    """Shortest and longest term that a round allows. [year]"""
    day = bidding_day(book, round_)
    shortest = int(book.number("ltda_contract.term", on=day, round=round_))
    has_more = (round_,) in book.rule("ltda_contract.term_max").series
    longest = int(book.number("ltda_contract.term_max", on=day, round=round_)) if has_more else shortest
    return shortest, longest


def _refund_rates(book: RuleBook, day: date, round_: int) -> RefundRates:
    first, second, third = (
        book.number("ltda_contract.refund_rate", on=day, round=round_, tier=tier) for tier in (1, 2, 3)
    )
    return first, second, third


def _official(book: RuleBook, day: date, round_: int, area: str | None) -> OfficialDerating:
    assert area is not None, "official factors are by area"
    return OfficialDerating(book, area, int(book.number("ltda_contract.derating_year", on=day, round=round_)))


def _term(book: RuleBook, day: date, round_: int, terms: LtdaTerms) -> Term:
    years = terms.term_years
    if years is None:
        years = int(book.number("ltda_contract.term", on=day, round=round_))
    first = terms.first_fiscal_year
    if first is None:
        first = int(book.number("ltda_contract.first_year", on=day))
    return Term(years, terms.start, not_before=first)


def _return_in_bid(book: RuleBook, day: date, round_: int, terms: LtdaTerms) -> ReturnInBid:
    if terms.return_jpy_per_kw_year is not None:
        return ReturnInBid(terms.return_jpy_per_kw_year)
    wacc = terms.wacc
    if wacc is None:
        wacc = book.number("ltda_price.wacc_cap", on=day, round=round_)
    return ReturnInBid(
        rate=wacc,
        bid_capital_jpy=terms.bid_capital_jpy,
        contingency=terms.contingency,
        decommission_share=terms.decommission_share,
    )


def _costs_in_base(book: RuleBook, day: date) -> tuple[str, ...]:
    """Costs other than wear that are deducted before the refund."""
    name = "ltda_contract.deductible"
    costs = [str(key[0]) for key in book.rule(name).series if key[0] != "wear"]
    return tuple(cost for cost in costs if book.value(name, on=day, cost=cost))


def _record_readings(book: RuleBook, day: date, terms: LtdaTerms) -> None:
    """Read the rules whose wording the sharing curve takes for granted, so that the result names the doubtful ones."""
    book.value("ltda_contract.loss_carried_over", on=day)
    book.value("ltda_contract.thresholds_indexed", on=day)
    if terms.main_auction_jpy_per_kw_year is None:
        book.value("ltda_contract.threshold_price", on=day)


def _notes(book: RuleBook, day: date, round_: int, terms: LtdaTerms) -> tuple[Message, ...]:
    notes = []
    if terms.start != book.text("ltda_contract.start", on=day):
        notes.append(say("contract.note.ltda_start"))
    if terms.offer_duty == "none" and book.value("ltda_contract.surplus_must_be_offered", on=day):
        notes.append(say("contract.note.ltda_free_to_withhold"))
    if terms.grants_allowed and book.value("ltda.excludes_grants", on=day, round=round_):
        notes.append(say("contract.note.ltda_grants", round=round_))
    if terms.term_years is not None:
        low, high = longest_term(book, round_)
        if not low <= terms.term_years <= high:
            notes.append(say("contract.note.ltda_term", years=terms.term_years, low=low, high=high, round=round_))
    return tuple(notes)
