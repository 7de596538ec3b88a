"""Charges of the grid on power: generator-side charge (発電側課金) and basic wheeling charge (託送基本料金), by fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.errors import Fault, ProjectError
from storage_opt.finance.charge_prices import ChargePrices, rule_prices, stated_prices
from storage_opt.messages import Message, say
from storage_opt.records.finance_terms import GridChargeTerms
from storage_opt.records.rule_book import RuleBook

EXEMPT = "generator_charge.exempt_below"


@dataclass(frozen=True)
class GridCharges:
    """Charges of all operating years.

    Parameters
    ----------
    generator_jpy, wheeling_jpy : tuple of float
        Cost by fiscal year, ≥ 0, nominal, without consumption tax. [JPY/year]
    notes : tuple of Message
        Assumptions.
    """

    generator_jpy: tuple[float, ...]
    wheeling_jpy: tuple[float, ...]
    notes: tuple[Message, ...] = ()


def grid_charges(
    terms: GridChargeTerms,
    *,
    area: str | None,
    export_kw: float,
    charging_kw: float,
    round_trip_efficiency: float,
    fiscal_years: Sequence[int],
    base_fiscal_year: int,
    inflation: float,
    book: RuleBook,
) -> GridCharges:
    """Charges on power of each operating year: billed kW × the prices of its twelve months.

    Parameters
    ----------
    terms : GridChargeTerms
        What the owner states.
    area : str or None
        Area of the grid; ``None`` only where the prices asked for are stated.
    export_kw : float
        Maximum simultaneous receiving power (同時最大受電電力): what the plant may feed in at the point of connection. [kW]
    charging_kw : float
        Power drawn to charge. [kW]
    round_trip_efficiency : float
        AC to AC; one less it is the loss rate where none was agreed. [-]
    fiscal_years : sequence of int
        Operating years in order.
    base_fiscal_year, inflation : int, float
        Price level of stated prices, and their growth from it. Prices of the rules are nominal and do not grow. [-], [1/year]
    book : RuleBook
        Dated rules; values used are recorded, so that those in doubt (an area whose sources conflict) are named.

    Raises
    ------
    ProjectError
        No price is known for the area, voltage or years, and none is stated: all of them together.

    Notes
    -----
    Generator-side charge: ``max(0, export_kw − contract_demand_kw)`` is billed, nothing below ``exempt_below``; discounts by
    location and the half price of a month without reverse flow are left out. Basic wheeling charge: loss rate × contracted power
    (接続送電サービス契約電力): the contract demand where one is stated, else the charging power.

    References
    ----------
    Rules ``generator_charge.power_charge``, ``billed_power``, ``exempt_below``; ``wheeling.basic_rate``, ``storage_base``.
    """
    faults: list[Fault] = []
    notes: list[Message] = []

    def yearly(kw: float, stated: float | None, prices: ChargePrices) -> tuple[float, ...]:
        if kw <= 0.0:
            return (0.0,) * len(fiscal_years)
        if stated is not None:
            per_kw = stated_prices(stated, fiscal_years, base_fiscal_year, inflation)
        else:
            per_kw = rule_prices(prices, fiscal_years, book, notes, faults)
        return tuple(kw * price for price in per_kw)

    billed_kw = _generator_kw(terms, export_kw, charging_kw, book, notes) if terms.generator else 0.0
    contracted_kw = (
        _wheeling_kw(terms, charging_kw, round_trip_efficiency, book, notes) if terms.wheeling_basic else 0.0
    )
    generator = ChargePrices("generator_charge.power_charge", {"area": area}, "generator", began_with_rule=True)
    basic = ChargePrices("wheeling.basic_rate", {"area": area, "voltage": terms.voltage}, "wheeling")
    charges = GridCharges(
        generator_jpy=yearly(billed_kw, terms.generator_jpy_per_kw_month, generator),
        wheeling_jpy=yearly(contracted_kw, terms.wheeling_jpy_per_kw_month, basic),
        notes=tuple(notes),
    )
    if faults:
        raise ProjectError("finance.grid_charges", faults)
    return charges


def _generator_kw(
    terms: GridChargeTerms, export_kw: float, charging_kw: float, book: RuleBook, notes: list[Message]
) -> float:
    """Power on which the generator-side charge falls. [kW]"""
    demand_kw = charging_kw if terms.contract_demand_kw is None else terms.contract_demand_kw
    billed_kw = max(0.0, export_kw - demand_kw)
    if terms.contract_demand_kw is None:
        book.text("generator_charge.billed_power", on=None)
        notes.append(say("finance.grid.demand_inferred", demand=charging_kw, export=export_kw, billed=billed_kw))
    if export_kw < float(book.rule(EXEMPT).latest().value or 0.0):
        below = book.number(EXEMPT, on=None)
        notes.append(say("finance.grid.exempt", export=export_kw, below=below))
        return 0.0
    return billed_kw


def _wheeling_kw(
    terms: GridChargeTerms, charging_kw: float, round_trip_efficiency: float, book: RuleBook, notes: list[Message]
) -> float:
    """Contracted power times the loss rate. [kW]"""
    book.text("wheeling.storage_base", on=None)
    loss_rate = terms.loss_rate
    if loss_rate is None:
        loss_rate = 1.0 - round_trip_efficiency
        notes.append(say("balancing.default_loss_rate", value=loss_rate))
    return loss_rate * (terms.contract_demand_kw or charging_kw)
