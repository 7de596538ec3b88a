"""The battery at its connection point."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.timeline import SLOTS_PER_DAY
from storage_opt.units import share_per_slot

ROUNDING = 1e-9
"""Energies that differ by less than this share are the same. [-]"""


@dataclass(frozen=True)
class Augmentation:
    """Stored energy added at the start of an operating year.

    Parameters
    ----------
    year : int
        Operating year, 1 is the first.
    energy_mwh : float
        Usable stored energy added. [MWh]
    """

    year: int
    energy_mwh: float


@dataclass(frozen=True)
class Battery:
    """A grid battery; power is AC at the connection point, energy is stored (DC side).

    Parameters
    ----------
    power_mw : float
        Rated discharge power. [MW]
    charge_power_mw : float
        Rated charge power. [MW]
    energy_mwh : float
        Usable stored energy at the start of life. [MWh]
    charge_efficiency, discharge_efficiency : float
        Stored per drawn, delivered per stored energy, each in (0, 1]. [-]
    soe_min_mwh : float
        Lowest state of energy allowed. [MWh]
    soe_initial_mwh, soe_final_mwh : float or None
        State of energy at the start and the end of each modelled year; ``None``: half of that year's energy
        (initial), the initial one (final). [MWh]
    soe_final_is_free : bool
        Leave the state of energy at the end of each modelled year to the plan.
    self_discharge_per_day : float
        Share of stored energy lost in a day at rest, compounding by slot. [-]
    auxiliary_mw : float
        Constant load behind the meter, bought at the spot price. [MW]
    wear_jpy_per_mwh : float
        The owner's shadow cost of ageing per AC MWh discharged; in the objective, never a cash flow. [JPY/MWh]
    max_cycles_per_day, max_cycles_per_year : float or None
        Budgets of full equivalent cycles. [1/day], [1/year]
    calendar_fade_per_year, cycle_fade_per_cycle : float
        Energy lost per year of age and per full equivalent cycle, as shares of ``energy_mwh``. [-]
    round_trip_fade_per_year : float
        Share of the round-trip efficiency lost per year of age. [-]
    end_of_life_share : float or None
        A year with less energy than this share of ``energy_mwh`` is not operated; ``None``: every year is. [-]
    availability : float
        Multiplies charge and discharge limits in every slot. [-]
    augmentation : tuple of Augmentation
        Energy added in later years.
    """

    power_mw: float
    charge_power_mw: float
    energy_mwh: float
    charge_efficiency: float
    discharge_efficiency: float
    soe_min_mwh: float = 0.0
    soe_initial_mwh: float | None = None
    soe_final_mwh: float | None = None
    self_discharge_per_day: float = 0.0
    auxiliary_mw: float = 0.0
    wear_jpy_per_mwh: float = 0.0
    max_cycles_per_day: float | None = None
    max_cycles_per_year: float | None = None
    calendar_fade_per_year: float = 0.0
    cycle_fade_per_cycle: float = 0.0
    availability: float = 1.0
    augmentation: tuple[Augmentation, ...] = ()
    soe_final_is_free: bool = False
    round_trip_fade_per_year: float = 0.0
    end_of_life_share: float | None = None

    @property
    def round_trip_efficiency(self) -> float:
        """Delivered per drawn energy. [-]"""
        return self.charge_efficiency * self.discharge_efficiency

    @property
    def self_discharge_per_slot(self) -> float:
        """Share of stored energy lost in a slot. [-]"""
        return share_per_slot(self.self_discharge_per_day, SLOTS_PER_DAY)

    @property
    def least_energy_mwh(self) -> float:
        """Energy below which a year is not operated; 0 without an end of life. [MWh]"""
        return 0.0 if self.end_of_life_share is None else self.end_of_life_share * self.energy_mwh

    def is_worn_out(self, energy_mwh: float) -> bool:
        """Whether a year with so much energy is not operated; rounding does not count.

        >>> battery = Battery(50.0, 50.0, 200.0, 0.93, 0.93, end_of_life_share=0.7)
        >>> battery.is_worn_out(140.0), battery.is_worn_out(139.9)
        (False, True)
        """
        return energy_mwh < self.least_energy_mwh * (1.0 - ROUNDING)

    def soe_at_ends_mwh(self, energy_mwh: float) -> tuple[float, float | None]:
        """State of energy at the start and the end of a year with ``energy_mwh`` of usable energy. [MWh]

        The default, half of the year's energy, is raised to ``soe_min_mwh`` where that is higher. A free end is ``None``.
        """
        half = max(0.5 * energy_mwh, self.soe_min_mwh)
        initial = half if self.soe_initial_mwh is None else self.soe_initial_mwh
        final = initial if self.soe_final_mwh is None else self.soe_final_mwh
        return initial, None if self.soe_final_is_free else final
