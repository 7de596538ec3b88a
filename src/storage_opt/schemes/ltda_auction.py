"""How a round of the long-term decarbonization auction is awarded: its dated rules, and what a user changes in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, get_args

from storage_opt.errors import Fault, RoundError
from storage_opt.messages import say
from storage_opt.records.auction import CellKind, CountryBase, CountryStage, Lot, Monitoring, RoundRules, TieRule
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.ltda_changes import Changes
from storage_opt.schemes.ltda_round import ROUNDS, bidding_day
from storage_opt.units import KW_PER_MW

KINDS: tuple[CellKind, ...] = get_args(CellKind)
OTHER_LOTS = ("thermal_conversion", "lng")
"""Lots that are no storage; a round has one where its cap is known or stated."""
NO_CHANGES: Mapping[str, Any] = MappingProxyType({})


def round_rules(book: RuleBook, round_: int, changes: Mapping[str, Any] = NO_CHANGES) -> RoundRules:
    """Award rules of a round.

    Parameters
    ----------
    book : RuleBook
        Dated rules; what is read from them is recorded, what ``changes`` state is not looked up.
    round_ : int
        1 to 4.
    changes : mapping of str to object
        What differs from the rules of the round, by the keys of docs/model/auction.md (``lot_caps_mw``, ``target_mw``, …).

    Raises
    ------
    RoundError
        Unknown round, unknown keys, or values without sense: all told together.

    References
    ----------
    Rules ``ltda``, ``ltda_award`` and ``ltda_price``.

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> rules = round_rules(rule_book(), 3, {"target_mw": 4500})
    >>> rules.target_kw, [(lot.name, lot.cap_kw) for lot in rules.lots][0], rules.country_share["li_ion"]
    (4500000, ('li_ion_and_pumped_replacement', 400000), 0.3)
    """
    if round_ not in ROUNDS:
        expected = ", ".join(map(str, ROUNDS))
        fault = Fault(say("auction.round", found=round_, expected=expected), say("auction.round.do", expected=expected))
        raise RoundError("round", [fault])
    day = bidding_day(book, round_)
    asked = Changes(changes)
    _record_fixed_rules(book, day)
    fills = asked.flag("fill_stage", lambda: bool(book.value("ltda_award.fill_stage", on=day)))
    lots = _lots(book, day, round_, asked)
    has_priority = any(lot.priority_first for lot in lots)
    share = _country_share(book, day, round_, asked)
    if fills:
        book.use("ltda_award.fill_order", on=day)
    rules = RoundRules(
        round=round_,
        target_kw=asked.kw("target_mw", lambda: book.number("ltda.target", on=day, round=round_), least=1.0),
        lots=lots,
        country_share=share,
        country_base=_country_base(book, round_, asked) if share or asked.states("country_base") else "lot_cap",
        country_stage=_country_stage(book, asked) if share or asked.states("country_stage") else "within_lot_order",
        fill_stage=fills,
        fill_priority_first=_fill_priority(book, round_, asked, is_needed=fills and has_priority),
        lot_crossing_included=asked.flag(
            "lot_crossing_included", lambda: bool(book.value("ltda_award.lot_crossing_included", on=day))
        ),
        target_crossing_included=asked.flag(
            "target_crossing_included", lambda: bool(book.value("ltda_award.target_crossing_included", on=day))
        ),
        lot_ties=_ties(book, day, "lot_ties", asked),
        target_ties=_ties(book, day, "target_ties", asked),
        monitoring=_monitoring(book, day, asked),
    )
    if share and rules.country_base == "all_lots" and rules.country_stage == "within_lot_order":
        book.use("ltda_award.lot_order", on=None)
    asked.refuse_if_wrong(round_, country_faults(rules))
    return rules


def country_faults(rules: RoundRules) -> list[Fault]:
    """Find what keeps the country rule from having a meaning: a share of a cap that is not there, two shares of one base."""
    share, base = rules.country_share, rules.country_base
    if not share:
        return []
    storage = [lot for lot in rules.lots if lot.is_storage]
    under_rule = storage if base == "all_lots" else [lot for lot in storage if set(lot.kinds) & set(share)]
    faults = [
        Fault(say("auction.base_without_cap", lot=lot.name, base=base), say("auction.base_without_cap.do"))
        for lot in under_rule
        if lot.cap_kw is None and base != "lot_award"
    ]
    counted_together = [set(share)] if base == "all_lots" else [set(share) & set(lot.kinds) for lot in under_rule]
    if any(len({share[kind] for kind in kinds}) > 1 for kinds in counted_together):
        shown = ", ".join(f"{kind} {value:g}" for kind, value in share.items())
        faults.append(Fault(say("auction.two_shares", shares=shown), say("auction.two_shares.do")))
    return faults


def _record_fixed_rules(book: RuleBook, day: date) -> None:
    """Note rules that the clearing follows and that no change can touch, so that a result names them."""
    for name in ("pricing", "pool_after_lots"):
        book.use(f"ltda_award.{name}", on=day)


def _lots(book: RuleBook, day: date, round_: int, asked: Changes) -> tuple[Lot, ...]:
    """Lots in the order of the rule file, then lots that only the changes name."""
    own = [str(name) for r, name in book.rule("ltda.lot_cap").series if r == round_]
    kinds: dict[str, set[str]] = {}
    for name in ("ltda.lot", "ltda.lot_of_other"):
        for (r, kind, _), lines in book.rule(name).series.items():
            if r == round_:
                kinds.setdefault(str(lines[-1].value), set()).add(str(kind))
    caps = asked.caps([name for name in own if name in kinds], own, OTHER_LOTS)
    is_first = asked.flag(
        "priority_first",
        lambda: bool(book.value("ltda.requirement", on=day, requirement="certified_plan_first", round=round_)),
    )
    lots = []
    for name in (*own, *(name for name in OTHER_LOTS if name in caps and name not in own)):
        cap = caps[name] if name in caps else book.number("ltda.lot_cap", on=day, round=round_, lot=name)
        takes = tuple(kind for kind in KINDS if kind in kinds.get(name, ()))
        lots.append(
            Lot(
                name=name,
                cap_kw=None if cap is None else round(cap * KW_PER_MW),
                kinds=takes,
                in_pool=name in kinds or not book.value("ltda_award.outside_target", on=day, lot=name),
                is_storage=name in kinds,
                priority_first=is_first and "li_ion" in takes,
            )
        )
    return tuple(lots)


def _country_share(book: RuleBook, day: date, round_: int, asked: Changes) -> Mapping[str, float]:
    def by_rule() -> dict[str, float]:
        series = book.rule("ltda.country_cap").series
        return {
            kind: book.number("ltda.country_cap", on=day, round=round_, chemistry=kind)
            for kind in KINDS
            if (round_, kind) in series
        }

    share = asked.shares("country_share", KINDS, by_rule)
    if share:
        book.use("ltda_award.country_count", on=None)
    return share


def _country_base(book: RuleBook, round_: int, asked: Changes) -> CountryBase:
    def by_rule() -> str:
        if (round_,) not in book.rule("ltda.country_cap_base").series:
            return asked.missing("country_base", get_args(CountryBase))
        return book.text("ltda.country_cap_base", on=None, round=round_)

    return asked.word("country_base", get_args(CountryBase), by_rule)  # type: ignore[return-value]


def _country_stage(book: RuleBook, asked: Changes) -> CountryStage:
    return asked.word(  # type: ignore[return-value]
        "country_stage", get_args(CountryStage), lambda: book.text("ltda_award.country_rule_stage", on=None)
    )


def _fill_priority(book: RuleBook, round_: int, asked: Changes, *, is_needed: bool) -> bool:
    def by_rule() -> bool:
        if not is_needed:
            return False
        known = book.rule("ltda_award.fill_priority_first").series
        known_round = round_ if (round_,) in known else max(int(r) for (r,) in known)
        return bool(book.value("ltda_award.fill_priority_first", on=None, round=known_round))

    return asked.flag("fill_priority_first", by_rule)


def _ties(book: RuleBook, day: date, key: str, asked: Changes) -> TieRule:
    return asked.word(key, get_args(TieRule), lambda: book.text(f"ltda_award.{key}", on=day))  # type: ignore[return-value]


def _monitoring(book: RuleBook, day: date, asked: Changes) -> Monitoring | None:
    """Prices are cut only where references are given: the parameters of the price caps are not published by item."""
    given = asked.monitoring("monitoring")
    if given is None:
        return None
    factor, reference = given
    book.use("ltda_award.monitoring_cut_reorders", on=day)
    return Monitoring(book.number("ltda_price.monitoring_factor", on=day) if factor is None else factor, reference)
