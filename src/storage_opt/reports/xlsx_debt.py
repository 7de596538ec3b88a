"""The sheet of the loan: balances, interest and cover ratios live, drawings and principal as numbers."""

from __future__ import annotations

from storage_opt.messages import text
from storage_opt.reports.finance import Money
from storage_opt.reports.live import Row

OPERATING = ("grant", "market", "scheme", "fixed_cost", "augmentation", "decommissioning", "working_capital", "tax")
"""Groups whose cash serves the loan."""
RATIO = "0.00"


def tenor_of(money: Money) -> int:
    """Operating years with debt service: as stated, at most those operated."""
    stated: int = money.finance["inputs"]["debt"]["tenor_years"]
    return min(stated, len(money.times) - money.construction)


def debt_rows(money: Money, language: str) -> list[Row]:
    """Rows of the sheet, below its head."""
    years, start = money.flow["debt"], money.construction
    last = start + tenor_of(money) - 1

    def column(key: str) -> list[float]:
        return [year[key] for year in years]

    def row(key: str, values: list[float], formula: str = "", first: int = 0, *, summed: bool = False) -> Row:
        return Row(key, text(f"finance.loan.{key}", language), values, formula, first, "sum" if summed else "")

    def ratio(key: str, formula: str) -> Row:
        value = money.finance[key]
        label = text(f"finance.measure.{key}", language)
        return Row(key, label, total=formula, total_value=value, look=RATIO)

    balance = column("balance_jpy")
    served = [year["service_jpy"] if at >= start else None for at, year in enumerate(years)]
    available = [year["available_jpy"] if at >= start else None for at, year in enumerate(years)]
    held = "+".join(f"[cash.group.{group}]" for group in OPERATING if group in money.groups or group == "tax")
    dscr = text("finance.debt.dscr", language)
    npv = f"NPV([finance.interest_rate],[debt.available:{start}-{last}])"
    return [
        row("opening", [0.0, *balance[:-1]], "[debt.closing<]", 1),
        row("drawn", column("drawn_jpy"), summed=True),
        row("principal", column("principal_jpy"), summed=True),
        row("closing", balance, "[debt.opening]+[debt.drawn]-[debt.principal]"),
        Row("", ""),
        row("interest", column("interest_jpy"), "[debt.opening]*[finance.interest_rate]", summed=True),
        row("fee", column("fee_jpy"), summed=True),
        row("reserve", column("reserve_jpy")),
        row("reserve_interest", column("reserve_interest_jpy"), "[debt.reserve<]*[finance.reserve_interest]", 1),
        Row("", ""),
        Row("available", text("finance.loan.available", language), available, held, start, "sum"),
        Row(
            "service", text("finance.loan.service", language), served, "[debt.interest]+[debt.principal]", start, "sum"
        ),
        Row("dscr", dscr, column("dscr"), "[debt.available]/[debt.service]", start, look=RATIO),
        Row("", ""),
        ratio("min_dscr", "MIN([debt.dscr:])"),
        ratio("mean_dscr", "AVERAGE([debt.dscr:])"),
        ratio("llcr", f"{npv}/[debt.closing@{start - 1}]"),
    ]
