"""Plans that fill a budget, put together from two policies at neighbouring prices of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from storage_opt.solve.one_store.budget_search import BudgetSearch, Plan, PricedBudget
from storage_opt.solve.one_store.checks import block_ends
from storage_opt.solve.one_store.records import StoreProblem

MIX_STEPS = 30
BLOCKS_AROUND = 60
"""Blocks before and after the crossing where a switch is tried."""
SLOTS_AT_ONCE = 96
SAME_MWH = 1e-10
"""Two plans meet where their energies differ by less."""


def filled_plans(
    search: BudgetSearch, over: PricedBudget, within: PricedBudget, best: PricedBudget, relative_gap: float
) -> Iterator[Plan]:
    """Offer plans put together from two policies; then, without minimum bids, those of the problem with its modes held."""
    for first, then in ((over, within), (within, over)):
        yield from Switch(search, first, then).plans()
    if not search.has_minimum:
        for plan in (over.plan, within.plan):
            yield from with_modes_held(search, plan, best.multiplier, relative_gap)


def with_modes_held(search: BudgetSearch, plan: Plan, multiplier: float, relative_gap: float) -> Iterator[Plan]:
    """Offer the best plan within the budget among those that charge, and hold reserve, only where a given plan does.

    These plans are a convex set: two of them on either side of the limit are mixed, all slots alike, and the mix is optimal where both are.
    """
    held = BudgetSearch(with_modes(search.problem, plan), search.budget, "exact")
    found = held.from_price(multiplier, max(1e-6 * abs(multiplier), 1e-3))
    search.passes += held.passes
    if found is None:  # with these modes every plan is on one side of the limit
        return
    held.passes = 0
    over, within, _ = held.bracket(*found, 0.1 * relative_gap)
    search.passes += held.passes
    share = (search.budget.limit_mwh - within.use) / (over.use - within.use) * (1.0 - 1e-12)
    c, d, r, e = (mine + share * (theirs - mine) for mine, theirs in zip(within.plan, over.plan, strict=True))
    yield c, d, r, e


def with_modes(problem: StoreProblem, plan: Plan) -> StoreProblem:
    """Hold the modes of a plan: no discharge where it charges, no charging elsewhere, no reserve where the rule forbids it."""
    charges = plan[0] > 0.0
    ends = block_ends(problem)
    charges_in_block = np.zeros(problem.n_slots, dtype=np.bool_)
    charges_in_block[ends[charges] - 1] = True
    closed = charges_in_block[ends - 1] & ~problem.charges_with_reserve
    return replace(
        problem,
        charge_limit_mw=np.where(charges, problem.charge_limit_mw, 0.0),
        discharge_limit_mw=np.where(charges, 0.0, problem.discharge_limit_mw),
        r_max_mw=np.where(closed[:, None], 0.0, problem.r_max_mw),
    )


class Switch:
    """Plans that follow ``first`` in some blocks and ``then`` in the rest."""

    def __init__(self, search: BudgetSearch, first: PricedBudget, then: PricedBudget) -> None:
        self.search, self.first, self.then = search, first, then
        self.starts = np.append(0, np.unique(search.unpriced.data.block_end))

    def after(self, t: int, plan: Plan) -> Plan:
        """Follow ``plan`` up to slot ``t``, then the policy ``then``; that policy's own plan is taken over where both meet."""
        new = _copied(self.then.plan)
        for mine, theirs in zip(new, plan, strict=True):
            mine[:t] = theirs[:t]
        T = self.search.problem.n_slots
        while t < T:
            energy = float(new[3][t - 1]) if t else self.search.problem.start_mwh
            stop = int(self.starts[np.searchsorted(self.starts, min(t + SLOTS_AT_ONCE, T))])
            self.then.recursion.continue_plan(self.then.values, self.search.has_minimum, t, stop, energy, *new)
            t = stop
            if abs(new[3][t - 1] - self.then.plan[3][t - 1]) <= SAME_MWH:
                break
        return new

    def plans(self) -> Iterator[Plan]:
        """Switch near the block where the use crosses the limit; in that block, mix the two actions."""
        low, high = 0, len(self.starts) - 1
        is_within = self.search.room(self.then.plan) >= 0.0
        while high - low > 1:
            middle = (low + high) // 2
            plan = self.after(int(self.starts[middle]), self.first.plan)
            if (self.search.room(plan) >= 0.0) == is_within:
                low = middle
            else:
                high = middle
        last, last_room = None, 0.0
        for i in range(max(0, low - BLOCKS_AROUND), min(len(self.starts), high + BLOCKS_AROUND)):
            plan = self.after(int(self.starts[i]), self.first.plan)
            room = self.search.room(plan)
            yield plan
            if last is not None and (room >= 0.0) != (last_room >= 0.0):
                ends = (plan, last) if room >= 0.0 else (last, plan)
                yield from self.mixes(*ends, int(self.starts[i - 1]), int(self.starts[i]))
            last, last_room = plan, room

    def mixes(self, within: Plan, over: Plan, t: int, end: int) -> Iterator[Plan]:
        """Mix the actions of two plans in the block ``t … end−1``, up to the limit; none where they are of different kinds."""
        part = slice(t, end)
        if (within[0][part].any() and over[1][part].any()) or (within[1][part].any() and over[0][part].any()):
            return
        if ((within[2][part] > 0.0) != (over[2][part] > 0.0)).any() and (
            self.search.has_minimum or within[0][part].any() or over[0][part].any()
        ):
            return
        low, high = 0.0, 1.0
        for _ in range(MIX_STEPS):
            share = 0.5 * (low + high)
            plan = _copied(within)
            for mine, theirs in zip(plan, over, strict=True):
                mine[part] += share * (theirs[part] - mine[part])
            plan = self.after(end, plan)
            if self.search.room(plan) >= 0.0:
                low = share
                yield plan
            else:
                high = share


def _copied(plan: Plan) -> Plan:
    c, d, r, e = plan
    return c.copy(), d.copy(), r.copy(), e.copy()
