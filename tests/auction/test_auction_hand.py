"""Rounds small enough to clear by hand."""

from dataclasses import replace

import pytest

from storage_opt.auction.clearing import clear
from storage_opt.messages import say
from storage_opt.records.auction import Bid, Lot, Monitoring, RoundRules

LI = Lot("li_ion", 100, kinds=("li_ion",))
NON = Lot("non_li", 100, kinds=("non_li",))


def rules(**changes):
    return replace(RoundRules(round=4, target_kw=1000, lots=(LI, NON), fill_stage=False), **changes)


def li(name, kw, price, country=None, **more):
    return Bid(name, "li_ion", kw, price, chemistry="li_ion", cell_country=country, **more)


def non(name, kw, price, country=None):
    return Bid(name, "non_li", kw, price, chemistry="non_li", cell_country=country)


def outcome(bids, by, seed=0):
    return {award.bid.bid_id: (award.stage, award.reason_code) for award in clear(bids, by, seed).awards}


def winners(bids, by, seed=0):
    return {award.bid.bid_id for award in clear(bids, by, seed).awards if award.awarded}


def test_bids_are_taken_up_to_and_with_the_one_that_exceeds_the_cap():
    # 60 < 100, so the next is taken too: 60 + 70 = 130; the cap is then reached.
    bids = [li("c", 10, 30.0), li("a", 60, 10.0), li("b", 70, 20.0)]
    assert outcome(bids, rules()) == {
        "c": (None, "cap_beyond"),
        "a": ("lot", "cap_within"),
        "b": ("lot", "cap_crossing"),
    }
    clearing = clear(bids, rules())
    assert [award.bid.bid_id for award in clearing.awards] == ["c", "a", "b"]
    lot = clearing.lots["li_ion"]
    assert (lot.offered_kw, lot.awarded_kw, lot.n_offered, lot.n_awarded) == (140, 130, 3, 2)
    assert lot.yearly_jpy == 60 * 10.0 + 70 * 20.0  # pay as bid
    assert (lot.last_awarded_jpy_per_kw_year, lot.first_rejected_jpy_per_kw_year) == (20.0, 30.0)
    assert clearing.lots["non_li"].last_awarded_jpy_per_kw_year is None
    assert clearing.short_kw == 870


def test_a_cap_reached_exactly_takes_no_more():
    assert outcome([li("a", 100, 10.0), li("b", 1, 20.0)], rules()) == {
        "a": ("lot", "cap_within"),
        "b": (None, "cap_beyond"),
    }
    # Equal bids that fit together are no choice.
    assert outcome([li("a", 40, 10.0), li("b", 60, 10.0)], rules()) == {
        "a": ("lot", "cap_within"),
        "b": ("lot", "cap_within"),
    }


def test_without_the_crossing_bid_the_lot_ends_before_it_even_where_a_dearer_one_would_fit():
    by = rules(lot_crossing_included=False)
    bids = [li("a", 60, 10.0), li("b", 70, 20.0), li("c", 10, 30.0)]
    assert outcome(bids, by) == {
        "a": ("lot", "cap_within"),
        "b": (None, "cap_no_room"),
        "c": (None, "cap_beyond"),
    }


def test_equal_bids_at_the_cap_are_combined_to_the_least_excess():
    # Gap 70. {60, 30} = 90 and {60, 25} = 85 exceed it by 20 and 15, {30, 25} = 55 does not reach it, all three are 115.
    bids = [li("a", 30, 10.0), li("x", 60, 20.0), li("y", 30, 20.0), li("z", 25, 20.0)]
    assert outcome(bids, rules()) == {
        "a": ("lot", "cap_within"),
        "x": ("lot", "cap_tie_won"),
        "y": (None, "cap_tie_lost"),
        "z": ("lot", "cap_tie_won"),
    }
    # Without the crossing bid: at most 70, so 60 alone.
    assert winners(bids, rules(lot_crossing_included=False)) == {"a", "x"}


def test_equal_combinations_are_drawn_by_lot_and_nothing_else_is():
    # Gap 50: x or y, 60 each. The seed decides between them and never lets the larger z in.
    bids = [li("a", 50, 10.0), li("x", 60, 20.0), li("y", 60, 20.0), li("z", 61, 20.0)]
    drawn = [winners(bids, rules(), seed) for seed in range(20)]
    assert {frozenset(one) for one in drawn} == {frozenset("ax"), frozenset("ay")}
    # z is no candidate of the best choice; without it the same draws give the same winner.
    assert drawn == [winners(bids[:3], rules(), seed) for seed in range(20)]


def test_ties_by_lot_alone_may_take_more():
    bids = [li("a", 50, 10.0), li("x", 60, 20.0), li("z", 61, 20.0)]
    drawn = {frozenset(winners(bids, rules(lot_ties="random"), seed)) for seed in range(20)}
    assert drawn == {frozenset("ax"), frozenset("az")}


def test_storage_within_its_cap_competes_with_all_others_for_the_target():
    # Pool by price: n 150, a 60 (210), then b 70 crosses the target of 250; m comes too late.
    bids = [li("a", 60, 20.0), li("b", 70, 30.0), Bid("n", None, 150, 10.0), Bid("m", None, 5, 40.0)]
    assert outcome(bids, rules(target_kw=250)) == {
        "a": ("lot", "cap_within"),
        "b": ("lot", "target_crossing"),
        "n": ("pool", "target_within"),
        "m": (None, "target_beyond"),
    }
    assert outcome(bids, rules(target_kw=200))["b"] == (None, "target_beyond")  # within its cap, yet not awarded


def test_the_fill_takes_bids_of_all_lots_in_one_price_order_with_the_crossing_one():
    # Within the caps 120 + 120, the other source 100: 340 of 450. Left: d@40 (li) 30, e@45 (non) 90, f@50 (li) 30.
    bids = [
        *(li("a", 120, 10.0), non("b", 120, 10.0), Bid("n", None, 100, 99.0)),
        *(li("f", 30, 50.0), non("e", 90, 45.0), li("d", 30, 40.0)),
    ]
    by = rules(target_kw=450, fill_stage=True)
    assert outcome(bids, by) == {
        "a": ("lot", "cap_crossing"),
        "b": ("lot", "cap_crossing"),
        "n": ("pool", "target_within"),
        "d": ("fill", "fill_within"),  # 370
        "e": ("fill", "fill_crossing"),  # 460
        "f": (None, "fill_beyond"),
    }
    assert winners(bids, replace(by, fill_stage=False)) == {"a", "b", "n"}
    assert winners(bids, replace(by, target_kw=None)) == {"a", "b", "n"}  # nothing to fill
    assert winners(bids, replace(by, target_kw=340)) == {"a", "b", "n"}  # met already


def test_equal_bids_at_the_target_follow_their_own_rule_in_the_pool_and_in_the_fill():
    # Target 150. Pool: 100 within, then 60 or 61 of equal price; fill: beyond the cap of 100, the same.
    first = li("a", 100, 10.0)
    in_pool = [first, Bid("x", None, 60, 20.0), Bid("z", None, 61, 20.0)]
    in_fill = [first, li("x", 60, 20.0), li("z", 61, 20.0)]
    by = rules(target_kw=150, fill_stage=True)
    for bids in (in_pool, in_fill):
        least = {frozenset(winners(bids, replace(by, lot_ties="random"), seed)) for seed in range(20)}
        drawn = {frozenset(winners(bids, replace(by, target_ties="random"), seed)) for seed in range(20)}
        assert least == {frozenset("ax")} and drawn == {frozenset("ax"), frozenset("az")}


COUNTRY = {"li_ion": 0.3, "non_li": 0.3}
BIG = (replace(LI, cap_kw=400_000), replace(NON, cap_kw=400_000))


@pytest.mark.parametrize(("kw", "is_in"), [(119_999, True), (120_000, False)])
def test_a_country_stays_strictly_below_its_share(kw, is_in):
    clearing = clear([li("a", kw, 10.0, "cn")], rules(lots=BIG, country_share=COUNTRY))
    assert clearing.awards[0].awarded is is_in
    assert clearing.country_limit_kw == {"li_ion": 119_999, "non_li": 119_999}


def test_a_straddling_bid_loses_and_the_next_one_is_tried():
    # 100,000 of cn; 30,000 more would be 130,000; 19,000 more is 119,000; cells of kr and of Japan are counted apart.
    bids = [
        *(li("a", 100_000, 10.0, "cn"), li("b", 30_000, 20.0, "CN"), li("c", 19_000, 30.0, "cn")),
        *(li("d", 90_000, 40.0, "kr"), li("e", 150_000, 50.0, "jp"), li("f", 90_000, 60.0)),
    ]
    by = rules(lots=BIG, country_share=COUNTRY, target_kw=None)
    got = outcome(bids, by)
    assert got["b"] == (None, "country")
    assert winners(bids, by) == set("acdef")
    assert clear(bids, by).lots["li_ion"].first_rejected_jpy_per_kw_year is None  # b did not lose by its price
    reason = clear(bids, by).awards[1].reason
    assert reason.text("en") == (
        "Not awarded: with it cells of CN would have 130,000 kW in Li-ion batteries, and must stay below 120,000 kW "
        "(30 % of the cap of the lot)."
    )
    assert "130,000 kW" in reason.text("ja") and "120,000 kW" in reason.text("ja")
    assert winners(bids, replace(by, country_share={"non_li": 0.3})) == set("abcdef")


def test_awards_of_the_fill_count_towards_the_country():
    bids = [
        *(li("a", 20, 10.0, "cn"), li("b", 90, 20.0, "jp")),  # crosses the cap of 100
        *(li("c", 10, 30.0, "cn"), li("d", 9, 40.0, "cn"), li("e", 1, 50.0, "cn")),
    ]
    by = rules(fill_stage=True, country_share=COUNTRY)  # below 30: 29 at most
    assert outcome(bids, by) == {
        "a": ("lot", "cap_within"),
        "b": ("lot", "cap_crossing"),
        "c": (None, "country"),  # 30
        "d": ("fill", "fill_within"),  # 29
        "e": (None, "country"),
    }


def test_a_full_country_takes_no_room_in_the_lot_or_does_so_until_the_award():
    # Share of 100: below 30. cn 90 comes first by price.
    bids = [li("a", 90, 10.0, "cn"), li("b", 80, 20.0, "jp"), li("c", 60, 30.0, "jp")]
    by = rules(country_share=COUNTRY)
    assert outcome(bids, by) == {
        "a": (None, "country"),
        "b": ("lot", "cap_within"),
        "c": ("lot", "cap_crossing"),
    }
    late = replace(by, country_stage="at_award")
    assert outcome(bids, late) == {
        "a": (None, "country"),
        "b": ("lot", "cap_crossing"),
        "c": (None, "cap_beyond"),
    }
    assert winners(bids, replace(late, fill_stage=True)) == {"b", "c"}


def test_among_equal_bids_the_country_decides_before_the_excess():
    # Gap 100, below 30 of cn: {jp 60, cn 25} = 85 is the most that is allowed; cn 25 + cn 20 is not.
    bids = [li("x", 60, 10.0, "jp"), li("y", 25, 10.0, "cn"), li("z", 20, 10.0, "cn"), li("late", 50, 20.0)]
    assert outcome(bids, rules(country_share=COUNTRY)) == {
        "x": ("lot", "cap_tie_won"),
        "y": ("lot", "cap_tie_won"),
        "z": (None, "country"),
        "late": ("lot", "cap_crossing"),
    }


def test_over_all_lots_one_count_holds_for_both():
    # 30 % of 200: below 60. cn has 50 in the first lot, so 20 in the second is too much, 9 is not.
    bids = [li("a", 50, 10.0, "cn"), non("b", 20, 5.0, "cn"), non("c", 9, 20.0, "cn")]
    by = rules(country_share=COUNTRY, country_base="all_lots")
    assert winners(bids, by) == {"a", "c"}
    assert clear(bids, by).country_limit_kw == {"all_lots": 59}
    assert "all storage lots" in clear(bids, by).awards[1].reason.text("en")
    assert winners(bids, replace(by, country_base="lot_cap")) == {"b", "c"}  # a alone has 50 of 100


def test_a_share_of_the_award_is_a_share_of_what_is_awarded_in_the_end():
    # Base 230, the whole offer: cn may have 68, so a enters and b (50 + 40) does not; 190 are awarded.
    # Base 190: cn may have 56, the same awards. 50 is below 30 % of 190 = 57.
    bids = [li("c", 140, 30.0, "jp"), li("a", 50, 10.0, "cn"), li("b", 40, 20.0, "cn")]
    by = rules(lots=(replace(LI, cap_kw=None), NON), country_share=COUNTRY, country_base="lot_award")
    assert winners(bids, by) == {"a", "c"}
    assert clear(bids, by).country_limit_kw["li_ion"] == 56
    # With 25 kW less from Japan: base 205, at most 61, awards 165. Base 165: at most 49, so a (50) loses and b (40) enters, 155.
    # Base 155: at most 46, the same awards.
    less = [replace(bids[0], offered_kw=115), *bids[1:]]
    assert winners(less, by) == {"b", "c"}
    assert clear(less, by).country_limit_kw["li_ion"] == 46
    # Foreign cells of one country alone can never be below 30 % of themselves.
    assert winners(bids[1:], by) == set()


def test_priority_ranks_first_inside_its_lot_only():
    first = (replace(LI, priority_first=True), NON)
    bids = [li("a", 80, 10.0), li("b", 60, 90.0, has_priority=True), li("c", 50, 20.0)]
    assert outcome(bids, rules(lots=first)) == {
        "a": ("lot", "cap_crossing"),
        "b": ("lot", "cap_within"),
        "c": (None, "cap_beyond"),
    }
    assert winners(bids, rules()) == {"a", "c"}
    # In the pool only the price counts: the target of 100 is reached by a and another source.
    other = Bid("n", None, 30, 5.0)
    assert winners([*bids, other], rules(lots=first, target_kw=100)) == {"n", "a"}


def test_priority_in_the_fill_only_where_the_rules_say_so():
    lots = (replace(LI, priority_first=True), NON)
    bids = [li("a", 100, 10.0, has_priority=True), li("c", 50, 20.0), li("b", 50, 30.0, has_priority=True)]
    by = rules(lots=lots, fill_stage=True, target_kw=150)
    assert winners(bids, by) == {"a", "c"}
    assert winners(bids, replace(by, fill_priority_first=True)) == {"a", "b"}


def test_a_separate_lot_is_awarded_apart_from_the_target():
    lng = Lot("lng", 100, kinds=(), in_pool=False, is_storage=False)
    bids = [Bid(name, "lng", 60, price, source="lng") for name, price in (("u", 1.0), ("v", 2.0), ("w", 3.0))]
    bids.append(Bid("n", None, 10, 50.0))
    by = rules(lots=(LI, NON, lng), target_kw=10, fill_stage=True)
    assert outcome(bids, by) == {
        "u": ("separate", "cap_within"),
        "v": ("separate", "cap_crossing"),
        "w": (None, "cap_beyond"),
        "n": ("pool", "target_within"),
    }
    clearing = clear(bids, by)
    assert (clearing.pool.awarded_kw, clearing.lots["lng"].awarded_kw) == (10, 120)


def test_monitoring_cuts_prices_and_moves_nobody():
    # 30,000 against 2 × 12,000: 6,000 less. 1,000 is below 2 × 4,000. The other part has no reference; a tender is accepted.
    parts = {"construction": 30_000.0, "land": 9_000.0, "repair": 1_000.0}
    by = rules(monitoring=Monitoring(2.0, {"construction": 12_000.0, "repair": 4_000.0}))
    bids = [
        li("a", 100, 40_000.0, parts_jpy_per_kw_year=parts),
        non("b", 10, 39_000.0),
        li("c", 10, 41_000.0, parts_jpy_per_kw_year=parts),
        replace(non("d", 90, 40_000.0), parts_jpy_per_kw_year=parts, is_tendered=True),
    ]
    clearing = clear(bids, by)
    assert [award.price_jpy_per_kw_year for award in clearing.awards] == [34_000.0, 39_000.0, 41_000.0, 40_000.0]
    assert [award.awarded for award in clearing.awards] == [True, True, False, True]
    assert clearing.lots["li_ion"].yearly_jpy == 100 * 34_000.0
    assert clearing.lots["li_ion"].last_awarded_jpy_per_kw_year == 40_000.0  # as bid
    assert (
        clearing.awards[0]
        .reason.text("en")
        .endswith("Price monitoring cuts 6,000 yen: contract price 34,000 yen/kW/year.")
    )


def test_a_barred_bid_is_listed_with_its_reason_and_moves_nobody():
    why = say("auction.pool.no_target")
    bids = [li("x", 100, 1.0, barred=why), li("a", 60, 10.0), li("nan", 5, float("nan"), barred=why)]
    clearing = clear(bids, rules())
    assert [(award.awarded, award.reason_code) for award in clearing.awards] == [
        (False, "barred"),
        (True, "cap_within"),
        (False, "barred"),
    ]
    assert clearing.awards[0].reason is why
    assert (clearing.lots["li_ion"].offered_kw, clearing.lots["li_ion"].first_rejected_jpy_per_kw_year) == (60, None)


def test_sums_by_area_source_and_country():
    bids = [
        li("a", 60, 10.0, "cn", area="tokyo"),
        li("b", 70, 20.0, "jp", area="kyushu"),
        li("c", 10, 30.0, "cn", area="tokyo"),
        Bid("n", None, 5, 1.0, source="hydro"),
    ]
    clearing = clear(bids, rules())
    assert {area: total.awarded_kw for area, total in clearing.by_area.items()} == {"kyushu": 70, "tokyo": 60}
    assert {source: total.awarded_kw for source, total in clearing.by_source.items()} == {"battery": 130, "hydro": 5}
    assert {country: total.n_offered for country, total in clearing.by_country.items()} == {"cn": 2, "jp": 1}


def test_a_lower_price_can_lose_where_the_share_is_one_of_the_award():
    # Cap 100, share one half of the award. At 30: 60 + 39 = 99 < 100, so i (70, cn) crosses; 169 awarded, and 70 is below 84.5.
    # At 10: 70 + 60 = 130 close the lot; 70 is not below 65, so i loses, and 60 + 39 stand.
    by = rules(country_share={"li_ion": 0.5}, country_base="lot_award")
    bids = [li("j", 60, 15.0, "jp"), li("k", 39, 20.0, "jp"), li("i", 70, 30.0, "cn")]
    assert winners(bids, by) == {"i", "j", "k"}
    assert outcome([*bids[:2], replace(bids[2], price_jpy_per_kw_year=10.0)], by)["i"] == (None, "country")


def test_a_lower_price_can_lose_where_one_count_holds_for_all_lots():
    # Below 40 % of 200 = 80 of cn over both lots. With i at 30, j (60, cn) is within the first cap and keeps k (70, cn) out of the
    # second: the pool is j 60, then i crosses the target of 65. With i at 10, i alone fills the first cap, so j is out, k is in,
    # and k at 5 alone meets the target before i.
    by = rules(country_share={"li_ion": 0.4, "non_li": 0.4}, country_base="all_lots", target_kw=65)
    bids = [li("j", 60, 20.0, "cn"), non("k", 70, 5.0, "cn"), li("i", 100, 30.0, "jp")]
    assert winners(bids, by) == {"i", "j"}
    lower = [*bids[:2], replace(bids[2], price_jpy_per_kw_year=10.0)]
    assert outcome(lower, by)["i"] == (None, "target_beyond")
    assert winners(lower, by) == {"k"}
