"""Budgets by one multiplier and contracts by slices, against MILPs that hold the rows themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from store_cases import random_problem
from store_milp import breaches, milp_arrays, solved

from storage_opt.solve.one_store import solve_store
from storage_opt.solve.one_store.budgets import Budget, solve_with_budget


def milp_with_budget(problem, budget):
    cost, rows, low, high, whole, at = milp_arrays(problem)
    uses = [(j, problem.slot_h) for j in at.d]
    for t in range(problem.n_slots):
        uses += [(at.r[at.block[t], k], budget.reserve_use_mwh_per_mw[t, k]) for k in range(problem.n_products)]
    rows.add(uses, -np.inf, budget.limit_mwh)
    return solved(cost, rows, low, high, whole)


@pytest.mark.parametrize("share", [0.8, 0.5])
@pytest.mark.parametrize(
    ("settings", "seed"),
    [
        ({"slots": 96}, 0),
        ({"slots": 96}, 3),
        ({"slots": 96}, 5),
        ({"slots": 96, "block": 6}, 2),
        ({"slots": 48, "minimum": True, "products": 2}, 4),
    ],
)
def test_budget_is_kept_and_bracketed(settings, seed, share):
    problem = random_problem(seed, **settings)
    use = problem.drain_mwh_per_mw * problem.discharge_efficiency
    free = solve_store(problem)
    budget = Budget(np.inf, use)
    budget = replace(budget, limit_mwh=share * budget.use_mwh(problem, free.discharge_mw, free.reserve_mw))
    answer = solve_with_budget(problem, budget)
    found, bound = milp_with_budget(problem, budget)
    result = answer.result
    assert max(breaches(problem, result).values()) < 1e-9
    assert budget.use_mwh(problem, result.discharge_mw, result.reserve_mw) <= budget.limit_mwh
    assert result.bound_jpy >= found * (1 - 1e-9)
    assert result.value_jpy <= bound + 1e-9 * abs(bound)
    assert result.value_jpy <= free.bound_jpy
    # The bound of one or two days has a gap of its own. The plan is near the optimum; with minimum bids, lumps remain.
    assert result.value_jpy >= found - (0.02 if problem.r_min_mw.any() else 1e-7) * abs(found)
    assert result.bound_jpy <= found + 1e-3 * abs(found)


def test_a_wide_budget_changes_nothing():
    problem = random_problem(6, slots=48)
    budget = Budget(1e9, np.zeros_like(problem.gain_jpy_per_mw))
    answer = solve_with_budget(problem, budget)
    assert answer.multiplier_jpy_per_mwh == 0.0
    assert answer.result.value_jpy == solve_store(problem).value_jpy
