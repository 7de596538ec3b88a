"""Lines of a cash flow in operation: markets, contracts, fixed costs, working capital."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage_opt.finance.columns import Columns
from storage_opt.records.finance import CashLine, Group, OperatedYear
from storage_opt.records.finance_terms import FinanceTerms

DAYS_PER_YEAR = 365.0


def market_lines(years: Sequence[OperatedYear], columns: Columns) -> list[CashLine]:
    """Revenue and variable cost of each market stream. [JPY]"""
    return _by_name("market", [(y.year, y.market_jpy) for y in years], columns)


def scheme_lines(years: Sequence[OperatedYear], columns: Columns) -> list[CashLine]:
    """Payments, refunds and penalties of each scheme. [JPY]"""
    return _by_name("scheme", [(y.year, y.scheme_jpy) for y in years], columns)


def fixed_cost_lines(terms: FinanceTerms, years: Sequence[OperatedYear], columns: Columns) -> list[CashLine]:
    """Pay fixed costs as stated, and the fee of the aggregator. [JPY]"""
    start = columns.start_fiscal_year
    lines = [
        CashLine("fixed_cost", line.name, columns.row({y.year: -terms.cost_jpy(line, y.year, start) for y in years}))
        for line in terms.costs
    ]
    fee = {y.year: -_aggregator_jpy(terms, y, start) for y in years}
    if any(fee.values()):
        lines.append(CashLine("fixed_cost", "aggregator_fee", columns.row(fee)))
    return lines


def cost_line(name: str, amounts_jpy: Sequence[float], columns: Columns) -> list[CashLine]:
    """Yearly costs ≥ 0 from the first operating year on as a line; none where all are zero. [JPY]"""
    if not any(amounts_jpy):
        return []
    return [CashLine("fixed_cost", name, columns.row({year: -a for year, a in enumerate(amounts_jpy, start=1)}))]


def working_capital_line(terms: FinanceTerms, years: Sequence[OperatedYear], columns: Columns) -> list[CashLine]:
    """Revenue outstanding at the end of each year is received in the next; all of it is in by the end of the last year. [JPY]"""
    if terms.working_capital_days == 0.0:
        return []
    share = terms.working_capital_days / DAYS_PER_YEAR
    held = [share * max(0.0, revenue_jpy(y)) for y in years[:-1]] + [0.0]
    before = [0.0, *held[:-1]]
    moved = {y.year: b - h for y, b, h in zip(years, before, held, strict=True)}
    return [CashLine("working_capital", "working_capital", columns.row(moved))]


def revenue_jpy(year: OperatedYear) -> float:
    """Market margin and cash of schemes: what the company takes in. [JPY]"""
    return year.margin_jpy + sum(year.scheme_jpy.values())


def _aggregator_jpy(terms: FinanceTerms, year: OperatedYear, start: int) -> float:
    fee = terms.aggregator
    fixed = fee.jpy_per_year * terms.grown(start + year.year - 1, start)
    return fixed + fee.share_of_margin * max(0.0, year.margin_jpy)


def _by_name(group: Group, years: Sequence[tuple[int, Mapping[str, float]]], columns: Columns) -> list[CashLine]:
    names = list(dict.fromkeys(name for _, amounts in years for name in amounts))
    rows = {name: {year: amounts.get(name, 0.0) for year, amounts in years} for name in names}
    return [CashLine(group, name, columns.row(row)) for name, row in rows.items() if any(row.values())]
