"""The money of a project on the page: key figures, cash flow, bridges, debt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.figures import Chart
from storage_opt.reports.finance import (
    MEASURES,
    RATES,
    Money,
    cumulated,
    group_label,
    line_label,
    money_of,
    rate_text,
    reason,
)
from storage_opt.reports.finance_bridge import Step, bridge, life
from storage_opt.reports.finance_charts import bridge_chart, cash_chart, cover_chart
from storage_opt.reports.measures import PERCENT
from storage_opt.reports.numerals import NOTHING, Scale, amount, amount_apart, in_percent, number
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.sight import kind_of
from storage_opt.reports.texts import texts
from storage_opt.units import KW_PER_MW

DECIMALS = {"percent": 2, "years": 1, "times": 2, "jpy_per_kwh": 1}


def finance(frame: Frame) -> dict[str, Any] | None:
    """Lay out the section; ``None`` without a cash flow."""
    money = money_of(frame.summary)
    if money is None:
        return None
    scale = money.scale()
    return {
        "tiles": [_tile(frame, money, name) for name in MEASURES],
        "unit": frame.t(f"unit.{scale.unit}"),
        "flow": _flow(frame, money, scale),
        "life": _steps(frame, life(money), scale, None),
        "bridge": _steps(frame, bridge(money, frame.years), scale, KW_PER_MW * frame.summary["power_mw"]),
        "has_wear": any(y["wear_jpy"] for y in frame.years),
        "has_debt": money.has_debt,
        "cover": _cover(money, scale),
        "note": text(f"finance.section.note.{kind_of(frame.summary)}", frame.language),
        "notes": texts(frame.outputs, "finance", frame.language),
        "t": lambda name, **values: text(f"finance.{name}", frame.language, **values),
    }


def charts(frame: Frame) -> dict[str, Chart]:
    """Charts of the section by the id of their place; empty without a cash flow."""
    money = money_of(frame.summary)
    if money is None:
        return {}
    scale, language = money.scale(), frame.language
    drawn: dict[str, Chart | None] = {"chart-cash": cash_chart(money, scale, language)}
    for place, steps in (("chart-life", life(money)), ("chart-bridge", bridge(money, frame.years))):
        drawn[place] = bridge_chart(steps, [_label(step, language) for step in steps], scale, language)
    drawn["chart-cover"] = cover_chart(money, language)
    return {place: chart for place, chart in drawn.items() if chart is not None}


def finance_answer(frame: Frame) -> str:
    """Say the rate of return in a sentence that follows the answer; empty without a cash flow."""
    money = money_of(frame.summary)
    if money is None:
        return ""
    f, language = money.finance, frame.language
    shown = {name: in_percent(f[name], 2, language) if f[name] is not None else "" for name in RATES}
    npv = amount(f["npv_jpy"], language)
    rate = rate_text(f["inputs"]["discount_rate"])
    if f["project_irr"] is None:
        return text("finance.answer.none", language, npv=npv, rate=rate)
    name = "finance.answer.equity" if money.has_debt and f["equity_irr"] is not None else "finance.answer"
    return text(name, language, project=shown["project_irr"], equity=shown["equity_irr"], npv=npv, rate=rate)


def measure_value(value: float | None, unit: str, language: str) -> tuple[str, str]:
    """Write a measure: figure and unit."""
    if value is None:
        return NOTHING, ""
    if unit == "jpy":
        return amount(value, language), ""
    shown = number(value * (PERCENT if unit == "percent" else 1.0), DECIMALS[unit])
    return shown, text(f"finance.unit.{unit}", language)


def _tile(frame: Frame, money: Money, name: str) -> dict[str, str]:
    found, kind = money.finance[name], MEASURES[name]
    is_amount = kind == "jpy" and found is not None
    value, unit = amount_apart(found, frame.language) if is_amount else measure_value(found, kind, frame.language)
    rates = money.finance["inputs"]
    return {
        "label": text(f"finance.measure.{name}", frame.language),
        "means": text(
            f"finance.measure.{name}.means",
            frame.language,
            rate=rate_text(rates["discount_rate"]),
            equity_rate=rate_text(rates["equity_discount_rate"]),
        ),
        "value": value,
        "unit": unit,
        "raw": "" if money.finance[name] is None else repr(money.finance[name]),
        "reason": reason(frame.outputs, name, frame.language) if money.finance[name] is None else "",
    }


def _flow(frame: Frame, money: Money, scale: Scale) -> dict[str, Any]:
    """Lay out lines, sums of groups, and the three cash flows, by fiscal year."""
    language = frame.language
    rows: list[dict[str, Any]] = []

    def add(label: str, amounts: Sequence[float], kind: str = "", *, summed: bool = True) -> None:
        shown = [sum(amounts) if summed else None, *amounts]
        cells = [
            {
                "text": number(None if a is None else a / scale.factor, scale.decimals) if a is not None else "",
                "raw": "" if a is None else repr(a),
            }
            for a in shown
        ]
        rows.append({"label": label, "cells": cells, "kind": kind})

    def add_group(group: str) -> None:
        lines = money.lines(group)
        for line in lines:
            add(line_label(group, line["name"], language), line["amounts_jpy"])
        if len(lines) > 1:
            add(text("finance.flow.part", language, group=group_label(group, language)), money.sums(group), "part")

    flow = money.flow
    for group in money.groups:
        if group not in ("tax", "debt"):
            add_group(group)
    add(text("finance.flow.before_tax", language), flow["before_tax_jpy"], "sum")
    add(text("finance.flow.unlevered_tax", language), [0.0 - tax for tax in flow["unlevered_tax_jpy"]])
    add(text("finance.flow.project", language), flow["project_jpy"], "sum")
    add(text("finance.cumulated.project", language), cumulated(flow["project_jpy"]), summed=False)
    if money.has_debt:
        add(text("finance.flow.before_tax", language), flow["before_tax_jpy"], "sum")
        for group in ("tax", "debt"):
            add_group(group)
        add(text("finance.flow.equity", language), flow["equity_jpy"], "sum")
        add(text("finance.cumulated.equity", language), cumulated(flow["equity_jpy"]), summed=False)
    heads = [
        {"year": text("finance.flow.year", language, year=year), "time": str(time).replace("-", "−")}
        for year, time in zip(flow["fiscal_years"], flow["times"], strict=True)
    ]
    return {"heads": heads, "rows": rows}


def _steps(frame: Frame, steps: Sequence[Step], scale: Scale, power_kw: float | None) -> list[dict[str, Any]]:
    return [
        {
            "label": _label(step, frame.language),
            "amount": number(step.amount_jpy / scale.factor, scale.decimals),
            "raw": repr(step.amount_jpy),
            "per_kw": "" if power_kw is None else number(step.amount_jpy / power_kw, 0),
            "is_level": step.is_level,
            "is_cash": step.is_cash,
        }
        for step in steps
    ]


def _label(step: Step, language: str) -> str:
    return text(f"finance.{step.name}" if step.name.startswith("group.") else f"finance.bridge.{step.name}", language)


def _cover(money: Money, scale: Scale) -> list[dict[str, str]]:
    """Rows of the loan by fiscal year, years without loan or service left out."""
    keys = ("drawn_jpy", "available_jpy", "interest_jpy", "principal_jpy", "service_jpy", "balance_jpy", "reserve_jpy")
    return [
        {"label": str(year), "dscr": number(debt["dscr"], 2)}
        | {key: number(debt[key] / scale.factor, scale.decimals) for key in keys}
        for year, debt in zip(money.flow["fiscal_years"], money.flow["debt"], strict=True)
        if money.has_debt and (debt["balance_jpy"] > 1.0 or debt["dscr"] is not None)
    ]
