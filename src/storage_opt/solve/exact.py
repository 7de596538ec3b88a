"""The exact way: one store read from a problem, solved by the recursion, put back and checked against the problem's own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import Bids, NoPathError, Stop, StoppedError, StoreResult, ValueFunction, solve_store
from storage_opt.solve.one_store.stop import beside
from storage_opt.solve.outcome import Certified, Settings, reached
from storage_opt.solve.problem import Floats, Ints, Problem
from storage_opt.solve.store_bridge import Bridge

ROW_TOLERANCE = 1e-6
"""Largest breach of a row, relative to its size, that counts as rounding."""
VALUE_TOLERANCE = 1e-9
"""Largest difference between the reward added up by the recursion and the objective of the problem. [-]"""


def solve_exact(
    bridge: Bridge,
    settings: Settings,
    tell: Callable[[str], None] = lambda _: None,
    deadline: Deadline | None = None,
    *,
    with_values: bool = True,
) -> Certified | None:
    """Solve by the recursion.

    Smallest bids are first left to a repair of the plan; where that leaves a larger gap than asked for (or ``minimum_bids: exact``), the
    recursion takes them exactly.

    Parameters
    ----------
    bridge : Bridge
        The store and the way back to the problem.
    settings : Settings
        Gap asked for; how smallest bids are met.
    tell : callable
        Is told each step, for progress.
    deadline : Deadline, optional
        Time left; what is in hand when it is over is given.
    with_values : bool
        Whether to give the value of stored energy by slot.

    Returns
    -------
    Certified or None
        Plan, bound (value at the start, recorded rounding and an allowance for floating point) and ``energy_value``; ``None`` where the
        recursion finds no plan, or none in time, so that another method may tell why.

    Raises
    ------
    NotCoveredError
        The store has a feature that one number as state cannot carry.
    RuntimeError
        The plan breaks a row of the problem or has another objective: the bridge misread the problem.
    """
    best, limit = None, deadline or Deadline()
    for bids in _ways(bridge, settings):
        step = f"recursion: smallest bids {bids}"
        tell(step)
        try:
            result, budget_price = beside(partial(_solved, bridge, bids, with_values), lambda: limit.is_over)
        except NoPathError:
            continue
        except StoppedError:
            return best
        answer = _put_back(bridge, result, (*(() if best is None else best.steps), step), settings, budget_price)
        if best is None or answer.objective > best.objective or answer.bound < best.bound:
            better = answer if best is None or answer.objective >= best.objective else best
            bound = answer.bound if best is None else min(best.bound, answer.bound)
            best = Certified(
                reached(better.objective, bound, settings.relative_gap),
                better.x,
                better.objective,
                bound,
                None,
                answer.steps,
                0.0,
                better.energy_value,
                better.budget_price,
            )
        if best.outcome == "optimal":
            break
    return best


def _ways(bridge: Bridge, settings: Settings) -> list[Bids]:
    if not (bridge.store.r_min_mw > 0.0).any():
        return ["exact"]
    ways: dict[str, list[Bids]] = {"repair": ["repaired"], "exact": ["exact"], "auto": ["repaired", "exact"]}
    return ways[settings.minimum_bids]


def _solved(bridge: Bridge, bids: Bids, with_values: bool, stop: Stop) -> tuple[StoreResult, float]:
    """Plan, and the price of the yearly budget."""
    store = bridge.store
    slots = [*np.flatnonzero(np.diff(store.block, prepend=-1)).tolist(), store.n_slots] if with_values else []
    if bridge.use is None:
        return solve_store(store, bids, slots, stop), 0.0
    from storage_opt.solve.one_store.budgets import Budget, solve_with_budget

    by_discharge, by_offer, limit = bridge.use
    if not np.allclose(by_discharge, store.slot_h, rtol=1e-9):
        raise RuntimeError("a budget that does not count discharged energy")
    found = solve_with_budget(store, Budget(limit, by_offer), bids, stop=stop, value_slots=slots)
    return found.result, found.multiplier_jpy_per_mwh


def _put_back(
    bridge: Bridge, result: StoreResult, steps: tuple[str, ...], settings: Settings, budget_price: float
) -> Certified:
    problem, x = bridge.problem, bridge.columns(result)
    _check(problem, x)
    objective = problem.objective(x)
    value = result.value_jpy + bridge.constant
    if abs(objective - value) > VALUE_TOLERANCE * max(1.0, abs(objective), float(np.abs(problem.cost * x).sum())):
        raise RuntimeError(f"the recursion counts {value}, the problem {objective}")
    bound = result.bound_jpy + bridge.constant
    values = energy_values(result, bridge.store.n_slots) if result.values else None
    outcome = reached(objective, bound, settings.relative_gap)
    return Certified(outcome, x, objective, bound, None, steps, 0.0, values, budget_price)


def _check(problem: Problem, x: Floats) -> None:
    activity = problem.matrix @ x
    size = 1.0 + abs(problem.matrix) @ np.abs(x)
    over = np.maximum(activity - problem.row_upper, problem.row_lower - activity) / size
    beyond = np.maximum(x - problem.col_upper, problem.col_lower - x) / (1.0 + np.abs(x))
    if not (over.max(initial=0.0) <= ROW_TOLERANCE and beyond.max(initial=0.0) <= ROW_TOLERANCE):
        row = int(np.argmax(over))
        names = [name for name, rows in problem.row_families.items() if row in rows]
        raise RuntimeError(
            f"the plan of the recursion breaks {names or 'a column bound'} by {max(over.max(), beyond.max())}"
        )


def energy_values(result: StoreResult, n_slots: int) -> Floats:
    """Value of one more stored MWh at the end of each slot, from the slopes of the value functions. [JPY/MWh]

    At a kink the mean of both slopes; inside a block of several slots the value at its end.
    """
    known = np.full(n_slots, np.nan)
    slots = [slot for slot in result.values if slot > 0]
    if slots:
        before = np.array(slots) - 1
        known[before] = slope([result.values[slot] for slot in slots], result.energy_mwh[before])
    index = np.where(np.isnan(known), n_slots, np.arange(n_slots))
    after = np.minimum.accumulate(index[::-1])[::-1]
    return np.where(after < n_slots, known[np.minimum(after, n_slots - 1)], 0.0)


def slope(functions: Sequence[ValueFunction], energy_mwh: Floats, near_mwh: float = 1e-7) -> Floats:
    """Mean of the slopes left and right of an energy in each function; NaN where it has none. [JPY/MWh]

    >>> roof = ValueFunction.joined(np.array([0.0, 1.0, 2.0]), np.array([0.0, 4.0, 6.0]))
    >>> slope([roof, roof, roof, ValueFunction.fixed(1.0)], np.array([0.5, 1.0, 2.0, 1.0]))
    array([ 4.,  3.,  2., nan])
    """
    counts = np.array([len(function.energy_mwh) for function in functions])
    begins = np.cumsum(counts) - counts
    x = np.concatenate([function.energy_mwh for function in functions])
    v = np.concatenate([function.value_jpy for function in functions])
    starts = np.concatenate([function.starts for function in functions])
    steps = []
    for edge in (near_mwh, -near_mwh):
        points_left = _count_below(x, begins, counts, energy_mwh + edge)
        right = begins + np.clip(points_left, 1, np.maximum(counts - 1, 1))
        left, right = right - 1, np.minimum(right, len(x) - 1)
        run = x[right] - x[left]
        joined = (counts > 1) & ~starts[right] & (run > 0.0)
        steps.append(np.where(joined, (v[right] - v[left]) / np.where(joined, run, 1.0), np.nan))
    one_side = np.where(np.isnan(steps[0]), steps[1], steps[0])
    other_side = np.where(np.isnan(steps[1]), steps[0], steps[1])
    return 0.5 * (one_side + other_side)


def _count_below(x: Floats, begins: Ints, counts: Ints, limit: Floats) -> Ints:
    """Count the points of each rising run of ``x`` below its limit, by halving all runs at once."""
    low, high = begins.copy(), begins + counts
    while (low < high).any():
        middle = (low + high) // 2
        is_below = (low < high) & (x[np.minimum(middle, len(x) - 1)] < limit)
        low, high = np.where(is_below, middle + 1, low), np.where(is_below, high, np.minimum(middle, high))
    return low - begins
