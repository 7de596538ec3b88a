"""Hand cases of the intraday market. The arithmetic stands in each docstring; nothing is taken from the code."""

from dataclasses import replace

import numpy as np
import pytest
from plants import Case, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection
from storage_opt.markets.intraday import IntradayMarket

BATTERY = Battery(1.0, 1.0, 0.5, 1.0, 1.0, soe_initial_mwh=0.0, wear_jpy_per_mwh=1.0)
"""1 MW, half an hour, no losses; a yen of wear keeps it still where nothing is earned."""
STILL = replace(BATTERY, wear_jpy_per_mwh=1e6)
"""It never pays to run it: positions only."""


def prices(elsewhere, **slots):
    """A day at one price but for the slots named: ``s3=12000``."""
    price = np.full(48, float(elsewhere))
    for name, value in slots.items():
        price[int(name[1:])] = value
    return price


def test_the_dearer_market_takes_the_energy():
    """Buy 0.5 MWh at 5,000 at spot in slot 0: −2,500. In slot 1 spot pays 10,000 and intraday 14,000.

    Sold intraday 0.5 MWh: 7,000, fee 0.5 × 100 = 50. The spot position of slot 1 could still be sold up to 1 MW and bought back intraday:
    14,000 is dearer, so instead 1 MW more is *bought* at spot (position −1 MW, what the plant could take) and sold intraday: 0.5 MWh ×
    (14,000 − 100 − 10,000) = 1,950. Elsewhere both prices are 10,000: nothing. Wear 0.5. Sum −2,500 + 7,000 − 50 + 1,950 − 0.5.
    """
    spot = prices(10_000, s0=5_000)
    case = Case(BATTERY, spot, later=prices(10_000, s0=5_000, s1=14_000), intraday=IntradayMarket(100.0, 5.0))
    found = solved(case)
    assert found.objective == pytest.approx(6_399.5)
    assert found.plan.intraday_mw[1] == pytest.approx(2.0)
    assert (found.plan.net_export_mw - found.plan.intraday_mw)[1] == pytest.approx(-1.0)


def test_a_position_needs_a_plant_behind_it():
    """The battery stays still; prices are flat at 10,000; intraday stands at 13,000 in slot 4 and at 6,000 in slot 5, no fee.

    Slot 4: buy at spot what the plant could take, 1 MW, sell it intraday: 0.5 × 3,000 = 1,500. Slot 5: sell at spot what it could
    deliver, 1 MW, buy it back: 0.5 × 4,000 = 2,000. Nothing flows. 3,500. With 0.1 MW of own load (bought dear or cheap all day,
    48 × 0.05 × 10,000 = 24,000): slot 4 takes 1.1 MW at spot, 0.1 for the load: 1 MW more; but the load may be bought
    intraday elsewhere at the same price. Slot 5: 0.9 MW are sold at spot and 1.0 bought intraday: 0.9 × 0.5 × 10,000 −
    1.0 × 0.5 × 6,000 = 1,500, against −500 for the load at spot: 2,000 better. Slot 4: −1.1 × 0.5 × 10,000 + 1.0 × 0.5 × 13,000 = 1,000,
    1,500 better than −500. Again 3,500 above the cost of the load.
    """
    later = prices(10_000, s4=13_000, s5=6_000)
    case = Case(STILL, prices(10_000), later=later, intraday=IntradayMarket(0.0, 5.0))
    assert solved(case).objective == pytest.approx(3_500.0)
    with_load = case.but(battery=replace(STILL, auxiliary_mw=0.1))
    found = solved(with_load)
    assert found.objective == pytest.approx(3_500.0 - 24_000.0)
    spot = found.plan.net_export_mw - found.plan.intraday_mw
    assert spot[[4, 5]] == pytest.approx([-1.1, 0.9])


def test_closed_intraday_is_the_spot_market_alone():
    """Limit 1 MW at a fee of 5,000, spread 3,000 at most: nothing is traded intraday, and the optimum is 0.5 × (10,000 − 4,000) − 0.5."""
    spot = prices(4_000, s20=10_000)
    later = prices(4_000, s20=11_000, s21=7_000)
    found = solved(Case(BATTERY, spot, later=later, intraday=IntradayMarket(5_000.0, 1.0)))
    assert found.objective == pytest.approx(2_999.5)
    assert np.abs(found.plan.intraday_mw).max() == pytest.approx(0.0, abs=1e-9)


def test_the_spot_fee_is_paid_on_what_is_left_at_spot():
    """Own load 0.2 MW, spot fee 1,000, intraday fee 500, both prices 8,000 all day; the battery stays still.

    At spot the load costs 9,000 per MWh, intraday 8,500: it is all bought intraday, 24 h × 0.2 × 8,500 = 40,800. With room for 0.05 MW
    intraday, 0.15 MW stay at spot: 24 × (0.05 × 8,500 + 0.15 × 9,000) = 42,600.
    """
    battery = replace(BATTERY, auxiliary_mw=0.2)
    case = Case(battery, prices(8_000), 1_000.0, later=prices(8_000), intraday=IntradayMarket(500.0, 1.0))
    assert solved(case).objective == pytest.approx(-40_800.0)
    tight = solved(case.but(intraday=IntradayMarket(500.0, 0.05)))
    assert tight.objective == pytest.approx(-42_600.0)
    fees = {s: tight.ledger.total_jpy(s) for s in ("spot_fee", "intraday_fee")}
    assert fees == pytest.approx({"spot_fee": -24 * 0.15 * 1_000, "intraday_fee": -24 * 0.05 * 500})


def test_limits_of_the_connection_bound_the_position():
    """Export limit 0.4 MW, import limit 0.3 MW, charging banned at 02:00; intraday 3,000 dearer in slots 4 and 8, 4,000 cheaper in 10.

    Slot 4 (02:00): the plant could take nothing, so nothing is bought at spot: 0. Slot 8: 0.3 × 0.5 × 3,000 = 450. Slot 10: 0.4 × 0.5 ×
    4,000 = 800. 1,250.
    """
    connection = Connection(0.4, 0.3, (ChargingBan((9,), (2,)),))
    later = prices(10_000, s4=13_000, s8=13_000, s10=6_000)
    case = Case(STILL, prices(10_000), connection=connection, later=later, intraday=IntradayMarket(0.0, 5.0))
    assert solved(case).objective == pytest.approx(1_250.0)


@pytest.mark.parametrize("limit", [1e-9, 0.0])
def test_a_market_without_room_changes_nothing(limit):
    draw = np.random.default_rng(3)
    price = draw.uniform(10.0, 20_000.0, 48).round(-1)
    alone = solved(Case(BATTERY, price, 40.0)).objective
    with_it = Case(BATTERY, price, 40.0, later=price + 3_000.0, intraday=IntradayMarket(100.0, limit))
    assert solved(with_it).objective == pytest.approx(alone, rel=1e-9, abs=1e-4)


def test_binaries_stay_only_where_doing_both_might_pay():
    """With wear 1,500 and prices above zero none is needed; an intraday price of −30,000 that could pay for burning brings them back."""
    battery = Battery(1.0, 1.0, 1.0, 0.9, 0.9, soe_initial_mwh=0.0, wear_jpy_per_mwh=1_500.0)
    later = prices(9_000, s7=12_000)
    case = Case(battery, prices(9_000, s9=15_000), 40.0, later=later, intraday=IntradayMarket(100.0, 0.5))
    assert solved(case).outcome.integers == 0
    assert solved(case.but(later=prices(9_000, s7=-30_000))).outcome.integers == 48
    assert solved(case.but(price=prices(9_000, s9=-30_000))).outcome.integers == 48


def test_burning_energy_to_buy_more_intraday_is_not_allowed():
    """Intraday −100,000 in slot 7, limit 3 MW, spot 9,000: the plant can take 1 MW, and a position of 1 MW at spot can be bought back.

    Slot 7: spot position ≤ 1 MW (deliver), bought intraday: position − net flow. Charging 1 MW from empty: net −1, spot +1, intraday −2:
    0.5 × (9,000 + 2 × 100,000) = 104,500. The energy stored, 0.5 MWh, is sold once at 9,000: 4,500, wear 0.5. Charging and discharging
    at once could not take more than that through one meter, but with losses it could: here there are none.
    """
    case = Case(BATTERY, prices(9_000), later=prices(9_000, s7=-100_000), intraday=IntradayMarket(0.0, 3.0))
    found = solved(case)
    assert found.objective == pytest.approx(104_500.0 + 4_500.0 - 0.5)
    assert found.plan.intraday_mw[7] == pytest.approx(-2.0)
