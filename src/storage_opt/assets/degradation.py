"""Energy left in each operating year."""

from __future__ import annotations

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
