"""Grants to capital cost (設備補助金): METI (SII) and Tokyo programmes, or one of the user's own."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import say
from storage_opt.records.contract import ContractYear, Dispatcher, Payer, Payment
from storage_opt.schemes.base import OfferDuty, OperatingYear, Plant
from storage_opt.schemes.yen import whole_yen
from storage_opt.units import KW_PER_MW, KWH_PER_MWH

PAYER: Payer = "taxpayers"


@dataclass(frozen=True)
class CapexGrant:
    """A grant before operation: ``min(rate × eligible cost, caps)``, or an amount.

    Parameters
    ----------
    programme : str or None
        ``sii_2025``, ``tokyo_2024`` …; ``None``: the user's own.
    rate : float
        Share of eligible cost. [-]
    eligible_share : float
        Share of the capital cost that a grant may count, that is eligible. [-]
    cap_jpy, cap_jpy_per_kw, cap_jpy_per_kwh : float or None
        Largest grant of the project, per kW of rated power, per kWh of stored energy. [JPY], [JPY/kW], [JPY/kWh]
    grant_jpy : float or None
        The grant itself; then rate and caps do not count. [JPY]
    cumulative_rate_max : float or None
        Largest share of eligible cost together with ``beside``. [-]
    beside : tuple of CapexGrant
        Grants that the cumulation limit counts first.

    References
    ----------
    Rules ``grants.rate``, ``grants.cap``, ``grants.cumulative_rate_max``.

    Examples
    --------
    Half of 6 billion would be 3 billion; the cap of the project is 2 billion.

    >>> plant = Plant("tokyo", 50.0, 50.0, 200.0, 0.93, 2028, 20, 6e9)
    >>> CapexGrant("sii_2025", 0.5, cap_jpy=2e9).amount_jpy(plant)
    2000000000.0
    """

    programme: str | None
    rate: float
    eligible_share: float = 1.0
    cap_jpy: float | None = None
    cap_jpy_per_kw: float | None = None
    cap_jpy_per_kwh: float | None = None
    grant_jpy: float | None = None
    cumulative_rate_max: float | None = None
    beside: tuple[CapexGrant, ...] = ()
    kind: str = "capex_grant"
    dispatcher: Dispatcher = "owner"
    offer_duty: OfferDuty = "none"

    def amount_jpy(self, plant: Plant) -> float:
        """Grant to a plant. [JPY]

        Raises
        ------
        ProjectError
            Neither the grant nor a capital cost is stated.
        """
        amount = self.alone_jpy(plant)
        if self.cumulative_rate_max is None or not self.beside:
            return amount
        others = sum(grant.amount_jpy(plant) for grant in self.beside)
        room = self.cumulative_rate_max * self._eligible_jpy(plant) - others
        return whole_yen(max(0.0, min(amount, room)))

    def alone_jpy(self, plant: Plant) -> float:
        """Grant before the limit of cumulation. [JPY]"""
        if self.grant_jpy is not None:
            return whole_yen(self.grant_jpy)
        caps = [
            self.cap_jpy,
            None if self.cap_jpy_per_kw is None else self.cap_jpy_per_kw * plant.power_mw * KW_PER_MW,
            None if self.cap_jpy_per_kwh is None else self.cap_jpy_per_kwh * plant.energy_mwh * KWH_PER_MWH,
        ]
        return whole_yen(min([self.rate * self._eligible_jpy(plant), *(cap for cap in caps if cap is not None)]))

    def _eligible_jpy(self, plant: Plant) -> float:
        if plant.capex_jpy is None:
            raise ProjectError("capex_grant", [no_capex_fault("scheme")])
        eligible = plant.capex_jpy if plant.grant_eligible_jpy is None else plant.grant_eligible_jpy
        return self.eligible_share * eligible

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:
        """Grant, paid before operation."""
        return (Payment("grant", self.amount_jpy(plant), PAYER),)

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Nothing in operation; the margin is the owner's."""
        del plant, now
        return ContractYear(self.kind, PAYER)


def no_capex_fault(where: str) -> Fault:
    """Name the two keys from which a grant may come."""
    return Fault(
        say("scheme.grant_no_capex", grant_key=f"{where}.grant_jpy", capex_key="finance.capex_jpy"),
        say("scheme.grant_no_capex.do"),
    )
