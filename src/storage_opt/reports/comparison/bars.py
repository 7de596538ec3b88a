"""What all charts of a comparison share: one horizontal bar per case, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from storage_opt.messages import text
from storage_opt.records.study import Solved
from storage_opt.reports.figures import FONTS, RULE, Chart
from storage_opt.reports.numerals import number
from storage_opt.reports.streams import GREY, INK, PAPER

BAR_PX, BELOW_PX = 34, 48
"""Height that one case takes, and that of the axis below all of them. [px]"""
MANY, THIN_PX, SMALL = 60, 17, 10
"""With more cases than this each takes less height, and its name smaller letters. [cases], [px], [px]"""
LONGEST_LABEL = 34
"""Characters of a case's name on an axis; the number before it tells cases apart."""
BASED = "based"
"""``meta`` of traces at whose value of the base case the script of the page draws a line."""
MARK = {"symbol": "diamond", "size": 10, "color": PAPER, "line": {"color": INK, "width": 2}}
"""Mark of a sum over stacked bars."""

Cases = Sequence[tuple[int, str, Solved]]
"""Number, name and result of the cases that have one."""


def short(name: str, most: int = LONGEST_LABEL) -> str:
    """Write a name on an axis; plotly reads tags in a text, so none may stand in it."""
    return escape(name if len(name) <= most else name[: most - 1] + "…", quote=False)


def bars_of(
    cases: Cases, values: Sequence[float | None], name: str, colour: str, hatch: str, unit: str, decimals: int
) -> Chart:
    """One trace of bars, hatched so that it tells without colour."""
    pattern = {"shape": hatch, "fgcolor": PAPER, "size": 5, "fillmode": "overlay"}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": names_of(cases),
        "x": [None if value is None else round(value, 6) for value in values],
        "customdata": [number(value, decimals) for value in values],
        "hovertemplate": f"%{{y}}<br>%{{customdata}} {unit}<extra>{name}</extra>",
        "marker": {"color": colour, "pattern": pattern},
    }


def names_of(cases: Cases) -> list[str]:
    """Name cases on an axis, each with its number."""
    return [f"{at}: {short(name)}" for at, name, _ in cases]


def label_of(name: str, language: str) -> str:
    """Name a figure."""
    return text(f"comparison.figure.{name}", language)


def axis_of(unit: str) -> dict[str, Any]:
    """Lay out an axis of figures."""
    title = {"text": unit, "standoff": 6, "font": {"size": 12}}
    return {"gridcolor": RULE, "zerolinecolor": INK, "tickformat": ",", "fixedrange": True, "title": title}


def layout_of(bars: int, language: str, *, top_px: int = 56, bar_px: int = BAR_PX) -> dict[str, Any]:
    """Lay out a chart of so many horizontal bars, the first on top."""
    is_thin = bars > MANY and bar_px == BAR_PX
    dense: dict[str, Any] = {"tickfont": {"size": SMALL}, "dtick": 1} if is_thin else {}
    bar_px = THIN_PX if is_thin else bar_px
    return {
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONTS[language], "size": 13, "color": INK},
        "margin": {"l": 20, "r": 24, "t": top_px, "b": BELOW_PX},
        "height": top_px + BELOW_PX + bar_px * max(2, bars),
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"},
        "yaxis": {
            "type": "category",
            "range": [max(1, bars) - 0.5, -0.5],
            "automargin": True,
            "fixedrange": True,
            "ticksuffix": " ",
            **dense,
        },
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": GREY},
        "annotations": [],
    }
