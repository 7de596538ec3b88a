"""How a contract price follows prices outside: not at all, by the consumer price index, or item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PriceIndex:
    """One index by fiscal year, by its yearly changes or by its published levels.

    Parameters
    ----------
    rate : float
        Change from one fiscal year to the next. [-]
    rates : mapping of int to float
        Change into a fiscal year, where it differs; a year that is not named changes as the last named one before it. [-]
    levels : mapping of int to float
        Published levels; then ``rate`` and ``rates`` do not count. A year that is not named has the last level before it.

    Examples
    --------
    >>> round(PriceIndex(rate=0.02).factor(2025, 2028), 6)
    1.061208
    >>> PriceIndex(levels={2025: 100.0, 2027: 110.0}).factor(2025, 2030)
    1.1
    """

    rate: float = 0.0
    rates: Mapping[int, float] = field(default_factory=dict)
    levels: Mapping[int, float] = field(default_factory=dict)

    def factor(self, base_fiscal_year: int, fiscal_year: int) -> float:
        """Level of a year over that of the base year; 1 in the base year and before. [-]"""
        if fiscal_year <= base_fiscal_year:
            return 1.0
        if self.levels:
            return self._level(fiscal_year) / self._level(base_fiscal_year)
        factor = 1.0
        for year in range(base_fiscal_year + 1, fiscal_year + 1):
            factor *= 1.0 + self._rate(year)
        return factor

    def _rate(self, fiscal_year: int) -> float:
        known = [year for year in self.rates if year <= fiscal_year]
        return self.rates[max(known)] if known else self.rate

    def _level(self, fiscal_year: int) -> float:
        known = [year for year in self.levels if year <= fiscal_year]
        return self.levels[max(known)] if known else self.levels[min(self.levels)]

    @property
    def last_named_year(self) -> int | None:
        """Last fiscal year for which the user gave a value; ``None``: one rate for all."""
        return max([*self.rates, *self.levels], default=None)


@dataclass(frozen=True)
class CostItem:
    """One item of the bid price (construction, interest, exchange rate …).

    Parameters
    ----------
    name : str
        As the user calls it.
    weight : float
        Share of the contract price that follows the index. [-]
    index : PriceIndex
        What it follows.
    """

    name: str
    weight: float
    index: PriceIndex


@dataclass(frozen=True)
class Indexation:
    """Contract price over its price level at the bid, adjusted once at the start of each fiscal year.

    Parameters
    ----------
    items : tuple of CostItem
        Weights sum to at most 1; the rest of the price stays as bid. None: not indexed. One item of weight 1: the consumer
        price index of rounds 1 and 2.
    base_fiscal_year : int or None
        Fiscal year of the price level of the bid; ``None``: the first payment year.

    References
    ----------
    Rule ``ltda_contract.indexation``: core CPI in rounds 1 and 2, item by item from round 3. The official indices were not
    found; series are the user's.

    Examples
    --------
    Half of the price follows an index that rises 10 %.

    >>> Indexation((CostItem("construction", 0.5, PriceIndex(levels={2025: 100.0, 2026: 110.0})),), 2025).factor(2026, 2028)
    1.05
    """

    items: tuple[CostItem, ...] = ()
    base_fiscal_year: int | None = None

    def factor(self, fiscal_year: int, first_payment_year: int) -> float:
        """``1 + Σ weight × (index − 1)``. [-]"""
        base = first_payment_year if self.base_fiscal_year is None else self.base_fiscal_year
        return 1.0 + sum(item.weight * (item.index.factor(base, fiscal_year) - 1.0) for item in self.items)

    def items_carried_on(self, fiscal_year: int) -> tuple[str, ...]:
        """Items whose series ends before ``fiscal_year`` and is carried on."""
        return tuple(
            item.name
            for item in self.items
            if item.index.last_named_year is not None and item.index.last_named_year < fiscal_year
        )
