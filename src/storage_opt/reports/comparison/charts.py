"""Charts of a comparison as plotly JSON: one bar or one strip per case, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from storage_opt.messages import text
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study import Comparison
from storage_opt.reports.comparison.bars import BASED, MARK, Cases, axis_of, bars_of, label_of, layout_of, names_of
from storage_opt.reports.comparison.charts_of_answers import payers_chart, sweep_chart
from storage_opt.reports.comparison.draw_charts import draw_charts
from storage_opt.reports.comparison.durations import durations_chart, durations_of
from storage_opt.reports.comparison.matrix import writer_of
from storage_opt.reports.figures import Chart, marked
from storage_opt.reports.numerals import Scale, scale_of
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE

CHARTS_OF = {
    "dispatch": ("chart-day",),
    "owner": ("chart-owner",),
    "public": ("chart-public",),
    "payers": ("chart-payers",),
}
"""Charts below each table; the others stand in sections of their own."""
MARKED_SHARE = 0.1
"""Charging above this share of the largest power is marked, so that it tells from discharge without colour."""
NAMES = "names"
"""Stands in a chart for the names of all cases, which the script of the page puts there."""
RAISED_PX = 20
"""The label of synthetic prices stands so much higher where it would meet the title of a narrow panel."""


def charts(
    comparison: Comparison, cases: Cases, language: str, positions: Collection[int] | None = None
) -> dict[str, Chart]:
    """All charts of the page by the id of their place; those that the study gives no reason for are left out.

    Parameters
    ----------
    comparison : Comparison
        The cases that the page shows.
    cases : sequence of (int, str, Solved)
        Those of them with a result.
    language : str
        ``en`` or ``ja``.
    positions : collection of int or None
        Their positions in the study, by which draws find them; ``None``: all.
    """
    drawn = {
        "chart-owner": _owner(cases, language),
        "chart-public": _public(cases, language),
        "chart-day": _day(cases, language),
    }
    if any(solved.figures.public_cost_npv_jpy is not None for *_, solved in cases):
        drawn["chart-payers"] = payers_chart(cases, language)
    if (durations := durations_of(comparison)) is not None and (beside := durations_chart(durations, language)):
        drawn["chart-durations"] = beside
    if comparison.sweep is not None and (tornado := sweep_chart(comparison.sweep, language)) is not None:
        drawn["chart-sweep"] = tornado
    if comparison.draws is not None:
        drawn |= draw_charts(comparison.draws, writer_of(comparison, language), positions)
    if not any(solved.kept["summary"]["is_synthetic"] for *_, solved in cases):
        return drawn
    label = text("reports.label.synthetic", language)
    raised_px = {"chart-durations": RAISED_PX}
    return {place: marked(chart, label, raised_px=raised_px.get(place, 0)) for place, chart in drawn.items()}


def names_once(drawn: dict[str, Chart]) -> dict[str, Any]:
    """Hold the names of the cases once, under ``names``, and a word where an axis of a chart has them.

    Parameters
    ----------
    drawn : dict of str to Chart
        Charts of :func:`charts`, which are changed.
    """
    names = drawn["chart-owner"]["data"][0]["y"]
    for chart in drawn.values():
        for holder, key in (*((trace, "y") for trace in chart["data"]), (chart["layout"].get("yaxis", {}), "ticktext")):
            if holder.get(key) == names:
                holder[key] = NAMES
    return {**drawn, NAMES: names}


def _owner(cases: Cases, language: str) -> Chart:
    """Kept margin and payments stacked to the right, penalties to the left, the owner's net as a mark."""
    unit = text("comparison.unit.jpy_per_kw_year", language)
    bars = (
        ("kept_jpy_per_kw_year", 1.0, BLUE, ""),
        ("payment_jpy_per_kw_year", 1.0, GREEN, "/"),
        ("penalty_jpy_per_kw_year", -1.0, ORANGE, "x"),
    )
    traces = []
    for name, sign, colour, hatch in bars:
        values = [sign * getattr(solved.figures, name) for *_, solved in cases]
        if name.startswith("penalty") and not any(values):
            continue
        traces.append(bars_of(cases, values, label_of(name, language), colour, hatch, unit, 0))
    net = [solved.figures.owner_net_jpy_per_kw_year for *_, solved in cases]
    mark = bars_of(cases, net, label_of("owner_net_jpy_per_kw_year", language), INK, "", unit, 0)
    traces.append(mark | {"type": "scatter", "mode": "markers", "marker": MARK, "meta": BASED})
    layout = layout_of(len(cases), language) | {"barmode": "relative", "bargap": 0.4}
    return {"data": traces, "layout": layout | {"xaxis": axis_of(unit)}}


def _public(cases: Cases, language: str) -> Chart:
    """Two panels beside each other: present value of the public cost, and system value lost."""
    npv_scale = scale_of([abs(s.figures.public_cost_npv_jpy or 0.0) for *_, s in cases], language)
    panels: list[tuple[str, Callable[[CaseFigures], float | None], str, str, Scale]] = [
        (
            "public_cost_npv_jpy",
            lambda f: f.public_cost_npv_jpy,
            text(f"reports.unit.{npv_scale.unit}", language),
            GREY,
            npv_scale,
        ),
        (
            "lost_margin_jpy_per_kw_year",
            lambda f: f.lost_margin_jpy_per_kw_year,
            text("comparison.unit.jpy_per_kw_year", language),
            ORANGE,
            Scale("jpy", 1.0, 0),
        ),
    ]
    layout, traces, gap = layout_of(len(cases), language, top_px=30) | {"showlegend": False, "bargap": 0.4}, [], 0.06
    width = (1.0 - gap * (len(panels) - 1)) / len(panels)
    for at, (name, value_of, unit, colour, scale) in enumerate(panels):
        values = [None if (v := value_of(s.figures)) is None else v / scale.factor for *_, s in cases]
        axis = "" if at == 0 else str(at + 1)
        start = at * (width + gap)
        traces.append(
            bars_of(cases, values, label_of(name, language), colour, "", unit, scale.decimals)
            | {"xaxis": f"x{axis}", "meta": BASED}
        )
        layout[f"xaxis{axis}"] = axis_of(unit) | {"domain": [start, start + width], "nticks": 6}
        layout["annotations"].append(
            {"text": f"<b>{label_of(name, language)}</b>", "showarrow": False, "xref": "paper", "yref": "paper"}
            | {"x": start, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "yshift": 6, "font": {"size": 12}}
        )
    return {"data": traces, "layout": layout}


def _day(cases: Cases, language: str) -> Chart:
    """One strip per case: mean of discharge less charge by half-hour."""
    net = [
        [round(d - c, 4) for c, d in zip(s.mean_day.charge_mw, s.mean_day.discharge_mw, strict=True)] for *_, s in cases
    ]
    most = max((abs(mw) for day in net for mw in day), default=0.0) or 1.0
    unit = text("comparison.unit.mw", language)
    trace = {
        "type": "heatmap",
        "x": [f"{slot // 2:02d}:{slot % 2 * 30:02d}" for slot in range(48)],
        "y": names_of(cases),
        "z": net,
        "zmin": -most,
        "zmax": most,
        "colorscale": [[0.0, ORANGE], [0.5, "#f7f8f9"], [1.0, BLUE]],
        "ygap": 4,
        "text": [["−" if mw < -MARKED_SHARE * most else "" for mw in day] for day in net],
        "texttemplate": "%{text}",
        "textfont": {"size": 10, "color": INK},
        "colorbar": {"title": {"text": unit, "side": "top"}, "thickness": 12, "outlinewidth": 0},
        "hovertemplate": f"%{{y}}<br>%{{x}} · %{{z:,.2f}} {unit}<extra></extra>",
    }
    axis = {"type": "category", "tickvals": [f"{hour:02d}:00" for hour in range(0, 24, 3)], "fixedrange": True}
    return {
        "data": [trace],
        "layout": layout_of(len(cases), language, top_px=30) | {"showlegend": False, "xaxis": axis},
    }
