"""Published rounds replayed: only what was no input is held against the published result."""

import re
from pathlib import Path

import pytest

from storage_opt.auction.clearing import clear
from storage_opt.errors import RoundError
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import language
from storage_opt.records.replay import PublishedAssumptions
from storage_opt.schemes.ltda_auction import round_rules
from storage_opt.schemes.ltda_published import GROUPS, OTHERS, published_bids
from storage_opt.schemes.ltda_replay import replay_assumptions, replay_table

PAGE = Path(__file__).parents[2] / "docs" / "model" / "auction.md"
LI, NON = "lot.li_ion_and_pumped_replacement", "lot.non_li_and_new_pumped_and_ldes"


def replayed(round_, changes=None, assumptions=None):
    book = rule_book()
    clearing = clear(published_bids(book, round_, assumptions), round_rules(book, round_, changes or {}))
    return {row.key: row for row in replay_table(clearing, book)}


def sizes(round_, mw):
    return PublishedAssumptions(bid_mw={group.source: mw for group in GROUPS[round_]})


@pytest.mark.parametrize("mw", [None, 10.0, 33.3, 50.0, 100.0])
@pytest.mark.parametrize(("round_", "gap_mw", "smallest_mw"), [(1, 1659.453, 10.0), (2, 1700.493, 30.0)])
def test_storage_fills_what_others_leave_up_to_the_excess_of_one_bid(round_, gap_mw, smallest_mw, mw):
    rows = replayed(round_, assumptions=sizes(round_, mw) if mw else None)
    storage, size = rows["storage"], mw or smallest_mw
    assert gap_mw <= storage.replayed_mw < gap_mw + size
    excess_published = storage.published_mw - gap_mw  # of the bid that crossed in fact
    assert storage.published_mw == pytest.approx({1: 1669.013, 2: 1730.646}[round_])
    assert abs(storage.error_mw) <= max(size, excess_published)
    assert rows["short"].replayed_mw == rows["short"].published_mw == 0.0
    assert rows["storage"].basis == rows["decarbonized"].basis == "rules"


@pytest.mark.parametrize("mw", [None, 10.0, 33.3, 50.0])
def test_round_2_fills_with_the_lot_that_is_assumed_cheaper(mw):
    rows = replayed(2, assumptions=sizes(2, mw) if mw else None)
    below, above = rows["lot.storage_3_to_6_h"], rows["lot.storage_from_6_h"]
    assert (below.published_mw, above.published_mw) == (961, pytest.approx(769.646))
    size = mw or 30.0
    assert 750 <= above.replayed_mw < 750 + size  # its cap with the crossing bid, nothing of the fill
    assert abs(above.error_mw) <= max(size, above.published_mw - 750)
    assert abs(below.error_mw) <= size + (above.published_mw - 750)
    assert below.basis == above.basis == "assumption"


def test_the_other_price_order_puts_the_fill_of_round_2_into_the_other_lot():
    dearer = PublishedAssumptions(tiers={"battery_3_to_6_h": 2})
    rows = replayed(2, assumptions=dearer)
    assert (rows["lot.storage_3_to_6_h"].replayed_mw, rows["lot.storage_from_6_h"].replayed_mw) == (750, 960)


@pytest.mark.parametrize(("round_", "storage_mw", "short_mw"), [(1, 1000, 659.453), (2, 1500, 200.493)])
def test_without_the_fill_stage_rounds_1_and_2_break(round_, storage_mw, short_mw):
    rows = replayed(round_, {"fill_stage": False})
    assert rows["storage"].replayed_mw == storage_mw
    assert rows["short"].replayed_mw == pytest.approx(short_mw)
    assert rows["storage"].error_mw < -200 and rows["short"].published_mw == 0


def test_round_3_stops_short_of_its_target_where_the_country_rule_binds():
    rows = replayed(3)
    # 30 MW bids, each foreign country below 120 MW in each lot: 90 of each, and the last, smaller bid of one of them.
    # Li-ion 17 × 30 + 90 + 90 + 25, replaced pumped hydro all 632; others 14 × 30 + 90 + 90 + 6, new pumped hydro all 186.
    assert (
        rows["source.battery_li_ion"].replayed_mw == 715 and rows["source.pumped_hydro_replacement"].replayed_mw == 632
    )
    assert rows["source.battery_non_li"].replayed_mw == 606 and rows["source.pumped_hydro_new"].replayed_mw == 186
    assert rows["short"].replayed_mw == pytest.approx(5000 - 2556.736 - 715 - 632 - 606 - 186)
    assert rows["short"].published_mw == 739
    assert {rows[key].basis for key in ("storage", "decarbonized", "short", LI, NON)} == {"assumption"}
    free = replayed(3, {"country_share": "none"})
    assert free["short"].replayed_mw == 0 and free["decarbonized"].replayed_mw >= 5000
    assert free["storage"].basis == "rules"


def test_sources_that_were_given_are_marked_and_come_out_as_given():
    for round_ in GROUPS:
        rows = replayed(round_)
        for source in OTHERS:
            assert rows[f"source.{source}"].basis == "input" and abs(rows[f"source.{source}"].error_mw) < 0.001
        assert all(row.name.text(language) for row in rows.values() for language in ("en", "ja"))


def test_lng_of_round_1_is_awarded_whole_below_its_cap():
    lng = replayed(1)["source.lng"]
    assert (lng.replayed_mw, lng.published_mw, lng.basis) == (5756, 5756.320, "rules")
    assert "source.lng" not in replayed(2)


def test_bids_hold_the_published_totals():
    book = rule_book()
    for round_, total in ((1, 4559 + 838), (2, 5140 + 1816 + 854), (3, 1525 + 1206 + 818)):
        bids = published_bids(book, round_)
        assert sum(bid.offered_kw for bid in bids if bid.source not in (*OTHERS, "lng")) == total * 1000
        assert len({bid.bid_id for bid in bids}) == len(bids)
        prices = [bid.price_jpy_per_kw_year for bid in bids if bid.source not in (*OTHERS, "lng")]
        assert sorted(prices) == list(range(1, len(prices) + 1))
    read = {use.name for use in book.used}
    assert {"ltda_results.offered", "ltda_results.awarded"} <= read
    storage_awards = [u for u in book.used if u.name == "ltda_results.awarded" and u.index["source"] not in OTHERS]
    assert not storage_awards  # what is to be found is not read


def test_what_is_assumed_is_told():
    told = [message.text("en") for message in replay_assumptions(rule_book(), 2)]
    assert "1,195 MW" in told[0]
    assert "battery, 3 h to below 6 h 30 MW; " in told[1]
    assert "battery, 3 h to below 6 h < battery, 6 h or more = pumped hydro" in told[2]
    assert "LNG is left out" in told[3]
    told = [message.text("ja") for message in replay_assumptions(rule_book(), 3)]
    assert (
        "リチウムイオン電池セル: 日本（1）・仮定した外国 1（1）・仮定した外国 2（1）、その他の電池セル: 日本（1）"
        in told[3]
    )
    chosen = PublishedAssumptions(origins={"li_ion": {"jp": 0.5, "Atlantis": 0.5}})
    told = [message.text("en") for message in replay_assumptions(rule_book(), 3, chosen)]
    assert "Li-ion cells: Japan (0.5), Atlantis (0.5); other cells: –." in told[3]
    assert told[0].endswith("below all storage.")  # nothing was left out in this round


def test_wrong_assumptions_are_told_together():
    wrong = PublishedAssumptions(
        bid_mw={"solar": 1.0, "battery_li_ion": 0.0},
        tiers={"wind": 1},
        origins={"lead": {"jp": 1.0}, "li_ion": {"jp": float("nan")}},
    )
    with language("en"), pytest.raises(RoundError) as caught:
        published_bids(rule_book(), 3, wrong)
    assert len(caught.value.faults) == 5
    with language("en"), pytest.raises(RoundError, match=r"no result of round 4 is published\. Known: 1, 2, 3"):
        published_bids(rule_book(), 4)


def table(head):
    """Rows of the first table of the page under a heading."""
    text = PAGE.read_text(encoding="utf-8").split(head)[1]
    lines = [line for line in text.split("\n##")[0].splitlines() if re.match(r"\| .*\d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_tells_the_errors_of_rounds_1_to_3():
    rows = table("### Replay\n")
    assert len(rows) == 13
    keys = {"storage": "storage", "target left open": "short", "all decarbonized": "decarbonized"}
    for round_, name, *figures in rows:
        replay = replayed(int(round_))
        row = replay[keys.get(name, f"lot.{name.strip('`')}")]
        shown = [f"{row.replayed_mw:,.0f}", f"{row.published_mw:,.0f}", f"{row.error_mw:+,.0f}"]
        assert figures[:3] == shown and figures[3] == row.basis, (round_, name)


def test_the_page_tells_how_round_3_moves_with_what_is_assumed():
    rows = table("### Round 3 and its assumptions\n")
    assert len(rows) == 10
    for japan, n_foreign, base, *figures in rows:
        weights = {"jp": 1.0} if japan == "yes" else {}
        weights |= {f"foreign_{k}": 1.0 for k in range(int(n_foreign))}
        replay = replayed(
            3, {"country_base": base.strip("`")}, PublishedAssumptions(origins={"li_ion": weights, "non_li": weights})
        )
        assert figures == [f"{replay[key].replayed_mw:,.0f}" for key in (LI, NON, "short")], (japan, n_foreign, base)
