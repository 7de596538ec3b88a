"""Finance on the terminal: what the project is judged by."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import current_language, text
from storage_opt.reports.finance import LOAN, Money, money_of, reason
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.page.finance import measure_value

SHOWN = {
    "capex_jpy": "jpy",
    "grant_jpy": "jpy",
    "project_irr": "percent",
    "project_irr_pre_tax": "percent",
    "equity_irr": "percent",
    "npv_jpy": "jpy",
    "debt_jpy": "jpy",
    "gearing": "percent",
    "min_dscr": "times",
    "lcos_jpy_per_kwh": "jpy_per_kwh",
}
"""Measures of the table with their unit."""


def finance_table(outputs: Outputs) -> Any | None:
    """Lay out the measures; ``None`` without a cash flow. What there is no debt or grant for is left out."""
    money = money_of(outputs.summary)
    if money is None:
        return None
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=text("finance.section"), title_justify="left", box=SIMPLE_HEAD, show_header=False, collapse_padding=True
    )
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for name in SHOWN:
        if _applies(money, name):
            table.add_row(*_row(outputs, money, name))
    return table


def _applies(money: Money, name: str) -> bool:
    if name == "grant_jpy":
        return bool(money.finance[name])
    return money.has_debt or name not in (*LOAN, "gearing")


def _row(outputs: Outputs, money: Money, name: str) -> tuple[str, str, str]:
    """Label, figure with its unit, and why there is none; the reasons of rates are among the warnings below."""
    language, value = current_language(), money.finance[name]
    shown, unit = measure_value(value, SHOWN[name], language)
    label = text(f"finance.measure.{name}")
    why = reason(outputs, name, language) if value is None and SHOWN[name] != "percent" else ""
    return label, f"{shown}{unit}" if unit == "%" else f"{shown} {unit}".strip(), why
