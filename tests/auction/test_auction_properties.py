"""What holds in every round: prices, order of the bids, seeds, limits, sums."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from auction_rounds import random_bids, random_rules

from storage_opt.auction.clearing import clear
from storage_opt.auction.country import greatest_below
from storage_opt.auction.lot_numbers import lot_number


def awards_of(bids, rules, seed=0):
    return {a.bid.bid_id: (a.awarded, a.stage, a.reason_code) for a in clear(bids, rules, seed).awards}


@pytest.mark.parametrize("batch", range(4))
def test_a_lower_price_never_turns_an_award_into_a_loss_without_the_country_rule(batch):
    tried = tied = 0
    for number in range(batch, 320, 4):
        rng = random.Random(f"monotone {number}")
        rules = random_rules(rng, with_country=False)
        bids, seed = random_bids(rng, rules), rng.randint(0, 3)
        prices = {bid.price_jpy_per_kw_year for bid in bids}
        for award in clear(bids, rules, seed).awards:
            if not award.awarded:
                continue
            tied += "tie" in award.reason_code
            for price in [p - step for p in prices for step in (0.0, 500.0)]:
                if price < award.bid.price_jpy_per_kw_year:
                    lower = replace(award.bid, price_jpy_per_kw_year=price)
                    others = [lower if bid is award.bid else bid for bid in bids]
                    (again,) = [a for a in clear(others, rules, seed).awards if a.bid is lower]
                    assert again.awarded, (number, award.bid.bid_id, price)
                    tried += 1
    assert tried > 1000 and tied > 30


def test_the_order_of_the_bids_does_not_matter():
    for number in range(120):
        rng = random.Random(f"order {number}")
        rules = random_rules(rng)
        bids = random_bids(rng, rules)
        awards = awards_of(bids, rules, seed=number)
        rng.shuffle(bids)
        assert awards_of(bids, rules, seed=number) == awards, number


def test_the_seed_matters_only_where_bids_are_equal():
    moved = 0
    for number in range(150):
        rng = random.Random(f"seed {number}")
        rules = random_rules(rng)
        bids = random_bids(rng, rules)
        distinct = [
            replace(bid, price_jpy_per_kw_year=bid.price_jpy_per_kw_year + position)
            for position, bid in enumerate(bids)
        ]
        assert len({str(awards_of(distinct, rules, seed)) for seed in range(4)}) == 1, number
        outcomes = [awards_of(bids, rules, seed) for seed in range(4)]
        if len({str(outcome) for outcome in outcomes}) > 1:
            moved += 1
            assert any("tie" in code for _, _, code in outcomes[0].values())
    assert moved > 10


def test_a_lot_number_follows_from_the_seed_and_the_name_alone():
    assert lot_number(3, "a") == lot_number(3, "a") != lot_number(4, "a")
    firsts = [min(("a", "b", "c"), key=lambda name: lot_number(seed, name)) for seed in range(3000)]
    assert all(abs(firsts.count(name) - 1000) < 100 for name in "abc")  # four standard deviations


def test_other_bids_leave_a_draw_as_it_is():
    """x and y are equal at the cap; bids far above the price come and go."""
    for seed in range(20):
        rng = random.Random(seed)
        rules = replace(random_rules(rng, with_country=False), target_kw=None, lot_ties="least_overshoot_then_random")
        bids = [replace(b, lot=rules.lots[0].name, chemistry=None, barred=None) for b in random_bids(rng, rules)]
        with_more = [
            *bids,
            *(replace(b, bid_id=f"more_{b.bid_id}", price_jpy_per_kw_year=1e6, has_priority=False) for b in bids),
        ]
        more = awards_of(with_more, rules, seed)
        assert {name: more[name][0] for name in awards_of(bids, rules, seed)} == {
            name: won for name, (won, _, _) in awards_of(bids, rules, seed).items()
        }


def test_no_country_reaches_its_share_of_the_base():
    checked = 0
    for number in range(400):
        rng = random.Random(f"country {number}")
        rules = random_rules(rng)
        if not rules.country_share:
            continue
        clearing = clear(random_bids(rng, rules), rules, number)
        share = Decimal(str(rules.country_share["li_ion"]))
        kw = {}
        for award in clearing.awards:
            bid = award.bid
            if award.awarded and bid.chemistry in rules.country_share and (bid.cell_country or "Japan") != "Japan":
                place = "all" if rules.country_base == "all_lots" else bid.lot
                key = (place, bid.cell_country.strip().lower())
                kw[key] = kw.get(key, 0) + bid.offered_kw
        for (place, _), taken in kw.items():
            if rules.country_base == "all_lots":
                base = rules.lots[0].cap_kw + rules.lots[1].cap_kw
            else:
                base = rules.lot(place).cap_kw if rules.country_base == "lot_cap" else clearing.lots[place].awarded_kw
            assert taken < share * base, number
            checked += 1
    assert checked > 150


@pytest.mark.parametrize(("share", "base", "kw"), [(0.3, 400_000, 119_999), (1 / 3, 3, 0), (0.1, 7, 0), (1.0, 5, 4)])
def test_greatest_whole_kw_below_a_share(share, base, kw):
    assert greatest_below(share, base) == kw


def test_sums_are_those_of_the_awards():
    for number in range(60):
        rng = random.Random(f"sums {number}")
        rules = random_rules(rng)
        bids = random_bids(rng, rules)
        clearing = clear(bids, rules)
        lots, pool = clearing.lots, clearing.pool
        separate = sum(lots[lot.name].awarded_kw for lot in rules.lots if not lot.in_pool)
        assert pool.awarded_kw + separate == sum(a.awarded_kw for a in clearing.awards)
        assert sum(total.awarded_kw for total in clearing.by_source.values()) == pool.awarded_kw + separate
        short = 0 if rules.target_kw is None else rules.target_kw - pool.awarded_kw
        assert clearing.short_kw == max(0, short)
        assert tuple(award.bid for award in clearing.awards) == tuple(bids)
