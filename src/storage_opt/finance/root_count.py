"""How many rates bring a present value to zero: counted exactly, so that a doubtful rate is never shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import comb, gcd, lcm


def positive_roots(coefficients: Sequence[float]) -> int:
    """Distinct real roots ``x > 0`` of ``p(x) = Σ c[k]·x^k``, by Sturm's theorem in whole numbers.

    The number of sign changes along the Sturm chain ``p, p′, −rem(p, p′), …`` at 0 less that at infinity. Floats are fractions, so
    all is exact: no tolerance decides whether two roots close to each other are one, two or none.

    Parameters
    ----------
    coefficients : sequence of float
        Finite; the first and the last are not 0.

    References
    ----------
    C. Sturm, Mémoire sur la résolution des équations numériques, 1829.

    Examples
    --------
    Roots at 1 and 2; a double root at 1/2; none.

    >>> positive_roots([2, -3, 1]), positive_roots([-1, 4, -4]), positive_roots([-1, 3, -2.5])
    (2, 1, 0)
    """
    ratios = [float(c).as_integer_ratio() for c in coefficients]
    scale = lcm(*(denominator for _, denominator in ratios))
    return _positive([numerator * (scale // denominator) for numerator, denominator in ratios])


def _positive(coefficients: list[int]) -> int:
    """Distinct positive roots of a polynomial in whole numbers whose first and last coefficient are not 0."""
    before = _primitive(coefficients)
    here = _primitive([k * c for k, c in enumerate(before)][1:])
    at_zero, at_infinity = [before[0]], [before[-1]]
    while here:
        at_zero.append(here[0])
        at_infinity.append(here[-1])
        before, here = here, _primitive([-c for c in _remainder(before, here)])
    return sign_changes(at_zero) - sign_changes(at_infinity)


def roots_below(coefficients: Sequence[float], limit: int) -> int:
    """Distinct real roots ``0 < x < limit`` of ``p(x) = Σ c[k]·x^k``, exactly.

    ``x = limit / (1 + z)`` takes them to the positive roots of ``Σ c[k]·limit^k·(1 + z)^(n − k)``.

    Parameters
    ----------
    coefficients : sequence of float
        Finite; the first and the last are not 0.
    limit : int
        Above 0.

    Examples
    --------
    Roots at 1 and 2.

    >>> roots_below([2, -3, 1], 2), roots_below([2, -3, 1], 3)
    (1, 2)
    """
    ratios = [float(c).as_integer_ratio() for c in coefficients]
    scale, last = lcm(*(denominator for _, denominator in ratios)), len(coefficients) - 1
    mapped = [0] * len(coefficients)
    for k, (numerator, denominator) in enumerate(ratios):
        weight = numerator * (scale // denominator) * limit**k
        for power in range(last - k + 1):
            mapped[power] += weight * comb(last - k, power)
    while mapped and mapped[0] == 0:  # a root at the limit itself
        mapped = mapped[1:]
    return _positive(mapped)


def sign_changes(values: Sequence[float]) -> int:
    """Count the changes of sign along a sequence, zeros left out.

    Examples
    --------
    >>> sign_changes([-1, 0, 2, 3, -1])
    2
    """
    signs = [value > 0 for value in values if value != 0]
    return sum(a != b for a, b in pairwise(signs))


def _remainder(dividend: Sequence[int], divisor: Sequence[int]) -> list[int]:
    """Return a positive multiple of the remainder of two polynomials, lowest power first, without zeros at the end."""
    rest, lead = list(dividend), divisor[-1]
    while len(rest) >= len(divisor):
        top, shift = rest[-1], len(rest) - len(divisor)
        factor = -top if lead < 0 else top
        rest = [abs(lead) * c for c in rest]
        for k, c in enumerate(divisor):
            rest[shift + k] -= factor * c
        while rest and rest[-1] == 0:
            rest.pop()
    return rest


def _primitive(polynomial: list[int]) -> list[int]:
    """Divide a polynomial by its greatest common divisor."""
    common = gcd(*polynomial)
    return [c // common for c in polynomial] if common > 1 else polynomial
