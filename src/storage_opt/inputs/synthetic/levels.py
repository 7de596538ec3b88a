"""The root zone (Tokyo): how tight the market is in each slot, and the price the supply curve makes of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from storage_opt.inputs.synthetic.calibration import REST_DAY_CHANGE
from storage_opt.inputs.synthetic.streams import persistent
from storage_opt.inputs.synthetic.year import EAST, ROOT, MarketYear
from storage_opt.timeline import SLOTS_PER_DAY

FLOOR = 0.01
_SLOTS_PER_BLOCK = SLOTS_PER_DAY // len(REST_DAY_CHANGE)
_FLOOR_GAP_SLOTS = 4
_DAYTIME = 1.05
_EVENING = (0.9, 0.8)


def tightness(year: MarketYear) -> NDArray[np.float64]:
    """Deviation from the seasonal shape: level and swing of the day, rest days, clouds, residual.

    Returns
    -------
    ndarray of float, shape (days, 48)
        Before the supply curve. [JPY/kWh]
    """
    tuning = year.tuning
    shape = year.daily(year.published.shape[ROOT])
    hump = shape - shape.mean(axis=1, keepdims=True)
    clouds = -tuning.solar * year.scale * _east(year.sun_surprise)
    tight: NDArray[np.float64] = (
        tuning.level_share * year.std * _level(year)[:, None]
        + (_swing(year)[:, None] - 1.0) * hump
        + tuning.residual_share * year.std * _residual(year)
        + rest_day_change(year)
        + clouds
    )
    return tight


def more_sun(year: MarketYear, solar_scale: float) -> NDArray[np.float64]:
    """Change of the tightness when the solar fleet is ``solar_scale`` times as large, shape (days, 48). [JPY/kWh]"""
    return -year.tuning.solar * (solar_scale - 1.0) * year.scale * _east(year.sun)


def supply_curve(tight: NDArray[np.float64], year: MarketYear) -> NDArray[np.float64]:
    """Price for a tightness; rising, steep below the cheapest thermal plant and above the knee. [JPY/kWh]"""
    tuning = year.tuning
    cliff, knee = tuning.cliff_at * year.mean, tuning.knee_at * year.mean
    price = np.where(tight < cliff, cliff - tuning.cliff_slope * (cliff - tight), tight)
    return np.where(tight > knee, knee + tuning.knee_slope * (tight - knee), price)


def jitter(year: MarketYear) -> NDArray[np.float64]:
    """Factor on positive prices: bids that change from slot to slot, shape (days, 48). [-]"""
    draws = year.normal_slots("jitter").reshape(year.days, SLOTS_PER_DAY)
    return 1.0 + year.tuning.jitter * np.clip(draws, -3.0, 3.0)


def to_floor(price: NDArray[np.float64], year: MarketYear) -> NDArray[np.float64]:
    """Very low prices fall to the floor of 0.01 JPY/kWh. [JPY/kWh]"""
    low = year.tuning.floor_at * year.mean
    snapped = np.maximum(np.where(price < low, low - year.tuning.floor_slope * (low - price), price), FLOOR)
    return np.where(_in_a_run(snapped <= FLOOR) & (snapped < year.tuning.fill_below * year.mean), FLOOR, snapped)


def _in_a_run(at_floor: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the price was at the floor shortly before and will be shortly after, shape (areas, days, 48).

    A surplus lasts the whole valley: it is not interrupted for an hour by a cheap bid.
    """
    flat = at_floor.reshape(at_floor.shape[0], -1)
    before, after = np.zeros_like(flat), np.zeros_like(flat)
    for slots in range(1, _FLOOR_GAP_SLOTS + 1):
        before[:, slots:] |= flat[:, :-slots]
        after[:, :-slots] |= flat[:, slots:]
    inside: NDArray[np.bool_] = (before & after).reshape(at_floor.shape)
    return inside


def rest_day_change(year: MarketYear) -> NDArray[np.float64]:
    """Lower prices of weekends and holidays, shape (days, 48). [JPY/kWh]"""
    change = np.repeat(np.array(REST_DAY_CHANGE), _SLOTS_PER_BLOCK) * year.tuning.rest
    return np.where(year.resting[:, None], change[None, :] * year.scale, 0.0)


def _level(year: MarketYear) -> NDArray[np.float64]:
    """Level of each day: persistent, skewed to high prices, mean 0 and about unit variance, shape (days,)."""
    skew = year.tuning.level_skew
    latent = persistent(year.normal_days("level"), year.tuning.level_ar)
    if year.tuning.level_ranked:
        latent = ndtri(year.ranked(latent))
    return (np.exp(skew * latent) - math.exp(skew * skew / 2.0)) / skew


def _swing(year: MarketYear) -> NDArray[np.float64]:
    """Size of each day's humps and valley, mean 1, shape (days,). [-]"""
    swing = year.tuning.swing
    latent = persistent(year.normal_days("swing"), year.tuning.swing_ar)
    return np.exp(swing * latent - swing * swing / 2.0)


def _residual(year: MarketYear) -> NDArray[np.float64]:
    """Draw persistent noise within the day, quieter at night, shape (days, 48). [-]"""
    tuning = year.tuning
    profile = (tuning.residual_night,) * 2 + (tuning.residual_morning,) + (_DAYTIME,) * 3 + _EVENING
    noise = persistent(year.normal_slots("residual"), tuning.residual_slot_ar)
    by_day: NDArray[np.float64] = noise.reshape(year.days, SLOTS_PER_DAY)
    shaped: NDArray[np.float64] = by_day * np.repeat(np.array(profile), _SLOTS_PER_BLOCK)
    return shaped


def _east(by_area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average the areas of the east."""
    average: NDArray[np.float64] = (by_area[EAST[0]] + by_area[EAST[1]]) / 2.0
    return average
