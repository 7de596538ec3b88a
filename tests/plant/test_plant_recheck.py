"""The recheck names each rule of connection, sun and positions that a plan breaks, and passes the plan that keeps them all."""

from dataclasses import replace

import numpy as np
import pytest
from plants import Case, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection, Site
from storage_opt.assets.solar import SolarPlant
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.settlement.recheck import breaches
from storage_opt.settlement.recheck_offers import OfferRules

BATTERY = Battery(2.0, 2.0, 3.0, 0.9, 0.9, soe_initial_mwh=1.0, auxiliary_mw=0.1, wear_jpy_per_mwh=500.0)
CONNECTION = Connection(2.5, 1.0, (ChargingBan((9,), (11, 12)),))
SUN = np.round(4.0 * np.clip(np.sin(np.pi * (np.arange(48) - 11) / 26), 0.0, None), 3)
INTRADAY = IntradayMarket(100.0, 0.8)
RULES = OfferRules(reserve_while_charging=True)
NIGHT = 2


def plan():
    draw = np.random.default_rng(7)
    price = draw.uniform(4_000.0, 15_000.0, 48).round(-1)
    price[20:30] = 800.0
    later = (price + draw.normal(0.0, 3_000.0, 48)).round(-1)
    market = BalancingMarket((Product("frr", 1, 0.5, 0.0, None, 0.0),), reserve_while_charging=True)
    case = Case(
        BATTERY, price, 40.0, CONNECTION, later, INTRADAY, sun=SUN, market=market, reserve=np.where(SUN > 1, 2.0, 0.1)
    )
    return case, solved(case).plan


CASE, PLAN = plan()
BANNED = 22 + int(np.argmax(PLAN.charge_mw[22:26]))
"""Slot of the ban in which the sun charges most."""


def broken(site=None, dispatch=PLAN, intraday=INTRADAY):
    return {b.rule for b in breaches(site or CASE.site, 3.0, dispatch, RULES, intraday)}


def moved(name, slot, by):
    values = getattr(PLAN, name).copy()
    values[slot] += by
    return replace(PLAN, **{name: values})


def test_the_plan_keeps_every_rule_and_uses_what_it_is_tested_on():
    assert broken() == set()
    assert PLAN.charge_mw[BANNED] > 0.25
    assert PLAN.curtailed_mwh > 0.1
    assert np.abs(PLAN.intraday_mw).max() == pytest.approx(0.8)
    assert PLAN.reserved_mw.max() > 0.5


def connection(**changes):
    return Site(BATTERY, replace(CONNECTION, **changes), CASE.site.solar)


def first(where):
    return int(np.flatnonzero(where)[0])


@pytest.mark.parametrize(
    ("rule", "site", "dispatch"),
    [
        ("limit_solar", None, moved("solar_mw", NIGHT, 0.01)),
        ("limit_solar", None, replace(PLAN, solar_available_mw=0.9 * SUN)),
        ("limit_solar", None, moved("solar_mw", NIGHT, -0.01)),
        ("limit_solar", Site(BATTERY, CONNECTION, SolarPlant(1.0)), PLAN),
        ("limit_export", connection(export_limit_mw=2.4), PLAN),
        ("limit_import", connection(import_limit_mw=0.05), PLAN),
        ("no_charge", None, moved("solar_mw", BANNED, 0.25 - PLAN.solar_mw[BANNED])),
        ("limit_intraday", None, moved("intraday_mw", first(PLAN.intraday_mw > 0.79), 0.01)),
        ("limit_position_sold", None, moved("intraday_mw", NIGHT, -5.0)),
        ("limit_position_bought", None, moved("intraday_mw", NIGHT, 5.0)),
    ],
)
def test_a_broken_rule_is_named(rule, site, dispatch):
    assert rule in broken(site, dispatch)


def test_reserve_needs_its_place_in_the_connection():
    """More reserve than the connection lets through on top of what flows out."""
    at = int(np.argmax(PLAN.net_export_mw + PLAN.reserved_mw))
    promise = PLAN.promises[0]
    more = promise.offered_mw.copy()
    more[0, at] += 0.01
    assert "limit_export" in broken(dispatch=replace(PLAN, promises=(replace(promise, offered_mw=more),)))
