"""The cash flow of a project on one page: lines, taxes, loan, measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage_opt.finance.capital_lines import augmentation_line, capital_lines, decommissioning_line, grant_lines
from storage_opt.finance.columns import columns_of
from storage_opt.finance.grid_charges import grid_charges
from storage_opt.finance.judged import judged
from storage_opt.finance.levered import levered
from storage_opt.finance.operating_lines import (
    cost_line,
    fixed_cost_lines,
    market_lines,
    revenue_jpy,
    scheme_lines,
    working_capital_line,
)
from storage_opt.finance.project_tax import ProjectTax
from storage_opt.finance.property_tax import property_tax_jpy
from storage_opt.finance.tax_rules import filled, tax_rules
from storage_opt.records.contract import Payment
from storage_opt.records.finance import CashFlow, CashLine, OperatedYear, ProjectFinance
from storage_opt.records.finance_terms import FinanceTerms
from storage_opt.records.rule_book import RuleBook


@dataclass(frozen=True)
class Connected:
    """What grid charges look at.

    Parameters
    ----------
    area : str or None
        Area of the grid.
    export_kw, charging_kw : float
        Maximum receiving power of the grid, and charging power. [kW]
    round_trip_efficiency : float
        AC to AC, as new. [-]
    """

    area: str | None
    export_kw: float
    charging_kw: float
    round_trip_efficiency: float


def cash_flow(
    terms: FinanceTerms,
    years: Sequence[OperatedYear],
    upfront: Sequence[Payment],
    connected: Connected,
    book: RuleBook,
) -> ProjectFinance:
    """Lay out the money of a project by fiscal year, and judge it.

    Parameters
    ----------
    terms : FinanceTerms
        What the owner states; at least one item of capital cost.
    years : sequence of OperatedYear
        Operating years in order, at least one.
    upfront : sequence of Payment
        What schemes pay before operation.
    connected : Connected
        Area and power for grid charges.
    book : RuleBook
        Dated rules on taxes and charges; what is used is recorded.

    Returns
    -------
    ProjectFinance
        Nominal yen by fiscal year, to the owner positive; every flow at the end of its year, t = 0 the start of operation.

    Raises
    ------
    ProjectError
        A charge or a tax rate that no rule holds and the project does not state.

    Notes
    -----
    The sum of all lines is the cash flow of equity. Without the lines of tax and debt, less the tax as it would be without debt, it is
    the cash flow of the project.
    """
    start = years[0].fiscal_year
    columns = columns_of(terms, start, len(years))
    operating = columns.fiscal_years[columns.construction :]
    rules, notes = tax_rules(terms.tax, book, operating, start)
    charges = grid_charges(
        terms.grid_charges,
        area=connected.area,
        export_kw=connected.export_kw,
        charging_kw=connected.charging_kw,
        round_trip_efficiency=connected.round_trip_efficiency,
        fiscal_years=operating,
        base_fiscal_year=start if terms.base_fiscal_year is None else terms.base_fiscal_year,
        inflation=terms.inflation,
        book=book,
    )
    capital = capital_lines(terms, columns)
    grants = grant_lines(terms, upfront, years, columns, rules.useful_life_years)
    added = augmentation_line(terms, years, columns)
    tax = ProjectTax(terms, rules, columns, capital, grants, added)
    property_tax = property_tax_jpy(
        tax.assets, rules.property_factors, rules.property_tax_rate, rules.property_base_before_grant, len(years)
    )
    lines = [
        *capital,
        *grants,
        *market_lines(years, columns),
        *scheme_lines(years, columns),
        *fixed_cost_lines(terms, years, columns),
        *cost_line("generator_charge", charges.generator_jpy, columns),
        *cost_line("wheeling_basic", charges.wheeling_jpy, columns),
        *cost_line("property_tax", property_tax, columns),
        *added,
        *decommissioning_line(terms, columns),
        *working_capital_line(terms, years, columns),
    ]
    lines += cost_line("business_tax", tax.business_tax_jpy([revenue_jpy(y) for y in years], lines), columns)
    lines = _in_order(lines)
    unlevered = tax.years(lines, [0.0] * len(columns.times))
    loan = levered(terms, columns, lines, tax, [y.contracted_jpy for y in years])
    lines += [
        CashLine("tax", "corporate_tax", tuple(-y.tax_jpy for y in loan.tax)),
        *loan.lines,
    ]
    flow = CashFlow(
        fiscal_years=columns.fiscal_years,
        times=columns.times,
        lines=tuple(line for line in lines if line.group == "capex" or any(line.amounts_jpy)),
        unlevered_tax=unlevered,
        tax=loan.tax,
        debt=loan.years,
    )
    used = replace(terms, tax=filled(terms.tax, rules))
    return judged(flow, used, years, loan, (*notes, *charges.notes))


def _in_order(lines: list[CashLine]) -> list[CashLine]:
    """Lines of a group together, groups in the order of the record."""
    groups = list(dict.fromkeys(line.group for line in lines))
    return [line for group in groups for line in lines if line.group == group]
