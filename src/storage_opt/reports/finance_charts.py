"""Charts on finance: cash flow by fiscal year, bridges, debt service cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.figures import RULE, Chart, above, paper, y_axis
from storage_opt.reports.finance import Money, cumulated, group_label
from storage_opt.reports.finance_bridge import Step
from storage_opt.reports.numerals import Scale, number
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE, PAPER

GROUP_LOOKS = {
    "capex": ("#55658c", ""),
    "grant": ("#4f7f2f", "x"),
    "market": (BLUE, ""),
    "scheme": (GREEN, "/"),
    "fixed_cost": (ORANGE, "\\"),
    "augmentation": ("#7d5a3c", "|"),
    "decommissioning": ("#a8385d", "-"),
    "working_capital": ("#3a8fb7", "."),
    "tax": ("#a07d12", "+"),
    "debt": ("#6b4f9e", "x"),
}
"""Colour and hatching of each group."""
BESIDE = 0.2
"""Room for the figure at a bar, as a share of all that the bars reach over."""


def cash_chart(money: Money, scale: Scale, language: str) -> Chart:
    """Stack the groups by fiscal year, with the cumulated cash of project and equity as lines over them."""
    years = [str(year) for year in money.flow["fiscal_years"]]
    unit = text(f"reports.unit.{scale.unit}", language)

    def trace(label: str, amounts: Sequence[float], **style: Any) -> Chart:
        heights = [round(amount / scale.factor, 6) + 0.0 for amount in amounts]
        shown = [number(height, scale.decimals) for height in heights]
        return {"name": label, "x": years, "y": heights, "text": shown, "hovertemplate": f"%{{text}} {unit}", **style}

    traces = [
        trace(
            group_label(group, language),
            money.sums(group),
            type="bar",
            textposition="none",
            marker=_marker(*GROUP_LOOKS[group]),
        )
        for group in money.groups
    ]
    for name, dash, symbol in (("project", "solid", "diamond"), ("equity", "dash", "circle")):
        if name == "project" or money.has_debt:
            marker = {"symbol": symbol, "size": 7, "color": PAPER, "line": {"color": INK, "width": 1.5}}
            line = {"color": INK, "width": 2, "dash": dash}
            running = cumulated(money.flow[f"{name}_jpy"])
            label = text(f"finance.cumulated.{name}", language)
            traces.append(trace(label, running, type="scatter", mode="lines+markers", line=line, marker=marker))
    layout = paper(language, below=0.2) | {
        "barmode": "relative",
        "bargap": round(max(0.3, 1.0 - 0.1 * len(years)), 2),
        "hovermode": "x unified",
        "xaxis": {"type": "category", "fixedrange": True, "automargin": True},
        "yaxis": y_axis() | {"zerolinecolor": INK},
        "annotations": [above(unit, 1.0)],
    }
    return {"data": traces, "layout": layout}


def bridge_chart(steps: Sequence[Step], labels: Sequence[str], scale: Scale, language: str) -> Chart:
    """Draw steps that rise and fall from level to level, one below the other; each bar bears its figure."""
    lengths = [round(step.amount_jpy / scale.factor, 6) + 0.0 for step in steps]
    unit = text(f"reports.unit.{scale.unit}", language)
    kinds = ["total" if step.is_level else "relative" for step in steps]
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": list(labels),
        "x": lengths,
        "measure": ["absolute", *kinds[1:]] if steps[0].is_level else kinds,
        "text": [number(length, scale.decimals) for length in lengths],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": f"%{{y}}<br>%{{text}} {unit}<extra></extra>",
        "connector": {"line": {"color": GREY, "width": 1, "dash": "dot"}},
        "increasing": {"marker": {"color": GREEN}},
        "decreasing": {"marker": {"color": ORANGE}},
        "totals": {"marker": {"color": INK}},
    }
    layout = paper(language) | {
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": y_axis() | {"automargin": True, "zerolinecolor": INK, "range": _room(steps, scale)},
        "yaxis": {"type": "category", "autorange": "reversed", "automargin": True, "fixedrange": True},
        "annotations": [above(unit, 1.0)],
    }
    return {"data": [trace], "layout": layout}


def cover_chart(money: Money, language: str) -> Chart | None:
    """Draw the debt service cover ratio by fiscal year against the ratios that size the loan; ``None`` without debt."""
    covered = [
        (str(year), debt["dscr"])
        for year, debt in zip(money.flow["fiscal_years"], money.flow["debt"], strict=True)
        if debt["dscr"] is not None
    ]
    if not covered:
        return None
    years, ratios = [year for year, _ in covered], [round(ratio, 6) for _, ratio in covered]
    terms = money.finance["inputs"]["debt"]
    marker = {"symbol": "diamond", "size": 8, "color": PAPER, "line": {"color": BLUE, "width": 2}}
    traces: list[Chart] = [
        {"type": "scatter", "mode": "lines+markers", "name": text("finance.cover", language), "x": years, "y": ratios}
        | {"line": {"color": BLUE, "width": 2}, "marker": marker, "hovertemplate": "%{y:.2f}"}
    ]
    lines = [("finance.cover.one", 1.0, INK, "solid")]
    if terms["repayment"] == "sculpted":
        lines = [
            ("finance.cover.contracted", terms["dscr_contracted"], GREEN, "dash"),
            ("finance.cover.merchant", terms["dscr_merchant"], ORANGE, "dot"),
            *lines,
        ]
    for name, level, colour, dash in lines:
        traces.append(
            {"type": "scatter", "mode": "lines", "name": text(name, language), "x": years, "y": [level] * len(years)}
            | {"line": {"color": colour, "width": 1.5, "dash": dash}, "hovertemplate": "%{y:.2f}"}
        )
        if len(years) == 1:
            traces[-1] |= {"mode": "markers", "marker": {"symbol": "line-ew-open", "size": 26, "color": colour}}
    low, high = min([*ratios, 1.0]), max([*ratios, *(level for _, level, _, _ in lines)])
    layout = paper(language, below=0.2) | {
        "hovermode": "x unified",
        "xaxis": {"type": "category", "fixedrange": True, "automargin": True},
        "yaxis": y_axis() | {"tickformat": ".2f", "range": [min(0.8, low - 0.1), high + 0.15], "gridcolor": RULE},
        "annotations": [above(text("finance.cover", language), 1.0)],
    }
    return {"data": traces, "layout": layout}


def _room(steps: Sequence[Step], scale: Scale) -> list[float]:
    """Range of the axis that leaves room for the figures at the ends of the bars."""
    reached, levels, left = 0.0, [0.0], list[float]()
    for step in steps:
        before, reached = (0.0 if step.is_level else reached), step.amount_jpy + (0.0 if step.is_level else reached)
        levels.append(reached / scale.factor)
        if reached < before:  # its figure stands on the left
            left.append(reached / scale.factor)
    low, high = min(levels), max(levels)
    beside = BESIDE * ((high - low) or 1.0)
    return [min([low, *(end - beside for end in left)]), high + beside]


def _marker(colour: str, hatch: str) -> Chart:
    return {"color": colour, "pattern": {"shape": hatch, "fgcolor": PAPER, "size": 5, "fillmode": "overlay"}}
