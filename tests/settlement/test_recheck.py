"""The recheck names each rule that a plan breaks, and passes the plan that keeps them all."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection, Site
from storage_opt.records.dispatch import Dispatch
from storage_opt.settlement.recheck import breaches
from storage_opt.timeline import Period

# Each of two days: 0.8 MW in at 02:00 store 0.32 MWh, 0.5 MW out at 18:00 take 0.3125 MWh; at 23:30 what was lost at rest is put back.
# Own load 0.1 MW.
BATTERY = Battery(
    1.0, 1.0, 1.0, 0.8, 0.8, soe_initial_mwh=0.3, soe_min_mwh=0.2, self_discharge_per_day=0.1, auxiliary_mw=0.1,
    max_cycles_per_day=0.26, max_cycles_per_year=0.52 * 366 / 2, availability=0.9,
)  # fmt: skip
CONNECTION = Connection(
    export_limit_mw=0.4, import_limit_mw=0.95, no_charge=(ChargingBan((4,), (12,)), ChargingBan((5,), (2, 18)))
)
SITE = Site(BATTERY, CONNECTION)
PERIOD = Period(date(2023, 4, 29), 2)
BUY, NOON, SELL, LAST = 4, 24, 36, 47


def plan(charge=(), discharge=(), soe_start=0.3, **shift):
    """The plan above with other powers in some slots; the state of energy follows, refilled in the last slot of each day."""
    c, d, e = np.zeros(96), np.zeros(96), np.zeros(96)
    c[[BUY, 48 + BUY]], d[[SELL, 48 + SELL]] = 0.8, 0.5
    for slot, power in charge:
        c[slot] = power
    for slot, power in discharge:
        d[slot] = power
    before = soe_start
    for t in range(96):
        kept = 0.9 ** (1 / 48) * before - 0.5 * d[t] / 0.8
        if t % 48 == LAST:
            c[t] = (0.3 - kept) / 0.4
        before = e[t] = kept + 0.4 * c[t]
    for slot, energy in shift.get("soe", ()):
        e[slot:] += energy
    return Dispatch(PERIOD, c, d, e, soe_start, 0.1)


def broken(site, dispatch, energy=1.0):
    return {breach.rule for breach in breaches(site, energy, dispatch)}


def test_a_plan_that_keeps_every_rule_passes():
    assert breaches(SITE, 1.0, plan()) == []


def battery(**changes):
    return Site(replace(BATTERY, **changes), CONNECTION)


def connection(**changes):
    return Site(BATTERY, replace(CONNECTION, **changes))


@pytest.mark.parametrize(
    ("rule", "site", "dispatch"),
    [
        ("balance_soe", SITE, plan(soe=[(10, 0.01), (11, -0.01)])),
        ("balance_soe", battery(self_discharge_per_day=0.09), plan()),
        ("balance_soe", battery(charge_efficiency=0.81), plan()),
        ("balance_soe", battery(discharge_efficiency=0.81), plan()),
        ("limit_soe_min", battery(soe_min_mwh=0.299), plan()),
        ("soe_initial", battery(soe_initial_mwh=0.31), plan()),
        ("soe_final", battery(soe_final_mwh=0.31), plan()),
        ("limit_charge", battery(availability=0.79), plan()),
        ("limit_charge", SITE, plan(charge=[(BUY + 1, -0.01)])),
        ("limit_discharge", battery(power_mw=0.55), plan()),
        ("limit_discharge", SITE, plan(discharge=[(SELL + 1, -0.01)])),
        ("one_mode", SITE, plan(charge=[(SELL, 0.1)])),
        ("limit_export", connection(export_limit_mw=0.39), plan()),
        ("limit_import", connection(import_limit_mw=0.89), plan()),
        ("no_charge", SITE, plan(charge=[(NOON, 0.01)])),
        ("no_charge", connection(no_charge=(ChargingBan((4,), (2,)),)), plan()),
        ("limit_cycles_of_day", battery(max_cycles_per_day=0.24), plan()),
        ("limit_cycles_of_year", battery(max_cycles_per_year=0.49 * 366 / 2), plan()),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(rule, site, dispatch):
    assert rule in broken(site, dispatch)


def test_energy_of_the_year_is_the_upper_limit():
    assert "limit_soe_max" in broken(SITE, plan(), energy=0.6)


@pytest.mark.parametrize("slot", [0, 50, 95])
def test_a_plan_that_is_not_a_number_does_not_pass(slot):
    dispatch = plan()
    dispatch.charge_mw[slot] = np.nan
    assert "balance_soe" in broken(SITE, dispatch)


def test_only_rounding_is_forgiven():
    assert broken(SITE, plan(charge=[(NOON, 5e-7)])) == set()
    assert broken(SITE, plan(charge=[(NOON, 5e-6)])) == {"no_charge"}
