"""Which schemes may stand beside each other for the same kW."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Protocol, runtime_checkable

from storage_opt.errors import Fault
from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import IndexKey
from storage_opt.schemes.base import Scheme
from storage_opt.schemes.capacity_market import CapacityMarket
from storage_opt.schemes.capex_grant import CapexGrant
from storage_opt.schemes.ltda import Ltda
from storage_opt.schemes.ltda_round import bidding_day
from storage_opt.schemes.term import Term
from storage_opt.timeline import fiscal_year_start


@runtime_checkable
class SharesMargin(Protocol):
    """A scheme that may share the margin; ``wear_deductible`` then says of which base."""

    @property
    def shares_margin(self) -> bool:
        """Whether it does."""

    @property
    def wear_deductible(self) -> bool:
        """Whether wear is deducted before sharing."""


def combination_faults(schemes: Sequence[Scheme], rules: RuleBook, start_fiscal_year: int | None) -> list[Fault]:
    """Find schemes that exclude each other.

    Parameters
    ----------
    schemes : sequence of Scheme
        As stacked by the project.
    rules : RuleBook
        Dated rules; the one that forbids a combination is recorded and named.
    start_fiscal_year : int or None
        First operating year; ``None``: not known yet, then terms of contracts are taken to overlap.
    """
    faults = []
    for one, other in combinations(schemes, 2):
        for a, b in ((one, other), (other, one)):
            if isinstance(a, Ltda) and isinstance(b, CapexGrant):
                faults += _ltda_and_grant(a, b, rules)
            elif isinstance(a, Ltda) and isinstance(b, CapacityMarket):
                faults += _ltda_and_capacity_market(a, b, rules, start_fiscal_year)
            elif isinstance(a, CapacityMarket) and isinstance(b, CapexGrant):
                faults += _grant_beside(b, "capacity_market", "grants.capacity_market_allowed", rules)
        if isinstance(one, Ltda) and isinstance(other, Ltda):
            faults.append(_refused("ltda", "ltda", say("scheme.same_kw_twice")))
        if isinstance(one, CapacityMarket) and isinstance(other, CapacityMarket):
            faults += _two_capacity_markets(one, other, start_fiscal_year)
    return [*faults, *_mixed_bases(schemes)]


def with_cumulation(schemes: Sequence[Scheme]) -> tuple[Scheme, ...]:
    """Let each grant with a limit of cumulation know the national grants beside it."""
    national = tuple(s for s in schemes if isinstance(s, CapexGrant) and s.cumulative_rate_max is None)
    return tuple(
        replace(s, beside=national) if isinstance(s, CapexGrant) and s.cumulative_rate_max is not None else s
        for s in schemes
    )


def _ltda_and_grant(contract: Ltda, grant: CapexGrant, rules: RuleBook) -> list[Fault]:
    name = "ltda.excludes_grants"
    is_excluded = rules.value(name, on=bidding_day(rules, contract.round), round=contract.round)
    if contract.grants_allowed:
        return []
    if is_excluded:
        return [_refused("ltda", "capex_grant", _fact(rules, name, round=contract.round))]
    return _grant_beside(grant, "ltda", "grants.ltda_allowed", rules)


def _ltda_and_capacity_market(
    contract: Ltda, market: CapacityMarket, rules: RuleBook, start_fiscal_year: int | None
) -> list[Fault]:
    if not _overlap(contract.term, market.term, start_fiscal_year):
        return []
    name, day = "ltda.requirement", bidding_day(rules, contract.round)
    index: dict[str, IndexKey] = {"requirement": "no_main_auction_award", "round": contract.round}
    if rules.value(name, on=day, or_latest=False, **index):
        return [_refused("ltda", "capacity_market", _fact(rules, name, **index))]
    return []


def _grant_beside(grant: CapexGrant, other: str, name: str, rules: RuleBook) -> list[Fault]:
    """Refuse a grant beside another scheme where a rule of its programme says so."""
    programme, _, year = (grant.programme or "").partition("_")
    if (programme,) not in rules.rule(name).series:
        return []
    day = fiscal_year_start(int(year))
    if not rules.has(name, on=day, programme=programme) or rules.value(name, on=day, programme=programme):
        return []
    return [_refused(other, "capex_grant", _fact(rules, name, programme=programme))]


def _two_capacity_markets(one: CapacityMarket, other: CapacityMarket, start: int | None) -> list[Fault]:
    if not _overlap(one.term, other.term, start):
        return []
    return [_refused("capacity_market", "capacity_market", say("scheme.same_kw_twice"))]


def _overlap(one: Term, other: Term, start_fiscal_year: int | None) -> bool:
    if start_fiscal_year is None:
        return True
    firsts = [term.first_year(start_fiscal_year) for term in (one, other)]
    lasts = [last for term in (one, other) if (last := term.last_year(start_fiscal_year)) is not None]
    return max(firsts) <= min(lasts) if lasts else True


def _mixed_bases(schemes: Sequence[Scheme]) -> list[Fault]:
    sharing = [s for s in schemes if isinstance(s, SharesMargin) and s.shares_margin]
    if len({s.wear_deductible for s in sharing}) < 2:
        return []
    return [Fault(say("scheme.mixed_wear"), say("scheme.mixed_wear.do"))]


def _fact(rules: RuleBook, name: str, **index: IndexKey) -> Message:
    """Sentence of a rule that was just read."""
    return next(use.fact for use in rules.used if use.name == name and dict(use.index) == index)


def _refused(one: str, other: str, reason: Message) -> Fault:
    return Fault(say("scheme.excluded", one=one, other=other, reason=reason), say("scheme.excluded.do"))
