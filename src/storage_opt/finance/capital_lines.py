"""Lines of a cash flow before and at the ends of operation: capital cost, grants and what they oblige to, added energy, decommissioning."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.finance.columns import Columns
from storage_opt.records.contract import Payment
from storage_opt.records.finance import CashLine, OperatedYear
from storage_opt.records.finance_terms import FinanceTerms


def capital_lines(terms: FinanceTerms, columns: Columns) -> list[CashLine]:
    """Spend each item over its construction years: as stated, or grown from the base year where the item has an inflation. [JPY]"""
    lines = []
    for item in terms.capital:
        times = range(1 - len(item.spending), 1)
        spent = {
            time: -item.amount_jpy
            * share
            * (1.0 if item.inflation is None else _grown(terms, columns, time, item.inflation))
            for time, share in zip(times, item.spending, strict=True)
        }
        lines.append(CashLine("capex", item.name, columns.row(spent)))
    return lines


def grant_lines(
    terms: FinanceTerms, upfront: Sequence[Payment], years: Sequence[OperatedYear], columns: Columns, useful_life: int
) -> list[CashLine]:
    """Pay grants by milestone, and return what the duties of a grant ask for. [JPY]

    Parameters
    ----------
    terms : FinanceTerms
        Milestones, restriction, profit return.
    upfront : sequence of Payment
        What schemes pay before operation.
    years : sequence of OperatedYear
        Years operated.
    columns : Columns
        Year ends.
    useful_life : int
        Legal useful life: the period in which disposal is restricted, unless stated. [year]

    Notes
    -----
    Disposal (財産処分制限): a plant given up in the n-th of N restricted years repays ``(N − n)/N`` of the grant with its last year, at
    most what profit return has left of it.
    Profit return (収益納付): a share of each year's market margin and scheme cash beyond a threshold, in all at most the grant.
    Both are graded unverified: the default share is 0, and the period is the legal useful life.
    """
    grant = sum(p.amount_jpy for p in upfront)
    if grant == 0.0:
        return []
    paid = {time: grant * share for time, share in terms.grant.milestones if time <= columns.operation}
    lines = [CashLine("grant", "grant", columns.row(paid))]
    returned = _profit_return(terms, sum(paid.values()), years)
    if any(returned.values()):
        lines.append(CashLine("grant", "profit_return", columns.row(returned)))
    restricted = useful_life if terms.grant.restricted_years is None else terms.grant.restricted_years
    if terms.grant.disposal == "pro_rata" and len(years) < restricted:
        left = (restricted - len(years)) / restricted
        kept = sum(paid.values()) + sum(returned.values())
        repaid = {columns.operation: -min(left * sum(paid.values()), kept)}
        lines.append(CashLine("grant", "grant_repayment", columns.row(repaid)))
    return lines


def _profit_return(terms: FinanceTerms, grant_jpy: float, years: Sequence[OperatedYear]) -> dict[int, float]:
    left, returned = grant_jpy, dict[int, float]()
    for year in years:
        profit = year.margin_jpy + sum(year.scheme_jpy.values())
        due = min(left, terms.grant.profit_return_share * max(0.0, profit - terms.grant.profit_return_above_jpy))
        returned[year.year] = -due
        left -= due
    return returned


def augmentation_line(terms: FinanceTerms, years: Sequence[OperatedYear], columns: Columns) -> list[CashLine]:
    """Pay for energy added at the start of a year, which is the end of the year before, at the prices of the year that it serves. [JPY]"""
    bought = {
        y.year - 1: -y.augmentation_jpy * _grown(terms, columns, y.year, terms.augmentation_inflation)
        for y in years
        if y.augmentation_jpy > 0.0
    }
    return [CashLine("augmentation", "augmentation", columns.row(bought))] if bought else []


def decommissioning_line(terms: FinanceTerms, columns: Columns) -> list[CashLine]:
    """Pay for removal at the end of the last year operated. [JPY]"""
    if terms.decommissioning_jpy == 0.0:
        return []
    cost = -terms.decommissioning_jpy * _grown(terms, columns, columns.operation, None)
    return [CashLine("decommissioning", "decommissioning", columns.row({columns.operation: cost}))]


def _grown(terms: FinanceTerms, columns: Columns, time: int, rate: float | None) -> float:
    """Price level of the fiscal year that ends at a year end. [-]"""
    return terms.grown(columns.start_fiscal_year + time - 1, columns.start_fiscal_year, rate)
