"""The multiplier of a budget: the problem solved at prices of the budget on either side of its limit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storage_opt.solve.one_store.records import Bids, Floats, StoreProblem, StoreResult
from storage_opt.solve.one_store.recursion import Recursion, Values, result_of
from storage_opt.solve.one_store.stop import Stop

Plan = tuple[Floats, Floats, Floats, Floats]
"""``c``, ``d``, ``r``, ``e``."""

LARGEST_SEARCH = 60


@dataclass(frozen=True, eq=False)
class Budget:
    """``Σ_t Δ·d + Σ_k use_k·r_k ≤ limit``.

    Parameters
    ----------
    limit_mwh : float
        Largest use. [MWh]
    reserve_use_mwh_per_mw : ndarray, shape (T, K)
        Use of an offer, as the energy that it is expected to deliver at the grid side. [MWh/MW]
    """

    limit_mwh: float
    reserve_use_mwh_per_mw: Floats

    def use_mwh(self, problem: StoreProblem, discharge_mw: Floats, reserve_mw: Floats) -> float:
        """Use by a plan. [MWh]"""
        return float(problem.slot_h * discharge_mw.sum() + (self.reserve_use_mwh_per_mw * reserve_mw).sum())


@dataclass(frozen=True, eq=False)
class PricedBudget:
    """The problem with the budget at one price, and its plan."""

    recursion: Recursion
    values: Values
    plan: tuple[Floats, Floats, Floats, Floats]
    result: StoreResult
    multiplier: float
    use: float
    reward: float
    bound: float


class BudgetSearch:
    """One problem with one budget, solved at several prices of the budget."""

    def __init__(self, problem: StoreProblem, budget: Budget, bids: Bids, stop: Stop | None = None) -> None:
        self.problem, self.budget = problem, budget
        self.has_minimum = bool((problem.r_min_mw > 0.0).any())
        self.is_exact = self.has_minimum and bids == "exact"
        self.unpriced = Recursion(problem, stop)
        self.passes = 0

    def room(self, plan: Plan) -> float:
        """Budget that a plan leaves. [MWh]"""
        return self.budget.limit_mwh - self.budget.use_mwh(self.problem, plan[1], plan[2])

    def at(self, multiplier: float) -> PricedBudget:
        """Solve with the budget at a price."""
        budget, problem = self.budget, self.problem
        priced = replace(
            problem,
            discharge_price_jpy_per_mwh=problem.discharge_price_jpy_per_mwh - multiplier,
            gain_jpy_per_mw=problem.gain_jpy_per_mw - multiplier * budget.reserve_use_mwh_per_mw,
        )
        recursion = self.unpriced.with_prices(priced)
        values = recursion.values(self.is_exact)
        plan = recursion.plan(values, self.has_minimum)
        result = result_of(recursion, values, plan, ())
        self.passes += 1
        use = budget.use_mwh(problem, plan[1], plan[2])
        reward = result.value_jpy + multiplier * use
        return PricedBudget(
            recursion, values, plan, result, multiplier, use, reward, result.bound_jpy + multiplier * budget.limit_mwh
        )

    def bracket(
        self, over: PricedBudget, within: PricedBudget, relative_gap: float
    ) -> tuple[PricedBudget, PricedBudget, PricedBudget]:
        """Narrow two prices, one on either side of the limit; the third given back has the least bound.

        Every plan gives a line below the bound as a function of the price; the next price is where the lines of the two plans meet.
        """
        best = min((over, within), key=lambda p: p.bound)
        for _ in range(LARGEST_SEARCH):
            multiplier = (over.reward - within.reward) / (over.use - within.use)
            least = over.reward + multiplier * (self.budget.limit_mwh - over.use)
            is_between = over.multiplier < multiplier < within.multiplier
            if best.bound - least <= relative_gap * abs(best.bound) or not is_between:
                break
            middle = self.at(multiplier)
            best = min((best, middle), key=lambda p: p.bound)
            if middle.use > self.budget.limit_mwh:
                over = middle
            else:
                within = middle
        return over, within, best

    def from_price(self, multiplier: float, step: float) -> tuple[PricedBudget, PricedBudget] | None:
        """Two prices, one on either side of the limit, found by growing steps from a first one; none where all plans are on one side."""
        first = last = self.at(multiplier)
        is_over = first.use > self.budget.limit_mwh
        for _ in range(LARGEST_SEARCH):
            multiplier += step if is_over else -step
            step *= 2.0
            last, first = first, self.at(multiplier)
            if (first.use > self.budget.limit_mwh) != is_over:
                return (last, first) if is_over else (first, last)
        return None
