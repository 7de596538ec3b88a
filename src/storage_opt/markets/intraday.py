"""The JEPX intraday (時間前) market: a second price for the same energy, with little depth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IntradayMarket:
    """Energy bought and sold between the close of the spot market and delivery.

    Parameters
    ----------
    fee_jpy_per_mwh : float
        Trading fee on every MWh bought and every MWh sold. [JPY/MWh]
    limit_mw : float
        Most that is bought or sold in a slot, as the market is thin. [MW]
    """

    fee_jpy_per_mwh: float
    limit_mw: float
