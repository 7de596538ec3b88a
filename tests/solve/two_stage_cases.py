"""Small two-stage problems, and the same problems solved otherwise: by enumeration, and written down a second time for SciPy."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from storage_opt.records.risk import Risk
from storage_opt.solve.one_store import StoreProblem, ValueFunction
from storage_opt.solve.two_stage import TwoStage

NEUTRAL = Risk()


def store(
    price, energy=2.0, power=2.0, *, start=0.0, final=None, fee=0.0, wear=0.0, wheeling=0.0, eta_c=1.0, eta_d=1.0, keep=1.0, slot_h=1.0,
    floor=0.0,
) -> StoreProblem:  # fmt: skip
    """A store of one scenario; ``power`` a number or by slot."""
    price = np.asarray(price, dtype=float)
    T = len(price)
    power = np.broadcast_to(np.asarray(power, dtype=float), T)
    none = np.zeros((T, 0))
    return StoreProblem(
        charge_price_jpy_per_mwh=price + fee + wheeling, discharge_price_jpy_per_mwh=price - fee - wear,
        charge_limit_mw=power, discharge_limit_mw=power, headroom_mw=power, floor_mwh=np.full(T, floor), ceiling_mwh=np.full(T, energy),
        gain_jpy_per_mw=none, drain_mwh_per_mw=none, backing_start_mwh_per_mw=none, backing_end_mwh_per_mw=none,
        r_min_mw=none, r_max_mw=none, block=np.arange(T), charges_with_reserve=np.zeros(T, dtype=bool), keep=np.full(T, keep),
        charge_efficiency=eta_c, discharge_efficiency=eta_d, start_mwh=start,
        final=final or ValueFunction.joined(np.array([floor, energy]), np.zeros(2)), slot_h=slot_h,
    )  # fmt: skip


def ranks(prices) -> np.ndarray:
    """A bin for every price of a slot; equal prices share one."""
    return np.array([np.unique(column, return_inverse=True)[1] for column in np.asarray(prices).T]).T


def same(prices) -> np.ndarray:
    return np.zeros(np.shape(prices), dtype=np.int64)


def worth(outcomes, risk):
    """Mean and CVaR of outcomes, shape (..., S), by the maximum over the τ at which it bends, which are the outcomes themselves."""
    outcomes = np.asarray(outcomes, dtype=float)
    S = outcomes.shape[-1]
    tails = [
        outcomes[..., j] - np.maximum(outcomes[..., j, None] - outcomes, 0.0).sum(-1) / (risk.cvar_alpha * S)
        for j in range(S)
    ]
    return (1.0 - risk.weight) * outcomes.mean(-1) + risk.weight * np.max(tails, axis=0)


def enumerated(problem: TwoStage, price: np.ndarray, wear: float = 0.0) -> float:
    """Largest worth over all whole quantities; no losses, energy and power the same whole number, slots of an hour.

    Every quantity by slot and bin is tried. The best delivery to given whole quantities is whole, too: ``e[t−1] − e[t]`` is what is
    delivered, so the delivery is a shortest path over the energies with costs that bend at whole numbers only. It is found by trying every
    energy after every slot.
    """
    first = problem.stores[0]
    S, T, E = problem.n_scenarios, problem.n_slots, round(first.ceiling_mwh[0])
    amounts = np.arange(-E, E + 1)
    paths = np.array(
        list(itertools.product(range(2 * E + 1), repeat=T))
    )  # traded quantity by slot, as a place in ``amounts``
    traded = amounts[paths]
    outcome = np.empty((S, len(paths)))
    for s in range(S):
        best = np.full((len(paths), E + 1), -np.inf)
        best[:, round(first.start_mwh)] = 0.0
        for t in range(T):
            after = np.full_like(best, -np.inf)
            for before, end in itertools.product(range(E + 1), repeat=2):
                moved = before - end
                off = moved - traded[:, t]
                paid = (
                    price[s, t] * traded[:, t] - problem.fee_jpy_per_mwh * np.abs(traded[:, t]) - wear * max(moved, 0)
                )
                paid = paid + np.where(
                    off > 0,
                    (price[s, t] - problem.surplus_below_jpy_per_mwh) * off,
                    (price[s, t] + problem.shortage_above_jpy_per_mwh) * off,
                )
                after[:, end] = np.maximum(after[:, end], best[:, before] + paid)
            best = after
        left = np.array([problem.stores[s].final.at(float(end)) for end in range(E + 1)])
        outcome[s] = (best + left).max(axis=1)
    weight = (2 * E + 1) ** np.arange(T - 1, -1, -1)
    by_slot = []
    for t in range(T):
        bins = problem.bins[:, t]
        names = np.unique(bins)
        rising = itertools.combinations_with_replacement(range(2 * E + 1), len(names))
        by_slot.append(np.array([[q[np.searchsorted(names, b)] for b in bins] for q in rising]) * weight[t])
    path = np.zeros((1, S), dtype=np.int64)
    for choice in by_slot:
        path = (path[:, None, :] + choice[None, :, :]).reshape(-1, S)
    return float(worth(outcome[np.arange(S), path], problem.risk).max())


def second_way(problem: TwoStage, price: np.ndarray, wear: float = 0.0, wheeling: float = 0.0) -> float:
    """The value by SciPy's MILP, written down anew: no column for the energy, money from trades and what is off, binaries everywhere.

    The final value must be concave here: it is the least of the lines through its points.
    """
    st = problem.stores[0]
    S, T, h = problem.n_scenarios, problem.n_slots, st.slot_h
    a, b, f, risk = (
        problem.shortage_above_jpy_per_mwh, problem.surplus_below_jpy_per_mwh, problem.fee_jpy_per_mwh, problem.risk,
    )  # fmt: skip
    lot = problem.lot_mwh or 1.0
    names = sorted({(t, int(problem.bins[s, t])) for s in range(S) for t in range(T)})
    G = len(names)
    n_each = 5 * T + 1  # charge, discharge [MWh], mode, surplus, shortage; value left
    n = S * n_each + 3 * G + S + 1 + S  # q, |q| twice the same way (sold, bought); Z; tau; y
    q0, z0 = S * n_each, S * n_each + 3 * G
    tau, y0 = z0 + S, z0 + S + 1
    low, high, integer = np.zeros(n), np.full(n, np.inf), np.zeros(n)
    rows, least, most = [], [], []

    def add(terms, lo, hi):
        row = np.zeros(n)
        for j, x in terms:
            row[j] += x
        rows.append(row)
        least.append(lo)
        most.append(hi)

    C, D = st.charge_limit_mw * h, np.minimum(st.discharge_limit_mw, st.headroom_mw) * h
    for g, (t, _) in enumerate(names):
        low[q0 + g], high[q0 + g] = -np.inf, np.inf
        high[q0 + G + g], high[q0 + 2 * G + g] = D[t], C[t]
        add([(q0 + g, lot), (q0 + G + g, -1.0), (q0 + 2 * G + g, 1.0)], 0.0, 0.0)
        integer[q0 + g] = problem.lot_mwh is not None
        if g and names[g - 1][0] == t:
            add([(q0 + g, 1.0), (q0 + g - 1, -1.0)], 0.0, np.inf)
    for s in range(S):
        base = s * n_each
        money = []
        for t in range(T):
            c, d, u, over, under = (base + k * T + t for k in range(5))
            high[u], integer[u] = 1.0, 1
            add([(c, 1.0), (u, -C[t])], -np.inf, 0.0)
            add([(d, 1.0), (u, D[t])], -np.inf, D[t])
            g = names.index((t, int(problem.bins[s, t])))
            add([(d, 1.0), (c, -1.0), (q0 + g, -lot), (over, -1.0), (under, 1.0)], 0.0, 0.0)
            p = price[s, t]
            money += [(q0 + g, p * lot), (q0 + G + g, -f), (q0 + 2 * G + g, -f), (over, p - b), (under, -(p + a))]
            money += [(d, -wear), (c, -wheeling)]
            stock = []
            for k in range(t + 1):
                left = st.keep[0] ** (t - k)
                stock += [(base + k, left * st.charge_efficiency), (base + T + k, -left / st.discharge_efficiency)]
            begun = st.start_mwh * st.keep[0] ** (t + 1)
            add(stock, st.floor_mwh[t] - begun, st.ceiling_mwh[t] - begun)
        value, x, v = base + 5 * T, problem.stores[s].final.energy_mwh, problem.stores[s].final.value_jpy
        low[value] = -np.inf
        add(stock, x[0] - begun, x[-1] - begun)
        if len(x) == 1:
            add([(value, 1.0)], v[0], v[0])
        for k in range(len(x) - 1):
            slope = (v[k + 1] - v[k]) / (x[k + 1] - x[k])
            add([(value, 1.0), *((j, -slope * w) for j, w in stock)], -np.inf, v[k] + slope * (begun - x[k]))
        low[z0 + s] = -np.inf
        add([(z0 + s, 1.0), (value, -1.0), *((j, -m) for j, m in money)], 0.0, 0.0)
        add([(y0 + s, 1.0), (z0 + s, 1.0), (tau, -1.0)], 0.0, np.inf)
    low[tau] = -np.inf
    cost = np.zeros(n)
    cost[z0 : z0 + S] = -(1.0 - risk.weight) / S
    cost[tau] = -risk.weight
    cost[y0 : y0 + S] = risk.weight / (risk.cvar_alpha * S)
    if risk.weight == 0.0:
        low[tau] = high[tau] = 0.0
    answer = milp(
        cost, constraints=LinearConstraint(np.array(rows), least, most), bounds=Bounds(low, high), integrality=integer,
        options={"mip_rel_gap": 1e-9},
    )  # fmt: skip
    assert answer.status == 0, answer.message
    return -float(answer.fun)


def random_case(seed: int, *, lots=False, concave=True):
    """A random problem of a few slots with losses, and what ``second_way`` needs besides."""
    draw = np.random.default_rng(seed)
    S, T = int(draw.integers(1, 5)), int(draw.integers(2, 9))
    price = np.round(draw.uniform(10.0, 20_000.0, (S, T)), -1)
    if draw.random() < 0.4:
        price = price - 8_000.0
    if draw.random() < 0.3:
        price[:, ::2] = 10.0
    fee, wear, wheeling = (float(draw.choice([0.0, 50.0, x])) for x in (200.0, 2_000.0, 300.0))
    energy = float(draw.choice([0.5, 1.0, 2.0]))
    floor = float(draw.choice([0.0, 0.1]))
    start = float(draw.choice([floor, energy / 2, energy]))
    finals = []
    for _ in range(S):
        kind = draw.random()
        x = np.linspace(floor, energy, 4)
        rise = np.sort(draw.uniform(-2_000.0, 15_000.0, 3))[::-1] if concave else draw.uniform(-5_000.0, 15_000.0, 3)
        v = np.append(0.0, np.cumsum(rise * np.diff(x))) + float(draw.choice([0.0, 7_000.0, -4_000.0]))
        finals.append(ValueFunction.joined(x, v) if kind < 0.7 else ValueFunction.fixed(floor))
    options = {
        "energy": energy, "power": draw.choice([0.5, 1.0, 1.0], T), "start": start, "fee": fee, "wear": wear, "wheeling": wheeling,
        "eta_c": float(draw.choice([1.0, 0.9])), "eta_d": float(draw.choice([1.0, 0.85])), "keep": float(draw.choice([1.0, 0.98])),
        "slot_h": float(draw.choice([0.5, 1.0])), "floor": floor,
    }  # fmt: skip
    if start * options["keep"] ** T < floor or any(len(final.energy_mwh) == 1 for final in finals):
        options |= {"power": 2.0, "keep": 1.0, "slot_h": 1.0}
    stores = tuple(store(row, final=final, **options) for row, final in zip(price, finals, strict=True))
    bins = [same(price), ranks(price), np.minimum(ranks(price), 1)][int(draw.integers(3))]
    risk = [NEUTRAL, Risk(0.5, 0.3), Risk(0.3, 1.0), Risk(1.0, 0.6)][int(draw.integers(4))]
    distances = [float(draw.choice([0.0, 500.0, 3_000.0, 12_000.0])) for _ in range(2)]
    problem = TwoStage(stores, bins, fee, *distances, risk, 0.25 if lots else None)
    return problem, price, wear, wheeling
