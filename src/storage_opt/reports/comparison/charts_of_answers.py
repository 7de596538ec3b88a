"""Charts of who pays, of durations beside each other, and of what a conclusion rests on."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.messages import text
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study import Comparison
from storage_opt.records.study_answers import Sweep, SweptFact, difference_of
from storage_opt.reports.comparison.bars import BAR_PX, Cases, axis_of, bars_of, label_of, layout_of, short
from storage_opt.reports.comparison.columns import COLUMNS
from storage_opt.reports.comparison.facts import fact_label
from storage_opt.reports.figures import Chart
from storage_opt.reports.numerals import number
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE
from storage_opt.units import KW_PER_MW

ENERGY, SCHEME = "battery.energy_mwh", "scheme"
"""Axes by which durations stand beside each other."""
MOST_FACTS = 15
"""So many facts are drawn; the table holds all."""
LONGEST_FACT = 48
"""Characters of a fact on an axis."""
LOOKS = ((BLUE, ""), (ORANGE, "/"), (GREEN, "x"), (GREY, "\\"), (INK, "."))
"""Colour and hatching by duration or payer."""
PAYERS = ("taxpayers", "capacity_contributions", "network_users", "offtaker")


def payers_chart(cases: Cases, language: str) -> Chart:
    """Present value by payer and kW, stacked; what a payer takes back stands to the left."""
    unit = text("comparison.unit.jpy_per_kw", language)
    traces = []
    for payer, (colour, hatch) in zip(PAYERS, LOOKS, strict=False):
        name = f"{payer}_npv_jpy"
        values = [_per_kw(solved.figures, name) for *_, solved in cases]
        if any(values):
            traces.append(bars_of(cases, values, label_of(name, language), colour, hatch, unit, 0))
    layout = layout_of(len(cases), language) | {"barmode": "relative", "bargap": 0.4, "showlegend": True}
    return {"data": traces, "layout": layout | {"xaxis": axis_of(unit)}}


def _per_kw(figures: CaseFigures, name: str) -> float | None:
    value: float | None = getattr(figures, name)
    return None if value is None else value / (KW_PER_MW * figures.power_mw)


def durations_chart(comparison: Comparison, language: str) -> Chart | None:
    """Panels of return, kept margin and public cost: schemes from top to bottom, durations beside each other.

    ``None`` where the axes do not hold both a duration and a scheme, or no case has a result.
    """
    rows = [row for row in comparison.rows if row.solved is not None and {ENERGY, SCHEME} <= set(row.axes)]
    durations = list(dict.fromkeys(row.axes[ENERGY] for row in rows))
    if len(durations) < 2:
        return None
    labels = {id(row): " · ".join(v for k, v in row.axes.items() if k != ENERGY) for row in rows}
    groups = list(dict.fromkeys(labels.values()))
    has_money = any(row.solved is not None and row.solved.figures.project_irr is not None for row in rows)
    names = (
        "project_irr" if has_money else "owner_net_jpy_per_kw_year",
        "kept_jpy_per_kw_year",
        "public_cost_jpy_per_kw",
    )
    bar_px = BAR_PX * (1 + len(durations)) // 2
    layout = layout_of(len(groups), language, top_px=76, bar_px=bar_px) | {"barmode": "group", "bargap": 0.25}
    traces, gap = [], 0.05
    width = (1.0 - gap * (len(names) - 1)) / len(names)
    for at, name in enumerate(names):
        column, axis, start = COLUMNS.get(name), "" if at == 0 else str(at + 1), at * (width + gap)
        unit = text(f"comparison.unit.{'jpy_per_kw_year' if column is None else column.unit}", language)
        is_percent = column is not None and column.unit == "percent"
        for duration, (colour, hatch) in zip(durations, LOOKS, strict=False):
            found = [row for row in rows if row.axes[ENERGY] == duration]
            values = [None if row.solved is None else getattr(row.solved.figures, name) for row in found]
            shown = [None if v is None else v * (100.0 if is_percent else 1.0) for v in values]
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": short(duration),
                    "legendgroup": duration,
                    "showlegend": at == 0,
                    "xaxis": f"x{axis}",
                    "y": [short(labels[id(row)]) for row in found],
                    "x": [None if v is None else round(v, 6) for v in shown],
                    "customdata": [number(v, 2 if is_percent else 0) for v in shown],
                    "hovertemplate": f"%{{y}}<br>%{{customdata}} {unit}<extra>{short(duration)}</extra>",
                    "marker": {
                        "color": colour,
                        "pattern": {"shape": hatch, "fgcolor": "#ffffff", "size": 5, "fillmode": "overlay"},
                    },
                }
            )
        layout[f"xaxis{axis}"] = axis_of(unit) | {"domain": [start, start + width], "nticks": 5}
        layout["annotations"].append(
            {"text": f"<b>{label_of(name, language)}</b>", "showarrow": False, "xref": "paper", "yref": "paper"}
            | {"x": start, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "yshift": 6, "font": {"size": 12}}
        )
    return {"data": traces, "layout": layout}


def sweep_chart(sweep: Sweep, language: str) -> Chart | None:
    """Draw a tornado: how far each fact moves the difference between the pair, the largest effect on top; ``None`` without effects."""
    moved = [fact for fact in sweep.swept if fact.effect][:MOST_FACTS]
    if not moved:
        return None
    column = COLUMNS.get(sweep.headline)
    is_percent = column is not None and column.unit == "percent"
    factor = 100.0 if is_percent else 1.0
    unit = text("comparison.unit.points" if is_percent else f"comparison.unit.{_unit_of(sweep.headline)}", language)
    labels = [f"{at}: {short(fact_label(fact.fact, language), LONGEST_FACT)}" for at, fact in enumerate(moved, start=1)]
    traces = []
    for pick, (colour, hatch) in zip((min, max), LOOKS, strict=False):
        values = [factor * pick(0.0, *_changes(fact)) for fact in moved]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": labels,
                "x": [round(v, 6) for v in values],
                "customdata": [number(v, 2) for v in values],
                "hovertemplate": f"%{{y}}<br>%{{customdata}} {unit}<extra></extra>",
                "marker": {
                    "color": colour,
                    "pattern": {"shape": hatch, "fgcolor": "#ffffff", "size": 5, "fillmode": "overlay"},
                },
            }
        )
    layout = layout_of(len(moved), language, top_px=30) | {"barmode": "relative", "bargap": 0.4, "showlegend": False}
    title = text("comparison.sweep.axis", language, unit=unit)
    return {"data": traces, "layout": layout | {"xaxis": axis_of(title)}}


def _unit_of(headline: str) -> str:
    column = COLUMNS.get(headline)
    if column is not None:
        return column.unit
    return "jpy_per_kw_year" if headline.endswith("_per_kw_year") else "jpy"


def _changes(fact: SweptFact) -> Sequence[float]:
    base = difference_of(fact.base)
    return [s.difference - base for s in fact.steps if s.difference is not None and base is not None]
