"""The door for the sun: output of the solar plant by slot, computed or the user's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.solar import SolarArray, SolarPlant
from storage_opt.assets.sun import output_mw
from storage_opt.inputs.solar import SolarChoice
from storage_opt.inputs.solar_file import read_solar
from storage_opt.inputs.synthetic.solar import LOCATIONS, clearness
from storage_opt.records.prices import AREAS, SourceFile
from storage_opt.timeline import SLOTS_PER_DAY, Period, days_of_fiscal_year, fiscal_year_of, fiscal_year_start


def solar_output_mw(
    plant: SolarPlant, choice: SolarChoice, area: str | None, period: Period
) -> tuple[NDArray[np.float64], list[SourceFile]]:
    """Output before curtailment in every slot of a period.

    The generated sky is that of the synthetic spot prices: with their seed, sunny days are the days of low prices.

    Returns
    -------
    ndarray, shape (period.n_slots,)
        [MW]
    list of SourceFile
        The user's file; empty where the output was computed.

    Raises
    ------
    MarketDataError
        The user's file is missing or wrong.
    """
    if choice.path is not None:
        output, source = read_solar(choice.path, area, period, plant.capacity_mw)
        return output, [source]
    if plant.array is None:
        raise ValueError("a solar plant without an array needs a file")
    clear = _clearness(choice.seed, _nearest(plant.array) if area is None else AREAS.index(area), period)
    return output_mw(plant.array, plant.capacity_mw, period, clear), []


def _nearest(array: SolarArray) -> int:
    """Area whose place is nearest, for its clouds."""
    away = [(array.latitude_deg - north) ** 2 + (array.longitude_deg - east) ** 2 for north, east in LOCATIONS]
    return int(np.argmin(away))


def _clearness(seed: int, place: int, period: Period) -> NDArray[np.float64]:
    """Share of the clear-sky irradiance that clouds leave on each day, shape (n_days,)."""
    years = range(period.fiscal_year, fiscal_year_of(period.last_day) + 1)
    days = np.concatenate([clearness(seed, year, days_of_fiscal_year(year))[place] for year in years])
    first = (period.first_day - fiscal_year_start(years[0])).days
    return days[first : first + period.n_slots // SLOTS_PER_DAY]
