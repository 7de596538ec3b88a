"""Energy added in later years: what may be added, how much keeps a promise, how long the battery then lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage_opt.assets.battery import ROUNDING, Battery


@dataclass(frozen=True)
class AugmentationChoice:
    """How energy is added, and what it costs.

    Parameters
    ----------
    is_auto : bool
        Whether it is chosen by value; else by the plan of the battery.
    cost_jpy_per_kwh : float or None
        Cost per kWh of stored energy added; ``None``: not stated, which only a plan allows. [JPY/kWh]
    step_years : int
        Years from one look to the next, where it is chosen by value. [year]
    """

    is_auto: bool = False
    cost_jpy_per_kwh: float | None = None
    step_years: int = 5


def least_to_add_mwh(energy_mwh: float, floors_mwh: Sequence[float], fade_mwh_per_year: float) -> float:
    """Least energy that keeps the battery at its floors in this year and the ones after it. [MWh]

    Parameters
    ----------
    energy_mwh : float
        Energy of this year before anything is added. [MWh]
    floors_mwh : sequence of float
        Least energy of this year and the following ones. [MWh]
    fade_mwh_per_year : float
        Energy lost from each year to the next. [MWh/year]

    Examples
    --------
    93 MWh that lose 2 a year, 90 wanted for three years: 90 are wanted of what starts the third year with 89.

    >>> least_to_add_mwh(93.0, [90.0, 90.0, 90.0], 2.0), least_to_add_mwh(93.0, [90.0, 90.0, 0.0], 2.0)
    (1.0, 0.0)
    """
    wanted = [floor + years * fade_mwh_per_year - energy_mwh for years, floor in enumerate(floors_mwh)]
    most = max(wanted, default=0.0)
    return most if most > ROUNDING * energy_mwh else 0.0


def years_operated(battery: Battery, energy_mwh: float, fade_mwh_per_year: float, years: int) -> int:
    """Years from this one on, at most ``years``, before the end of life.

    Parameters
    ----------
    battery : Battery
        End of life.
    energy_mwh : float
        Energy of this year. [MWh]
    fade_mwh_per_year : float
        Energy lost from each year to the next. [MWh/year]
    years : int
        Years that the project still has, this one included.

    Examples
    --------
    >>> battery = Battery(50.0, 50.0, 100.0, 0.93, 0.93, end_of_life_share=0.7)
    >>> years_operated(battery, 75.0, 2.0, 10), years_operated(battery, 75.0, 2.0, 2), years_operated(battery, 69.0, 2.0, 10)
    (3, 2, 0)
    """
    for number in range(years):
        if battery.is_worn_out(energy_mwh - number * fade_mwh_per_year):
            return number
    return years


def annuity(rate: float, years: int) -> float:
    """Present value of 1 at the end of each of the next years, at the start of the first. [year]

    >>> round(annuity(0.05, 20), 6), annuity(0.0, 20)
    (12.46221, 20.0)
    """
    return float(years) if rate == 0.0 else (1.0 - (1.0 + rate) ** -years) / rate
