"""What a project costs the public, and what it does for the system."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SystemYear:
    """What the plan of one modelled year does for the system.

    Parameters
    ----------
    shifted_mwh : float
        Energy delivered by plan (AC), bought earlier: called balancing energy is left out. [MWh]
    surplus_absorbed_mwh : float
        Energy drawn (AC) while the spot price was at its floor. [MWh]
    surplus_hours : float
        Hours at the floor. [h]
    """

    shifted_mwh: float
    surplus_absorbed_mwh: float
    surplus_hours: float


@dataclass(frozen=True)
class PublicFigures:
    """Public cost of a project over its modelled years. Quantities are discounted like money; ``None`` where there is none.

    Parameters
    ----------
    rate : float
        Public discount rate; years count at their end, amounts before operation at time 0. [1/year]
    cost_npv_jpy : float
        Payments of the public side less what it takes back. [JPY]
    cost_jpy_per_contracted_kw_year : float or None
        ÷ discounted contracted (de-rated) kW-years. [JPY/kW/year]
    cost_jpy_per_mwh_discharged, cost_jpy_per_mwh_shifted : float or None
        ÷ discounted AC energy delivered, with and without called balancing energy. [JPY/MWh]
    lost_margin_jpy : float
        System value lost by distorted dispatch: market margin of a merchant less that of the plans, not discounted. [JPY]
    """

    rate: float
    cost_npv_jpy: float
    cost_jpy_per_contracted_kw_year: float | None
    cost_jpy_per_mwh_discharged: float | None
    cost_jpy_per_mwh_shifted: float | None
    lost_margin_jpy: float
