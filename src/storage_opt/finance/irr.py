"""The internal rate of return, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyxirr
from scipy.optimize import brentq

from storage_opt.finance.root_count import positive_roots, roots_below, sign_changes
from storage_opt.messages import Message, say

NoRate = Literal["none", "several"]
RateMeasure = Literal["project_irr", "project_irr_pre_tax", "equity_irr"]
ROUND_OFF = 1e-10
"""Share of the largest flow below which a flow is taken for round-off, hence for 0. [-]"""
LOWEST = -0.5
"""Where several rates fit, those below are no rates of return of a project: half of the capital would be lost in every year. [1/year]"""
RESIDUAL = 1e-12
"""Share of the discounted absolute flows that may be left at the rate found. [-]"""


@dataclass(frozen=True)
class IrrResult:
    """A rate, or why there is none.

    Parameters
    ----------
    value : float or None
        The rate that brings the net present value to zero, see :func:`irr`. [1/year]
    reason : {"none", "several"} or None
        No such rate, or several (a double one included); ``None`` when there is a value.
    rates : tuple of float
        With ``several``: all of them, rising, to about 1e-6, for the warning; empty if they lie too close to tell. [1/year]
    """

    value: float | None
    reason: NoRate | None = None
    rates: tuple[float, ...] = ()

    def note(self, measure: RateMeasure) -> Message | None:
        """Warning that a measure has no value, ``None`` when it has one."""
        if self.reason is None:
            return None
        named = say(f"finance_debt.measure.{measure}")
        if self.rates:
            return say("finance_debt.irr_several_at", measure=named, rates=", ".join(f"{r:.1%}" for r in self.rates))
        return say(f"finance_debt.irr_{self.reason}", measure=named)


def irr(flows: Sequence[float]) -> IrrResult:
    """Rate ``r > −1`` with ``Σ flow[k] / (1 + r)^k = 0``, if there is exactly one, or else exactly one above −50 % a year.

    A plant that ends with the cost of its removal always has a second rate, mostly below −70 %: it is left out. Where the last year
    takes twice of what a year brings (removal, a grant repaid) it comes near −50 %; the value is then the only rate above zero of what
    begins with a payment and brings more than it takes in all. Any other two rates above −50 % give no value.

    With ``x = 1 / (1 + r)`` the sum is a polynomial. One sign change of the flows: exactly one root (Descartes). An even number of
    changes: an even number of roots, multiplicity counted, so never one. Any other: the distinct roots are counted exactly.
    The root itself is that of pyxirr where it leaves nothing when put back. pyxirr looks from a few starting points and misses
    (no answer, or a wrong one) in about 1 of 40 flows with one sign change that was made at random; then Brent's method of scipy finds it
    between bounds that hold it.

    Parameters
    ----------
    flows : sequence of float
        One per year end, in order; investments negative. The time of the first does not matter. Flows below 1e-10 of the largest
        count as 0, so that round-off makes no change of sign. [JPY]

    Examples
    --------
    >>> round(irr([-180_000.0] + [9_345.0] * 20).value, 4)
    0.0036
    >>> irr([-1.0, 3.0, -2.5])
    IrrResult(value=None, reason='none', rates=())
    >>> several = irr([-1600.0, 10_000.0, -10_000.0])
    >>> several.value, several.reason, [round(rate, 6) for rate in several.rates]
    (None, 'several', [0.25, 4.0])

    Removal costs 2 in the last year: −81 % fits too, and is left out.

    >>> round(irr([-100.0] + [8.5] * 19 + [-2.0]).value, 4)
    0.0524
    """
    kept = _significant(flows)
    changes = sign_changes(kept)
    if changes == 0:
        return IrrResult(None, "none")
    if changes > 1:
        roots = positive_roots(kept)
        if roots != 1 or changes % 2 == 0:
            if roots > 1 and roots_below(kept, round(1.0 / (1.0 + LOWEST))) == 1 and _crosses(kept):
                return IrrResult(_between(kept, float(np.log1p(LOWEST)), _bounds(kept)[1]))
            if kept[0] < 0.0 < math.fsum(kept) and roots_below(kept, 1) == 1:
                return IrrResult(_between(kept, 0.0, _bounds(kept)[1]))
            return IrrResult(None, "several", _approximate(kept, roots)) if roots else IrrResult(None, "none")
    return IrrResult(_only_root(kept))


def _significant(flows: Sequence[float]) -> list[float]:
    """Flows with round-off set to 0, from the first to the last that is not 0; raises ``ValueError`` for what is no number."""
    values = np.asarray(flows, dtype=float)
    if not np.all(np.isfinite(values)):
        raise ValueError("flows must be finite")
    largest = float(np.max(np.abs(values), initial=0.0))
    used = np.flatnonzero(np.abs(values) > ROUND_OFF * largest)
    if not len(used):
        return []
    cleaned = np.ldexp(np.where(np.abs(values) > ROUND_OFF * largest, values, 0.0), -int(np.frexp(largest)[1]))  # exact
    return [float(v) for v in cleaned[used[0] : used[-1] + 1]]


def _only_root(flows: list[float]) -> float:
    """Return the rate of flows that have exactly one, checked by putting it back; raises ``RuntimeError`` if something is left."""
    found = pyxirr.irr(flows)
    if found is not None and found > -1.0 and abs(_left(flows, float(np.log1p(found)))) <= RESIDUAL:
        return float(found)
    return _between(flows, *_bounds(flows))


def _crosses(flows: list[float]) -> bool:
    """Whether the net present value changes sign between the lowest rate and one above all roots: a double root does not."""
    return _left(flows, float(np.log1p(LOWEST))) * _left(flows, _bounds(flows)[1]) < 0.0


def _between(flows: list[float], low: float, high: float) -> float:
    """Rate between two values of ``log(1 + r)``, checked by putting it back; raises ``RuntimeError`` if something is left."""
    log_rate = float(brentq(lambda u: _left(flows, u), low, high, xtol=1e-15, rtol=1e-14, maxiter=500))
    if abs(_left(flows, log_rate)) > 100.0 * RESIDUAL:
        raise RuntimeError(f"net present value is not zero at the rate found: {flows}")
    return float(np.expm1(log_rate))


def _approximate(flows: list[float], count: int) -> tuple[float, ...]:
    """Return the rates by eigenvalues, if they are as many as were counted."""
    roots = np.roots(flows)
    real = np.sort(roots[(np.abs(roots.imag) <= 1e-6 * np.abs(roots)) & (roots.real > 0.0)].real)
    is_told = len(real) == count and all(abs(_left(flows, float(np.log(root)))) < 1e-6 for root in real)
    return tuple(float(root) - 1.0 for root in real) if is_told else ()


def _left(flows: list[float], log_rate: float) -> float:
    """Net present value over the sum of the absolute discounted flows, at ``log(1 + r)``. [-]"""
    values = np.asarray(flows)
    exponents = -log_rate * np.arange(len(values))
    discounted = values * np.exp(exponents - np.max(exponents))
    return float(np.sum(discounted) / np.sum(np.abs(discounted)))


def _bounds(flows: list[float]) -> tuple[float, float]:
    """``log(1 + r)`` below and above all roots: Cauchy's bounds, within which the first and the last flow do not dominate."""
    first, last, largest = abs(flows[0]), abs(flows[-1]), max(abs(f) for f in flows)
    return -float(np.log1p(largest / last)), float(np.log1p(largest / first))
