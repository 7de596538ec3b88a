"""What costs allow a bid of the long-term decarbonization auction to ask, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.messages import Message


@dataclass(frozen=True)
class BidPrice:
    """Cost-based price of a bid.

    Parameters
    ----------
    round : int
        Round of the auction.
    construction_jpy : float
        Construction cost (建設費) without contingency. [JPY]
    contingency_jpy, grid_connection_jpy, other_capital_jpy : float
        Contingency (予備費), grid connection cost (系統接続費), and capital that is neither, as land. [JPY]
    decommissioning_jpy : float
        Cost of decommissioning (廃棄費用) at the end of support, discounted at the return. [JPY]
    return_rate : float
        Pre-tax return (事業報酬率) ``w``. [1/year]
    years : int
        Years of support ``N``. [year]
    capital_recovery : float
        ``CRF(w, N)``. [1/year]
    fixed_om_jpy, property_tax_jpy : float
        Average fixed cost of operation, and levelised property tax (固定資産税). [JPY/year]
    contracted_kw : float
        Contracted capacity. [kW]
    notes : tuple of Message
        Assumptions.
    """

    round: int
    construction_jpy: float
    contingency_jpy: float
    grid_connection_jpy: float
    other_capital_jpy: float
    decommissioning_jpy: float
    return_rate: float
    years: int
    capital_recovery: float
    fixed_om_jpy: float
    property_tax_jpy: float
    contracted_kw: float
    notes: tuple[Message, ...] = ()

    @property
    def contingency_share(self) -> float:
        """Contingency over construction cost. [-]"""
        return self.contingency_jpy / self.construction_jpy if self.construction_jpy else 0.0

    @property
    def capital_jpy(self) -> float:
        """Capital in the bid. [JPY]"""
        plant = self.construction_jpy + self.contingency_jpy
        return plant + self.grid_connection_jpy + self.other_capital_jpy + self.decommissioning_jpy

    @property
    def capital_charge_jpy(self) -> float:
        """Level payment that recovers the capital with its return. [JPY/year]"""
        return self.capital_jpy * self.capital_recovery

    @property
    def return_jpy(self) -> float:
        """Part of the capital charge that is return (事業報酬), spread evenly: ``capital × (CRF − 1/N)``. [JPY/year]"""
        return self.capital_jpy * (self.capital_recovery - 1.0 / self.years)

    @property
    def annual_jpy(self) -> float:
        """All costs of a year. [JPY/year]"""
        return self.capital_charge_jpy + self.fixed_om_jpy + self.property_tax_jpy

    @property
    def jpy_per_kw_year(self) -> float:
        """The price. [JPY/kW/year], per contracted kW"""
        return self.annual_jpy / self.contracted_kw
