"""What an owner states about money: capital, yearly costs, tax, debt, rates. Prices of the base year, without consumption tax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Depreciation = Literal["declining", "straight_line"]
Losses = Literal["carry_forward", "immediate"]
Repayment = Literal["sculpted", "annuity", "stated"]
Disposal = Literal["none", "pro_rata"]
CONTINGENCY = "contingency"
"""Name of the item that is no capital cost for schemes: they add a contingency of their own."""


@dataclass(frozen=True)
class CapitalItem:
    """One item of capital cost.

    Parameters
    ----------
    name : str
        ``battery``, ``pcs``, ``construction``, ``grid_connection``, ``land``, ``development``, ``contingency``, ``plant`` (all in
        one), or the user's own.
    amount_jpy : float
        Nominal, or at the price level of the base year where ``inflation`` is given. [JPY]
    spending : tuple of float
        Share by construction year; the last one ends when operation starts (t = 0). [-]
    is_depreciable : bool
        Land is not.
    is_grant_eligible : bool
        Whether a grant may count it.
    is_construction : bool
        Whether it is construction cost (建設費), of which contingency and decommissioning of a bid are shares.
    inflation : float or None
        Growth of its price from the base year to each construction year; ``None``: the amount is nominal. [1/year]
    """

    name: str
    amount_jpy: float
    spending: tuple[float, ...] = (1.0,)
    is_depreciable: bool = True
    is_grant_eligible: bool = True
    is_construction: bool = True
    inflation: float | None = None


@dataclass(frozen=True)
class CostLine:
    """One fixed cost of each operating year.

    Parameters
    ----------
    name : str
        ``fixed_om``, ``insurance``, ``land_lease``, …
    amount_jpy_per_year : float
        At the price level of the base year. [JPY/year]
    inflation : float or None
        Growth from the base year on; ``None``: that of the project. [1/year]
    first_year, last_year : int, int or None
        Operating years in which it is paid; ``None``: to the end of life.
    """

    name: str
    amount_jpy_per_year: float
    inflation: float | None = None
    first_year: int = 1
    last_year: int | None = None


@dataclass(frozen=True)
class AggregatorFee:
    """Fee of the aggregator (アグリゲーター手数料).

    Parameters
    ----------
    share_of_margin : float
        Of the market margin of a year, where that is positive. [-]
    jpy_per_year : float
        Fixed part at the price level of the base year. [JPY/year]
    """

    share_of_margin: float = 0.0
    jpy_per_year: float = 0.0


@dataclass(frozen=True)
class TaxTerms:
    """Tax of the project company. What is ``None`` comes from the dated rules.

    Parameters
    ----------
    company : str
        Kind of company of rule ``tax.effective_rate``.
    rate : float or None
        Effective rate on income, for all years. [-]
    revenue_levy : float or None
        Business tax on revenue (収入割) as a share of revenue. [-]
    value_added_rate, capital_rate : float
        Size-based business tax (外形標準課税): on value added, and on ``capital_jpy``. [-]
    capital_jpy : float
        Capital of the company for ``capital_rate``. [JPY]
    depreciation : str
        ``declining`` (200 per cent, with guarantee) or ``straight_line``.
    useful_life_years : int or None
        Legal useful life. [year]
    grant_compression : bool
        Whether a grant reduces the depreciable base (圧縮記帳) instead of being income.
    property_tax_rate : float or None
        On depreciable assets. [-]
    property_base_before_grant : bool or None
        Whether the assessed value starts from the cost before compression.
    losses : str
        ``carry_forward``, or ``immediate``: a taxed group uses them in their year.
    loss_years : int or None
        Years that a loss may be carried forward. [year]
    loss_share : float or None
        Largest share of a year's income that losses may offset. [-]
    """

    company: str = "above_100_million"
    rate: float | None = None
    revenue_levy: float | None = None
    value_added_rate: float = 0.0
    capital_rate: float = 0.0
    capital_jpy: float = 0.0
    depreciation: Depreciation = "declining"
    useful_life_years: int | None = None
    grant_compression: bool = True
    property_tax_rate: float | None = None
    property_base_before_grant: bool | None = None
    losses: Losses = "carry_forward"
    loss_years: int | None = None
    loss_share: float | None = None


@dataclass(frozen=True)
class DebtTerms:
    """A term loan, drawn in proportion to spending, repaid from the first operating year.

    Parameters
    ----------
    repayment : str
        ``sculpted`` to the ratios below, ``annuity``, or ``stated``: the service below.
    interest_rate : float
        All in. [1/year]
    tenor_years : int
        Operating years with debt service.
    gearing_max : float
        Largest share of all uses of funds; with ``annuity`` the share itself. [-]
    dscr_contracted, dscr_merchant : float
        Cash flow available for debt service over debt service, for cash from contracts and for the rest. [-]
    upfront_fee : float
        Share of the loan, paid at the first drawing. [-]
    reserve_months : float
        Debt service held in a reserve account, filled at the start of operation, released with the last service. [month]
    reserve_interest : float
        Earned on the reserve. [1/year]
    service_jpy : tuple of float
        Interest and principal of each operating year of the tenor, where ``stated``; the loan is its present value. [JPY]
    """

    repayment: Repayment
    interest_rate: float
    tenor_years: int
    gearing_max: float
    dscr_contracted: float = 1.30
    dscr_merchant: float = 1.80
    upfront_fee: float = 0.0
    reserve_months: float = 0.0
    reserve_interest: float = 0.0
    service_jpy: tuple[float, ...] = ()


@dataclass(frozen=True)
class GrantTerms:
    """How a grant is paid, and what it obliges to.

    Parameters
    ----------
    milestones : tuple of (int, float)
        Time of payment (year ends from the start of operation, construction ≤ 0) and share. [year], [-]
    disposal : str
        ``pro_rata``: what is left of the restricted period is repaid when the plant is given up early (財産処分制限).
    restricted_years : int or None
        ``None``: legal useful life. [year]
    profit_return_share : float
        Share of the yearly profit beyond ``profit_return_above_jpy`` that is returned (収益納付). [-]
    profit_return_above_jpy : float
        [JPY/year]
    """

    milestones: tuple[tuple[int, float], ...] = ((0, 1.0),)
    disposal: Disposal = "pro_rata"
    restricted_years: int | None = None
    profit_return_share: float = 0.0
    profit_return_above_jpy: float = 0.0


@dataclass(frozen=True)
class GridChargeTerms:
    """Charges on power; those on energy are part of the market margin.

    Prices of the owner's own are at the price level of the base year and grow with inflation; those of the rules are nominal.

    Parameters
    ----------
    generator : bool
        Generator-side charge (発電側課金), kW part.
    generator_jpy_per_kw_month : float or None
        ``None``: by area and date from the rules, without consumption tax. [JPY/kW/month]
    contract_demand_kw : float or None
        Contract demand of the load side (接続送電サービス契約電力), deducted from the power billed. 0: the charge falls on all of
        it, which is on the safe side. ``None``: the charging power of the battery; one that charges as fast as it discharges
        then pays nothing, which follows from the published formula and was not confirmed. [kW]
    wheeling_basic : bool
        Basic wheeling charge (託送基本料金): loss rate × contract demand where one above 0 is stated, else × charging power.
    wheeling_jpy_per_kw_month : float or None
        ``None``: by area, voltage and date from the rules. [JPY/kW/month]
    loss_rate : float or None
        Agreed loss rate; ``None``: one less the round-trip efficiency. [-]
    voltage : str
        ``high`` or ``extra_high``.
    """

    generator: bool = True
    generator_jpy_per_kw_month: float | None = None
    contract_demand_kw: float | None = 0.0
    wheeling_basic: bool = False
    wheeling_jpy_per_kw_month: float | None = None
    loss_rate: float | None = None
    voltage: str = "extra_high"


@dataclass(frozen=True)
class FinanceTerms:
    """All of it.

    Parameters
    ----------
    life_years : int
        Operating years. [year]
    base_fiscal_year : int or None
        Price level of all amounts; ``None``: that of the first operating year.
    capital : tuple of CapitalItem
        Capital cost by item; empty: none is stated, and there is no cash flow.
    costs : tuple of CostLine
        Fixed costs of operation.
    aggregator, grid_charges, grant, tax, debt
        See the classes; ``debt`` ``None``: all equity.
    decommissioning_jpy : float
        At the end of life, at the price level of the base year. [JPY]
    working_capital_days : float
        Revenue outstanding at the end of a year. [day]
    augmentation_inflation : float or None
        Growth of the price of added energy; ``None``: that of the project. [1/year]
    inflation : float
        Of every line without its own. [1/year]
    discount_rate, equity_discount_rate, public_discount_rate : float
        Of the project, of its equity, of the public. [1/year]

    Examples
    --------
    >>> items = (CapitalItem("plant", 1e9), CapitalItem("contingency", 1e8))
    >>> terms = FinanceTerms(20, None, items, (CostLine("fixed_om", 1e6),), inflation=0.02)
    >>> terms.capex_jpy, round(terms.fixed_cost_jpy(3, 2028))
    (1000000000.0, 1040400)
    """

    life_years: int
    base_fiscal_year: int | None = None
    capital: tuple[CapitalItem, ...] = ()
    costs: tuple[CostLine, ...] = ()
    aggregator: AggregatorFee = field(default_factory=AggregatorFee)
    grid_charges: GridChargeTerms = field(default_factory=GridChargeTerms)
    grant: GrantTerms = field(default_factory=GrantTerms)
    tax: TaxTerms = field(default_factory=TaxTerms)
    debt: DebtTerms | None = None
    decommissioning_jpy: float = 0.0
    working_capital_days: float = 0.0
    augmentation_inflation: float | None = None
    inflation: float = 0.0
    discount_rate: float = 0.05
    equity_discount_rate: float = 0.08
    public_discount_rate: float = 0.04

    @property
    def capex_jpy(self) -> float | None:
        """Capital cost without contingency at the price level of the base year: what schemes count. [JPY]"""
        return _sum_of(item for item in self.capital if item.name != CONTINGENCY)

    @property
    def grant_eligible_jpy(self) -> float | None:
        """Capital cost that a grant may count. [JPY]"""
        return _sum_of(item for item in self.capital if item.is_grant_eligible) if self.capital else None

    @property
    def construction_jpy(self) -> float:
        """Construction cost (建設費), of which contingency and decommissioning are shares. [JPY]"""
        return sum(item.amount_jpy for item in self.capital if item.is_construction)

    def grown(self, fiscal_year: int, start_fiscal_year: int, rate: float | None = None) -> float:
        """Price level of a fiscal year over that of the base year. [-]"""
        base = start_fiscal_year if self.base_fiscal_year is None else self.base_fiscal_year
        return float((1.0 + (self.inflation if rate is None else rate)) ** (fiscal_year - base))

    def cost_jpy(self, line: CostLine, year: int, start_fiscal_year: int) -> float:
        """One fixed cost of an operating year, nominal, ≥ 0. [JPY]"""
        if year < line.first_year or (line.last_year is not None and year > line.last_year):
            return 0.0
        return line.amount_jpy_per_year * self.grown(start_fiscal_year + year - 1, start_fiscal_year, line.inflation)

    def fixed_cost_jpy(self, year: int, start_fiscal_year: int) -> float:
        """All fixed costs stated for an operating year, nominal, ≥ 0; without grid charges and taxes. [JPY]"""
        return sum(self.cost_jpy(line, year, start_fiscal_year) for line in self.costs)


def _sum_of(items: Iterable[CapitalItem]) -> float | None:
    amounts = [item.amount_jpy for item in items]
    return sum(amounts) if amounts else None
