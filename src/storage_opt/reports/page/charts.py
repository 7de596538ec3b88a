"""Everything the script of the page draws: charts, slots, and the words on its controls."""

from __future__ import annotations

from typing import Any

from storage_opt.records.prices import PRODUCTS
from storage_opt.records.why import LIMITS
from storage_opt.reports import figures, slots
from storage_opt.reports.page import contracts
from storage_opt.reports.page.finance import charts as finance_charts
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.page.rolling import rolling_charts

WORDS = (
    "too_old",
    "no_value",
    "modebar.zoom",
    "modebar.pan",
    "modebar.zoom_in",
    "modebar.zoom_out",
    "modebar.image",
    "no_detail",
)


def charts(frame: Frame, room: int) -> dict[str, Any]:
    """Lay out the data of the script; slots of as many years as ``room`` characters hold."""
    t, language, packed = frame.t, frame.language, slots.slots(frame.outputs, room)
    shown = sum(year is not None for year in packed)
    all_years = figures.amounts_chart(
        {str(y["year"]): t("chart.fiscal_year", fiscal_year=y["fiscal_year"]) for y in frame.years},
        frame.measures.years,
        frame.scale,
        language,
    )
    return {
        "years": _marked(frame, all_years),
        "kept": None if (kept := contracts.chart(frame)) is None else _marked(frame, kept),
        "finance": {
            place: _marked(frame, chart) for place, chart in (finance_charts(frame) | rolling_charts(frame)).items()
        },
        "by_year": [_year(frame, position) | {"slots": held} for position, held in enumerate(packed)],
        "week": _marked(frame, figures.week_chart(slots.products_of(frame.outputs), language)),
        "why": why(frame),
        "detailed": t(
            "chart.detail_all" if shown == len(packed) else "chart.detail_some", shown=shown, count=len(packed)
        ),
        "words": {name: t(f"chart.{name}") for name in WORDS}
        | {"range": t("chart.range", first="{first}", last="{last}")},
        "weekdays": t("chart.weekdays").split(),
        "months": _month_names(frame),
    }


def why(frame: Frame) -> dict[str, Any]:
    """Names of what a plan may do in a slot, and of what keeps it from something better."""
    t = frame.t
    names = slots.alternatives_of(frame.outputs)
    return {
        "names": names,
        "labels": [t(f"why.{name}") if name not in PRODUCTS else frame.product(name) for name in names],
        "limits": [t(f"why.limit.{name}") if name else "" for name in LIMITS],
    }


def _year(frame: Frame, position: int) -> dict[str, Any]:
    """Charts of one year."""
    year, levels, names = frame.years[position], frame.durations[position], _month_names(frame)
    months = figures.amounts_chart(
        {m["month"]: names[int(m["month"][-2:]) - 1] for m in year["months"]},
        frame.measures.months[position],
        frame.month_scale,
        frame.language,
    )
    curves = {kind: figures.duration_chart(levels[kind], kind, frame.language) for kind in ("soe", "price")}
    return {
        "label": frame.year_label(year),
        "energy_mwh": year["energy_mwh"],
        **{name: _marked(frame, chart) for name, chart in {"months": months, **curves}.items()},
    }


def _month_names(frame: Frame) -> list[str]:
    return frame.t("chart.months").split()


def _marked(frame: Frame, chart: figures.Chart) -> figures.Chart:
    return figures.marked(chart, frame.t("label.synthetic")) if frame.summary["is_synthetic"] else chart
