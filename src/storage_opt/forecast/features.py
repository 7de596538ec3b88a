"""What the learned forecaster looks at: the calendar, the sun, and prices known at the gate."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False)
class Seen:
    """What stands before ``n`` gates. Prices are differences from the *level*, so that what cheap months teach holds in dear ones.

    Parameters
    ----------
    level : ndarray, shape (n, 48)
        Mean of the slot over the last seven days known. [JPY/MWh]
    recent : ndarray, shape (n, 48, 5)
        The slot on the last day known, the day before, the last such weekday, its mean over 28 days, and over those of them that are of the
        type of the day forecast. [JPY/MWh]
    last_day : ndarray, shape (n, 3)
        Mean, lowest and highest of the last day known. [JPY/MWh]
    profile : ndarray, shape (n, 12)
        The last day known, by two hours. [JPY/MWh]
    others : ndarray, shape (n, 48, 2 k)
        The slot in ``k`` other areas, in order of their names: last day known and mean over seven days. [JPY/MWh]
    calendar : ndarray of int, shape (n, 6)
        Distance from the last day known, weekday, types of the day, the day before, the day after and the last day known.
    season : ndarray, shape (n, 2)
        Sine and cosine of the day of the year.
    sun : ndarray, shape (n, 48)
        Height of the sun, see `sun_height`.
    """

    level: Floats
    recent: Floats
    last_day: Floats
    profile: Floats
    others: Floats
    calendar: Indices
    season: Floats
    sun: Floats


def look(history: History, known: Indices, ahead: Indices) -> Seen:
    """Look from some gates of a history: at what stands before each of them, and at nothing after.

    Parameters
    ----------
    history : History
        Prices.
    known : ndarray of int, shape (n,)
        Days of the history known at each gate, at least 28.
    ahead : ndarray of int, shape (n,)
        Distance of the day forecast from the last day known, from 1.
    """
    days = history.by_day_jpy_per_mwh
    level = _mean_before(days, known, 7)
    last = days[known - 1] - level
    of_week = days[known - 7 + (ahead - 1) % 7]
    means = _mean_before(days, known, NEEDS_DAYS), _mean_of_type(history, known, ahead)
    recent = np.stack([last, *(each - level for each in (days[known - 2], of_week, *means))], axis=-1)
    others = [np.empty((*level.shape, 0))]
    for area in sorted(history.others):
        other = history.others[area].reshape(-1, SLOTS_PER_DAY)
        others.append(np.stack([other[known - 1] - level, _mean_before(other, known, 7) - level], axis=-1))
    last_day = np.stack([last.mean(axis=1), last.min(axis=1), last.max(axis=1)], axis=-1)
    profile = last.reshape(-1, 12, 4).mean(axis=2)
    return Seen(level, recent, last_day, profile, np.concatenate(others, axis=-1), *_calendar(history, known, ahead))


def _calendar(history: History, known: Indices, ahead: Indices) -> tuple[Indices, Floats, Floats]:
    first, n_days = history.period.first_day, history.period.n_days + int(ahead.max()) + 1
    types = day_types(Period(first - timedelta(days=1), n_days + 1))  # entry n + 1 is day n
    day = known + ahead - 1
    of_year = np.array([(first + timedelta(days=int(n))).timetuple().tm_yday for n in day])
    weekday = (first.weekday() + day) % 7
    calendar = np.stack([ahead, weekday, types[day + 1], types[day], types[day + 2], types[known]], axis=-1)
    angle = 2 * np.pi * of_year / 365.25
    return calendar, np.stack([np.sin(angle), np.cos(angle)], axis=-1), sun_height(of_year)


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
