"""The model against a MILP written from scratch, on random short cases of every rule."""

import numpy as np
import pytest
from days import book, case, offers, solved
from milp_truth import Offered, Rules, Store, optimum

from storage_opt.assets.battery import Battery
from storage_opt.markets.balancing import BalancingMarket, Product

NAMES = ("composite", "rr_fit", "fcr")


def draw_case(seed):
    """Battery, prices and products of one or two days."""
    draw = np.random.default_rng(seed)
    n = 48 * int(draw.integers(1, 3))
    price = draw.uniform(-2_000.0, 25_000.0, n) if seed % 4 == 0 else draw.uniform(10.0, 25_000.0, n).round(-3)
    power, energy = float(draw.uniform(2.0, 10.0)), float(draw.uniform(2.0, 40.0))
    eta_c, eta_d = draw.uniform(0.7, 1.0, 2)
    battery = Battery(
        power, float(draw.uniform(1.0, 10.0)), energy, float(eta_c), float(eta_d),
        soe_min_mwh=0.1 * energy, soe_initial_mwh=0.4 * energy, soe_final_mwh=0.3 * energy,
        self_discharge_per_day=float(draw.choice([0.0, 0.03])), wear_jpy_per_mwh=float(draw.choice([0.0, 2_000.0])),
        max_cycles_per_day=float(draw.choice([0.8, 2.0])) if seed % 3 == 0 else None,
    )  # fmt: skip
    products, of_product, alphas = [], {}, {}
    for name in NAMES[: int(draw.integers(1, 4))]:
        block = int(draw.choice([1, 1, 6]))
        hours = 3.0 if block == 6 and draw.random() < 0.5 else float(draw.choice([0.25, 0.5, 1.0]))
        product = Product(name, block, hours, float(draw.choice([0.0, 1.0])), None, 0.06)
        by_block = draw.lognormal(0.0, 0.8, n // block)
        accepted = draw.choice([0.0, 0.4, 0.8, 1.0], n // block)
        alphas[name] = float(draw.choice([0.0, 0.1, 0.2]))
        products.append(product)
        of_product[name] = offers(np.repeat(by_block, block), np.repeat(accepted, block), 0.06)
    market = BalancingMarket(
        tuple(products), reserve_while_charging=bool(seed % 2), backing=("both", "end")[seed // 2 % 2],
        backing_slots=int(draw.choice([1, 1, 2, 3])), activation=alphas,
    )  # fmt: skip
    return battery, price, market, of_product


def truth(battery, price, market, of_product, fee):
    n = len(price)
    store = Store(
        np.full(n, battery.charge_power_mw), np.full(n, battery.power_mw), battery.energy_mwh, battery.soe_min_mwh,
        battery.soe_initial_mwh, battery.soe_final_mwh, battery.charge_efficiency, battery.discharge_efficiency,
        1 - (1 - battery.self_discharge_per_day) ** (1 / 48), battery.wear_jpy_per_mwh,
    )  # fmt: skip
    products = []
    for p in market.products:
        o = of_product[p.name]
        position = np.arange(n) % p.block_slots
        is_long = p.block_slots == 6 and p.duration_h >= 3.0
        start_h = p.duration_h - 0.5 * position if is_long else np.full(n, p.duration_h)
        end_h = start_h - 0.5 if is_long else np.full(n, p.duration_h)
        products.append(
            Offered(
                o.price_jpy_per_kw_slot[0],
                o.acceptance[0],
                p.block_slots,
                start_h,
                end_h,
                market.activation[p.name],
                p.fee_jpy_per_kw_slot,
                p.min_bid_mw,
            )
        )
    budget = None if battery.max_cycles_per_day is None else battery.max_cycles_per_day * battery.energy_mwh
    rules = Rules(market.reserve_while_charging, market.backing == "both", market.backing_slots, fee, budget)
    return optimum(price, store, products, rules)


@pytest.mark.parametrize("seed", range(24))
def test_both_forms_reach_the_optimum_of_an_independent_milp(seed):
    battery, price, market, of_product = draw_case(seed)
    expected = truth(battery, price, market, of_product, 40.0)
    for form in ("tight", "plain"):
        one = case(price, battery.energy_mwh, book(market, price, of_product))
        _plan, outcome = solved(battery, 40.0, one, form=form)
        assert outcome.objective_jpy == pytest.approx(expected, rel=1e-7, abs=1e-3), form
        assert outcome.bound_jpy >= expected * (1 - 1e-9) - 1e-3
