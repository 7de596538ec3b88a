"""Price of the offers in a pay-as-bid market, from the cheapest to the dearest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def offer_exponent(minimum: ArrayLike, mean: ArrayLike, maximum: ArrayLike) -> NDArray[np.float64]:
    """Exponent of the power law that has these lowest, mean and highest award prices.

    Offers sorted by price follow ``p(v) = minimum + (maximum − minimum) · v**k`` for the awarded share ``v`` from 0 to 1. Its mean is
    ``minimum + (maximum − minimum) / (k + 1)``, hence ``k = (maximum − minimum) / (mean − minimum) − 1``.

    Parameters
    ----------
    minimum, mean, maximum : array_like
        Published award prices of a block, ``minimum < mean <= maximum``. [JPY/kW/slot]

    Returns
    -------
    ndarray of float
        At least 0. [-]

    Examples
    --------
    Offers rising evenly from 1 to 3 have mean 2 and exponent 1; with mean 1.5 most of them are cheap.

    >>> offer_exponent(1.0, [2.0, 1.5], 3.0)
    array([1., 3.])
    """
    low = np.asarray(minimum, dtype=np.float64)
    return (np.asarray(maximum, dtype=np.float64) - low) / (np.asarray(mean, dtype=np.float64) - low) - 1.0


def marginal_price(lowest: ArrayLike, highest: ArrayLike, exponent: ArrayLike, share: ArrayLike) -> NDArray[np.float64]:
    """Price of the dearest offer when a share of all offers is awarded, cheapest first.

    >>> marginal_price(1.0, 3.0, 3.0, [0.0, 0.5, 1.0])
    array([1.  , 1.25, 3.  ])
    """
    low = np.asarray(lowest, dtype=np.float64)
    price: NDArray[np.float64] = low + (np.asarray(highest) - low) * np.power(np.asarray(share), np.asarray(exponent))
    return price


def mean_price(lowest: ArrayLike, highest: ArrayLike, exponent: ArrayLike, share: ArrayLike) -> NDArray[np.float64]:
    """Mean price of the offers awarded when a share of all is awarded, cheapest first.

    >>> mean_price(1.0, 3.0, 3.0, [0.5, 1.0])
    array([1.0625, 1.5   ])
    """
    low = np.asarray(lowest, dtype=np.float64)
    steep = np.asarray(exponent, dtype=np.float64)
    price: NDArray[np.float64] = low + (np.asarray(highest) - low) * np.power(np.asarray(share), steep) / (steep + 1.0)
    return price
