"""The money of a project as reports show it: groups, names of lines, reasons of measures without a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from storage_opt.messages import text
from storage_opt.records.ledger import is_cost
from storage_opt.reports.numerals import Scale
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.texts import measure_text, unpacked

BEFORE_TAX = (
    "capex", "grant", "market", "scheme", "fixed_cost", "augmentation", "decommissioning", "working_capital",
)  # fmt: skip
GROUPS = (*BEFORE_TAX, "tax", "debt")
"""Groups of lines in the order in which they are shown."""

OWN_NAMES = {
    "capex": ("plant", "battery", "pcs", "construction", "grid_connection", "land", "development", "contingency"),
    "fixed_cost": (
        *("fixed_om", "insurance", "land_lease", "aggregator_fee", "generator_charge", "wheeling_basic"),
        *("property_tax", "business_tax"),
    ),
}
"""Names that this program knows in groups where the user may have others, which are shown as they are."""

RATES = ("project_irr", "project_irr_pre_tax", "equity_irr")
LOAN = ("min_dscr", "mean_dscr", "llcr")
MEASURES: Mapping[str, str] = {
    "project_irr": "percent",
    "project_irr_pre_tax": "percent",
    "equity_irr": "percent",
    "npv_jpy": "jpy",
    "equity_npv_jpy": "jpy",
    "payback_years": "years",
    "min_dscr": "times",
    "mean_dscr": "times",
    "llcr": "times",
    "debt_jpy": "jpy",
    "gearing": "percent",
    "capex_jpy": "jpy",
    "grant_jpy": "jpy",
    "lcos_jpy_per_kwh": "jpy_per_kwh",
}
"""Measures in the order in which they are shown, with their unit."""


@dataclass(frozen=True, eq=False)
class Money:
    """``finance`` of a summary.

    Parameters
    ----------
    finance : mapping
        Measures, cash flow, inputs.
    """

    finance: Mapping[str, Any]

    @property
    def flow(self) -> Mapping[str, Any]:
        """Cash flow by fiscal year."""
        flow: Mapping[str, Any] = self.finance["cash_flow"]
        return flow

    @property
    def times(self) -> Sequence[int]:
        """Year ends from the start of operation. [year]"""
        times: Sequence[int] = self.flow["times"]
        return times

    @property
    def construction(self) -> int:
        """Columns up to the start of operation."""
        return sum(time <= 0 for time in self.times)

    @property
    def has_debt(self) -> bool:
        """Whether a loan is drawn."""
        return bool(self.finance["debt_jpy"])

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that hold a line."""
        held = {line["group"] for line in self.flow["lines"]}
        return tuple(group for group in GROUPS if group in held)

    def lines(self, group: str) -> list[Mapping[str, Any]]:
        """Lines of a group."""
        return [line for line in self.flow["lines"] if line["group"] == group]

    def sums(self, *groups: str) -> list[float]:
        """Sum of the lines of groups by column. [JPY]"""
        rows = [line["amounts_jpy"] for line in self.flow["lines"] if line["group"] in groups]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.times)

    def scale(self) -> Scale:
        """Millions of yen for all tables and charts on finance, in either language, as lenders have them.

        Amounts below a million stay in yen.
        """
        largest = max(abs(amount) for line in self.flow["lines"] for amount in line["amounts_jpy"])
        if largest < 1e6:
            return Scale("jpy", 1.0, 0)
        return Scale("million_jpy", 1e6, max(0, 3 - floor(log10(largest / 1e6))))


def money_of(summary: Mapping[str, Any]) -> Money | None:
    """``finance`` of a summary; ``None`` without a cash flow."""
    return None if summary["finance"] is None else Money(summary["finance"])


def group_label(group: str, language: str) -> str:
    """Name a group of lines."""
    return text(f"finance.group.{group}", language)


def line_label(group: str, name: str, language: str) -> str:
    """Name a line of the cash flow in the language of the report; the user's own names stay as they are."""
    if group == "market":
        return measure_text(f"{'cost' if is_cost(name) else 'revenue'}.{name}", language)
    if group == "scheme":
        kind, _, payment = name.partition(".")
        return text(
            "finance.scheme_line",
            language,
            scheme=text(f"reports.contract.scheme.{kind}", language),
            payment=text(
                f"finance.line.{payment}" if payment in ("refund", "support") else f"contract.payment.{payment}",
                language,
            ),
        )
    if group in OWN_NAMES and name not in OWN_NAMES[group]:
        return name
    return text(f"finance.line.{name}", language)


def rate_text(rate: float) -> str:
    """Write a rate in per cent with the digits that it has, at most two.

    >>> rate_text(0.05), rate_text(0.0525), rate_text(0.0)
    ('5', '5.25', '0')
    """
    return f"{100.0 * rate:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def reason(outputs: Outputs, measure: str, language: str) -> str:
    """Say why a measure has no value."""
    if measure in LOAN:
        return text("finance.none.debt", language)
    for content in outputs.manifest["texts"]["finance"]:
        about = content["values"].get("measure")
        if isinstance(about, dict) and about["name"] == f"finance_debt.measure.{measure}":
            return unpacked(content).text(language)
    return text(f"finance.none.{measure}", language)


def cumulated(amounts: Sequence[float]) -> list[float]:
    """Sum up to each item.

    >>> cumulated([-3.0, 1.0, 1.0])
    [-3.0, -2.0, -1.0]
    """
    total, sums = 0.0, []
    for amount in amounts:
        total += amount
        sums.append(total)
    return sums
