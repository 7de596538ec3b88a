"""Charts of draws: a strip per case and figure, and the running mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from storage_opt.messages import text
from storage_opt.records.draw_results import CaseDraws, DrawnStudy
from storage_opt.records.study import Answer
from storage_opt.reports.comparison.bars import axis_of, layout_of, short
from storage_opt.reports.comparison.draw_tables import names_of_figures
from storage_opt.reports.comparison.draws import MOST_LINES, column_of, label_of, numbered, points_of
from storage_opt.reports.comparison.matrix import Writer
from storage_opt.reports.figures import RULE, Chart
from storage_opt.reports.numerals import number
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE, PAPER

SPREAD_OF_POINTS = 0.3
"""Points lie so far above and below the middle of their case."""
GOLDEN = 0.6180339887498949
STEPS = 40
"""Points of a running mean."""
LOOKS = ((BLUE, "solid"), (ORANGE, "dash"), (GREEN, "dot"), (GREY, "dashdot"), (INK, "longdash"))
Numbered = Sequence[tuple[int, CaseDraws]]
"""Cases with their numbers, from 1."""
STRIP, RUNNING = "chart-draws-{figure}", "chart-draws-running"


def draw_charts(drawn: DrawnStudy, writer: Writer, positions: Collection[int] | None = None) -> dict[str, Chart]:
    """Charts by the id of their place, of the cases at these positions; ``None``: of all."""
    figures, cases = names_of_figures(drawn.cases), numbered(drawn, positions)
    points = points_of(figures, cases)
    charts = {STRIP.format(figure=figure): _strip(drawn, cases, figure, points, writer) for figure in figures}
    if figures:
        charts[RUNNING] = _running(drawn, cases[:MOST_LINES], figures[0], writer)
    return charts


def _values(drawn: DrawnStudy, case: str, figure: str) -> list[tuple[int, float]]:
    """Find number and value of the draws that have one."""
    return [
        (row.drawn.number, float(value))
        for row in drawn.rows
        if row.case == case
        and isinstance(row.outcome, Answer)
        and (value := row.outcome.figures.get(figure)) is not None
    ]


def _factor(figure: str, drawn: DrawnStudy, writer: Writer) -> float:
    unit = column_of(figure, drawn.ask).unit
    return 100.0 if unit == "percent" else 1.0 / writer.scale.factor if unit == "jpy" else 1.0


def _strip(drawn: DrawnStudy, cases: Numbered, figure: str, points: int, writer: Writer) -> Chart:
    """Draw points, a bar from P10 to P90 and a diamond at P50, one case below the other."""
    column, factor = column_of(figure, drawn.ask), _factor(figure, drawn, writer)
    unit = writer.unit(column)
    x, y, told = [], [], []
    bar_x: list[float | None] = []
    bar_y: list[int | None] = []
    middle_x, middle_y, middle_told = [], [], []
    for at, (_, case) in enumerate(cases):
        for number_, value in _values(drawn, case.name, figure)[:points] if points else ():
            x.append(round(value * factor, 6))
            y.append(round(at + SPREAD_OF_POINTS * (2.0 * ((number_ * GOLDEN) % 1.0) - 1.0), 4))
            told.append(f"{number_}: {writer.value(column, value)}")
        found = next(s for s in case.spreads if s.figure == figure)
        if found.p10.value is not None and found.p90.value is not None:
            bar_x += [round(found.p10.value * factor, 6), round(found.p90.value * factor, 6), None]
            bar_y += [at, at, None]
        if found.p50.value is not None:
            middle_x.append(round(found.p50.value * factor, 6))
            middle_y.append(at)
            middle_told.append(writer.value(column, found.p50.value))
    language = writer.language
    draw, band, middle = (text(f"draws.chart.{name}", language) for name in ("draw", "band", "middle"))
    traces: list[Chart] = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": draw,
            "x": x,
            "y": y,
            "customdata": told,
            "hovertemplate": f"%{{customdata}} {unit}<extra>{draw}</extra>",
            "marker": {"color": BLUE, "size": 5, "opacity": 0.55},
        },
        {
            "type": "scatter",
            "mode": "lines",
            "name": band,
            "x": bar_x,
            "y": bar_y,
            "hoverinfo": "skip",
            "line": {"color": INK, "width": 4},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": middle,
            "x": middle_x,
            "y": middle_y,
            "customdata": middle_told,
            "hovertemplate": f"%{{customdata}} {unit}<extra>{middle}</extra>",
            "marker": {"symbol": "diamond", "size": 11, "color": PAPER, "line": {"color": INK, "width": 2}},
        },
    ]
    layout = layout_of(len(cases), language)
    layout["yaxis"] = _case_axis(cases)
    return {"data": traces if points else traces[1:], "layout": layout | {"xaxis": axis_of(unit)}}


def _case_axis(cases: Numbered) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(cases))),
        "ticktext": [f"{at}: {short(case.name)}" for at, case in cases],
        "ticklen": 4,
        "tickcolor": PAPER,
        "range": [len(cases) - 0.5, -0.5],
        "automargin": True,
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
    }


def _running(drawn: DrawnStudy, cases: Numbered, figure: str, writer: Writer) -> Chart:
    """Draw the mean over the first draws, with its standard error at the counts of the table."""
    column, factor, traces = column_of(figure, drawn.ask), _factor(figure, drawn, writer), []
    unit, label = writer.unit(column), label_of(figure, drawn.ask, writer.language)
    for place, (at, case) in enumerate(cases):
        values = np.array([value for _, value in _values(drawn, case.name, figure)])
        if len(values) < 2:
            continue
        colour, dash = LOOKS[place % len(LOOKS)]
        counts = np.unique(np.linspace(2, len(values), min(STEPS, len(values) - 1)).astype(int))
        means = np.cumsum(values)[counts - 1] / counts
        errors = [float(np.std(values[:count], ddof=1) / np.sqrt(count)) for count in counts]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": f"{at}: {short(case.name)}",
                "x": counts.tolist(),
                "y": [round(float(mean) * factor, 6) for mean in means],
                "customdata": [
                    f"{number(mean * factor, column.decimals)} ± {number(error * factor, column.decimals)}"
                    for mean, error in zip(means.tolist(), errors, strict=True)
                ],
                "error_y": {
                    "type": "data",
                    "array": [round(error * factor, 6) for error in errors],
                    "thickness": 1,
                    "width": 0,
                    "color": colour,
                },
                "hovertemplate": f"%{{x}}: %{{customdata}} {unit}<extra>{at}: {short(case.name)}</extra>",
                "line": {"color": colour, "width": 2, "dash": dash},
            }
        )
    layout = layout_of(8, writer.language)
    layout["yaxis"] = axis_of(text("reports.with_unit", writer.language, what=label, unit=unit)) | {
        "automargin": True,
        "zeroline": False,
    }
    x_axis = axis_of(text("draws.chart.count", writer.language)) | {"gridcolor": RULE, "rangemode": "tozero"}
    return {"data": traces, "layout": layout | {"xaxis": x_axis, "showlegend": True}}
