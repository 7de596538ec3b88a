"""Contracts abroad of a project: from the checked section and the dated rules to schemes."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from storage_opt.errors import Fault
from storage_opt.inputs.abroad_kinds import AbroadContext, cap_and_floor, capacity_payment, cfd, revenue_share, toll
from storage_opt.inputs.abroad_reader import Reader
from storage_opt.inputs.schema_schemes_abroad import (
    AnyAbroadSection,
    CapacityPaymentSection,
    CapAndFloorSection,
    RevenueShareSection,
    TollSection,
)
from storage_opt.records.contract import Payer
from storage_opt.schemes.abroad.contract import Contract
from storage_opt.schemes.abroad.terms import Terms
from storage_opt.schemes.indexation import CostItem, Indexation, PriceIndex
from storage_opt.schemes.term import Term

TOPICS = {
    "gb_ldes": "abroad_gb_ldes",
    "cis": "abroad_cis",
    "ltesa": "abroad_ltesa",
    "gb_capacity_market": "abroad_gb_capacity_market",
    "poland": "abroad_poland",
    "california": "abroad_california",
    "macse": "abroad_macse",
    "korea": "abroad_korea",
    "us_reference": "abroad_us_toll",
    "greece": "abroad_greece",
}
"""Rules of each preset."""
TERM_INDEX = {"ltesa": {"technology": "battery"}}
HOURS_INDEX = {"korea": {"tender": "central"}}


def abroad_scheme(
    section: AnyAbroadSection, where: str, context: AbroadContext, faults: list[Fault]
) -> Contract | None:
    """Make the scheme of a section.

    Parameters
    ----------
    section : AnyAbroadSection
        As in the file.
    where : str
        Place in the file, for faults: ``scheme`` or ``scheme.1``.
    context : AbroadContext
        What the contract needs to know of its project; every value that the section leaves to its preset is asked of its
        rules and recorded.
    faults : list of Fault
        Gets all that is wrong.

    Returns
    -------
    Contract or None
        ``None`` when something is wrong.
    """
    told = len(faults)
    reader = Reader(section, where, TOPICS.get(section.preset or ""), context.rules, faults)
    if context.plant.bid_power_mw <= 0.0:
        reader.fault("schemes_abroad.no_bid_power", found=context.plant.bid_power_mw)
    terms = _terms(section, reader, context)
    scheme: Contract | None
    if isinstance(section, CapAndFloorSection):
        scheme = cap_and_floor(section, reader, terms, context)
    elif isinstance(section, RevenueShareSection):
        scheme = revenue_share(section, reader, terms, context)
    elif isinstance(section, CapacityPaymentSection):
        scheme = capacity_payment(section, reader, terms)
    elif isinstance(section, TollSection):
        scheme = toll(section, reader, terms, context)
    else:
        scheme = cfd(section, reader, terms)
    if not reader.is_exchanged:
        reader.unused("currency")
        reader.unused("jpy_per_unit")
    if scheme is None or len(faults) > told:
        return None
    return replace(scheme, terms=replace(scheme.terms, notes=tuple(reader.notes.values())))


def _terms(section: AnyAbroadSection, reader: Reader, context: AbroadContext) -> Terms:
    preset = section.preset or ""
    hours = section.minimum_hours
    if hours is None:
        index = HOURS_INDEX.get(preset, {})
        hours = (
            int(reader.number("minimum_hours", "minimum_duration", **index))
            if reader.has_rule("minimum_duration")
            else 0
        )
    payer = section.payer or reader.word("payer", "offtaker")
    assert payer in get_args(Payer), payer
    return Terms(
        payer=cast(Payer, payer),
        term=Term(
            int(reader.number("term_years", "term", **TERM_INDEX.get(preset, {}))),
            section.start,
            not_before=section.first_fiscal_year,
        ),
        indexation=_indexation(section, reader, context.inflation),
        dispatcher="offtaker" if isinstance(section, TollSection) else "owner",
        offer_duty=section.offer_duty,
        wear_deductible=section.wear_deductible,
        minimum_hours=hours,
    )


def _indexation(section: AnyAbroadSection, reader: Reader, inflation: float) -> Indexation:
    given = section.indexation
    if given is None:
        return _whole(PriceIndex(inflation)) if reader.word("indexation", "none") == "cpi" else Indexation()
    series = [key for key in ("rate", "rates", "levels") if getattr(given, key) is not None]
    if given.kind == "none":
        for key in series:
            reader.fault("schemes_abroad.unused", key=f"{reader.where}.indexation.{key}")
        return Indexation()
    if len(series) > 1:
        first, second = (f"{reader.where}.indexation.{key}" for key in series[:2])
        reader.fault("schemes_abroad.both", first=first, second=second)
    rate = given.rate if given.rate is not None else 0.0 if series else inflation
    return _whole(PriceIndex(rate, given.rates or {}, given.levels or {}), given.base_fiscal_year)


def _whole(index: PriceIndex, base_fiscal_year: int | None = None) -> Indexation:
    """Amounts that follow one index as a whole."""
    return Indexation((CostItem("cpi", 1.0, index),), base_fiscal_year)
