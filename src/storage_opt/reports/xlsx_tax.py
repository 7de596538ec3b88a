"""The sheet of corporate tax: income, deductions, losses and tax, with the interest of the loan and without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.finance import Money
from storage_opt.reports.live import INPUT_SHARE, Row
from storage_opt.reports.sheet import digits

SMALL_JPY = 1e-3
"""Differences up to this are those of adding in another order. [JPY]"""
INCOME, DEDUCTED = ("market", "scheme"), ("fixed_cost", "decommissioning")


def tax_rows(money: Money, language: str) -> list[Row]:
    """Rows of the sheet, below its head: tax as paid, and as it would be without debt."""
    flow = money.flow
    rows = [Row("", text("finance.sheet.tax.own", language)), *_block(money, "own", flow["tax"], language)]
    if money.has_debt:
        rows += [
            Row("", ""),
            Row("", text("finance.sheet.tax.free", language)),
            *_block(money, "free", flow["unlevered_tax"], language),
        ]
    return rows


def _block(money: Money, name: str, years: Sequence[Mapping[str, Any]], language: str) -> list[Row]:
    start = money.construction

    def column(key: str) -> list[float]:
        return [year[key] for year in years]

    def row(
        key: str, values: Sequence[float], formula: str, look: str = "", *, summed: bool = True, first: int = start
    ) -> Row:
        label = text(f"finance.tax.{key}", language)
        return Row(f"{name}.{key}", label, values, formula, first, "sum" if summed else "", look=look)

    def own(key: str, sign: str = "+") -> str:
        return f"{sign}[tax.{name}.{key}]"

    revenue, costs = column("revenue_jpy"), column("costs_jpy")
    depreciation, interest = column("depreciation_jpy"), column("interest_jpy")
    income = [r - c - d - i for r, c, d, i in zip(revenue, costs, depreciation, interest, strict=True)]
    grant = _taxed_grant(money, revenue)
    rows = []
    if any(grant):
        rows.append(row("grant", grant, ""))
    rows += [
        row("revenue", revenue, _total(money, INCOME) + (own("grant") if any(grant) else "")),
        row("costs", costs, f"-({_total(money, DEDUCTED)}{_returned(money)})"),
        row("depreciation", depreciation, ""),
    ]
    deducted = own("costs", "-") + own("depreciation", "-")
    if money.has_debt and name == "own":
        rows += [
            row("spread", _spread(money, interest), _spread_formula(start)),
            row("interest", interest, "[debt.interest]" + own("spread")),
        ]
        deducted += own("interest", "-")
    rows.append(row("income", income, own("revenue", "") + deducted, "sum"))
    if money.finance["inputs"]["tax"]["losses"] == "carry_forward":
        used, left = column("loss_used_jpy"), column("loss_left_jpy")
        kept = money.finance["inputs"]["tax"]["loss_years"]
        rows += [
            row("loss_used", used, f"MIN([tax.{name}.loss_left<],[finance.loss_share]*MAX(0,{own('income', '')}))"),
            row("loss_new", [max(0.0, -i) for i in income], f"MAX(0,{own('income', '-')})"),
            row("lapsed", _lapsed(income, used, left), _lapsed_formula(name, kept), first=start + kept),
            row(
                "loss_left",
                left,
                f"[tax.{name}.loss_left<]{own('loss_used', '-')}{own('loss_new')}{own('lapsed', '-')}",
                summed=False,
            ),
        ]
        taxable = f"MAX(0,{own('income', '')}){own('loss_used', '-')}"
    else:
        taxable = own("income", "")
    return [
        *rows,
        row("taxable", column("taxable_jpy"), taxable, digits(0)),
        row("rate", column("rate"), "", INPUT_SHARE, summed=False),
        row("tax", column("tax_jpy"), own("taxable", "") + own("rate", "*"), "sum"),
    ]


def _total(money: Money, groups: Sequence[str]) -> str:
    return "+".join(f"[cash.group.{group}]" for group in groups if group in money.groups) or "0"


def _returned(money: Money) -> str:
    """Add what is returned of a grant, which is deducted."""
    return "".join(
        f"+[cash.line.grant.{at}]" for at, line in enumerate(money.lines("grant")) if line["name"] != "grant"
    )


def _taxed_grant(money: Money, revenue: Sequence[float]) -> list[float]:
    """Income beside markets and contracts: a grant that does not reduce the depreciable base."""
    differences = [a - b for a, b in zip(revenue, money.sums(*INCOME), strict=True)]
    operated = [0.0] * money.construction + differences[money.construction :]
    return [d if abs(d) > SMALL_JPY else 0.0 for d in operated]


def _spread(money: Money, interest: Sequence[float]) -> list[float]:
    """Fee and interest of construction, deducted in equal parts over the tenor."""
    paid = [year["interest_jpy"] for year in money.flow["debt"]]
    spread = [a - b for a, b in zip(interest, paid, strict=True)]
    return [0.0] * money.construction + spread[money.construction :]


def _spread_formula(construction: int) -> str:
    before = f"SUM([debt.fee:])+SUM([debt.interest:0-{construction - 1}])"
    return f"IF([cash.time]<=[finance.tenor],({before})/[finance.tenor],0)"


def _lapsed_formula(name: str, years: int) -> str:
    """Losses of the last year that lapses and of those before it, less all that was used, oldest first, or has lapsed before."""
    old, used, lapsed = (f"tax.{name}.{key}" for key in ("loss_new", "loss_used", "lapsed"))
    return f"MAX(0,SUM([{old}@0]:[{old}<{years}])-SUM([{used}@0]:[{used}])-SUM([{lapsed}@0]:[{lapsed}<]))"


def _lapsed(income: Sequence[float], used: Sequence[float], left: Sequence[float]) -> list[float]:
    """Losses that have grown too old, at the end of the year."""
    before = [0.0, *left[:-1]]
    lapsed = [b - u + max(0.0, -i) - x for b, u, i, x in zip(before, used, income, left, strict=True)]
    return [x if abs(x) > SMALL_JPY else 0.0 for x in lapsed]
