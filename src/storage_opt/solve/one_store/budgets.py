"""A budget over the whole period, such as discharge per year: one multiplier, a bound, and a plan that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from storage_opt.solve.one_store.records import Bids, Floats, NoPathError, StoreProblem, StoreResult
from storage_opt.solve.one_store.recursion import Recursion, Values, result_of

Plan = tuple[Floats, Floats, Floats, Floats]
"""``c``, ``d``, ``r``, ``e``."""

LARGEST_MULTIPLIER_STEPS = 40
MIX_STEPS = 30


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
class BudgetResult:
    """A plan within a budget and its proof.

    Parameters
    ----------
    result : StoreResult
        Plan, value and bound of the problem with the budget; value functions are those at ``multiplier_jpy_per_mwh``.
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


@dataclass(frozen=True, eq=False)
class _Priced:
    """The problem with the budget at one price, and its plan."""

    recursion: Recursion
    values: Values
    plan: tuple[Floats, Floats, Floats, Floats]
    result: StoreResult
    multiplier: float
    use: float
    reward: float
    bound: float


class _Search:
    """State of one search: the last prices on either side, the best bound."""

    def __init__(self, problem: StoreProblem, budget: Budget, bids: Bids) -> None:
        self.problem, self.budget = problem, budget
        self.has_minimum = bool((problem.r_min_mw > 0.0).any())
        self.is_exact = self.has_minimum and bids == "exact"
        self.unpriced = Recursion(problem)
        self.passes = 0

    def at(self, multiplier: float) -> _Priced:
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
        return _Priced(
            recursion, values, plan, result, multiplier, use, reward, result.bound_jpy + multiplier * budget.limit_mwh
        )


def solve_with_budget(
    problem: StoreProblem, budget: Budget, bids: Bids = "exact", relative_gap: float = 1e-9
) -> BudgetResult:
    """Solve a problem with a budget over all its slots.

    For every multiplier ``μ ≥ 0`` the value with the use at price ``μ``, plus ``μ·limit``, is a bound. Every plan gives a line below that
    bound as a function of ``μ``; the next ``μ`` is where the lines of the last plans on either side of the limit meet.

    Parameters
    ----------
    problem : StoreProblem
        Without the budget.
    budget : Budget
        Limit and uses.
    bids : Bids
        How minimum bids are met.
    relative_gap : float
        The search for the multiplier ends when the bound can fall by no more than this share.

    Raises
    ------
    NoPathError
        No plan keeps the budget, or none was found.
    """
    search = _Search(problem, budget, bids)
    over = search.at(0.0)
    if over.use <= budget.limit_mwh:
        return BudgetResult(over.result, 0.0, over.use, search.passes)
    step = max(1.0, float(np.abs(problem.discharge_price_jpy_per_mwh).mean()))
    within, best = search.at(step), over
    while within.use > budget.limit_mwh:
        over, step = within, 2.0 * step
        if search.passes > LARGEST_MULTIPLIER_STEPS:
            raise NoPathError("no plan within the budget was found at any price")
        within = search.at(step)
    best = min((over, within), key=lambda p: p.bound)
    while search.passes < 2 * LARGEST_MULTIPLIER_STEPS:
        multiplier = (over.reward - within.reward) / (over.use - within.use)
        least = over.reward + multiplier * (budget.limit_mwh - over.use)
        if best.bound - least <= relative_gap * abs(best.bound) or not over.multiplier < multiplier < within.multiplier:
            break
        middle = search.at(multiplier)
        best = min((best, middle), key=lambda p: p.bound)
        if middle.use > budget.limit_mwh:
            over = middle
        else:
            within = middle
    c, d, r, e = _filled(search, over, within)
    value = problem.reward(c, d, r) + problem.final.at(float(e[-1]))
    base = best.result
    result = replace(
        base, charge_mw=c, discharge_mw=d, reserve_mw=r, energy_mwh=e, value_jpy=value, bound_jpy=max(best.bound, value)
    )  # fmt: skip
    return BudgetResult(result, best.multiplier, budget.use_mwh(problem, d, r), search.passes)


def _copied(plan: Plan) -> Plan:
    c, d, r, e = plan
    return c.copy(), d.copy(), r.copy(), e.copy()


def _filled(search: _Search, over: _Priced, within: _Priced) -> Plan:
    """Best of the plan within the budget and of those that follow one policy up to some block and the other from there on.

    Both policies are nearly optimal at the multiplier, from whatever energy, so the switch costs nearly nothing; it only sets the use. In
    the block of the switch, the two actions are mixed where both are of one kind.
    """
    problem = search.problem
    plans = [within.plan, _switched(search, over, within), _switched(search, within, over)]
    kept = [p for p in plans if search.budget.use_mwh(problem, p[1], p[2]) <= search.budget.limit_mwh]
    return max(kept, key=lambda p: problem.reward(p[0], p[1], p[2]) + problem.final.at(float(p[3][-1])))


def _switched(search: _Search, first: _Priced, then: _Priced) -> Plan:
    """Plan that follows ``first``, then ``then``, and uses the budget as far as the switch allows."""
    problem, T = search.problem, search.problem.n_slots
    ends = np.unique(search.unpriced.data.block_end)
    starts = np.append(0, ends)

    def after(t: int, plan: Plan) -> Plan:
        """Follow the plan up to slot ``t``, then policy ``then``."""
        new = _copied(plan)
        energy = float(new[3][t - 1]) if t else problem.start_mwh
        if t < T:
            then.recursion.continue_plan(then.values, search.has_minimum, t, T, energy, *new)
        return new

    def room(plan: Plan) -> float:
        return search.budget.limit_mwh - search.budget.use_mwh(problem, plan[1], plan[2])

    low, high = 0, len(starts) - 1  # the number of blocks that follow ``first``
    plans = {low: after(0, first.plan), high: first.plan}
    wanted = room(plans[low]) >= 0.0
    while high - low > 1:
        middle = (low + high) // 2
        plans[middle] = after(int(starts[middle]), first.plan)
        if (room(plans[middle]) >= 0.0) == wanted:
            low = middle
        else:
            high = middle
    best, other = (plans[low], plans[high]) if wanted else (plans[high], plans[low])
    mixed = _mixed(search, best, other, int(starts[low]), int(starts[high]), after, room)
    return mixed if mixed is not None else best


def _mixed(
    search: _Search,
    best: Plan,
    other: Plan,
    t: int,
    end: int,
    after: Callable[[int, Plan], Plan],
    room: Callable[[Plan], float],
) -> Plan | None:
    """Mix of the two plans in the block ``t … end−1`` that leaves least room, or none where the actions are of different kinds."""
    part = slice(t, end)
    for power in (0, 1):
        if (best[1 - power][part] > 0.0).any() and (other[power][part] > 0.0).any():
            return None
    if search.has_minimum and ((best[2][part] > 0.0) != (other[2][part] > 0.0)).any():
        return None
    low, high = 0.0, 1.0
    kept: Plan | None = None
    for _ in range(MIX_STEPS):
        share = 0.5 * (low + high)
        plan = _copied(best)
        for mine, theirs in zip(plan[:3], other[:3], strict=True):
            mine[part] += share * (theirs[part] - mine[part])
        plan[3][part] += share * (other[3][part] - plan[3][part])
        plan = after(end, plan)
        if room(plan) >= 0.0:
            low, kept = share, plan
        else:
            high = share
    return kept
