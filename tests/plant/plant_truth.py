"""Battery, solar plant, spot, intraday, wheeling and one half-hourly product, written from scratch for SciPy's MILP.

Other columns than the model's: power bought and sold at spot are separate, so that the fee needs no ``w``; import limit, export limit and
charging ban are rows of their own on the flows at the meter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, milp

H = 0.5
FAMILIES = ("c", "d", "e", "u", "s", "sold", "bought", "later_sold", "later_bought", "drawn", "r", "y")


@dataclass
class Plant:
    """MW, MWh, JPY/MWh."""

    power: float
    charge: float
    energy: float
    eta_c: float
    eta_d: float
    start: float
    final: float
    load: float = 0.0
    wear: float = 0.0
    fee: float = 0.0
    export: float = 1e3
    take: float = 1e3
    banned: tuple[int, ...] = ()
    """Hours of the day."""
    later_limit: float = 0.0
    """Largest intraday trade; 0: no such market and no limit on the spot position."""
    later_fee: float = 0.0
    wheeling: float = 0.0
    least: float = 1.0
    alpha: float = 0.0
    while_charging: bool = False


def optimum(plant: Plant, price, later=None, sun=None, reserve=None) -> float:
    """Value of the best plan; ``reserve`` in JPY/kW slot, every offer awarded and backed for half an hour at both ends."""
    n, p = len(price), plant
    sun = np.zeros(n) if sun is None else sun
    at = {name: k * n for k, name in enumerate(FAMILIES)}
    rows, low, high = [], [], []

    def add(lower, upper, **parts):
        row = np.zeros(len(FAMILIES) * n)
        for name, (slot, factor) in parts.items():
            if slot >= 0:
                row[at[name.rstrip("_")] + slot] += factor
        rows.append(row)
        low.append(lower)
        high.append(upper)

    for t in range(n):
        first = p.start if t == 0 else 0.0
        add(
            first, first, e=(t, 1.0), e_=(t - 1, -1.0), c=(t, -H * p.eta_c), d=(t, H / p.eta_d),
            r=(t, H * p.alpha / p.eta_d),
        )  # fmt: skip
        add(-np.inf, 0.0, c=(t, 1.0), u=(t, -p.charge))
        add(-np.inf, p.power, d=(t, 1.0), u=(t, p.power))
        meter = {"d": (t, 1.0), "c": (t, -1.0), "s": (t, 1.0)}
        add(-np.inf, p.export + p.load, **meter, r=(t, 1.0))
        add(p.load - p.take, np.inf, **meter)
        add(p.load, p.load, **meter, sold=(t, -1.0), bought=(t, 1.0), later_sold=(t, -1.0), later_bought=(t, 1.0))
        is_banned = (t % 48) // 2 in p.banned
        if is_banned:
            add(-np.inf, 0.0, c=(t, 1.0), s=(t, -1.0))
        if p.later_limit > 0:
            most_in = min((0.0 if is_banned else p.charge) + p.load, p.take)
            most_out = min(p.power + sun[t] - p.load, p.export)
            add(-most_in, most_out, sold=(t, 1.0), bought=(t, -1.0))
        add(0.0, np.inf, drawn=(t, 1.0), c=(t, -1.0), s=(t, 1.0))
        if reserve is not None:
            if p.while_charging:
                add(-np.inf, p.power, d=(t, 1.0), c=(t, -1.0), r=(t, 1.0))
            else:
                add(-np.inf, p.power, d=(t, 1.0), u=(t, p.power), r=(t, 1.0))
            add(0.0, np.inf, e=(t, 1.0), r=(t, -H / p.eta_d))
            add(-p.start if t == 0 else 0.0, np.inf, e=(t - 1, 1.0), r=(t, -H / p.eta_d))
            most = p.power + p.charge
            add(-np.inf, 0.0, r=(t, 1.0), y=(t, -most))
            add(0.0, np.inf, r=(t, 1.0), y=(t, -p.least))
    later = np.zeros(n) if later is None else later
    offered = np.zeros(n) if reserve is None else reserve
    cost = {
        "d": H * p.wear, "sold": -H * (price - p.fee), "bought": H * (price + p.fee),
        "later_sold": -H * (later - p.later_fee), "later_bought": H * (later + p.later_fee), "drawn": H * p.wheeling,
        "r": -1000.0 * offered - H * p.alpha * (price - p.wear),
    }  # fmt: skip
    reach = p.power + p.charge + p.load + sun.max() + p.later_limit
    upper = {
        "c": p.charge, "d": p.power, "e": p.energy, "u": 1.0, "s": sun, "sold": reach, "bought": reach,
        "later_sold": p.later_limit, "later_bought": p.later_limit, "drawn": p.charge,
        "r": 0.0 if reserve is None else p.power + p.charge, "y": 1.0,
    }  # fmt: skip
    joined = lambda by_name: np.concatenate([np.broadcast_to(by_name.get(f, 0.0), n) for f in FAMILIES])  # noqa: E731
    lower, most = np.zeros(len(FAMILIES) * n), joined(upper).astype(float)
    lower[at["e"] + n - 1] = most[at["e"] + n - 1] = p.final
    found = milp(
        joined(cost), constraints=LinearConstraint(np.array(rows), low, high), bounds=(lower, most),
        integrality=joined({"u": 1, "y": 1}), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    assert found.status == 0, found.message
    return -found.fun
