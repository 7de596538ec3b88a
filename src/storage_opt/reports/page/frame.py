"""What all parts of a page share: the figures, the language, the multiple of yen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import text
from storage_opt.reports import figures
from storage_opt.reports.measures import Measure, Measures, Values, measures_of
from storage_opt.reports.numerals import Scale, number, scale_of
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.texts import measure_text

Cell = dict[str, str]


@dataclass(frozen=True, eq=False)
class Frame:
    """One run in one language.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    language : str
        ``en`` or ``ja``.
    measures : Measures
        Figures by year, by month and together.
    scale, month_scale : Scale
        Multiples of yen for yearly and for monthly amounts.
    durations : list of dict
        Duration curves by year (``figures.durations``).
    """

    outputs: Outputs
    language: str
    measures: Measures
    scale: Scale
    month_scale: Scale
    durations: list[dict[str, list[float]]]

    @property
    def summary(self) -> Mapping[str, Any]:
        """``summary.json``."""
        return self.outputs.summary

    @property
    def years(self) -> Sequence[Mapping[str, Any]]:
        """Modelled years of the summary."""
        years: Sequence[Mapping[str, Any]] = self.outputs.summary["years"]
        return years

    def t(self, name: str, **values: object) -> str:
        """Text ``reports.NAME`` in the language of the page."""
        return text(f"reports.{name}", self.language, **values)

    def product(self, name: str) -> str:
        """Name of a balancing product."""
        return text(f"balancing.product.{name}", self.language)

    def year_label(self, year: Mapping[str, Any]) -> str:
        """Name an operating year with its fiscal and price year."""
        return self.t("years.label", year=year["year"], fiscal_year=year["fiscal_year"], price_year=year["price_year"])

    def heads(self, columns: Sequence[Measure], scale: Scale) -> list[Cell]:
        """Label, unit and definition of measures."""
        return [
            {
                "label": measure_text(m.name, self.language),
                "unit": self.t(f"unit.{scale.unit if m.is_amount else m.unit}"),
                "means": measure_text(m.name, self.language, ".means"),
            }
            for m in columns
        ]

    def cells(self, columns: Sequence[Measure], row: Values, scale: Scale) -> list[Cell]:
        """Write values; ``raw`` keeps them as they are in the summary."""
        return [
            {
                "name": m.name,
                "raw": "" if row.get(m.name) is None else repr(row[m.name]),
                "text": written(row.get(m.name), m, scale),
            }
            for m in columns
        ]


def written(value: float | None, measure: Measure, scale: Scale) -> str:
    """Write one value in the digits of its measure, amounts in the multiple of the report."""
    if value is None or not measure.is_amount:
        return number(value, measure.decimals)
    return number(value / scale.factor, scale.decimals)


def frame_of(outputs: Outputs, language: str) -> Frame:
    """Lay out a run for a page."""
    measures = measures_of(outputs)
    jpy = {m.name for m in measures.of_year if m.is_amount}

    def amounts(rows: Sequence[Values]) -> list[float]:
        return [value for row in rows for name, value in row.items() if name in jpy and value is not None]

    return Frame(
        outputs,
        language,
        measures,
        scale=scale_of(amounts(measures.years), language),
        month_scale=scale_of(amounts([row for year in measures.months for row in year]), language),
        durations=figures.durations(outputs),
    )
