"""Each kind of contract abroad, from its section."""

from __future__ import annotations

from typing import Protocol

from storage_opt.inputs.abroad_reader import Reader
from storage_opt.inputs.schema_schemes_abroad import (
    CapacityPaymentSection,
    CapAndFloorSection,
    CfdSection,
    RevenueShareSection,
    TollSection,
)
from storage_opt.messages import say
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.abroad.amounts import YearlyAmount
from storage_opt.schemes.abroad.cap_and_floor import CapAndFloor
from storage_opt.schemes.abroad.capacity_payment import CapacityPayment, Derating
from storage_opt.schemes.abroad.cfd import Cfd
from storage_opt.schemes.abroad.revenue_share import RevenueShare
from storage_opt.schemes.abroad.terms import Terms
from storage_opt.schemes.abroad.toll import Toll
from storage_opt.schemes.annuity import capital_recovery
from storage_opt.schemes.base import Plant

PER_KW = 1.0e-3
"""From a price per MW to one per kW."""
MONTHS = 12.0


class AbroadContext(Protocol):
    """What contracts abroad need to know of their project."""

    @property
    def plant(self) -> Plant:
        """Plant as bid; its rated power and capital cost are used."""

    @property
    def rules(self) -> RuleBook:
        """Dated rules; every value taken is recorded."""

    @property
    def availability(self) -> float:
        """Share of the year for which a toll pays rent, where the contract states none. [-]"""

    @property
    def inflation(self) -> float:
        """What ``indexation: {kind: cpi}`` follows where it names no series. [-]"""

    @property
    def fixed_opex_jpy_per_year(self) -> float | None:
        """Fixed operating cost, for a floor and cap that are computed; ``None``: not stated. [JPY/year]"""


def cap_and_floor(
    section: CapAndFloorSection, reader: Reader, terms: Terms, context: AbroadContext
) -> CapAndFloor | None:
    """Cap and floor; levels that are not given are ``CRF(r, term) · RAV + opex``."""
    years = terms.term.years
    assert years is not None, "contracts abroad have a term"

    def level(name: str) -> YearlyAmount:
        reader.either(f"{name}_jpy_per_year", f"{name}_jpy_per_kw_year")
        given = _given(reader, name)
        if given is not None:
            reader.unused(f"{name}_rate")
            return given
        factor = capital_recovery(reader.number(f"{name}_rate"), years)
        opex = section.opex_jpy_per_year if section.opex_jpy_per_year is not None else context.fixed_opex_jpy_per_year
        if opex is None:
            opex = reader.number("opex_jpy_per_year")
        if section.rav_jpy is not None:
            return YearlyAmount(factor * section.rav_jpy + opex)
        if context.plant.capex_jpy is None:
            reader.fault("schemes_abroad.no_capital", key=f"{reader.where}.rav_jpy")
        return YearlyAmount(opex, capex_share=factor)

    told = len(reader.faults)
    floor, cap = level("floor"), level("cap")
    if _given(reader, "floor") is not None and _given(reader, "cap") is not None:
        reader.unused("rav_jpy")
        reader.unused("opex_jpy_per_year")
    shares = reader.number("floor_share"), reader.number("return_share")
    if len(reader.faults) > told:
        return None
    _ordered(reader, floor, cap, "cap", context)
    return CapAndFloor(terms, floor, cap, *shares)


def revenue_share(section: RevenueShareSection, reader: Reader, terms: Terms, context: AbroadContext) -> RevenueShare:
    """Floor, ceiling, shares and caps; a preset asks for both levels, without one there may be no ceiling."""
    told = len(reader.faults)
    for name in ("floor", "ceiling"):
        reader.either(f"{name}_jpy_per_year", f"{name}_jpy_per_kw_year")
    floor, ceiling = _given(reader, "floor"), _given(reader, "ceiling")
    if floor is None:
        floor = YearlyAmount(reader.number("floor_jpy_per_year"))
    if ceiling is None and section.preset is not None:
        ceiling = YearlyAmount(reader.number("ceiling_jpy_per_year"))
    if ceiling is None:
        for key in ("return_share", "return_cap_jpy_per_year", "return_limit"):
            reader.unused(key)
    elif len(reader.faults) == told:
        _ordered(reader, floor, ceiling, "ceiling", context)
    caps = [_sum(section.support_cap_jpy_per_year), _sum(section.return_cap_jpy_per_year)]
    if section.preset == "ltesa":
        caps[0] = YearlyAmount(reader.number("support_cap_jpy_per_year"))
    elif section.preset is not None and None in caps:
        reader.notes["no_cap"] = say("schemes_abroad.note.no_cap", preset=section.preset)
    option_years = reader.optional("option_years", "option_years")
    if option_years is None:
        reader.unused("exercised")
    limit = reader.optional("return_limit", "return_limit")
    if limit is not None:
        reader.notes["past"] = say("schemes_abroad.note.past")
    return RevenueShare(
        terms,
        floor=floor,
        ceiling=ceiling,
        support_share=reader.number("support_share"),
        return_share=0.0 if ceiling is None else reader.number("return_share"),
        support_cap=caps[0],
        return_cap=caps[1],
        deducted=YearlyAmount(section.deductible_fixed_cost_jpy_per_year),
        return_limit=limit,
        option_years=0 if option_years is None else int(option_years),
        exercised=None if section.exercised is None else frozenset(section.exercised),
    )


def capacity_payment(section: CapacityPaymentSection, reader: Reader, terms: Terms) -> CapacityPayment | None:
    """Price and de-rating; presets by round give what is published for it."""
    told = len(reader.faults)
    index = {}
    if reader.has_rule("price"):
        last = max(int(key[0]) for key in reader.rules.rule(f"{reader.topic}.price").series)
        index = {"round": last if section.round is None else section.round}
    else:
        reader.unused("round")
    price = reader.money("price_jpy_per_kw_year", "price", **index)
    reader.either("derating", "hours_for_full_credit")
    given, full_hours = section.derating, section.hours_for_full_credit
    if isinstance(given, dict):
        derating = Derating(table=dict(given))
    elif given is not None:
        derating = Derating(given)
    elif full_hours is not None or reader.has_rule("hours_for_full_credit"):
        derating = Derating(full_hours=reader.number("hours_for_full_credit"))
    else:
        derating = Derating(reader.number("derating", "derating", **index))
    return CapacityPayment(terms, price, derating) if len(reader.faults) == told else None


def toll(section: TollSection, reader: Reader, terms: Terms, context: AbroadContext) -> Toll:
    """Rent per kW or per MWh; the offtaker takes the margin less the owner's share."""
    per_kw, per_mwh = section.price_jpy_per_kw_year, section.price_jpy_per_mwh_year
    if section.preset == "macse":
        if per_kw is None:
            per_mwh = reader.money("price_jpy_per_mwh_year", "price", zone=section.zone or "average")
        if section.owner_share is None:
            share = reader.rules.number("abroad_macse.ancillary_share", on=None)
            reader.notes["ancillary"] = say("schemes_abroad.note.ancillary", share=share)
    else:
        reader.unused("zone")
        if per_mwh is None:
            per_kw = reader.money("price_jpy_per_kw_year", "price", MONTHS)
    if per_mwh is None:
        reader.unused("contracted_mwh")
    owner_share = reader.optional("owner_share", "wholesale_share")
    return Toll(
        terms,
        price_jpy_per_kw_year=per_kw or 0.0,
        price_jpy_per_mwh_year=per_mwh or 0.0,
        contracted_mwh=section.contracted_mwh,
        availability=context.availability if section.availability is None else section.availability,
        owner_share=0.0 if owner_share is None else owner_share,
    )


def cfd(section: CfdSection, reader: Reader, terms: Terms) -> Cfd:
    """Strike against the own margin, a yardstick, or a mix."""
    if section.preset is None or section.strike_jpy_per_kw_year is not None:
        reader.unused("level")
    strike = reader.money("strike_jpy_per_kw_year", "strike", PER_KW, level=section.level or "mean")
    reference = section.reference_jpy_per_kw_year
    if reference == "own":
        reader.unused("own_share")
        return Cfd(terms, strike, own_share=1.0, is_two_way=section.two_way)
    yardstick = tuple(reference) if isinstance(reference, list) else (float(reference),)
    return Cfd(terms, strike, yardstick, section.own_share or 0.0, section.two_way)


def _given(reader: Reader, name: str) -> YearlyAmount | None:
    total = getattr(reader.section, f"{name}_jpy_per_year")
    per_kw = getattr(reader.section, f"{name}_jpy_per_kw_year")
    return None if total is None and per_kw is None else YearlyAmount(total or 0.0, per_kw or 0.0)


def _sum(jpy_per_year: float | None) -> YearlyAmount | None:
    return None if jpy_per_year is None else YearlyAmount(jpy_per_year)


def _ordered(reader: Reader, floor: YearlyAmount, top: YearlyAmount, name: str, context: AbroadContext) -> None:
    low, high = (amount.of(context.plant) for amount in (floor, top))
    if low > high:
        reader.fault("schemes_abroad.floor_above", where=reader.where, name=name, floor=low, top=high)
