"""More markets and more sun never earn less; none of either changes nothing; money scales; what is called yours is yours."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plants import Case, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection
from storage_opt.markets.intraday import IntradayMarket

few = settings(derandomize=True, max_examples=5, deadline=None, database=None)
SHAPE = np.clip(np.sin(np.pi * (np.arange(48) - 11) / 26), 0.0, None)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    price = random.uniform(500.0, 20_000.0, 48).round(-1)
    price[random.random(48) < 0.3] = draw(st.sampled_from([10.0, -500.0]))
    energy = draw(st.sampled_from([1.0, 4.0]))
    battery = Battery(
        2.0, 1.5, energy, 0.9, 0.9, soe_initial_mwh=0.5 * energy, soe_final_mwh=0.2 * energy,
        auxiliary_mw=draw(st.sampled_from([0.0, 0.1])), wear_jpy_per_mwh=draw(st.sampled_from([0.0, 1_000.0])),
    )  # fmt: skip
    limit = draw(st.sampled_from([1.5, np.inf]))
    later = (price + random.normal(0.0, 2_000.0, 48)).round(-1)
    sun = (3.0 * SHAPE * random.uniform(0.4, 1.0)).round(3)
    return Case(
        battery, price, draw(st.sampled_from([0.0, 40.0])), Connection(limit, limit), later, IntradayMarket(100.0, 0.5), sun=sun
    )  # fmt: skip


def not_below(value: float) -> float:
    return value - 1e-3 - 1e-7 * abs(value)


@few
@given(cases())
def test_sun_and_a_second_market_never_lower_the_optimum(case):
    neither = case.but(sun=None, later=None, intraday=None)
    base, both = solved(neither).objective, solved(case).objective
    for part in (case.but(sun=None), case.but(later=None, intraday=None)):
        value = solved(part).objective
        assert not_below(base) <= value
        assert not_below(value) <= both
    assert solved(case.but(sun=1.3 * case.sun)).objective >= not_below(both)
    assert solved(case.but(connection=Connection())).objective >= not_below(both)
    assert solved(case.but(intraday=IntradayMarket(50.0, 1.0))).objective >= not_below(both)


@few
@given(cases())
def test_a_plant_of_no_capacity_and_a_market_of_no_size_change_nothing(case):
    alone = solved(case.but(sun=None, later=None, intraday=None))
    dark = solved(case.but(sun=np.zeros(48), intraday=IntradayMarket(100.0, 0.0)))
    assert dark.objective == pytest.approx(alone.objective, rel=1e-9, abs=1e-4)
    assert (dark.plan.solar_mwh, dark.plan.curtailed_mwh) == (0.0, 0.0)


@few
@given(cases(), st.sampled_from([0.1, 50.0]))
def test_money_scales(case, k):
    battery = replace(case.battery, wear_jpy_per_mwh=k * case.battery.wear_jpy_per_mwh)
    scaled = case.but(
        battery=battery, price=k * case.price, fee=k * case.fee, later=k * case.later, intraday=IntradayMarket(k * 100.0, 0.5)
    )  # fmt: skip
    assert solved(scaled).objective == pytest.approx(k * solved(case).objective, rel=1e-7, abs=1e-2)


@few
@given(cases())
def test_terms_ledger_and_meter_tell_one_story(case):
    found = solved(case)
    plan, terms = found.plan, found.outcome.terms_jpy
    assert set(terms) == {"spot", "spot_fee", "intraday", "intraday_fee", "wear"}
    told = terms["spot"] + terms["intraday"] - terms["spot_fee"] - terms["intraday_fee"] - terms["wear"]
    assert told == pytest.approx(found.objective, rel=1e-9, abs=1e-3)
    wear = case.battery.wear_jpy_per_mwh * plan.discharged_mwh
    assert found.ledger.margin_jpy - wear == pytest.approx(found.objective, rel=1e-9, abs=1e-3)
    position = plan.net_export_mw - plan.intraday_mw
    assert found.ledger.total_jpy("spot") == pytest.approx(float(case.price @ position) / 2, rel=1e-9, abs=1e-3)
    assert found.ledger.total_jpy("spot_fee") == pytest.approx(-case.fee * float(np.abs(position).sum()) / 2, abs=1e-3)
    assert plan.solar_mwh + plan.curtailed_mwh == pytest.approx(float(case.sun.sum()) / 2)
    flows = plan.discharge_mw - plan.charge_mw - case.battery.auxiliary_mw + plan.solar_mw
    assert plan.net_export_mw == pytest.approx(flows)
