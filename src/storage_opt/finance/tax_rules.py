"""All numbers of taxation that a project needs, resolved once from its terms and the dated rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage_opt.finance.depreciation import depreciation_fractions
from storage_opt.finance.losses import LossRules
from storage_opt.finance.property_tax import property_factors, valuation_rate
from storage_opt.finance.tax_lookup import company_numbers, last_line, numbers_by_year
from storage_opt.messages import Message, say
from storage_opt.records.finance_terms import TaxTerms
from storage_opt.records.rule_book import RuleBook
from storage_opt.timeline import fiscal_year_of, fiscal_year_start

REVENUE_TAXED = "power_business_up_to_100_million"
"""Kind of company for which the levy on revenue comes from the rules."""


@dataclass(frozen=True)
class TaxRules:
    """Taxation of one project, year by year; nothing in it asks a rule again.

    Parameters
    ----------
    fiscal_years : tuple of int
        Columns of the two tuples below, one after the other.
    rates : tuple of float
        Effective rate on income (法人実効税率) by column. [-]
    revenue_levies : tuple of float
        Levy on revenue (収入割) as a share of revenue by column. [-]
    value_added_rate, capital_rate, capital_jpy : float
        Size-based business tax (外形標準課税). [-], [-], [JPY]
    losses : LossRules
        How losses are offset.
    useful_life_years : int
        Legal useful life (法定耐用年数). [year]
    depreciation : tuple of float
        Share of the base by year of use, sums to 1. [-]
    compresses_grant : bool
        Whether a grant reduces the depreciable base (圧縮記帳).
    property_tax_rate : float
        Property tax on depreciable assets. [-]
    property_factors : tuple of float
        Assessed value as a share of cost by year of use, one per column. [-]
    property_base_before_grant : bool
        Whether that cost is the one before compression.
    """

    fiscal_years: tuple[int, ...]
    rates: tuple[float, ...]
    revenue_levies: tuple[float, ...]
    value_added_rate: float
    capital_rate: float
    capital_jpy: float
    losses: LossRules
    useful_life_years: int
    depreciation: tuple[float, ...]
    compresses_grant: bool
    property_tax_rate: float
    property_factors: tuple[float, ...]
    property_base_before_grant: bool


def tax_rules(
    terms: TaxTerms, book: RuleBook, fiscal_years: Sequence[int], first_operating_year: int | None = None
) -> tuple[TaxRules, tuple[Message, ...]]:
    """Resolve terms and rules.

    What the terms state holds for all years; the rest is asked on the first day of each fiscal year (rates, levy) or of the
    first operating one. A year after the last line of a rule takes that line.

    Parameters
    ----------
    terms : TaxTerms
        What the owner states.
    book : RuleBook
        Dated rules; what is used is recorded, each line once.
    fiscal_years : sequence of int
        Consecutive years in which tax may fall due.
    first_operating_year : int or None
        Fiscal year of operating year 1; ``None``: the first of ``fiscal_years``.

    Returns
    -------
    TaxRules, tuple of Message
        Numbers, and what a reader must know of them.

    Raises
    ------
    ProjectError
        The rules have no value for this kind of company in one of the years.
    NoRuleInForceError
        Another rule begins later than the first operating year.
    """
    years = tuple(fiscal_years)
    start = fiscal_year_start(years[0] if first_operating_year is None else first_operating_year)

    def asked(stated: float | None, name: str) -> float:
        return book.number(name, on=start, or_latest=True) if stated is None else stated

    def allowed(stated: bool | None, name: str) -> bool:
        return bool(book.value(name, on=start, or_latest=True)) if stated is None else stated

    rates, rate_notes = _rates(terms, book, years)
    levies, levy_notes = _levies(terms, book, years)
    may_compress = allowed(None, "tax.grant_compression_allowed")
    refused = (say("tax.note.no_compression"),) if terms.grant_compression and not may_compress else ()
    life = int(asked(terms.useful_life_years, "tax.useful_life"))
    shares, share_notes = depreciation_fractions(terms.depreciation, life, book, start)
    reduction, valuation_notes = valuation_rate(life, book, start)
    rules = TaxRules(
        fiscal_years=years,
        rates=rates,
        revenue_levies=levies,
        value_added_rate=terms.value_added_rate,
        capital_rate=terms.capital_rate,
        capital_jpy=terms.capital_jpy,
        losses=_losses(terms, book, fiscal_year_of(start)),
        useful_life_years=life,
        depreciation=shares,
        compresses_grant=terms.grant_compression and may_compress,
        property_tax_rate=asked(terms.property_tax_rate, "tax.property_tax_rate"),
        property_factors=property_factors(reduction, asked(None, "tax.property_valuation_floor"), len(years)),
        property_base_before_grant=allowed(terms.property_base_before_grant, "tax.property_base_before_grant"),
    )
    return rules, (*rate_notes, *levy_notes, *refused, *share_notes, *valuation_notes)


def _rates(terms: TaxTerms, book: RuleBook, years: tuple[int, ...]) -> tuple[tuple[float, ...], tuple[Message, ...]]:
    """Effective rate by year, and until when it is known."""
    if terms.rate is not None:
        return (terms.rate,) * len(years), ()
    name = "tax.effective_rate"
    rates = company_numbers(book, name, "rate", terms.company, years)
    last = last_line(book, name, company=terms.company).since
    if years[-1] <= fiscal_year_of(last):
        return rates, ()
    return rates, (say("tax.note.rate_kept", rate=f"{rates[-1]:.2%}", since=last),)


def _levies(terms: TaxTerms, book: RuleBook, years: tuple[int, ...]) -> tuple[tuple[float, ...], tuple[Message, ...]]:
    """Levy on revenue by year; a note where none is counted though it may be due."""
    if terms.revenue_levy is not None:
        return (terms.revenue_levy,) * len(years), ()
    if terms.company == REVENUE_TAXED:
        return company_numbers(book, "tax.revenue_levy", "revenue_levy", terms.company, years), ()
    is_untaxed = terms.rate == 0.0
    return (0.0,) * len(years), () if is_untaxed else (say("tax.note.no_levy", company=terms.company),)


def _losses(terms: TaxTerms, book: RuleBook, year: int) -> LossRules:
    if terms.losses == "immediate":
        return LossRules("immediate")
    years, share = terms.loss_years, terms.loss_share
    if years is None:
        (number,) = numbers_by_year(book, "tax.loss_years", [year])
        years = int(number)
    if share is None:
        (share,) = company_numbers(book, "tax.loss_share", "loss_share", terms.company, [year])
    return LossRules("carry_forward", years, share)


def filled(terms: TaxTerms, rules: TaxRules) -> TaxTerms:
    """Terms with what the rules add to them; the effective rate stays open, as it goes by year."""
    return replace(
        terms,
        useful_life_years=rules.useful_life_years,
        grant_compression=rules.compresses_grant,
        property_tax_rate=rules.property_tax_rate,
        property_base_before_grant=rules.property_base_before_grant,
        loss_years=rules.losses.years,
        loss_share=rules.losses.share,
    )
