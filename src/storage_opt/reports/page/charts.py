"""Everything the script of the page draws: charts, slots, and the words on its controls."""

from __future__ import annotations

from typing import Any

from storage_opt.reports import figures
from storage_opt.reports.page.frame import Frame

WORDS = ("modebar.zoom", "modebar.pan", "modebar.zoom_in", "modebar.zoom_out", "modebar.image", "no_detail")


def charts(frame: Frame, room: int) -> dict[str, Any]:
    """Lay out the data of the script; slots of as many years as ``room`` characters hold."""
    t, language, packed = frame.t, frame.language, figures.slots(frame.outputs, room)
    shown = sum(slots is not None for slots in packed)
    all_years = figures.amounts_chart(
        {str(y["year"]): t("chart.fiscal_year", fiscal_year=y["fiscal_year"]) for y in frame.years},
        frame.measures.years,
        frame.scale,
        language,
    )
    return {
        "years": _marked(frame, all_years),
        "by_year": [_year(frame, position) | {"slots": slots} for position, slots in enumerate(packed)],
        "week": _marked(frame, figures.week_chart(language)),
        "detailed": t(
            "chart.detail_all" if shown == len(packed) else "chart.detail_some", shown=shown, count=len(packed)
        ),
        "words": {name: t(f"chart.{name}") for name in WORDS}
        | {"range": t("chart.range", first="{first}", last="{last}")},
        "weekdays": t("chart.weekdays").split(),
        "months": _month_names(frame),
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
