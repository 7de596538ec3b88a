"""Tolls and availability rents: the offtaker pays for the plant, runs it and takes the margin."""

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
class Toll(Contract):
    """``rent = (price_kW · P + price_MWh · E) · availability · index``; ``K(M) = α · M``.

    Parameters
    ----------
    price_jpy_per_kw_year : float
        Per kW of rated power. [JPY/kW/year]
    price_jpy_per_mwh_year : float
        Per contracted MWh. [JPY/MWh/year]
    contracted_mwh : float or None
        Energy under contract; ``None``: what the plant delivers from full at the start of life,
        ``energy_mwh · discharge_efficiency``. [MWh]
    availability : float
        Share of the year for which rent is due. [-]
    owner_share : float
        α, share of the whole market margin that stays with the owner, losses included. [-]

    Notes
    -----
    The offtaker runs the plant, so dispatch follows the whole margin and not ``K``. A share that differs by market
    (MACSE: a fifth of the ancillary margin) is not modelled: α is one for all markets.

    References
    ----------
    ``schemes/rules/abroad_macse.yaml``, ``abroad_korea.yaml``, ``abroad_us_toll.yaml``.
    """

    kind: ClassVar[str] = "toll"
    price_jpy_per_kw_year: float = 0.0
    price_jpy_per_mwh_year: float = 0.0
    contracted_mwh: float | None = None
    availability: float = 1.0
    owner_share: float = 0.0

    def payments(self, plant: Plant, contract_year: int, factor: float) -> tuple[Payment, ...]:  # noqa: ARG002
        """Return the rent of a contract year."""
        delivered_mwh = plant.energy_mwh * plant.discharge_efficiency
        energy_mwh = delivered_mwh if self.contracted_mwh is None else self.contracted_mwh
        full = self.price_jpy_per_kw_year * plant.power_mw * KW_PER_MW + self.price_jpy_per_mwh_year * energy_mwh
        return (Payment("rent", whole_yen(full * self.availability * factor), self.payer),)

    def curve(self, plant: Plant, now: OperatingYear, contract_year: int, factor: float) -> SharingCurve:  # noqa: ARG002
        """Return what the owner keeps of the margin: the same share of every yen."""
        return SharingCurve((), (self.owner_share,))
