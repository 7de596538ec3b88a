"""Why a bid won or lost, with figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from storage_opt.auction.country import ALL_LOTS
from storage_opt.auction.fill_up import Mark, Place, Step
from storage_opt.auction.monitoring import cut_jpy_per_kw_year
from storage_opt.auction.passing import Pass
from storage_opt.messages import LANGUAGES, Message, catalogue, say
from storage_opt.records.auction import Award, AwardStage, Bid, Lot, RoundRules

_WON = {Mark.TAKEN: "within", Mark.CROSSING: "crossing", Mark.TIE_TAKEN: "tie_won"}
_LOST = {Mark.AFTER: "beyond", Mark.NO_ROOM: "no_room", Mark.TIE_LOST: "tie_lost"}


def award_of(bid: Bid, rules: RoundRules, passed: Pass, limit_kw: Mapping[str, int]) -> Award:
    """Tell what became of a bid, from its places in the steps."""
    if bid.barred is not None:
        return _lost(bid, "barred", bid.barred)
    lot = rules.lot(bid.lot)
    if lot is None:
        return _in_pool(bid, None, rules, passed, limit_kw)
    place = passed.lots[lot.name].places[bid.bid_id]
    if place.mark is Mark.COUNTRY:
        return _by_country(bid, place, rules, limit_kw)
    if place.mark.is_taken and lot.in_pool:
        return _in_pool(bid, lot, rules, passed, limit_kw)
    if place.mark.is_taken:
        reason = say("auction.won.separate", lot=_lot_part(lot, place))
        return _won(bid, rules, "separate", f"cap_{_WON[place.mark]}", reason)
    if passed.fill is not None and lot.in_pool:
        return _in_fill(bid, lot, rules, passed.fill, limit_kw)
    reason = say("auction.lost.lot", lot=_lot_part(lot, place), then=_why_no_fill(lot, rules, passed.pool))
    return _lost(bid, f"cap_{_LOST[place.mark]}", reason)


def _why_no_fill(lot: Lot, rules: RoundRules, pool: Step) -> Message:
    """Why a bid beyond its cap had no second chance."""
    if not lot.in_pool:
        return say("auction.then.separate")
    if not rules.fill_stage:
        return say("auction.then.no_fill")
    if pool.size_kw is None:
        return say("auction.then.no_target")
    return say("auction.then.pool_ended", total=pool.total_kw, target=pool.size_kw)


def _in_pool(bid: Bid, lot: Lot | None, rules: RoundRules, passed: Pass, limit_kw: Mapping[str, int]) -> Award:
    """Tell of a bid without lot, or within the cap of its lot."""
    place = passed.pool.places[bid.bid_id]
    if place.mark is Mark.COUNTRY:
        return _by_country(bid, place, rules, limit_kw)
    pool = _pool_part(passed.pool, place)
    if not place.mark.is_taken:
        return _lost(bid, f"target_{_LOST[place.mark]}", say("auction.lost.pool", pool=pool))
    if lot is None:
        return _won(bid, rules, "pool", f"target_{_WON[place.mark]}", say("auction.won.pool", pool=pool))
    in_lot = passed.lots[lot.name].places[bid.bid_id]
    is_plain = place.mark is Mark.TAKEN
    code = f"cap_{_WON[in_lot.mark]}" if is_plain else f"target_{_WON[place.mark]}"
    return _won(bid, rules, "lot", code, say("auction.won.lot", lot=_lot_part(lot, in_lot), pool=pool))


def _in_fill(bid: Bid, lot: Lot, rules: RoundRules, fill: Step, limit_kw: Mapping[str, int]) -> Award:
    """Tell of a bid beyond its cap, looked at in the fill stage."""
    place = fill.places[bid.bid_id]
    if place.mark is Mark.COUNTRY:
        return _by_country(bid, place, rules, limit_kw)
    words = {"lot": lot_name(lot.name), "cap": lot.cap_kw, "pool": _pool_part(fill, place)}
    if place.mark.is_taken:
        return _won(bid, rules, "fill", f"fill_{_WON[place.mark]}", say("auction.won.fill", **words))
    return _lost(bid, f"fill_{_LOST[place.mark]}", say("auction.lost.fill", **words))


def _by_country(bid: Bid, place: Place, rules: RoundRules, limit_kw: Mapping[str, int]) -> Award:
    where = ALL_LOTS if ALL_LOTS in limit_kw else str(bid.lot)
    reason = say(
        "auction.lost.country",
        country=bid.cell_country,
        total=place.country_kw + bid.offered_kw,
        place=say("auction.all_lots") if where == ALL_LOTS else lot_name(where),
        least=limit_kw[where] + 1,
        percent=round(100.0 * rules.country_share[str(bid.chemistry)], 6),
        base=say(f"auction.base.{rules.country_base}"),
    )
    return _lost(bid, "country", reason)


def _won(bid: Bid, rules: RoundRules, stage: AwardStage, code: str, reason: Message) -> Award:
    award = Award(bid, True, stage, reason, code, bid.price_jpy_per_kw_year)
    cut = cut_jpy_per_kw_year(bid, rules.monitoring)
    if cut == 0.0:
        return award
    price = bid.price_jpy_per_kw_year - cut
    return replace(award, reason=say("auction.cut", reason=reason, cut=cut, price=price), price_jpy_per_kw_year=price)


def _lost(bid: Bid, code: str, reason: Message) -> Award:
    return Award(bid, False, None, reason, code, bid.price_jpy_per_kw_year)


def _lot_part(lot: Lot, place: Place) -> Message:
    name = lot_name(lot.name)
    if lot.cap_kw is None:
        return say("auction.lot.no_cap", lot=name)
    mark = _WON.get(place.mark) or _LOST[place.mark]
    return say(f"auction.lot.{mark}", lot=name, upto=place.upto_kw, cap=lot.cap_kw, count=place.n_equal)


def _pool_part(step: Step, place: Place) -> Message:
    if step.size_kw is None:
        return say("auction.pool.no_target")
    mark = _WON.get(place.mark) or _LOST[place.mark]
    return say(f"auction.pool.{mark}", upto=place.upto_kw, target=step.size_kw, count=place.n_equal)


def lot_name(lot: str) -> Message | str:
    """Name of a lot for readers; a lot that the catalogue does not know keeps its own."""
    for name in (f"eligibility.lot.{lot}", f"auction.lot_name.{lot}"):
        if name in catalogue(LANGUAGES[0]):
            return say(name)
    return lot
