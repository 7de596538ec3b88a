"""A year without offers by the recursion: milliseconds, for projects of many years and contracts of many slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage_opt.solve.exact import solve_exact
from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.solve.outcome import Certified, Settings, reached
from storage_opt.solve.problem import Floats, Problem
from storage_opt.solve.store_bridge import read_store
from storage_opt.timeline import SLOT_H

WISH_WEIGHT = 1e-9
"""Weight of the first wish beside the objective: it decides between plans whose values differ by less than this share of it."""


def solve_spot(
    problem: Problem,
    settings: Settings,
    deadline: Deadline,
    wishes: Sequence[Floats] = (),
    *,
    with_values: bool = True,
) -> Certified | None:
    """Solve the problem of a year without offers.

    Parameters
    ----------
    problem : Problem
        Rows and costs.
    settings, deadline
        Gap asked for; time left.
    wishes : sequence of ndarray
        What decides between plans of equal value: the first is added to the costs with a weight of 1e-9 and the plan valued
        without it; for the rest, the recursion moves as little energy as it can.
    with_values : bool
        Whether to price stored energy.

    Returns
    -------
    Certified or None
        Plan and bound; ``None`` where the recursion does not apply, finds none, or leaves more than the gap asked for.
    """
    try:
        plain = solve_exact(read_store(problem, {}, SLOT_H), settings, deadline=deadline, with_values=False)
        if plain is None or plain.x is None or plain.outcome == "feasible":
            return None  # the caller's way tries the recursion, then HiGHS, and keeps the better plan
        if not wishes and not with_values:
            return plain
        wished = replace(problem, cost=problem.cost + WISH_WEIGHT * wishes[0]) if wishes else problem
        tied = solve_exact(read_store(wished, {}, SLOT_H), settings, deadline=deadline, with_values=with_values)
    except NotCoveredError:
        return None
    if tied is None or tied.x is None:
        return plain
    objective = problem.objective(tied.x)
    outcome = reached(objective, plain.bound, settings.relative_gap)
    return replace(tied, outcome=outcome, objective=objective, bound=plain.bound)
