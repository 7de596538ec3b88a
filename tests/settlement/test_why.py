"""What every alternative would earn, against sums by hand.

A battery of 1 MW / 2 MWh, charging without loss, discharging at 0.8, wear 1,000 JPY/MWh; stored energy worth 10,000 JPY/MWh, so that 1 MWh
delivered takes 12,500 of it. Fee 100, wheeling 400 JPY/MWh.

slot 0: price 5,000. Charging earns 0.5·(10,000 − 5,000 − 100 − 400) = 2,250 per MW;
discharging 0.5·(5,000 − 100 − 1,000 − 12,500) = −4,300.
slot 1: price 20,000. Discharging 0.5·(20,000 − 100 − 1,000 − 12,500) = 3,200; charging 0.5·(10,000 − 20,000 − 500) = −5,250.
The product pays 4 JPY/kW, fee 0.1, half is awarded, a fifth of that is called at the spot price:
slot 0: 0.5·(3,900 + 0.1·(5,000 − 13,500)) = 1,525; slot 1: 0.5·(3,900 + 0.1·(20,000 − 13,500)) = 2,275.
"""

from datetime import date

import numpy as np
import pytest

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection, Site
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.prices import PriceYear
from storage_opt.records.why import LIMITS, NONE
from storage_opt.settlement.why import why
from storage_opt.timeline import Period

DAY = Period(date(2023, 4, 1), 1)
BATTERY = Battery(1.0, 1.0, 2.0, 1.0, 0.8, wear_jpy_per_mwh=1_000.0)
SPOT, WHEELING = SpotMarket(100.0), WheelingCharge(4_000.0, 0.1)
CHARGE, DISCHARGE, HOLD = 1, 2, 3


def day(first: list[float], rest: float = 0.0) -> np.ndarray:
    return np.array([*first, *[rest] * (48 - len(first))])


PRICE = day([5_000.0, 20_000.0, 10_000.0], 10_000.0)


def promise(offered: list[float], **changes) -> Promise:
    ones = np.ones(48)
    price = 4.0 * ones[None]
    fields = {
        "product": "rr_fit",
        "offered_mw": day(offered)[None],
        "price_jpy_per_kw_slot": price,
        "paid_jpy_per_kw_slot": price,
        "acceptance": 0.5 * ones[None],
        "fee_jpy_per_kw_slot": 0.1 * ones,
        "activated_share": 0.2,
        "activation_price_jpy_per_mwh": PRICE,
        "block_slots": np.ones(48, dtype=np.int64),
        "minimum_mw": 0.1 * ones,
        "backing_start_h": 0.5 * ones,
        "backing_end_h": 0.5 * ones,
    }
    return Promise(**fields | changes)


def reasons(charge=(), discharge=(), promises=(), *, soe=1.5, value=10_000.0, site=None, sun=None, **markets):
    dispatch = Dispatch(
        DAY, day([*charge]), day([*discharge]), np.full(48, soe), soe, 0.0,
        None if value is None else np.full(48, value), tuple(promises), **(sun or {}),
    )  # fmt: skip
    prices = PriceYear(2023, DAY, PRICE, markets.pop("intraday_jpy_per_mwh", None))
    return why(site or Site(BATTERY, Connection()), 2.0, prices, dispatch, SPOT, wheeling=WHEELING, **markets)


def limit(w, slot):
    return LIMITS[w.limit[slot]]


def test_earnings_are_those_worked_out_by_hand():
    w = reasons(promises=[promise([])])
    assert w.alternatives == ("rest", "charge", "discharge", "rr_fit")
    assert w.earned_jpy_per_mw[:, :2] == pytest.approx(
        np.array([[0, 0], [2_250, -5_250], [-4_300, 3_200], [1_525, 2_275]])
    )


def test_the_best_alternative_not_chosen_is_next():
    w = reasons(charge=[1.0], discharge=[0.0, 0.5], promises=[promise([0.0, 0.0, 0.8])])
    assert [w.alternatives[i] for i in w.next_best[:3]] == ["rr_fit", "rr_fit", "rest"]
    assert w.chosen_jpy_per_mw[:2] == pytest.approx([2_250, 3_200])
    assert w.next_best_jpy_per_mw[:2] == pytest.approx([1_525, 2_275])
    assert not w.limit[:3].any()


def test_several_choices_count_with_their_power():
    w = reasons(discharge=[0.0, 0.25], promises=[promise([0.0, 0.75])])
    assert w.is_chosen[:, 1].tolist() == [False, False, True, True]
    assert w.chosen_jpy_per_mw[1] == pytest.approx(0.25 * 3_200 + 0.75 * 2_275)
    assert w.alternatives[w.next_best[1]] == "rest"


def test_the_better_of_two_energy_markets_counts():
    """Intraday at 4,000 with a fee of 50: buying costs 4,050, not 5,100; selling still brings 4,900 at spot."""
    w = reasons(intraday=IntradayMarket(50.0, 1.0), intraday_jpy_per_mwh=np.full(48, 4_000.0))
    assert w.earned_jpy_per_mw[CHARGE, 0] == pytest.approx(0.5 * (10_000 - 4_050 - 400))
    assert w.earned_jpy_per_mw[DISCHARGE, 0] == pytest.approx(-4_300)


def test_charging_from_a_solar_plant_costs_its_sale_or_nothing():
    """Slot 0: 2 MW of sun, all used: 5,000 − 100 not earned. Slot 1: one of 2 MW curtailed: free. Slot 2: none: 10,000 + 500."""
    sun = {"solar_mw": day([2.0, 1.0]), "solar_available_mw": day([2.0, 2.0])}
    w = reasons(sun=sun)
    assert w.earned_jpy_per_mw[CHARGE, :3] == pytest.approx([0.5 * (10_000 - 4_900), 5_000, 0.5 * (10_000 - 10_500)])


def test_of_price_levels_the_best_counts_until_one_is_offered():
    """Level 1 pays 6 with a fifth accepted: 0.2·(5,900 + 0.1·(5,000 − 13,500)) = 1,010 in slot 0; level 0 earns 1,525."""
    q = np.repeat([[0.5], [0.2]], 48, axis=1)
    paid = np.repeat([[4.0], [6.0]], 48, axis=1)
    offered = np.zeros((2, 48))
    changes = {"acceptance": q, "paid_jpy_per_kw_slot": paid, "price_jpy_per_kw_slot": paid}
    assert reasons(promises=[promise([], offered_mw=offered, **changes)]).earned_jpy_per_mw[HOLD, 0] == pytest.approx(
        1_525
    )
    offered[1, 0] = 0.4
    assert reasons(promises=[promise([], offered_mw=offered, **changes)]).earned_jpy_per_mw[HOLD, 0] == pytest.approx(
        1_010
    )
    offered[0, 0] = 0.4
    both = reasons(promises=[promise([], offered_mw=offered, **changes)])
    assert both.earned_jpy_per_mw[HOLD, 0] == pytest.approx((1_525 + 1_010) / 2)


def test_what_is_not_open_is_no_alternative():
    """No charging before 01:00; the product has no price in slot 0."""
    site = Site(BATTERY, Connection(no_charge=(ChargingBan(months=(4,), hours=(0,)),)))
    paid, q = np.full((1, 48), 4.0), np.full((1, 48), 0.5)
    paid[0, 0], q[0, 0] = np.nan, 0.0
    w = reasons(site=site, promises=[promise([], paid_jpy_per_kw_slot=paid, acceptance=q)])
    assert np.isnan(w.earned_jpy_per_mw[[CHARGE, HOLD], 0]).all()
    assert w.alternatives[w.next_best[0]] == "discharge"
    assert limit(w, 0) == ""


def test_a_better_alternative_is_named_with_what_stands_in_its_way():
    full = reasons(soe=2.0)
    assert (full.alternatives[full.next_best[0]], limit(full, 0)) == ("charge", "full")
    empty = reasons(soe=0.0)
    assert (empty.alternatives[empty.next_best[1]], limit(empty, 1)) == ("discharge", "energy")
    long_blocks = np.full(48, 6)
    block = reasons(promises=[promise([0.8] * 6, block_slots=long_blocks)])
    assert (block.alternatives[block.next_best[0]], limit(block, 0)) == ("charge", "block")
    assert limit(reasons(), 1) == "linked"


def test_energy_behind_offers_is_not_to_spare():
    """1 MW offered ties 0.5/0.8 = 0.625 MWh: of 1 MWh 0.375 are left, less than the 0.625 that half an hour of 1 MW takes."""
    w = reasons(promises=[promise([0.0, 1.0])], soe=1.0)
    assert (w.alternatives[w.next_best[1]], limit(w, 1)) == ("discharge", "energy")


def test_without_values_nothing_is_compared():
    w = reasons(charge=[1.0], promises=[promise([0.0, 0.8])], value=None)
    assert np.isnan(w.earned_jpy_per_mw).all()
    assert (w.next_best == NONE).all()
    assert np.isnan(w.next_best_jpy_per_mw).all()
    assert not w.limit.any()
    assert w.is_chosen[:, :3].argmax(axis=0).tolist() == [CHARGE, HOLD, 0]
