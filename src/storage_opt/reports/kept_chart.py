"""Chart of what is kept: the sharing curve, the years of the plan on it, and where a merchant would stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storage_opt.messages import text
from storage_opt.records.sharing import SharingCurve, stacked
from storage_opt.reports.figures import RULE, Chart, above, paper, y_axis
from storage_opt.reports.numerals import Scale, number
from storage_opt.reports.streams import BLUE, GREY, INK, ORANGE, PAPER

BEYOND = 1.12
"""The axis ends so far beyond the largest point, as a multiple of it."""
NEAR = 1.6
"""An edge up to this multiple of the largest point is brought into view."""


def curve_of(y: Mapping[str, Any]) -> SharingCurve:
    """Curve of all schemes of a year together."""
    return stacked(
        SharingCurve(tuple(c["edges_jpy"]), tuple(c["shares_kept"]), c["kept_at_zero_jpy"])
        for c in (s["sharing"] for s in y["schemes"])
    )


def keeps_something(y: Mapping[str, Any]) -> bool:
    """Whether the owner keeps anything of a margin."""
    curve = curve_of(y)
    return bool(curve.kept_at_zero_jpy) or any(curve.shares)


def counts_wear(y: Mapping[str, Any]) -> bool:
    """Whether the curve is read at the margin less wear."""
    return any(s["sharing"]["wear_deductible"] for s in y["schemes"])


def kept_chart(years: Sequence[Mapping[str, Any]], labels: Sequence[str], scale: Scale, language: str) -> Chart:
    """Draw kept against base.

    Parameters
    ----------
    years : sequence of mapping
        Years of the summary in which the margin is shared, at least one.
    labels : sequence of str
        Their names, shown when pointed at.
    scale : Scale
        Multiple of yen on both axes.
    language : str
        Language of the words.
    """
    curves = [curve_of(y) for y in years]
    wear = counts_wear(years[0])
    bases = [y["margin_jpy"] - (y["wear_jpy"] if wear else 0.0) for y in years]
    merchants = [y["merchant_margin_jpy"] - (y["merchant_wear_jpy"] if wear else 0.0) for y in years]
    low, high = _range([*bases, *merchants], curves[0])
    unit = text(f"reports.unit.{scale.unit}", language)

    def with_unit(what: str) -> str:
        return text("reports.with_unit", language, what=what, unit=unit)

    def t(name: str) -> str:
        return text(f"reports.contract.chart.{name}", language)

    def written(values: Sequence[float]) -> list[float]:
        return [round(value / scale.factor, 6) + 0.0 for value in values]

    def line(curve: SharingCurve, **style: Any) -> Chart:
        inner = [low, *(edge for edge in curve.edges_jpy if low < edge < high), high]
        xs = sorted({*inner, 0.0} if low < 0.0 < high else set(inner))
        ys = [curve.kept_jpy(x) for x in xs]
        return {"type": "scatter", "mode": "lines", "x": written(xs), "y": written(ys), "hoverinfo": "skip"} | style

    def points(name: str, xs: Sequence[float], marker: Chart) -> Chart:
        ys = [curve.kept_jpy(x) for curve, x in zip(curves, xs, strict=True)]
        shown = [
            f"{label}<br>{number(x / scale.factor, scale.decimals)} → {number(y / scale.factor, scale.decimals)} {unit}"
            for label, x, y in zip(labels, xs, ys, strict=True)
        ]
        trace = {"type": "scatter", "mode": "markers", "name": t(name), "x": written(xs), "y": written(ys)}
        return trace | {"text": shown, "hovertemplate": "%{text}", "marker": marker}

    other = list(dict.fromkeys(curve for curve in curves[1:] if curve != curves[0]))
    traces = [line(c, line={"color": RULE, "width": 1.5}, showlegend=False) for c in other]
    traces.append(line(curves[0], name=t("curve"), line={"color": INK, "width": 2.5}))
    everything = {"type": "scatter", "mode": "lines", "x": written([low, high]), "y": written([low, high])}
    traces.append(
        everything | {"name": t("all"), "hoverinfo": "skip", "line": {"color": GREY, "width": 1.5, "dash": "dash"}}
    )
    hollow = {"symbol": "diamond", "size": 11, "color": PAPER, "line": {"color": BLUE, "width": 2.5}}
    traces.append(points("plan", bases, hollow))
    if any(abs(m - b) > 1.0 for m, b in zip(merchants, bases, strict=True)):
        traces.append(points("merchant", merchants, {"symbol": "x", "size": 10, "color": ORANGE}))
    heights = [v for trace in traces if trace.get("name") != t("all") for v in trace["y"]]
    top, bottom = max([*heights, 0.0]), min([*heights, 0.0])
    reach = (top - bottom) or 1.0
    x_axis = y_axis() | {"range": written([low, high]), "zerolinecolor": INK, "automargin": True}
    edges = [edge for edge in curves[0].edges_jpy if max(low, 0.0) < edge < high]
    edge_labels = [number(edge / scale.factor, scale.decimals) for edge in edges]
    edge_pen = {"color": GREY, "width": 1, "dash": "dot"}
    title = {"text": with_unit(t("base_less_wear" if wear else "base")), "standoff": 6, "font": {"size": 12}}
    layout = paper(language, below=0.2) | {
        "hovermode": "closest",
        "xaxis": x_axis | {"title": title},
        "yaxis": y_axis() | {"zerolinecolor": INK, "range": [bottom - 0.05 * reach, top + 0.08 * reach]},
        "shapes": [
            {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": edge_pen}
            for x in written(edges)
        ],
        "annotations": [above(with_unit(t("kept")), 1.0)]
        + [
            {"x": x, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "showarrow": False, "text": label}
            | {"font": {"size": 11, "color": GREY}}
            for x, label in zip(written(edges), edge_labels, strict=True)
        ],
    }
    return {"data": traces, "layout": layout}


def _range(points: Sequence[float], curve: SharingCurve) -> tuple[float, float]:
    """Bases in view: from zero or the lowest point to beyond the highest, edges that are near included."""
    top = max([*points, 1.0])
    near = [edge for edge in curve.edges_jpy if edge <= NEAR * top]
    return min([0.0, *(BEYOND * p for p in points)]), BEYOND * max([top, *near])
