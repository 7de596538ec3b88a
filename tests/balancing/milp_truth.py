"""DESIGN section 4 written from scratch for scipy's MILP: the truth against which the model is tested.

Slots of one or two days, any number of products with one price each; nothing of the package is used but the dataclass of a product.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

H = 0.5


@dataclass
class Store:
    charge: np.ndarray
    discharge: np.ndarray
    energy: float
    low: float = 0.0
    start: float = 0.0
    final: float | None = None
    eta_c: float = 1.0
    eta_d: float = 1.0
    sigma: float = 0.0
    wear: float = 0.0


@dataclass
class Offered:
    """One product at one price: per slot availability [JPY/kW slot], acceptance; block length; hours at both ends."""

    price: np.ndarray
    acceptance: np.ndarray
    block: int
    start_h: np.ndarray
    end_h: np.ndarray
    alpha: float = 0.0
    fee: float = 0.0
    least: float = 1.0


@dataclass
class Rules:
    while_charging: bool = False
    both: bool = True
    run: int = 1
    fee: float = 0.0
    day_budget: float | None = None
    year_budget: float | None = None
    extra: dict = field(default_factory=dict)


def optimum(price: np.ndarray, store: Store, products: list[Offered], rules: Rules) -> float:
    """Value of the best plan, by a MILP at gap 0. Columns: c, d, e, u by slot; then r and y by product and block."""
    n = len(price)
    blocks = [n // p.block for p in products]
    at = {"c": 0, "d": n, "e": 2 * n, "u": 3 * n}
    first = 4 * n
    r_at, y_at = [], []
    for count in blocks:
        r_at.append(first)
        y_at.append(first + count)
        first += 2 * count
    cost = np.zeros(first)
    cost[at["c"] : at["c"] + n] = H * (price + rules.fee)
    cost[at["d"] : at["d"] + n] = -H * (price - rules.fee - store.wear)
    rows, low, high = [], [], []

    def add(entries, lower, upper):
        row = np.zeros(first)
        for column, value in entries:
            row[column] += value
        rows.append(row)
        low.append(lower)
        high.append(upper)

    def held(t, weights):
        return [(r_at[k] + t // p.block, weights(k, p)) for k, p in enumerate(products)]

    for k, p in enumerate(products):
        for t in range(n):
            earned = 1000 * p.acceptance[t] * (p.price[t] - p.fee) + H * p.alpha * p.acceptance[t] * (
                price[t] - store.wear
            )
            cost[r_at[k] + t // p.block] -= earned

    def need(t, which):
        return [(r_at[k] + t // p.block, getattr(p, which)[t] / store.eta_d) for k, p in enumerate(products)]

    for t in range(n):
        entries = [(at["e"] + t, 1.0), (at["c"] + t, -H * store.eta_c), (at["d"] + t, H / store.eta_d)]
        entries += held(t, lambda k, p, t=t: H * p.alpha * p.acceptance[t] / store.eta_d)
        right = 0.0
        if t:
            entries.append((at["e"] + t - 1, -(1 - store.sigma)))
        else:
            right = (1 - store.sigma) * store.start
        add(entries, right, right)
        add([(at["c"] + t, 1.0), (at["u"] + t, -store.charge[t])], -np.inf, 0.0)
        add([(at["d"] + t, 1.0), (at["u"] + t, store.discharge[t])], -np.inf, store.discharge[t])
        if products:
            room = [(at["d"] + t, 1.0), *held(t, lambda k, p: 1.0)]
            if rules.while_charging:
                add([*room, (at["c"] + t, -1.0)], -np.inf, store.discharge[t])
            else:
                add([*room, (at["u"] + t, store.discharge[t])], -np.inf, store.discharge[t])
            add([(at["e"] + t, 1.0), *[(c, -v) for c, v in need(t, "end_h")]], store.low, np.inf)
            if rules.both:
                minus = [(c, -v) for c, v in need(t, "start_h")]
                if t:
                    add([(at["e"] + t - 1, 1.0), *minus], store.low, np.inf)
                else:
                    add(minus, store.low - store.start, np.inf)
            for m in range(2, rules.run + 1):
                entries = [(at["e"] + t, 1.0)]
                for j in range(min(m, t + 1)):
                    entries += [(c, -v) for c, v in need(t - j, "end_h")]
                add(entries, store.low, np.inf)
    for k, p in enumerate(products):
        for b in range(blocks[k]):
            most = 2 * store.discharge.max() + store.charge.max()
            add([(r_at[k] + b, 1.0), (y_at[k] + b, -most)], -np.inf, 0.0)
            add([(r_at[k] + b, 1.0), (y_at[k] + b, -p.least)], 0.0, np.inf)
    used = [(at["d"] + t, H) for t in range(n)]
    called = [(r_at[k] + t // p.block, H * p.alpha * p.acceptance[t]) for k, p in enumerate(products) for t in range(n)]
    if rules.year_budget is not None:
        add([*used, *called], -np.inf, rules.year_budget)
    if rules.day_budget is not None:
        for day in range(n // 48):
            here = range(48 * day, 48 * day + 48)
            add(
                [used[t] for t in here]
                + [
                    (r_at[k] + t // p.block, H * p.alpha * p.acceptance[t])
                    for k, p in enumerate(products)
                    for t in here
                ],
                -np.inf,
                rules.day_budget,
            )
    lower, upper = np.zeros(first), np.full(first, np.inf)
    lower[at["e"] : at["e"] + n], upper[at["e"] : at["e"] + n] = store.low, store.energy
    if store.final is not None:
        lower[at["e"] + n - 1] = upper[at["e"] + n - 1] = store.final
    upper[at["u"] : at["u"] + n] = 1.0
    whole = np.zeros(first)
    whole[at["u"] : at["u"] + n] = 1
    for k, count in enumerate(blocks):
        upper[y_at[k] : y_at[k] + count] = 1.0
        whole[y_at[k] : y_at[k] + count] = 1
    found = milp(
        cost, constraints=LinearConstraint(np.array(rows), low, high), bounds=Bounds(lower, upper), integrality=whole,
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    assert found.status == 0, found.message
    return -found.fun
