"""Run the two passes, add the plan up again and state the proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.one_store.backward import DONE, NO_PLAN, NO_ROOM, STOPPED, backward
from storage_opt.solve.one_store.checks import block_ends, check, check_value_slots
from storage_opt.solve.one_store.concave import concave_store
from storage_opt.solve.one_store.final import clipped
from storage_opt.solve.one_store.forward import forward
from storage_opt.solve.one_store.layout import (
    SAME_ENERGY,
    STATE_NEAR_MWH,
    UNIT_ROUNDOFF,
    Data,
    Tables,
    Tolerance,
    new_pool,
    new_priced,
)
from storage_opt.solve.one_store.records import Bids, NoPathError, Size, StoreProblem, StoreResult, ValueFunction
from storage_opt.solve.one_store.stop import Stop, StoppedError
from storage_opt.solve.one_store.tables import tables_of

Floats = NDArray[np.float64]


def data_of(problem: StoreProblem, stop: Stop) -> Data:
    """Arrays of a problem as the compiled functions take them."""

    def floats(array: NDArray[Any]) -> Floats:
        return np.ascontiguousarray(array, dtype=np.float64)

    return Data(
        floats(problem.charge_price_jpy_per_mwh),
        floats(problem.discharge_price_jpy_per_mwh),
        floats(problem.charge_limit_mw),
        floats(problem.discharge_limit_mw),
        floats(problem.headroom_mw),
        floats(problem.floor_mwh),
        floats(problem.ceiling_mwh),
        floats(problem.keep),
        np.ascontiguousarray(problem.charges_with_reserve, dtype=np.uint8),
        floats(problem.gain_jpy_per_mw),
        floats(problem.drain_mwh_per_mw),
        floats(problem.backing_start_mwh_per_mw),
        floats(problem.backing_end_mwh_per_mw),
        floats(problem.r_min_mw),
        floats(problem.r_max_mw),
        block_ends(problem),
        float(problem.slot_h),
        float(problem.charge_efficiency),
        float(problem.discharge_efficiency),
        stop.flag,
    )


def tolerance_of(problem: StoreProblem) -> Tolerance:
    """Tolerances in proportion to the problem's own sizes, so that a change of units changes nothing.

    Money is measured by ``Σ_t`` of what a slot could turn over at most.
    """
    turnover = problem.slot_h * (
        np.abs(problem.discharge_price_jpy_per_mwh) * problem.discharge_limit_mw
        + np.abs(problem.charge_price_jpy_per_mwh) * problem.charge_limit_mw
    ) + np.abs(problem.gain_jpy_per_mw).max(axis=1, initial=0.0) * (problem.headroom_mw + problem.charge_limit_mw)
    money = float(turnover.sum() + np.ptp(problem.final.value_jpy))
    energy = float(problem.ceiling_mwh.max())
    power = float(max(problem.headroom_mw.max(), problem.charge_limit_mw.max(), problem.discharge_limit_mw.max()))
    return Tolerance(SAME_ENERGY * energy, 1e-16 * money, 1e-11 * max(power, energy), 2e-14 * money)


@dataclass(frozen=True, eq=False)
class Values:
    """All value functions of one backward pass, as flat arrays; ``begin``, ``end``, ``base`` and ``fall`` have shape (T + 1,)."""

    x: Floats
    v: Floats
    starts: NDArray[np.uint8]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    base: Floats
    fall: Floats
    points_in_step: int

    def function(self, t: int) -> ValueFunction:
        """Value of the energy before slot ``t``."""
        part = slice(self.begin[t], self.end[t])
        return ValueFunction(self.x[part].copy(), self.v[part] + self.base[t], self.starts[part].astype(np.bool_))

    @property
    def size(self) -> Size:
        """Points and memory."""
        points = self.end - self.begin
        stored = self.x.nbytes + self.v.nbytes + self.starts.nbytes
        return Size(int(points.max()), float(points.mean()), self.points_in_step, stored / 1e6)


class Recursion:
    """One problem with the room that its passes need; the room grows when a pass asks for more.

    Parameters
    ----------
    problem : StoreProblem
        Checked here.
    stop : Stop, optional
        Ends its passes from outside.
    """

    def __init__(self, problem: StoreProblem, stop: Stop | None = None) -> None:
        check(problem)
        self.stop = stop or Stop()
        self.problem = problem
        self.points = 1 << 15
        self._tables: dict[bool, Tables] = {}

    @cached_property
    def data(self) -> Data:
        """Arrays for the compiled functions."""
        return data_of(self.problem, self.stop)

    @cached_property
    def tolerance(self) -> Tolerance:
        """Tolerances of this problem."""
        return tolerance_of(self.problem)

    @cached_property
    def longest_block(self) -> int:
        """Slots of the longest block."""
        return int(np.diff(np.unique(self.data.block_end), prepend=0).max())

    def solved(self, bids: Bids, value_slots: Sequence[int] = ()) -> StoreResult:
        """Plan, bound and value functions, the fast way where it applies; see ``solve_store``."""
        store = concave_store(self.problem)
        if store is not None:
            return store.solved(value_slots, self.stop)
        has_minimum = bool((self.problem.r_min_mw > 0.0).any())
        values = self.values(has_minimum and bids == "exact")
        return result_of(self, values, self.plan(values, has_minimum), value_slots)

    def with_prices(self, problem: StoreProblem) -> Recursion:
        """Take the same limits with other prices and gains; tables are shared."""
        other = Recursion(problem, self.stop)
        other._tables = self._tables
        return other

    def tables(self, with_minimum: bool) -> Tables:
        """Actions, with minimum bids or without; made once, as no price enters."""
        if with_minimum not in self._tables:
            self._tables[with_minimum] = tables_of(
                self.data, self.problem.n_products > 0, with_minimum, self.tolerance.near_mw
            )
        return self._tables[with_minimum]

    def _run(self, tables: Tables, run: Callable[..., tuple[Any, ...]]) -> tuple[Any, ...]:
        """Run a pass, again with more room as long as it asks for it."""
        vertices = int(np.diff(tables.ends[:, 2], prepend=0).max())
        priced = new_priced(vertices + 1, self.longest_block)
        while True:
            hull, pool, spare = (new_pool(self.points) for _ in range(3))
            result = run(priced, hull, pool, spare)
            if result[0] == STOPPED:
                raise StoppedError
            if result[0] != NO_ROOM or self.points >= 1 << 26:
                return result
            self.points *= 4

    def values(self, with_minimum: bool) -> Values:
        """Backward pass.

        Raises
        ------
        NoPathError
            No energy before some slot leads to the end.
        """
        problem = self.problem
        low, high = min(problem.floor_mwh[0], problem.start_mwh), max(problem.ceiling_mwh[0], problem.start_mwh)
        x, v, starts = clipped(problem.final, problem.floor_mwh[-1], problem.ceiling_mwh[-1])
        if not len(x):
            raise NoPathError("the final energy lies outside its limits")
        tables = self.tables(with_minimum)
        outcome, *arrays = self._run(
            tables,
            lambda priced, hull, pool, spare: backward(
                self.data, x, v, starts, low, high, self.tolerance, tables, priced, hull, pool, spare
            ),
        )
        if outcome == NO_PLAN:
            raise NoPathError("no energy leads to the final one within the limits")
        if outcome != DONE:
            raise MemoryError("the value functions outgrow the largest room")
        return Values(*arrays)

    def plan(self, values: Values, with_minimum: bool) -> tuple[Floats, Floats, Floats, Floats]:
        """Forward pass: ``c``, ``d``, ``r``, ``e``.

        Raises
        ------
        NoPathError
            No action leads on; with exact minimum bids that means that there is no plan.
        """
        T, K = self.problem.n_slots, self.problem.n_products
        c, d, r, e = np.zeros(T), np.zeros(T), np.zeros((T, K)), np.zeros(T)
        self.continue_plan(values, with_minimum, 0, T, self.problem.start_mwh, c, d, r, e)
        return c, d, r, e

    def continue_plan(
        self,
        values: Values,
        with_minimum: bool,
        first: int,
        last: int,
        energy: float,
        c: Floats,
        d: Floats,
        r: Floats,
        e: Floats,
    ) -> None:
        """Write the plan of slots ``first … last−1`` into the arrays."""
        tables = self.tables(with_minimum)

        def run(priced: Any, hull: Any, _pool: Any, _spare: Any) -> tuple[Any, ...]:
            c[first:last], d[first:last], r[first:last] = 0.0, 0.0, 0.0
            result: tuple[Any, ...] = forward(
                self.data, first, last, energy, values.x, values.v, values.starts, values.begin, values.end, values.base,
                STATE_NEAR_MWH, 10.0 * self.tolerance.near_jpy, self.tolerance, tables, priced, hull, c, d, r, e,
            )  # fmt: skip
            return result

        outcome, where = self._run(tables, run)
        if outcome != DONE:
            raise NoPathError(f"no action leads on from slot {where}")

    def allowance(self, values: Values) -> float:
        """Bound the rounding of floating-point arithmetic in a backward pass. [JPY]

        A few dozen operations stand between the values after and before a slot; each rounds a value by at most its size, or an energy
        by at most its size, which moves the value by the slope there.
        """
        size, count = np.abs(values.v), values.end - values.begin
        largest = np.maximum.reduceat(size, values.begin[::-1])[::-1]
        run = np.diff(values.x, append=np.inf)
        rise = np.abs(np.diff(values.v, append=0.0))
        joined = np.append(values.starts[1:] == 0, False)
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = np.where(joined, rise * np.minimum(1.0, UNIT_ROUNDOFF * self.problem.ceiling_mwh.max() / run), 0.0)
        steepest = np.maximum.reduceat(moved, values.begin[::-1])[::-1]
        assert len(largest) == len(count)
        return float(32.0 * (UNIT_ROUNDOFF * largest.sum() + steepest.sum()))


def solve_store(
    problem: StoreProblem, bids: Bids = "exact", value_slots: Sequence[int] = (), stop: Stop | None = None
) -> StoreResult:
    """Solve a problem to a proven gap.

    Parameters
    ----------
    problem : StoreProblem
        Arrays by slot.
    bids : Bids
        How minimum bids are met.
    value_slots : sequence of int
        Slots, first of their block, whose value functions are wanted; ``T``: after the last.
    stop : Stop, optional
        Ends the passes from outside, with ``StoppedError``.

    Returns
    -------
    StoreResult
        Plan, bound and value functions.

    Raises
    ------
    NotCoveredError, NoPathError, ValueError
        See ``checks.check``, ``Recursion.values``, ``Recursion.plan``.
    """
    recursion = Recursion(problem, stop)
    check_value_slots(problem, value_slots)
    return recursion.solved(bids, value_slots)


def result_of(
    recursion: Recursion, values: Values, plan: tuple[Floats, Floats, Floats, Floats], value_slots: Sequence[int]
) -> StoreResult:
    """Add the plan up again and put the bound beside it."""
    problem = recursion.problem
    c, d, r, e = plan
    value = problem.reward(c, d, r) + problem.final.at(float(e[-1]), STATE_NEAR_MWH)
    drift, allowance = float(values.fall.sum()), recursion.allowance(values)
    bound = values.function(0).at(problem.start_mwh) + drift + allowance
    functions = {t: values.function(t) for t in value_slots}
    return StoreResult(c, d, r, e, value, bound, drift, allowance, values.size, functions)
