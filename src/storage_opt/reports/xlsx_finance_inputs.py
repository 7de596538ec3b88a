"""The first sheet on finance: measures as formulas, rates and terms, items of capital cost, what the result rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.finance import MEASURES, Money, line_label, rate_text, reason
from storage_opt.reports.live import INPUT, INPUT_SHARE, LiveBook
from storage_opt.reports.numerals import NOTHING
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.sheet import Sheet, digits
from storage_opt.reports.sight import sight_of
from storage_opt.reports.texts import texts
from storage_opt.reports.xlsx_debt import tenor_of

LOOKS = {"percent": "0.00%", "jpy": digits(0), "years": digits(1), "times": digits(2), "jpy_per_kwh": digits(1)}
IRR_ROWS = {"project_irr": "project", "project_irr_pre_tax": "before_tax", "equity_irr": "equity"}
FLAGS = ("is_depreciable", "is_grant_eligible", "is_construction")
BEFORE_MEASURES = 4
"""Lines above the first measure."""
Input = tuple[str, str, float | str, str, bool]


class FinanceSheet:
    """The sheet; its input cells are placed in the book before any sheet is written.

    Parameters
    ----------
    frame : Frame
        The run.
    money : Money
        Its finance.
    book : LiveBook
        Where the other sheets have their rows.
    """

    def __init__(self, frame: Frame, money: Money, book: LiveBook) -> None:
        self.frame, self.money, self.book = frame, money, book
        self.inputs = _inputs(money)
        first = BEFORE_MEASURES + len(MEASURES) + 2
        for at, (name, *_) in enumerate(self.inputs):
            book.place_cell(name, first + at)

    def fill(self, sheet: Sheet, frame: Frame) -> None:
        """Write the sheet."""

        def t(key: str, **values: object) -> str:
            return text(f"finance.sheet.{key}", frame.language, **values)

        sheet.widths(44, 22, 22, 110)
        sheet.add([t("legend")])
        sheet.add([t("fixed")])
        sheet.add([caution(frame)], "label")
        sheet.add([t("measure"), t("value"), t("unit"), t("means")], "head")
        for name in MEASURES:
            self._measure(sheet, name)
        sheet.add([])
        sheet.add([t("input"), t("value"), t("unit"), t("means")], "head")
        for name, kind, value, unit, is_live in self.inputs:
            look = {"percent": INPUT_SHARE if is_live else "0.00%"}.get(kind, INPUT if is_live else "#,##0.##")
            if isinstance(value, str):
                value = t(f"choice.{value}")
            shown = text(f"finance.unit.{unit}", frame.language) if unit else None
            sheet.add(
                [t(f"input.{name}"), value, shown, t("live") if is_live else None], ["word", look, "word", "word"]
            )
        sheet.add([])
        self._items(sheet, t)
        sheet.add([])
        sheet.add([text("finance.notes", frame.language)], "head")
        for sentence in texts(frame.outputs, "finance", frame.language):
            sheet.add([sentence])
        count = len(texts(frame.outputs, "unverified_facts", frame.language))
        sheet.add([t("unverified", count=count, sheet=frame.t("sheet.notes"))])

    def _measure(self, sheet: Sheet, name: str) -> None:
        language, finance, kind = self.frame.language, self.money.finance, MEASURES[name]
        value = finance[name]
        means = text(
            f"finance.measure.{name}.means",
            language,
            rate=rate_text(finance["inputs"]["discount_rate"]),
            equity_rate=rate_text(finance["inputs"]["equity_discount_rate"]),
        )
        unit = text("reports.unit.jpy" if kind == "jpy" else f"finance.unit.{kind}", language)
        if kind == "percent":
            unit = ""
        template = _template(self.money, name)
        label = text(f"finance.measure.{name}", language)
        if value is None:
            sheet.add([label, NOTHING, unit, f"{means} {reason(self.frame.outputs, name, language)}"])
            return
        if template:
            sheet.put_formula(1, self.book.formula(template, "finance", 0), value, LOOKS[kind])
        sheet.add([label, None if template else value, unit, means], ["word", LOOKS[kind], "word", "word"])

    def _items(self, sheet: Sheet, t: Callable[..., str]) -> None:
        """Items of capital cost: as stated, as spent, and what each counts for."""
        language = self.frame.language
        sheet.add([t("item"), t("stated"), t("spent"), t("counts")], "head")
        lines = [line["name"] for line in self.money.lines("capex")]
        for item in self.money.finance["inputs"]["capital"]:
            name = item["name"]
            if name in lines:
                row = lines.index(name)
                spent = -sum(self.money.lines("capex")[row]["amounts_jpy"])
                template = f"-[cash.line.capex.{row}$]"
                sheet.put_formula(2, self.book.formula(template, "finance", 0), spent, digits(0))
            sheet.add([line_label("capex", name, language), item["amount_jpy"], None, _counts(item, t)], digits(0))


def caution(frame: Frame) -> str:
    """Say that the prices are synthetic, and what the plan knows of them."""
    labels = [frame.t("label.synthetic")] if frame.summary["is_synthetic"] else []
    return " · ".join([*labels, sight_of(frame.summary, frame.language).label])


def _template(money: Money, name: str) -> str:
    """Write the formula of a measure; empty where it is a number only."""
    if name in IRR_ROWS:
        return f"IRR([cash.{IRR_ROWS[name]}:],{money.finance[name] or 0.0:.4f})"
    if name in ("npv_jpy", "equity_npv_jpy"):
        row = "project" if name == "npv_jpy" else "equity"
        return f"SUMPRODUCT([cash.{row}:],[cash.factor.{row}:])"
    if name == "capex_jpy":
        return "-[cash.group.capex$]"
    if name == "grant_jpy":
        granted = [at for at, line in enumerate(money.lines("grant")) if line["name"] == "grant"]
        return "+".join(f"[cash.line.grant.{at}$]" for at in granted)
    if not money.has_debt:
        return ""
    if name in ("min_dscr", "mean_dscr", "llcr"):
        return f"[debt.{name}$]"
    return f"[debt.closing@{money.construction - 1}]" if name == "debt_jpy" else ""


def _inputs(money: Money) -> list[Input]:
    """Name, kind, value, unit, and whether formulas look at it."""
    inputs = money.finance["inputs"]
    tax, debt = inputs["tax"], inputs["debt"]
    rows: list[Input] = [
        ("discount_rate", "percent", inputs["discount_rate"], "", True),
        ("equity_discount_rate", "percent", inputs["equity_discount_rate"], "", True),
        ("inflation", "percent", inputs["inflation"], "", False),
        ("life_years", "number", len(money.times) - money.construction, "years", False),
    ]
    if money.has_debt:
        rows += [
            ("interest_rate", "percent", debt["interest_rate"], "", True),
            ("tenor", "number", tenor_of(money), "years", True),
            ("reserve_interest", "percent", debt["reserve_interest"], "", True),
            ("repayment", "word", debt["repayment"], "", False),
            ("gearing_max", "percent", debt["gearing_max"], "", False),
            ("dscr_contracted", "number", debt["dscr_contracted"], "times", False),
            ("dscr_merchant", "number", debt["dscr_merchant"], "times", False),
            ("upfront_fee", "percent", debt["upfront_fee"], "", False),
            ("reserve_months", "number", debt["reserve_months"], "months", False),
        ]
    if tax["losses"] == "carry_forward":
        rows += [
            ("loss_share", "percent", tax["loss_share"], "", True),
            ("loss_years", "number", tax["loss_years"], "years", False),
        ]
    return [
        *rows,
        ("depreciation", "word", tax["depreciation"], "", False),
        ("useful_life_years", "number", tax["useful_life_years"], "years", False),
        ("property_tax_rate", "percent", tax["property_tax_rate"], "", False),
    ]


def _counts(item: Mapping[str, Any], t: Callable[..., str]) -> str:
    spending = " / ".join(f"{share:.0%}" for share in item["spending"])
    held = [t(f"flag.{flag}") for flag in FLAGS if item[flag]]
    return t("join").join([t("spending", shares=spending), *held])
