"""Rules of a round from the dated rules, what changes do to them, and what is refused."""

from pathlib import Path

import pytest

from storage_opt.auction.clearing import clear
from storage_opt.errors import RoundError
from storage_opt.inputs.rules import rule_book
from storage_opt.messages import language
from storage_opt.records.auction import Bid, Lot, RoundRules
from storage_opt.records.rule_book import doubtful_facts
from storage_opt.schemes.ltda_auction import round_rules
from storage_opt.schemes.ltda_changes import KEYS


def rules_of(round_, **changes):
    return round_rules(rule_book(), round_, changes)


def lots_of(round_, **changes):
    return {
        lot.name: (lot.cap_kw, lot.kinds, lot.in_pool, lot.is_storage, lot.priority_first)
        for lot in rules_of(round_, **changes).lots
    }


BOTH, LI, NON = ("li_ion", "non_li"), ("li_ion",), ("non_li",)


@pytest.mark.parametrize(
    ("round_", "target_kw", "lots"),
    [
        (
            1,
            4_000_000,
            {
                "storage": (1_000_000, BOTH, True, True, False),
                "thermal_conversion": (1_000_000, (), True, False, False),
                "lng": (6_000_000, (), False, False, False),
            },
        ),
        (
            2,
            5_000_000,
            {
                "storage_3_to_6_h": (750_000, BOTH, True, True, False),
                "storage_from_6_h": (750_000, BOTH, True, True, False),
            },
        ),
        (
            3,
            5_000_000,
            {
                "li_ion_and_pumped_replacement": (400_000, LI, True, True, False),
                "non_li_and_new_pumped_and_ldes": (400_000, NON, True, True, False),
            },
        ),
        (
            4,
            5_000_000,
            {
                "li_ion": (400_000, LI, True, True, True),
                "non_li": (400_000, NON, True, True, False),
                "pumped_and_ldes": (400_000, (), True, True, False),
            },
        ),
    ],
)
def test_lots_and_target_of_a_round(round_, target_kw, lots):
    assert rules_of(round_).target_kw == target_kw
    assert lots_of(round_) == lots
    assert rules_of(round_).country_share == ({} if round_ < 3 else {"li_ion": 0.3, "non_li": 0.3})
    assert rules_of(round_).priority_first is (round_ == 4)


def doubtful(round_, **changes):
    book = rule_book()
    round_rules(book, round_, changes)
    assert all(fact.text("en") for fact in doubtful_facts(book))
    return {use.name.partition(".")[2] for use in book.used if use.is_doubtful}


OF_COUNTRY = {"country_cap_base", "country_rule_stage", "country_count"}
ALWAYS = {"fill_stage", "fill_order", "target_crossing_included", "target_ties"}


def test_every_doubtful_rule_is_on_record_and_one_that_is_stated_is_not():
    assert doubtful(1) == ALWAYS
    assert doubtful(3) == ALWAYS | OF_COUNTRY
    assert doubtful(4) == ALWAYS | OF_COUNTRY | {"country_cap", "fill_priority_first"}
    assert doubtful(3, country_share="none") == ALWAYS
    assert doubtful(3, country_base="lot_award") == ALWAYS | {"country_rule_stage", "country_count"}
    assert doubtful(3, country_base="all_lots") == ALWAYS | {"country_rule_stage", "country_count", "lot_order"}
    assert doubtful(4, fill_stage=False) == ALWAYS - {"fill_stage", "fill_order"} | OF_COUNTRY | {"country_cap"}
    reference = {"reference_jpy_per_kw_year": {"construction": 1.0}}
    assert doubtful(1, monitoring=reference) == ALWAYS | {"monitoring_cut_reorders"}


def test_changes_take_the_place_of_rules():
    rules = rules_of(
        4,
        lot_caps_mw={"li_ion": 800, "non_li": "none", "lng": 12.5},
        target_mw=None,
        country_share={"li_ion": 0.5, "non_li": None},
        country_base="lot_award",
        country_stage="at_award",
        fill_stage=False,
        priority_first=False,
        lot_crossing_included=False,
        target_crossing_included=False,
        lot_ties="random",
        target_ties="random",
        monitoring={"reference_jpy_per_kw_year": {"construction": 12_000}},
    )
    assert [(lot.name, lot.cap_kw, lot.in_pool) for lot in rules.lots] == [
        ("li_ion", 800_000, True),
        ("non_li", None, True),
        ("pumped_and_ldes", 400_000, True),
        ("lng", 12_500, False),
    ]
    assert (rules.target_kw, rules.country_share) == (None, {"li_ion": 0.5})
    assert (rules.country_base, rules.country_stage) == ("lot_award", "at_award")
    assert (rules.fill_stage, rules.priority_first) == (False, False)
    assert (rules.lot_crossing_included, rules.target_crossing_included) == (False, False)
    assert (rules.lot_ties, rules.target_ties) == ("random", "random")
    assert (rules.monitoring.factor, rules.monitoring.reference_jpy_per_kw_year) == (2.0, {"construction": 12_000})


def test_one_cap_stands_for_all_storage_lots_and_one_share_for_all_kinds():
    assert [lot.cap_kw for lot in rules_of(1, lot_caps_mw=800).lots] == [800_000, 1_000_000, 6_000_000]
    assert [lot.cap_kw for lot in rules_of(2, lot_caps_mw="none").lots] == [None, None]
    assert rules_of(1, country_share=0.5, country_base="lot_cap").country_share == {"li_ion": 0.5, "non_li": 0.5}


def refused(call, *args):
    with language("en"), pytest.raises(RoundError) as caught:
        call(*args)
    return caught.value


def test_all_faults_of_the_changes_are_told_together():
    changes = {
        "fill_stag": True,
        "target_mw": -5,
        "lot_caps_mw": {"li_ion": 300, "storage": True, "non_li": float("nan")},
        "country_share": {"li_ion": 30, "lead": 0.3},
        "country_base": "lot",
        "fill_stage": "yes",
        "lot_ties": "first",
        "monitoring": {"factor": 0, "reference_jpy_per_kw_year": {"land": -1}},
    }
    error = refused(round_rules, rule_book(), 4, changes)
    told = error.text("en")
    assert len(error.faults) == 11
    for piece in (
        "fill_stag: unknown key.",
        "Did you mean fill_stage?",
        "target_mw is -5. Expected a number of at least 1, or none.",
        "lot_caps_mw.storage: unknown key.",
        "lot_caps_mw.non_li is nan.",
        "country_share.li_ion is 30. Expected a share above 0 and at most 1",
        "country_share.lead: unknown key.",
        "country_base is lot. Expected one of lot_cap, lot_award, all_lots.",
        "fill_stage is yes. Expected true or false.",
        "lot_ties is first.",
        "monitoring.factor is 0.",
        "monitoring.reference_jpy_per_kw_year.land is -1.",
    ):
        assert piece in told, piece
    assert all(ord(max(fault.text("ja"))) > 0x3000 for fault in error.faults)


def test_a_share_of_a_cap_asks_for_a_cap():
    told = refused(round_rules, rule_book(), 3, {"lot_caps_mw": "none"}).text("en")
    assert told.count("which has no cap") == 2 and "country_base: lot_award" in told
    told = refused(round_rules, rule_book(), 4, {"lot_caps_mw": {"pumped_and_ldes": None}, "country_base": "all_lots"})
    assert "lot pumped_and_ldes, which has no cap" in told.text("en")
    assert rules_of(3, lot_caps_mw="none", country_base="lot_award").lots[0].cap_kw is None
    assert rules_of(4, lot_caps_mw={"pumped_and_ldes": None}).lots[2].cap_kw is None  # no cells in it


def test_cells_counted_together_have_one_share():
    two = {"li_ion": 0.3, "non_li": 0.5}
    assert "li_ion 0.3, non_li 0.5" in refused(
        round_rules, rule_book(), 3, {"country_share": two, "country_base": "all_lots"}
    ).text("en")
    assert rules_of(3, country_share=two).country_share == two  # each lot has one kind
    assert "li_ion 0.3, non_li 0.5" in refused(
        round_rules, rule_book(), 1, {"country_share": two, "country_base": "lot_cap"}
    ).text("en")


def test_a_country_rule_where_the_round_has_none_asks_for_its_base():
    assert "country_base is –" in refused(round_rules, rule_book(), 2, {"country_share": 0.3}).text("en")


def test_an_unknown_round_is_refused():
    assert "round is 9. Expected one of 1, 2, 3, 4." in refused(round_rules, rule_book(), 9).text("en")


def test_every_key_of_a_change_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "model" / "auction.md").read_text(encoding="utf-8")
    assert all(f"| `{key}` |" in page for key in KEYS)


def test_all_faults_of_the_bids_are_told_together():
    rules = RoundRules(4, 1000, (Lot("li_ion", 100, kinds=LI),))
    bids = [
        Bid("twice", None, 10, 1.0),
        Bid("twice", None, 10, 1.0),
        Bid("nan", None, 10, float("nan")),
        Bid("inf", None, 10, float("inf")),
        Bid("minus", None, 10, -1.0),
        Bid("zero", None, 0, 1.0),
        Bid("half", None, 10.5, 1.0),
        Bid("lost", "lion", 10, 1.0),
        Bid("kind", "li_ion", 10, 1.0, chemistry="non_li"),
        Bid("part", None, 10, 1.0, parts_jpy_per_kw_year={"land": float("nan")}),
    ]
    error = refused(clear, bids, rules)
    told = error.text("en")
    assert len(error.faults) == 9
    for piece in (
        "bid twice is there 2 times",
        "bid nan: price_jpy_per_kw_year is nan",
        "bid inf: price_jpy_per_kw_year is inf",
        "bid minus: price_jpy_per_kw_year is -1.0",
        "bid zero: offered_kw is 0",
        "bid half: offered_kw is 10.5",
        "bid lost: lot lion is not one of round 4. Expected one of li_ion, or none.",
        "bid kind: cells are non_li, which lot li_ion does not take",
        "bid part: the part land of the price is nan",
    ):
        assert piece in told, piece


def test_a_country_rule_without_meaning_is_refused_with_the_bids():
    rules = RoundRules(4, 1000, (Lot("li_ion", None, kinds=LI),), country_share={"li_ion": 0.3})
    error = refused(clear, [Bid("zero", None, 0, 1.0)], rules)
    assert len(error.faults) == 2 and "which has no cap" in error.text("en")


def test_a_round_without_bids_clears():
    clearing = clear([], rules_of(3))
    assert (clearing.awards, clearing.short_kw) == ((), 5_000_000)
