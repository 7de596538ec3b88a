"""What a kW costs in a fiscal year: a price that the owner states, or the dated rules month by month, without consumption tax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storage_opt.errors import Fault
from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import IndexKey
from storage_opt.timeline import fiscal_year_of

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@dataclass(frozen=True)
class ChargePrices:
    """Where the prices of a charge stand.

    Parameters
    ----------
    rule : str
        Rule in JPY/kW/month with consumption tax.
    index : mapping of str to str or None
        Series; ``None``: the project does not say.
    charge : str
        ``generator`` or ``wheeling``: messages ``finance.grid.charge.<charge>``, key ``<charge>_jpy_per_kw_month``.
    began_with_rule : bool
        Whether nothing was charged before the first line of the rule.
    """

    rule: str
    index: Mapping[str, str | None]
    charge: str
    began_with_rule: bool = False


def months_of_year(fiscal_year: int) -> tuple[date, ...]:
    """First days of the twelve months of a fiscal year.

    >>> [str(day) for day in months_of_year(2026)][::11]
    ['2026-04-01', '2027-03-01']
    """
    return tuple(date(fiscal_year + (month < 4), month, 1) for month in MONTHS)


def stated_prices(
    jpy_per_kw_month: float, fiscal_years: Sequence[int], base_fiscal_year: int, inflation: float
) -> tuple[float, ...]:
    """Price of each fiscal year at a stated price that grows from the base year on. [JPY/kW/year]

    >>> stated_prices(100.0, (2026, 2027), 2026, 0.01)
    (1200.0, 1212.0)
    """
    return tuple(jpy_per_kw_month * len(MONTHS) * (1.0 + inflation) ** (y - base_fiscal_year) for y in fiscal_years)


def rule_prices(
    prices: ChargePrices, fiscal_years: Sequence[int], book: RuleBook, notes: list[Message], faults: list[Fault]
) -> tuple[float, ...]:
    """Price of each fiscal year: the sum over its months of the price in force on the first day of the month. [JPY/kW/year]

    Parameters
    ----------
    prices : ChargePrices
        Where they stand.
    fiscal_years : sequence of int
        In order.
    book : RuleBook
        Each dated price is recorded once, on the first day on which it is asked for.
    notes, faults : list
        Receive the years that take the last known price, and what is not known; with a fault the result is of no use.
    """
    charge = say(f"finance.grid.charge.{prices.charge}")
    advice = say("finance.grid.no_price.do", key=f"finance.grid_charges.{prices.charge}_jpy_per_kw_month")
    index: dict[str, IndexKey] = {part: key for part, key in prices.index.items() if key is not None}
    series = book.rule(prices.rule).series
    if len(index) < len(prices.index) or tuple(index.values()) not in series:
        found = ", ".join(f"{part}={key or '–'}" for part, key in prices.index.items())
        known = ", ".join(" ".join(str(part) for part in key) for key in series)
        faults.append(Fault(say("finance.grid.no_price", charge=charge, found=found, known=known), advice))
        return (0.0,) * len(fiscal_years)
    lines = book.rule(prices.rule).lines(**index)
    first, last = lines[0].since, lines[-1].since
    early = [year for year in fiscal_years if months_of_year(year)[0] < first]
    if early and not prices.began_with_rule:
        faults.append(Fault(say("finance.grid.no_price_yet", charge=charge, year=early[0], first=first), advice))
        return (0.0,) * len(fiscal_years)
    if early:
        notes.append(say("finance.grid.not_yet", charge=charge, first=early[0], last=early[-1], since=first))
    if late := [year for year in fiscal_years if year > fiscal_year_of(last)]:
        notes.append(say("finance.grid.carried_on", charge=charge, since=last, first=late[0], last=late[-1]))
    known_prices: dict[date, float] = {}

    def price(day: date) -> float:
        if day < first:
            return 0.0
        since = book.rule(prices.rule).latest(day, **index).since
        if since not in known_prices:
            with_tax = book.number(prices.rule, on=day, or_latest=True, **index)
            known_prices[since] = with_tax / (1.0 + book.number("levy.consumption_tax", on=day, or_latest=True))
        return known_prices[since]

    return tuple(sum(price(day) for day in months_of_year(year)) for year in fiscal_years)
