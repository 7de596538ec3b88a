"""The sheet of contracts: the owner's account by year with live sums, and a check that all nets sum to zero."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.reports.contracts import KW, MARKET, OWNER, account_of
from storage_opt.reports.live import column_name
from storage_opt.reports.measures import Measure, Values
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.sheet import YEN, Sheet, digits

KEYS = ("year", "fiscal_year", "price_year")
FIRST = 2
"""Row of the first year, from 0, below two head rows."""


def fill_contracts(sheet: Sheet, frame: Frame) -> None:
    """Write a row for each year, then the sums of all years.

    The owner's net is a formula over the parts beside it, the check one over owner, payers and market, which are figures of their own:
    whoever changes a part sees what it does.
    """
    account = account_of(frame.summary)
    columns = (*account.parts, OWNER, *account.sides, MARKET)
    heads = frame.heads(columns, YEN)
    check = frame.t("sheet.check")
    sheet.widths(*[11] * len(KEYS), *[16] * (len(columns) + 1))
    sheet.add(
        [*(frame.t(f"sheet.{key}") for key in KEYS), *(head["label"] for head in heads), check], "head_of_numbers"
    )
    sheet.add([*[None] * len(KEYS), *(head["unit"] for head in heads), frame.t("unit.jpy")], "unit")
    for year, row in zip(frame.years, account.years, strict=True):
        _year(sheet, columns, [year[key] for key in KEYS], row)
    _sums(sheet, frame, columns, account.years)
    sheet.sheet.freeze_panes(FIRST, len(KEYS))


def _year(sheet: Sheet, columns: Sequence[Measure], keys: Sequence[int], row: Values) -> None:
    figures = [row.get(m.name) or 0.0 for m in columns]
    looks = [*["key"] * len(keys), *[digits(0)] * len(figures)]
    parts = columns.index(OWNER)
    before, after = figures[:parts], figures[parts + 1 :]
    line = sheet.row + 1
    first_part = len(keys) + (columns[0] == KW)
    sheet.put_formula(
        len(keys) + parts, f"=SUM({_cells(first_part, len(keys) + parts - 1, line)})", figures[parts], digits(0)
    )
    _check(sheet, len(keys) + parts, len(keys) + len(columns), line, sum(figures[parts:]))
    sheet.add([*keys, *before, None, *after], looks)


def _sums(sheet: Sheet, frame: Frame, columns: Sequence[Measure], rows: Sequence[Values]) -> None:
    """Sum every column of money over the years; capacity is not summed."""
    last, nets = sheet.row, 0.0
    for position, measure in enumerate(columns):
        if measure.is_amount:
            at = len(KEYS) + position
            total = sum(row.get(measure.name) or 0.0 for row in rows)
            name, nets = column_name(at), nets + (total if position >= columns.index(OWNER) else 0.0)
            sheet.put_formula(at, f"=SUM({name}{FIRST + 1}:{name}{last})", total, "sum")
    _check(sheet, len(KEYS) + columns.index(OWNER), len(KEYS) + len(columns), last + 1, nets)
    sheet.add([frame.t("sheet.all_years")], "sum")


def _check(sheet: Sheet, owner: int, at: int, line: int, nets_jpy: float) -> None:
    """Sum owner, payers and market, rounded to a thousandth of a yen."""
    sheet.put_formula(at, f"=ROUND(SUM({_cells(owner, at - 1, line)}),3)", round(nets_jpy, 3) + 0.0, digits(0))


def _cells(first: int, last: int, line: int) -> str:
    return f"{column_name(first)}{line}:{column_name(last)}{line}"
