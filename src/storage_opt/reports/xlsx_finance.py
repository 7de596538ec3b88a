"""Sheets on finance: what it rests on and what comes of it, cash flow, tax, debt; all of them look at each other."""

from __future__ import annotations

from collections.abc import Callable

from storage_opt.messages import text
from storage_opt.reports.finance import Money, money_of
from storage_opt.reports.finance_table import phase_of
from storage_opt.reports.live import FIRST, LiveBook, Row
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.sheet import Sheet
from storage_opt.reports.xlsx_cash_flow import cash_rows
from storage_opt.reports.xlsx_debt import debt_rows
from storage_opt.reports.xlsx_finance_inputs import FinanceSheet, caution
from storage_opt.reports.xlsx_tax import tax_rows

SHORT = {"finance": "finance", "cash": "cash_flow", "tax": "tax", "debt": "debt"}
"""Sheets by the name that formulas use, with that of the catalogue."""
Fill = Callable[[Sheet, Frame], None]


def finance_sheets(frame: Frame) -> list[tuple[str, Fill]]:
    """Sheets with what fills them, in order; none without a cash flow, none of debt without a loan."""
    money = money_of(frame.summary)
    if money is None:
        return []
    language = frame.language
    book = LiveBook({name: frame.t(f"sheet.{key}") for name, key in SHORT.items()}, len(money.times))
    rows = {"cash": [_times(money, language), *cash_rows(money, language)], "tax": tax_rows(money, language)}
    if money.has_debt:
        rows["debt"] = debt_rows(money, language)
    for name, held in rows.items():
        book.place(name, held, HEADS - (name == "cash"))
    finance = FinanceSheet(frame, money, book)
    return [(SHORT["finance"], finance.fill), *((SHORT[name], _filler(name, book, rows[name], money)) for name in rows)]


HEADS = 4
"""Lines above the first row: what is live, fiscal years, times, phases; on the sheet of the cash flow the times are its first row."""


def _times(money: Money, language: str) -> Row:
    return Row("time", text("finance.sheet.time", language), [float(time) for time in money.times], look="key")


def _filler(name: str, book: LiveBook, rows: list[Row], money: Money) -> Fill:
    def fill(sheet: Sheet, frame: Frame) -> None:
        def t(key: str) -> str:
            return text(f"finance.sheet.{key}", frame.language)

        sheet.widths(46, 18, *[15] * len(money.times))
        sheet.add([" · ".join(filter(None, (caution(frame), t("legend"))))])
        phases = [t(f"phase.{phase_of(time)}") for time in money.times]
        sheet.add([t("line"), text("finance.flow.total", frame.language), *phases], "head_of_numbers")
        sheet.add([t("fiscal_year"), None, *money.flow["fiscal_years"]], ["word", "", *["unit"] * len(money.times)])
        if name != "cash":
            book.write(sheet, name, [_times(money, frame.language)])
        book.write(sheet, name, rows)
        sheet.sheet.freeze_panes(HEADS, FIRST)

    return fill
