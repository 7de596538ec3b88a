"""Charts of who pays and of what a conclusion rests on."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.messages import text
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study_answers import Sweep, SweptFact, difference_of
from storage_opt.reports.comparison.bars import BASED, MARK, Cases, axis_of, bars_of, label_of, layout_of, short
from storage_opt.reports.comparison.columns import COLUMNS
from storage_opt.reports.comparison.facts import fact_label
from storage_opt.reports.figures import Chart
from storage_opt.reports.numerals import number
from storage_opt.reports.streams import BLUE, GREEN, GREY, INK, ORANGE
from storage_opt.units import KW_PER_MW

MOST_FACTS = 15
"""So many facts are drawn; the table holds all."""
LONGEST_FACT = 48
"""Characters of a fact on an axis."""
LOOKS = ((BLUE, ""), (ORANGE, "/"), (GREEN, "x"), (GREY, "\\"), (INK, "."))
"""Colour and hatching by payer or duration."""
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
    total = [solved.figures.public_cost_jpy_per_kw for *_, solved in cases]
    mark = bars_of(cases, total, label_of("public_cost_jpy_per_kw", language), INK, "", unit, 0)
    traces.append(mark | {"type": "scatter", "mode": "markers", "marker": MARK, "meta": BASED})
    layout = layout_of(len(cases), language) | {"barmode": "relative", "bargap": 0.4, "showlegend": True}
    return {"data": traces, "layout": layout | {"xaxis": axis_of(unit)}}


def _per_kw(figures: CaseFigures, name: str) -> float | None:
    value: float | None = getattr(figures, name)
    return None if value is None else value / (KW_PER_MW * figures.power_mw)


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
