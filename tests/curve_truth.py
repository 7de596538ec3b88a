"""The best plan under a curve of a yearly sum, by brute force: one MILP with a binary for every straight piece, for SciPy.

Nothing of ``solve/segments.py`` is used: rows, bounds and terms come from a stamped problem, the curve from its edges, shares and
value at zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from storage_opt.records.sharing import SharingCurve
from storage_opt.solve.problem import Problem


def kept(curve: SharingCurve, base: float) -> float:
    """``K(B) = K(0) + ∫₀ᴮ share``, slice by slice."""
    low, high = min(0.0, base), max(0.0, base)
    ends = [-np.inf, *curve.edges_jpy, np.inf]
    total = sum(
        share * max(0.0, min(high, b) - max(low, a)) for a, b, share in zip(ends, ends[1:], curve.shares, strict=False)
    )
    return curve.kept_at_zero_jpy + (total if base >= 0.0 else -total)


@dataclass
class Truth:
    """Value of the best plan as the MILP counts it; base and value by the curve at that plan; number of its piece."""

    value: float
    base: float
    by_curve: float
    piece: int


def sums(problem: Problem, base: frozenset[str], *, counts_rest: bool) -> tuple[np.ndarray, float, np.ndarray, float]:
    """Coefficients and constant of the base, and of the rest."""
    parts = []
    for in_base in (True, False):
        cost, constant = np.zeros(problem.n_cols), 0.0
        for name, (sign, vector, part) in problem.terms.items():
            if (name in base) == in_base and (in_base or counts_rest):
                cost = cost + sign * vector
                constant += sign * part
        parts += [cost, constant]
    return tuple(parts)


def _solved(cost, rows, low, high, lower, upper, whole, gap=0.0):
    found = milp(
        -cost, constraints=LinearConstraint(rows, low, high), bounds=Bounds(lower, upper), integrality=whole,
        options={"mip_rel_gap": gap},
    )  # fmt: skip
    return found if found.status == 0 else None


def base_range(problem: Problem, base: frozenset[str]) -> tuple[float, float]:
    """Smallest and largest base of the LP relaxation."""
    cost, constant, _, _ = sums(problem, base, counts_rest=True)
    whole = np.zeros(problem.n_cols)
    ends = [
        _solved(sign * cost, problem.matrix, problem.row_lower, problem.row_upper, problem.col_lower, problem.col_upper, whole)
        for sign in (-1.0, 1.0)
    ]  # fmt: skip
    assert all(end is not None for end in ends)
    return constant + ends[0].fun, constant - ends[1].fun


def brute_force(problem: Problem, curve: SharingCurve, base: frozenset[str], *, counts_rest: bool) -> Truth:
    """Columns: those of the problem, then a part of the base and a binary for each piece. Money in units of the range of the base."""
    cost, constant, rest, rest_constant = sums(problem, base, counts_rest=counts_rest)
    low, high = base_range(problem, base)
    unit = max(1.0, high - low, abs(low), abs(high))
    ends = np.array([-np.inf, *curve.edges_jpy, np.inf])
    n, k = problem.n_cols, len(curve.shares)
    lows, highs = np.maximum(ends[:-1], low - 0.01 * unit) / unit, np.minimum(ends[1:], high + 0.01 * unit) / unit
    possible = lows <= highs
    at_low = np.array([kept(curve, float(low) * unit) for low in np.where(possible, lows, 0.0)]) / unit
    shares = np.array(curve.shares)
    split = sparse.csr_array(np.concatenate([cost / unit, -np.ones(k), np.zeros(k)])[None, :])
    one = sparse.csr_array(np.concatenate([np.zeros(n + k), np.ones(k)])[None, :])
    parts = sparse.hstack(
        [sparse.csr_array((k, n)), sparse.identity(k), -sparse.diags_array(np.where(possible, lows, 0.0))]
    )
    tops = sparse.hstack(
        [sparse.csr_array((k, n)), sparse.identity(k), -sparse.diags_array(np.where(possible, highs, 0.0))]
    )
    rows = sparse.vstack(
        [sparse.hstack([problem.matrix, sparse.csr_array((problem.n_rows, 2 * k))]), split, one, parts, tops], format="csr"
    )  # fmt: skip
    row_low = np.concatenate([problem.row_lower, [-constant / unit, 1.0], np.zeros(k), np.full(k, -np.inf)])
    row_high = np.concatenate([problem.row_upper, [-constant / unit, 1.0], np.full(k, np.inf), np.zeros(k)])
    lower = np.concatenate([problem.col_lower, np.full(k, -np.inf), np.zeros(k)])
    upper = np.concatenate([problem.col_upper, np.full(k, np.inf), possible.astype(float)])
    whole = np.concatenate([problem.is_integer.astype(int), np.zeros(k, int), np.ones(k, int)])
    gain = np.concatenate(
        [rest / unit, shares, np.where(possible, at_low - shares * np.where(possible, lows, 0.0), 0.0)]
    )
    found = _solved(gain, rows, row_low, row_high, lower, upper, whole)
    assert found is not None
    x = found.x[:n]
    at = float(cost @ x) + constant
    return Truth(
        -found.fun * unit + rest_constant,
        at,
        kept(curve, at) + float(rest @ x) + rest_constant,
        int(np.argmax(found.x[n + k :])),
    )
