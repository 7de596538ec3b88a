"""Supply and demand of an area, as its system operator published them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import Period

SUPPLY = (
    "nuclear", "lng", "coal", "oil", "other_thermal", "thermal_curtailed", "hydro", "geothermal", "biomass",
    "biomass_curtailed", "solar", "solar_curtailed", "wind", "wind_curtailed", "pumped_storage", "battery",
    "interconnection", "other", "total",
)  # fmt: skip
"""Kinds of supply in the order of the files; curtailed power is what was not taken."""


@dataclass(frozen=True, eq=False)
class SupplyDemand:
    """Mean power by half-hour.

    Parameters
    ----------
    area : str or None
        Market area; the files do not state it inside.
    period : Period
        Days covered.
    demand_mw : ndarray of float, shape (period.n_slots,)
        Demand of the area. [MW]
    supply_mw : mapping of str to ndarray of float, shape (period.n_slots,)
        Power by kind, a subset of ``SUPPLY``; ``pumped_storage`` and ``battery`` are negative while charging,
        ``interconnection`` is positive for imports. [MW]
    """

    area: str | None
    period: Period
    demand_mw: NDArray[np.float64]
    supply_mw: Mapping[str, NDArray[np.float64]]

    def __post_init__(self) -> None:
        for values in (self.demand_mw, *self.supply_mw.values()):
            if values.shape != (self.period.n_slots,):
                raise ValueError(f"{values.shape} values for {self.period.n_slots} slots")
