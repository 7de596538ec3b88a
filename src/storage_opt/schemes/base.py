"""The face that all schemes have: what is paid before operation, and what each operating year brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from storage_opt.records.contract import ContractYear, Dispatcher, Payment

OfferDuty = Literal["none", "marginal_cost"]
"""``marginal_cost``: the contract obliges the owner to offer all energy to the market at marginal cost, so the plant runs as a
merchant would; ``none``: the owner is free to hold energy back because of the contract."""


@dataclass(frozen=True)
class Plant:
    """The plant as it is bid, fixed for the life of a contract.

    Parameters
    ----------
    area : str or None
        Area of the grid.
    power_mw, bid_power_mw : float
        Rated discharge power; power offered to capacity schemes. [MW]
    energy_mwh : float
        Usable stored energy at the start of life. [MWh]
    discharge_efficiency : float
        Stored to delivered. [-]
    start_fiscal_year : int
        First operating year.
    life_years : int
        Operating years that are modelled.
    capex_jpy : float or None
        Capital cost without contingency; ``None`` where the project states none. [JPY]
    grant_eligible_jpy : float or None
        Part of the capital cost that a grant may count; ``None``: all of it. [JPY]
    bid_hours : int or None
        Hours as declared in the bid, where they are fewer than the plant gives; ``None``: all that it gives. [h]
    """

    area: str | None
    power_mw: float
    bid_power_mw: float
    energy_mwh: float
    discharge_efficiency: float
    start_fiscal_year: int
    life_years: int
    capex_jpy: float | None
    grant_eligible_jpy: float | None = None
    bid_hours: int | None = None

    def hours(self, energy_mwh: float | None = None) -> int:
        """Whole hours of full output at the bid power, rounded down, at most those declared. [h]

        >>> Plant("tokyo", 50.0, 50.0, 324.0, 0.86**0.5, 2028, 20, None).hours()
        6
        """
        energy = self.energy_mwh if energy_mwh is None else energy_mwh
        hours = int(energy * self.discharge_efficiency / self.bid_power_mw + 1e-9)
        return hours if self.bid_hours is None else min(hours, self.bid_hours)


@dataclass(frozen=True)
class OperatingYear:
    """One operating year.

    Parameters
    ----------
    year, fiscal_year : int
        Operating year, 1 is the first, and its fiscal year.
    energy_mwh : float
        Usable stored energy of that year. [MWh]
    past_net_support_jpy : float
        What the scheme that is asked paid through its sharing curve in earlier years, less what it took (``Σ K(B) − B`` of
        the settled bases); asked for by schemes that take back only what they gave. [JPY]
    """

    year: int
    fiscal_year: int
    energy_mwh: float
    past_net_support_jpy: float = 0.0


class Scheme(Protocol):
    """A promise between the owner and an authority or offtaker."""

    @property
    def kind(self) -> str:
        """Kind, as in the project file."""

    @property
    def dispatcher(self) -> Dispatcher:
        """Who decides how the plant runs."""

    @property
    def offer_duty(self) -> OfferDuty:
        """Whether the plant must run as a merchant would."""

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:
        """Amounts before operation (a capex grant)."""

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Return what the scheme gives and takes in an operating year; outside its term nothing."""
