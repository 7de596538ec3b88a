"""Property tax on depreciable assets (固定資産税・償却資産)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storage_opt.finance.fixed_assets import FixedAsset
from storage_opt.finance.tax_lookup import record_derived
from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook

RULE = "tax.property_valuation_rate"


def valuation_rate(life_years: int, book: RuleBook, on: date) -> tuple[float, tuple[Message, ...]]:
    """Yearly reduction of the assessed value (減価率) by legal useful life.

    The published rates all are ``1 − 0.1^(1/N)`` to three places: a tenth is left after N years. Lives that the rules do not
    list follow that formula, with a note, and are recorded as extrapolated.

    Parameters
    ----------
    life_years : int
        Legal useful life N. [year]
    book : RuleBook
        Dated rules.
    on : datetime.date
        Day of the start of operation.

    Returns
    -------
    float, tuple of Message
        Rate [1/year], and a note where it was derived.
    """
    if (life_years,) in book.rule(RULE).series:
        return book.number(RULE, life=life_years, on=on), ()
    rate = round(1.0 - 0.1 ** (1.0 / life_years), 3)
    record_derived(book, RULE, on, rate, "1 - 0.1^(1/N), to three places", life=life_years)
    return rate, (say("tax.note.valuation_derived", years=life_years, rate=f"{rate:.3f}"),)


def property_factors(rate: float, floor: float, years: int) -> tuple[float, ...]:
    """Assessed value as a share of cost by year of use.

    ``1 − r/2`` in the first year, each year ``1 − r`` of the one before, never below the floor.

    Parameters
    ----------
    rate : float
        Yearly reduction r. [1/year]
    floor : float
        Lowest share of cost. [-]
    years : int
        Years of use asked for. [year]

    Returns
    -------
    tuple of float
        Shape (``years``,). [-]

    References
    ----------
    Rules ``tax.property_valuation_rate``, ``tax.property_valuation_floor``; table ``tax.property_valuation_factor``.

    Examples
    --------
    >>> [round(factor, 4) for factor in property_factors(0.127, 0.05, 3)]
    [0.9365, 0.8176, 0.7137]
    """
    return tuple(max(floor, (1.0 - rate / 2.0) * (1.0 - rate) ** age) for age in range(years))


def property_tax_jpy(
    assets: Sequence[FixedAsset], factors: Sequence[float], rate: float, is_before_grant: bool, years: int
) -> tuple[float, ...]:
    """Property tax by operating year.

    ``rate × Σ base × factor[age]``. The first operating year pays on the first assessed value, as in the table of the facts.
    In truth the value is assessed on 1 January after the start of operation and the tax is due from the April after, so each
    amount here is about a year early. Land, relief for new equipment and the exemption of small amounts are not in it.

    Parameters
    ----------
    assets : sequence of FixedAsset
        With the operating years from which they are used.
    factors : sequence of float
        Assessed value as a share of cost by year of use, at least ``years`` of them. [-]
    rate : float
        Tax rate. [-]
    is_before_grant : bool
        Whether the base is the cost before compression by a grant.
    years : int
        Operating years. [year]

    Returns
    -------
    tuple of float
        By operating year, ≥ 0; a deductible cost. [JPY]

    Examples
    --------
    >>> [round(tax) for tax in property_tax_jpy([FixedAsset(1e6, 2e5)], property_factors(0.127, 0.05, 2), 0.014, True, 2)]
    [13111, 11446]
    """
    bases = [(asset, asset.cost_jpy if is_before_grant else asset.base_jpy) for asset in assets]
    return tuple(
        rate * sum(base * factors[asset.age(year) - 1] for asset, base in bases if asset.age(year) >= 1)
        for year in range(1, years + 1)
    )
