"""What is earned with which market, on the first screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage_opt.records.ledger import GROUPS, SHORTFALL, group_of
from storage_opt.reports.numerals import amount, number
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.streams import colour_of, in_chart
from storage_opt.reports.texts import measure_text

PAID = ("costs", "shortfall")
"""Groups that are taken off: what somebody is paid, and what a capture ratio leaves out."""
WHOLE = 100.0
"""Width of the field of bars, from the largest cost to the largest revenue. [%]"""


def streams(frame: Frame) -> list[dict[str, Any]]:
    """Revenue and cost of every stream, mean or total as the margin is, with its bar, costs to the left of zero; largest first."""
    kinds = ("revenue.", "cost.")
    values = {
        name: (1.0 if name.startswith("revenue.") else -1.0) * (value or 0.0)
        for name, value in in_chart(frame.measures.overall).items()
        if name.startswith(kinds)
    }
    low, high = min([0.0, *values.values()]), max([0.0, *values.values()])
    per_jpy = WHOLE / (high - low) if high > low else 0.0
    return [
        {
            "label": measure_text(name, frame.language),
            "means": measure_text(name, frame.language, ".means"),
            "value": number(value / frame.scale.factor, frame.scale.decimals),
            "raw": repr(value),
            "colour": colour_of(name),
            "start": round((min(value, 0.0) - low) * per_jpy, 2),
            "length": round(abs(value) * per_jpy, 2),
            "is_paid": value < 0.0,
        }
        for name, value in sorted(values.items(), key=lambda item: -item[1])
    ]


def answer(frame: Frame) -> str:
    """Say in one or two sentences what is earned, with which markets."""
    overall, t, language = frame.measures.overall, frame.t, frame.language
    is_plan = frame.summary["solve"]["status"] != "relaxed"
    earned = t(
        f"answer.{'yearly' if frame.measures.is_yearly else 'total'}{'' if is_plan else '_relaxed'}",
        margin=amount(overall["margin_jpy"] or 0.0, language),
        per_kw=f"{overall['margin_per_kw'] or 0.0:,.0f}".replace("-", "−"),
        days=sum(year["days"] for year in frame.years),
    )
    by_group = _by_group(overall)
    if len(by_group) <= 2:
        return earned
    parts = t("join").join(
        t(f"answer.{group}", amount=amount(abs(value) if group in PAID else value, language))
        for group, value in by_group.items()
    )
    reserved = (
        t("answer.reserved", share=f"{overall['reserved_share']:.0f}") if "balancing" in by_group and is_plan else ""
    )
    return earned + t("answer.parts", parts=parts) + reserved


def _by_group(overall: Mapping[str, float | None]) -> dict[str, float]:
    """Revenue by group of streams, then all costs, as they enter the margin. [JPY]"""
    sums: dict[str, float] = {}
    for name, value in overall.items():
        kind, _, stream = name.partition(".")
        if kind == "revenue":
            sums[group_of(stream)] = sums.get(group_of(stream), 0.0) + (value or 0.0)
        elif kind == "cost":
            group = "shortfall" if stream == SHORTFALL else "costs"
            sums[group] = sums.get(group, 0.0) - (value or 0.0)
    return {group: sums[group] for group in (*GROUPS, *PAID) if group in sums}
