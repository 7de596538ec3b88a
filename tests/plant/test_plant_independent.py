"""The model against a MILP written from scratch, on random days with sun, two energy markets, reserve and limits of the connection."""

import numpy as np
import pytest
from plant_truth import Plant, optimum
from plants import Case, solved

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import ChargingBan, Connection
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.wheeling import WheelingCharge

SHAPE = np.clip(np.sin(np.pi * (np.arange(48) - 11) / 26), 0.0, None)


def drawn(seed, *, with_sun, with_intraday, with_reserve):
    draw = np.random.default_rng(seed)
    low = -3_000.0 if seed % 3 == 0 else 10.0
    price = draw.uniform(low, 25_000.0, 48).round(-2)
    price[draw.random(48) < 0.3] = 10.0
    power, charge = draw.uniform(1.0, 4.0, 2).round(1)
    energy, load = round(float(draw.uniform(1.0, 10.0)), 1), float(draw.choice([0.0, 0.2]))
    eta_c, eta_d = draw.choice([0.8, 0.9, 1.0], 2)
    wear, fee = float(draw.choice([0.0, 1_500.0])), float(draw.choice([0.0, 40.0]))
    export, take = float(draw.choice([1.5, 3.0, np.inf])), float(draw.choice([load, load + 0.5, np.inf]))
    hours = (10, 11, 12, 18) if draw.random() < 0.6 else ()
    z = float(draw.choice([0.0, 900.0]))
    later = (price + draw.normal(0.0, 2_500.0, 48)).round(-1) if with_intraday else None
    intraday = (
        IntradayMarket(float(draw.choice([0.0, 100.0])), float(draw.choice([0.5, 2.0]))) if with_intraday else None
    )
    sun = (draw.uniform(2.0, 6.0) * SHAPE * draw.uniform(0.3, 1.0, 48)).round(2) if with_sun else None
    reserve = draw.lognormal(0.0, 0.8, 48).round(2) if with_reserve else None
    alpha, while_charging = float(draw.choice([0.0, 0.1])), bool(draw.random() < 0.5)
    product = Product("composite", 1, 0.5, 0.5, None, 0.0)
    market = BalancingMarket((product,), reserve_while_charging=while_charging, activation={"composite": alpha})
    case = Case(
        Battery(
            float(power), float(charge), energy, float(eta_c), float(eta_d), soe_initial_mwh=0.3 * energy,
            soe_final_mwh=0.2 * energy, auxiliary_mw=load, wear_jpy_per_mwh=wear,
        ),
        price, fee,
        Connection(export, take, (ChargingBan((9,), hours),) if hours else ()),
        later, intraday, WheelingCharge(z, 1.0) if z else None, sun, market if with_reserve else None, reserve,
    )  # fmt: skip
    plant = Plant(
        float(power), float(charge), energy, float(eta_c), float(eta_d), 0.3 * energy, 0.2 * energy, load, wear, fee,
        min(export, 1e3), min(take, 1e3), hours, 0.0 if intraday is None else intraday.limit_mw,
        0.0 if intraday is None else intraday.fee_jpy_per_mwh, z, 0.5, alpha, while_charging,
    )  # fmt: skip
    return case, optimum(plant, price, later, sun, reserve)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "parts", ["sun", "intraday", "sun intraday", "sun reserve", "intraday reserve", "sun intraday reserve"]
)
def test_the_optimum_is_that_of_an_independent_milp(seed, parts):
    case, expected = drawn(
        seed, with_sun="sun" in parts, with_intraday="intraday" in parts, with_reserve="reserve" in parts
    )
    found = solved(case)
    assert found.objective == pytest.approx(expected, rel=1e-7, abs=1e-3)
    assert found.outcome.bound_jpy >= expected - 1e-3 - 1e-9 * abs(expected)
    assert found.outcome.status == "optimal"
    wear = case.battery.wear_jpy_per_mwh * found.plan.discharged_mwh
    assert found.ledger.margin_jpy - wear == pytest.approx(found.objective, rel=1e-7, abs=1e-2)
