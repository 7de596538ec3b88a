"""A plan for the whole problem with a proven bound: anchored days, then the whole as a MILP where needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from storage_opt.solve.bound import dual_bound
from storage_opt.solve.highs import Answer, Deadline, LiveSolver
from storage_opt.solve.integers import round_within_rows
from storage_opt.solve.problem import Floats, Ints, Problem
from storage_opt.solve.ties import break_ties
from storage_opt.solve.windows import days_around, window

Method = Literal["certified", "lp", "mip"]
Outcome = Literal["optimal", "feasible", "relaxed", "infeasible", "no_plan"]

REACHES = (0, 1, 3)
"""Days added on both sides of a day that breaks an integer rule, until every window has a plan between its anchors."""
WINDOW_GAP = 1e-7
"""Relative gap to which the MILP of a window is solved."""
ROUNDING_GAP = 1e-9
"""A relative gap below this is rounding (rows hold to 1e-7, sums to 1e-16): no search can close it, so it counts as none."""


@dataclass(frozen=True)
class Settings:
    """How to solve.

    Parameters
    ----------
    method : Method
        ``certified`` (anchored days, then MILP), ``lp`` (relaxation only), ``mip`` (one direct MILP).
    relative_gap : float
        Gap asked for, ``(bound − objective) / max(|bound|, 1)``.
    threads : int
        Threads of HiGHS.
    """

    method: Method = "certified"
    relative_gap: float = 1e-4
    threads: int = 1


@dataclass(frozen=True, eq=False)
class Certified:
    """A plan and its proof.

    Parameters
    ----------
    outcome : Outcome
        ``optimal``: gap within the one asked for; ``feasible``: a plan with a larger gap, time is up; ``relaxed``: the
        answer of ``lp`` breaks integer rules; ``infeasible``: proven that there is no plan; ``no_plan``: none found in time.
    x : ndarray or None
        The plan.
    objective, bound : float
        Value of the plan, proven upper bound of the problem.
    row_dual : ndarray or None
        Prices of the rows: of the LP in which the integer columns are held at the plan.
    steps : tuple of str
        What was done, in order, for the manifest.
    hand_over_s : float
        Time in which arrays went into HiGHS. [s]
    """

    outcome: Outcome
    x: Floats | None
    objective: float
    bound: float
    row_dual: Floats | None = None
    steps: tuple[str, ...] = field(default=())
    hand_over_s: float = 0.0

    @property
    def relative_gap(self) -> float:
        """``(bound − objective) / max(|bound|, 1)``, not below zero by rounding."""
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float, bound: float) -> float:
    """``(bound − objective) / max(|bound|, 1)``.

    >>> relative_gap(99.0, 100.0)
    0.01
    """
    return max(0.0, bound - objective) / max(abs(bound), 1.0)


def solve_certified(
    problem: Problem,
    settings: Settings,
    deadline: Deadline,
    wishes: Sequence[Floats] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Certified:
    """Solve to a proven gap.

    Parameters
    ----------
    problem : Problem
        Arrays of the whole period.
    settings : Settings
        Method, gap, threads.
    deadline : Deadline
        Time left.
    wishes : sequence of ndarray
        What decides between plans of equal value (``ties.break_ties``).
    tell : callable
        Is told each step, for progress.

    Notes
    -----
    1. The LP relaxation gives the bound (``bound.dual_bound``) and, at every midnight, an anchor.
    2. Days whose LP answer already satisfies every integer rule are kept; the others are re-solved as small MILPs between their
       anchors, in wider windows where the anchors leave no plan.
    3. With the integer columns held, the LP is solved once more over all days, which moves the midnights to their best place.
    4. What still misses the gap goes to one MILP over everything, from the plan in hand, for the time left.
    """
    return _Search(problem, settings, deadline, wishes, tell).result()


class _Search:
    """State of one certified solve: the best plan and the best bound so far."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        deadline: Deadline,
        wishes: Sequence[Floats],
        tell: Callable[[str], None],
    ) -> None:
        self.problem, self.settings, self.deadline, self.wishes, self.tell = problem, settings, deadline, wishes, tell
        self.bound = np.inf
        self.best: Floats | None = None
        self.best_dual: Floats | None = None
        self.steps: list[str] = []
        self.hand_over_s = 0.0
        self.relaxation: LiveSolver | None = None

    def result(self) -> Certified:
        if self.settings.method == "mip" and self.problem.is_integer.any():
            return self._whole()
        live = self.relaxation = self._live(self.problem, as_lp=True)
        live.set(
            "presolve", "choose" if self.problem.is_integer.any() else "off"
        )  # off: a third faster on pure storage
        self._note("lp")
        relaxed = live.solve()
        if relaxed.status == "infeasible":
            return self._stop("infeasible")
        if relaxed.x is None or relaxed.row_dual is None:
            return self._stop("no_plan")
        self.bound = dual_bound(self.problem, relaxed.row_dual)
        rounded, violated = round_within_rows(self.problem, relaxed.x)
        if self.settings.method == "lp":
            return self._relaxed(live, relaxed, bool(violated.any()))
        if not violated.any():
            self._offer(rounded, relaxed.row_dual)
            return self._finish()
        days = np.unique(self.problem.day_of_col[violated])
        for reach in REACHES:
            plan = self._anchored(rounded, days, reach)
            if plan is not None:
                self._polish(live, plan)
                break
            if self.deadline.is_over:
                break
        if self._is_enough() or self.deadline.is_over:
            return self._finish()
        return self._whole()

    def _live(self, problem: Problem, *, as_lp: bool) -> LiveSolver:
        live = LiveSolver(problem, as_lp=as_lp, deadline=self.deadline, threads=self.settings.threads)
        self.hand_over_s += live.hand_over_s
        return live

    def _anchored(self, anchors: Floats, days: Ints, reach: int) -> Floats | None:
        """Re-solve the days around the violated ones between their anchors; ``None`` where a window gives no plan."""
        plan = anchors.copy()
        windows = days_around(days, reach, int(self.problem.day_of_col.max()) + 1)
        self._note(f"windows reach={reach} n={len(windows)}")
        for first, last in windows:
            part, columns = window(self.problem, first, last, plan)
            live = self._live(part, as_lp=False)
            live.set("mip_rel_gap", WINDOW_GAP)
            answer = live.solve()
            if answer.x is None:
                return None
            plan[columns] = answer.x
        plan[self.problem.is_integer] = np.rint(plan[self.problem.is_integer])
        return plan

    def _polish(self, live: LiveSolver, plan: Floats) -> None:
        """Hold the integer columns at the plan and solve the LP over all days from the old basis."""
        columns = np.flatnonzero(self.problem.is_integer).astype(np.int32)
        live.set_bounds(columns, plan[columns], plan[columns])
        self._note("polish")
        answer = live.solve()
        if answer.status == "optimal" and answer.x is not None:
            self._offer(answer.x, answer.row_dual)
        elif answer.status != "time_limit":
            raise RuntimeError(f"a plan became {answer.status} when its integer columns were held")
        else:
            self._offer(plan, None)

    def _tied(self, live: LiveSolver, answer: Answer) -> Floats:
        chosen = break_ties(live, answer, self.wishes) if self.wishes else answer
        if chosen.x is None:
            raise RuntimeError("an optimal answer without a point")
        return np.clip(chosen.x, self.problem.col_lower, self.problem.col_upper)

    def _whole(self) -> Certified:
        """One MILP over everything, from the plan in hand."""
        self._note("mip")
        live = self._live(self.problem, as_lp=False)
        live.set("mip_rel_gap", self.settings.relative_gap * 0.5)
        if self.best is not None:
            live.start_from(self.best)
        answer = live.solve()
        if answer.status == "infeasible" and self.best is None:
            return self._stop("infeasible")
        self.bound = min(self.bound, answer.bound)
        if answer.x is not None:
            plan = answer.x.copy()
            plan[self.problem.is_integer] = np.rint(plan[self.problem.is_integer])
            self._offer(plan, None)
        return self._finish()

    def _finish(self) -> Certified:
        """Break ties around the plan in hand, with its integer columns held, and report."""
        if self.best is None:
            return self._stop("no_plan")
        if not self.deadline.is_over:
            self._note("ties")
            live = self.relaxation or self._live(self.problem, as_lp=True)
            columns = np.flatnonzero(self.problem.is_integer).astype(np.int32)
            if columns.size:
                live.set_bounds(columns, self.best[columns], self.best[columns])
            answer = live.solve()
            if answer.status == "optimal":
                self.best, self.best_dual = self._tied(live, answer), answer.row_dual
        return self._stop("optimal" if self._is_enough() else "feasible")

    def _relaxed(self, live: LiveSolver, answer: Answer, breaks_rules: bool) -> Certified:
        self._offer(self._tied(live, answer), answer.row_dual)
        return self._stop("relaxed" if breaks_rules else "optimal")

    def _offer(self, x: Floats, row_dual: Floats | None) -> None:
        """Keep a plan if it is the best so far; the solver's tolerance must not carry it past a column bound."""
        x = np.clip(x, self.problem.col_lower, self.problem.col_upper)
        if self.best is None or self.problem.objective(x) > self.problem.objective(self.best):
            self.best, self.best_dual = x, row_dual

    def _is_enough(self) -> bool:
        if self.best is None:
            return False
        gap = relative_gap(self.problem.objective(self.best), self.bound)
        return gap <= max(self.settings.relative_gap, ROUNDING_GAP)

    def _note(self, step: str) -> None:
        self.steps.append(step)
        self.tell(step)

    def _stop(self, outcome: Outcome) -> Certified:
        objective = -np.inf if self.best is None else self.problem.objective(self.best)
        return Certified(outcome, self.best, objective, self.bound, self.best_dual, tuple(self.steps), self.hand_over_s)
