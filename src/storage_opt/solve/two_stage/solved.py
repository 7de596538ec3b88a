"""Solve a two-stage programme: as an LP first, then with binaries where its answer charges and discharges at once and gains by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.bound import dual_bound
from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.one_store import NoPathError
from storage_opt.solve.problem import Floats, Problem
from storage_opt.solve.two_stage.final import final_pieces
from storage_opt.solve.two_stage.programme import Programme
from storage_opt.solve.two_stage.records import TwoStage, TwoStagePlan

BOTH_MWH = 1e-7
"""Charged and discharged in one slot, in rounding of the solver. [MWh]"""
RELATIVE_GAP = 1e-7
"""Between plan and bound of the branch and bound. [-]"""


def solve_two_stage(
    problem: TwoStage, held_mwh: Floats | None = None, deadline: Deadline | None = None
) -> TwoStagePlan:
    """Find what to trade and what to do in each scenario.

    Parameters
    ----------
    problem : TwoStage
        Scenarios.
    held_mwh : ndarray, shape (S, T), optional
        Traded quantities that are given: only what is delivered is chosen. Each scenario is then on its own,
        and the bins do not count. [MWh]
    deadline : Deadline, optional
        Time limit.

    Returns
    -------
    TwoStagePlan
        Of plans of equal value any.

    Raises
    ------
    NoPathError
        A scenario has no plan from the start to a final energy.
    RuntimeError
        Stopped before it was solved.
    """
    if held_mwh is not None:
        alone = np.broadcast_to(np.arange(problem.n_scenarios)[:, None], problem.bins.shape)
        problem = replace(problem, bins=np.ascontiguousarray(alone))
    finals = tuple(final_pieces(store) for store in problem.stores)
    has_mode = np.zeros(problem.bins.shape, dtype=bool)
    while True:
        programme = Programme(problem, finals, has_mode, held_mwh)
        x, bound = _answer(programme.stated(), deadline or Deadline())
        burns = burning_pays(problem, x[programme.at.charge], x[programme.at.discharge]) & ~has_mode
        if not burns.any():
            return _plan(programme, x, bound, held_mwh)
        has_mode |= burns


def may_burn(problem: TwoStage) -> NDArray[np.bool_]:
    """Slots in which burning energy may pay, shape (S, T): charging and discharging at once, of which no device is capable.

    Less charging by ``x`` and less discharging by ``η·x`` leaves the energy as it was and delivers ``x·(1 − η)`` more. That earns at
    least ``x·[charge price − η·discharge price − (1 − η)·surplus_below]``, fees on trade left out, as trade stays as it is.
    """
    eta = problem.stores[0].charge_efficiency * problem.stores[0].discharge_efficiency
    earned = problem.charge_cost - eta * problem.discharge_gain - (1.0 - eta) * problem.surplus_below_jpy_per_mwh
    return np.asarray(earned < 0.0)


def burning_pays(problem: TwoStage, charge_mwh: Floats, discharge_mwh: Floats) -> NDArray[np.bool_]:
    """Slots in which a plan charges and discharges, and taking both back to one would cost, shape (S, T)."""
    return (np.minimum(charge_mwh, discharge_mwh) > BOTH_MWH) & may_burn(problem)


def _answer(stated: Problem, deadline: Deadline) -> tuple[Floats, float]:
    """Optimal point and a bound on every plan."""
    as_lp = not stated.is_integer.any()
    solver = LiveSolver(stated, as_lp=as_lp, deadline=deadline)
    if not as_lp:
        solver.set("mip_rel_gap", RELATIVE_GAP)
    answer = solver.solve()
    if answer.status == "infeasible":
        raise NoPathError("a scenario has no plan from the start to a final energy")
    if answer.status != "optimal" or answer.x is None:
        raise RuntimeError(f"the two-stage programme was not solved: {answer.status}")
    return answer.x, answer.bound if answer.row_dual is None else dual_bound(stated, answer.row_dual)


def _plan(programme: Programme, x: Floats, bound: float, held_mwh: Floats | None) -> TwoStagePlan:
    """Read the plan, and take charging and discharging at once back to one of both where that costs nothing."""
    problem, at = programme.problem, programme.at
    store = problem.stores[0]
    eta = store.charge_efficiency * store.discharge_efficiency
    charge, discharge = np.maximum(x[at.charge], 0.0), np.maximum(x[at.discharge], 0.0)
    draws = charge > discharge / eta
    charge, discharge = (
        np.where(draws, charge - discharge / eta, 0.0),
        np.where(draws, 0.0, discharge - eta * charge),
    )
    quantity = programme.lot * (x[at.sold] - x[at.bought])
    if programme.is_integer[at.sold].any():
        quantity = programme.lot * np.round(x[at.sold] - x[at.bought])
    cleared = quantity[at.group] if held_mwh is None else held_mwh
    energy, h = np.empty(charge.shape), store.slot_h
    before = np.full(len(charge), store.start_mwh)
    for t in range(problem.n_slots):
        before = (
            store.keep[t] * before
            + store.charge_efficiency * charge[:, t]
            - discharge[:, t] / store.discharge_efficiency
        )
        energy[:, t] = before
    outcome = problem.outcomes(charge / h, discharge / h, energy, cleared)
    return TwoStagePlan(
        cleared, charge / h, discharge / h, energy, outcome, problem.risk.worth(outcome), bound, bool((at.mode >= 0).any())
    )  # fmt: skip
