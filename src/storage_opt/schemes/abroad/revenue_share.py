"""Revenue shares: floor and ceiling with shares and yearly caps, and top-ups that are repaid out of later good years."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from storage_opt.records.contract import ContractYear
from storage_opt.records.sharing import SharingCurve
from storage_opt.schemes.abroad.amounts import YearlyAmount
from storage_opt.schemes.abroad.contract import Contract
from storage_opt.schemes.abroad.sharing import Band, band_curve
from storage_opt.schemes.base import OperatingYear, Plant

NOTHING = YearlyAmount()


@dataclass(frozen=True)
class RevenueShare(Contract):
    """``K(M) = M + min(φ·(F − max(N, 0))⁺, capA) − min(γ·(N − C)⁺, capB)``, ``N = M −`` deducted fixed cost.

    Parameters
    ----------
    floor : YearlyAmount
        ``F``. [JPY/year]
    ceiling : YearlyAmount or None
        ``C``; ``None``: nothing is returned. [JPY/year]
    support_share, return_share : float
        φ and γ. [-]
    support_cap, return_cap : YearlyAmount or None
        ``capA`` (of an LTESA the annuity cap) and ``capB``; ``None``: no cap. [JPY/year]
    deducted : YearlyAmount
        Fixed cost that is deducted to give net revenue. [JPY/year]
    return_limit : float or None
        Returns of a year never exceed this share of what the contract paid in earlier years, less what was returned
        (``OperatingYear.past_net_support_jpy``); ``None``: no such limit. [-]
    option_years : int
        Length of an option period; 0: the contract always runs. [year]
    exercised : frozenset of int or None
        Option periods that the owner exercises, 1 is the first; ``None``: all. In others nothing is paid or returned.

    Notes
    -----
    All amounts follow the index; the past is in nominal money. The return limit depends on settled years: a year is
    planned for itself, without the repayments that its support may cause later.

    References
    ----------
    ``schemes/rules/abroad_cis.yaml``, ``abroad_ltesa.yaml``.
    """

    kind: ClassVar[str] = "revenue_share"
    floor: YearlyAmount
    ceiling: YearlyAmount | None = None
    support_share: float = 1.0
    return_share: float = 0.0
    support_cap: YearlyAmount | None = None
    return_cap: YearlyAmount | None = None
    deducted: YearlyAmount = NOTHING
    return_limit: float | None = None
    option_years: int = 0
    exercised: frozenset[int] | None = None

    def is_exercised(self, contract_year: int) -> bool:
        """Whether the option period of a contract year is exercised."""
        if not self.option_years or self.exercised is None:
            return True
        return (contract_year - 1) // self.option_years + 1 in self.exercised

    def curve(self, plant: Plant, now: OperatingYear, contract_year: int, factor: float) -> SharingCurve:
        """Return what the owner keeps of the margin in a contract year."""
        if not self.is_exercised(contract_year):
            return SharingCurve()

        def scaled(amount: YearlyAmount | None) -> float:
            return math.inf if amount is None else amount.of(plant) * factor

        return_cap = scaled(self.return_cap)
        if self.return_limit is not None:
            return_cap = min(return_cap, self.return_limit * max(0.0, now.past_net_support_jpy))
        return band_curve(
            Band(
                floor_jpy=scaled(self.floor),
                ceiling_jpy=scaled(self.ceiling),
                support_share=self.support_share,
                return_share=self.return_share,
                support_cap_jpy=scaled(self.support_cap),
                return_cap_jpy=return_cap,
                deducted_jpy=scaled(self.deducted),
            )
        )


def net_support_jpy(settled: Iterable[tuple[ContractYear, float]]) -> float:
    """Sum up what a contract has paid so far, less what was returned: ``Σ (K(B) − B)``.

    Parameters
    ----------
    settled : iterable of (ContractYear, float)
        Earlier years of one contract with their settled base: margin, or margin less wear where that is deducted. [JPY]

    Returns
    -------
    float
        To the owner if positive; what ``OperatingYear.past_net_support_jpy`` of the next year asks for. [JPY]

    Examples
    --------
    >>> year = ContractYear("revenue_share", "network_users", sharing=band_curve(Band(100.0)))
    >>> net_support_jpy([(year, 40.0), (year, 120.0)])
    60.0
    """
    return math.fsum(year.sharing.transfer_jpy(base) for year, base in settled)
