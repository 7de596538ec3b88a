"""Distributions of a factor, by the value below which a given share of draws lies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Triangular:
    """Between ``low`` and ``high``, most likely near ``mode``.

    Parameters
    ----------
    low, mode, high : float
        ``low ≤ mode ≤ high``, ``low < high``. [-]
    """

    low: float
    mode: float
    high: float

    def at(self, share: float) -> float:
        """Value below which a share of draws lies; 0 < share < 1.

        Examples
        --------
        A quarter of the way up lies the mode: a quarter of the draws is below it.

        >>> Triangular(0.0, 1.0, 4.0).at(0.25)
        1.0
        """
        width, left = self.high - self.low, self.mode - self.low
        if share * width <= left:
            return self.low + math.sqrt(share * width * left)
        return self.high - math.sqrt((1.0 - share) * width * (self.high - self.mode))


@dataclass(frozen=True)
class Lognormal:
    """Above 0, its logarithm normal.

    Parameters
    ----------
    mean : float
        Mean of the factor itself, > 0. [-]
    sigma : float
        Standard deviation of its logarithm, > 0. [-]
    """

    mean: float
    sigma: float

    def at(self, share: float) -> float:
        """Value below which a share of draws lies; 0 < share < 1.

        >>> round(Lognormal(1.0, 0.2).at(0.5), 6)  # the median lies below the mean, by exp(-sigma²/2)
        0.980199
        """
        return self.mean * math.exp(self.sigma * NormalDist().inv_cdf(share) - 0.5 * self.sigma**2)


@dataclass(frozen=True)
class Listed:
    """One of several values.

    Parameters
    ----------
    shares : mapping of float to float
        Probability of each value, together 1. [-]
    """

    shares: Mapping[float, float]

    def at(self, share: float) -> float:
        """Value below which a share of draws lies; values in rising order.

        >>> delay = Listed({0: 0.7, 1: 0.2, 2: 0.1})
        >>> [delay.at(share) for share in (0.69, 0.71, 0.95)]
        [0, 1, 2]
        """
        below, values = 0.0, sorted(self.shares)
        for value in values[:-1]:
            below += self.shares[value]
            if share < below:
                return value
        return values[-1]


Distribution = Triangular | Lognormal | Listed
