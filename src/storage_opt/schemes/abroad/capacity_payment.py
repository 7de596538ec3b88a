"""Payments for de-rated capacity abroad: a price, a factor by duration, an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from storage_opt.records.contract import Payment
from storage_opt.schemes.abroad.contract import Contract
from storage_opt.schemes.base import OperatingYear, Plant
from storage_opt.schemes.yen import whole_yen
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True)
class Derating:
    """Share of nameplate that is credited by hours of full output; one of the three is given.

    Parameters
    ----------
    constant : float or None
        The same share for every duration. [-]
    table : mapping of float to float, optional
        Share by hours; the row of the longest duration that the plant reaches counts, below the first row nothing. [h] → [-]
    full_hours : float or None
        ``min(1, h / full_hours)``. [h]

    Raises
    ------
    ValueError
        None or several are given.
    """

    constant: float | None = None
    table: Mapping[float, float] | None = None
    full_hours: float | None = None

    def __post_init__(self) -> None:
        if sum(part is not None for part in (self.constant, self.table, self.full_hours)) != 1:
            raise ValueError("give one of a constant, a table and the hours for full credit")

    def factor(self, hours: float) -> float:
        """Share credited for whole hours of full output. [-]

        >>> Derating(0.613).factor(2), Derating(table={2: 0.3, 4: 0.7}).factor(3), Derating(full_hours=4).factor(3)
        (0.613, 0.3, 0.75)
        """
        if self.constant is not None:
            return self.constant
        if self.full_hours is not None:
            return min(1.0, hours / self.full_hours)
        assert self.table is not None
        reached = [row for row in self.table if row <= hours]
        return self.table[max(reached)] if reached else 0.0


def credited_kw(derating: Derating, hours: float, bid_power_mw: float) -> int:
    """``k(h) · P``, rounded to the nearest kW, a half up. [kW]

    >>> credited_kw(Derating(0.613), 4, 50.0)
    30650
    """
    return int(round(derating.factor(hours) * bid_power_mw * KW_PER_MW, 6) + 0.5)


@dataclass(frozen=True)
class CapacityPayment(Contract):
    """``A(t) = price · k(h) · P · index(t)``; the market margin stays with the owner.

    Parameters
    ----------
    price_jpy_per_kw_year : float
        Price of de-rated power in the first contract year's money (or the base year of the index). [JPY/kW/year]
    derating : Derating
        ``k(h)``, read at the whole hours of the plant as bid.

    References
    ----------
    ``schemes/rules/abroad_gb_capacity_market.yaml``, ``abroad_poland.yaml``, ``abroad_california.yaml``.
    """

    kind: ClassVar[str] = "capacity_payment"
    price_jpy_per_kw_year: float
    derating: Derating

    @property
    def shares_margin(self) -> bool:
        """The market margin stays with the owner."""
        return False

    def payments(self, plant: Plant, contract_year: int, factor: float) -> tuple[Payment, ...]:  # noqa: ARG002
        """Return the payment for the contracted capacity."""
        amount = self.price_jpy_per_kw_year * self._kw(plant, plant.energy_mwh) * factor
        return (Payment("capacity_payment", whole_yen(amount), self.payer),)

    def capacity_kw(self, plant: Plant, now: OperatingYear) -> tuple[int, int]:
        """Return the capacity as bid, and as the energy of this year would be credited. [kW]"""
        return self._kw(plant, plant.energy_mwh), self._kw(plant, now.energy_mwh)

    def _kw(self, plant: Plant, energy_mwh: float) -> int:
        return credited_kw(self.derating, plant.hours(energy_mwh), plant.bid_power_mw)
