"""Plans of problems that were solved before: the same arrays, whatever constant is added."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.solve.outcome import Certified
from storage_opt.solve.problem import Problem

KEPT = 60
"""Arrays whose checksums are held at a time: a few years' worth."""
MOST_BYTES = 1 << 30
"""Plans are held up to this; then those that were not asked for longest go. [byte]"""


class PlanMemory:
    """Answers by the content of a problem.

    A contract price moves what is paid and where the slices of a refund lie, but not the problem of a slice; a grant, a cost or a rate of
    return moves no problem at all. Searches for a price therefore meet the same problems again and again.

    Parameters
    ----------
    most_bytes : int
        Size of the plans that are held. [byte]

    Attributes
    ----------
    solved, recalled : int
        Problems solved, and answers given without solving.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes, self._bytes = most_bytes, 0
        self._known: OrderedDict[Hashable, tuple[float, Certified]] = OrderedDict()
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
            found = solve()
            self.solved += 1
            self._keep(key, problem.offset, found)
            return found
        self.recalled += 1
        self._known.move_to_end(key)
        offset, known = self._known[key]
        moved = problem.offset - offset
        return replace(known, objective=known.objective + moved, bound=known.bound + moved, hand_over_s=0.0)

    def _keep(self, key: Hashable, offset: float, found: Certified) -> None:
        """Hold an answer, and let go of those that were not asked for longest."""
        self._known[key] = (offset, found)
        self._bytes += _size(found)
        while self._bytes > self.most_bytes and len(self._known) > 1:
            _, (_, oldest) = self._known.popitem(last=False)
            self._bytes -= _size(oldest)

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


def _size(found: Certified) -> int:
    """Size of the arrays of an answer. [byte]"""
    return sum(array.nbytes for array in (found.x, found.row_dual, found.energy_value) if array is not None)
