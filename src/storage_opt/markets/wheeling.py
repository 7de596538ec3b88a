"""Energy part of the wheeling charge (託送料金) on charging: a market with one taker."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class WheelingCharge:
    """What the network operator takes per MWh charged; the part per kW is a fixed cost and lives in finance.

    Parameters
    ----------
    rate_jpy_per_mwh : float
        Energy charge without consumption tax. [JPY/MWh]
    billed_share : float
        Share of the charged energy that is billed: the agreed loss rate (ロス率) under the treatment of storage, 1 at full tariff. [-]

    follows_losses : bool
        Whether no loss rate was agreed, so that the losses of the battery are billed.

    References
    ----------
    METI 電力・ガス基本政策小委員会 第68回 資料4 (2023-12-26), p. 4.
    """

    rate_jpy_per_mwh: float
    billed_share: float
    follows_losses: bool = False

    @property
    def cost_jpy_per_mwh(self) -> float:
        """Charge on each MWh charged. [JPY/MWh]"""
        return self.rate_jpy_per_mwh * self.billed_share

    def at(self, round_trip_efficiency: float) -> WheelingCharge:
        """Charge of a year with another efficiency; an agreed loss rate stays as agreed.

        >>> WheelingCharge(2_000.0, 0.14, follows_losses=True).at(0.8).billed_share
        0.19999999999999996
        """
        return replace(self, billed_share=1.0 - round_trip_efficiency) if self.follows_losses else self
