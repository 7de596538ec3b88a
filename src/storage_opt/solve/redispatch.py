"""One day run anew against a position that is already sold: a price with a kink in every slot, as a small linear program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.one_store import ValueFunction
from storage_opt.solve.problem import Floats, Problem

BEYOND_JPY_PER_MWH = 1e6
"""Cost of energy left outside the range from which the next days can go on: paid only where nothing else is left. [JPY/MWh stored]"""
BOTH_MW = 1e-7
"""More than this charged and discharged in one slot is no rounding. [MW]"""
SMALLEST_MW = 1e-8
"""Less than this is the solver's rounding. [MW]"""


@dataclass(frozen=True, eq=False)
class Day:
    """What the store may do from here on, and what it costs to leave the position.

    Parameters
    ----------
    position_mw, price_jpy_per_mwh : ndarray, shape (n,)
        Sold less bought before; price that is expected for what is sold and bought now. [MW], [JPY/MWh]
    trade_cost_jpy_per_mwh : float
        What each MWh traded now must earn more than the price: fee and guard. [JPY/MWh]
    trade_limit_mw : float
        Most that is bought or sold now; 0: no market. [MW]
    shortage_jpy_per_mwh, surplus_jpy_per_mwh : float
        What a missing MWh costs above, and one too many earns below the price. [JPY/MWh]
    charge_cost_jpy_per_mwh, wear_jpy_per_mwh : float
        On each MWh charged, on each MWh discharged. [JPY/MWh]
    charge_limit_mw, discharge_limit_mw, headroom_mw, floor_mwh, ceiling_mwh, keep : ndarray, shape (n,)
        As in ``one_store.StoreProblem``.
    charge_efficiency, discharge_efficiency, slot_h : float
        As there.
    start_mwh : float
        Energy before the first slot. [MWh]
    final : ValueFunction
        Value of the energy after the last slot; its concave hull is taken.
    held_mw, drain_mwh_per_mw, backing_start_mwh_per_mw, backing_end_mwh_per_mw, shortfall_jpy_per_mw : ndarray, shape (K, n)
        Reserve that is awarded; stored energy that each MW is expected to take and needs behind it; cost of a MW that is not kept.
    most_discharged_mwh : float
        Most that may be discharged, calls not counted; infinite without a budget. [MWh]
    """

    position_mw: Floats
    price_jpy_per_mwh: Floats
    trade_cost_jpy_per_mwh: float
    trade_limit_mw: float
    shortage_jpy_per_mwh: float
    surplus_jpy_per_mwh: float
    charge_cost_jpy_per_mwh: float
    wear_jpy_per_mwh: float
    charge_limit_mw: Floats
    discharge_limit_mw: Floats
    headroom_mw: Floats
    floor_mwh: Floats
    ceiling_mwh: Floats
    keep: Floats
    charge_efficiency: float
    discharge_efficiency: float
    slot_h: float
    start_mwh: float
    final: ValueFunction
    held_mw: Floats
    drain_mwh_per_mw: Floats
    backing_start_mwh_per_mw: Floats
    backing_end_mwh_per_mw: Floats
    shortfall_jpy_per_mw: Floats
    most_discharged_mwh: float = np.inf


@dataclass(frozen=True, eq=False)
class Redispatch:
    """What the store does, and what it trades for it.

    Parameters
    ----------
    charge_mw, discharge_mw, energy_mwh : ndarray, shape (n,)
        Plan; energy at the end of each slot. [MW], [MWh]
    traded_mw, imbalance_mw : ndarray, shape (n,)
        Sold less bought now; delivered less sold: ``discharge − charge = position + traded + imbalance``. [MW]
    shortfall_mw : ndarray, shape (K, n)
        Awarded reserve that is not kept. [MW]
    """

    charge_mw: Floats
    discharge_mw: Floats
    energy_mwh: Floats
    traded_mw: Floats
    imbalance_mw: Floats
    shortfall_mw: Floats


COLUMNS = ("charge", "discharge", "sell", "buy", "surplus", "shortage", "energy")
"""Families of columns, ``n`` of each; then the shortfalls by line, then the pieces of the final value."""


def redispatch(day: Day, lot_mw: float = 0.0) -> Redispatch:
    """Find the best way to run the day, given what is sold, at the expected price.

    Maximises ``Σ Δ·[sell·(p − t) − buy·(p + t) + surplus·(p − s⁻) − shortage·(p + s⁺) − w·d − z·c] − Σ short·cost + F(e[n−1])`` with
    ``d − c = q + sell − buy + surplus − shortage``, the balance and limits of the store, and for awarded reserve, less what falls short,
    headroom, backing at both ends and no charging beside it.

    Parameters
    ----------
    day : Day
        Position, prices, limits.
    lot_mw : float
        Trades are cut to whole multiples of it, toward zero, and the day is run once more with them; 0: any quantity. [MW]

    Raises
    ------
    RuntimeError
        No plan: a fault of this program, as imbalance and shortfall leave every position open.
    """
    solver = LiveSolver(_problem(day), as_lp=True, deadline=Deadline())
    x = _solved(solver, day)
    n = len(day.position_mw)
    if lot_mw > 0.0:
        trades = np.arange(2 * n, 4 * n, dtype=np.int32)
        net = x[2 * n : 3 * n] - x[3 * n : 4 * n]
        whole = np.sign(net) * np.floor(np.abs(net) / lot_mw + 1e-6) * lot_mw
        if (np.abs(whole - net) > SMALLEST_MW).any():
            both = np.concatenate([np.maximum(whole, 0.0), np.maximum(-whole, 0.0)])
            solver.set_bounds(trades, both, both)
            x = _solved(solver, day)
    return _read(day, x)


def _solved(solver: LiveSolver, day: Day) -> Floats:
    """Solve, and where a slot charges and discharges at once forbid what it does less of and solve again."""
    n = len(day.position_mw)
    for _ in range(n):
        x = solver.solve().x
        if x is None:
            raise RuntimeError("a day has no redispatch")
        charge, discharge = x[:n], x[n : 2 * n]
        both = np.minimum(charge, discharge) > BOTH_MW
        if not both.any():
            return x
        less = np.where(charge <= discharge, np.arange(n), n + np.arange(n))[both].astype(np.int32)
        solver.set_bounds(less, np.zeros(less.size), np.zeros(less.size))
    raise RuntimeError("a day charges and discharges at once")


def _problem(day: Day) -> Problem:
    """Write the linear program as arrays."""
    n, K, h = len(day.position_mw), len(day.held_mw), day.slot_h
    low, slopes, lengths, at_low = _pieces(day)
    m, one, zero = 7 + K, sparse.eye_array(n), sparse.csr_array((n, n))
    before = sparse.diags_array(-day.keep[1:], offsets=-1, shape=(n, n)) if n > 1 else zero
    n_pieces = len(slopes)
    no_piece = sparse.csr_array((n, n_pieces))

    def row(parts: dict[int, Any]) -> Any:
        return sparse.hstack([*(parts.get(j, zero) for j in range(m)), no_piece])

    def lines(by_line: Floats) -> dict[int, Any]:
        return {7 + k: sparse.diags_array(values) for k, values in enumerate(by_line)}

    first = np.zeros(n)
    first[0] = day.keep[0] * day.start_mwh
    taken = (day.drain_mwh_per_mw * day.held_mw).sum(axis=0)
    balance = row(
        {
            0: -h * day.charge_efficiency * one,
            1: h / day.discharge_efficiency * one,
            6: one + before,
            **lines(-day.drain_mwh_per_mw),
        }
    )
    net = row({0: -one, 1: one, 2: -one, 3: one, 4: -one, 5: one})
    headroom = row({1: one, **lines(-np.ones_like(day.held_mw))})
    end = row({6: one, **lines(day.backing_end_mwh_per_mw)})
    earlier = sparse.diags_array(np.ones(n - 1), offsets=-1, shape=(n, n)) if n > 1 else zero
    start = row({6: earlier, **lines(day.backing_start_mwh_per_mw)})
    need_end = day.floor_mwh + (day.backing_end_mwh_per_mw * day.held_mw).sum(axis=0)
    need_start = (day.backing_start_mwh_per_mw * day.held_mw).sum(axis=0)
    need_start = np.where(need_start > 0.0, day.floor_mwh + need_start, -np.inf)
    need_start[0] -= day.start_mwh if np.isfinite(need_start[0]) else 0.0
    last = np.zeros(m * n)
    last[7 * n - 1] = 1.0
    final = sparse.hstack([sparse.csr_array(last[None, :]), sparse.csr_array(-_directions(n_pieces)[None, :])])
    budget = np.zeros(m * n + n_pieces)
    budget[n : 2 * n] = h
    matrix = sparse.vstack([balance, net, headroom, end, start, final, sparse.csr_array(budget[None, :])]).tocsr()
    matrix.eliminate_zeros()
    inf = np.full(n, np.inf)
    kept = day.held_mw.sum(axis=0)
    row_lower = np.concatenate([first - taken, day.position_mw, -inf, need_end, need_start, [low], [-np.inf]])
    row_upper = np.concatenate(
        [first - taken, day.position_mw, day.headroom_mw - kept, inf, inf, [low], [day.most_discharged_mwh]]
    )
    price, nothing = day.price_jpy_per_mwh, np.zeros(n)
    # An imbalance is no way to trade: it is planned only where the market does not reach.
    trade = day.trade_cost_jpy_per_mwh
    cost = np.concatenate(
        [
            np.full(n, -h * day.charge_cost_jpy_per_mwh),
            np.full(n, -h * day.wear_jpy_per_mwh),
            h * (price - trade),
            -h * (price + trade),
            h * (price - day.surplus_jpy_per_mwh - trade),
            -h * (price + day.shortage_jpy_per_mwh + trade),
            nothing,
            -day.shortfall_jpy_per_mw.ravel(),
            slopes,
        ]
    )
    limit = np.full(n, day.trade_limit_mw)
    charge = np.where(kept > 0.0, 0.0, day.charge_limit_mw)
    upper = np.concatenate(
        [charge, day.discharge_limit_mw, limit, limit, inf, inf, day.ceiling_mwh, day.held_mw.ravel(), lengths]
    )
    lower = np.zeros(len(upper))
    lower[6 * n : 7 * n] = day.floor_mwh
    columns, rows = len(cost), matrix.shape[0]
    return Problem(
        start=matrix.indptr.astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data,
        row_lower=row_lower,
        row_upper=row_upper,
        col_lower=lower,
        col_upper=upper,
        cost=cost,
        offset=at_low,
        is_integer=np.zeros(columns, dtype=bool),
        day_of_col=np.zeros(columns, dtype=np.int32),
        day_of_row=np.zeros(rows, dtype=np.int32),
    )


def _directions(n_pieces: int) -> Floats:
    """Pieces lead up from the lowest energy, but for the first, which leads down."""
    directions = np.ones(n_pieces)
    directions[0] = -1.0
    return directions


def _pieces(day: Day) -> tuple[float, Floats, Floats, float]:
    """Lowest energy of the final value, slopes and lengths of its hull, value at the lowest; ends go on at a loss."""
    x, v = concave_hull(day.final)
    below, above = max(0.0, float(x[0])), np.inf
    slopes = np.concatenate([[-BEYOND_JPY_PER_MWH], np.diff(v) / np.diff(x), [-BEYOND_JPY_PER_MWH]])
    return float(x[0]), slopes, np.concatenate([[below], np.diff(x), [above]]), float(v[0])


def concave_hull(function: ValueFunction) -> tuple[Floats, Floats]:
    """Points of the least concave function above a value function.

    >>> x, v = concave_hull(ValueFunction.joined(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 4.0, 5.0])))
    >>> x.tolist(), v.tolist()
    ([0.0, 2.0, 3.0], [0.0, 4.0, 5.0])
    """
    order = np.lexsort((-function.value_jpy, function.energy_mwh))
    x, v = function.energy_mwh[order], function.value_jpy[order]
    kept: list[int] = []
    for i in range(len(x)):
        if kept and x[i] - x[kept[-1]] <= 1e-12 * max(1.0, abs(x[i])):
            continue
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            if (v[b] - v[a]) * (x[i] - x[a]) > (v[i] - v[a]) * (x[b] - x[a]):
                break
            kept.pop()
        kept.append(i)
    return x[kept], v[kept]


def _read(day: Day, x: Floats) -> Redispatch:
    """Arrays of a solution, the energy from the balance."""
    n, K = len(day.position_mw), len(day.held_mw)
    x = np.where(np.abs(x) < SMALLEST_MW, 0.0, x)
    charge, discharge = np.clip(x[:n], 0.0, day.charge_limit_mw), np.clip(x[n : 2 * n], 0.0, day.discharge_limit_mw)
    less = np.minimum(charge, discharge)
    charge, discharge = charge - less, discharge - less
    short = np.clip(x[7 * n : (7 + K) * n].reshape(K, n), 0.0, day.held_mw)
    flow = day.slot_h * (day.charge_efficiency * charge - discharge / day.discharge_efficiency)
    flow = flow - (day.drain_mwh_per_mw * (day.held_mw - short)).sum(axis=0)
    energy, before = np.empty(n), day.start_mwh
    for t in range(n):
        energy[t] = before = day.keep[t] * before + flow[t]
    traded = x[2 * n : 3 * n] - x[3 * n : 4 * n]
    return Redispatch(charge, discharge, energy, traded, discharge - charge - day.position_mw - traded, short)
