"""The finance of a project: from the checked file to facts of the owner."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.inputs.schema_finance import FinanceSection
from storage_opt.units import KW_PER_MW, KWH_PER_MWH


@dataclass(frozen=True)
class FinanceChoice:
    """Life, costs and rates.

    Parameters
    ----------
    life_years : int
        Operating years. [year]
    capex_jpy : float or None
        Capital cost, the sum of what is stated per kWh of stored energy, per kW of rated power and in all; ``None``: nothing
        is stated. [JPY]
    fixed_opex_jpy_per_kw_year : float
        Per kW of rated power, at the price level of the first operating year. [JPY/kW/year]
    discount_rate, public_discount_rate : float
        Of the owner and of the public. [1/year]
    inflation : float
        Of fixed costs. [1/year]
    """

    life_years: int
    capex_jpy: float | None
    fixed_opex_jpy_per_kw_year: float
    discount_rate: float
    public_discount_rate: float
    inflation: float


def finance_of(section: FinanceSection, power_mw: float, energy_mwh: float) -> FinanceChoice:
    """Read the finance of a plant.

    Parameters
    ----------
    section : FinanceSection
        As in the file.
    power_mw : float
        Rated discharge power. [MW]
    energy_mwh : float
        Usable stored energy at the start of life. [MWh]

    Examples
    --------
    >>> finance_of(FinanceSection(capex_jpy_per_kwh=30_000.0, capex_jpy_per_kw=45_000.0), 50.0, 200.0).capex_jpy
    8250000000.0
    """
    parts = [
        (section.capex_jpy_per_kwh, energy_mwh * KWH_PER_MWH),
        (section.capex_jpy_per_kw, power_mw * KW_PER_MW),
        (section.capex_jpy, 1.0),
    ]
    stated = [price * size for price, size in parts if price is not None]
    return FinanceChoice(
        life_years=section.life_years,
        capex_jpy=sum(stated) if stated else None,
        fixed_opex_jpy_per_kw_year=section.fixed_opex_jpy_per_kw_year,
        discount_rate=section.discount_rate,
        public_discount_rate=section.public_discount_rate,
        inflation=section.inflation,
    )
