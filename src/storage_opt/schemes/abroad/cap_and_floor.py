"""Cap and floor on the yearly margin, as in Great Britain for long-duration storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from storage_opt.records.sharing import SharingCurve
from storage_opt.schemes.abroad.amounts import YearlyAmount
from storage_opt.schemes.abroad.contract import Contract
from storage_opt.schemes.abroad.sharing import Band, band_curve
from storage_opt.schemes.base import OperatingYear, Plant


@dataclass(frozen=True)
class CapAndFloor(Contract):
    """``K(M) = M + φ·(F − max(M, 0))⁺ − γ·(M − C)⁺``.

    Parameters
    ----------
    floor, cap : YearlyAmount
        ``F`` and ``C``: given, or ``CRF(r, N) · RAV + opex``. Both follow the index. [JPY/year]
    floor_share : float
        φ, share of the shortfall that is paid. [-]
    return_share : float
        γ, share above the (soft) cap that is returned. [-]

    References
    ----------
    ``schemes/rules/abroad_gb_ldes.yaml``.
    """

    kind: ClassVar[str] = "cap_and_floor"
    floor: YearlyAmount
    cap: YearlyAmount
    floor_share: float = 1.0
    return_share: float = 0.7

    def curve(self, plant: Plant, now: OperatingYear, contract_year: int, factor: float) -> SharingCurve:  # noqa: ARG002
        """Return what the owner keeps of the margin in a contract year."""
        floor, cap = self.floor.of(plant) * factor, self.cap.of(plant) * factor
        return band_curve(Band(floor, cap, self.floor_share, self.return_share))
