"""What a solar plant gives under a clear or cloudy sky, by pvlib."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pvlib
from numpy.typing import NDArray

from storage_opt.assets.solar import SolarArray
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY, UTC_OFFSET_H, Period

FULL_SUN_W_PER_M2 = 1000.0
DEGREES_PER_HOUR = 15.0


def output_mw(
    array: SolarArray, capacity_mw: float, period: Period, clearness: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Largest AC output in each slot, computed for the middle of the slot.

    Haurwitz's clear-sky irradiance on the horizontal, times the share that clouds leave; split into direct and diffuse by Erbs; on the
    tilted modules with an isotropic sky; times module power less losses, cut at the capacity.

    Parameters
    ----------
    array : SolarArray
        The modules.
    capacity_mw : float
        Largest AC output. [MW]
    period : Period
        Days.
    clearness : ndarray, shape (period.n_days,)
        Share of the clear-sky irradiance that reaches the ground on each day; 1 is a clear sky. [-]

    Returns
    -------
    ndarray, shape (period.n_slots,)
        Output before curtailment. [MW]

    References
    ----------
    Haurwitz, B. (1945), Insolation in relation to cloudiness and cloud density; ``pvlib.clearsky.haurwitz``.
    Erbs, D. G., Klein, S. A., Duffie, J. A. (1982), Solar Energy 28(4); ``pvlib.irradiance.erbs``.
    Spencer, J. W. (1971), Fourier series representation of the position of the sun; ``pvlib.solarposition``.
    """
    day_of_year, zenith_deg, azimuth_deg = _sun(array, period)
    clear = pvlib.clearsky.haurwitz(pd.Series(zenith_deg))["ghi"].to_numpy()
    horizontal = clear * np.repeat(clearness, SLOTS_PER_DAY)
    parts = pvlib.irradiance.erbs(horizontal, zenith_deg, day_of_year)
    on_modules = pvlib.irradiance.get_total_irradiance(
        array.tilt_deg, array.azimuth_deg, zenith_deg, azimuth_deg, parts["dni"], horizontal, parts["dhi"]
    )["poa_global"]
    power = array.dc_mw * np.nan_to_num(on_modules) / FULL_SUN_W_PER_M2 * (1.0 - array.losses)
    # Kilowatts: the last bits of a trigonometric library must not reach a result.
    return np.asarray(np.round(np.clip(power, 0.0, capacity_mw), 3))


def _sun(array: SolarArray, period: Period) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Day of the year, zenith and azimuth of the sun in the middle of each slot. [-], [°], [°]"""
    starts = period.slot_starts
    day_of_year = (starts.astype("datetime64[D]") - starts.astype("datetime64[Y]")).astype(np.int64) + 1
    declination = pvlib.solarposition.declination_spencer71(day_of_year)
    equation_of_time_h = pvlib.solarposition.equation_of_time_spencer71(day_of_year) / 60.0
    clock_h = (np.arange(starts.size) % SLOTS_PER_DAY) * SLOT_H + SLOT_H / 2.0
    solar_h = clock_h + array.longitude_deg / DEGREES_PER_HOUR - UTC_OFFSET_H + equation_of_time_h
    hour_angle, latitude = np.radians(DEGREES_PER_HOUR * (solar_h - 12.0)), np.radians(array.latitude_deg)
    zenith = pvlib.solarposition.solar_zenith_analytical(latitude, hour_angle, declination)
    azimuth = pvlib.solarposition.solar_azimuth_analytical(latitude, hour_angle, declination, zenith)
    return day_of_year, np.degrees(zenith), np.degrees(azimuth)
