"""Durations beside each other: a panel by figure, and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.inputs.study_axes import JOINT
from storage_opt.messages import text
from storage_opt.records.study import CaseRow, Comparison
from storage_opt.reports.comparison.bars import BAR_PX, axis_of, label_of, layout_of, short
from storage_opt.reports.comparison.charts_of_answers import LOOKS
from storage_opt.reports.comparison.columns import COLUMNS, Column
from storage_opt.reports.comparison.pick import CASES, value_on
from storage_opt.reports.figures import Chart
from storage_opt.reports.numerals import number

ENERGY = "battery.energy_mwh"
"""Axis by which durations stand beside each other."""
KEPT = Column("kept_jpy_per_kw_year", "jpy_per_kw_year", 0)
"""No table of the matrix shows it."""
MOST_BARS, MOST_LINES = 8, 10
"""Durations that stand beside each other as bars, more of them on lines; groups that lines can be told apart for."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
LEGEND_PX, LINES_PX, IN_A_ROW = 22, 320, 3
"""Heights of a row of the legend and of the panels, names in such a row. [px], [px]"""


@dataclass(frozen=True)
class Durations:
    """Cases that differ in energy alone, beside each other.

    Parameters
    ----------
    durations, groups : tuple of str
        Names of the energies, and of what the cases have in common otherwise, in the order of the study.
    rows : mapping of (str, str) to CaseRow
        Case by group and duration; those without a result are left out.
    columns : tuple of Column
        One panel each.
    """

    durations: tuple[str, ...]
    groups: tuple[str, ...]
    rows: dict[tuple[str, str], CaseRow]
    columns: tuple[Column, ...]

    def values(self, column: Column, duration: str) -> list[float | None]:
        """Figures by group, a rate in per cent; ``None`` where there is no result."""
        found = [self.rows.get((group, duration)) for group in self.groups]
        solved = [None if row is None else row.solved for row in found]
        values = [None if case is None else getattr(case.figures, column.name) for case in solved]
        factor = 100.0 if column.unit == "percent" else 1.0
        return [None if value is None else factor * value for value in values]


def durations_of(comparison: Comparison) -> Durations | None:
    """Lay cases out by duration; ``None`` where fewer than two durations have a result."""
    rows = [row for row in comparison.rows if row.solved is not None and ENERGY in row.axes]
    durations = tuple(dict.fromkeys(row.axes[ENERGY] for row in rows))
    if len(durations) < 2:
        return None
    groups = {id(row): _rest(row) or comparison.name for row in rows}
    has_money = any(row.solved is not None and row.solved.figures.project_irr is not None for row in rows)
    first = COLUMNS["project_irr" if has_money else "owner_net_jpy_per_kw_year"]
    columns = [c for c in (first, KEPT, COLUMNS["public_cost_jpy_per_kw"]) if _is_known(rows, c)]
    laid = {(groups[id(row)], row.axes[ENERGY]): row for row in rows}
    return Durations(durations, tuple(dict.fromkeys(groups.values())), laid, tuple(columns) or (first,))


def _is_known(rows: Sequence[CaseRow], column: Column) -> bool:
    """Whether some case has a figure other than 0."""
    return any(row.solved is not None and getattr(row.solved.figures, column.name) for row in rows)


def _rest(row: CaseRow) -> str:
    """Name a case without its energy."""
    parts = [value_on(row, CASES), *(value for key, value in row.axes.items() if key != ENERGY)]
    return JOINT.join(part for part in parts if part)


def durations_chart(found: Durations, language: str) -> Chart | None:
    """Panels of return, kept margin and public cost: bars, for many durations lines; ``None`` where lines would be too many."""
    if len(found.durations) <= MOST_BARS:
        return _bars(found, language)
    return _lines(found, language) if len(found.groups) <= MOST_LINES else None


def _bars(found: Durations, language: str) -> Chart:
    """Draw what cases have in common from top to bottom, durations beside each other."""
    bar_px = BAR_PX * (1 + len(found.durations)) // 2
    layout = layout_of(len(found.groups), language, top_px=76, bar_px=bar_px) | {"barmode": "group", "bargap": 0.25}
    traces, gap = [], 0.05
    width = (1.0 - gap * (len(found.columns) - 1)) / len(found.columns)
    for at, column in enumerate(found.columns):
        axis, start = "" if at == 0 else str(at + 1), at * (width + gap)
        unit = text(f"comparison.unit.{column.unit}", language)
        for place, duration in enumerate(found.durations):
            colour, hatch = look_of(place)
            values = found.values(column, duration)
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": short(duration),
                    "legendgroup": duration,
                    "showlegend": at == 0,
                    "xaxis": f"x{axis}",
                    "y": [short(group) for group in found.groups],
                    "x": [None if v is None else round(v, 6) for v in values],
                    "customdata": [number(v, column.decimals) for v in values],
                    "hovertemplate": f"%{{y}}<br>%{{customdata}} {unit}<extra>{short(duration)}</extra>",
                    "marker": {
                        "color": colour,
                        "pattern": {"shape": hatch, "fgcolor": "#ffffff", "size": 5, "fillmode": "overlay"},
                    },
                }
            )
        layout[f"xaxis{axis}"] = axis_of(unit) | {"domain": [start, start + width], "nticks": 5}
        layout["annotations"].append(
            {"text": f"<b>{label_of(column.name, language)}</b>", "showarrow": False, "xref": "paper", "yref": "paper"}
            | {"x": start, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "yshift": 6, "font": {"size": 12}}
        )
    return {"data": traces, "layout": layout}


def _lines(found: Durations, language: str) -> Chart:
    """Draw durations from left to right, a line for what cases have in common; dashes and marks tell them apart without colour."""
    layout = layout_of(0, language, top_px=76 + LEGEND_PX * (len(found.groups) // IN_A_ROW), bar_px=LINES_PX // 2)
    layout |= {"showlegend": True}
    del layout["yaxis"]
    traces, gap = [], 0.09
    width = (1.0 - gap * (len(found.columns) - 1)) / len(found.columns)
    by_duration = {column: [found.values(column, d) for d in found.durations] for column in found.columns}
    for at, column in enumerate(found.columns):
        axis, start = "" if at == 0 else str(at + 1), at * (width + gap)
        unit = text(f"comparison.unit.{column.unit}", language)
        for place, group in enumerate(found.groups):
            values = [of_duration[place] for of_duration in by_duration[column]]
            colour = LOOKS[place % len(LOOKS)][0]
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": short(group),
                    "legendgroup": group,
                    "showlegend": at == 0,
                    "xaxis": f"x{axis}",
                    "yaxis": f"y{axis}",
                    "x": [short(duration) for duration in found.durations],
                    "y": [None if v is None else round(v, 6) for v in values],
                    "customdata": [number(v, column.decimals) for v in values],
                    "hovertemplate": f"%{{x}}<br>%{{customdata}} {unit}<extra>{short(group)}</extra>",
                    "line": {"color": colour, "width": 2, "dash": DASHES[place % len(DASHES)]},
                    "marker": {"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7, "color": colour},
                }
            )
        layout[f"xaxis{axis}"] = {"type": "category", "domain": [start, start + width], "fixedrange": True, "nticks": 6}
        layout[f"yaxis{axis}"] = axis_of(unit) | {"anchor": f"x{axis}", "nticks": 6}
        layout["annotations"].append(
            {"text": f"<b>{label_of(column.name, language)}</b>", "showarrow": False, "xref": "paper", "yref": "paper"}
            | {"x": start, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "yshift": 6, "font": {"size": 12}}
        )
    layout["margin"] = layout["margin"] | {"l": 70}
    return {"data": traces, "layout": layout}


def look_of(place: int) -> tuple[str, str]:
    """Colour and hatching of one of many: after the last colour the first again, hatched otherwise."""
    turn = place // len(LOOKS)
    return LOOKS[place % len(LOOKS)][0], LOOKS[(place + turn) % len(LOOKS)][1]


def durations_table(found: Durations, language: str) -> dict[str, Any]:
    """Lay out the same as a table: a block by figure, a row by group, a column by duration."""
    return {
        "durations": found.durations,
        "blocks": [
            {
                "label": label_of(column.name, language),
                "unit": text(f"comparison.unit.{column.unit}", language),
                "rows": [
                    {"name": group, "cells": [number(value, column.decimals) for value in values]}
                    for group, values in zip(
                        found.groups,
                        zip(*(found.values(column, duration) for duration in found.durations), strict=True),
                        strict=True,
                    )
                ],
            }
            for column in found.columns
        ],
    }
