"""Random problems of one store without offers, and the same recursion a second time in exact fractions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from store_milp import milp_arrays, solved

from storage_opt.solve.one_store import NoPathError, StoreProblem, StoreResult, ValueFunction
from storage_opt.solve.one_store.recursion import Recursion, result_of


def spot_problem(seed: int, slots: int | None = None) -> StoreProblem:
    """Arbitrage over up to two days: ties, zeros, outages, windows and limits that move, on purpose; no slot pays more than it asks."""
    draw = np.random.default_rng(seed)
    T = slots or int(draw.choice([1, 24, 48, 96], p=[0.05, 0.25, 0.45, 0.25]))
    scale = float(draw.choice([1e-4, 1e-2, 1.0, 1.0, 1.0, 100.0, 1e4]))
    power = scale * float(draw.choice([1.0, 7.3, 50.0]))
    energy = power * float(draw.choice([0.4, 1.0, 4.0, 6.0]))
    eta_c, eta_d = draw.choice([1.0, 0.93, 0.85]), draw.choice([1.0, 0.93])
    price = np.maximum(9000 + 6000 * np.sin(np.arange(T) * 2 * np.pi / 48 - 1.5) + draw.normal(0.0, 2500.0, T), 0.0)
    if draw.random() < 0.4:
        price = np.round(price, -3)
    price[draw.random(T) < 0.1 * (draw.random() < 0.4)] = 0.0
    wear, fee = draw.choice([0.0, 0.0, 2000.0]), draw.choice([0.0, 40.0])
    moment = np.arange(T) % 48
    charge, discharge, headroom = np.full(T, power * draw.choice([1.0, 0.5])), np.full(T, power), np.full(T, power)
    if draw.random() < 0.3:
        charge[(moment > 32) & (moment < 42)] = 0.0
    if draw.random() < 0.3 and T > 8:
        out = int(draw.integers(0, T - 7))
        charge[out : out + 7] = discharge[out : out + 7] = 0.0
    if draw.random() < 0.2:
        headroom = headroom * draw.choice([0.0, 0.5, 1.0], T)
    floor, ceiling = np.zeros(T), np.full(T, energy)
    if draw.random() < 0.3:
        floor += 0.1 * energy
    if draw.random() < 0.3:
        ceiling = energy * (1.0 - 0.3 * np.arange(T) / T)  # it fades
    if draw.random() < 0.25:
        floor = np.where((moment > 30) & (moment < 34), 0.4 * energy, floor)
    if draw.random() < 0.25:
        ceiling = np.where((moment > 14) & (moment < 20), np.minimum(ceiling, 0.6 * energy), ceiling)
    keep = np.full(T, 1.0 if draw.random() < 0.6 else 1.0 - 5e-4)
    start = floor[0] + float(draw.choice([0.0, 0.5, 1.0])) * (ceiling[0] - floor[0])
    low, high = float(floor[-1]), float(ceiling[-1])
    kind = draw.integers(0, 4)
    if kind == 0:
        final = ValueFunction.fixed(low + float(draw.choice([0.0, 0.3, 1.0], p=[0.5, 0.3, 0.2])) * (high - low))
    elif kind == 1:
        final = ValueFunction.joined(np.array([low, high]), np.zeros(2))
    else:  # concave, wider than the limits
        slopes = np.sort(draw.uniform(-2000.0, 15000.0, 4))[::-1]
        if draw.random() < 0.5:
            slopes = np.round(slopes, -3) + 1e-3 * np.arange(4)[::-1]
        values = np.append(0.0, np.cumsum(slopes)) * energy * 0.3
        final = ValueFunction.joined(np.linspace(0.0, 1.2 * energy, 5), values + draw.choice([0.0, 1e9 * scale]))
    nothing = np.zeros((T, 0))
    return StoreProblem(
        charge_price_jpy_per_mwh=price + fee, discharge_price_jpy_per_mwh=price - fee - wear, charge_limit_mw=charge,
        discharge_limit_mw=discharge, headroom_mw=headroom, floor_mwh=floor, ceiling_mwh=ceiling, gain_jpy_per_mw=nothing,
        drain_mwh_per_mw=nothing, backing_start_mwh_per_mw=nothing, backing_end_mwh_per_mw=nothing, r_min_mw=nothing, r_max_mw=nothing,
        block=np.arange(T), charges_with_reserve=np.zeros(T, dtype=bool), keep=keep, charge_efficiency=float(eta_c),
        discharge_efficiency=float(eta_d), start_mwh=float(start), final=final,
    )  # fmt: skip


def general(problem: StoreProblem, value_slots=()) -> StoreResult:
    """Solve by tables of actions and envelopes, whatever the problem."""
    recursion = Recursion(problem)
    values = recursion.values(with_minimum=False)
    return result_of(recursion, values, recursion.plan(values, with_minimum=False), value_slots)


def lp_value(problem: StoreProblem) -> float:
    """Value of the linear programme, without modes, by HiGHS; energy and money in units of the problem's own size. [JPY]"""
    energy = float(problem.ceiling_mwh.max())
    powers = ["charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh", "ceiling_mwh"]
    offset = float(problem.final.value_jpy[0])
    final = ValueFunction(
        problem.final.energy_mwh / energy, (problem.final.value_jpy - offset) / energy, problem.final.starts
    )
    unit = replace(
        problem,
        **{name: getattr(problem, name) / energy for name in powers},
        start_mwh=problem.start_mwh / energy,
        final=final,
    )
    cost, rows, low, high, whole, _ = milp_arrays(unit)
    return solved(cost, rows, low, high, np.zeros_like(whole))[0] * energy + offset


def exact_value(problem: StoreProblem) -> Fraction:
    """Optimum in rational arithmetic from the very numbers of the problem: points of the value functions, sorted slopes, no tolerance."""
    F, h = Fraction, Fraction(problem.slot_h)
    eta_c, eta_d = F(problem.charge_efficiency), F(problem.discharge_efficiency)
    x, v = [F(float(e)) for e in problem.final.energy_mwh], [F(float(j)) for j in problem.final.value_jpy]
    x, v = _between(x, v, F(float(problem.floor_mwh[-1])), F(float(problem.ceiling_mwh[-1])))
    start = F(problem.start_mwh)
    for t in range(problem.n_slots - 1, -1, -1):
        keep, most = F(float(problem.keep[t])), min(problem.discharge_limit_mw[t], problem.headroom_mw[t])
        fill, room = h * eta_c * F(float(problem.charge_limit_mw[t])), h * F(float(most)) / eta_d
        pieces = [((v[i + 1] - v[i]) / (x[i + 1] - x[i]), x[i + 1] - x[i]) for i in range(len(x) - 1)]
        cost, gain = (
            F(float(problem.charge_price_jpy_per_mwh[t])) / eta_c,
            F(float(problem.discharge_price_jpy_per_mwh[t])) * eta_d,
        )
        pieces += [(cost, fill)] * (fill > 0) + [(gain, room)] * (room > 0)
        at, value = x[0] - fill, v[0] - cost * fill
        x, v = [at / keep], [value]
        for slope, length in sorted(pieces, reverse=True):
            at, value = at + length, value + slope * length
            x.append(at / keep)
            v.append(value)
        low = F(float(problem.floor_mwh[t - 1])) if t else start
        high = F(float(problem.ceiling_mwh[t - 1])) if t else start
        x, v = _between(x, v, low, high)
    return v[0]


def _between(x, v, low, high):
    """Points of a chain between two energies."""

    def at(energy):
        i = next(i for i in range(1, len(x)) if energy <= x[i]) if len(x) > 1 else 0
        return v[i] if energy == x[i] else v[i - 1] + (v[i] - v[i - 1]) * (energy - x[i - 1]) / (x[i] - x[i - 1])

    low, high = max(low, x[0]), min(high, x[-1])
    if low > high:
        raise NoPathError("nothing is left")
    inner = [(e, j) for e, j in zip(x, v, strict=True) if low < e < high]
    ends = [(low, at(low)), (high, at(high))] if high > low else [(low, at(low))]
    points = sorted(inner + ends)
    return [e for e, _ in points], [j for _, j in points]
