"""The walk on the page: from perfect foresight to what is kept, capture by year, how good the forecasts were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage_opt.messages import text
from storage_opt.records.rolled import QUANTILES
from storage_opt.reports.figures import Chart
from storage_opt.reports.finance_charts import bridge_chart
from storage_opt.reports.numerals import Scale, number
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.rolling_bridge import rolling_bridge
from storage_opt.reports.sight import choice_text, share_text
from storage_opt.units import KW_PER_MW, jpy_per_kwh


def rolling(frame: Frame) -> dict[str, Any] | None:
    """Lay out the section; ``None`` for a run that was not walked."""
    walk = frame.summary.get("rolling")
    if not walk:
        return None
    return {
        "note": _t(frame, "section.note", choice=choice_text(walk, frame.language)),
        "unit": _unit(frame),
        "steps": _steps(frame),
        "years": [_year(frame, year) for year in frame.years] if len(frame.years) > 1 else [],
        "stages": [_t(frame, f"step.{stage['name']}") for stage in frame.years[0]["rolling"]["stages"]],
        "ratio": share_text(walk["capture_ratio"]),
        "paste": walk["capture_ratio_to_paste"],
        "forecasts": [_forecast(frame, each) for each in walk["forecasts"]],
        "quantiles": [_t(frame, "forecasts.below", share=f"{share:.0%}") for share in QUANTILES]
        if any(each["share_below"] for each in walk["forecasts"])
        else [],
        "t": lambda name, **values: _t(frame, name, **values),
    }


def rolling_charts(frame: Frame) -> dict[str, Chart]:
    """Chart of the section by the id of its place; empty for a run that was not walked."""
    if not frame.summary.get("rolling"):
        return {}
    steps = rolling_bridge(frame.years)
    scale = Scale("jpy_per_kw_year" if frame.measures.is_yearly else "jpy_per_kw", _power_kw(frame), 0)
    labels = [_t(frame, f"step.{step.name}") for step in steps]
    return {"chart-rolling": bridge_chart(steps, labels, scale, frame.language)}


def _t(frame: Frame, name: str, **values: object) -> str:
    return text(f"foresight.{name}", frame.language, **values)


def _unit(frame: Frame) -> str:
    return frame.t(f"unit.{'jpy_per_kw_year' if frame.measures.is_yearly else 'jpy_per_kw'}")


def _power_kw(frame: Frame) -> float:
    return float(KW_PER_MW * frame.summary["power_mw"])


def _steps(frame: Frame) -> list[dict[str, Any]]:
    steps = rolling_bridge(frame.years)
    bound = steps[0].amount_jpy
    return [
        {
            "label": _t(frame, f"step.{step.name}"),
            "means": _t(frame, f"step.{step.name}.means"),
            "per_kw": number(step.amount_jpy / _power_kw(frame), 0),
            "raw": repr(step.amount_jpy),
            "share": share_text(step.amount_jpy / bound if bound > 0.0 else None),
            "is_level": step.is_level,
        }
        for step in steps
    ]


def _year(frame: Frame, year: Mapping[str, Any]) -> dict[str, Any]:
    """Margin less wear of every stage per kW, and the ratio."""
    return {
        "label": frame.year_label(year),
        "cells": [number(s["margin_less_wear_jpy"] / _power_kw(frame), 0) for s in year["rolling"]["stages"]],
        "ratio": share_text(year["rolling"]["capture_ratio"]),
    }


def _forecast(frame: Frame, each: Mapping[str, Any]) -> dict[str, Any]:
    """Row of one price year."""
    walk, mae = frame.summary["rolling"], each["mae_jpy_per_mwh"]
    others = {name: days for name, days in each["days_by"].items() if name != walk["forecaster"]}
    named = [
        _t(frame, "day_by", forecaster=_t(frame, f"forecaster.{name}"), days=days) for name, days in others.items()
    ]
    below = each["share_below"] or {}
    return {
        "year": str(each["price_year"]),
        "days": number(each["days_scored"], 0),
        "warm_up": frame.t("join").join(named) or "–",
        "mae": number(None if mae is None else jpy_per_kwh(mae), 2),
        "rank": number(each["rank_correlation"], 3),
        "ratio": share_text(each["capture_ratio"]),
        "below": [share_text(below.get(str(share))) for share in QUANTILES],
    }
