"""Every rule on offers is broken once, and the recheck names it; a plan that keeps them all has no breach."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.settlement.recheck import breaches
from storage_opt.settlement.recheck_offers import OfferRules
from storage_opt.timeline import Period

# 2 MW, 4 MWh, no losses, lowest energy 1 MWh, 3 MWh at rest all day: 2 MWh above the lowest.
# Two blocks of two slots from midnight on hold 1 MW, backed for one hour at both ends: 1 MWh of the 2 is needed.
BATTERY = Battery(2.0, 2.0, 4.0, 1.0, 1.0, soe_min_mwh=1.0, soe_initial_mwh=3.0)
SITE = Site(BATTERY, Connection())


def promise(offered):
    row = np.zeros((1, 48))
    row[0, : len(offered)] = offered
    n = np.zeros(48)
    ones = np.ones(48)
    return Promise("frr", row, ones[None], ones[None], ones[None], n, 0.0, n, np.full(48, 2), ones, ones, ones)


def plan(offered=(1.0, 1.0, 1.0, 1.0), **changes):
    still = Dispatch(
        Period(date(2026, 9, 1), 1),
        np.zeros(48),
        np.zeros(48),
        np.full(48, 3.0),
        3.0,
        0.0,
        promises=(promise(offered),),
    )
    return replace(still, **changes)


def rules_broken(dispatch, rules=None):
    return {breach.rule for breach in breaches(SITE, 4.0, dispatch, rules or OfferRules())}


def at(slot, value, rest=0.0):
    array = np.full(48, rest)
    array[slot] = value
    return array


def test_a_plan_that_keeps_all_rules_has_no_breach():
    for rules in (
        OfferRules(),
        OfferRules(reserve_while_charging=True),
        OfferRules(backing="end"),
        OfferRules(backing_slots=2),
    ):
        assert rules_broken(plan(), rules) == set()


def test_more_than_the_power_left_is_a_breach():
    """1.5 MW discharged and 1 MW held, of 2 MW."""
    soe = np.full(48, 3.0)
    soe[1:] = 3.0 - 0.75
    broken = rules_broken(plan(discharge_mw=at(1, 1.5), soe_mwh=soe))
    assert "headroom" in broken
    # A slot that charges 1 MW has 3 MW of room where reserve while charging is allowed, and 3.1 MW is too much.
    soe = np.full(48, 3.0)
    soe[0:] = 3.5
    charging = plan((2.9, 2.9), charge_mw=at(0, 1.0), soe_mwh=soe)
    assert "headroom" not in rules_broken(replace(charging, promises=(promise((2.9, 0.0)),)), OfferRules(True))
    assert "headroom" in rules_broken(replace(charging, promises=(promise((3.1, 0.0)),)), OfferRules(True))


def test_reserve_in_a_slot_that_charges_is_a_breach_unless_allowed():
    soe = np.full(48, 3.0)
    soe[0:] = 3.5
    charging = plan(charge_mw=at(0, 1.0), soe_mwh=soe)
    assert "no_reserve_while_charging" in rules_broken(charging)
    assert "no_reserve_while_charging" not in rules_broken(charging, OfferRules(reserve_while_charging=True))


def test_energy_missing_at_either_end_is_named():
    """1.9 MWh stored: 0.9 above the lowest, 1.0 needed. At the start of a slot only the rule for both ends asks for it."""
    soe = np.full(48, 3.0)
    soe[3:] = 1.9
    low_at_the_end = plan(discharge_mw=at(3, 1.1 / 0.5), soe_mwh=soe)
    assert "backing_end" in rules_broken(low_at_the_end)
    soe = np.full(48, 1.9)
    soe[0:] = 2.9
    filled = plan(soe_start_mwh=1.9, charge_mw=at(0, 2.0), soe_mwh=soe)
    assert "backing_start" in rules_broken(filled)
    assert "backing_start" not in rules_broken(filled, OfferRules(backing="end"))


def test_two_calls_in_a_row_need_twice_the_energy():
    """2 MWh above the lowest back two calls of 1 MWh, not three."""
    assert "backing_run_2" not in rules_broken(plan(), OfferRules(backing_slots=2))
    assert "backing_run_3" in rules_broken(plan(), OfferRules(backing_slots=3))


@pytest.mark.parametrize(
    ("offered", "rule"),
    [
        ((1.0, 1.2), "frr_one_offer_per_block"),
        ((0.4, 0.4), "frr_minimum_bid"),
        ((-0.5, -0.5), "frr_minimum_bid"),
    ],
)
def test_offers_of_a_wrong_form_are_named(offered, rule):
    assert rule in rules_broken(plan(offered))


def test_an_offer_on_a_day_without_the_product_is_named():
    lost = replace(promise((1.0, 1.0)), block_slots=np.zeros(48, dtype=np.int64))
    assert "frr_not_traded" in rules_broken(plan(promises=(lost,)))
