"""Chance that an offer in the balancing market is awarded, as a function of its price.

The market is cleared from the cheapest offer up and pays each award its own price. An offer at price π is awarded on a day
when the market buys and π is at or below the *marginal* price of that day: the highest price awarded when some offers were turned
down, anything up to the cap when supply was short and all were taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

_INSIDE = 1e-3  # least distance of the mean from an edge, as a share of the width
_NARROWEST = 1e-6  # least and, from the other end, greatest variance, as a share of the widest possible


@dataclass(frozen=True, eq=False)
class Acceptance:
    """What an acceptance curve is made of; numbers, or arrays of one shape (for example seasons × blocks).

    Parameters
    ----------
    demand_share : array_like
        Share of days on which the market buys at all. [-]
    shortage_share : array_like
        Of those, the share on which the cap was paid, or every offer taken and the requirement still not met: an offer is awarded
        at any price up to the cap. [-]
    lowest_jpy_per_kw_slot : array_like
        Price at and below which an offer is always awarded when the market buys. [JPY/kW/slot]
    mean_jpy_per_kw_slot, std_jpy_per_kw_slot : array_like
        Mean and standard deviation over the other days of the marginal price. [JPY/kW/slot]
    cap_jpy_per_kw_slot : array_like
        Highest price that is paid. [JPY/kW/slot]
    """

    demand_share: ArrayLike
    shortage_share: ArrayLike
    lowest_jpy_per_kw_slot: ArrayLike
    mean_jpy_per_kw_slot: ArrayLike
    std_jpy_per_kw_slot: ArrayLike
    cap_jpy_per_kw_slot: ArrayLike


def accepted_share(price_jpy_per_kw_slot: ArrayLike, acceptance: Acceptance) -> NDArray[np.float64]:
    """Probability q(π) that an offer at price π is awarded; never rises with the price.

    ``q = demand_share · (s + (1 − s) · (1 − I_x(a, b)))`` with ``x = (π − lowest) / (cap − lowest)``, ``s`` the shortage share and
    ``I`` the distribution function of a beta law whose mean and standard deviation are those of the marginal price. At and below
    ``lowest`` q is ``demand_share`` (1 when the market buys every day), above the cap 0: such an offer would be paid the cap,
    so nothing is gained by making it.

    Parameters
    ----------
    price_jpy_per_kw_slot : array_like
        Offer price, broadcast against the parameters. [JPY/kW/slot]
    acceptance : Acceptance
        The curve.

    Returns
    -------
    ndarray of float
        Between 0 and 1. [-]

    Examples
    --------
    Marginal prices spread evenly between 2 and 10 have mean 6 and standard deviation 8/√12; every fifth day is short. At 4, three
    quarters of the other days accept: 0.2 + 0.8 × 0.75 = 0.8. At the cap only the short days remain.

    >>> curve = Acceptance(1.0, 0.2, 2.0, 6.0, 8.0 / 12.0**0.5, 10.0)
    >>> accepted_share([1.0, 2.0, 4.0, 6.0, 10.0, 10.01], curve).round(6)
    array([1. , 1. , 0.8, 0.6, 0.2, 0. ])

    Notes
    -----
    For one more MW beside the offers made that day. A plant large against the offers of its area moves the marginal price itself; then q is
    too high. Days are alike within season and block; the chance does not depend on the spot price.
    """
    price = np.asarray(price_jpy_per_kw_slot, dtype=np.float64)
    lowest = np.asarray(acceptance.lowest_jpy_per_kw_slot, dtype=np.float64)
    cap = np.asarray(acceptance.cap_jpy_per_kw_slot, dtype=np.float64)
    short = np.asarray(acceptance.shortage_share, dtype=np.float64)
    first, second = _beta_shape(acceptance)
    width = np.where(cap > lowest, cap - lowest, 1.0)
    place = np.clip((price - lowest) / width, 0.0, 1.0)
    contested = np.where(price <= lowest, 1.0, 1.0 - betainc(first, second, place))
    awarded = np.where(price <= cap, short + (1.0 - short) * contested, 0.0)
    share: NDArray[np.float64] = np.asarray(acceptance.demand_share, dtype=np.float64) * awarded
    return share


def _beta_shape(acceptance: Acceptance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shape parameters of the beta law with the mean and standard deviation given, on ``lowest`` to ``cap``.

    Mean and spread that no beta law can have (a mean at an edge, a spread wider than two points at the edges) are moved
    just inside.
    """
    lowest = np.asarray(acceptance.lowest_jpy_per_kw_slot, dtype=np.float64)
    width = np.asarray(acceptance.cap_jpy_per_kw_slot, dtype=np.float64) - lowest
    width = np.where(width > 0.0, width, 1.0)
    mean = np.asarray(acceptance.mean_jpy_per_kw_slot, dtype=np.float64)
    mean = np.clip((mean - lowest) / width, _INSIDE, 1.0 - _INSIDE)
    widest = mean * (1.0 - mean)
    variance = (np.asarray(acceptance.std_jpy_per_kw_slot, dtype=np.float64) / width) ** 2
    size = widest / np.clip(variance, _NARROWEST * widest, (1.0 - _NARROWEST) * widest) - 1.0
    return mean * size, (1.0 - mean) * size
