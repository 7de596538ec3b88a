"""Output of the solar fleet of each area: clear sky by pvlib, seeded clouds."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pvlib
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.streams import persistent, stream
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY, UTC_OFFSET_H, Period

# One place for each area: latitude, longitude in degrees. Sapporo, Sendai, Saitama, Nagoya, Toyama, Osaka, Hiroshima,
# Takamatsu, Kumamoto.
LOCATIONS = (
    (43.1, 141.4),
    (38.3, 140.9),
    (35.9, 139.6),
    (35.2, 136.9),
    (36.7, 137.2),
    (34.7, 135.5),
    (34.4, 132.5),
    (34.3, 134.0),
    (32.8, 130.7),
)
FULL_SUN_W_PER_M2 = 1000.0
DEGREES_PER_HOUR = 15.0
MEAN_CLEARNESS = 0.62
SPREAD_CLEARNESS = 0.26
CLOUD_PERSISTENCE = 0.5
# Share of the variance of clouds that all Japan has in common, that east or west has in common, and that is local.
SHARED, REGIONAL, LOCAL = 0.45, 0.35, 0.20


@cache
def clear_sky(fiscal_year: int) -> NDArray[np.float64]:
    """Clear-sky output of every area, in the middle of each slot.

    Haurwitz's formula on pvlib's analytical solar elevation (Spencer); three decimals, so that the last bits of a
    trigonometric library never reach a price.

    Parameters
    ----------
    fiscal_year : int
        Year wanted.

    Returns
    -------
    ndarray of float, shape (9, days, 48)
        Global irradiance as a fraction of 1,000 W/m². [-]

    References
    ----------
    Haurwitz, B. (1945), Insolation in relation to cloudiness and cloud density; ``pvlib.clearsky.haurwitz``.
    Spencer, J. W. (1971), Fourier series representation of the position of the sun; ``pvlib.solarposition``.
    """
    starts = Period.of_fiscal_year(fiscal_year).slot_starts
    day_of_year = (starts.astype("datetime64[D]") - starts.astype("datetime64[Y]")).astype(np.int64) + 1
    declination = pvlib.solarposition.declination_spencer71(day_of_year)
    equation_of_time_h = pvlib.solarposition.equation_of_time_spencer71(day_of_year) / 60.0
    middle_h = (np.arange(starts.size) % SLOTS_PER_DAY) * SLOT_H + SLOT_H / 2.0
    outputs = []
    for latitude, longitude in LOCATIONS:
        solar_time_h = middle_h + longitude / DEGREES_PER_HOUR - UTC_OFFSET_H + equation_of_time_h
        hour_angle = np.radians(DEGREES_PER_HOUR * (solar_time_h - 12.0))
        zenith = pvlib.solarposition.solar_zenith_analytical(np.radians(latitude), hour_angle, declination)
        irradiance = pvlib.clearsky.haurwitz(pd.Series(np.degrees(zenith)))["ghi"].to_numpy()
        outputs.append(np.round(irradiance / FULL_SUN_W_PER_M2, 3).reshape(-1, SLOTS_PER_DAY))
    return np.array(outputs)


def clearness(seed: int, fiscal_year: int, days: int) -> NDArray[np.float64]:
    """Share of the clear-sky output that clouds leave, by area and day, shape (9, days). [-]"""
    # Streams: 0 all Japan, 1 and 2 east and west, 3 and on the areas.
    series = [
        persistent(stream(seed, fiscal_year, "cloud", part).standard_normal(days), CLOUD_PERSISTENCE)
        for part in range(3 + len(AREAS))
    ]
    rows = []
    for index in range(len(AREAS)):
        region = series[1] if index < 3 else series[2]
        weather = SHARED**0.5 * series[0] + REGIONAL**0.5 * region + LOCAL**0.5 * series[3 + index]
        rows.append(np.clip(MEAN_CLEARNESS + SPREAD_CLEARNESS * weather, 0.12, 1.0))
    return np.array(rows)
