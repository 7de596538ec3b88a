"""Plans of problems that were solved before: the same arrays, whatever constant is added."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.outcome import Certified
from storage_opt.solve.problem import Problem

KEPT = 60
"""Arrays whose checksums are held at a time: a few years' worth."""


class PlanMemory:
    """Answers by the content of a problem.

    A contract price moves what is paid and where the slices of a refund lie, but not the problem of a slice; a grant, a cost or a rate of
    return moves no problem at all. Searches for a price therefore meet the same problems again and again.

    Attributes
    ----------
    solved, recalled : int
        Problems solved, and answers given without solving.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[float, Certified]] = {}
        self._digests: dict[int, tuple[NDArray[Any], bytes]] = {}
        self.solved = self.recalled = 0

    def recall(self, problem: Problem, how: Hashable, solve: Callable[[], Certified]) -> Certified:
        """Answer of a problem, solved if it was not before.

        Parameters
        ----------
        problem : Problem
            By its arrays and the signs of its terms; the constant is taken out.
        how : Hashable
            What else the answer hangs on.
        solve : callable
            Solves it. Answers cut short by a time limit are kept like others: a limit holds for the whole search.
        """
        key = (self._fingerprint(problem), how)
        if key not in self._known:
            self._known[key] = (problem.offset, solve())
            self.solved += 1
            return self._known[key][1]
        self.recalled += 1
        offset, known = self._known[key]
        moved = problem.offset - offset
        return replace(known, objective=known.objective + moved, bound=known.bound + moved, hand_over_s=0.0)

    def _fingerprint(self, problem: Problem) -> tuple[bytes, ...]:
        """Checksums of all that a plan hangs on but the constant of the objective."""
        if len(self._digests) > KEPT:
            self._digests.clear()
        arrays: tuple[NDArray[Any], ...] = (
            problem.start, problem.index, problem.value, problem.row_lower, problem.row_upper, problem.col_lower,
            problem.col_upper, problem.cost, problem.is_integer,
        )  # fmt: skip
        terms = [
            part
            for name, (sign, vector, _) in sorted(problem.terms.items())
            for part in (f"{sign}{name}".encode(), self._digest(vector))
        ]
        return (*(self._digest(array) for array in arrays), *terms)

    def _digest(self, array: NDArray[Any]) -> bytes:
        """Checksum of an array; pieces of one year share all arrays but the cost, so each is looked at once."""
        known = self._digests.get(id(array))
        if known is None:
            check = hashlib.blake2b(np.ascontiguousarray(array).tobytes(), digest_size=16).digest()
            known = self._digests[id(array)] = (
                array,
                check,
            )  # the array is held, so that its place is not given to another
        return known[1]
