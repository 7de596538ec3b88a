"""Charts as plotly JSON: traces and axes here, pens and paper in ``templates/report.js``."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from storage_opt.messages import text
from storage_opt.reports.measures import Values
from storage_opt.reports.numerals import Scale, number
from storage_opt.reports.outputs import Outputs
from storage_opt.timeline import UTC_OFFSET_H

INK, PAPER, RULE, BLUE, ORANGE, GREY, GREEN, AMBER = (
    "#1d2733", "#ffffff", "#d9dee4", "#2463a6", "#c2611b", "#8b95a1", "#2c7a5b", "#8a4b00",
)  # fmt: skip
REVENUES = ((BLUE, ""), (GREEN, "x"), ("#6b4f9e", "."), ("#3a8fb7", "-"))
COSTS = ((ORANGE, "/"), ("#a8385d", "\\"), (GREY, "+"))
"""Colour and hatching of a stream: neither alone is needed to tell bars apart."""

FONTS = {
    "en": "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif",
    "ja": "'Hiragino Sans', 'Hiragino Kaku Gothic ProN', 'Noto Sans JP', 'Noto Sans CJK JP', 'Yu Gothic UI', Meiryo, sans-serif",
}

Chart = dict[str, Any]

SHARES = np.linspace(0.0, 1.0, 201)
"""Points of a duration curve, as shares of time."""
SHARES_IN_TABLE = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)
INT16 = 32767
SMALLEST_MW = 1e-6
"""Less than this is the rounding of the solver. [MW]"""


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
    columns = list(dict.fromkeys(name for row in rows for name in row))
    unit = text(f"reports.unit.{scale.unit}", language)

    def heights(name: str, sign: float) -> list[float]:
        return [round(sign * (row.get(name) or 0.0) / scale.factor, 6) for row in rows]

    def trace(name: str, sign: float, **style: Any) -> Chart:
        label, y = text(f"reports.measure.{name}", language), heights(name, sign)
        shown = [number(value, scale.decimals) for value in y]
        return {"name": label, "x": list(labels), "y": y, "text": shown, "hovertemplate": f"%{{text}} {unit}", **style}

    traces = []
    for prefix, sign, styles in (("revenue.", 1.0, REVENUES), ("cost.", -1.0, COSTS)):
        names = [name for name in columns if name.startswith(prefix)]
        for position, name in enumerate(names):
            colour, hatch = styles[position % len(styles)]
            marker: Chart = {
                "color": colour,
                "pattern": {"shape": hatch, "fgcolor": PAPER, "size": 5, "fillmode": "overlay"},
            }
            traces.append(trace(name, sign, type="bar", marker=marker, textposition="none"))
    line = {"color": INK, "width": 2}
    marker = {"symbol": "diamond", "size": 8, "color": PAPER, "line": {"color": INK, "width": 2}}
    traces.append(trace("margin_jpy", 1.0, type="scatter", mode="lines+markers", line=line, marker=marker))
    layout = _layout(language) | {
        "barmode": "relative",
        "bargap": round(max(0.35, 1.0 - 0.1 * len(labels)), 2),
        "hovermode": "x unified",
        "xaxis": {"type": "category", "fixedrange": True, "tickvals": list(labels), "ticktext": list(labels.values())},
        "yaxis": _y_axis() | {"zerolinecolor": INK},
        "annotations": [_above(unit, 1.0)],
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
    layout = _layout(language) | {
        "showlegend": False,
        "hovermode": "x",
        "xaxis": axis
        | {"title": {"text": text("reports.chart.share_of_time", language), "standoff": 6, "font": {"size": 12}}},
        "yaxis": _y_axis() | {"rangemode": "tozero"},
        "annotations": [_above(unit, 1.0)],
    }
    return {"data": [trace], "layout": layout}


def week_chart(language: str) -> Chart:
    """Draw price, power and state of energy above each other on one axis of time; the page puts in the slots it shows.

    Price and power hold for the whole slot and are drawn from its start; the state of energy is reached at its end.
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
    y_axes = {
        f"yaxis{number or ''}": _y_axis() | {"domain": [low, high], "zerolinecolor": RULE if panel == "price" else INK}
        for number, (panel, (low, high)) in zip((0, 2, 3), panels.items(), strict=True)
    }
    layout = _layout(language) | {
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "dragmode": "pan",
        "showlegend": False,
        "xaxis": axis,
        **y_axes,
        "annotations": [
            _above(text(f"reports.chart.{panel}_axis", language), high) for panel, (_, high) in panels.items()
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
        for table in _by_year(outputs)
    ]


def slots(outputs: Outputs, room: int) -> list[dict[str, Any] | None]:
    """Pack price, power and state of energy of every slot, for as many years (from the first) as there is room for.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    room : int
        Characters that may be used.

    Returns
    -------
    list of dict or None
        By year: ``start_ms`` (start of the first slot, wall clock, as if it were UTC), ``count`` and packed arrays ``price``
        [JPY/kWh], ``power`` (discharge − charge) [MW], ``soe`` (end of slot) [MWh]; only where there is any: ``both`` (the smaller
        of charge and discharge, in a relaxed plan) and ``own_load`` [MW].
    """
    packed: list[dict[str, Any] | None] = []
    for table in _by_year(outputs):
        year = _packed_year(table) if room > 0 else None
        room = room - _size(year) if year else 0
        packed.append(year if room > 0 else None)
    return packed


def unpacked(part: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return the numbers of a packed array, as the page does."""
    return np.frombuffer(b64decode(part["data"]), dtype=f"<i{part['bytes']}") * float(part["step"])


def marked(chart: Chart, note: str) -> Chart:
    """Write a note into a chart, so that it stays with a copied picture."""
    shown = _above(note, 1.0) | {"x": 1, "xanchor": "right", "font": {"size": 11, "color": AMBER}}
    layout = chart["layout"] | {"annotations": [*chart["layout"]["annotations"], shown]}
    return {"data": chart["data"], "layout": layout}


def _by_year(outputs: Outputs) -> list[pa.Table]:
    year_of_row = outputs.dispatch["year"].to_numpy()
    return [outputs.dispatch.filter(pa.array(year_of_row == year["year"])) for year in outputs.summary["years"]]


def _packed_year(table: pa.Table) -> dict[str, Any]:
    charge, discharge = table["charge_mw"].to_numpy(), table["discharge_mw"].to_numpy()
    first = table["slot_start"].to_numpy()[0] + np.timedelta64(UTC_OFFSET_H, "h")
    solar = table["solar_mw"].to_numpy() if "solar_mw" in table.column_names else 0.0
    own_load = discharge - charge + solar - table["net_export_mw"].to_numpy()
    rare = {"both": np.minimum(charge, discharge), "own_load": own_load}
    arrays = {
        "price": table["spot_jpy_per_kwh"].to_numpy(),
        "power": discharge - charge,
        "soe": table["soe_mwh"].to_numpy(),
    }
    arrays |= {name: values for name, values in rare.items() if values.max() > SMALLEST_MW}
    return {
        "start_ms": int(first.astype("datetime64[ms]").astype(np.int64)),
        "count": table.num_rows,
        **{name: _packed(values) for name, values in arrays.items()},
    }


def _packed(values: NDArray[np.float64]) -> dict[str, Any]:
    """Round to 0.001 or 0.01, in base64: two bytes a number where they fit, else four."""
    largest = float(np.abs(values).max())
    step = 0.001 if largest <= 0.001 * INT16 else 0.01
    size = 2 if largest <= step * INT16 else 4
    whole = np.rint(values / step).astype(f"<i{size}")
    return {"step": step, "bytes": size, "data": b64encode(whole.tobytes()).decode()}


def _size(year: Mapping[str, Any]) -> int:
    return sum(len(part["data"]) for part in year.values() if isinstance(part, dict))


def _falling(values: NDArray[np.float64]) -> list[float]:
    levels = np.sort(values)[::-1]
    at = np.rint(SHARES * (len(levels) - 1)).astype(np.int64)
    return [float(level) for level in np.round(levels[at], 3) + 0.0]


def _layout(language: str) -> Chart:
    return {
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONTS[language], "size": 13, "color": INK},
        "margin": {"l": 52, "r": 24, "t": 62, "b": 40},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"},
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": GREY},
    }


def _y_axis() -> Chart:
    return {"gridcolor": RULE, "zerolinecolor": RULE, "tickformat": ",", "automargin": "width", "fixedrange": True}


def _above(title: str, height: float) -> Chart:
    """Write what an axis shows over its upper end, where it reads without turning the head."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": height, "xanchor": "left", "yanchor": "bottom", "yshift": 4}
    return {"text": title, "showarrow": False, **place}
