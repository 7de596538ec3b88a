"""Contracts for difference on a yearly reference margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from storage_opt.records.contract import Payment
from storage_opt.records.sharing import SharingCurve
from storage_opt.schemes.abroad.contract import Contract
from storage_opt.schemes.base import OperatingYear, Plant
from storage_opt.schemes.yen import whole_yen
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True)
class Cfd(Contract):
    """``A = S − R`` with ``S = strike · P`` and ``R = (1 − β) · reference · P + β · M``; one-way: ``max(0, S − R)``.

    Parameters
    ----------
    strike_jpy_per_kw_year : float
        Per kW of rated power; follows the index. [JPY/kW/year]
    reference_jpy_per_kw_year : tuple of float
        Margin of a yardstick plant by contract year, the last carried on; does not follow the index. [JPY/kW/year]
    own_share : float
        β, weight of the plant's own margin in the reference. 0: the payment is fixed whatever the plant earns, every yen
        of margin is kept; 1: the own margin is exchanged for the strike, no yen is kept. [-]
    is_two_way : bool
        Whether the owner pays when the reference exceeds the strike.

    Raises
    ------
    ValueError
        No reference although it has weight, or a share outside 0 to 1.

    References
    ----------
    ``schemes/rules/abroad_greece.yaml``.
    """

    kind: ClassVar[str] = "cfd"
    strike_jpy_per_kw_year: float
    reference_jpy_per_kw_year: tuple[float, ...] = ()
    own_share: float = 0.0
    is_two_way: bool = True

    def __post_init__(self) -> None:
        if not 0.0 <= self.own_share <= 1.0:
            raise ValueError(f"own share must lie between 0 and 1, got {self.own_share}")
        if self.own_share < 1.0 and not self.reference_jpy_per_kw_year:
            raise ValueError("a reference is needed unless the own margin is the reference")

    @property
    def shares_margin(self) -> bool:
        """Whether the own margin has weight in the reference."""
        return self.own_share > 0.0

    def fixed_jpy(self, plant: Plant, contract_year: int, factor: float) -> float:
        """Strike less the yardstick's part of the reference, ``S − (1 − β) · reference · P``. [JPY/year]"""
        given = self.reference_jpy_per_kw_year
        yardstick = given[min(contract_year, len(given)) - 1] if given else 0.0
        price = self.strike_jpy_per_kw_year * factor - (1.0 - self.own_share) * yardstick
        return price * plant.power_mw * KW_PER_MW

    def payments(self, plant: Plant, contract_year: int, factor: float) -> tuple[Payment, ...]:
        """Return the part of the difference that does not depend on the plant's own margin."""
        fixed = self.fixed_jpy(plant, contract_year, factor)
        if not self.is_two_way:
            if self.own_share:
                return ()
            fixed = max(0.0, fixed)
        return (Payment("difference", whole_yen(fixed), self.payer),)

    def curve(self, plant: Plant, now: OperatingYear, contract_year: int, factor: float) -> SharingCurve:  # noqa: ARG002
        """Return what the owner keeps of the margin."""
        kept = 1.0 - self.own_share
        if self.is_two_way or not self.own_share:
            return SharingCurve((), (kept,))
        return one_way_curve(self.fixed_jpy(plant, contract_year, factor), self.own_share)


def one_way_curve(fixed_jpy: float, own_share: float) -> SharingCurve:
    """``K(M) = M + max(0, fixed − β·M)``: paid below ``M* = fixed / β``, nothing above.

    Parameters
    ----------
    fixed_jpy : float
        Strike less the yardstick's part. [JPY/year]
    own_share : float
        β, above 0. [-]

    Examples
    --------
    >>> curve = one_way_curve(100.0, 0.5)
    >>> [curve.kept_jpy(m) for m in (-100.0, 0.0, 100.0, 200.0, 300.0)]
    [50.0, 100.0, 150.0, 200.0, 300.0]
    """
    return SharingCurve((fixed_jpy / own_share,), (1.0 - own_share, 1.0), max(0.0, fixed_jpy))
