"""Which priced windows to solve again: longer, or with the flags of least amounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.priced import Found, Window, disagreement
from storage_opt.solve.problem import Floats, Problem


def next_windows(
    problem: Problem,
    found: Sequence[Found],
    plan: Floats | None,
    joined: Floats,
    spare: float,
    longest_days: int,
    may_add_flags: NDArray[np.bool_],
) -> list[tuple[Window, int, int]]:
    """Choose the windows that hold most of the gap and say how to solve them again.

    The gap of the whole is the sum over windows of the bound less what the plan earns there, so it can be seen where it
    arises. Where two neighbours disagree on what one hands to the other they become one window; where they agree, the window gets its
    flags back if it lacks them; else it joins both neighbours.

    Parameters
    ----------
    problem : Problem
        The slim problem.
    found : sequence of Found
        Windows in order, covering all days.
    plan : ndarray or None
        Best plan; without one every window counts that disagrees with a neighbour, or every window where none does.
    joined : ndarray
        The windows' own plans side by side.
    spare : float
        Windows of which the gaps sum to no more than this are left alone.
    longest_days : int
        Longest window.
    may_add_flags : ndarray of bool, shape (len(found),)
        Whether the flags of a window may be added.

    Returns
    -------
    list of (Window, int, int)
        New windows, and the range of old ones (end exclusive) that each replaces.
    """
    n = len(found)
    differs = [disagreement(problem, part, joined) for part in found]
    at_edge = [differs[i][1] or differs[i + 1][0] for i in range(n - 1)]
    gaps = _gaps(found, plan, at_edge)
    label = np.arange(n)
    flagged = np.array([part.window.with_flags for part in found])
    changed = np.zeros(n, dtype=bool)

    def join(i: int) -> bool:
        """Join the groups on both sides of the edge after window ``i``, if they stay short enough."""
        group = np.flatnonzero((label == label[i]) | (label == label[i + 1]))
        if found[group[-1]].window.last - found[group[0]].window.first + 1 > longest_days:
            return False
        label[group], changed[group] = label[i], True
        return True

    order = np.argsort(-gaps, kind="stable")
    left = np.concatenate([np.cumsum(gaps[order][::-1])[::-1], [0.0]])
    for rank, i in enumerate(order):
        if left[rank] <= spare:
            break
        edges = [edge for edge in (i - 1, i) if 0 <= edge < n - 1]
        disagreeing = [edge for edge in edges if at_edge[edge]]
        if disagreeing:
            for edge in disagreeing:
                join(edge)
        elif may_add_flags[i] and not flagged[i]:
            flagged[i] = changed[i] = True
        else:
            for edge in edges:
                join(edge)
    chosen = []
    first = 0
    while first < n:
        end = first + 1
        while end < n and label[end] == label[first]:
            end += 1
        if changed[first:end].any():
            days = (found[first].window.first, found[end - 1].window.last)
            chosen.append((Window(*days, with_flags=bool(flagged[first:end].any())), first, end))
        first = end
    return chosen


def _gaps(found: Sequence[Found], plan: Floats | None, at_edge: Sequence[bool]) -> Floats:
    if plan is not None:
        return np.array([part.bound - part.value(plan) for part in found])
    disagrees = np.array([False, *at_edge]) | np.array([*at_edge, False])
    return np.where(disagrees | ~disagrees.any(), np.inf, 0.0)
