"""A day run anew against a position: by hand, and against an independent MILP."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from storage_opt.solve.one_store import ValueFunction
from storage_opt.solve.redispatch import Day, concave_hull, redispatch

NONE = np.zeros((0, 4))


def day(**changes):
    """Four slots of half an hour, 1 MW, 1 MWh, no losses, nothing sold, half full; energy left must be the same."""
    one = np.ones(4)
    start = Day(
        position_mw=0.0 * one,
        price_jpy_per_mwh=10_000.0 * one,
        trade_cost_jpy_per_mwh=0.0,
        trade_limit_mw=1.0,
        shortage_jpy_per_mwh=3_000.0,
        surplus_jpy_per_mwh=3_000.0,
        charge_cost_jpy_per_mwh=0.0,
        wear_jpy_per_mwh=0.0,
        charge_limit_mw=one,
        discharge_limit_mw=one,
        headroom_mw=one,
        floor_mwh=0.0 * one,
        ceiling_mwh=one,
        keep=one,
        charge_efficiency=1.0,
        discharge_efficiency=1.0,
        slot_h=0.5,
        start_mwh=0.5,
        final=ValueFunction.fixed(0.5),
        held_mw=NONE,
        drain_mwh_per_mw=NONE,
        backing_start_mwh_per_mw=NONE,
        backing_end_mwh_per_mw=NONE,
        shortfall_jpy_per_mw=NONE,
    )
    return replace(start, **changes)


def held(mw, alpha=0.0, hours=0.5):
    """Reserve of one product."""
    mw = np.asarray(mw, dtype=float)[None, :]
    one = np.ones_like(mw)
    return {
        "held_mw": mw,
        "drain_mwh_per_mw": 0.5 * alpha * one,
        "backing_start_mwh_per_mw": hours * one,
        "backing_end_mwh_per_mw": hours * one,
        "shortfall_jpy_per_mw": 1e5 * one,
    }


PRICES = np.array([8_000.0, 12_000.0, 10_000.0, 10_000.0])


@pytest.mark.parametrize(("cost", "trades"), [(1.0, True), (1_999.0, True), (2_001.0, False)])
def test_a_trade_must_beat_its_cost_both_ways(cost, trades):
    """Bought at 8,000 and sold at 12,000: 4,000 for two trades, each of which costs the fee and the guard."""
    out = redispatch(day(price_jpy_per_mwh=PRICES, trade_cost_jpy_per_mwh=cost))
    assert out.traded_mw == pytest.approx([-1.0, 1.0, 0.0, 0.0] if trades else np.zeros(4))
    assert out.discharge_mw - out.charge_mw == pytest.approx(out.traded_mw)
    assert out.imbalance_mw == pytest.approx(np.zeros(4))


def test_a_position_is_delivered_where_leaving_it_does_not_pay():
    sold = np.array([0.0, 0.0, 1.0, -1.0])
    out = redispatch(day(position_mw=sold, trade_cost_jpy_per_mwh=100.0))
    assert out.discharge_mw == pytest.approx([0.0, 0.0, 1.0, 0.0])
    assert out.charge_mw == pytest.approx([0.0, 0.0, 0.0, 1.0])
    assert not out.traded_mw.any()


def test_a_position_is_bought_back_where_the_market_says_so():
    """Sold in slot 2, seen again at 10,000; slot 1 turns out at 12,000: sell there and buy back, for 2,000 less twice 500."""
    sold = np.array([-1.0, 0.0, 1.0, 0.0])
    prices = np.array([10_000.0, 12_000.0, 10_000.0, 10_000.0])
    out = redispatch(day(position_mw=sold, price_jpy_per_mwh=prices, trade_cost_jpy_per_mwh=500.0))
    assert out.traded_mw == pytest.approx([0.0, 1.0, -1.0, 0.0])
    kept = redispatch(day(position_mw=sold, price_jpy_per_mwh=prices, trade_cost_jpy_per_mwh=1_500.0))
    assert kept.traded_mw == pytest.approx(np.zeros(4))


def test_what_cannot_be_delivered_is_an_imbalance_where_no_market_is_left():
    """Two slots sold, energy for one; the final energy is free, so that the store empties."""
    free = ValueFunction.joined(np.array([0.0, 1.0]), np.zeros(2))
    out = redispatch(day(position_mw=np.array([1.0, 1.0, 0.0, 0.0]), trade_limit_mw=0.0, final=free))
    assert out.discharge_mw.sum() == pytest.approx(1.0)
    assert out.imbalance_mw.sum() == pytest.approx(-1.0)
    assert not out.traded_mw.any()


def test_a_market_comes_before_an_imbalance():
    out = redispatch(day(position_mw=np.array([1.0, 1.0, 0.0, 0.0]), trade_cost_jpy_per_mwh=5_000.0))
    assert out.imbalance_mw == pytest.approx(np.zeros(4), abs=1e-9)
    assert out.traded_mw.sum() == pytest.approx(-2.0)


def test_whole_lots_are_traded_and_the_rest_is_left():
    """0.3 MW of room, lots of 0.2 MW: 0.2 MW each way."""
    limit = np.full(4, 0.3)
    free = day(price_jpy_per_mwh=PRICES, charge_limit_mw=limit, discharge_limit_mw=limit, trade_cost_jpy_per_mwh=10.0)
    assert redispatch(free).traded_mw == pytest.approx([-0.3, 0.3, 0.0, 0.0])
    lots = redispatch(free, lot_mw=0.2)
    assert lots.traded_mw == pytest.approx([-0.2, 0.2, 0.0, 0.0])
    assert lots.imbalance_mw == pytest.approx(np.zeros(4), abs=1e-9)


def test_reserve_keeps_power_and_energy_and_bars_charging():
    """1 MW promised in slot 0: no charging at 8,000, and 0.5 MWh stay until its end; then they are sold and bought again."""
    out = redispatch(day(price_jpy_per_mwh=PRICES, **held([1.0, 0.0, 0.0, 0.0])))
    assert out.charge_mw[0] == out.discharge_mw[0] == 0.0
    assert out.energy_mwh[0] == pytest.approx(0.5)
    assert out.traded_mw[:2] == pytest.approx([0.0, 1.0])
    assert out.traded_mw.sum() == pytest.approx(0.0)
    assert not out.shortfall_mw.any()


def test_called_energy_is_made_up():
    """Half of 1 MW is called in slot 1: 0.25 MWh are gone and bought again."""
    out = redispatch(day(**held([0.0, 1.0, 0.0, 0.0], alpha=0.5), start_mwh=0.8))
    assert out.energy_mwh[-1] == pytest.approx(0.5)
    assert (out.charge_mw - out.discharge_mw).sum() * 0.5 == pytest.approx(0.25 - 0.3)


def test_reserve_without_energy_falls_short_and_no_more_than_that():
    """0.2 MWh stored, half an hour asked for: 0.4 MW can be kept in slot 0, where nothing can be charged before."""
    out = redispatch(day(**held([1.0, 0.0, 0.0, 0.0]), start_mwh=0.2))
    assert out.shortfall_mw[0] == pytest.approx([0.6, 0.0, 0.0, 0.0], abs=1e-6)


@pytest.mark.parametrize(("slot", "short"), [(0, 0.6), (1, 0.0)])
def test_energy_must_be_there_when_a_slot_begins(slot, short):
    """Needed at the start only: 0.2 MWh are too few in slot 0; for slot 1 enough is charged before, and may be sold in the slot after."""
    mw = np.zeros(4)
    mw[slot] = 1.0
    reserve = held(mw) | {"backing_end_mwh_per_mw": np.zeros((1, 4))}
    out = redispatch(day(**reserve, start_mwh=0.2))
    assert out.shortfall_mw.sum() == pytest.approx(short, abs=1e-6)


def test_the_hull_of_a_value_function_is_concave_and_nowhere_below_it():
    x = np.array([0.0, 1.0, 1.0, 2.0, 3.0, 5.0])
    function = ValueFunction(x, np.array([0.0, 1.0, 3.0, 3.5, 6.0, 6.5]), np.array([1, 0, 1, 0, 0, 0], dtype=bool))
    at, value = concave_hull(function)
    assert at.tolist() == [0.0, 1.0, 3.0, 5.0]
    assert value.tolist() == [0.0, 3.0, 6.0, 6.5]
    assert (np.diff(np.diff(value) / np.diff(at)) < 0.0).all()


def test_energy_left_is_worth_its_value():
    """0.5 MWh stored, worth 11,000 a MWh up to 0.3 and 5,000 beyond: sold at 10,000 but for the first 0.3."""
    worth = ValueFunction.joined(np.array([0.0, 0.3, 1.0]), np.array([0.0, 3_300.0, 6_800.0]))
    out = redispatch(day(final=worth))
    assert out.energy_mwh[-1] == pytest.approx(0.3)


def test_a_budget_limits_what_is_discharged():
    prices = np.array([8_000.0, 12_000.0, 8_000.0, 12_000.0])
    assert redispatch(day(price_jpy_per_mwh=prices)).discharge_mw.sum() == pytest.approx(2.0)
    out = redispatch(day(price_jpy_per_mwh=prices, most_discharged_mwh=0.7))
    assert 0.5 * out.discharge_mw.sum() == pytest.approx(0.7)


def test_energy_that_nobody_takes_is_not_burnt_by_doing_both():
    """Full, bought in every slot, energy left must not change, efficiencies below one: an imbalance, not both directions at once."""
    out = redispatch(
        day(
            position_mw=-np.ones(4), trade_limit_mw=0.0, charge_efficiency=0.9, discharge_efficiency=0.9, start_mwh=1.0,
            final=ValueFunction.fixed(1.0), surplus_jpy_per_mwh=30_000.0,
        )
    )  # fmt: skip
    assert (np.minimum(out.charge_mw, out.discharge_mw) == 0.0).all()
    assert out.energy_mwh[-1] == pytest.approx(1.0)


def independent(d, position):
    """Best value by a MILP with a mode for each slot, written apart from the package."""
    n, K, h = 4, len(d.held_mw), d.slot_h
    names = ["c", "d", "sell", "buy", "over", "under", "e", "u"]
    at = {name: slice(i * n, (i + 1) * n) for i, name in enumerate(names)}
    size = 8 * n + K * n + 2
    x, v = d.final.energy_mwh, d.final.value_jpy
    cost = np.zeros(size)
    p, k = d.price_jpy_per_mwh, d.trade_cost_jpy_per_mwh
    cost[at["c"]], cost[at["d"]] = -h * d.charge_cost_jpy_per_mwh, -h * d.wear_jpy_per_mwh
    cost[at["sell"]], cost[at["buy"]] = h * (p - k), -h * (p + k)
    cost[at["over"]], cost[at["under"]] = h * (p - d.surplus_jpy_per_mwh - k), -h * (p + d.shortage_jpy_per_mwh + k)
    cost[8 * n : 8 * n + K * n] = -d.shortfall_jpy_per_mw.ravel()
    cost[-2:] = np.diff(v) / np.diff(x)
    rows, low, high = [], [], []

    def add(entries, lo, hi):
        row = np.zeros(size)
        for column, value in entries:
            row[column] += value
        rows.append(row)
        low.append(lo)
        high.append(hi)

    def col(name, t):
        return at[name].start + t

    for t in range(n):
        s = [(8 * n + j * n + t, j) for j in range(K)]
        taken = sum(d.drain_mwh_per_mw[j, t] * d.held_mw[j, t] for j in range(K))
        before = [] if t == 0 else [(col("e", t - 1), -d.keep[t])]
        first = d.keep[0] * d.start_mwh if t == 0 else 0.0
        balance = [
            (col("e", t), 1.0),
            *before,
            (col("c", t), -h * d.charge_efficiency),
            (col("d", t), h / d.discharge_efficiency),
        ]
        add(balance + [(c, -d.drain_mwh_per_mw[j, t]) for c, j in s], first - taken, first - taken)
        signs = [("d", 1), ("c", -1), ("sell", -1), ("buy", 1), ("over", -1), ("under", 1)]
        add([(col(name, t), sign) for name, sign in signs], position[t], position[t])
        kept = d.held_mw[:, t].sum()
        add([(col("d", t), 1.0)] + [(c, -1.0) for c, _ in s], -np.inf, d.headroom_mw[t] - kept)
        end = sum(d.backing_end_mwh_per_mw[j, t] * d.held_mw[j, t] for j in range(K))
        add([(col("e", t), 1.0)] + [(c, d.backing_end_mwh_per_mw[j, t]) for c, j in s], d.floor_mwh[t] + end, np.inf)
        start = sum(d.backing_start_mwh_per_mw[j, t] * d.held_mw[j, t] for j in range(K))
        if start > 0.0:
            own = [(c, d.backing_start_mwh_per_mw[j, t]) for c, j in s]
            add(
                own + ([(col("e", t - 1), 1.0)] if t else []),
                d.floor_mwh[t] + start - (0.0 if t else d.start_mwh),
                np.inf,
            )
        add([(col("c", t), 1.0), (col("u", t), -(0.0 if kept > 0.0 else d.charge_limit_mw[t]))], -np.inf, 0.0)
        add([(col("d", t), 1.0), (col("u", t), d.discharge_limit_mw[t])], -np.inf, d.discharge_limit_mw[t])
    add([(col("e", n - 1), 1.0), (size - 2, -1.0), (size - 1, -1.0)], x[0], x[0])
    upper = np.full(size, np.inf)
    upper[at["sell"]] = upper[at["buy"]] = d.trade_limit_mw
    upper[at["e"]], upper[at["u"]] = d.ceiling_mwh, 1.0
    upper[8 * n : 8 * n + K * n] = d.held_mw.ravel()
    upper[-2:] = np.diff(x)
    lower = np.zeros(size)
    lower[at["e"]] = d.floor_mwh
    whole = np.zeros(size)
    whole[at["u"]] = 1
    limits, bounds = LinearConstraint(np.array(rows), low, high), Bounds(lower, upper)
    found = milp(-cost, constraints=limits, bounds=bounds, integrality=whole, options={"mip_rel_gap": 0.0})
    return -found.fun


def value_of(d, out):
    """What a plan earns, added up from its arrays."""
    h, p, k = d.slot_h, d.price_jpy_per_mwh, d.trade_cost_jpy_per_mwh
    trade = h * (p * out.traded_mw - k * np.abs(out.traded_mw))
    off = out.imbalance_mw
    late = h * np.where(off > 0, (p - d.surplus_jpy_per_mwh - k) * off, (p + d.shortage_jpy_per_mwh + k) * off)
    own = -h * (d.charge_cost_jpy_per_mwh * out.charge_mw + d.wear_jpy_per_mwh * out.discharge_mw)
    short = (d.shortfall_jpy_per_mw * out.shortfall_mw).sum()
    left = np.interp(out.energy_mwh[-1], d.final.energy_mwh, d.final.value_jpy) - d.final.value_jpy[0]
    return trade.sum() + late.sum() + own.sum() - short + left


@pytest.mark.parametrize("seed", range(40))
def test_value_equals_an_independent_milp(seed):
    rng = np.random.default_rng(seed)
    reserve = rng.uniform(0.0, 0.8, 4) * (rng.random(4) < 0.5)
    slopes = np.sort(rng.uniform(5_000.0, 15_000.0, 2))[::-1]
    final = ValueFunction.joined(np.array([0.0, 0.4, 1.0]), np.cumsum([0.0, 0.4 * slopes[0], 0.6 * slopes[1]]))
    d = day(
        position_mw=rng.uniform(-1.0, 1.0, 4),
        price_jpy_per_mwh=rng.uniform(1_000.0, 20_000.0, 4),
        trade_cost_jpy_per_mwh=rng.choice([0.0, 500.0]),
        trade_limit_mw=rng.choice([0.0, 0.3, 2.0]),
        charge_cost_jpy_per_mwh=200.0,
        wear_jpy_per_mwh=rng.choice([0.0, 2_000.0]),
        keep=np.full(4, 0.99),
        charge_efficiency=0.9,
        discharge_efficiency=0.95,
        start_mwh=rng.uniform(0.0, 1.0),
        floor_mwh=np.full(4, 0.0),
        final=final,
        **held(reserve, alpha=0.2),
    )
    out = redispatch(d)
    assert value_of(d, out) == pytest.approx(independent(d, d.position_mw), rel=1e-6, abs=1e-2)
    assert (out.energy_mwh >= -1e-7).all()
    assert (out.energy_mwh <= 1.0 + 1e-7).all()
