"""Random problems with one store: ties, zeros, negative prices and jumps on purpose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storage_opt.solve.one_store import StoreProblem, ValueFunction


def random_problem(
    seed: int, *, slots=None, products=None, block=1, minimum=False, while_charging=False, plain=False
) -> StoreProblem:
    """A problem of one to three days.

    Parameters
    ----------
    block : int or "mixed"
        Slots of a product block; ``"mixed"``: six, then one, then six with some slots closed.
    minimum : bool
        Minimum bids.
    while_charging : bool
        Reserve may be held while charging.
    plain : bool
        No self-discharge, no limits that change.
    """
    draw = np.random.default_rng(seed)
    T = slots or int(draw.choice([48, 96, 144], p=[0.5, 0.3, 0.2]))
    K = products or int(draw.integers(1, 5))
    power = float(draw.choice([1.0, 2.0, 10.0, 50.0])) if not minimum else float(draw.choice([2.0, 3.0, 5.0, 10.0]))
    energy = power * float(draw.choice([1.0, 2.0, 3.0, 4.0, 6.0, 8.0]))
    efficiency = float(draw.choice([0.7, 0.85, 0.9, 0.93, 1.0], p=[0.15, 0.2, 0.25, 0.25, 0.15]))
    eta_c, eta_d = (efficiency, efficiency) if draw.random() < 0.7 else (1.0, efficiency)
    h = 0.5
    day = 9000 + 6000 * np.sin(np.arange(T) * 2 * np.pi / 48 - 1.5) + draw.normal(0.0, 2500.0, T)
    price = np.maximum(day, 10.0)
    if draw.random() < 0.3:
        price = np.round(price, -3)
    if draw.random() < 0.25:
        price = price - draw.choice([4000.0, 8000.0, 12000.0])
    wear = float(draw.choice([0.0, 1000.0, 2000.0]))
    fee = float(draw.choice([0.0, 30.0]))
    acceptance = draw.choice([0.0, 0.5, 0.8, 1.0], (T, K) if draw.random() < 0.5 else (1, K)) * np.ones((T, K))
    share = draw.choice([0.0, 0.02, 0.1, 0.3], (1, K)) * np.ones((T, K))
    duration = draw.choice([0.0, 0.5, 0.5, 1.0, 2.0, 3.0], K)
    level = float(draw.choice([0.3, 1.0, 3.0]))
    availability = level * draw.lognormal(0.0, 0.7, (T, K))
    if draw.random() < 0.3:
        availability = np.round(availability, 0)
    if draw.random() < 0.2:
        availability[:, -1] = availability[:, 0]
    gain = 1000 * acceptance * availability + h * share * acceptance * (price - wear)[:, None]
    drain = h * share * acceptance / eta_d
    backing = np.ones((T, 1)) * duration / eta_d
    start_backing = backing if draw.random() < 0.7 else np.zeros((T, K))
    charge = np.full(T, power * float(draw.choice([1.0, 0.5])))
    discharge, headroom = np.full(T, power), np.full(T, power)
    floor = np.full(T, 0.1 * energy if draw.random() < 0.3 else 0.0)
    keep = np.ones(T)
    if not plain:
        if draw.random() < 0.3:
            keep[:] = 1 - 5e-4
        if draw.random() < 0.3:
            charge[(np.arange(T) % 48 > 32) & (np.arange(T) % 48 < 42)] = 0.0
        if draw.random() < 0.25:
            out = int(draw.integers(0, T - 10))
            charge[out : out + 7] = discharge[out : out + 7] = headroom[out : out + 7] = 0.0
        if draw.random() < 0.2:
            discharge = discharge * draw.choice([0.5, 0.8, 1.0], T)
    start = float(draw.choice([0.0, 0.5, 1.0])) * (energy - floor[0]) + floor[0]
    kind = draw.random()
    if kind < 0.5:
        final = ValueFunction.fixed(float(floor[-1]) if draw.random() < 0.5 or keep[0] < 1 else start)
    elif kind < 0.75:
        final = ValueFunction.joined(np.array([floor[-1], energy]), np.zeros(2))
    else:
        worth = (
            np.cumsum(np.append(0.0, np.sort(draw.uniform(0.0, 15000.0, 3))[:: int(draw.choice([1, -1]))])) * energy / 3
        )
        final = ValueFunction.joined(np.linspace(floor[-1], energy, 4), worth)
    numbers = np.arange(T)
    if block == "mixed":
        third = T // 3 // 6 * 6
        numbers = np.concatenate([np.arange(third) // 6, 1000 + np.arange(third), 2000 + np.arange(T - 2 * third) // 6])
    elif block > 1:
        numbers = np.arange(T) // block
    r_max = np.full((T, K), np.inf)
    if draw.random() < 0.3:
        r_max[:, 0] = 0.4 * power
    if draw.random() < 0.2:
        r_max[(np.arange(T) // 12) % 2 == 0, -1] = 0.0
    r_min = np.full((T, K), float(draw.choice([1.0, 1.0, 0.7]))) if minimum else np.zeros((T, K))
    return StoreProblem(
        charge_price_jpy_per_mwh=price + fee, discharge_price_jpy_per_mwh=price - fee - wear,
        charge_limit_mw=charge, discharge_limit_mw=discharge, headroom_mw=headroom, floor_mwh=floor, ceiling_mwh=np.full(T, energy),
        gain_jpy_per_mw=gain, drain_mwh_per_mw=drain, backing_start_mwh_per_mw=start_backing, backing_end_mwh_per_mw=backing,
        r_min_mw=r_min, r_max_mw=r_max, block=numbers, charges_with_reserve=np.full(T, while_charging), keep=keep,
        charge_efficiency=eta_c, discharge_efficiency=eta_d, start_mwh=start, final=final, slot_h=h,
    )  # fmt: skip


def scaled(problem: StoreProblem, energy: float, price: float) -> StoreProblem:
    """The same problem with energy and power times ``energy``, money per unit times ``price``."""
    powers = [
        "charge_limit_mw",
        "discharge_limit_mw",
        "headroom_mw",
        "floor_mwh",
        "ceiling_mwh",
        "r_min_mw",
        "r_max_mw",
    ]
    prices = ["charge_price_jpy_per_mwh", "discharge_price_jpy_per_mwh", "gain_jpy_per_mw"]
    final = problem.final
    return replace(
        problem,
        **{name: getattr(problem, name) * energy for name in powers},
        **{name: getattr(problem, name) * price for name in prices},
        start_mwh=problem.start_mwh * energy,
        final=ValueFunction(final.energy_mwh * energy, final.value_jpy * energy * price, final.starts),
    )
