"""Hand cases of a co-located solar plant. The arithmetic stands in each docstring; nothing is taken from the code."""

import numpy as np
import pytest
from plants import Case, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.wheeling import WheelingCharge

NOON = 24
BATTERY = Battery(1.0, 1.0, 1.0, 0.8, 1.0, soe_initial_mwh=0.0, wear_jpy_per_mwh=10.0)


def slots(elsewhere=0.0, **named):
    values = np.full(48, float(elsewhere))
    for name, value in named.items():
        values[int(name[1:])] = value
    return values


def test_sun_is_sold_stored_or_curtailed():
    """Sun 3 MW at noon (slot 24), export limit 1 MW, price 5,000 all day and 9,000 in slot 40.

    Noon: 1 MW flows out, 1 MW charges, 1 MW is curtailed: 0.5 × 5,000 = 2,500. Stored 0.5 × 0.8 = 0.4 MWh, sold at 9,000 for 3,600 less
    wear 4. More could be charged from the grid at 5,000/0.8 = 6,250 per MWh stored: 0.1 MWh more fits into slot 40 (1 MW × 0.5 h):
    0.1 × (9,000 − 6,250 − 10) = 274. Sum 2,500 + 3,600 − 4 + 274 = 6,370. Curtailed 0.5 MWh, used 1 MWh.
    """
    case = Case(BATTERY, slots(5_000, s40=9_000), connection=Connection(1.0, 1.0), sun=slots(s24=3.0))
    found = solved(case)
    assert found.objective == pytest.approx(6_370.0)
    assert (found.plan.solar_mwh, found.plan.curtailed_mwh) == pytest.approx((1.0, 0.5))
    assert found.plan.charge_mw[NOON] == pytest.approx(1.0)
    assert found.plan.net_export_mw[NOON] == pytest.approx(1.0)


def test_a_banned_hour_charges_from_the_sun_alone():
    """Charging is banned at noon; sun 0.4 MW then, price 0 in slots 24 and 25, elsewhere 20,000.

    Without the plant nothing can be charged cheaply: at 20,000 nothing pays. With it 0.4 MW × 0.5 h × 0.8 = 0.16 MWh are stored in slot 24
    and sold at 20,000: 3,200 less wear 1.6. Without the ban 1 MW would come in at price 0 in both slots. The own load of 0.1 MW is drawn
    from the grid, in the ban, too: all slots but two at 20,000: 46 × 0.05 × 20,000 = 46,000.
    """
    banned = Connection(no_charge=(ChargingBan((9,), (12,)),))
    price = slots(20_000, s24=0.0, s25=0.0)
    battery = Battery(1.0, 1.0, 1.0, 0.8, 1.0, soe_initial_mwh=0.0, auxiliary_mw=0.1, wear_jpy_per_mwh=10.0)
    found = solved(Case(battery, price, connection=banned, sun=slots(s24=0.4)))
    assert found.objective == pytest.approx(3_200.0 - 1.6 - 46_000.0)
    assert found.plan.charge_mw[24:26] == pytest.approx([0.4, 0.0])
    free = solved(Case(battery, price, sun=slots(s24=0.4)))
    assert free.plan.charge_mw[24:26] == pytest.approx([1.0, 1.0])


def test_no_import_at_all_still_stores_sun():
    """Import limit 0: nothing from the grid, also not at price −1,000 in slot 2. Sun 1 MW in slot 24 at 3,000, slot 40 at 9,000.

    0.5 MWh of sun give 1,500 when sold, 0.4 × (9,000 − 10) = 3,596 when stored. 3,596.
    """
    price = slots(3_000, s2=-1_000, s40=9_000)
    found = solved(Case(BATTERY, price, connection=Connection(import_limit_mw=0.0), sun=slots(s24=1.0)))
    assert found.objective == pytest.approx(3_596.0)


def test_sun_below_the_fee_is_curtailed():
    """Price 30, fee 40 per MWh: selling 2 MW × 0.5 h would lose 10. Price 60 in slot 25: 1 MWh × 20. Own load 0.2 MW takes sun first.

    The load costs nothing in slots 24 and 25 (0.2 of 2 MW): slot 24: 0. Slot 25: 1.8 × 0.5 × 20 = 18. Else 46 × 0.1 × (30 + 40) = 322.
    Discharging pays nothing. 18 − 322.
    """
    battery = Battery(1.0, 1.0, 1.0, 0.8, 1.0, soe_initial_mwh=0.0, auxiliary_mw=0.2, wear_jpy_per_mwh=1_000.0)
    found = solved(Case(battery, slots(30, s25=60), 40.0, sun=slots(s24=2.0, s25=2.0)))
    assert found.objective == pytest.approx(18.0 - 322.0)
    assert found.plan.curtailed_mwh == pytest.approx(0.9)


def test_the_wheeling_charge_is_on_grid_energy_alone():
    """1 MW charges in slot 24, 0.6 MW of it sun; price 1,000 then, 20,000 in slot 40; wheeling 2,000 per MWh drawn.

    Sun 0.3 MWh is worth 300 at spot; grid energy 0.2 MWh costs 200 + 400. Stored 0.4, sold at 20,000: 8,000 less wear 4. So
    −200 − 400 + 8,000 − 4 = 7,396; then 0.1 MWh more in other slots at 1,000: 0.125 drawn: −125 − 250 + 2,000 − 1 = 1,624. 9,020.
    """
    case = Case(BATTERY, slots(1_000, s40=20_000), wheeling=WheelingCharge(2_000.0, 1.0), sun=slots(s24=0.6))
    found = solved(case)
    assert found.objective == pytest.approx(9_020.0)
    assert found.ledger.total_jpy("wheeling") == pytest.approx(-650.0)


MARKET = BalancingMarket((Product("frr", 1, 0.5, 0.0, None, 0.0),))


def test_a_promise_needs_its_place_in_the_connection():
    """Full battery (1 MWh) of 1 MW, sun 2 MW in slot 24, export limit 2 MW. Reserve pays 1 JPY/kW slot there, spot 1,500 JPY/MWh.

    A megawatt held earns 1,000; the megawatt of sun that makes room for it would have earned 0.5 × 1,500 = 750. So 1 MW is held and 1 MW of
    sun sold: 1,750, against 1,500 without the offer. At spot 2,500 sun is worth 1,250: no reserve, 2 MW of sun, 2,500. At night
    nothing pays: prices are zero.
    """
    battery = Battery(1.0, 1.0, 1.0, 1.0, 1.0, soe_initial_mwh=1.0, wear_jpy_per_mwh=1e5)
    base = Case(
        battery, slots(s24=1_500), connection=Connection(2.0, 0.0), sun=slots(s24=2.0), market=MARKET,
        reserve=slots(s24=1.0),
    )  # fmt: skip
    held = solved(base)
    assert held.objective == pytest.approx(1_750.0)
    assert held.plan.reserved_mw[NOON] == pytest.approx(1.0)
    assert solved(base.but(price=slots(s24=2_500))).objective == pytest.approx(2_500.0)


def test_reserve_while_charging_from_the_sun_cuts_the_charging():
    """Rule: reserve while charging. Empty 1 MWh battery, 1 MW charges from 1 MW of sun in slot 24: at its end 0.5 MWh back 1 MW.

    Export limit 1 MW. The offer of 1 MW in slot 24 (backing at the end only) means: if called, the sun that would have been stored flows
    out. 1,000 for the offer; spot is 0, so nothing else counts. 2 MW would need 1 MWh and 2 MW of connection: 1 MW is the limit.
    """
    market = BalancingMarket(MARKET.products, reserve_while_charging=True, backing="end")
    battery = Battery(1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, soe_final_is_free=True)
    case = Case(
        battery, slots(), connection=Connection(1.0, 0.0), sun=slots(s24=1.0), market=market, reserve=slots(s24=1.0)
    )
    found = solved(case)
    assert found.objective == pytest.approx(1_000.0)
    assert found.plan.charge_mw[NOON] == pytest.approx(1.0)


def test_binaries_stay_only_where_a_full_connection_leaves_a_tie():
    """Curtailing and burning are worth the same where nothing wears; with wear the optimum never burns, and no binary is needed."""
    price, sun = slots(5_000, s40=9_000), slots(s24=3.0)
    worn = Case(BATTERY, price, connection=Connection(1.0, 1.0), sun=sun)
    assert solved(worn).outcome.integers == 0
    fresh = Battery(1.0, 1.0, 1.0, 0.8, 1.0, soe_initial_mwh=0.0)
    assert solved(worn.but(battery=fresh)).outcome.integers == 48
    assert solved(worn.but(battery=fresh, connection=Connection())).outcome.integers == 0
