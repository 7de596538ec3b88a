"""One pass through the steps of a round: lots, pool, fill; with given limits of the country rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage_opt.auction.country import CountryCount
from storage_opt.auction.fill_up import Mark, Step
from storage_opt.records.auction import Bid, Lot, RoundRules


@dataclass(frozen=True)
class Pass:
    """Steps of a round after a pass.

    Parameters
    ----------
    lots : mapping of str to Step
        By lot; separate lots too.
    pool : Step
        Bids without lot and those within the caps, up to the target.
    fill : Step or None
        ``None``: the rules have no fill stage, or the pool reached the target.
    """

    lots: Mapping[str, Step]
    pool: Step
    fill: Step | None

    def award_kw(self, rules: RoundRules) -> dict[str, int]:
        """Capacity awarded by lot. [kW]"""
        won = [*self.pool.taken, *(self.fill.taken if self.fill else [])]
        kw = {lot.name: sum(bid.offered_kw for bid in won if bid.lot == lot.name) for lot in rules.lots if lot.in_pool}
        return kw | {lot.name: self.lots[lot.name].total_kw for lot in rules.lots if not lot.in_pool}


def run_steps(bids: Sequence[Bid], rules: RoundRules, limit_kw: Mapping[str, int], seed: int) -> Pass:
    """Walk through the steps.

    Parameters
    ----------
    bids : sequence of Bid
        Those that may enter.
    rules : RoundRules
        Of the round.
    limit_kw : mapping of str to int
        Most kW of one foreign country by lot. [kW]
    seed : int
        For lot numbers.
    """
    free = CountryCount(rules, {})
    count = CountryCount(rules, limit_kw)
    in_lot_order = rules.country_stage == "within_lot_order"
    lots = {lot.name: _lot_step(bids, rules, lot, count if in_lot_order else free, seed) for lot in rules.lots}
    inside = [bid for lot in rules.lots if lot.in_pool for bid in lots[lot.name].taken]
    unlotted = [bid for bid in bids if bid.lot is None]
    pool = Step(
        rules.target_kw, rules.target_crossing_included, rules.target_ties, seed, free if in_lot_order else count
    ).fill_up([*unlotted, *inside], lambda bid: (0, bid.price_jpy_per_kw_year))
    is_open = rules.target_kw is not None and pool.total_kw < rules.target_kw and not pool.is_closed
    if not rules.fill_stage or not is_open:
        return Pass(lots, pool, None)
    left = [bid for lot in rules.lots if lot.in_pool for bid in _left(bids, lot, lots[lot.name])]
    fill = Step(
        rules.target_kw, rules.target_crossing_included, rules.target_ties, seed, count, total_kw=pool.total_kw
    ).fill_up(left, lambda bid: (_class(rules, bid) if rules.fill_priority_first else 0, bid.price_jpy_per_kw_year))
    return Pass(lots, pool, fill)


def _lot_step(bids: Iterable[Bid], rules: RoundRules, lot: Lot, count: CountryCount, seed: int) -> Step:
    step = Step(lot.cap_kw, rules.lot_crossing_included, rules.lot_ties, seed, count)
    mine = [bid for bid in bids if bid.lot == lot.name]
    return step.fill_up(mine, lambda bid: (_class(rules, bid), bid.price_jpy_per_kw_year))


def _class(rules: RoundRules, bid: Bid) -> int:
    """0: ranks before all others of its lot; 1: does not."""
    lot = rules.lot(bid.lot)
    return 0 if lot is not None and lot.priority_first and bid.has_priority else 1


def _left(bids: Iterable[Bid], lot: Lot, step: Step) -> list[Bid]:
    """Bids of a lot beyond its cap; one that its country kept out is kept out for good, as a count never falls."""
    marks = {bid_id: place.mark for bid_id, place in step.places.items()}
    return [
        b for b in bids if b.lot == lot.name and not marks[b.bid_id].is_taken and marks[b.bid_id] is not Mark.COUNTRY
    ]
