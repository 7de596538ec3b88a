"""Charts as plotly JSON: traces and axes here, pens and paper in ``templates/report.js``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage_opt.messages import text
from storage_opt.reports.measures import Values
from storage_opt.reports.numerals import Scale, number
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE, PAPER, in_chart, look_of, offer_look
from storage_opt.reports.texts import measure_text
from storage_opt.reports.years import by_year

RULE, AMBER = "#d9dee4", "#8a4b00"

FONTS = {
    "en": "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif",
    "ja": "'Hiragino Sans', 'Hiragino Kaku Gothic ProN', 'Noto Sans JP', 'Noto Sans CJK JP', 'Yu Gothic UI', Meiryo, "
    "'BIZ UDPGothic', IPAexGothic, TakaoPGothic, sans-serif",
}

Chart = dict[str, Any]

MOST_IN_ONE_ROW = 4
"""Traces whose names fit into one row above a chart."""
SHARES = np.linspace(0.0, 1.0, 201)
"""Points of a duration curve, as shares of time."""
SHARES_IN_TABLE = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)


def amounts_chart(labels: Mapping[str, str], rows: Sequence[Values], scale: Scale, language: str) -> Chart:
    """Stack revenue upwards and costs downwards, with the margin as a line over them.

    Parameters
    ----------
    labels : mapping of str to str
        Key of each bar (shown when pointed at) and what is written below it.
    rows : sequence of mapping
        Values by name of the measure, one row per bar; those named ``revenue.…`` and ``cost.…`` become bars. [JPY]
    scale : Scale
        Multiple of yen on the axis.
    language : str
        Language of the words.
    """
    rows = [in_chart(row) for row in rows]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    unit = text(f"reports.unit.{scale.unit}", language)

    def heights(name: str, sign: float) -> list[float]:
        return [round(sign * (row.get(name) or 0.0) / scale.factor, 6) for row in rows]

    def trace(name: str, sign: float, **style: Any) -> Chart:
        label, y = measure_text(name, language), heights(name, sign)
        shown = [number(value, scale.decimals) for value in y]
        return {"name": label, "x": list(labels), "y": y, "text": shown, "hovertemplate": f"%{{text}} {unit}", **style}

    traces = []
    for prefix, sign in (("revenue.", 1.0), ("cost.", -1.0)):
        traces += [
            trace(name, sign, type="bar", marker=look_of(name), textposition="none")
            for name in columns
            if name.startswith(prefix)
        ]
    line = {"color": INK, "width": 2}
    marker = {"symbol": "diamond", "size": 8, "color": PAPER, "line": {"color": INK, "width": 2}}
    traces.append(trace("margin_jpy", 1.0, type="scatter", mode="lines+markers", line=line, marker=marker))
    layout = paper(language, below=0.24 if len(traces) > MOST_IN_ONE_ROW else 0.0) | {
        "barmode": "relative",
        "bargap": round(max(0.35, 1.0 - 0.1 * len(labels)), 2),
        "hovermode": "x unified",
        "xaxis": {"type": "category", "fixedrange": True, "tickvals": list(labels), "ticktext": list(labels.values())},
        "yaxis": y_axis() | {"zerolinecolor": INK},
        "annotations": [above(unit, 1.0)],
    }
    return {"data": traces, "layout": layout}


def duration_chart(values: Sequence[float], kind: str, language: str) -> Chart:
    """Draw a duration curve: the share of time (horizontal) in which a level (vertical) is exceeded.

    Parameters
    ----------
    values : sequence of float
        Levels at ``SHARES``, falling.
    kind : str
        ``soe`` [MWh] or ``price`` [JPY/kWh].
    """
    colour, dash = {"soe": (GREEN, "solid"), "price": (INK, "dash")}[kind]
    unit = text(f"reports.unit.{'mwh' if kind == 'soe' else 'jpy_per_kwh'}", language)
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": [round(100 * share, 1) for share in SHARES],
        "y": list(values),
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "fill": "tozeroy",
        "fillcolor": "rgba(44,122,91,0.12)" if kind == "soe" else "rgba(29,39,51,0.06)",
        "hovertemplate": f"%{{x:.1f}} % · %{{y:,.2f}} {unit}<extra></extra>",
    }
    axis = {
        "range": [0, 100],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["0%", "25%", "50%", "75%", "100%"],
        "fixedrange": True,
        "linecolor": RULE,
        "gridcolor": RULE,
    }
    layout = paper(language) | {
        "showlegend": False,
        "hovermode": "x",
        "xaxis": axis
        | {"title": {"text": text("reports.chart.share_of_time", language), "standoff": 6, "font": {"size": 12}}},
        "yaxis": y_axis() | {"rangemode": "tozero"},
        "annotations": [above(unit, 1.0)],
    }
    return {"data": [trace], "layout": layout}


def week_chart(products: Sequence[str], language: str) -> Chart:
    """Draw price, power and state of energy above each other on one axis of time; the page puts in the slots it shows.

    Offers to the balancing market, one trace for each of ``products``, stand on top of discharge. Price and power hold for the
    whole slot and are drawn from its start; the state of energy is reached at its end.
    """
    words = {name: text(f"reports.chart.{name}", language) for name in ("price", "discharge", "charge", "soe")}
    units = {name: text(f"reports.unit.{name}", language) for name in ("jpy_per_kwh", "mw", "mwh")}
    hover = {"jpy_per_kwh": "%{y:,.2f} ", "mw": "%{y:,.2f} ", "mwh": "%{y:,.1f} "}
    hover = {unit: digits + units[unit] for unit, digits in hover.items()}
    slot_ms = 30 * 60 * 1000
    bar = {"type": "bar", "offset": 0, "width": slot_ms, "yaxis": "y2", "hovertemplate": hover["mw"]}
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": words["price"],
            "yaxis": "y",
            "hovertemplate": hover["jpy_per_kwh"],
        }
        | {"line": {"color": INK, "width": 1.6, "shape": "hv"}},
        bar | {"name": words["discharge"], "marker": {"color": BLUE}},
        bar
        | {
            "name": words["charge"],
            "marker": {"color": ORANGE, "pattern": {"shape": "/", "fgcolor": PAPER, "size": 4, "fillmode": "overlay"}},
        },
        {"type": "scatter", "mode": "lines", "name": words["soe"], "yaxis": "y3", "hovertemplate": hover["mwh"]}
        | {
            "line": {"color": GREEN, "width": 1.8, "dash": "solid"},
            "fill": "tozeroy",
            "fillcolor": "rgba(44,122,91,0.14)",
        },
        *(
            bar
            | {
                "name": text("reports.chart.offer", language, product=text(f"balancing.product.{product}", language)),
                "marker": offer_look(product),
            }
            for product in products
        ),
    ]
    day = text("reports.chart.day_format", language)
    axis = {
        "type": "date",
        "anchor": "y3",
        "gridcolor": RULE,
        "linecolor": RULE,
        "hoverformat": text("reports.chart.slot_format", language),
        "tickformatstops": [
            {"dtickrange": [None, 43_200_000], "value": f"%H:%M\n{day}"},
            {"dtickrange": [43_200_000, None], "value": day},
        ],
    }
    panels = {"price": (0.73, 1.0), "power": (0.365, 0.635), "soe": (0.0, 0.27)}
    titles = ("price_axis", "power_and_offers_axis" if products else "power_axis", "soe_axis")
    y_axes = {
        f"yaxis{number or ''}": y_axis() | {"domain": [low, high], "zerolinecolor": RULE if panel == "price" else INK}
        for number, (panel, (low, high)) in zip((0, 2, 3), panels.items(), strict=True)
    }
    layout = paper(language, below=0.1) | {
        "barmode": "relative",
        "bargap": 0,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "dragmode": "pan",
        "showlegend": bool(products),
        "xaxis": axis,
        **y_axes,
        "annotations": [
            above(text(f"reports.chart.{title}", language), high)
            for title, (_, high) in zip(titles, panels.values(), strict=True)
        ],
    }
    return {"data": traces, "layout": layout}


def durations(outputs: Outputs) -> list[dict[str, list[float]]]:
    """Sort price and state of energy of every year, largest first, at ``SHARES``."""
    return [
        {
            "soe": _falling(table["soe_mwh"].to_numpy()),
            "price": _falling(table["spot_jpy_per_kwh"].to_numpy()),
        }
        for table in by_year(outputs)
    ]


def marked(chart: Chart, note: str, *, raised_px: int = 0) -> Chart:
    """Write a note into a chart, so that it stays with a copied picture; raised where titles of panels stand."""
    shown = above(note, 1.0) | {"x": 1, "xanchor": "right", "font": {"size": 11, "color": AMBER}}
    shown["yshift"] += raised_px
    layout = chart["layout"] | {"annotations": [*chart["layout"]["annotations"], shown]}
    return {"data": chart["data"], "layout": layout}


def _falling(values: NDArray[np.float64]) -> list[float]:
    levels = np.sort(values)[::-1]
    at = np.rint(SHARES * (len(levels) - 1)).astype(np.int64)
    return [float(level) for level in np.round(levels[at], 3) + 0.0]


def paper(language: str, *, below: float = 0.0) -> Chart:
    """Paper, font, and the legend: a row above the chart, or as many rows as it needs so far ``below``, as a share of its height."""
    on_top = {"y": 1, "yref": "container", "yanchor": "top"}
    return {
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONTS[language], "size": 13, "color": INK},
        "margin": {"l": 52, "r": 24, "t": 52 if below else 62, "b": 40},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left"}
        | ({"y": -below, "yref": "paper", "yanchor": "top"} if below else on_top),
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": GREY},
    }


def y_axis() -> Chart:
    """Grid and digits of an axis of figures."""
    return {"gridcolor": RULE, "zerolinecolor": RULE, "tickformat": ",", "automargin": "width", "fixedrange": True}


def above(title: str, height: float) -> Chart:
    """Write what an axis shows over its upper end, where it reads without turning the head."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": height, "xanchor": "left", "yanchor": "bottom", "yshift": 4}
    return {"text": title, "showarrow": False, **place}
