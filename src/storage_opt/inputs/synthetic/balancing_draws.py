"""What is drawn at random for a stretch of the balancing market: how much is offered, asked for, and how steep the offers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.balancing_rules import WEEKLY_FIRST_DAY, Stretch
from storage_opt.inputs.synthetic.calendar import days_of
from storage_opt.inputs.synthetic.solar import clear_sky, clearness
from storage_opt.inputs.synthetic.streams import persistent, stream
from storage_opt.records.prices import AREAS, PRODUCTS
from storage_opt.timeline import SLOTS_PER_DAY

# Spreads of the logarithms and lag-1 correlations by day; chosen so that daily offers vary by the 0.2 to 0.5 of their mean seen in the
# EPRX files of October 2023 and May 2025.
AREA_SPREAD, PRODUCT_SPREAD, BLOCK_SPREAD = 0.22, 0.10, 0.15
DEMAND_SPREAD, STEEPNESS_SPREAD = 0.22, 0.25
DAY_CORRELATION = 0.75
SHARED = 0.4  # share of the variance of an area's days that all areas have in common
STAYS = 0.8  # chance that half-hourly offers are those of the half-hour before
_STREAMS_PER_PRODUCT = 100
_NIGHT = 0.01  # requirement of rr_fit at night relative to full sun (EPRX May 2025: 15 MW against 3,000 MW)


@dataclass(frozen=True, eq=False)
class Draws:
    """Factors of mean 1 (before clearing), all of shape (9, days, blocks).

    Parameters
    ----------
    offer, demand, steepness : ndarray of float
        Factor on the offers, on what the market buys, and on the exponent of the offer curve. [-]
    weight : ndarray of float
        Where in the day the requirement lies: 1, or the sun for rr_fit. [-]
    presence : ndarray of float
        Latent variable: blocks with the highest values in a season are the ones with an award.
    """

    offer: NDArray[np.float64]
    demand: NDArray[np.float64]
    steepness: NDArray[np.float64]
    weight: NDArray[np.float64]
    presence: NDArray[np.float64]


def draws_of(seed: int, fiscal_year: int, stretch: Stretch, number: int, solar_scale: float) -> Draws:
    """Draw a stretch; ``number`` counts the stretches of the product within the year."""
    part = 1 + _STREAMS_PER_PRODUCT * PRODUCTS.index(stretch.product) + number
    random = stream(seed, fiscal_year, "balancing", part)
    shape = len(AREAS), stretch.n_days, stretch.blocks
    hold = _held_from(random, fiscal_year, stretch)
    area, steep = _area_days(seed, fiscal_year, 0, stretch), _area_days(seed, fiscal_year, 1, stretch)
    own = random.standard_normal(shape[:2])[:, hold // stretch.blocks].reshape(shape)
    drawn = [random.standard_normal((len(AREAS), hold.size)) for _ in range(3)]
    offered, asked, present = (noise[:, hold].reshape(shape) for noise in drawn)
    weight = _sun(seed, fiscal_year, stretch, solar_scale) if stretch.product == "rr_fit" else np.ones(shape)
    return Draws(
        offer=_lognormal(AREA_SPREAD * area + PRODUCT_SPREAD * own + BLOCK_SPREAD * offered),
        demand=_lognormal(DEMAND_SPREAD * asked),
        steepness=_lognormal(STEEPNESS_SPREAD * steep),
        weight=weight,
        presence=np.log(weight) + present,
    )


def _held_from(random: np.random.Generator, fiscal_year: int, stretch: Stretch) -> NDArray[np.int64]:
    """Block (counted over the stretch) whose draw each block takes, shape (days · blocks,).

    Weekly procurement: the same block of the first day of the week. Half-hours: the last block at which the offers changed.
    """
    place = np.arange(stretch.n_days * stretch.blocks, dtype=np.int64)
    if stretch.is_weekly:
        first = _week_starts(fiscal_year, stretch)
        weekly: NDArray[np.int64] = np.repeat(first, stretch.blocks) * stretch.blocks + place % stretch.blocks
        return weekly
    if stretch.blocks < SLOTS_PER_DAY:
        return place
    changes = random.random(place.size) >= STAYS
    changes[0] = True
    held: NDArray[np.int64] = np.maximum.accumulate(np.where(changes, place, 0))
    return held


def _week_starts(fiscal_year: int, stretch: Stretch) -> NDArray[np.int64]:
    """First day of each day's week, counted from the start of the stretch, not before it, shape (days,)."""
    weekdays = [day.weekday() for day in days_of(fiscal_year)[stretch.first : stretch.first + stretch.n_days]]
    since = (np.array(weekdays, dtype=np.int64) - WEEKLY_FIRST_DAY) % 7
    starts: NDArray[np.int64] = np.maximum(np.arange(stretch.n_days, dtype=np.int64) - since, 0)
    return starts


def _area_days(seed: int, fiscal_year: int, part: int, stretch: Stretch) -> NDArray[np.float64]:
    """Days of each area, common to all products, standard normal, shape (9, days, 1)."""
    days = len(days_of(fiscal_year))
    random = stream(seed, fiscal_year, "balancing", part * _STREAMS_PER_PRODUCT * (len(PRODUCTS) + 1))
    series = [persistent(random.standard_normal(days), DAY_CORRELATION) for _ in range(1 + len(AREAS))]
    mixed = np.array([SHARED**0.5 * series[0] + (1.0 - SHARED) ** 0.5 * own for own in series[1:]])
    mine = mixed[:, stretch.first : stretch.first + stretch.n_days]
    if stretch.is_weekly:
        mine = mine[:, _week_starts(fiscal_year, stretch)]
    return mine[:, :, None]


def _sun(seed: int, fiscal_year: int, stretch: Stretch, solar_scale: float) -> NDArray[np.float64]:
    """Weight of the rr_fit requirement: clear sky times the doubt about clouds, shape (9, days, blocks). [-]

    The product covers errors of the solar forecast: nothing to err about at night, least under a clear or a fully covered sky.
    """
    sky = clear_sky(fiscal_year)
    clear = clearness(seed, fiscal_year, sky.shape[1])
    doubt = 1.0 - np.abs(2.0 * clear - 1.0) * 0.6
    weight = (sky * solar_scale + _NIGHT) * doubt[:, :, None]
    mine = weight[:, stretch.first : stretch.first + stretch.n_days]
    by_block: NDArray[np.float64] = mine.reshape(*mine.shape[:2], stretch.blocks, -1).mean(axis=-1)
    return by_block


def _lognormal(exponent: NDArray[np.float64]) -> NDArray[np.float64]:
    factor: NDArray[np.float64] = np.exp(exponent)
    return factor
