"""What a comparison of cases holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


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
    solves : int
        Problems solved.
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


@dataclass(frozen=True)
class Solved:
    """A finished case, as it is kept for a later run.

    Parameters
    ----------
    key : str
        Checksum of the case.
    figures : CaseFigures
        Figures.
    mean_day : MeanDay
        Average day.
    kept : mapping
        What reports keep of the run: summary, texts, rules, sources; JSON.
    """

    key: str
    figures: CaseFigures
    mean_day: MeanDay
    kept: Mapping[str, Any]


@dataclass(frozen=True)
class Failed:
    """A case without a result.

    Parameters
    ----------
    key : str
        Checksum of the case.
    exit_code : int
        What a run of the case alone would have returned.
    texts : mapping of str to str
        What went wrong, by language.
    """

    key: str
    exit_code: int
    texts: Mapping[str, str]


@dataclass(frozen=True)
class CaseRow:
    """One row of a comparison.

    Parameters
    ----------
    name : str
        Name of the case.
    axes : mapping of str to str
        Name of the value by key of the axis.
    project : mapping
        The project with everything that the study sets.
    outcome : Solved or Failed
        What came of it.
    difference : mapping of str to float or None
        Figures less those of the reference; empty where either has none.
    is_resumed : bool
        Whether an earlier run had solved it.
    """

    name: str
    axes: Mapping[str, str]
    project: Mapping[str, Any]
    outcome: Solved | Failed
    difference: Mapping[str, float | None]
    is_resumed: bool

    @property
    def solved(self) -> Solved | None:
        """The result, if there is one."""
        return self.outcome if isinstance(self.outcome, Solved) else None


@dataclass(frozen=True)
class Comparison:
    """All cases of a study.

    Parameters
    ----------
    name, reference : str
        Name of the study, and of the case that differences are taken to.
    rows : tuple of CaseRow
        In the order of the study.
    workers : int
        Processes that solved.
    seconds : mapping of str to float
        ``check``, ``solve``, ``total``; ``cases``: sum over the cases solved now. [s]
    """

    name: str
    reference: str
    rows: tuple[CaseRow, ...]
    workers: int
    seconds: Mapping[str, float]

    @property
    def exit_code(self) -> int:
        """0, or the code of the first case that failed."""
        return next((row.outcome.exit_code for row in self.rows if isinstance(row.outcome, Failed)), 0)
