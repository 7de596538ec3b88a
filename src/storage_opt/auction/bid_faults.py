"""What is wrong with the bids of a round, told together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from storage_opt.errors import Fault, RoundError
from storage_opt.messages import say
from storage_opt.records.auction import Bid, RoundRules
from storage_opt.schemes.ltda_auction import country_faults


def refuse_wrong_bids(bids: Sequence[Bid], rules: RoundRules) -> None:
    """Raise one ``RoundError`` with every fault of the bids, and of the country rule."""
    times = Counter(bid.bid_id for bid in bids)
    faults = [
        Fault(say("auction.bid_twice", bid=bid_id, count=count), say("auction.bid_twice.do"))
        for bid_id, count in times.items()
        if count > 1
    ]
    for bid in bids:
        faults += _faults_of(bid, rules)
    if faults := [*country_faults(rules), *faults]:
        raise RoundError(str(say("auction.bids_of", round=rules.round)), faults)


def _faults_of(bid: Bid, rules: RoundRules) -> Iterator[Fault]:
    """Faults of one bid; a bid that is barred has lost already, but its figures are listed, so they must be right too."""
    if not isinstance(bid.offered_kw, int) or isinstance(bid.offered_kw, bool) or bid.offered_kw <= 0:
        yield Fault(say("auction.bid_kw", bid=bid.bid_id, found=bid.offered_kw), say("auction.bid_kw.do"))
    price = bid.price_jpy_per_kw_year
    is_unpriced = bid.barred is not None and math.isnan(price)
    if not is_unpriced and not (math.isfinite(price) and price >= 0.0):
        yield Fault(say("auction.bid_price", bid=bid.bid_id, found=price), say("auction.bid_price.do"))
    for item, part in bid.parts_jpy_per_kw_year.items():
        if not (math.isfinite(part) and part >= 0.0):
            yield Fault(say("auction.bid_part", bid=bid.bid_id, item=item, found=part), say("auction.bid_part.do"))
    known = {lot.name: lot for lot in rules.lots}
    if bid.lot is None:
        return
    if bid.lot not in known:
        found = say("auction.bid_lot", bid=bid.bid_id, found=bid.lot, round=rules.round, known=", ".join(known) or "–")
        yield Fault(found, say("auction.bid_lot.do"))
    elif bid.chemistry is not None and bid.chemistry not in known[bid.lot].kinds:
        found = say("auction.bid_kind", bid=bid.bid_id, lot=bid.lot, found=bid.chemistry)
        yield Fault(found, say("auction.bid_kind.do"))
