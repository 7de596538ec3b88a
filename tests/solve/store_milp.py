"""The same problem written down a second time, row by row, for HiGHS; and a plan looked at in NumPy."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
from scipy import sparse

from storage_opt.solve.one_store import StoreProblem, StoreResult, ValueFunction


class Rows:
    def __init__(self, n_cols: int) -> None:
        self.n_cols = n_cols
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, terms, low, high):
        self.entries += [(len(self.low), j, a) for j, a in terms if a != 0.0]
        self.low.append(low)
        self.high.append(high)

    def matrix(self) -> sparse.csr_array:
        i, j, a = zip(*self.entries, strict=True)
        return sparse.csr_array((a, (i, j)), shape=(len(self.low), self.n_cols))


class Layout:
    """Columns: charge, discharge, energy, mode by slot; offers and flags by block and product; a flag and two weights by final piece."""

    def __init__(self, problem: StoreProblem) -> None:
        T, K = problem.n_slots, problem.n_products
        numbers = list(dict.fromkeys(problem.block.tolist()))
        self.block = np.array([numbers.index(b) for b in problem.block])
        B = len(numbers)
        self.c, self.d, self.e, self.u = (np.arange(T) + i * T for i in range(4))
        self.r = 4 * T + np.arange(B * K).reshape(B, K)
        self.y = 4 * T + B * K + np.arange(B * K).reshape(B, K)
        self.pieces = pieces_of(problem.final)
        first = 4 * T + 2 * B * K
        self.flag = first + np.arange(len(self.pieces))
        self.left = first + len(self.pieces) + np.arange(len(self.pieces))
        self.right = first + 2 * len(self.pieces) + np.arange(len(self.pieces))
        self.n = first + 3 * len(self.pieces)


def pieces_of(function: ValueFunction) -> list[tuple[float, float, float, float]]:
    """Straight pieces ``(x0, v0, x1, v1)``; an isolated point is a piece of no length."""
    x, v, starts = function.energy_mwh, function.value_jpy, function.starts
    pieces = [(x[i], v[i], x[i + 1], v[i + 1]) for i in range(len(x) - 1) if not starts[i + 1]]
    alone = [i for i in range(len(x)) if starts[i] and (i + 1 == len(x) or starts[i + 1])]
    return pieces + [(x[i], v[i], x[i], v[i]) for i in alone]


def milp_arrays(problem: StoreProblem):
    """Cost (to be minimised), rows, bounds, integrality, layout."""
    T, K, at = problem.n_slots, problem.n_products, Layout(problem)
    h, eta_c, eta_d = problem.slot_h, problem.charge_efficiency, problem.discharge_efficiency
    cost, low, high, whole = np.zeros(at.n), np.zeros(at.n), np.ones(at.n), np.zeros(at.n)
    cost[at.c] = h * problem.charge_price_jpy_per_mwh
    cost[at.d] = -h * problem.discharge_price_jpy_per_mwh
    low[at.e], high[at.e] = problem.floor_mwh, problem.ceiling_mwh
    high[at.c], high[at.d] = problem.charge_limit_mw, problem.discharge_limit_mw
    whole[at.u] = 1
    whole[at.flag] = 1
    rows = Rows(at.n)
    for b in range(len(at.r)):
        slots = np.flatnonzero(at.block == b)
        for k in range(K):
            most = float((problem.headroom_mw + problem.charge_limit_mw)[slots].min())
            most = min(most, float(problem.r_max_mw[slots, k].min()))
            least = float(problem.r_min_mw[slots, k].max())
            cost[at.r[b, k]] = -problem.gain_jpy_per_mw[slots, k].sum()
            high[at.r[b, k]] = most
            if least > 0.0:
                whole[at.y[b, k]] = 1
                if least > most:
                    high[at.y[b, k]] = 0.0
                rows.add([(at.r[b, k], 1.0), (at.y[b, k], -most)], -np.inf, 0.0)
                rows.add([(at.r[b, k], 1.0), (at.y[b, k], -least)], 0.0, np.inf)
            else:
                low[at.y[b, k]] = 1.0
    for t in range(T):
        offers = [(at.r[at.block[t], k], k) for k in range(K)]
        C, D, H = problem.charge_limit_mw[t], problem.discharge_limit_mw[t], problem.headroom_mw[t]
        before = [(at.e[t - 1], -problem.keep[t])] if t else []
        drains = [(j, problem.drain_mwh_per_mw[t, k]) for j, k in offers]
        right = 0.0 if t else problem.keep[t] * problem.start_mwh
        rows.add([(at.e[t], 1.0), *before, (at.c[t], -h * eta_c), (at.d[t], h / eta_d), *drains], right, right)
        rows.add([(at.c[t], 1.0), (at.u[t], -C)], -np.inf, 0.0)
        rows.add([(at.d[t], 1.0), (at.u[t], D)], -np.inf, D)
        rows.add([(at.d[t], 1.0), (at.c[t], -1.0), *[(j, 1.0) for j, _ in offers]], -np.inf, H)
        if not problem.charges_with_reserve[t]:
            rows.add([(at.d[t], 1.0), *[(j, 1.0) for j, _ in offers], (at.u[t], H)], -np.inf, H)
        floor = problem.floor_mwh[t]
        rows.add([(at.e[t], 1.0), *[(j, -problem.backing_end_mwh_per_mw[t, k]) for j, k in offers]], floor, np.inf)
        starts = [(j, -problem.backing_start_mwh_per_mw[t, k]) for j, k in offers]
        if t:
            rows.add([(at.e[t - 1], 1.0), *starts], floor if any(a for _, a in starts) else -np.inf, np.inf)
        elif any(a for _, a in starts):
            rows.add(starts, floor - problem.start_mwh, np.inf)
    rows.add([(j, 1.0) for j in at.flag], 1.0, 1.0)
    final = [(at.e[-1], 1.0)]
    for p, (x0, v0, x1, v1) in enumerate(at.pieces):
        rows.add([(at.left[p], 1.0), (at.right[p], 1.0), (at.flag[p], -1.0)], 0.0, 0.0)
        final += [(at.left[p], -x0), (at.right[p], -x1)]
        cost[at.left[p]], cost[at.right[p]] = -v0, -v1
    rows.add(final, 0.0, 0.0)
    return cost, rows, low, high, whole, at


def milp_value(problem: StoreProblem, time_limit_s: float = 30.0) -> tuple[float, float]:
    """Best plan and bound of HiGHS at gap zero; the same number twice where it closed. [JPY]"""
    cost, rows, low, high, whole, _ = milp_arrays(problem)
    return solved(cost, rows, low, high, whole, time_limit_s)


def solved(cost, rows: Rows, low, high, whole, time_limit_s: float = 30.0) -> tuple[float, float]:
    """Best value and bound, at the tightest tolerances that HiGHS takes."""
    highs = highspy.Highs()
    options = {
        "output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": time_limit_s,
        "primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10, "mip_feasibility_tolerance": 1e-10,
    }  # fmt: skip
    for name, setting in options.items():
        highs.setOptionValue(name, setting)
    matrix = rows.matrix()
    lp = highspy.HighsLp()
    scale = max(1.0, float(np.abs(cost).max())) / 1e3
    lp.num_col_, lp.num_row_ = len(cost), len(rows.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost / scale, np.asarray(low, float), np.asarray(high, float)
    lp.row_lower_, lp.row_upper_ = np.array(rows.low), np.array(rows.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if whole.any():
        lp.integrality_ = [highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous for w in whole]
    highs.passModel(lp)
    highs.run()
    status = highs.getModelStatus()
    info = highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return -np.inf, -np.inf
    assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit), status
    found = -info.objective_function_value * scale
    if status == highspy.HighsModelStatus.kOptimal:
        return found, found
    return (found if info.primal_solution_status == 2 else -np.inf), -info.mip_dual_bound * scale


def value_with_modes_fixed(problem: StoreProblem, result: StoreResult) -> float:
    """Value of the LP in which every mode and every offered flag is that of the plan. [JPY]"""
    cost, rows, low, high, whole, at = milp_arrays(problem)
    low[at.u] = high[at.u] = result.charge_mw > result.discharge_mw
    for b in range(len(at.r)):
        t = int(np.flatnonzero(at.block == b)[0])
        offered = (result.reserve_mw[t] > 0.0).astype(float)
        high[at.y[b]] = np.minimum(high[at.y[b]], np.maximum(offered, low[at.y[b]]))
        low[at.y[b]] = np.maximum(low[at.y[b]], np.minimum(offered, high[at.y[b]]))
        if not problem.charges_with_reserve[t]:
            held = offered.max(initial=0.0) > 0.0
            low[at.u[at.block == b]] *= not held
            high[at.u[at.block == b]] *= not held
    return solved(cost, rows, low, high, np.zeros_like(whole))[0]


def breaches(problem: StoreProblem, result: StoreResult) -> dict[str, float]:
    """Largest breach of every rule by a plan; energy is followed from the actions alone. [MW, MWh]"""
    c, d, r = result.charge_mw, result.discharge_mw, result.reserve_mw
    e = problem.energy_after(c, d, r)
    before = np.append(problem.start_mwh, e[:-1])
    total = r.sum(axis=1)
    held = total > 1e-12
    end_of_block = [t for t in range(1, problem.n_slots) if problem.block[t] == problem.block[t - 1]]
    final = min(
        max(0.0, x0 - e[-1], e[-1] - x1) for x0, _, x1, _ in pieces_of(problem.final)
    )  # fmt: skip
    most = np.maximum(problem.r_max_mw, 0.0)
    at_end, at_start = ((b * r).sum(axis=1) for b in (problem.backing_end_mwh_per_mw, problem.backing_start_mwh_per_mw))
    return {
        "energy": float(np.abs(e - result.energy_mwh).max()),
        "floor": float((problem.floor_mwh - e).max()),
        "ceiling": float((e - problem.ceiling_mwh).max()),
        "charge": float((c - problem.charge_limit_mw).max()),
        "discharge": float((d - problem.discharge_limit_mw).max()),
        "sign": float(-min(c.min(), d.min(), r.min(initial=0.0))),
        "mode": float(np.minimum(c, d).max()),
        "headroom": float((d - c + total - problem.headroom_mw).max()),
        "reserve while charging": float(np.where(held & ~problem.charges_with_reserve, c, 0.0).max()),
        "backing at the end": float((at_end - (e - problem.floor_mwh))[held].max(initial=0.0)),
        "backing at the start": float((at_start - (before - problem.floor_mwh))[held].max(initial=0.0)),
        "smallest offer": float(np.where(r > 1e-12, problem.r_min_mw - r, 0.0).max(initial=0.0)),
        "largest offer": float(np.where(np.isfinite(most), r - most, 0.0).max(initial=0.0)),
        "block": float(max((np.abs(r[t] - r[t - 1]).max(initial=0.0) for t in end_of_block), default=0.0)),
        "final": float(final),
    }  # fmt: skip


def one_slot_maximum(problem: StoreProblem, t: int, energy: float, after: ValueFunction) -> float:
    """Largest reward of slot ``t`` from a given energy plus the value after it: the problem of one slot, written for HiGHS. [JPY]"""
    part = slice(t, t + 1)
    by_slot = [
        "charge_price_jpy_per_mwh", "discharge_price_jpy_per_mwh", "charge_limit_mw", "discharge_limit_mw", "headroom_mw", "floor_mwh",
        "ceiling_mwh", "gain_jpy_per_mw", "drain_mwh_per_mw", "backing_start_mwh_per_mw", "backing_end_mwh_per_mw", "r_min_mw", "r_max_mw",
        "block", "charges_with_reserve", "keep",
    ]  # fmt: skip
    slot = replace(problem, **{name: getattr(problem, name)[part] for name in by_slot}, start_mwh=energy, final=after)
    return milp_value(slot)[0]
