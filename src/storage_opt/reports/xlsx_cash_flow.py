"""The sheet of the cash flow: lines as numbers, everything below them live."""

from __future__ import annotations

from storage_opt.messages import text
from storage_opt.reports.finance import BEFORE_TAX, Money, cumulated, group_label, line_label
from storage_opt.reports.live import Row

LOAN = {
    "loan_drawn": ("[debt.drawn]", 0),
    "loan_fee": ("-[debt.fee]", 0),
    "interest": ("-[debt.interest]", 0),
    "principal": ("-[debt.principal]", 0),
    "reserve_account": ("[debt.reserve<]-[debt.reserve]", 1),
    "reserve_interest": ("[debt.reserve_interest]", 0),
}
"""Lines of the loan: what they are on the sheet of debt, and the first column in which they are."""
FACTOR = "0.0000"


def cash_rows(money: Money, language: str) -> list[Row]:
    """Rows of the sheet, below its head."""
    flow, rows = money.flow, list[Row]()

    def t(name: str) -> str:
        return text(f"finance.{name}", language)

    held = [group for group in BEFORE_TAX if group in money.groups]
    for group in held:
        lines = money.lines(group)
        rows += [
            Row(f"line.{group}.{at}", line_label(group, line["name"], language), line["amounts_jpy"], total="sum")
            for at, line in enumerate(lines)
        ]
        rows.append(_group(group, len(lines), money, language))
    rows += [
        Row("", ""),
        _sum("before_tax", t("flow.before_tax"), flow["before_tax_jpy"], "+".join(f"[cash.group.{g}]" for g in held)),
        Row(
            "unlevered_tax",
            t("flow.unlevered_tax"),
            [0.0 - tax for tax in flow["unlevered_tax_jpy"]],
            f"-[tax.{'free' if money.has_debt else 'own'}.tax]",
            total="sum",
        ),
        _sum("project", t("flow.project"), flow["project_jpy"], "[cash.before_tax]+[cash.unlevered_tax]"),
        _running("project", flow["project_jpy"], t("cumulated.project")),
        _factor("project", money, "discount_rate", language),
        Row("", ""),
    ]
    if money.has_debt:
        rows += _levered(money, language)
    else:
        rows.append(_sum("equity", t("flow.equity"), flow["equity_jpy"], "[cash.project]"))
    return [
        *rows,
        _running("equity", flow["equity_jpy"], t("cumulated.equity")),
        _factor("equity", money, "equity_discount_rate", language),
    ]


def _levered(money: Money, language: str) -> list[Row]:
    """Tax with the interest deducted, the loan, and what is left to equity."""
    stated = {line["name"]: line["amounts_jpy"] for line in money.lines("debt")}
    nothing = [0.0] * len(money.times)
    tax = money.sums("tax")
    rows = [Row("group.tax", group_label("tax", language), tax, "-[tax.own.tax]", total="sum")]
    rows += [
        Row(
            f"line.debt.{at}",
            line_label("debt", name, language),
            stated.get(name, nothing),
            formula,
            start,
            total="sum",
        )
        for at, (name, (formula, start)) in enumerate(LOAN.items())
    ]
    rows.append(_group("debt", len(LOAN), money, language))
    label = text("finance.flow.equity", language)
    equity = "[cash.before_tax]+[cash.group.tax]+[cash.group.debt]"
    return [*rows, _sum("equity", label, money.flow["equity_jpy"], equity)]


def _group(group: str, lines: int, money: Money, language: str) -> Row:
    label = text("finance.flow.part", language, group=group_label(group, language))
    formula = f"SUM([cash.line.{group}.0]:[cash.line.{group}.{lines - 1}])"
    return _sum(f"group.{group}", label, money.sums(group), formula)


def _sum(key: str, label: str, values: list[float], formula: str) -> Row:
    return Row(key, label, values, formula, total="sum", look="sum")


def _running(name: str, amounts: list[float], label: str) -> Row:
    return Row(f"running.{name}", label, cumulated(amounts), f"SUM([cash.{name}@0]:[cash.{name}])")


def _factor(name: str, money: Money, rate: str, language: str) -> Row:
    """Discount factor to the start of operation."""
    values = [(1.0 + money.finance["inputs"][rate]) ** -time for time in money.times]
    label = text(f"finance.sheet.factor.{name}", language)
    return Row(f"factor.{name}", label, values, f"1/(1+[finance.{rate}])^[cash.time]", look=FACTOR)
