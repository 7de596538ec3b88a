"""What the learned forecaster looks at: the calendar, the sun, and prices known at the gate."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.forecast.day_type import day_types
from storage_opt.records.forecast import History
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY, Period

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

NEEDS_DAYS = 28
LATITUDE_DEG = 36.0
NOON_H = 11.8
"""Latitude and solar noon of the middle of Honshu: the model needs the season's shape of the day, not a place."""


def features(history: History, known: Indices, ahead: Indices) -> tuple[Floats, Floats]:
    """Look at some gates of a history: what stands before each of them, and nothing after.

    Prices enter as differences from the mean of the slot over the last seven days known, the *level*, and so does the target: what
    is learned on cheap months holds on dear ones.

    Parameters
    ----------
    history : History
        Prices.
    known : ndarray of int, shape (n,)
        Days of the history known at each gate, at least 28.
    ahead : ndarray of int, shape (n,)
        Distance of the day forecast from the last day known, from 1.

    Returns
    -------
    ndarray, shape (n * 48, n_features)
        One row per slot of each day forecast.
    ndarray, shape (n * 48,)
        Level. [JPY/MWh]
    """
    days = history.by_day_jpy_per_mwh
    level = _mean_before(days, known, 7)
    of_area = [days[known - 1], days[known - 2], days[known - 7 + (ahead - 1) % 7]]
    of_area += [_mean_before(days, known, NEEDS_DAYS), _mean_of_type(history, known, ahead)]
    last = days[known - 1] - level
    columns = [each - level for each in of_area]
    columns += [np.repeat(figure(last, axis=1)[:, None], SLOTS_PER_DAY, axis=1) for figure in (np.mean, np.min, np.max)]
    for area in sorted(history.others):
        other = history.others[area].reshape(-1, SLOTS_PER_DAY)
        columns += [other[known - 1] - level, _mean_before(other, known, 7) - level]
    columns += [level, *_calendar(history, known, ahead)]
    return np.stack(columns, axis=-1).reshape(-1, len(columns)), level.reshape(-1)


def _calendar(history: History, known: Indices, ahead: Indices) -> list[Floats]:
    """Slot, distance, weekday, day type of the day and of its neighbours, season and sun; each of shape (n, 48)."""
    first, n_days = history.period.first_day, history.period.n_days + int(ahead.max()) + 1
    types = day_types(Period(first - timedelta(days=1), n_days + 1))
    day = known + ahead - 1
    of_year = np.array([(first + timedelta(days=int(n))).timetuple().tm_yday for n in day])
    slot = np.tile(np.arange(SLOTS_PER_DAY, dtype=np.float64), (day.size, 1))
    angle = 2 * np.pi * of_year / 365.25
    each_day = [
        ahead,
        (first.weekday() + day) % 7,
        types[day + 1],
        types[day],
        types[day + 2],
        types[known],
        np.sin(angle),
        np.cos(angle),
    ]
    spread = [np.repeat(np.asarray(values, dtype=np.float64)[:, None], SLOTS_PER_DAY, axis=1) for values in each_day]
    return [slot, *spread, sun_height(of_year)]


def sun_height(day_of_year: Indices) -> Floats:
    """Sine of the sun's height in the middle of each slot, 0 at night, shape (n, 48). [-]

    References
    ----------
    Cooper, P. I. (1969), The absorption of radiation in solar stills, Solar Energy 12(3): declination.
    """
    declination = np.radians(23.45 * np.sin(2 * np.pi * (284 + day_of_year) / 365))[:, None]
    hour = (np.arange(SLOTS_PER_DAY) + 0.5) * SLOT_H - NOON_H
    latitude, hour_angle = np.radians(LATITUDE_DEG), np.radians(15.0 * hour)
    height = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    return np.asarray(np.maximum(height, 0.0))


def _mean_before(days: Floats, known: Indices, n_days: int) -> Floats:
    """Mean of each slot over the last ``n_days`` days known, shape (n, 48)."""
    return np.asarray(days[known[:, None] - 1 - np.arange(n_days)].mean(axis=1))


def _mean_of_type(history: History, known: Indices, ahead: Indices) -> Floats:
    """Mean of each slot over those of the last 28 days known that are of the type of the day forecast, shape (n, 48)."""
    types = day_types(Period(history.period.first_day, history.period.n_days + int(ahead.max())))
    window = known[:, None] - 1 - np.arange(NEEDS_DAYS)
    alike = types[window] == types[known + ahead - 1][:, None]
    alike |= ~alike.any(axis=1, keepdims=True)
    weights = alike / alike.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nd,nds->ns", weights, history.by_day_jpy_per_mwh[window]))
