"""The loan of a project, brought to agree with its tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage_opt.finance.columns import Columns
from storage_opt.finance.debt import DebtPlan, size_debt
from storage_opt.finance.debt_sizing import CfadsSplit
from storage_opt.finance.project_tax import ProjectTax
from storage_opt.messages import Message, say
from storage_opt.records.finance import CashLine, DebtYear, Group, TaxYear
from storage_opt.records.finance_terms import DebtTerms, FinanceTerms

OPERATING: tuple[Group, ...] = (
    "grant", "market", "scheme", "fixed_cost", "augmentation", "decommissioning", "working_capital",
)  # fmt: skip
ROUNDS = 50
"""Of the fee, whose deduction from tax moves the loan by some thousandths; each round gains about three digits."""


@dataclass(frozen=True)
class Levered:
    """Loan and tax that agree.

    Parameters
    ----------
    plan : DebtPlan or None
        ``None`` without debt.
    years : tuple of DebtYear
        By column.
    tax : tuple of TaxYear
        By column, with the interest deducted.
    lines : tuple of CashLine
        Of the loan.
    notes : tuple of Message
        On the loan.
    """

    plan: DebtPlan | None
    years: tuple[DebtYear, ...]
    tax: tuple[TaxYear, ...]
    lines: tuple[CashLine, ...] = ()
    notes: tuple[Message, ...] = ()


def levered(
    terms: FinanceTerms, columns: Columns, lines: Sequence[CashLine], tax: ProjectTax, contracted_jpy: Sequence[float]
) -> Levered:
    """Size the loan, and tax the project with its interest.

    Parameters
    ----------
    terms : FinanceTerms
        Loan.
    columns : Columns
        Year ends.
    lines : sequence of CashLine
        All lines before corporate tax and debt.
    tax : ProjectTax
        Taxes for any interest.
    contracted_jpy : sequence of float
        Cash that contracts fix, by operating year. [JPY]

    Raises
    ------
    RuntimeError
        Loan and tax do not agree.
    """
    operating = _total(lines, OPERATING, columns)
    if terms.debt is None:
        taxed = tax.years(lines, [0.0] * len(columns.times))
        cash = [o - t.tax_jpy if time > 0 else 0.0 for o, t, time in zip(operating, taxed, columns.times, strict=True)]
        return Levered(None, tuple(map(DebtYear, cash)), taxed)
    debt, notes = _within(terms.debt, columns.operation)
    contracted = [0.0] * columns.construction + list(contracted_jpy)
    spent = [-a for a in _total(lines, ("capex",), columns)]
    spent = [s - a for s, a in zip(spent, _total(lines, ("augmentation",), columns), strict=True)]
    granted = [max(0.0, a) for a in _total(lines, ("grant",), columns)]
    fee = 0.0
    for _ in range(ROUNDS):

        def available(interest: Sequence[float], fee: float = fee) -> CfadsSplit:
            taxed = tax.years(lines, interest, fee, debt.tenor_years)
            return CfadsSplit([o - t.tax_jpy for o, t in zip(operating, taxed, strict=True)], contracted)

        plan = size_debt(debt, available, columns.times, spent, granted)
        paid = sum(year.fee_jpy for year in plan.years)
        if abs(paid - fee) <= max(1e-6, 1e-12 * plan.loan_jpy):
            taxed = tax.years(lines, [year.interest_jpy for year in plan.years], paid, debt.tenor_years)
            return Levered(plan, plan.years, taxed, _lines(plan.years), (*notes, *plan.notes))
        fee = paid
    raise RuntimeError(f"fee of the loan and its tax do not agree after {ROUNDS} rounds")


def _within(debt: DebtTerms, operated_years: int) -> tuple[DebtTerms, tuple[Message, ...]]:
    """Shorten a loan that would outlive the plant."""
    if debt.tenor_years <= operated_years:
        return debt, ()
    note = say("finance.note.tenor_cut", tenor=debt.tenor_years, years=operated_years)
    return replace(debt, tenor_years=operated_years), (note,)


def _lines(years: Sequence[DebtYear]) -> tuple[CashLine, ...]:
    held = [0.0, *(year.reserve_jpy for year in years)]
    rows = {
        "loan_drawn": [year.drawn_jpy for year in years],
        "loan_fee": [-year.fee_jpy for year in years],
        "interest": [-year.interest_jpy for year in years],
        "principal": [-year.principal_jpy for year in years],
        "reserve_account": [earlier - year.reserve_jpy for year, earlier in zip(years, held, strict=False)],
        "reserve_interest": [year.reserve_interest_jpy for year in years],
    }
    return tuple(CashLine("debt", name, tuple(row)) for name, row in rows.items())


def _total(lines: Sequence[CashLine], groups: tuple[Group, ...], columns: Columns) -> list[float]:
    rows = [line.amounts_jpy for line in lines if line.group in groups]
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(columns.times)
