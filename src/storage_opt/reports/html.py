"""``report.html``: one file that opens offline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import PurePath
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from storage_opt.messages import text
from storage_opt.reports import figures
from storage_opt.reports.measures import Measure, Measures, Values, measures_of
from storage_opt.reports.numerals import Scale, amount, number, percent, scale_of
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.texts import texts

TILES = ("discharged_mwh", "cycles_per_day", "spread")
"""Measures beside margin, revenue and costs on the first screen."""


def render(outputs: Outputs, language: str) -> str:
    """Make the page.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    language : str
        ``en`` or ``ja``.

    Returns
    -------
    str
        HTML below 6 MB with everything in it; a content security policy forbids the browser any request.
    """
    page = _Page(outputs, language)
    return _template().render(
        t=page.t,
        lang=language,
        plotly=Markup(get_plotlyjs()),
        head=page.head(),
        tiles=page.tiles(),
        years=page.years(),
        months=page.months(),
        durations=page.duration_tables(),
        charts=page.charts(),
        notes={kind: texts(outputs, kind, language) for kind in ("warnings", "unverified_facts")},
        definitions=page.definitions(),
        basis=page.basis(),
    )


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("storage_opt.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


class _Page:
    """The parts of one page: texts chosen, numbers written."""

    def __init__(self, outputs: Outputs, language: str) -> None:
        self.outputs, self.summary, self.manifest = outputs, outputs.summary, outputs.manifest
        self.language = language
        self.measures: Measures = measures_of(outputs)
        self.scale: Scale = scale_of(self._amounts(self.measures.years), language)
        self.month_scale: Scale = scale_of(self._amounts([m for y in self.measures.months for m in y]), language)
        self.durations = figures.durations(outputs)
        self.slots = figures.slots(outputs)

    def t(self, name: str, **values: object) -> str:
        """Text of the reports in the language of the page."""
        return text(f"reports.{name}", self.language, **values)

    def head(self) -> dict[str, Any]:
        """Title, what was run, the answer and its proof."""
        s, overall = self.summary, self.measures.overall
        proof = s["solve"]
        name = "value.margin_less_wear" if overall["wear_jpy"] else "value.margin"
        margin = overall["margin_jpy"] or 0.0
        return {
            "name": s["name"],
            "area": text(f"cli.area.{s['area'] or 'unnamed'}", self.language),
            "plant": self.t(
                "head.plant", power=number(s["power_mw"], 1), energy=number(s["years"][0]["energy_mwh"], 1)
            ),
            "period": self._period(),
            "method": self.t("head.method", solver=self.manifest["versions"]["highspy"]),
            "is_synthetic": s["is_synthetic"],
            "is_perfect": s["foresight"] == "perfect",
            "margin": amount(margin, self.language),
            "margin_raw": margin,
            "margin_label": self.t("head.margin_yearly" if self.measures.is_yearly else "head.margin_total"),
            "margin_detail": self._margin_detail(),
            "status": proof["status"],
            "status_label": self.t(f"status.{proof['status']}"),
            "status_text": self.t(
                f"status.{proof['status']}.text",
                value=self.t(name),
                objective=amount(proof["objective_jpy"], self.language),
                bound=amount(proof["bound_jpy"], self.language),
                gap=percent(proof["relative_gap"]),
                count=len(s["years"]),
            ),
        }

    def tiles(self) -> list[dict[str, str]]:
        """Key figures of the first screen: mean of the years, or all of them together."""
        overall = self.measures.overall
        shown = [m for m in self.measures.of_year if m.name.startswith(("revenue.", "cost."))]
        shown += [m for m in self.measures.of_year if m.name in TILES]
        tiles = []
        for m in shown:
            value = overall[m.name]
            is_amount = m.unit == "jpy" and value is not None
            tiles.append(
                {
                    "label": self.t(f"measure.{m.name}"),
                    "means": self.t(f"measure.{m.name}.means"),
                    "value": amount(value or 0.0, self.language) if is_amount else number(value, m.decimals),
                    "unit": "" if is_amount else self.t(f"unit.{m.unit}"),
                    "raw": "" if value is None else repr(value),
                }
            )
        return tiles

    def years(self) -> dict[str, Any]:
        """Key figures by year, with the mean or the total below."""
        columns = self.measures.of_year
        years = zip(self.summary["years"], self.measures.years, strict=True)
        return {
            "columns": self._columns(columns, self.scale),
            "rows": [{"label": self._year_label(y), "cells": self._cells(columns, row, self.scale)} for y, row in years],
            "foot": self._cells(columns, self.measures.overall, self.scale),
            "foot_label": self.t("years.mean" if self.measures.is_yearly else "years.total"),
        }

    def months(self) -> dict[str, Any]:
        """Figures by month: the table behind the chart."""
        columns = self.measures.of_month
        years = zip(self.summary["years"], self.measures.months, strict=True)
        return {
            "columns": self._columns(columns, self.month_scale),
            "years": [
                {
                    "label": self._year_label(y),
                    "rows": [
                        {"label": source["month"], "cells": self._cells(columns, row, self.month_scale)}
                        for source, row in zip(y["months"], rows, strict=True)
                    ],
                }
                for y, rows in years
            ],
        }

    def duration_tables(self) -> list[dict[str, Any]]:
        """Levels exceeded for some shares of time, by year."""
        tables = []
        for kind, decimals in (("soe", 1), ("price", 2)):
            rows = [
                {
                    "label": self._year_label(year),
                    "cells": [number(levels[kind][self._point(share)], decimals) for share in figures.SHARES_IN_TABLE],
                }
                for year, levels in zip(self.summary["years"], self.durations, strict=True)
            ]
            shares = [f"{share:.0%}" for share in figures.SHARES_IN_TABLE]
            tables.append({"kind": kind, "shares": shares, "rows": rows})
        return tables

    def charts(self) -> dict[str, Any]:
        """All charts and the slots behind them, for the script of the page."""
        columns, language = self.measures.of_year, self.language
        years, months = self.summary["years"], self.measures.months
        month_names = self.t("chart.months").split()
        all_years = figures.amounts_chart(
            [self.t("years.short", year=y["year"], fiscal_year=y["fiscal_year"]) for y in years],
            self.measures.years, columns, self.scale, language,
        )  # fmt: skip
        by_year = [
            {
                "label": self._year_label(y),
                "energy_mwh": y["energy_mwh"],
                "months": self._marked(
                    figures.amounts_chart(
                        [month_names[int(m["month"][-2:]) - 1] for m in y["months"]],
                        rows, columns, self.month_scale, language,
                    )  # fmt: skip
                ),
                "soe": self._marked(figures.duration_chart(levels["soe"], "soe", language)),
                "price": self._marked(figures.duration_chart(levels["price"], "price", language)),
                "slots": packed,
            }
            for y, rows, levels, packed in zip(years, months, self.durations, self.slots, strict=True)
        ]
        words = ("modebar.zoom", "modebar.pan", "modebar.zoom_in", "modebar.zoom_out", "modebar.image", "range", "no_detail")
        return {
            "language": language,
            "years": self._marked(all_years),
            "by_year": by_year,
            "week": self._marked(figures.week_chart(language)),
            "detailed": self._detailed(),
            "words": {name: self.t(f"chart.{name}") for name in words},
            "weekdays": self.t("chart.weekdays").split(),
            "months": month_names,
        }

    def definitions(self) -> list[tuple[str, str]]:
        """Every figure with its unit and meaning."""
        listed = [
            (f"{self.t(f'measure.{m.name}')} [{self.t(f'unit.{m.unit}')}]", self.t(f"measure.{m.name}.means"))
            for m in self.measures.of_year
        ]
        return [*listed, *((self.t(f"term.{name}"), self.t(f"term.{name}.means")) for name in ("gap", "soe", "net_export"))]

    def basis(self) -> dict[str, Any]:
        """What the result rests on: inputs, proof by year, versions, time."""
        m = self.manifest
        proofs = zip(self.summary["years"], m["problems"], strict=True)
        return {
            "project_file": None
            if m["project_file"] is None
            else {"name": m["project_file"]["name"], "sha256": m["project_file"]["sha256"]},
            "project": yaml.safe_dump(m["project"], allow_unicode=True, sort_keys=False),
            "prices": [
                {
                    "name": PurePath(p["name"]).name,
                    "layout": p["layout"],
                    "sha256": p["sha256"],
                    "rows": number(p["rows"], 0),
                    "synthetic": self.t("yes" if p["synthetic"] else "no"),
                }
                for p in m["prices"]
            ],
            "proofs": [
                {
                    "label": self._year_label(y),
                    "status": self.t(f"status.{y['solve']['status']}"),
                    "objective": number(y["solve"]["objective_jpy"], 0),
                    "bound": number(y["solve"]["bound_jpy"], 0),
                    "gap": percent(y["solve"]["relative_gap"]),
                    "size": f"{number(p['columns'], 0)} / {number(p['rows'], 0)} / {number(p['integers'], 0)}",
                    "steps": " → ".join(p["steps"]),
                    "seconds": f"{number(p['build_s'], 2)} / {number(p['solve_s'], 2)}",
                }
                for y, p in proofs
            ],
            "versions": m["versions"],
            "platform": m["platform"],
            "seconds": {self.t(f"seconds.{phase}"): number(s, 2) for phase, s in m["seconds"].items()},
            "memory": number(self.summary["solve"]["peak_memory_mb"], 0),
        }

    def _cells(self, columns: Sequence[Measure], row: Values, scale: Scale) -> list[dict[str, str]]:
        cells = []
        for m in columns:
            value = row.get(m.name)
            is_amount = m.unit == "jpy"
            shown = value / scale.factor if is_amount and value is not None else value
            written = number(shown, scale.decimals if is_amount else m.decimals)
            cells.append({"name": m.name, "raw": "" if value is None else repr(value), "text": written})
        return cells

    def _columns(self, columns: Sequence[Measure], scale: Scale) -> list[dict[str, str]]:
        return [
            {
                "label": self.t(f"measure.{m.name}"),
                "unit": self.t(f"unit.{scale.unit if m.unit == 'jpy' else m.unit}"),
                "means": self.t(f"measure.{m.name}.means"),
            }
            for m in columns
        ]

    def _amounts(self, rows: Sequence[Values]) -> list[float]:
        jpy = {m.name for m in self.measures.of_year if m.unit == "jpy"}
        return [value for row in rows for name, value in row.items() if name in jpy and value is not None]

    def _year_label(self, year: dict[str, Any]) -> str:
        return self.t(
            "years.label", year=year["year"], fiscal_year=year["fiscal_year"], price_year=year["price_year"]
        )

    def _period(self) -> str:
        first, last = self.summary["years"][0], self.summary["years"][-1]
        if self.measures.is_yearly:
            prices = sorted({y["price_year"] for y in self.summary["years"]})
            name = "head.period_one" if first is last else "head.period_years"
            return self.t(
                name, first=first["fiscal_year"], last=last["fiscal_year"], prices=self.t("join").join(map(str, prices))
            )
        spans = []
        for year in self.summary["years"]:
            start = date.fromisoformat(year["first_day"])
            spans.append(self.t("head.span", first=start, last=start + timedelta(days=year["days"] - 1), days=year["days"]))
        return self.t("head.period_days", spans=self.t("join").join(spans))

    def _margin_detail(self) -> str:
        per_kw = number(self.measures.overall["margin_per_kw"], 0)
        if not self.measures.is_yearly:
            return self.t("head.detail_total", per_kw=per_kw, days=sum(y["days"] for y in self.summary["years"]))
        margins = [y["margin_jpy"] for y in self.summary["years"]]
        if len(margins) == 1:
            return self.t("head.detail_one", per_kw=per_kw)
        return self.t(
            "head.detail_years",
            per_kw=per_kw,
            count=len(margins),
            lowest=amount(min(margins), self.language),
            highest=amount(max(margins), self.language),
        )

    def _detailed(self) -> str:
        """Say which years can be looked at slot by slot."""
        shown = sum(packed is not None for packed in self.slots)
        name = "chart.detail_all" if shown == len(self.slots) else "chart.detail_some"
        return self.t(name, shown=shown, count=len(self.slots))

    def _marked(self, chart: figures.Chart) -> figures.Chart:
        return figures.marked(chart, self.t("label.synthetic")) if self.summary["is_synthetic"] else chart

    @staticmethod
    def _point(share: float) -> int:
        return round(share * (len(figures.SHARES) - 1))
