"""Imbalance prices by area, as they were published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.prices import AREAS
from storage_opt.timeline import Period


@dataclass(frozen=True, eq=False)
class ImbalancePrices:
    """One price for surplus and shortage in every half-hour of every area.

    Parameters
    ----------
    period : Period
        Days covered.
    price_jpy_per_kwh : ndarray of float, shape (9, period.n_slots)
        Rows in the order of ``AREAS``; without consumption tax. [JPY/kWh]
    """

    period: Period
    price_jpy_per_kwh: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.price_jpy_per_kwh.shape != (len(AREAS), self.period.n_slots):
            raise ValueError(f"{self.price_jpy_per_kwh.shape} prices for {self.period.n_slots} slots of nine areas")
