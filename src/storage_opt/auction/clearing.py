"""Who is awarded in a round."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.auction.bid_faults import refuse_wrong_bids
from storage_opt.auction.country import limits
from storage_opt.auction.passing import Pass, run_steps
from storage_opt.auction.reasons import award_of
from storage_opt.records.auction import Bid, Clearing, RoundRules


def clear(bids: Sequence[Bid], rules: RoundRules, seed: int = 0) -> Clearing:
    """Clear a round.

    Parameters
    ----------
    bids : sequence of Bid
        In any order: it does not matter for the awards.
    rules : RoundRules
        Of the round, ``schemes.ltda_auction.round_rules``.
    seed : int
        From which lots are drawn among equal bids.

    Returns
    -------
    Clearing
        One award per bid, in the order of the bids, with sums.

    Raises
    ------
    RoundError
        Doubled names, prices that are no numbers or below zero, capacities that are no whole kW above zero, unknown lots, a
        country share without a base: all told together.
    NoPlanError
        A choice among equal bids was not proven in time.

    Examples
    --------
    >>> from storage_opt.records.auction import Lot
    >>> rules = RoundRules(round=1, target_kw=300, lots=(Lot("storage", 100),))
    >>> bids = [Bid("a", "storage", 60, 10.0), Bid("b", "storage", 60, 20.0), Bid("c", "storage", 60, 30.0)]
    >>> [(award.bid.bid_id, award.stage) for award in clear([*bids, Bid("n", None, 150, 90.0)], rules).awards]
    [('a', 'lot'), ('b', 'lot'), ('c', 'fill'), ('n', 'pool')]
    """
    refuse_wrong_bids(bids, rules)
    entered = [bid for bid in bids if bid.barred is None]
    passed, limit_kw = _passed(entered, rules, seed)
    awards = tuple(award_of(bid, rules, passed, limit_kw) for bid in bids)
    return Clearing(rules, awards, seed, limit_kw)


def _passed(bids: Sequence[Bid], rules: RoundRules, seed: int) -> tuple[Pass, dict[str, int]]:
    """Pass with the base of the country rule that is consistent with its own awards.

    Where the base is the award of the lot, it begins with all that the lot was offered and falls to the award that it led to, until the
    award is no less than it: then every country is below the share of the award too. Bases are whole and fall, so it ends.
    """
    base_kw = {lot.name: sum(bid.offered_kw for bid in bids if bid.lot == lot.name) for lot in rules.lots}
    while True:
        limit_kw = limits(rules, base_kw)
        passed = run_steps(bids, rules, limit_kw, seed)
        if rules.country_base != "lot_award" or not limit_kw:
            return passed, limit_kw
        award_kw = passed.award_kw(rules)
        if all(award_kw[lot] >= base_kw[lot] for lot in limit_kw):
            return passed, limit_kw
        base_kw = {lot: min(kw, award_kw[lot]) for lot, kw in base_kw.items()}
