"""Energy and efficiency left in each operating year."""

from __future__ import annotations

from dataclasses import replace

from storage_opt.assets.battery import Battery


def energy_of_year_mwh(battery: Battery, year: int, earlier_cycles: float) -> float:
    """Usable stored energy of an operating year, stepped at its start. [MWh]

    ``E(y) = E0 · (1 − calendar · (y − 1) − cycle · Σ earlier cycles) + Σ augmentation up to y``

    Parameters
    ----------
    battery : Battery
        Energy at the start of life, fade rates and augmentation.
    year : int
        Operating year, 1 is the first.
    earlier_cycles : float
        Full equivalent cycles of all earlier years. [-]

    Examples
    --------
    After one year and 300 cycles, 1 % and 300 × 0.003 % of 100 MWh are gone:

    >>> b = Battery(50, 50, 100.0, 0.93, 0.93, calendar_fade_per_year=0.01, cycle_fade_per_cycle=3e-5)
    >>> round(energy_of_year_mwh(b, 2, 300.0), 6)
    98.1
    """
    faded = battery.energy_mwh * (
        1.0 - battery.calendar_fade_per_year * (year - 1) - battery.cycle_fade_per_cycle * earlier_cycles
    )
    return faded + sum(step.energy_mwh for step in battery.augmentation if step.year <= year)


def fade_of_year_mwh(battery: Battery, cycles: float) -> float:
    """Energy that a year with so many cycles costs the years after it. [MWh]

    Energy that was added does not fade by itself, and cycles cost shares of ``energy_mwh``, as in :func:`energy_of_year_mwh`.

    >>> b = Battery(50, 50, 100.0, 0.93, 0.93, calendar_fade_per_year=0.01, cycle_fade_per_cycle=3e-5)
    >>> round(fade_of_year_mwh(b, 300.0), 6)
    1.9
    """
    return battery.energy_mwh * (battery.calendar_fade_per_year + battery.cycle_fade_per_cycle * cycles)


def efficiency_left(battery: Battery, year: int) -> float:
    """Round-trip efficiency of an operating year as a share of the first one's; 0 or less: nothing is left. [-]"""
    return 1.0 - battery.round_trip_fade_per_year * (year - 1)


def battery_of_year(battery: Battery, year: int) -> Battery:
    """Battery with the efficiencies of an operating year; the same one where efficiency does not fade.

    ``RTE(y) = RTE₀ · (1 − fade · (y − 1))``, the loss split evenly over charging and discharging as square roots.

    Parameters
    ----------
    battery : Battery
        Efficiencies of the first year.
    year : int
        Operating year, 1 is the first; some efficiency must be left.

    Examples
    --------
    >>> b = battery_of_year(Battery(50, 50, 100.0, 0.9, 0.9, round_trip_fade_per_year=0.01), 20)
    >>> round(b.round_trip_efficiency / 0.81, 12), b.charge_efficiency == b.discharge_efficiency
    (0.81, True)
    """
    left = efficiency_left(battery, year)
    if left == 1.0:
        return battery
    each = left**0.5
    return replace(
        battery,
        charge_efficiency=battery.charge_efficiency * each,
        discharge_efficiency=battery.discharge_efficiency * each,
    )
