"""Main-auction price of the capacity market by area and delivery year, carried on where no result is published."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.rule_book import RuleBook
from storage_opt.timeline import fiscal_year_of, fiscal_year_start

RULE = "capacity_market.price"


@dataclass(frozen=True)
class AreaPrice:
    """Price of one area in one delivery year.

    Parameters
    ----------
    price_jpy_per_kw_year : float
        Per contracted kW. [JPY/kW/year]
    published_year : int
        Delivery year whose result it is; another one than asked for: assumed.
    """

    price_jpy_per_kw_year: float
    published_year: int


def published_year(book: RuleBook, name: str, fiscal_year: int, **index: str | int) -> int:
    """Fiscal year whose published value stands for ``fiscal_year``: the year itself, else the last one before it, else the first.

    Parameters
    ----------
    book : RuleBook
        Dated rules; nothing is recorded.
    name : str
        Rule with one line per delivery year.
    fiscal_year : int
        Year asked for.
    **index : str or int
        Series of the rule.
    """
    years = [fiscal_year_of(line.since) for line in book.rule(name).lines(**index) if line.value is not None]
    return max((year for year in years if year <= fiscal_year), default=min(years))


def main_auction_price(book: RuleBook, area: str, fiscal_year: int) -> AreaPrice:
    """Main-auction price of an area (エリアプライス), recorded in the book.

    Parameters
    ----------
    book : RuleBook
        Dated rules. A year without a result takes the last published one, recorded as assumed; a year before the first
        auction takes the first one.
    area : str
        One of ``records.prices.AREAS``.
    fiscal_year : int
        Delivery year.

    References
    ----------
    Rule ``capacity_market.price``.

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> book = rule_book()
    >>> main_auction_price(book, "tokyo", 2029)
    AreaPrice(price_jpy_per_kw_year=15111.0, published_year=2029)
    >>> main_auction_price(book, "tokyo", 2035)
    AreaPrice(price_jpy_per_kw_year=15111.0, published_year=2029)
    """
    known = published_year(book, RULE, fiscal_year, area=area)
    day = fiscal_year_start(max(known, fiscal_year))
    return AreaPrice(book.number(RULE, on=day, or_latest=True, area=area), known)
