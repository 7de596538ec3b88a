"""Figures of one case of a study, and its average day."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class CaseFigures:
    r"""Figures of one case; amounts and energies of a year are means over the modelled years, meanings in docs/reference/study.md.

    Parameters
    ----------
    power_mw, energy_mwh : float
        Discharge power, stored energy at the start of life. [MW], [MWh]
    hours : int
        Whole hours of full output at the bid power. [h]
    modelled_years : int
        Operating years.
    charged_mwh, discharged_mwh, shifted_mwh, surplus_absorbed_mwh : float
        AC energy. [MWh/year]
    cycles_per_day : float
        Full equivalent cycles over all days. [1/day]
    margin_jpy, wear_jpy, lost_margin_jpy : float
        Market margin, wear, and margin lost against a merchant. [JPY/year]
    kept_jpy, clawback_jpy, support_jpy, payment_jpy, penalty_jpy, owner_net_jpy : float
        ``kept = margin − clawback + support``; ``owner_net = kept + payment − penalty``. [JPY/year]
    margin_jpy_per_kw_year, kept_jpy_per_kw_year, payment_jpy_per_kw_year, penalty_jpy_per_kw_year, owner_net_jpy_per_kw_year, \
    lost_margin_jpy_per_kw_year : float
        The same per kW of ``power_mw``. [JPY/kW/year]
    upfront_jpy : float
        Grants before operation. [JPY]
    contracted_kw : float
        Mean over the years. [kW]
    withheld_years : int
        Years in which the plan leaves unsold what a merchant would sell, because of a contract.
    shortfall_years : int
        Years in which the energy left would be credited with less than is contracted.
    public_net_jpy, counterparty_net_jpy : float
        Negative where they pay. [JPY/year]
    public_cost_npv_jpy, public_cost_jpy_per_contracted_kw_year, public_cost_jpy_per_mwh_discharged, \
    public_cost_jpy_per_mwh_shifted : float or None
        As in ``records.public``; ``None`` without contracts, or without the quantity. [JPY], [JPY/kW/year], [JPY/MWh]
    taxpayers_npv_jpy, capacity_contributions_npv_jpy, network_users_npv_jpy : float or None
        What each public payer pays less what it takes back, at the public rate, grants included; together the public cost. [JPY]
    offtaker_npv_jpy : float or None
        The same of a private offtaker. [JPY]
    public_cost_jpy_per_kw : float or None
        Public cost per kW of ``power_mw``. [JPY/kW]
    capex_jpy, grant_jpy, capex_jpy_per_kw, grant_jpy_per_kw, debt_jpy, npv_jpy : float or None
        As in ``records.finance.Measures``; ``None`` without a cash flow. [JPY], [JPY/kW]
    project_irr, project_irr_pre_tax, equity_irr, min_dscr : float or None
        The same. [1/year], [-]
    capture_ratio : float or None
        Margin less wear ÷ that of perfect foresight: as the walk of a rolling case measured it, or as the case states it. [-]
    solves : int
        Problems solved, walks included.
    """

    power_mw: float
    energy_mwh: float
    hours: int
    modelled_years: int
    charged_mwh: float
    discharged_mwh: float
    cycles_per_day: float
    shifted_mwh: float
    surplus_absorbed_mwh: float
    margin_jpy: float
    wear_jpy: float
    clawback_jpy: float
    support_jpy: float
    kept_jpy: float
    payment_jpy: float
    penalty_jpy: float
    owner_net_jpy: float
    margin_jpy_per_kw_year: float
    kept_jpy_per_kw_year: float
    payment_jpy_per_kw_year: float
    penalty_jpy_per_kw_year: float
    owner_net_jpy_per_kw_year: float
    lost_margin_jpy_per_kw_year: float
    upfront_jpy: float
    lost_margin_jpy: float
    contracted_kw: float
    withheld_years: int
    shortfall_years: int
    public_net_jpy: float
    counterparty_net_jpy: float
    public_cost_npv_jpy: float | None
    public_cost_jpy_per_contracted_kw_year: float | None
    public_cost_jpy_per_mwh_discharged: float | None
    public_cost_jpy_per_mwh_shifted: float | None
    taxpayers_npv_jpy: float | None
    capacity_contributions_npv_jpy: float | None
    network_users_npv_jpy: float | None
    offtaker_npv_jpy: float | None
    public_cost_jpy_per_kw: float | None
    capex_jpy: float | None
    grant_jpy: float | None
    capex_jpy_per_kw: float | None
    grant_jpy_per_kw: float | None
    debt_jpy: float | None
    npv_jpy: float | None
    project_irr: float | None
    project_irr_pre_tax: float | None
    equity_irr: float | None
    min_dscr: float | None
    capture_ratio: float | None
    solves: int

    def less(self, other: CaseFigures) -> dict[str, float | None]:
        """Differences to another case, ``None`` where either has no value."""
        mine, theirs = asdict(self), asdict(other)
        return {
            name: None if value is None or theirs[name] is None else value - theirs[name]
            for name, value in mine.items()
        }


@dataclass(frozen=True)
class MeanDay:
    """Average day of a plan over all modelled years, by half-hour from midnight, shape (48,).

    Parameters
    ----------
    charge_mw, discharge_mw : tuple of float
        AC power of the battery. [MW]
    """

    charge_mw: tuple[float, ...]
    discharge_mw: tuple[float, ...]
