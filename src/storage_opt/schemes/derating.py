"""De-rating: the share of nameplate that an authority credits, by hours of full output."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

FIT_HOURS = (3, 4)
"""Durations that the official table gives for every area and month; the curve runs through them."""


def extrapolated_factor(factor_3h: float, factor_4h: float, hours: float) -> float:
    """Continue a de-rating factor beyond 4 h: ``c(h) = 1 − exp(−u·(h/4)^p)``.

    Parameters
    ----------
    factor_3h, factor_4h : float
        Official factors at 3 h and 4 h, ``0 < factor_3h < factor_4h < 1``. [-]
    hours : float
        Duration of full output. [h]

    Returns
    -------
    float
        Factor on the curve through both points; rises with ``hours`` and stays below 1. [-]

    Raises
    ------
    ValueError
        The two factors are no rising points between 0 and 1.

    Notes
    -----
    A form chosen by this program, not a rule: the only official value known beyond 4 h (Tokyo, May, 8 h: 0.9545) lies
    above the curve (0.90), so the curve is cautious there.

    Examples
    --------
    >>> round(extrapolated_factor(0.4846, 0.6159, 4), 4), round(extrapolated_factor(0.4846, 0.6159, 8), 2)
    (0.6159, 0.9)
    """
    if not 0.0 < factor_3h < factor_4h < 1.0:
        raise ValueError(f"expected 0 < 3 h factor < 4 h factor < 1, got {factor_3h} and {factor_4h}")
    u = -math.log1p(-factor_4h)
    p = math.log(-math.log1p(-factor_3h) / u) / math.log(FIT_HOURS[0] / FIT_HOURS[1])
    return -math.expm1(-u * (hours / FIT_HOURS[1]) ** p)


def derating_factor(official: Mapping[int, float], hours: int) -> float:
    """De-rating factor of one month: official where tabulated, else on the curve and between its official neighbours.

    Parameters
    ----------
    official : mapping of int to float
        Published factors of one area and month by whole hours; 3 h and 4 h among them. [-]
    hours : int
        Whole hours of full output, at least the shortest tabulated. [h]

    Returns
    -------
    float
        Factor, never above the next official value nor below the last one. [-]

    Raises
    ------
    ValueError
        Fewer hours than the table holds.

    Examples
    --------
    Tokyo in May, for which 8 h are published as well: 9 h may not fall behind it.

    >>> may = {3: 0.4846, 4: 0.6159, 8: 0.9545}
    >>> [round(derating_factor(may, h), 4) for h in (4, 6, 8, 9)]
    [0.6159, 0.7992, 0.9545, 0.9545]
    """
    if hours in official:
        return official[hours]
    if hours < min(official):
        raise ValueError(f"no factor below {min(official)} h, asked for {hours} h")
    curve = extrapolated_factor(official[FIT_HOURS[0]], official[FIT_HOURS[1]], hours)
    below = max(factor for h, factor in official.items() if h < hours)
    above = min((factor for h, factor in official.items() if h > hours), default=1.0)
    return min(max(curve, below), above)


def contracted_kw(factors: Sequence[float], power_kw: float) -> int:
    """Capacity credited over a year: mean over twelve months of factor × power, rounded to the nearest kW.

    Parameters
    ----------
    factors : sequence of float
        Twelve monthly factors. [-]
    power_kw : float
        Power that can be delivered, the same in every month. [kW]

    Returns
    -------
    int
        Contracted capacity; a half rounds up, as in the official form. [kW]

    Raises
    ------
    ValueError
        Not twelve factors.

    References
    ----------
    OCCTO form 2 (様式2) of the capacity market; facts as in ``schemes/rules/derating.yaml``.

    Examples
    --------
    >>> contracted_kw([0.70, 0.71] * 6, 1000.0)
    705
    """
    if len(factors) != 12:
        raise ValueError(f"expected twelve monthly factors, got {len(factors)}")
    exact = math.fsum(factor * power_kw for factor in factors) / 12.0
    return math.floor(round(exact, 6) + 0.5)
