"""Energy part of the wheeling charge (託送料金) on charging: a market with one taker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WheelingCharge:
    """What the network operator takes per MWh charged; the part per kW is a fixed cost and lives in finance.

    Parameters
    ----------
    rate_jpy_per_mwh : float
        Energy charge without consumption tax. [JPY/MWh]
    billed_share : float
        Share of the charged energy that is billed: the agreed loss rate (ロス率) under the treatment of storage, 1 at full tariff. [-]

    References
    ----------
    METI 電力・ガス基本政策小委員会 第68回 資料4 (2023-12-26), p. 4.
    """

    rate_jpy_per_mwh: float
    billed_share: float

    @property
    def cost_jpy_per_mwh(self) -> float:
        """Charge on each MWh charged. [JPY/MWh]"""
        return self.rate_jpy_per_mwh * self.billed_share
