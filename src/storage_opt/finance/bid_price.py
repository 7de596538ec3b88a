"""The price that costs allow in a bid of the long-term decarbonization auction (応札価格), with every part of it."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import Message, say
from storage_opt.records.bid_price import BidPrice
from storage_opt.records.finance_terms import CONTINGENCY, CapitalItem
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.annuity import capital_recovery
from storage_opt.schemes.ltda_round import bidding_day, longest_term

CONNECTION = "grid_connection"


def bid_price(
    book: RuleBook,
    round_: int,
    *,
    capital: Sequence[CapitalItem],
    fixed_om_jpy: Sequence[float],
    property_tax_jpy: Sequence[float],
    contracted_kw: float,
    decommissioning_jpy: float | None = None,
    contingency: float | None = None,
    wacc: float | None = None,
    years: int | None = None,
    property_tax_rate: float | None = None,
) -> BidPrice:
    """Price per contracted kW that the costs of a plant allow, other-market revenue taken as nothing.

    Parameters
    ----------
    book : RuleBook
        Dated rules; values used are recorded.
    round_ : int
        1 to 4.
    capital : sequence of CapitalItem
        At the price level of the bid, not inflated: indexation stands in for that. ``grid_connection`` and ``contingency`` are
        known by name, construction cost by ``is_construction``; the rest is other capital.
    fixed_om_jpy : sequence of float
        Fixed costs of operating years 1, 2, … at the price level of the bid: operation, insurance, lease, generator-side charge. [JPY/year]
    property_tax_jpy : sequence of float
        By operating year. [JPY/year]
    contracted_kw : float
        Contracted capacity: power after de-rating; power itself gives the price before de-rating. [kW]
    decommissioning_jpy : float or None
        At the end of support, at the price level of the bid; ``None``: the round's share of construction cost. [JPY]
    contingency : float or None
        Share of construction cost in the bid, whatever the project itself puts aside; ``None``: the items of that name. [-]
    wacc : float or None
        Pre-tax return; ``None``: the highest of the round. [1/year]
    years : int or None
        Years of support; ``None``: the round's.
    property_tax_rate : float or None
        Rate at which property tax is levelised, 0 for the plain average; ``None``: the return. [1/year]

    Raises
    ------
    ProjectError
        More contingency or return than the round allows, contingency without construction cost: all together.

    Notes
    -----
    ``price = (capital × CRF(w, N) + fixed costs + property tax) / contracted kW`` with ``capital = construction × (1 + contingency)
    + connection + other + decommissioning / (1 + w)^N``. The official equation was not seen: this is the consistent reading of
    what is known of it. Business tax (事業税) is in none of the parts unless the caller adds it to the fixed costs.

    References
    ----------
    Rules ``ltda_price.contingency_max``, ``decommission_share``, ``wacc_cap``, ``other_market_revenue``, ``cost_in_bid``.
    """
    day = bidding_day(book, round_)
    cap = book.number("ltda_price.wacc_cap", on=day, round=round_)
    rate = cap if wacc is None else wacc
    term = int(book.number("ltda_contract.term", on=day, round=round_)) if years is None else years
    connection = sum(item.amount_jpy for item in capital if item.name == CONNECTION)
    put_aside = sum(item.amount_jpy for item in capital if item.name == CONTINGENCY)
    stated_years = [len(amounts) for amounts in (fixed_om_jpy, property_tax_jpy) if amounts]
    rest = [item for item in capital if item.name not in (CONNECTION, CONTINGENCY)]
    construction = sum(item.amount_jpy for item in rest if item.is_construction)
    contingency_jpy = put_aside if contingency is None else contingency * construction
    faults = _too_much(book, round_, contingency_jpy, construction, rate, cap)
    if faults:
        raise ProjectError("ltda", faults)
    if decommissioning_jpy is None:
        share = book.number("ltda_price.decommission_share", on=day, round=round_)
        decommissioning_jpy = share * construction
    book.number("ltda_price.other_market_revenue", on=day)
    if any(property_tax_jpy):
        book.value("ltda_price.cost_in_bid", on=day, cost="property_tax")
    return BidPrice(
        round=round_,
        construction_jpy=construction,
        contingency_jpy=contingency_jpy,
        grid_connection_jpy=connection,
        other_capital_jpy=sum(item.amount_jpy for item in rest if not item.is_construction),
        decommissioning_jpy=decommissioning_jpy * (1.0 + rate) ** -term,
        return_rate=rate,
        years=term,
        capital_recovery=capital_recovery(rate, term),
        fixed_om_jpy=levelised(fixed_om_jpy[:term], 0.0),
        property_tax_jpy=levelised(property_tax_jpy[:term], rate if property_tax_rate is None else property_tax_rate),
        contracted_kw=contracted_kw,
        notes=_notes(book, round_, term, min(stated_years, default=term), connection),
    )


def levelised(amounts: Sequence[float], rate: float) -> float:
    """Level yearly amount of the same present value, each paid at the end of its year; the average at rate 0.

    >>> levelised([100.0, 0.0], 0.0), round(levelised([105.0, 0.0], 0.05), 3)
    (50.0, 53.78)
    """
    if not amounts:
        return 0.0
    present = sum(amount * (1.0 + rate) ** -year for year, amount in enumerate(amounts, start=1))
    return present * capital_recovery(rate, len(amounts))


def over_ceiling(price_jpy_per_kw_year: float, bid: BidPrice, round_ceiling: float | None) -> tuple[Message, ...]:
    """Warn of an asked price above the cost-based price, and above the price ceiling (上限価格) of the round.

    Parameters
    ----------
    price_jpy_per_kw_year : float
        Price asked, per contracted kW. [JPY/kW/year]
    bid : BidPrice
        What costs allow.
    round_ceiling : float or None
        See ``ltda_ceiling.price_ceiling``; ``None``: not known, which is said. [JPY/kW/year]
    """
    notes = []
    if price_jpy_per_kw_year > bid.jpy_per_kw_year * (1.0 + 1e-9):
        parts = {
            "capital": bid.capital_charge_jpy / bid.contracted_kw,
            "fixed_om": bid.fixed_om_jpy / bid.contracted_kw,
            "property_tax": bid.property_tax_jpy / bid.contracted_kw,
        }
        terms = {"rate": bid.return_rate, "years": bid.years}
        cost = bid.jpy_per_kw_year
        notes.append(say("finance.bid.over_cost", price=price_jpy_per_kw_year, cost=cost, **parts, **terms))
    if round_ceiling is None:
        notes.append(say("finance.bid.no_ceiling", round=bid.round))
    elif price_jpy_per_kw_year > round_ceiling:
        notes.append(
            say("finance.bid.over_ceiling", price=price_jpy_per_kw_year, ceiling=round_ceiling, round=bid.round)
        )
    return tuple(notes)


def _too_much(
    book: RuleBook, round_: int, contingency_jpy: float, construction_jpy: float, rate: float, cap: float
) -> list[Fault]:
    """Tell what the round does not allow."""
    faults = []
    if contingency_jpy > 0.0:
        most = book.number("ltda_price.contingency_max", on=bidding_day(book, round_), round=round_)
        if contingency_jpy > most * construction_jpy * (1.0 + 1e-9):
            found = {"amount": contingency_jpy, "construction": construction_jpy, "most": most, "round": round_}
            faults.append(Fault(say("finance.bid.contingency", **found), say("finance.bid.contingency.do", most=most)))
    if rate > cap * (1.0 + 1e-9):
        fault = say("finance.bid.return", found=rate, most=cap, round=round_)
        faults.append(Fault(fault, say("finance.bid.return.do")))
    return faults


def _notes(book: RuleBook, round_: int, years: int, known: int, connection_jpy: float) -> tuple[Message, ...]:
    notes = [say("finance.bid.reading")]
    low, high = longest_term(book, round_)
    if not low <= years <= high:
        notes.append(say("contract.note.ltda_term", years=years, low=low, high=high, round=round_))
    if known < years:
        notes.append(say("finance.bid.short_life", known=known, years=years))
    if connection_jpy > 0.0:
        true_up = book.text("ltda_price.grid_connection_true_up", on=bidding_day(book, round_))
        if true_up == "down":
            notes.append(say("finance.bid.true_up"))
    return tuple(notes)
