"""The JEPX day-ahead (spot) market as a price-taker sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpotMarket:
    """Energy sold and bought at the area price of each slot.

    Parameters
    ----------
    fee_jpy_per_mwh : float
        Trading fee on every MWh bought and every MWh sold. [JPY/MWh]
    """

    fee_jpy_per_mwh: float
