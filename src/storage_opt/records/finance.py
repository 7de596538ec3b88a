"""The money of a project by fiscal year, and what it is judged by. Amounts to the owner are positive, from the owner negative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from storage_opt.messages import Message
from storage_opt.records.finance_terms import FinanceTerms

Group = Literal[
    "capex",
    "grant",
    "market",
    "scheme",
    "fixed_cost",
    "augmentation",
    "decommissioning",
    "working_capital",
    "tax",
    "debt",
]
"""What a line belongs to, in the order in which lines are shown."""


@dataclass(frozen=True)
class OperatedYear:
    """What one operating year brings to the cash flow, from settled plans.

    Parameters
    ----------
    year, fiscal_year : int
        Operating year, 1 is the first, and its fiscal year.
    market_jpy : mapping of str to float
        Ledger of the year by stream, costs negative; its sum is the market margin. [JPY]
    scheme_jpy : mapping of str to float
        Payments, refunds (negative) and penalties (negative) by line. [JPY]
    contracted_jpy : float
        Part of market and scheme cash that a contract fixes (payments less penalties), for the ratio of debt. [JPY]
    augmentation_jpy : float
        Cost of energy added at the start of the year, ≥ 0, at the price level of the base year. [JPY]
    discharged_mwh, charged_mwh : float
        AC energy, called energy included. [MWh]
    charging_cost_jpy : float
        Paid for charging energy, ≥ 0: what LCOS counts. [JPY]
    """

    year: int
    fiscal_year: int
    market_jpy: Mapping[str, float]
    scheme_jpy: Mapping[str, float]
    contracted_jpy: float = 0.0
    augmentation_jpy: float = 0.0
    discharged_mwh: float = 0.0
    charged_mwh: float = 0.0
    charging_cost_jpy: float = 0.0

    @property
    def margin_jpy(self) -> float:
        """Market margin before contracts. [JPY]"""
        return sum(self.market_jpy.values())


@dataclass(frozen=True)
class CashLine:
    """One line of the cash flow.

    Parameters
    ----------
    group : Group
        What it belongs to.
    name : str
        Key of the message catalogue (``finance.line.<name>``), or a name of the user's own.
    amounts_jpy : tuple of float
        By column. [JPY]
    """

    group: Group
    name: str
    amounts_jpy: tuple[float, ...]

    @property
    def total_jpy(self) -> float:
        """Sum over all columns. [JPY]"""
        return sum(self.amounts_jpy)


@dataclass(frozen=True)
class TaxYear:
    """Corporate tax of one column.

    Parameters
    ----------
    revenue_jpy, costs_jpy, depreciation_jpy, interest_jpy : float
        Income, and what is deducted, ≥ 0. [JPY]
    loss_used_jpy, loss_left_jpy : float
        Losses offset, and still to be carried forward, ≥ 0. [JPY]
    taxable_jpy : float
        After losses, ≥ 0 unless losses are used at once. [JPY]
    rate : float
        Effective rate. [-]
    tax_jpy : float
        ≥ 0 unless losses are used at once. [JPY]
    """

    revenue_jpy: float
    costs_jpy: float
    depreciation_jpy: float
    interest_jpy: float
    loss_used_jpy: float
    loss_left_jpy: float
    taxable_jpy: float
    rate: float
    tax_jpy: float


@dataclass(frozen=True)
class DebtYear:
    """The loan in one column.

    Parameters
    ----------
    available_jpy : float
        Cash flow available for debt service (CFADS), 0 in construction. [JPY]
    drawn_jpy, interest_jpy, principal_jpy, fee_jpy : float
        ≥ 0; interest in construction is paid from drawings and equity; principal is negative in an operating year whose service is
        less than the interest, the rest of which is added to the balance. [JPY]
    balance_jpy : float
        At the end. [JPY]
    reserve_jpy : float
        In the reserve account at the end. [JPY]
    reserve_interest_jpy : float
        Earned on it. [JPY]
    dscr : float or None
        Available over service; ``None`` without service. [-]
    """

    available_jpy: float
    drawn_jpy: float = 0.0
    interest_jpy: float = 0.0
    principal_jpy: float = 0.0
    fee_jpy: float = 0.0
    balance_jpy: float = 0.0
    reserve_jpy: float = 0.0
    reserve_interest_jpy: float = 0.0
    dscr: float | None = None

    @property
    def service_jpy(self) -> float:
        """Interest and principal. [JPY]"""
        return self.interest_jpy + self.principal_jpy


@dataclass(frozen=True)
class Measures:
    """What the project is judged by; ``None`` where a measure has no value.

    Parameters
    ----------
    capex_jpy, grant_jpy : float
        Spent in construction, ≥ 0, and granted, ≥ 0, both nominal. [JPY]
    project_irr, project_irr_pre_tax, equity_irr : float or None
        After tax without debt; before tax; of equity after tax and debt. [1/year]
    npv_jpy : float
        Of the project after tax, without debt, at its discount rate, to the start of operation. [JPY]
    equity_npv_jpy : float
        Of equity, at its own rate. [JPY]
    payback_years : float or None
        Years of operation until the undiscounted project cash flow turns for good. [year]
    min_dscr, mean_dscr, llcr : float or None
        Over the years with service; loan life cover at the start of operation. [-]
    debt_jpy, gearing : float
        Loan, and its share of all uses of funds. [JPY], [-]
    lcos_jpy_per_kwh : float or None
        Levelised cost of storage. [JPY/kWh]
    """

    capex_jpy: float
    grant_jpy: float
    project_irr: float | None
    project_irr_pre_tax: float | None
    equity_irr: float | None
    npv_jpy: float
    equity_npv_jpy: float
    payback_years: float | None
    min_dscr: float | None
    mean_dscr: float | None
    llcr: float | None
    debt_jpy: float
    gearing: float
    lcos_jpy_per_kwh: float | None


@dataclass(frozen=True)
class CashFlow:
    """The finished cash flow.

    Parameters
    ----------
    fiscal_years : tuple of int
        Columns: construction, then operation.
    times : tuple of int
        Year ends from the start of operation: construction …, −1, 0; operation 1, 2, … [year]
    lines : tuple of CashLine
        Each item of capital cost, and what is not 0 throughout. Of the project before corporate tax and debt, then ``tax``
        (with the tax shield of interest), then ``debt``. The sum of all is the cash flow of equity.
    unlevered_tax : tuple of TaxYear
        Corporate tax as it would be without debt, by column.
    tax, debt : tuple of TaxYear, tuple of DebtYear
        By column.
    """

    fiscal_years: tuple[int, ...]
    times: tuple[int, ...]
    lines: tuple[CashLine, ...]
    unlevered_tax: tuple[TaxYear, ...]
    tax: tuple[TaxYear, ...]
    debt: tuple[DebtYear, ...]

    def total(self, *groups: Group) -> tuple[float, ...]:
        """Sum of the lines of some groups by column. [JPY]"""
        chosen = [line.amounts_jpy for line in self.lines if line.group in groups]
        return tuple(sum(column) for column in zip(*chosen, strict=True)) if chosen else (0.0,) * len(self.times)

    @property
    def unlevered_tax_jpy(self) -> tuple[float, ...]:
        """Corporate tax as it would be without debt, ≥ 0 unless losses are used at once. [JPY]"""
        return tuple(year.tax_jpy for year in self.unlevered_tax)

    @property
    def before_tax_jpy(self) -> tuple[float, ...]:
        """Project before corporate tax, without debt. [JPY]"""
        before: tuple[Group, ...] = (
            "capex", "grant", "market", "scheme", "fixed_cost", "augmentation", "decommissioning", "working_capital",
        )  # fmt: skip
        return self.total(*before)

    @property
    def project_jpy(self) -> tuple[float, ...]:
        """Project after tax, without debt. [JPY]"""
        return tuple(b - t for b, t in zip(self.before_tax_jpy, self.unlevered_tax_jpy, strict=True))

    @property
    def equity_jpy(self) -> tuple[float, ...]:
        """Equity: after tax and debt. [JPY]"""
        return self.total(*get_args(Group))


@dataclass(frozen=True)
class ProjectFinance:
    """The money of a project.

    Parameters
    ----------
    flow : CashFlow
        By fiscal year.
    measures : Measures
        What it is judged by.
    terms : FinanceTerms
        What it rests on: as stated, what the dated rules fill in on taxes included.
    notes : tuple of Message
        Assumptions and warnings.
    """

    flow: CashFlow
    measures: Measures
    terms: FinanceTerms
    notes: tuple[Message, ...] = ()
