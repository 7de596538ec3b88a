"""The country rule: cells of one foreign country stay below a share of a base."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from storage_opt.records.auction import Bid, RoundRules
from storage_opt.schemes.compliance import JAPAN

ALL_LOTS = "all_lots"
Scope = tuple[str, str]
"""Where kW are counted (a lot, or all of them) and of which country."""


def greatest_below(share: float, base_kw: int) -> int:
    """Most whole kW strictly below a share of a base; the share is taken as the decimal it is written as.

    >>> greatest_below(0.3, 400_000), greatest_below(0.3, 400_001), greatest_below(0.3, 0)
    (119999, 120000, 0)
    """
    return max(0, math.ceil(Fraction(repr(share)) * base_kw) - 1)


def limits(rules: RoundRules, award_kw: Mapping[str, int]) -> dict[str, int]:
    """Most kW of one foreign country, by lot or over all of them.

    Parameters
    ----------
    rules : RoundRules
        With caps wherever the base is one.
    award_kw : mapping of str to int
        Base of each lot where that is its award. [kW]
    """
    share = rules.country_share
    if not share:
        return {}
    storage = [lot for lot in rules.lots if lot.is_storage]
    if rules.country_base == ALL_LOTS:
        return {ALL_LOTS: greatest_below(min(share.values()), sum(lot.cap_kw or 0 for lot in storage))}
    of_lot = {lot.name: [share[kind] for kind in lot.kinds if kind in share] for lot in storage}
    base = award_kw if rules.country_base == "lot_award" else {lot.name: lot.cap_kw or 0 for lot in storage}
    return {name: greatest_below(shares[0], base[name]) for name, shares in of_lot.items() if shares}


class CountryCount:
    """Capacity taken so far by lot and country.

    Parameters
    ----------
    rules : RoundRules
        Whose country share and base are asked.
    limit_kw : mapping of str to int
        See :func:`limits`; empty: nothing is limited. [kW]
    """

    def __init__(self, rules: RoundRules, limit_kw: Mapping[str, int]) -> None:
        self.rules = rules
        self.limit_kw = limit_kw
        self.taken_kw: dict[Scope, int] = {}

    def scope(self, bid: Bid) -> Scope | None:
        """Return where a bid is counted; ``None``: the rule does not apply to it."""
        place = ALL_LOTS if ALL_LOTS in self.limit_kw and self._is_storage(bid) else bid.lot
        if place not in self.limit_kw or bid.chemistry not in self.rules.country_share or bid.cell_country is None:
            return None
        country = bid.cell_country.strip().lower()
        return None if country in JAPAN else (str(place), country)

    def _is_storage(self, bid: Bid) -> bool:
        lot = self.rules.lot(bid.lot)
        return lot is not None and lot.is_storage

    def room_kw(self, scope: Scope) -> int:
        """Capacity that a country may still take. [kW]"""
        return self.limit_kw[scope[0]] - self.taken_kw.get(scope, 0)

    def allows(self, bids: Sequence[Bid]) -> bool:
        """Whether all of some bids can be taken together."""
        asked: dict[Scope, int] = {}
        for bid in bids:
            if (scope := self.scope(bid)) is not None:
                asked[scope] = asked.get(scope, 0) + bid.offered_kw
        return all(kw <= self.room_kw(scope) for scope, kw in asked.items())

    def take(self, bids: Iterable[Bid]) -> None:
        """Count bids that were taken."""
        for bid in bids:
            if (scope := self.scope(bid)) is not None:
                self.taken_kw[scope] = self.taken_kw.get(scope, 0) + bid.offered_kw
