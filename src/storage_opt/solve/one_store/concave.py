"""The fast way for a year without offers: two levels a slot instead of a table of actions, where every value function is concave."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage_opt.solve.one_store.final import clipped, concave_points
from storage_opt.solve.one_store.layout import SAME_ENERGY, STATE_NEAR_MWH, UNIT_ROUNDOFF
from storage_opt.solve.one_store.levels import NO_PLAN, follow, levels
from storage_opt.solve.one_store.records import Floats, NoPathError, Size, StoreProblem, StoreResult, ValueFunction
from storage_opt.solve.one_store.stop import Stop, StoppedError


class ConcaveStore:
    """A problem without offers in which no slot pays more for stored energy than it asks.

    Parameters
    ----------
    problem : StoreProblem
        Checked before.
    final_x, final_v : ndarray
        Points of the concave value of the final energy, within its limits. [MWh, JPY]

    Attributes
    ----------
    cost, gain : ndarray, shape (T,)
        Paid per MWh put into the store, ``p_c/η_c``; earned per MWh taken out, ``p_d·η_d``. [JPY/MWh]
    discharge_limit : ndarray, shape (T,)
        ``min(D, H)``. [MW]
    """

    def __init__(self, problem: StoreProblem, final_x: Floats, final_v: Floats) -> None:
        self.problem, self.final_x, self.final_v = problem, final_x, final_v
        self.cost, self.gain = unit_prices(problem)
        self.discharge_limit = np.minimum(problem.discharge_limit_mw, problem.headroom_mw)

    def solved(self, value_slots: Sequence[int], stop: Stop) -> StoreResult:
        """Plan, bound and value functions.

        Of plans of equal value the one is taken that rests wherever resting costs nothing, slot by slot from the first.

        Raises
        ------
        NoPathError
            No plan leads from the start energy to a final one.
        StoppedError
            Told to end before it began; it takes milliseconds and does not look again.
        """
        if stop.flag[0]:
            raise StoppedError
        p = self.problem
        T, wanted = p.n_slots, np.zeros(p.n_slots + 1, dtype=np.uint8)
        wanted[list(value_slots)] = 1
        largest = float(p.ceiling_mwh.max())
        near = SAME_ENERGY * largest
        into, out = p.slot_h * p.charge_efficiency, p.slot_h / p.discharge_efficiency
        charge_limit, keep = _floats(p.charge_limit_mw), _floats(p.keep)
        outcome, below, above, low, high, at_start, allowance, most, total, x, v, ends = levels(
            self.cost, into * charge_limit, self.gain, out * self.discharge_limit, _floats(p.floor_mwh), _floats(p.ceiling_mwh), keep,
            self.final_x, np.diff(self.final_v) / np.diff(self.final_x), float(self.final_v[0]), float(p.start_mwh), near, UNIT_ROUNDOFF,
            wanted,
        )  # fmt: skip
        if outcome == NO_PLAN:
            raise NoPathError("no energy leads to the final one within the limits")
        if not low - STATE_NEAR_MWH <= p.start_mwh <= high + STATE_NEAR_MWH:
            raise NoPathError("no action leads on from slot 0")
        c, d, e = follow(
            below, above, charge_limit, self.discharge_limit, keep, float(p.charge_efficiency), float(p.discharge_efficiency),
            float(p.slot_h), float(p.start_mwh), 4.0 * UNIT_ROUNDOFF * largest,
        )  # fmt: skip
        r = np.zeros((T, p.n_products))
        value = p.reward(c, d, r) + self._final_value(float(e[-1]), near)
        size = Size(int(most), total / (T + 1), int(most) + 2, (x.nbytes + v.nbytes) / 1e6)
        values = {t: ValueFunction.joined(*_part(x, v, ends, t)) for t in value_slots}
        return StoreResult(c, d, r, e, value, at_start + allowance, 0.0, allowance, size, values)

    def _final_value(self, energy: float, near: float) -> float:
        """Value of the final energy of a plan, which rounding may have moved off its range."""
        held = min(max(energy, float(self.final_x[0])), float(self.final_x[-1]))
        if abs(held - energy) > STATE_NEAR_MWH + 2.0 * near:
            raise NoPathError(f"no action leads on from slot {self.problem.n_slots - 1}")
        return self.problem.final.at(held, 0.0)


def concave_store(problem: StoreProblem) -> ConcaveStore | None:
    """Store that the fast way takes; ``None`` with an offer, a slot that pays more than it asks, or a final value that is not concave.

    Raises
    ------
    NoPathError
        The final energy lies outside its limits.
    """
    if (problem.r_max_mw > 0.0).any():
        return None
    cost, gain = unit_prices(problem)
    both = (problem.charge_limit_mw > 0.0) & (np.minimum(problem.discharge_limit_mw, problem.headroom_mw) > 0.0)
    if (both & (gain > cost)).any():
        return None
    x, v, starts = clipped(problem.final, float(problem.floor_mwh[-1]), float(problem.ceiling_mwh[-1]))
    if not len(x):
        raise NoPathError("the final energy lies outside its limits")
    points = concave_points(x, v, starts)
    return None if points is None else ConcaveStore(problem, *points)


def unit_prices(problem: StoreProblem) -> tuple[Floats, Floats]:
    """Paid per MWh put into the store, earned per MWh taken out, shape (T,). [JPY/MWh]"""
    return (
        problem.charge_price_jpy_per_mwh / problem.charge_efficiency,
        problem.discharge_price_jpy_per_mwh * problem.discharge_efficiency,
    )


def _floats(array: Floats) -> Floats:
    return np.ascontiguousarray(array, dtype=np.float64)


def _part(x: Floats, v: Floats, ends: np.ndarray[tuple[int], np.dtype[np.int64]], t: int) -> tuple[Floats, Floats]:
    """Points of the function before slot ``t``; they were written from the last one on."""
    part = slice(ends[t + 1] if t + 1 < len(ends) else 0, ends[t])
    return x[part].copy(), v[part].copy()
