"""Small random rounds."""

import random

from storage_opt.messages import say
from storage_opt.records.auction import Bid, Lot, RoundRules

TIES = ("least_overshoot_then_random", "random")


def random_rules(rng: random.Random, *, with_country: bool = True) -> RoundRules:
    has_priority = rng.random() < 0.4
    caps = [rng.choice([40, 60, 100, 150]) for _ in range(2)]
    share, base = {}, "lot_cap"
    if with_country and rng.random() < 0.75:
        base = rng.choice(["lot_cap", "lot_award", "all_lots"])
        value = rng.choice([0.2, 0.3, 0.5, 0.75])
        share = rng.choice([{"li_ion": value, "non_li": value}, {"li_ion": value}])
    if base == "lot_award" or not share:
        caps = [rng.choice([cap, cap, cap, None]) for cap in caps]
    lots = [
        Lot("li", caps[0], kinds=rng.choice([("li_ion",), ("li_ion", "non_li")]), priority_first=has_priority),
        Lot("non", caps[1], kinds=("non_li",)),
    ]
    if rng.random() < 0.4:
        lots.append(Lot("thermal_conversion", rng.choice([30, 60]), kinds=(), is_storage=False))
    if rng.random() < 0.4:
        lots.append(Lot("lng", rng.choice([50, 100, None]), kinds=(), is_storage=False, in_pool=False))
    return RoundRules(
        round=4,
        target_kw=rng.choice([80, 120, 200, 300, 450, None]),
        lots=tuple(lots),
        country_share=share,
        country_base=base,
        country_stage=rng.choice(["within_lot_order", "at_award"]),
        fill_stage=rng.random() < 0.75,
        fill_priority_first=rng.random() < 0.3,
        lot_crossing_included=rng.random() < 0.8,
        target_crossing_included=rng.random() < 0.8,
        lot_ties=TIES[rng.random() < 0.2],
        target_ties=TIES[rng.random() < 0.2],
    )


def random_bids(rng: random.Random, rules: RoundRules) -> list[Bid]:
    prices = [1000.0 * k for k in range(1, rng.choice([3, 5, 9]))]
    sizes = rng.choice([[10, 20, 30, 40], [7, 13, 19, 28, 36], list(range(5, 60))])
    bids = []
    for position in range(rng.randint(3, 13)):
        lot = rng.choice([None, rules.lots[0], rules.lots[0], rules.lots[1], rules.lots[1], *rules.lots])
        kind = rng.choice([*lot.kinds, *lot.kinds, None]) if lot else None
        bids.append(
            Bid(
                f"b{position}",
                lot.name if lot else None,
                rng.choice(sizes),
                rng.choice(prices),
                chemistry=kind,
                cell_country=rng.choice(["cn", "CN ", "kr", "Japan", None]) if kind else None,
                has_priority=rng.random() < 0.4,
                barred=say("auction.pool.no_target") if rng.random() < 0.05 else None,
            )
        )
    return bids
