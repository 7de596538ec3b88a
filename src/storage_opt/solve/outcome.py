"""How a problem is to be solved, and what came of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import Literal

from storage_opt.solve.problem import Floats

Method = Literal["certified", "exact", "lp", "mip"]
Outcome = Literal["optimal", "feasible", "relaxed", "infeasible", "no_plan"]
MinimumBids = Literal["auto", "repair", "exact"]
ROUNDING_GAP = 1e-9
"""A relative gap below this is rounding (rows hold to 1e-7, sums to 1e-16): no search can close it, so it counts as none."""


@dataclass(frozen=True)
class Settings:
    """How to solve.

    Parameters
    ----------
    method : Method
        ``certified`` (the recursion where it applies, else anchored days, then priced windows), ``exact`` (the recursion or
        nothing), ``lp`` (relaxation only), ``mip`` (one direct MILP).
    relative_gap : float
        Gap asked for, ``(bound − objective) / max(|bound|, 1)``.
    threads : int
        Threads of HiGHS in one direct MILP.
    workers : int or None
        Windows solved side by side, each on one thread; ``None``: as many as there are processors. No result depends on it.
    minimum_bids : MinimumBids
        ``repair``: windows leave the flags of least amounts out, and the plan is repaired; ``exact``: windows keep them; ``auto``: left
        out first, kept in the windows where that leaves a gap.
    """

    method: Method = "certified"
    relative_gap: float = 1e-4
    threads: int = 1
    workers: int | None = None
    minimum_bids: MinimumBids = "auto"

    @property
    def workers_used(self) -> int:
        """Windows solved side by side."""
        return self.workers or available_processors()


def available_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class Certified:
    """A plan and its proof.

    Parameters
    ----------
    outcome : Outcome
        ``optimal``: gap within the one asked for; ``feasible``: a plan with a larger gap; ``relaxed``: the
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
        Time in which arrays of the whole went into HiGHS. [s]
    energy_value : ndarray or None
        Value of one more stored unit at the end of each slot, where the method gives it without row prices.
    budget_price : float
        Price of a budget over the whole period, per unit of its use, where the method gives it without row prices.
    """

    outcome: Outcome
    x: Floats | None
    objective: float
    bound: float
    row_dual: Floats | None = None
    steps: tuple[str, ...] = field(default=())
    hand_over_s: float = 0.0
    energy_value: Floats | None = None
    budget_price: float = 0.0

    @property
    def relative_gap(self) -> float:
        """``(bound − objective) / max(|bound|, 1)``, not below zero by rounding."""
        return relative_gap(self.objective, self.bound)


def better_of(first: Certified, second: Certified, asked: float) -> Certified:
    """Join two attempts at one problem: the better plan (the second of equal ones), the lower bound, all steps."""
    if second.x is None and second.outcome == "infeasible" and first.x is not None:
        raise RuntimeError("one method found a plan where another proved that there is none")
    best = second if first.x is None or (second.x is not None and second.objective >= first.objective) else first
    bound = min(first.bound, second.bound)
    outcome: Outcome = best.outcome
    if best.x is not None:
        outcome = reached(best.objective, bound, asked)
    steps, hand_over_s = (*first.steps, *second.steps), first.hand_over_s + second.hand_over_s
    return replace(best, outcome=outcome, bound=bound, steps=steps, hand_over_s=hand_over_s)


def reached(objective: float, bound: float, asked: float) -> Outcome:
    """Whether the gap asked for is reached: ``optimal``, else ``feasible``.

    >>> reached(99.0, 100.0, 0.02), reached(99.0, 100.0, 0.0), reached(100.0 - 1e-8, 100.0, 0.0)
    ('optimal', 'feasible', 'optimal')
    """
    return "optimal" if relative_gap(objective, bound) <= max(asked, ROUNDING_GAP) else "feasible"


def relative_gap(objective: float, bound: float) -> float:
    """``(bound − objective) / max(|bound|, 1)``.

    >>> relative_gap(99.0, 100.0)
    0.01
    """
    return max(0.0, bound - objective) / max(abs(bound), 1.0)
