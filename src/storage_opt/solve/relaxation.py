"""The LP relaxation of a problem, kept alive: solved, held at whole numbers, given new numbers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.flags import ZERO_AMOUNT, Slim, find_flags, leave_out
from storage_opt.solve.highs import Answer, Deadline, LiveSolver
from storage_opt.solve.problem import Floats, Problem

DUAL, PRIMAL = 1, 4
"""Simplex methods, as HiGHS numbers them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan over the slim problem, with the prices of its rows where its LP was solved."""

    x: Floats
    row_dual: Floats | None = None


@dataclass(frozen=True, eq=False)
class _Kept:
    """An optimal basis, with the costs and bounds for which it is optimal."""

    basis: highspy.HighsBasis
    cost: Floats
    bounds: tuple[Floats, ...]

    @classmethod
    def of(cls, problem: Problem, basis: highspy.HighsBasis) -> _Kept:
        return cls(basis, problem.cost, _bounds(problem))

    def has_bounds_of(self, problem: Problem) -> bool:
        return all(map(np.array_equal, self.bounds, _bounds(problem)))


def _bounds(problem: Problem) -> tuple[Floats, ...]:
    return problem.col_lower, problem.col_upper, problem.row_lower, problem.row_upper


class Relaxation:
    """A live LP of the problem without its flags (``flags.leave_out``: same optimum, a third of the time).

    Parameters
    ----------
    problem : Problem
        Arrays of the whole period.
    deadline : Deadline
        Time left.
    """

    def __init__(self, problem: Problem, deadline: Deadline) -> None:
        self.slim: Slim = leave_out(problem, find_flags(problem))
        self.live = LiveSolver(self.slim.problem, as_lp=True, deadline=deadline)
        self.live.set("presolve", "off")  # on these LPs presolve costs more than it saves, and it would drop the basis
        self.hand_over_s = self.live.hand_over_s
        self._key: Hashable = None
        self._kept: dict[Hashable, _Kept] = {}
        self._has_new_bounds, self._has_new_costs = True, False

    @property
    def problem(self) -> Problem:
        """The slim problem."""
        return self.slim.problem

    @property
    def integers(self) -> NDArray[np.int32]:
        """Integer columns that are no flags."""
        return np.flatnonzero(self.problem.is_integer).astype(np.int32)

    def take_up(self, key: Hashable) -> None:
        """Name the problem in hand, so that :meth:`renew` may later go on from its optimal basis."""
        self._key = key

    def renew(self, problem: Problem, deadline: Deadline, key: Hashable = None) -> bool:
        """Take up new costs and bounds; ``False`` where the rows themselves differ.

        Goes on from the optimal basis of the last problem solved under the same ``key``, else from nothing: a basis from far away costs
        more than it saves.
        """
        slim = leave_out(problem, find_flags(problem))
        old, new = self.problem, slim.problem
        same = all(
            np.array_equal(getattr(old, part), getattr(new, part))
            for part in ("start", "index", "value", "is_integer", "day_of_row")
        )
        if not same or not np.array_equal(self.slim.columns, slim.columns):
            return False
        self._key, kept = key, self._kept.get(key)
        self._has_new_bounds = kept is None or not kept.has_bounds_of(new)
        self._has_new_costs = kept is not None and not np.array_equal(kept.cost, new.cost)
        self.slim, self.live.problem, self.live.deadline = slim, new, deadline
        self.hand_over_s = 0.0
        self.live.set_cost(new.cost if kept is None else kept.cost, new.offset)
        self.live.set_bounds(self.live.all_cols, new.col_lower, new.col_upper)
        self.live.set_row_bounds(self.live.all_rows, new.row_lower, new.row_upper)
        if kept is None:
            self.live.forget()
        else:
            self.live.go_back_to(kept.basis)
        return True

    def solve(self) -> Answer:
        """Solve the relaxation.

        After :meth:`renew`, new bounds leave the old basis dual feasible and new costs leave it primal feasible: the dual simplex method
        takes up the bounds, then the primal one the costs. The dual method alone needs up to ten times longer for new costs.
        """
        answer = None
        if self._has_new_bounds:
            self.live.set("simplex_strategy", DUAL)
            answer = self.live.solve()
        if answer is None or (self._has_new_costs and answer.status == "optimal"):
            self.live.set("simplex_strategy", PRIMAL)
            self.live.set_cost(self.problem.cost, self.problem.offset)
            answer = self.live.solve()
        self.live.set("simplex_strategy", DUAL)
        self._has_new_bounds, self._has_new_costs = True, False
        if answer.status == "optimal":
            self._kept[self._key] = _Kept.of(self.problem, self.live.basis())
        return answer

    def hold(self, x: Floats) -> Plan | None:
        """Hold integer columns at ``x``, solve the LP over all days, and repair amounts that came out under their least.

        Returns
        -------
        Plan or None
            A plan that keeps every rule of the full problem; ``None`` where there is none, or the time is up.
        """
        whole = np.rint(x[self.integers])
        self.live.set_bounds(self.integers, whole, whole)
        self._bound_amounts(np.zeros(self.slim.amount.size), self.problem.col_upper[self.slim.amount])
        answer = self.live.solve()
        if answer.status != "optimal" or answer.x is None:
            return None
        if not self.slim.breaks_least(answer.x).any():
            return Plan(self._clean(answer.x), answer.row_dual)
        least = self.slim.flags.least
        nearest, as_given = answer.x[self.slim.amount] >= 0.5 * least, x[self.slim.amount] >= least - ZERO_AMOUNT
        plans = [plan for raised in (nearest, as_given) if (plan := self._with_flags(raised)) is not None]
        if not plans:
            dropped = self._with_flags(answer.x[self.slim.amount] >= least - ZERO_AMOUNT)
            plans = [] if dropped is None else [dropped]
        return max(plans, key=lambda plan: self.problem.objective(plan.x), default=None)

    def fix(self, x: Floats) -> Answer:
        """Hold integer columns and flags at the plan ``x`` and solve: the plan itself or a tie, with the prices of its rows."""
        whole = np.rint(x[self.integers])
        self.live.set_bounds(self.integers, whole, whole)
        raised = (x[self.slim.amount] > ZERO_AMOUNT) | (self.slim.flags.least == 0.0)
        self._bound_amounts(*self._amount_bounds(raised))
        return self.live.solve()

    def _with_flags(self, raised: NDArray[np.bool_]) -> Plan | None:
        self._bound_amounts(*self._amount_bounds(raised))
        answer = self.live.solve()
        if answer.status != "optimal" or answer.x is None:
            return None
        return Plan(self._clean(answer.x), answer.row_dual)

    def _amount_bounds(self, raised: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        most = self.problem.col_upper[self.slim.amount]
        raised = raised & (most >= self.slim.flags.least)
        return np.where(raised, self.slim.flags.least, 0.0), np.where(raised, most, 0.0)

    def _bound_amounts(self, lower: Floats, upper: Floats) -> None:
        if self.slim.amount.size:
            self.live.set_bounds(self.slim.amount, lower, upper)

    def _clean(self, x: Floats) -> Floats:
        """Within the bounds to the last digit: the solver's tolerance must not carry a plan past a limit or leave a crumb of an offer."""
        x = np.clip(x, self.live.col_lower, self.live.col_upper)
        x[self.integers] = np.rint(x[self.integers])
        is_crumb = (x[self.slim.amount] <= ZERO_AMOUNT) & (self.slim.flags.least > 0.0)
        x[self.slim.amount[is_crumb]] = 0.0
        return x
