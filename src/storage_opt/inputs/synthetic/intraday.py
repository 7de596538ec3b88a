"""National intraday prices around the spot price.

There is one intraday market for all Japan. Its mean price of a slot is the system price plus a difference that is larger at midday and at
low prices, persistent within the day, and as wide and as correlated with the system price as published.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.calibration import template_year
from storage_opt.inputs.synthetic.levels import FLOOR
from storage_opt.inputs.synthetic.streams import persistent, stream
from storage_opt.inputs.synthetic.year import ROOT
from storage_opt.timeline import SLOTS_PER_DAY

GENERATOR_VERSION = "1"
# Weight of Tokyo in the system price, all other areas alike: gives the published system means of FY2023 to FY2025 from the area means
# within 0.03 JPY/kWh (price_statistics 4.1); in the files of FY2023 the correlation of the two is 0.97.
TOKYO_WEIGHT = 0.25
# price_statistics 4.6: mean, standard deviation and correlation of intraday less system price, mean high less low, trades, MWh per slot.
PUBLISHED = {
    2020: (1.16, 6.18, 0.976, 8.95, 90, 229),
    2021: (1.09, 3.28, 0.951, 9.32, 108, 238),
    2022: (2.49, 4.75, 0.904, 18.48, 116, 282),
    2023: (0.96, 2.17, 0.878, 8.11, 126, 351),
    2024: (0.74, 1.88, 0.905, 8.95, 159, 422),
    2025: (0.82, 1.81, 0.912, 8.68, 177, 394),
}
# Computed from the JEPX intraday file of FY2023, rounded: difference by three hours less its mean [JPY/kWh], volume by three hours over its
# mean, slot-to-slot correlation of the difference, share of the range that lies above the mean price.
_MIDDAY = (-0.2, -0.1, 0.0, 0.6, 0.9, -0.3, -0.6, -0.1)
_VOLUME = (0.61, 0.70, 0.85, 1.23, 1.30, 1.09, 1.14, 1.09)
_SLOT_CORRELATION = 0.82
_SHARE_ABOVE = 0.46
_RANGE_SPREAD, _VOLUME_SPREAD, _TRADES_SPREAD = 0.70, 0.60, 0.25
_TRADES_PER_VOLUME = 0.6  # exponent
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Intraday:
    """National intraday market, one value per slot, shape (slots,).

    Parameters
    ----------
    mean_jpy_per_kwh, high_jpy_per_kwh, low_jpy_per_kwh : ndarray of float
        Volume-weighted mean, highest and lowest price of the slot's trades. [JPY/kWh]
    volume_mwh : ndarray of float
        Energy traded, whole MWh. [MWh]
    trades : ndarray of int
        Number of trades.
    """

    mean_jpy_per_kwh: NDArray[np.float64]
    high_jpy_per_kwh: NDArray[np.float64]
    low_jpy_per_kwh: NDArray[np.float64]
    volume_mwh: NDArray[np.float64]
    trades: NDArray[np.int64]


def system_price(prices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stand-in for the national system price: weighted mean of the area prices (9, slots). [JPY/kWh]"""
    others = (prices.sum(axis=0) - prices[ROOT]) / (len(prices) - 1)
    system: NDArray[np.float64] = TOKYO_WEIGHT * prices[ROOT] + (1.0 - TOKYO_WEIGHT) * others
    return system


def generate_intraday(fiscal_year: int, prices: NDArray[np.float64], *, seed: int, regime: str = "normal") -> Intraday:
    """Generate the intraday market around given spot prices.

    Parameters
    ----------
    fiscal_year : int
        Price year.
    prices : ndarray of float, shape (9, slots)
        Spot prices of the areas. [JPY/kWh]
    seed : int
        Same seed and spot prices, same result.
    regime : {'normal', 'crisis'}
        Whose published statistics are followed.
    """
    bias, spread, correlation, width, trades, volume = PUBLISHED[template_year(fiscal_year, regime)]
    random = stream(seed, fiscal_year, "intraday")
    system = system_price(prices)
    slots = system.size
    mean = _around(system, _noise(random, slots), bias, spread, correlation)
    size = width * _lognormal(_RANGE_SPREAD, random.standard_normal(slots))
    busy = _by_three_hours(_VOLUME, slots) * _lognormal(_VOLUME_SPREAD, random.standard_normal(slots))
    count = np.power(busy, _TRADES_PER_VOLUME) * _lognormal(_TRADES_SPREAD, random.standard_normal(slots))
    low = np.maximum(np.round(mean - (1.0 - _SHARE_ABOVE) * size, 2), FLOOR)
    high = np.maximum(np.round(low + size, 2), mean)
    return Intraday(
        mean_jpy_per_kwh=mean,
        high_jpy_per_kwh=high,
        low_jpy_per_kwh=low,
        volume_mwh=np.maximum(np.rint(volume * busy / busy.mean()), 1.0),
        trades=np.maximum(np.rint(trades * count / count.mean()), 1.0).astype(np.int64),
    )


def _around(
    system: NDArray[np.float64], noise: NDArray[np.float64], bias: float, spread: float, correlation: float
) -> NDArray[np.float64]:
    """Mean price of the trades: the difference to the system price has the mean, spread and correlation wanted.

    The difference is ``slope · (system − mean) + σ · noise``. With ``v`` the variance of the system price and ``c = slope · v``
    its covariance with the difference, the correlation of the sum with the system price is ``(v + c) / √(v (v + spread² + 2 c))``;
    ``c`` is found by bisection above ``−spread²``, where the correlation is least, ``σ`` from ``spread² = slope² v + σ²``.
    Then the mean is moved until it holds after the floor.
    """
    centred, variance = system - system.mean(), float(system.var())
    low, high = -min(spread, 0.9 * math.sqrt(variance)) * spread, 0.9 * spread * math.sqrt(variance)
    for _ in range(_ROUNDS):
        covariance = (low + high) / 2.0
        made = (variance + covariance) / math.sqrt(variance * (variance + spread * spread + 2.0 * covariance))
        low, high = (covariance, high) if made < correlation else (low, covariance)
    slope = round(covariance / variance, 6)
    own = noise - noise.mean()
    own = own - centred * float((own * centred).mean() / variance)
    own = own * (math.sqrt(max(spread * spread - slope * slope * variance, 0.0)) / float(own.std()))
    difference, shift = slope * centred + own, bias
    for _ in range(_ROUNDS):
        shift += bias - float((np.maximum(system + difference + shift, FLOOR) - system).mean())
    price: NDArray[np.float64] = np.round(np.maximum(system + difference + round(shift, 6), FLOOR), 2)
    return price


def _noise(random: np.random.Generator, slots: int) -> NDArray[np.float64]:
    """Draw persistent noise with fatter tails than normal, plus the shape over the day."""
    normal = persistent(random.standard_normal(slots), _SLOT_CORRELATION)
    tails = np.sign(normal) * np.power(np.abs(normal), 1.15)
    noise: NDArray[np.float64] = 2.0 * tails + _by_three_hours(_MIDDAY, slots)
    return noise


def _by_three_hours(values: tuple[float, ...], slots: int) -> NDArray[np.float64]:
    """Repeat eight values over the slots of every day."""
    return np.tile(np.repeat(np.array(values), SLOTS_PER_DAY // len(values)), slots // SLOTS_PER_DAY)


def _lognormal(spread: float, draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Factors of mean 1."""
    factors: NDArray[np.float64] = np.exp(spread * draws - spread * spread / 2.0)
    return factors
