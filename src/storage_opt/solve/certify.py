"""A plan for the whole problem with a proven bound: anchored days, priced windows, or the whole as a MILP."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.bound import dual_bound
from storage_opt.solve.cut import Cutter
from storage_opt.solve.highs import Answer, Deadline, LiveSolver
from storage_opt.solve.in_order import plan_in_order
from storage_opt.solve.integers import round_within_rows
from storage_opt.solve.lengthen import next_windows
from storage_opt.solve.outcome import ROUNDING_GAP, Certified, Method, Outcome, Settings, relative_gap
from storage_opt.solve.pool import side_by_side
from storage_opt.solve.priced import WINDOW_OPTIONS, Found, Pricing, Window, joined
from storage_opt.solve.problem import Floats, Ints, Problem
from storage_opt.solve.relaxation import Plan, Relaxation
from storage_opt.solve.ties import break_ties
from storage_opt.solve.windows import between_anchors, days_around

__all__ = ["Certified", "Method", "Outcome", "Settings", "Warm", "relative_gap", "solve_certified"]

REACHES = (0, 1, 3)
"""Days added on both sides of a day that breaks an integer rule, until every window has a plan between its anchors."""
FEW_DAYS = 0.25
"""Anchored days are tried where no more than this share of the days breaks an integer rule."""
GAP_SHARE = 0.2
"""Share of the gap asked for that the MILPs of all windows together may leave open."""
LENGTHS = (2, 4, 7, 7)
"""Longest priced window in the first, second and every later round after that of single days. [days]"""
WHOLE_DAYS = 14
"""Longest problem that goes to one MILP where windows are not enough. [days]"""


MOST_KEPT = 3
"""Live relaxations with different rows (another efficiency, a limit on the margin) that are kept at a time."""


class Warm:
    """Keeps the live relaxation from one solve to the next; for problems that differ in costs and bounds only.

    Attributes
    ----------
    key : hashable
        What the next problem resembles (its price year, the share of the margin kept): it goes on from the basis of the last one with the
        same key.
    """

    def __init__(self) -> None:
        self.key: Hashable = None
        self._kept: list[Relaxation] = []

    def relaxation(self, problem: Problem, deadline: Deadline) -> Relaxation:
        """Return a kept relaxation with the new numbers, or a new one where the rows are others."""
        for kept in self._kept:
            if kept.renew(problem, deadline, self.key):
                return kept
        new = Relaxation(problem, deadline)
        new.take_up(self.key)
        self._kept = [new, *self._kept][:MOST_KEPT]
        return new


def solve_certified(
    problem: Problem,
    settings: Settings,
    deadline: Deadline,
    wishes: Sequence[Floats] = (),
    tell: Callable[[str], None] = lambda _: None,
    warm: Warm | None = None,
) -> Certified:
    """Solve to a proven gap.

    Parameters
    ----------
    problem : Problem
        Arrays of the whole period.
    settings : Settings
        Method, gap, workers.
    deadline : Deadline
        Time left.
    wishes : sequence of ndarray
        What decides between plans of equal value (``ties.break_ties``).
    tell : callable
        Is told each step, for progress.
    warm : Warm, optional
        Kept between solves of problems that differ in costs and bounds only: the relaxation goes on from its last basis.

    Notes
    -----
    1. The LP relaxation gives a bound (``bound.dual_bound``) and, at every midnight, an anchor and a price.
    2. Where few days break an integer rule: these days as MILPs between their anchors, in wider windows where the anchors leave no plan.
    3. Else, or where the gap is larger than asked for: priced windows (``priced``), a day each. Their sum is a bound; their
       modes, held, give a plan.
    4. Windows that hold the gap are solved again, longer, until the gap is reached, they are a week long, or time is up.
    5. A period of up to two weeks for which that is not enough goes to one MILP, from the plan in hand.

    Every plan comes from one LP over all days with its integer columns held, so midnights are where they are worth most.
    """
    return _Search(problem, settings, deadline, wishes, tell, warm or Warm()).result()


class _Search:
    """State of one certified solve: the best plan (of the slim problem) and the best bound so far."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        deadline: Deadline,
        wishes: Sequence[Floats],
        tell: Callable[[str], None],
        warm: Warm,
    ) -> None:
        self.full, self.settings, self.deadline, self.tell = problem, settings, deadline, tell
        self.bound = dual_bound(problem, np.zeros(problem.n_rows))
        self.best: Plan | None = None
        self.steps: list[str] = []
        self.lp_s = 0.0
        self.relaxation = warm.relaxation(problem, deadline)
        self.slim, self.problem = self.relaxation.slim, self.relaxation.problem
        self.wishes = [wish[self.slim.columns] for wish in wishes]
        self.hand_over_s = self.relaxation.hand_over_s
        self.n_days = int(problem.day_of_col.max()) + 1

    def result(self) -> Certified:
        if self.settings.method == "mip" and self.full.is_integer.any():
            return self._whole()
        self._note("lp")
        began = time.perf_counter()
        relaxed = self.relaxation.solve()
        self.lp_s = time.perf_counter() - began
        if relaxed.status == "infeasible":
            return self._stop("infeasible")
        if relaxed.x is None or relaxed.row_dual is None:
            return self._stop("no_plan")
        self._tighten(dual_bound(self.problem, relaxed.row_dual))
        rounded, violated = round_within_rows(self.problem, relaxed.x)
        violated[self.slim.amount] |= self.slim.breaks_least(relaxed.x)
        if self.settings.method == "lp":
            self._offer(Plan(relaxed.x, relaxed.row_dual))
            return self._relaxed(relaxed, bool(violated.any()))
        if not violated.any():
            self._offer(Plan(rounded, relaxed.row_dual))
            return self._finish()
        days = np.unique(np.maximum(self.problem.day_of_col[violated], 0))
        if days.size <= max(1.0, FEW_DAYS * self.n_days):
            self._anchored(rounded, days)
        if not self._is_enough() and not self.deadline.is_over and self._priced(relaxed, rounded, days) == "infeasible":
            return self._stop("infeasible")
        if self._is_enough() or self.deadline.is_over or self.n_days > WHOLE_DAYS:
            return self._finish()
        return self._whole()

    def _anchored(self, anchors: Floats, days: Ints) -> None:
        """Solve the days around the violated ones between their anchors, side by side, and hold what they give."""
        cutter = Cutter(self.problem)

        def solve(days: tuple[int, int]) -> tuple[NDArray[np.intp], Floats] | None:
            piece, part = between_anchors(cutter, *days, anchors)
            live = LiveSolver(part, as_lp=False, deadline=deadline)
            for option, value in WINDOW_OPTIONS.items():
                live.set(option, value)
            live.set("mip_abs_gap", self._gap_per_day() * (days[1] - days[0] + 1))
            answer = live.solve()
            return None if answer.x is None else (piece.own, answer.x[: piece.own.size])

        for reach in REACHES:
            windows = days_around(days, reach, self.n_days)
            deadline = self.deadline.keeping(self._reserve_s())
            if deadline.is_over:
                return
            self._note(f"anchored days: {len(windows)} windows, reach {reach}")
            parts = side_by_side(solve, windows, self.settings.workers_used, deadline)
            plan = anchors.copy()
            for part in parts:
                if part is not None:
                    plan[part[0]] = part[1]
            if all(part is not None for part in parts) and self._hold(plan):
                return

    def _priced(self, relaxed: Answer, rounded: Floats, days: Ints) -> Outcome | None:
        """Priced windows, lengthened where the gap arises."""
        assert relaxed.row_dual is not None
        pricing = Pricing(self.slim, relaxed.row_dual, self.settings.workers_used)
        with_flags = self.settings.minimum_bids == "exact" and self._has_flags()
        first = [Window(day, day, with_flags) for day in range(self.n_days)]
        found = [self._as_relaxed(pricing.unsolved(window), rounded) for window in first]
        todo = [(first[day], int(day), int(day) + 1) for day in days]
        if self.best is None and np.isfinite(self.deadline.left_s):
            self._hold(rounded)  # poor, but soon there: a time limit may leave no other
        lengths = iter(LENGTHS)
        while todo and not self.deadline.is_over:
            deadline = self.deadline.keeping(self._reserve_s())
            longest, n_flags = max(w.n_days for w, _, _ in todo), sum(w.with_flags for w, _, _ in todo)
            self._note(
                f"priced windows: {len(todo)}, up to {longest} d" + (f", {n_flags} with flags" if n_flags else "")
            )
            solved = pricing.solve([w for w, _, _ in todo], self._gap_per_day(), deadline)
            if any(part.is_impossible for part in solved) and self.best is None:
                return "infeasible"
            found = _replaced(found, todo, solved)
            self._tighten(pricing.bound(found))
            together = joined(self.problem, found, rounded)
            if not self._hold(together) and self.best is None and not self.deadline.is_over:
                self._note("windows in order")
                plan = plan_in_order(pricing, rounded, 1, 1, self._gap_per_day(), deadline)
                if plan is not None:
                    self._hold(plan)
            if self._is_enough():
                break
            may_add_flags = np.array([self._may_add_flags(part) for part in found])
            spare = 0.5 * self._asked() * abs(self.bound)
            todo = []
            while not todo and (longest := next(lengths, 0)):
                plan = None if self.best is None else self.best.x
                todo = next_windows(self.problem, found, plan, together, spare, longest, may_add_flags)
        return None

    def _as_relaxed(self, found: Found, rounded: Floats) -> Found:
        """Take the LP answer as the plan of a window in which it keeps every integer rule."""
        return Found(
            found.window, found.bound, found.own, found.taken, found.price, found.price_taken,
            rounded[found.own], rounded[found.taken], max(0.0, found.bound - found.value(rounded)),
        )  # fmt: skip

    def _has_flags(self) -> bool:
        return bool((self.slim.flags.least > 0.0).any())

    def _may_add_flags(self, part: Found) -> bool:
        if self.settings.minimum_bids != "auto" or part.x is None:
            return False
        x = np.zeros(self.problem.n_cols)
        x[part.own] = part.x
        return bool(self.slim.breaks_least(x).any())

    def _hold(self, x: Floats) -> bool:
        """Hold the integer columns at ``x``, solve the LP over all days, keep the plan if it is the best."""
        self._note("polish")
        plan = self.relaxation.hold(x)
        if plan is not None:
            self._offer(plan)
        return plan is not None

    def _reserve_s(self) -> float:
        """Time to leave for the polish after a round of windows. [s]"""
        return min(0.3 * self.deadline.left_s, 2.0 * self.lp_s) if np.isfinite(self.deadline.left_s) else 0.0

    def _asked(self) -> float:
        return max(self.settings.relative_gap, ROUNDING_GAP)

    def _gap_per_day(self) -> float:
        return GAP_SHARE * self._asked() * max(abs(self.bound), 1.0) / self.n_days

    def _whole(self) -> Certified:
        """One MILP over everything, from the plan in hand."""
        self._note("mip")
        live = LiveSolver(self.full, as_lp=False, deadline=self.deadline, threads=self.settings.threads)
        self.hand_over_s += live.hand_over_s
        live.set("mip_rel_gap", self.settings.relative_gap * 0.5)
        if self.best is not None:
            live.start_from(self.slim.put_back(self.best.x))
        answer = live.solve()
        if answer.status == "infeasible":
            return self._stop("infeasible" if self.best is None else "feasible")
        self._tighten(answer.bound)
        if answer.x is not None:
            x = answer.x[self.slim.columns]
            x[self.relaxation.integers] = np.rint(x[self.relaxation.integers])
            if not self._hold(x):
                self._offer(Plan(x))
        return self._finish()

    def _finish(self) -> Certified:
        """Break ties around the plan in hand, with its integer columns held, and report."""
        if self.best is None:
            return self._stop("no_plan")
        if not self.deadline.is_over:
            self._note("ties")
            answer = self.relaxation.fix(self.best.x)
            if answer.status == "optimal":
                self.best = Plan(self._tied(answer), answer.row_dual)
        return self._stop("optimal" if self._is_enough() else "feasible")

    def _tied(self, answer: Answer) -> Floats:
        live = self.relaxation.live
        lower, upper = live.col_lower.copy(), live.col_upper.copy()
        chosen = break_ties(live, answer, self.wishes) if self.wishes else answer
        if chosen.x is None:
            raise RuntimeError("an optimal answer without a point")
        return np.clip(chosen.x, lower, upper)

    def _relaxed(self, answer: Answer, breaks_rules: bool) -> Certified:
        self.best = Plan(self._tied(answer), answer.row_dual)
        return self._stop("relaxed" if breaks_rules else "optimal")

    def _offer(self, plan: Plan) -> None:
        """Keep a plan if it is the best so far."""
        if self.best is None or self.problem.objective(plan.x) > self.problem.objective(self.best.x):
            self.best = plan

    def _tighten(self, bound: float) -> None:
        self.bound = min(self.bound, bound)

    def _is_enough(self) -> bool:
        if self.best is None:
            return False
        return relative_gap(self.problem.objective(self.best.x), self.bound) <= self._asked()

    def _note(self, step: str) -> None:
        self.steps.append(step)
        self.tell(step)

    def _stop(self, outcome: Outcome) -> Certified:
        x, dual, objective = None, None, -np.inf
        if self.best is not None:
            x, objective = self.slim.put_back(self.best.x), self.problem.objective(self.best.x)
            dual = None if self.best.row_dual is None else self.slim.put_back_rows(self.best.row_dual)
        return Certified(outcome, x, objective, self.bound, dual, tuple(self.steps), self.hand_over_s)


def _replaced(found: Sequence[Found], todo: Sequence[tuple[Window, int, int]], solved: Sequence[Found]) -> list[Found]:
    """Put the new windows in the place of the old ones; a bound that the old ones had together is not given up."""
    result: list[Found] = []
    at = 0
    for (_, first, end), new in zip(todo, solved, strict=True):
        result += found[at:first]
        known = sum(part.bound for part in found[first:end])
        result.append(new if new.bound <= known else _with_bound(new, known))
        at = end
    return result + list(found[at:])


def _with_bound(found: Found, bound: float) -> Found:
    return Found(
        found.window, bound, found.own, found.taken, found.price, found.price_taken, found.x, found.x_taken,
        max(0.0, found.inner_gap - (found.bound - bound)), found.is_impossible,
    )  # fmt: skip
