"""A budget over the whole period, such as discharge per year: one multiplier, a bound, and a plan that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from storage_opt.solve.one_store.budget_plans import filled_plans
from storage_opt.solve.one_store.budget_search import Budget, BudgetSearch
from storage_opt.solve.one_store.records import Bids, NoPathError, StoreProblem, StoreResult
from storage_opt.solve.one_store.stop import Stop

__all__ = ["Budget", "BudgetResult", "solve_with_budget"]


@dataclass(frozen=True, eq=False)
class BudgetResult:
    """A plan within a budget and its proof.

    Parameters
    ----------
    result : StoreResult
        Plan, value and bound of the problem with the budget; value functions are those at the price of the budget.
    multiplier_jpy_per_mwh : float
        Price of the budget. [JPY/MWh]
    use_mwh : float
        Use by the plan. [MWh]
    passes : int
        Backward passes that were made.
    """

    result: StoreResult
    multiplier_jpy_per_mwh: float
    use_mwh: float
    passes: int


def solve_with_budget(
    problem: StoreProblem,
    budget: Budget,
    bids: Bids = "exact",
    relative_gap: float = 1e-8,
    stop: Stop | None = None,
    value_slots: Sequence[int] = (),
) -> BudgetResult:
    """Solve a problem with a budget over all its slots.

    For every multiplier ``μ ≥ 0`` the value with the use at price ``μ``, plus ``μ·limit``, is a bound. Plans near the best ``μ`` are put
    together until the budget is full.

    Parameters
    ----------
    problem : StoreProblem
        Without the budget.
    budget : Budget
        Limit and uses.
    bids : Bids
        How minimum bids are met.
    relative_gap : float
        Gap asked for. The search for the multiplier ends when the bound can fall by no more than a tenth of it.
    stop : Stop, optional
        Ends the passes from outside, with ``StoppedError``.
    value_slots : sequence of int
        Slots whose value function is wanted.

    Raises
    ------
    NoPathError
        No plan keeps the budget, or none was found.
    """
    search = BudgetSearch(problem, budget, bids, stop)
    free = search.at(0.0)
    if free.use <= budget.limit_mwh:
        values = {t: free.values.function(t) for t in value_slots}
        return BudgetResult(replace(free.result, values=values), 0.0, free.use, search.passes)
    found = search.from_price(0.0, max(1.0, float(np.abs(problem.discharge_price_jpy_per_mwh).mean())))
    if found is None:
        raise NoPathError("no plan within the budget was found at any price")
    over, within = found
    over, within, best = search.bracket(over, within, 0.1 * relative_gap)
    plan, value = within.plan, within.reward
    for c, d, r, e in filled_plans(search, over, within, best, relative_gap):
        reward = problem.reward(c, d, r) + problem.final.at(float(e[-1]))
        if reward > value and search.room((c, d, r, e)) >= 0.0:
            plan, value = (c, d, r, e), reward
        if best.bound - value <= relative_gap * abs(best.bound):
            break
    c, d, r, e = plan
    result = replace(
        best.result,
        charge_mw=c,
        discharge_mw=d,
        reserve_mw=r,
        energy_mwh=problem.energy_after(c, d, r),
        value_jpy=value,
        bound_jpy=best.bound,
        values={t: best.values.function(t) for t in value_slots},
    )
    return BudgetResult(result, best.multiplier, budget.use_mwh(problem, d, r), search.passes)
