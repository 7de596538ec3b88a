"""A curve of a yearly sum inside the objective, exactly: one problem per straight piece of the curve."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np

from storage_opt.records.sharing import Piece, SharingCurve
from storage_opt.solve.outcome import ROUNDING_GAP, Certified, Outcome, reached, relative_gap
from storage_opt.solve.problem import Floats, Problem

SAME_VALUE = 1e-9
"""A plan that was solved once more may lose this much to rounding. [-]"""
ROW = "sharing_base"
"""Name of the row that holds the base inside a piece."""
Solve = Callable[[Problem, Hashable], Certified]
"""Solves a problem; the key says what it resembles (the share of the base), for a hot start."""


@dataclass(frozen=True)
class Shared:
    """What is maximised: ``K(base) − rest``.

    Parameters
    ----------
    curve : SharingCurve
        ``K``.
    base : frozenset of str
        Terms whose signed sum is the base; all other terms are the rest.
    counts_rest : bool
        Whether the rest counts at all (an offtaker does not bear the wear of the battery).
    wish : frozenset of str
        Terms whose signed sum decides between plans of equal value on a flat piece; empty: the base.
    """

    curve: SharingCurve
    base: frozenset[str]
    counts_rest: bool = True
    wish: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class SegmentsResult:
    """Best plan and proof.

    Parameters
    ----------
    certified : Certified
        Plan with the value of the curve at it, and a bound over all pieces.
    piece : int
        Piece in which the base of the plan lies.
    slope : float
        What a further yen of the base is worth at the plan: its prices of energy are in this money. Between the shares on both sides where
        the plan lies on an edge of the curve.
    wish : float
        What a further yen of the wish is worth beside that: 1 where it chose the plan on a flat piece, else 0.
    base, rest : float
        Base and rest of the plan; 0 without one.
    solves : int
        Problems solved.
    """

    certified: Certified
    piece: int
    slope: float
    wish: float
    base: float
    rest: float
    solves: int


def solve_segments(
    problem: Problem, shared: Shared, solve: Solve, relative_gap_asked: float, finish: Solve | None = None
) -> SegmentsResult:
    """Maximise ``K(base) − rest`` over the plans of a problem.

    Parameters
    ----------
    problem : Problem
        Rows, bounds and terms; its own costs are not used.
    shared : Shared
        The curve and what it is read at.
    solve : callable
        Solves a problem to a plan and a bound.
    relative_gap_asked : float
        Where the gap is no larger, pieces are not looked at any closer.
    finish : callable, optional
        Solves the problem of the best plan once more, to choose among plans of equal value and to price energy; ``solve`` may then be
        quicker.

    Returns
    -------
    SegmentsResult
        With the outcome ``infeasible`` or ``no_plan`` of the first piece where there is no plan at all.

    Notes
    -----
    On a piece ``K(B) = s·B + o``. First each piece is taken without its ends: one problem that is linear in the base, whose bound
    holds for the piece. That is all where the curve is convex (``K`` is the largest of its lines, as under the LTDA). A piece that could
    still beat the best plan, and whose own plan lies outside it, is solved again with its ends as a row. A piece is not solved where its
    line is nowhere above the best plan: with ``s ≥ 0`` it is at most its value at the upper end. Every plan is valued by the curve.
    """
    return _Segments(problem, shared, solve, relative_gap_asked, finish).result()


class _Segments:
    def __init__(
        self, problem: Problem, shared: Shared, solve: Solve, asked: float, finish: Solve | None = None
    ) -> None:
        self.problem, self.shared, self.solve, self.asked, self.finish = problem, shared, solve, asked, finish
        self.best_problem: tuple[Problem, Hashable] | None = None
        self.pieces = shared.curve.pieces
        self.base_cost, self.base_offset = self._sum(lambda name: name in shared.base)
        self.rest_cost, self.rest_offset = self._sum(lambda name: name not in shared.base)
        self.best: Certified | None = None
        self.slope, self.wish = 1.0, 0.0
        self.failed: Certified | None = None
        self.steps: list[str] = []
        self.hand_over_s = 0.0
        self.solves = 0

    def result(self) -> SegmentsResult:
        if self.shared.curve.is_rising and not self._has_rest:
            return self._monotone()
        bounds = [self._ceiling(piece) for piece in self.pieces]
        inside = [False] * len(self.pieces)
        is_restricted = [False] * len(self.pieces)
        for number in self._order():
            if self.best is None or bounds[number] > self._value(self.best):
                bound, inside[number] = self._try(number, is_restricted=False)
                bounds[number] = min(bounds[number], bound)
            if self.best is None and self.failed is not None:
                return SegmentsResult(self.failed, number, 1.0, 0.0, 0.0, 0.0, self.solves)
        while self.best is not None and relative_gap(self._value(self.best), max(bounds)) > max(
            self.asked, ROUNDING_GAP
        ):
            number = int(np.argmax(bounds))
            if is_restricted[number] or inside[number]:
                break
            bound, _ = self._try(number, is_restricted=True)
            bounds[number] = min(bounds[number], bound)
            is_restricted[number] = True
        return self._found(max(bounds))

    def _monotone(self) -> SegmentsResult:
        """Where nothing but the base counts and no yen of it is lost, the greatest base is best: one problem for all pieces."""
        problem = replace(self.problem, cost=self.base_cost, offset=self.base_offset)
        found = self._solved(problem, 1.0)
        self.best_problem = problem, 1.0
        if found.x is None:
            return SegmentsResult(found, 0, 1.0, 0.0, 0.0, 0.0, self.solves)
        self.best = found
        piece = self._piece_of(self._base(found.x))
        if piece.share == 0.0 and self.shared.wish and self.shared.wish != self.shared.base:
            cost, offset = self._sum(lambda name: name in self.shared.wish)
            low = min(p.low_jpy for p in self.pieces if p.share == 0.0 and p.offset_jpy == piece.offset_jpy)
            row = with_row(self.problem, ROW, self.base_cost, low - self.base_offset, np.inf)
            wished = self._solved(replace(row, cost=cost, offset=offset), "wish")
            if wished.x is not None:
                self.best, self.best_problem = wished, None
                self.slope, self.wish = 0.0, 1.0
        return self._found(self.shared.curve.kept_jpy(found.bound))

    def _order(self) -> list[int]:
        """Pieces that might give most first: those below are then often not worth a solve."""
        ceilings = [self._ceiling(piece) for piece in self.pieces]
        return sorted(range(len(self.pieces)), key=lambda number: (-ceilings[number], -number))

    def _try(self, number: int, *, is_restricted: bool) -> tuple[float, bool]:
        """Solve one piece; its bound, and whether its plan lies inside it."""
        piece = self.pieces[number]
        problem, key = self._on(piece, is_restricted=is_restricted), (piece.share, is_restricted)
        found = self._solved(problem, key)
        if found.x is None:
            if not is_restricted:
                self.failed = found
            return (-np.inf if found.outcome == "infeasible" else np.inf), False
        if self.best is None or self._rank(found) > self._rank(self.best):
            self.best, self.best_problem = found, (problem, key)
            self.slope = piece.share if self._is_linear(piece) else 1.0
        bound = found.bound if self._is_linear(piece) else self._ceiling(piece)
        base = self._base(found.x)
        return bound, piece.low_jpy <= base <= piece.high_jpy

    def _solved(self, problem: Problem, key: Hashable) -> Certified:
        found = self.solve(problem, key)
        self._count(found)
        return found

    def _count(self, found: Certified) -> None:
        self.solves += 1
        self.hand_over_s += found.hand_over_s
        self.steps += [f"problem {self.solves}: {step}" for step in found.steps]

    def _finished(self) -> None:
        """Solve the problem of the best plan once more; the better plan stays, and no bound is given up."""
        if self.finish is None or self.best_problem is None or self.best is None:
            return
        again = self.finish(*self.best_problem)
        self._count(again)
        if again.x is not None and self._value(again) >= self._value(self.best) - SAME_VALUE * max(
            1.0, abs(self._value(self.best))
        ):
            self.best = again

    def _is_linear(self, piece: Piece) -> bool:
        """Whether the problem of the piece is its line (else the base itself is maximised, see :meth:`_on`)."""
        return piece.share != 0.0 or self._has_rest

    @property
    def _has_rest(self) -> bool:
        return self.shared.counts_rest and bool(self.rest_cost.any())

    def _on(self, piece: Piece, *, is_restricted: bool) -> Problem:
        """Problem of one piece. On a flat piece without a rest all plans are equal: the one with the greatest base is asked for."""
        share, offset = (piece.share, piece.offset_jpy) if self._is_linear(piece) else (1.0, 0.0)
        weight = 1.0 if self.shared.counts_rest else 0.0
        cost = share * self.base_cost + weight * self.rest_cost
        constant = share * self.base_offset + weight * self.rest_offset + offset
        problem = replace(self.problem, cost=cost, offset=constant)
        if not is_restricted:
            return problem
        return with_row(
            problem, ROW, self.base_cost, piece.low_jpy - self.base_offset, piece.high_jpy - self.base_offset
        )

    def _ceiling(self, piece: Piece) -> float:
        """Upper bound of a piece that needs no solve."""
        if piece.share < 0.0:
            end = piece.low_jpy
        elif piece.share > 0.0:
            end = piece.high_jpy
        else:
            return piece.offset_jpy + self._largest_rest()
        return (piece.kept_jpy(end) if np.isfinite(end) else np.inf) + self._largest_rest()

    def _largest_rest(self) -> float:
        """Largest that the rest can add: its columns are costs of what is at least zero, so mostly nothing."""
        if not self.shared.counts_rest:
            return 0.0
        low, high = self.problem.col_lower, self.problem.col_upper
        moving = self.rest_cost != 0.0
        ends = np.where(self.rest_cost > 0.0, high, low)[moving]
        return float(self.rest_cost[moving] @ ends) + self.rest_offset

    def _value(self, found: Certified) -> float:
        assert found.x is not None
        rest = float(self.rest_cost @ found.x) + self.rest_offset if self.shared.counts_rest else 0.0
        return self.shared.curve.kept_jpy(self._base(found.x)) + rest

    def _rank(self, found: Certified) -> tuple[float, float]:
        assert found.x is not None
        return self._value(found), self._base(found.x)

    def _base(self, x: Floats) -> float:
        return float(self.base_cost @ x) + self.base_offset

    def _sum(self, wanted: Callable[[str], bool]) -> tuple[Floats, float]:
        cost, constant = np.zeros(self.problem.n_cols), 0.0
        for name, (sign, vector, part) in self.problem.terms.items():
            if wanted(name):
                cost += sign * vector
                constant += sign * part
        return cost, constant

    def _found(self, bound: float) -> SegmentsResult:
        self._finished()
        assert self.best is not None
        assert self.best.x is not None
        value = self._value(self.best)
        base = self._base(self.best.x)
        if value - bound > SAME_VALUE * max(1.0, abs(bound), abs(base)):
            raise RuntimeError(f"a plan worth {value} lies above the bound {bound}")
        outcome: Outcome = self.best.outcome
        if outcome in ("optimal", "feasible"):
            outcome = reached(value, bound, self.asked)
        certified = replace(
            self.best,
            outcome=outcome,
            objective=value,
            bound=max(bound, value),
            steps=tuple(self.steps),
            hand_over_s=self.hand_over_s,
        )
        rest = float(self.rest_cost @ self.best.x) + self.rest_offset
        number = self.pieces.index(self._piece_of(base))
        return SegmentsResult(certified, number, self._slope_at(self.best), self.wish, base, rest, self.solves)

    def _slope_at(self, found: Certified) -> float:
        """Share of the base in the problem that gave the plan, less the price of the end of its piece where that holds the base."""
        if found.row_dual is None or len(found.row_dual) == self.problem.n_rows:
            return self.slope
        return self.slope - float(found.row_dual[-1])

    def _piece_of(self, base: float) -> Piece:
        return next(piece for piece in self.pieces if base <= piece.high_jpy)


def with_row(problem: Problem, name: str, coefficients: Floats, lower: float, upper: float) -> Problem:
    """Return the problem with one more row over all days."""
    places = np.flatnonzero(coefficients).astype(np.int32)
    return replace(
        problem,
        start=np.append(problem.start, problem.start[-1] + len(places)).astype(problem.start.dtype),
        index=np.concatenate([problem.index, places]),
        value=np.concatenate([problem.value, coefficients[places]]),
        row_lower=np.append(problem.row_lower, lower),
        row_upper=np.append(problem.row_upper, upper),
        day_of_row=np.append(problem.day_of_row, -1).astype(problem.day_of_row.dtype),
        row_families={**problem.row_families, name: np.array([problem.n_rows], dtype=np.int32)},
    )
