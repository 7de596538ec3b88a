"""Which of some equal bids are taken: the exact combination, as a small MILP solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from storage_opt.errors import NoPlanError
from storage_opt.messages import say

Floats = NDArray[np.float64]
TIME_LIMIT_S = 60.0
"""For one solve; equal bids of equal size are one variable, so that only many bids of odd sizes come near it."""
WHOLE = 1e-6
"""Distance from a whole number that the solver may leave."""


@dataclass(frozen=True)
class Candidate:
    """One of the equal bids.

    Parameters
    ----------
    kw : int
        Capacity. [kW]
    group : int or None
        Country limit that it counts towards, as an index of ``rooms``.
    """

    kw: int
    group: int | None = None


def combination(candidates: Sequence[Candidate], gap_kw: int, rooms: Sequence[int], *, may_cross: bool) -> list[bool]:
    """Choose among equal bids.

    With ``K(S)`` the capacity of a set ``S`` of bids, and a set admissible where no group has more than its room:

    * where the crossing bid is taken: the admissible sets with ``K(S) ≥ gap`` and the least ``K(S)``; if there are none, the
      admissible sets with the greatest ``K(S)``;
    * where it is not: the admissible sets with ``K(S) ≤ gap`` and the greatest ``K(S)``.

    Of several such sets the first in the order of the lot numbers: the one that has the first candidate if any of them has it,
    then, among those that are left, the second, and so on.

    Parameters
    ----------
    candidates : sequence of Candidate, shape (n,)
        In the order of their lot numbers.
    gap_kw : int
        Capacity to reach, above zero. [kW]
    rooms : sequence of int
        Most capacity per group. [kW]
    may_cross : bool
        Whether the gap may be exceeded.

    Returns
    -------
    list of bool, shape (n,)
        Whether each candidate is taken.

    Raises
    ------
    NoPlanError
        HiGHS did not prove the choice within its time.

    References
    ----------
    Rule ``ltda_award.lot_ties``.

    Examples
    --------
    >>> combination([Candidate(60), Candidate(30), Candidate(45)], 70, [], may_cross=True)
    [False, True, True]
    """
    choice = _Choice(candidates, rooms)
    if may_cross:
        total = choice.least_from(gap_kw)
        if total is None:
            total = choice.most_up_to(None)
    else:
        total = choice.most_up_to(gap_kw)
    return choice.first_of(total)


class _QuietHighs(highspy.Highs):  # type: ignore[misc]  # highspy is untyped for us
    """HiGHS without its banner, which it prints as soon as callbacks are set up."""

    def enableCallbacks(self) -> None:  # noqa: N802  (name given by highspy)
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


class _Choice:
    """The MILP: how many of each kind of equal candidates (same size, same group), all sizes over their greatest divisor."""

    def __init__(self, candidates: Sequence[Candidate], rooms: Sequence[int]) -> None:
        self.candidates = candidates
        self.kinds = sorted(set(candidates), key=lambda c: (c.kw, -1 if c.group is None else c.group))
        self.numbers = [list(candidates).count(kind) for kind in self.kinds]
        self.unit = math.gcd(*(kind.kw for kind in self.kinds))
        self.sizes = np.array([kind.kw // self.unit for kind in self.kinds], dtype=float)
        self.rooms = [room // self.unit for room in rooms]
        n = len(self.kinds)
        self.columns = np.arange(n, dtype=np.int32)
        self.highs = _QuietHighs()
        for option, value in (("threads", 1), ("random_seed", 1), ("time_limit", TIME_LIMIT_S)):
            self.highs.setOptionValue(option, value)
        for option in ("mip_rel_gap", "mip_abs_gap"):
            self.highs.setOptionValue(option, 0.0)
        self.highs.setOptionValue("mip_feasibility_tolerance", 1e-9)
        self.highs.addVars(n, np.zeros(n), np.array(self.numbers, dtype=float))
        self.highs.changeColsIntegrality(n, self.columns, np.ones(n, dtype=np.uint8))
        self.highs.addRow(0.0, highspy.kHighsInf, n, self.columns, self.sizes)
        for group, room in enumerate(self.rooms):
            mine = np.array([k for k, kind in enumerate(self.kinds) if kind.group == group], dtype=np.int32)
            self.highs.addRow(0.0, float(room), len(mine), mine, self.sizes[mine])

    def least_from(self, gap_kw: int) -> int | None:
        """Smallest total that reaches the gap, in units; ``None``: no admissible set does."""
        self.highs.changeRowBounds(0, float(-(-gap_kw // self.unit)), highspy.kHighsInf)
        taken = self._solve(highspy.ObjSense.kMinimize, self.sizes)
        return None if taken is None else self._total(taken)

    def most_up_to(self, gap_kw: int | None) -> int:
        """Greatest total, in units, at most the gap where there is one."""
        self.highs.changeRowBounds(0, 0.0, highspy.kHighsInf if gap_kw is None else float(gap_kw // self.unit))
        taken = self._solve(highspy.ObjSense.kMaximize, self.sizes)
        assert taken is not None, "taking nothing is always admissible"
        return self._total(taken)

    def first_of(self, total: int) -> list[bool]:
        """First of the sets of one total in the order of the candidates."""
        self.highs.changeRowBounds(0, float(total), float(total))
        known = self._solve(highspy.ObjSense.kMinimize, np.zeros(len(self.kinds)))
        assert known is not None and self._total(known) == total
        has, most = [0] * len(self.kinds), list(self.numbers)
        chosen = []
        for candidate in self.candidates:
            k = self.kinds.index(candidate)
            wanted = has[k] + 1
            if wanted <= most[k] and known[k] < wanted:
                self._bounds(k, wanted, most[k])
                other = self._solve(highspy.ObjSense.kMinimize, np.zeros(len(self.kinds)))
                known = known if other is None else other
            if known[k] >= wanted:
                has[k] = wanted
            else:
                most[k] = has[k]
            self._bounds(k, has[k], most[k])
            chosen.append(has[k] == wanted)
        return chosen

    def _bounds(self, k: int, lower: int, upper: int) -> None:
        self.highs.changeColBounds(k, float(lower), float(upper))

    def _total(self, taken: Sequence[int]) -> int:
        return sum(int(size) * number for size, number in zip(self.sizes, taken, strict=True))

    def _solve(self, sense: highspy.ObjSense, cost: Floats) -> list[int] | None:
        """Solve, and check the answer in whole numbers; ``None``: proven that there is none."""
        self.highs.changeObjectiveSense(sense)
        self.highs.changeColsCost(len(cost), self.columns, cost)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise NoPlanError(say("auction.tie_not_proven", count=len(self.candidates), seconds=TIME_LIMIT_S))
        values = self.highs.getSolution().col_value
        taken = [round(value) for value in values]
        if any(abs(value - whole) > WHOLE for value, whole in zip(values, taken, strict=True)) or not self._fits(taken):
            raise NoPlanError(say("auction.tie_not_proven", count=len(self.candidates), seconds=TIME_LIMIT_S))
        return taken

    def _fits(self, taken: Sequence[int]) -> bool:
        """Whether whole numbers keep every row."""
        lp = self.highs.getLp()
        if not lp.row_lower_[0] <= self._total(taken) <= lp.row_upper_[0]:
            return False
        parts = [
            sum(int(s) * n for s, n, kind in zip(self.sizes, taken, self.kinds, strict=True) if kind.group == group)
            for group in range(len(self.rooms))
        ]
        return all(part <= room for part, room in zip(parts, self.rooms, strict=True))
