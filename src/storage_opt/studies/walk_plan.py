"""Plans of the windows of a walk: with a value of what is left, and with the price that keeps them within the budgets of cycles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from storage_opt.records.prices import Floats
from storage_opt.solve.one_store import Bids, NoPathError, StoreProblem, StoreResult, ValueFunction, solve_store
from storage_opt.studies.rolling_window import WindowRule, value_if_repeated
from storage_opt.studies.walk_store import OfferWindow, lowered, raised
from storage_opt.timeline import SLOTS_PER_DAY

STEPS = 12
"""Prices of a budget tried on one day."""
NEAR = 0.02
"""A price of a budget is sought to this share of it. [-]"""
REPEATED_DAYS = 2
"""Energy left after a window is valued as if its first days, so many, came once more. [days]"""
HIGHEST_JPY_PER_MWH = 1e7
"""A budget that this price does not keep is not kept by any. [JPY/MWh]"""


@dataclass(frozen=True)
class Budget:
    """Most that may be discharged, calls counted.

    Parameters
    ----------
    day_mwh, window_mwh : float
        On a day, and in all of the window; infinite without a budget. [MWh]
    n_days : int
        First days of the window for which the budget of a day is looked at: those that are committed.
    called_mwh_per_mw : ndarray, shape (K,), or None
        Energy called in a slot of each MW offered, if all of it is awarded; ``None``: as expected. [MWh/MW]
    """

    day_mwh: float = np.inf
    window_mwh: float = np.inf
    n_days: int = 1
    called_mwh_per_mw: Floats | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is none."""
        return bool(np.isinf(self.day_mwh) and np.isinf(self.window_mwh))


def used_mwh(problem: StoreProblem, plan: StoreResult, called_mwh_per_mw: Floats | None = None) -> Floats:
    """Energy that a plan discharges in each slot, expected calls of its own offers counted, shape (n,). [MWh]

    Parameters
    ----------
    problem, plan
        A window and its plan.
    called_mwh_per_mw : ndarray, shape (K,), optional
        Energy called per MW offered, where another than the expected one is to count. [MWh/MW]
    """
    expected = problem.drain_mwh_per_mw * problem.discharge_efficiency
    called = expected if called_mwh_per_mw is None else called_mwh_per_mw
    return np.asarray(problem.slot_h * plan.discharge_mw + (called * plan.reserve_mw).sum(axis=1))


def priced(problem: StoreProblem, price_jpy_per_mwh: float) -> StoreProblem:
    """Charge every MWh that is discharged or called a price."""
    if not price_jpy_per_mwh:
        return problem
    called = problem.drain_mwh_per_mw * problem.discharge_efficiency
    return replace(
        problem,
        discharge_price_jpy_per_mwh=problem.discharge_price_jpy_per_mwh - price_jpy_per_mwh,
        gain_jpy_per_mw=problem.gain_jpy_per_mw - price_jpy_per_mwh * called,
    )


def solve_within(
    problem: StoreProblem, bids: Bids, value_slots: Sequence[int], budget: Budget, price_jpy_per_mwh: float = 0.0
) -> tuple[StoreResult, float]:
    """Plan a window within its budgets.

    One price on every MWh discharged in the window is sought, the least at which the first day and the window keep their budgets. Use
    moves in lumps with the price, so that a part of the budget may stay unused: the plan is feasible, and at most that part from the best.

    Parameters
    ----------
    problem, bids, value_slots
        As for ``solve_store``.
    budget : Budget
        Limits.
    price_jpy_per_mwh : float
        Price from which the search begins, such as that of the day before. [JPY/MWh]

    Returns
    -------
    StoreResult, float
        Plan, with value functions in which the price counts as a cost; the price.

    Raises
    ------
    NoPathError
        No plan, or none within the budgets at any price.
    """
    if budget.is_open:
        return solve_store(problem, bids, value_slots), 0.0

    def tried(price: float) -> StoreResult | None:
        plan = solve_store(priced(problem, price), bids, value_slots)
        used = used_mwh(problem, plan, budget.called_mwh_per_mw)
        of_days = used[: budget.n_days * SLOTS_PER_DAY].reshape(-1, SLOTS_PER_DAY).sum(axis=1)
        in_all = used_mwh(problem, plan).sum()
        kept = of_days.max() <= budget.day_mwh + 1e-9 and in_all <= budget.window_mwh + 1e-9
        return plan if kept else None

    best = tried(0.0)
    if best is not None:
        return best, 0.0
    low, high = 0.0, max(price_jpy_per_mwh, 100.0)
    while (best := tried(high)) is None:
        low, high = high, 2.0 * high
        if high > HIGHEST_JPY_PER_MWH:
            raise NoPathError("no price keeps the budget of cycles")
    for _ in range(STEPS):
        if high - low <= NEAR * high:
            break
        middle = 0.5 * (low + high)
        plan = tried(middle)
        if plan is None:
            low = middle
        else:
            high, best = middle, plan
    return best, high


def with_final(
    window: OfferWindow, free: OfferWindow | None, year_end: ValueFunction | None, rule: WindowRule
) -> StoreProblem:
    """Give a window its end.

    Parameters
    ----------
    window : OfferWindow
        To be planned.
    free : OfferWindow or None
        The same days without anything held, of which the value of what is left is taken; ``None``: ``window`` holds nothing.
    year_end : ValueFunction or None
        End that the year asks for, where the window reaches it.
    rule : WindowRule
        How other windows end.
    """
    problem = window.problem
    if year_end is not None:
        final = year_end
    elif rule.terminal == "same":
        final = ValueFunction.fixed(problem.start_mwh)
    else:
        final = value_if_repeated(
            first_slots((window if free is None else free).problem, REPEATED_DAYS * SLOTS_PER_DAY)
        )
    return replace(problem, final=raised(final, float(window.shift_mwh[-1])))


def first_slots(problem: StoreProblem, count: int) -> StoreProblem:
    """Beginning of a window, with its free end."""
    if problem.n_slots <= count:
        return problem
    by_slot = {
        field.name: getattr(problem, field.name)[:count]
        for field in fields(problem)
        if isinstance(getattr(problem, field.name), np.ndarray)
    }
    return replace(problem, **by_slot)


def value_at(plan: StoreResult, window: OfferWindow, slot: int) -> ValueFunction:
    """Value of the energy itself before a slot of a window."""
    return lowered(plan.values[slot], float(window.shift_mwh[slot - 1]))
