"""Half-hourly spot prices of the nine areas for one fiscal year, on one page.

The root zone is Tokyo: seasonal shape + tightness → supply curve → price. Every other area has its neighbour's price
plus a gap while the line between them is full. Seasonal shapes and gap sizes are adjusted until the means
by season and slot are the published ones; then the prices are rounded to the tick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.coupling import (
    Link,
    bounded,
    by_block,
    first_gap_sizes,
    links_of,
    split_share,
)
from storage_opt.inputs.synthetic.levels import jitter, more_sun, supply_curve, tightness, to_floor
from storage_opt.inputs.synthetic.spikes import spike_floors
from storage_opt.inputs.synthetic.tuning import Tuning
from storage_opt.inputs.synthetic.year import ROOT, MarketYear
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOTS_PER_DAY

GENERATOR_VERSION = "2"
_ROUNDS = 8
_STEP = 0.7


def generate_spot(
    fiscal_year: int,
    *,
    seed: int,
    regime: str = "normal",
    solar_scale: float = 1.0,
    tuning: Tuning | None = None,
) -> NDArray[np.float64]:
    """Generate day-ahead area prices of one fiscal year.

    Parameters
    ----------
    fiscal_year : int
        Any year. Calibrated years (2023 to 2025 normal, 2020 to 2022 crisis) follow their own published statistics,
        others those of the three in turn.
    seed : int
        Same seed, same prices; years and purposes have independent streams, so a year does not depend on
        which others are asked for.
    regime : {'normal', 'crisis'}
        Price regime.
    solar_scale : float
        Solar fleet relative to the calibrated one, at least 0; more deepens the midday valley and raises no price. [-]
    tuning : Tuning, optional
        Other constants than the fitted ones.

    Returns
    -------
    ndarray of float, shape (9, slots)
        Areas in the order of ``AREAS``, without consumption tax, multiples of 0.01, at least 0.01. [JPY/kWh]

    References
    ----------
    ``docs/reference/synthetic.md``; statistics from price_statistics (JEPX spot, FY2020 to FY2025).
    """
    if not solar_scale >= 0.0:
        raise ValueError(f"solar_scale must be at least 0, got {solar_scale}")
    year = MarketYear.of(fiscal_year, seed, regime, tuning)
    market = _Market(year, tightness(year), jitter(year), spike_floors(year), links_of(year))
    means = _match(market)
    prices = market.prices(means, more_sun(year, solar_scale))
    return np.round(prices.reshape(len(AREAS), -1), 2)


@dataclass(frozen=True, eq=False)
class _Means:
    """What is adjusted: the root's shape before the supply curve, (4, 48), and each link's gaps, (4, 8)."""

    shape: NDArray[np.float64]
    gaps: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, eq=False)
class _Market:
    """All that is drawn at random for a year."""

    year: MarketYear
    tightness: NDArray[np.float64]
    jitter: NDArray[np.float64]
    spikes: dict[str, NDArray[np.float64]]
    links: list[Link]

    def prices(self, means: _Means, change: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
        """Prices of all areas, shape (9, days, 48), before rounding. [JPY/kWh]"""
        year = self.year
        prices = np.zeros((len(AREAS), year.days, SLOTS_PER_DAY))
        root = supply_curve(year.daily(means.shape) + self.tightness + change, year)
        prices[ROOT] = self._spiked(ROOT, np.where(root > 0.0, root * self.jitter, root))
        for link, size in zip(self.links, means.gaps, strict=True):
            prices[link.child] = self._spiked(link.child, prices[link.parent] + link.gap(year.daily(size)))
        return to_floor(prices, year)

    def _spiked(self, area: int, price: NDArray[np.float64]) -> NDArray[np.float64]:
        floors = self.spikes.get(AREAS[area])
        return price if floors is None else np.maximum(price, floors)


def _match(market: _Market) -> _Means:
    """Adjust shape and gaps until seasonal means are the published ones."""
    year = market.year
    target = year.published.shape
    shares = [np.maximum(split_share(year, link), 0.02) for link in market.links]
    means = _Means(target[ROOT].copy(), tuple(first_gap_sizes(year, link) for link in market.links))
    for _ in range(_ROUNDS):
        prices = market.prices(means)
        made = np.array([[area[days].mean(axis=0) for days in year.season_days] for area in prices])
        missing = target - made
        gaps = [
            bounded(size + _STEP * by_block(missing[link.child] - missing[link.parent]) / share)
            for size, link, share in zip(means.gaps, market.links, shares, strict=True)
        ]
        means = _Means(means.shape + _STEP * missing[ROOT], tuple(gaps))
    return means
