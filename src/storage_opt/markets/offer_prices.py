"""Which prices to bid: the best ones of an acceptance curve, for a few values of the energy behind the offer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]

GRID = 200
"""Prices tried between the lowest and the highest worth a bid."""


def best_prices(
    curve: Curve,
    lowest_jpy_per_kw_slot: ArrayLike,
    highest_jpy_per_kw_slot: ArrayLike,
    fee_jpy_per_kw_slot: float,
    energy_value_jpy_per_kw_slot: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Prices that earn most for each value of the energy that an award is expected to deliver.

    An award of 1 kW at price π earns ``π − fee`` for being held, and ``z`` for the energy expected to be called (its price
    less wear less the value of the stored energy used, times the called share). It is expected ``q(π)`` times, so the best
    price maximises ``q(π)·(π − fee + z)``, whatever quantity is offered. For products without activation ``z = 0`` and one
    price is best; with activation ``z`` depends on the value of stored energy, which only the plan knows: a small grid of
    ``z`` gives the prices among which the plan then chooses.

    Parameters
    ----------
    curve : callable
        Acceptance q of prices of shape (GRID, …); falls with the price. [-]
    lowest_jpy_per_kw_slot, highest_jpy_per_kw_slot : array_like, shape (…)
        Range of prices tried.
    fee_jpy_per_kw_slot : float
        Exchange's fee.
    energy_value_jpy_per_kw_slot : ndarray, shape (levels,)
        Values of ``z``.

    Returns
    -------
    ndarray, shape (levels, …)
        Best price for each ``z``; the lowest of equals.

    Examples
    --------
    With ``q = 1 − π/10`` the best price without fee is 5; a fee of 2 moves it to 6.

    >>> line = lambda price: 1.0 - price / 10.0
    >>> best_prices(line, 0.0, 10.0, 0.0, np.array([0.0])).round(1)
    array([5.])
    >>> best_prices(line, 0.0, 10.0, 2.0, np.array([0.0])).round(1)
    array([6.])
    """
    low, high = np.broadcast_arrays(
        np.asarray(lowest_jpy_per_kw_slot, dtype=np.float64), np.asarray(highest_jpy_per_kw_slot, dtype=np.float64)
    )
    steps = np.linspace(0.0, 1.0, GRID + 1).reshape((-1,) + (1,) * low.ndim)
    prices = low + steps * (high - low)
    accepted = curve(prices)
    chosen = []
    for value in energy_value_jpy_per_kw_slot:
        earned = accepted * (prices - fee_jpy_per_kw_slot + value)
        chosen.append(np.take_along_axis(prices, earned.argmax(axis=0)[None], axis=0)[0])
    return np.array(chosen)
