"""Contracts abroad by hand: 10 MW, 40 MWh delivered (4 h), capital cost 1,000 million yen, from FY2028."""

import math
from dataclasses import replace

import pytest

from storage_opt.messages import text
from storage_opt.schemes.abroad.amounts import YearlyAmount
from storage_opt.schemes.abroad.cap_and_floor import CapAndFloor
from storage_opt.schemes.abroad.capacity_payment import CapacityPayment, Derating
from storage_opt.schemes.abroad.cfd import Cfd
from storage_opt.schemes.abroad.revenue_share import RevenueShare, net_support_jpy
from storage_opt.schemes.abroad.sharing import Band
from storage_opt.schemes.abroad.terms import Terms
from storage_opt.schemes.abroad.toll import Toll
from storage_opt.schemes.annuity import capital_recovery
from storage_opt.schemes.base import OperatingYear, Plant, Scheme
from storage_opt.schemes.indexation import CostItem, Indexation, PriceIndex
from storage_opt.schemes.term import Term

PLANT = Plant("tokyo", 10.0, 10.0, 50.0, 0.8, 2028, 20, 1000e6)
TERMS = Terms("network_users", Term(15))


def year_of(scheme: Scheme, year: int = 1, energy_mwh: float = 50.0, past: float = 0.0):
    return scheme.year(PLANT, OperatingYear(year, 2027 + year, energy_mwh, past))


def kept(scheme: Scheme, margins: tuple[float, ...], **now):
    """What is kept of margins in million yen, in million yen."""
    curve = year_of(scheme, **now).sharing
    return [round(curve.kept_jpy(m * 1e6) / 1e6, 6) for m in margins]


def paid(scheme: Scheme, year: int = 1):
    return {payment.name: payment.amount_jpy for payment in year_of(scheme, year).payments}


def test_cap_and_floor_pays_up_to_the_floor_and_takes_70_per_cent_above_the_cap():
    scheme = CapAndFloor(TERMS, YearlyAmount(60e6), YearlyAmount(jpy_per_kw=10_000), 1.0, 0.7)
    # below zero the loss stays: -5 + 60; below the floor 60; between all; above 100: 100 + 0.3 x 50
    assert kept(scheme, (-5, 0, 30, 60, 80, 100, 150)) == [55, 60, 60, 60, 80, 100, 115]


def test_floor_and_cap_from_returns_on_the_invested_capital():
    crf = capital_recovery(0.05, 25)
    assert crf == pytest.approx(1 / sum(1.05**-t for t in range(1, 26)), rel=1e-12)
    floor = YearlyAmount(20e6, capex_share=crf)
    assert floor.of(PLANT) == pytest.approx(20e6 + 1000e6 * 0.0709524573, rel=1e-9)
    with pytest.raises(ValueError, match="capital cost"):
        floor.of(replace(PLANT, capex_jpy=None))


def test_revenue_share_shares_both_sides_and_both_caps_bind():
    scheme = RevenueShare(
        TERMS, YearlyAmount(100e6), YearlyAmount(200e6), 0.9, 0.5, YearlyAmount(72e6), YearlyAmount(30e6)
    )
    # 0.9 x 100 would be 90, cap 72 until 100 - 72/0.9 = 20; 0.5 x 60 = 30 from 260 on
    assert kept(scheme, (-10, 0, 20, 50, 150, 200, 240, 260, 400)) == [62, 72, 92, 95, 150, 200, 220, 230, 370]


def test_deducted_fixed_cost_moves_the_band():
    scheme = RevenueShare(TERMS, YearlyAmount(100e6), None, 1.0, deducted=YearlyAmount(40e6))
    # net revenue is 40 lower: 140 needs no support, 90 is 50 net and gets 50, 20 is -20 net and gets 100
    assert kept(scheme, (0, 20, 40, 90, 140, 200)) == [100, 120, 140, 140, 140, 200]


def test_repayments_never_exceed_what_was_paid_before():
    scheme = RevenueShare(
        Terms("network_users", Term(14)),
        floor=YearlyAmount(100e6),
        ceiling=YearlyAmount(150e6),
        return_share=0.5,
        support_cap=YearlyAmount(60e6),
        return_limit=1.0,
    )
    past, settled, seen = 0.0, [], []
    for n, margin in enumerate((250e6, 20e6, 190e6, 400e6, 400e6), start=1):
        year = year_of(scheme, n, past=past)
        seen.append(round(year.sharing.transfer_jpy(margin) / 1e6, 6))
        settled.append((year, margin))
        past = net_support_jpy(settled)
    # nothing to repay; capped top-up 60; 0.5 x 40 = 20; 0.5 x 250 = 125, but only 40 are left; nothing left
    assert seen == [0, 60, -20, -40, 0]
    assert past == pytest.approx(0.0, abs=1e-3)


def test_a_negative_past_gives_nothing_to_return():
    scheme = RevenueShare(TERMS, YearlyAmount(0.0), YearlyAmount(10e6), return_share=0.5, return_limit=1.0)
    assert kept(scheme, (50,), past=-5e6) == [50]


def test_options_that_are_not_exercised_neither_pay_nor_take():
    scheme = RevenueShare(TERMS, YearlyAmount(100e6), option_years=2, exercised=frozenset({1, 3}))
    assert [kept(scheme, (30,), year=n)[0] for n in range(1, 8)] == [100, 100, 30, 30, 100, 100, 30]


def test_capacity_payment_is_price_times_factor_times_power_times_index():
    scheme = CapacityPayment(
        Terms("capacity_contributions", Term(17), indexation=Indexation((CostItem("cpi", 1.0, PriceIndex(0.02)),))),
        10_000.0,
        Derating(0.613),
    )
    assert year_of(scheme).contracted_kw == 6130
    assert paid(scheme) == {"capacity_payment": 61_300_000.0}
    assert paid(scheme, 3) == {"capacity_payment": 63_776_520.0}  # x 1.0404
    assert year_of(scheme).sharing.is_identity and not scheme.shares_margin


@pytest.mark.parametrize(
    ("derating", "expected"),
    [
        (Derating(0.5), 5000),
        (Derating(full_hours=4), 10000),
        (Derating(full_hours=8), 5000),
        (Derating(table={1: 0.1, 3.5: 0.6, 5: 0.9}), 6000),
        (Derating(table={5: 0.9}), 0),
    ],
)
def test_derating_of_a_plant_of_four_hours(derating, expected):
    assert year_of(CapacityPayment(TERMS, 1.0, derating)).contracted_kw == expected


def test_a_plant_that_loses_an_hour_keeps_its_contract_and_says_so():
    scheme = CapacityPayment(Terms("offtaker", Term(15), minimum_hours=4), 10_000.0, Derating(full_hours=4))
    year = year_of(scheme, 5, energy_mwh=49.0)
    assert (year.contracted_kw, year.credited_kw) == (10_000, 7_500)
    assert year.payments[0].amount_jpy == 100e6
    assert [note.name for note in year.notes] == ["schemes_abroad.note.short", "schemes_abroad.note.shortfall"]
    assert "FY2032" in year.notes[0].text("en") and "7,500 kW" in year.notes[1].text("en")


def test_toll_pays_for_power_and_energy_as_available_and_takes_the_margin():
    scheme = Toll(TERMS, price_jpy_per_kw_year=15_000, price_jpy_per_mwh_year=100_000, availability=0.97)
    # 15,000 x 10,000 kW + 100,000 x 40 MWh delivered = 154 million
    assert paid(scheme) == {"rent": 149_380_000.0}
    assert kept(scheme, (-20, 0, 100)) == [0, 0, 0]
    assert kept(Toll(TERMS, 15_000, owner_share=0.2), (-20, 0, 100)) == [-4, 0, 20]
    assert paid(Toll(TERMS, price_jpy_per_mwh_year=100_000, contracted_mwh=50.0)) == {"rent": 5_000_000.0}


def test_cfd_against_a_yardstick_is_a_fixed_payment_of_either_sign():
    scheme = Cfd(TERMS, 12_000.0, (9_000.0, 15_000.0))
    assert [paid(scheme, n)["difference"] for n in (1, 2, 3)] == [30e6, -30e6, -30e6]
    assert year_of(scheme).sharing.is_identity and not scheme.shares_margin
    one_way = Cfd(TERMS, 12_000.0, (9_000.0, 15_000.0), is_two_way=False)
    assert [paid(one_way, n)["difference"] for n in (1, 2)] == [30e6, 0.0]


def test_cfd_against_the_own_margin_leaves_the_strike_whatever_is_earned():
    scheme = Cfd(TERMS, 12_000.0, own_share=1.0)
    assert paid(scheme) == {"difference": 120e6}
    assert kept(scheme, (-20, 0, 100, 200)) == [0, 0, 0, 0]


def test_cfd_on_a_mix():
    scheme = Cfd(TERMS, 12_000.0, (9_000.0,), own_share=0.5)
    # A = 120 - 0.5 x 90 - 0.5 M: 75 fixed, half of the margin kept
    assert paid(scheme) == {"difference": 75e6}
    assert kept(scheme, (-20, 0, 100, 200)) == [-10, 0, 50, 100]


def test_one_way_cfd_on_the_own_margin_is_a_floor():
    scheme = Cfd(TERMS, 12_000.0, own_share=1.0, is_two_way=False)
    assert paid(scheme) == {}
    assert kept(scheme, (-20, 0, 100, 120, 200)) == [120, 120, 120, 120, 200]
    # yardstick beyond the strike: nothing is paid for positive margins, 0.5 x 20 - 15 below zero is nothing either
    beyond = Cfd(TERMS, 12_000.0, (27_000.0,), own_share=0.5, is_two_way=False)
    assert kept(beyond, (-20, 0, 100)) == [-20, 0, 100]
    assert kept(beyond, (-50,)) == [-40]


@pytest.mark.parametrize(
    "scheme",
    [
        CapAndFloor(Terms("network_users", Term(3)), YearlyAmount(60e6), YearlyAmount(90e6)),
        RevenueShare(Terms("taxpayers", Term(3)), YearlyAmount(60e6)),
        CapacityPayment(Terms("capacity_contributions", Term(3)), 10_000.0, Derating(0.5)),
        Toll(Terms("offtaker", Term(3), dispatcher="offtaker"), 10_000.0),
        Cfd(Terms("network_users", Term(3)), 10_000.0, own_share=1.0),
    ],
    ids=lambda scheme: scheme.kind,
)
def test_outside_the_term_nothing_is_paid_or_shared(scheme):
    for n, inside in ((0, False), (1, True), (3, True), (4, False)):
        year = scheme.year(PLANT, OperatingYear(max(n, 1), 2027 + n, 50.0))
        is_empty = not year.payments and year.sharing.is_identity and not year.contracted_kw
        assert is_empty is not inside
        assert (year.scheme, year.payer) == (scheme.kind, scheme.payer)
    assert scheme.upfront(PLANT) == ()
    assert scheme.dispatcher == ("offtaker" if scheme.kind == "toll" else "owner")
    assert scheme.offer_duty == "none"


def test_contract_begins_when_its_terms_say():
    def begun(terms: Terms) -> list[int]:
        return [n for n in range(1, 8) if year_of(CapacityPayment(terms, 1000.0, Derating(1.0)), n).payments]

    assert begun(Terms("offtaker", Term(2))) == [1, 2]
    assert begun(Terms("offtaker", Term(2, "next_year"))) == [2, 3]
    assert begun(Terms("offtaker", Term(2, not_before=2031))) == [4, 5]
    assert begun(Terms("offtaker", Term(2, not_before=2020))) == [1, 2]


def test_all_amounts_of_a_band_follow_the_index():
    terms = Terms(
        "taxpayers",
        Term(15),
        indexation=Indexation((CostItem("cpi", 1.0, PriceIndex(levels={2028: 100.0, 2029: 150.0})),)),
    )
    scheme = RevenueShare(
        terms, YearlyAmount(100e6), YearlyAmount(200e6), 1.0, 0.5, YearlyAmount(50e6), YearlyAmount(10e6)
    )
    assert kept(scheme, (0, 90, 150, 300, 400), year=2) == [75, 150, 150, 300, 385]


def test_deductible_costs_are_named():
    assert "wear" not in CapacityPayment(TERMS, 1.0, Derating(1.0)).deductible_costs
    shared = RevenueShare(Terms("taxpayers", Term(15), wear_deductible=True), YearlyAmount(60e6))
    assert "wear" in shared.deductible_costs
    assert shared.shares_margin and shared.wear_deductible and year_of(shared).wear_deductible


def test_payments_are_in_whole_yen_and_have_names():
    year = year_of(Toll(TERMS, 12_345.678, availability=0.333))
    assert year.payments[0].amount_jpy == 41_111_108.0  # 12,345.678 x 10,000 x 0.333 = 41,111,107.74
    assert year.payments[0].label.text("en") == "rent"
    assert text("contract.payment.difference", "ja")


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Band(2.0, 1.0), "floor"),
        (lambda: Band(math.inf), "floor"),
        (lambda: Band(1.0, 2.0, 1.1), "shares"),
        (lambda: Band(1.0, 2.0, support_cap_jpy=-1.0), "caps"),
        (lambda: Derating(), "give one"),
        (lambda: Derating(0.5, full_hours=4.0), "give one"),
        (lambda: Cfd(TERMS, 1.0), "reference"),
        (lambda: Cfd(TERMS, 1.0, (1.0,), 1.5), "own share"),
    ],
)
def test_impossible_contracts_are_refused(make, match):
    with pytest.raises(ValueError, match=match):
        make()
