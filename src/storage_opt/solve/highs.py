"""The live solver: one HiGHS instance that keeps its arrays and its basis between solves."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.problem import Floats, Ints, Problem

Status = Literal["optimal", "time_limit", "infeasible", "stopped"]
"""Why the solver stopped; what it holds is a separate question (``Answer.x``)."""

_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kTimeLimit: "time_limit",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
}


class Deadline:
    """Wall-clock time left of a limit that all solves of a run share.

    Parameters
    ----------
    limit_s : float or None
        Seconds from now; ``None``: no limit.
    """

    def __init__(self, limit_s: float | None = None) -> None:
        self.end = np.inf if limit_s is None else time.perf_counter() + limit_s
        self._called_off = threading.Event()

    def keeping(self, reserve_s: float) -> Deadline:
        """Return an earlier deadline that leaves ``reserve_s`` for what comes after; called off together with this one."""
        earlier = Deadline()
        earlier.end, earlier._called_off = self.end - reserve_s, self._called_off
        return earlier

    def call_off(self) -> None:
        """End all solves under this deadline as soon as they notice, in whatever thread they run."""
        self._called_off.set()

    @property
    def is_called_off(self) -> bool:
        """Whether all solves are to end."""
        return self._called_off.is_set()

    @property
    def left_s(self) -> float:
        """Seconds left, never negative; infinite without a limit."""
        return 0.0 if self.is_called_off else max(0.0, self.end - time.perf_counter())

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.left_s <= 0.0


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver holds when it stops.

    Parameters
    ----------
    status : Status
        Why it stopped.
    x : ndarray or None
        Feasible point, if there is one.
    row_dual, col_dual : ndarray or None
        Change of the objective per unit of a row's or column's bound (LP only, optimal only).
    bound : float
        Upper bound on the objective as the solver claims it (MILP); infinite where it has none.
    """

    status: Status
    x: Floats | None
    row_dual: Floats | None
    col_dual: Floats | None
    bound: float


class _QuietHighs(highspy.Highs):  # type: ignore[misc]  # highspy is untyped for us
    """HiGHS without its banner, which it prints as soon as callbacks are set up."""

    def enableCallbacks(self) -> None:  # noqa: N802  (name given by highspy)
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


class LiveSolver:
    """A problem inside HiGHS, maximised.

    Parameters
    ----------
    problem : Problem
        Arrays; passed once.
    as_lp : bool
        Leave integrality out: the LP relaxation.
    deadline : Deadline
        Shared time limit.
    threads : int
        Threads of HiGHS.

    Notes
    -----
    HiGHS runs in a thread of its own, so that Ctrl-C is noticed at once: the solve is cancelled and ``KeyboardInterrupt``
    goes on to the caller.
    """

    def __init__(self, problem: Problem, *, as_lp: bool, deadline: Deadline, threads: int = 1) -> None:
        self.problem, self.as_lp, self.deadline = problem, as_lp, deadline
        self.all_cols: Ints = np.arange(problem.n_cols, dtype=np.int32)
        self.all_rows: Ints = np.arange(problem.n_rows, dtype=np.int32)
        self.col_lower, self.col_upper = problem.col_lower.copy(), problem.col_upper.copy()
        began = time.perf_counter()
        self.highs = _QuietHighs()
        self.set("threads", threads)
        self.highs.HandleUserInterrupt = True
        self._pass(problem, as_lp=as_lp)
        self.hand_over_s = time.perf_counter() - began

    def _pass(self, p: Problem, *, as_lp: bool) -> None:
        integrality = np.zeros(p.n_cols, dtype=np.int32) if as_lp else p.is_integer.astype(np.int32)
        none_i, none_f = np.zeros(0, dtype=np.int32), np.zeros(0)
        status = self.highs.passModel(
            p.n_cols,
            p.n_rows,
            len(p.value),
            0,
            int(highspy.MatrixFormat.kRowwise),
            0,
            int(highspy.ObjSense.kMaximize),
            p.offset,
            p.cost,
            p.col_lower,
            p.col_upper,
            p.row_lower,
            p.row_upper,
            p.start,
            p.index,
            p.value,
            none_i,
            none_i,
            none_f,
            integrality,
        )
        self._must(status, "passModel")

    def set(self, option: str, value: str | float | int | bool) -> None:
        """Set a HiGHS option; a value that HiGHS refuses is an error, not a silent default."""
        self._must(self.highs.setOptionValue(option, value), option)

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change column bounds; the basis is kept."""
        self._must(self.highs.changeColsBounds(len(columns), columns, lower, upper), "changeColsBounds")
        self.col_lower[columns], self.col_upper[columns] = lower, upper

    def set_row_bounds(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Change row bounds; the basis is kept."""
        self._must(self.highs.changeRowsBounds(len(rows), rows, lower, upper), "changeRowsBounds")

    def set_cost(self, cost: Floats, offset: float | None = None) -> None:
        """Change all costs, and the constant where one is given; the basis is kept."""
        self._must(self.highs.changeColsCost(len(cost), self.all_cols, cost), "changeColsCost")
        if offset is not None:
            self._must(self.highs.changeObjectiveOffset(offset), "changeObjectiveOffset")

    def basis(self) -> highspy.HighsBasis:
        """Present basis of an LP."""
        basis: highspy.HighsBasis = self.highs.getBasis()
        return basis

    def go_back_to(self, basis: highspy.HighsBasis) -> None:
        """Take up an earlier basis."""
        self._must(self.highs.setBasis(basis), "setBasis")

    def forget(self) -> None:
        """Drop the present basis."""
        self._must(self.highs.clearSolver(), "clearSolver")

    def start_from(self, x: Floats) -> None:
        """Give a first feasible point to a MILP."""
        self._must(self.highs.setSolution(len(x), self.all_cols, x), "setSolution")

    def solve(self) -> Answer:
        """Solve from the present basis within the time left.

        Raises
        ------
        RuntimeError
            If HiGHS reports an error.
        KeyboardInterrupt
            On Ctrl-C, after the solve was cancelled.
        """
        if self.deadline.is_over:
            return Answer("time_limit", None, None, None, np.inf)
        if np.isfinite(self.deadline.left_s):
            self.set("time_limit", self.highs.getRunTime() + self.deadline.left_s)
        self._run()
        status = _STATUS.get(self.highs.getModelStatus(), "stopped")
        info = self.highs.getInfo()
        has_point = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        solution = self.highs.getSolution()
        x = np.array(solution.col_value) if has_point else None
        if self.as_lp:
            proven = status == "optimal"
            return Answer(
                status,
                x,
                np.array(solution.row_dual) if proven else None,
                np.array(solution.col_dual) if proven else None,
                info.objective_function_value if proven else np.inf,
            )
        claimed = info.mip_dual_bound
        # Stopped before it had a bound HiGHS may show anything; what is no upper bound of its own point is no claim.
        has_bound = status != "infeasible" and (
            x is None or claimed >= info.objective_function_value - abs(claimed) * 1e-9
        )
        return Answer(status, x, None, None, claimed if has_bound and claimed > -np.inf else np.inf)

    def _run(self) -> None:
        returned: list[highspy.HighsStatus] = []
        worker = threading.Thread(target=lambda: returned.append(self.highs.run()), daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(0.2)
                if self.deadline.is_called_off:
                    self.highs.cancelSolve()
        except BaseException:  # Ctrl-C or a signal: the thread must end before the interpreter may
            self.highs.cancelSolve()
            worker.join()
            raise
        if not returned or returned[0] == highspy.HighsStatus.kError:
            raise RuntimeError(f"HiGHS failed: {self.highs.modelStatusToString(self.highs.getModelStatus())}")

    @staticmethod
    def _must(status: highspy.HighsStatus, what: str) -> None:
        if status != highspy.HighsStatus.kOk:
            raise RuntimeError(f"HiGHS refused {what}: {status}")


def lies_at_upper(problem: Problem, x: Floats) -> NDArray[np.bool_]:
    """Tell for each row whether its activity at ``x`` lies nearer to the upper bound than to the lower one."""
    activity = problem.matrix @ x
    return np.asarray(np.abs(problem.row_upper - activity) <= np.abs(activity - problem.row_lower))
