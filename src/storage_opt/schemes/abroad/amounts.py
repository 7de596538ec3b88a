"""Yearly amounts that a contract fixes by plant: a sum, a price of power, or an annuity of the invested capital."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.schemes.base import Plant
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True)
class YearlyAmount:
    """``amount = sum + price · rated power + share · capital cost``.

    Parameters
    ----------
    jpy : float
        Sum. [JPY/year]
    jpy_per_kw : float
        Price of the rated power. [JPY/kW/year]
    capex_share : float
        Annuity of the plant's capital cost. [1/year]

    Examples
    --------
    >>> plant = Plant("tokyo", 1.0, 1.0, 4.0, 1.0, 2028, 20, 100e6)
    >>> YearlyAmount(1e6, 2000.0, 0.07).of(plant)
    10000000.0
    """

    jpy: float = 0.0
    jpy_per_kw: float = 0.0
    capex_share: float = 0.0

    def of(self, plant: Plant) -> float:
        """Amount of a plant. [JPY/year]; ``ValueError`` for an annuity of a plant without capital cost."""
        if self.capex_share and plant.capex_jpy is None:
            raise ValueError("an annuity of the capital cost needs a plant with a capital cost")
        return self.jpy + self.jpy_per_kw * plant.power_mw * KW_PER_MW + self.capex_share * (plant.capex_jpy or 0.0)
