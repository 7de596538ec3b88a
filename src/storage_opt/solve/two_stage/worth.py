"""What it is worth to know the scenario, and to have looked at more than the mean of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storage_opt.solve.one_store import StoreProblem
from storage_opt.solve.problem import Floats
from storage_opt.solve.two_stage.final import mean_value
from storage_opt.solve.two_stage.records import TwoStage, TwoStagePlan
from storage_opt.solve.two_stage.solved import solve_two_stage


def wait_and_see(problem: TwoStage) -> float:
    """Return what would be reached if the scenario were known before anything is traded (WS). [JPY]"""
    alone = [solve_two_stage(_one(problem, store)).outcome_jpy[0] for store in problem.stores]
    return problem.risk.worth(np.array(alone))


def expected_value_trades(problem: TwoStage) -> Floats:
    """Quantities that are best where the mean of the prices, and of the value of the energy left, is certain, shape (T,). [MWh]"""
    first = problem.stores[0]
    mean = replace(
        first,
        charge_price_jpy_per_mwh=np.mean([store.charge_price_jpy_per_mwh for store in problem.stores], axis=0),
        discharge_price_jpy_per_mwh=np.mean([store.discharge_price_jpy_per_mwh for store in problem.stores], axis=0),
        final=mean_value([store.final for store in problem.stores]),
    )
    quantities: Floats = solve_two_stage(_one(problem, mean)).cleared_mwh[0]
    return quantities


def expected_value_result(problem: TwoStage) -> float:
    """Return what the quantities of the mean reach in the scenarios, delivered as well as can be (EEV). [JPY]"""
    held = np.tile(expected_value_trades(problem), (problem.n_scenarios, 1))
    return solve_two_stage(problem, held).value_jpy


def evpi(problem: TwoStage, plan: TwoStagePlan) -> float:
    """Return the expected value of perfect information, ``WS − RP``: never negative. [JPY]

    Parameters
    ----------
    problem : TwoStage
        Scenarios.
    plan : TwoStagePlan
        Its solution, of value RP.
    """
    return wait_and_see(problem) - plan.value_jpy


def vss(problem: TwoStage, plan: TwoStagePlan) -> float:
    """Return the value of the stochastic solution, ``RP − EEV``. [JPY]

    Never negative, as the quantities of the mean are a choice in RP as well.
    """
    return plan.value_jpy - expected_value_result(problem)


def _one(problem: TwoStage, store: StoreProblem) -> TwoStage:
    """One certain scenario."""
    return replace(problem, stores=(store,), bins=np.zeros((1, problem.n_slots), dtype=np.int64))
