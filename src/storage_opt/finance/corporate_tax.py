"""Corporate tax on income, and the business taxes that are no tax on income and are deducted before it."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.finance.losses import LossRules, offset_losses
from storage_opt.finance.tax_rules import TaxRules
from storage_opt.records.finance import TaxYear


def business_tax_jpy(
    rules: TaxRules, revenue_jpy: Sequence[float], profit_before_interest_jpy: Sequence[float]
) -> tuple[float, ...]:
    """Return business tax on revenue (収入割) and by size (外形標準課税), by column.

    ``levy × revenue + value_added_rate × value added + capital_rate × capital``. Value added by law is the year's profit
    before losses with payroll, net interest and net rent. Payroll and rent of a project company are taken as nil, so that it is
    profit + interest, which is the profit before interest and does not depend on debt; below zero it counts as zero. Profit
    is that before these taxes. Revenue is what the caller counts: the cash flow gives market margin and scheme cash, in which
    charging is already netted; by law it may be gross sales, and the levy then higher (not verified).

    Parameters
    ----------
    rules : TaxRules
        Rates by column.
    revenue_jpy : sequence of float
        Revenue; below zero it counts as zero. [JPY]
    profit_before_interest_jpy : sequence of float
        Revenue less costs and depreciation, before losses of other years. [JPY]

    Returns
    -------
    tuple of float
        ≥ 0, a deductible cost. [JPY]

    References
    ----------
    Rule ``tax.revenue_levy``. What value added is, is from memory (unverified). Rates by size are the user's: none were
    found, they are 0 unless stated.
    """
    columns = zip(rules.revenue_levies, revenue_jpy, profit_before_interest_jpy, strict=True)
    on_capital = rules.capital_rate * rules.capital_jpy
    return tuple(
        levy * max(0.0, revenue) + rules.value_added_rate * max(0.0, profit) + on_capital
        for levy, revenue, profit in columns
    )


def corporate_tax(
    income_before_losses_jpy: Sequence[float], rates: Sequence[float], losses: LossRules
) -> tuple[tuple[float, float, float, float], ...]:
    """Tax on income after losses, by column.

    Parameters
    ----------
    income_before_losses_jpy : sequence of float
        Of consecutive fiscal years, all deductions made. [JPY]
    rates : sequence of float
        Effective rate by column. [-]
    losses : LossRules
        How losses are offset.

    Returns
    -------
    tuple of (float, float, float, float)
        Loss used, loss left, taxable income, tax; the last two ≥ 0 unless losses are used at once. [JPY]

    Examples
    --------
    >>> corporate_tax([-100.0, 150.0], [0.3, 0.3], LossRules())
    ((0.0, 100.0, 0.0, 0.0), (100.0, 0.0, 50.0, 15.0))
    """
    return tuple(
        (year.loss_used_jpy, year.loss_left_jpy, year.taxable_jpy, rate * year.taxable_jpy)
        for year, rate in zip(offset_losses(income_before_losses_jpy, losses), rates, strict=True)
    )


def tax_years(
    rules: TaxRules,
    revenue_jpy: Sequence[float],
    costs_jpy: Sequence[float],
    depreciation_jpy: Sequence[float],
    interest_jpy: Sequence[float],
) -> tuple[TaxYear, ...]:
    """Corporate tax by column with all that led to it.

    Tax is paid in the fiscal year whose income it is on (in truth within two months after it, less interim payments).

    Parameters
    ----------
    rules : TaxRules
        Rates and losses.
    revenue_jpy : sequence of float
        Taxable income of all kinds, a grant that is not compressed included. [JPY]
    costs_jpy : sequence of float
        Deductible costs, property tax and business taxes included, ≥ 0. [JPY]
    depreciation_jpy, interest_jpy : sequence of float
        ≥ 0; without debt all interest is 0. [JPY]

    Returns
    -------
    tuple of TaxYear
        One per column of ``rules.fiscal_years``.
    """
    columns = list(zip(revenue_jpy, costs_jpy, depreciation_jpy, interest_jpy, strict=True))
    income = [revenue - costs - depreciation - interest for revenue, costs, depreciation, interest in columns]
    taxed = corporate_tax(income, rules.rates, rules.losses)
    return tuple(
        TaxYear(*column, used, left, taxable, rate, tax)
        for column, rate, (used, left, taxable, tax) in zip(columns, rules.rates, taxed, strict=True)
    )
