"""Hand cases. The arithmetic stands in each docstring; nothing is taken from the code."""

import numpy as np
import pytest
from days import book, case, offers, solved

from storage_opt.assets.battery import Battery
from storage_opt.markets.balancing import BalancingMarket, Product

HALF_HOUR = Product("frr", 1, 0.5, 0.0, None, 0.0)
TOY = BalancingMarket((HALF_HOUR,), reserve_while_charging=True, backing="end")
"""Conventions of the toy cases: reserve may be offered while charging, energy is needed at the end of the slot."""


def toy(price, reserve_jpy_per_mw_h, energy_mwh):
    """One-hour slots of 1 MW, efficiency 1, SoE 0 at the start, free at the end, as half-hour slots of 2 MW.

    Time runs twice as fast at twice the power: energies are the same, 1 MW for 1 h is 2 MW for half an hour. A reserve price per MW and
    hour becomes half of it per MW and slot, divided by 1000 per kW. The toy's hours are the first slots of the
    day; in the others charging and discharging are shut by prices that pay nothing.
    """
    n = len(price)
    spot, reserve = np.zeros(48), np.zeros(48)
    spot[:n] = price
    reserve[:n] = np.asarray(reserve_jpy_per_mw_h) / 2 / 1000
    battery = Battery(2.0, 2.0, energy_mwh, 1.0, 1.0, soe_initial_mwh=0.0, soe_final_is_free=True)
    one = case(spot, energy_mwh, book(TOY, spot, {"frr": offers(reserve)}))
    return solved(battery, 0.0, one)[1].objective_jpy


def test_one_megawatt_one_hour_of_energy_holds_one_megawatt_all_day():
    """The first hour charges 1 MWh at price 0; at its end 1 MWh backs 1 MW. 24 hours × 10 = 240."""
    assert toy([0.0] * 24, [10.0] * 24, 1.0) == pytest.approx(240.0)


def test_two_hours_of_energy_let_two_megawatts_be_offered_once_while_charging():
    """Hour 1 charges: 1 MWh backs 1 MW, 10. Hour 2 charges: 2 MWh back 2 MW (1 of output, 1 of charging to cut), 20. Then 22 × 10."""
    assert toy([0.0] * 24, [10.0] * 24, 2.0) == pytest.approx(250.0)


def test_reserve_while_filling_then_sell():
    """Hour 1 charges 1 MWh at 0 and holds 1 MW at 150; hour 2 sells 1 MWh at 100. 250."""
    assert toy([0.0, 100.0], [150.0, 0.0], 1.0) == pytest.approx(250.0)


DEFAULT = BalancingMarket((Product("composite", 1, 0.5, 1.0, None, 0.06),), activation={"composite": 0.1})


def test_default_rules_hold_no_reserve_while_charging_and_back_both_ends():
    """4 MW, 4 MWh, charging 0.8, discharging 1.0; price flat 10 JPY/kWh; reserve pays 3 JPY/kW slot in slots 2 and 3.

    Half of an offer is awarded, the exchange takes 0.06, a tenth of the award is called. An offer of 1 MW earns
    1000·0.5·(3 − 0.06) = 1,470 JPY in a slot; called are Δ·α·q = 0.5·0.1·0.5 = 0.025 MWh, paid 250 JPY. Holding 4 MW needs
    0.5 h × 4 MW = 2 MWh at both ends of the slot, and the two slots use 0.1 MWh each: slot 1 must store 2.2 MWh. That is
    2.2 / 0.8 = 2.75 MWh bought (5.5 MW, the whole charging power) for 27,500 JPY; the slot that charges holds nothing. After slot 3
    2.0 MWh are left and sold in slot 4 at 4 MW for half an hour: 20,000. Sum: 2 × 4 × (1,470 + 250) + 20,000 − 27,500 = 6,260.
    """
    price = np.full(48, 10_000.0)
    reserve = np.zeros(48)
    reserve[1:3] = 3.0
    accepted = np.where(reserve > 0, 0.5, 0.0)
    battery = Battery(4.0, 5.5, 4.0, 0.8, 1.0, soe_initial_mwh=0.0)
    plan, outcome = solved(
        battery, 0.0, case(price, 4.0, book(DEFAULT, price, {"composite": offers(reserve, accepted, 0.06)}))
    )
    assert outcome.objective_jpy == pytest.approx(6_260.0)
    assert plan.promises[0].reserved_mw[1:3] == pytest.approx([4.0, 4.0])


def test_three_hours_of_backing_at_the_start_of_a_block_and_what_remains_after_it():
    """A 3-hour product of 3 hours' duration, 1 MW, efficiency 1: 3 MWh at the start of the block, none needed at its end.

    SoE 3 at the start; the block pays 1 JPY/kW slot × 6 = 6,000. In the block's slots nothing may be discharged early: after slot 1
    2.5 MWh must be left for 1 MW. In the last slot of the block the price is 8,000 JPY/MWh: the energy of the last slot may
    not be sold there (headroom: 1 MW is promised). After the block 1 MW sells at 5,000 for six slots: 3 MWh = 15,000. Sum 21,000.
    """
    product = Product("rr", 6, 3.0, 1.0, None, 0.0)
    market = BalancingMarket((product,))
    price = np.zeros(48)
    price[5], price[6:12] = 8_000.0, 5_000.0
    reserve = np.zeros(48)
    reserve[:6] = 1.0
    battery = Battery(1.0, 1.0, 3.0, 1.0, 1.0, soe_initial_mwh=3.0, soe_final_mwh=0.0, wear_jpy_per_mwh=1.0)
    _plan, outcome = solved(battery, 0.0, case(price, 3.0, book(market, price, {"rr": offers(reserve)})))
    assert outcome.objective_jpy == pytest.approx(21_000.0 - 3.0)


def test_smallest_bid_is_all_or_nothing():
    """0.4 MWh back 0.8 MW for half an hour. A smallest bid of 1 MW earns nothing; one of 0.5 MW: 0.8 × 1000 × 2 = 1,600."""
    price, reserve = np.full(48, 9_000.0), np.zeros(48)
    reserve[0] = 2.0
    battery = Battery(1.0, 1.0, 0.4, 1.0, 1.0, soe_initial_mwh=0.4, wear_jpy_per_mwh=1.0)

    def value(least):
        market = BalancingMarket((Product("frr", 1, 0.5, least, None, 0.0),))
        return solved(battery, 0.0, case(price, 0.4, book(market, price, {"frr": offers(reserve)})))[1].objective_jpy

    assert value(1.0) == pytest.approx(0.0, abs=1e-6)
    assert value(0.5) == pytest.approx(1_600.0)


def test_two_full_calls_in_a_row_need_twice_the_energy():
    """1 MW in two slots running: 0.5 MWh backs each, 1.0 both. With 0.75 MWh: 1 MW and 0.5 MW, 1,500; one call at a time: 2,000."""
    price, reserve = np.full(48, 9_000.0), np.zeros(48)
    reserve[0:2] = 1.0
    battery = Battery(1.0, 1.0, 0.75, 1.0, 1.0, soe_initial_mwh=0.75, wear_jpy_per_mwh=1.0)

    def value(run):
        market = BalancingMarket((Product("frr", 1, 0.5, 0.0, None, 0.0),), backing_slots=run)
        return solved(battery, 0.0, case(price, 0.75, book(market, price, {"frr": offers(reserve)})))[1].objective_jpy

    assert value(1) == pytest.approx(2_000.0)
    assert value(2) == pytest.approx(1_500.0)


def test_metis_formula_of_daily_availability_revenue():
    """METI's example: 5 JPY/ΔkW·h × 3 h × 2 blocks × 60 % acceptance = 18 JPY/ΔkW·day; here 1 MW, a battery that stays full."""
    product = Product("composite", 6, 0.5, 1.0, None, 0.0)
    price, reserve = np.zeros(48), np.zeros(48)
    reserve[12:18], reserve[36:42] = 2.5, 2.5
    battery = Battery(1.0, 1.0, 1.0, 1.0, 1.0, soe_initial_mwh=1.0, wear_jpy_per_mwh=1.0)
    one = case(price, 1.0, book(BalancingMarket((product,)), price, {"composite": offers(reserve, 0.6)}))
    assert solved(battery, 0.0, one)[1].objective_jpy == pytest.approx(18.0 * 1000.0)
