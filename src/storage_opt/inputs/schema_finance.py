"""The ``finance`` part of the project file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import FiscalYear, Section, Share

Amount = Annotated[float, Field(ge=0, le=1e15)]
Rate = Annotated[float, Field(ge=-0.5, le=1, allow_inf_nan=False)]
Spending = Annotated[list[Share], Field(min_length=1, max_length=40)]
Year = Annotated[int, Field(ge=1, le=100)]


class SizedCost(Section):
    """An amount in one or several of the usual units; what is given is summed."""

    jpy: Amount | None = None
    jpy_per_kw: Amount | None = None
    jpy_per_kwh: Amount | None = None


class CapitalItemSection(SizedCost):
    """One item of capital cost."""

    share_of_construction: Share | None = None
    spending: Spending | None = None
    inflation: Rate | None = None
    depreciable: bool | None = None
    grant_eligible: bool | None = None
    construction: bool | None = None


class CostSection(Section):
    """One fixed cost of each operating year."""

    jpy_per_year: Amount | None = None
    jpy_per_kw_year: Amount | None = None
    jpy_per_kwh_year: Amount | None = None
    share_of_capex: Share | None = None
    inflation: Rate | None = None
    first_year: Year = 1
    last_year: Year | None = None


class AggregatorSection(Section):
    """Fee of the aggregator."""

    share_of_margin: Share = 0.0
    jpy_per_kw_year: Amount = 0.0


class GridChargesSection(Section):
    """Charges on power."""

    generator: bool = True
    generator_jpy_per_kw_month: Amount | None = None
    contract_demand_kw: Amount | Literal["charge_power"] = 0.0
    wheeling_basic: bool = False
    wheeling_jpy_per_kw_month: Amount | None = None
    loss_rate: Share | None = None


class GrantSection(Section):
    """How a grant is paid, and what it obliges to."""

    milestones: dict[Annotated[int, Field(ge=-20, le=20)], Share] | None = None
    disposal: Literal["none", "pro_rata"] = "pro_rata"
    restricted_years: Year | None = None
    profit_return_share: Share = 0.0
    profit_return_above_jpy: Amount = 0.0


class DecommissioningSection(SizedCost):
    """Cost at the end of life."""

    share_of_construction: Share | None = None


class TaxSection(Section):
    """Tax of the project company."""

    company: Literal[
        "above_100_million", "tokyo_above_100_million", "small_marginal", "power_business_up_to_100_million"
    ] = "above_100_million"
    rate: Annotated[float, Field(ge=0, le=0.8)] | None = None
    revenue_levy: Share | None = None
    value_added_rate: Share = 0.0
    capital_rate: Share = 0.0
    capital_jpy: Amount = 0.0
    depreciation: Literal["declining", "straight_line"] = "declining"
    useful_life_years: Annotated[int, Field(ge=2, le=100)] | None = None
    grant_compression: bool = True
    property_tax_rate: Share | None = None
    property_base_before_grant: bool | None = None
    losses: Literal["carry_forward", "immediate"] = "carry_forward"
    loss_years: Annotated[int, Field(ge=0, le=100)] | None = None
    loss_share: Share | None = None


class DebtSection(Section):
    """A term loan."""

    repayment: Literal["sculpted", "annuity", "stated"] = "sculpted"
    interest_rate: Annotated[float, Field(ge=0, le=0.5)]
    tenor_years: Year
    gearing_max: Share
    dscr_contracted: Annotated[float, Field(ge=1, allow_inf_nan=False)] = 1.30
    dscr_merchant: Annotated[float, Field(ge=1, allow_inf_nan=False)] = 1.80
    upfront_fee: Share = 0.0
    reserve_months: Annotated[float, Field(ge=0, le=24)] = 0.0
    reserve_interest: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    service_jpy: Annotated[list[Amount], Field(min_length=1, max_length=100)] | None = None


class FinanceSection(Section):
    """Life, costs, tax, debt and rates of the project."""

    life_years: Year = 20
    base_fiscal_year: FiscalYear | None = None
    capex_jpy_per_kwh: Amount | None = None
    capex_jpy_per_kw: Amount | None = None
    capex_jpy: Amount | None = None
    items: dict[Annotated[str, Field(min_length=1)], CapitalItemSection] | None = None
    spending: Spending | None = None
    fixed_opex_jpy_per_kw_year: Amount = 0.0
    costs: dict[Annotated[str, Field(min_length=1)], CostSection] | None = None
    aggregator: AggregatorSection = AggregatorSection()
    grid_charges: GridChargesSection = GridChargesSection()
    grant: GrantSection = GrantSection()
    decommissioning: DecommissioningSection | None = None
    working_capital_days: Annotated[float, Field(ge=0, le=365)] = 0.0
    augmentation_inflation: Rate | None = None
    discount_rate: Rate = 0.05
    equity_discount_rate: Rate = 0.08
    public_discount_rate: Rate = 0.04
    inflation: Rate = 0.0
    tax: TaxSection | None = None
    debt: DebtSection | None = None
