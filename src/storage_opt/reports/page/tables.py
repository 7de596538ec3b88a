"""Tables of the page: key figures, and the figures behind each chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage_opt.reports import figures
from storage_opt.reports.contracts import MARGIN, account_of, has_contracts
from storage_opt.reports.numerals import number
from storage_opt.reports.offers import COLUMNS, offers_of
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.texts import measure_text

COLUMNS_ON_PAPER = 7
"""Years that fit beside each other on a sheet of A4."""


def key_figures(frame: Frame) -> dict[str, Any]:
    """Figures by year: a row for each figure, a column for each year, the mean or the total of several years first."""
    columns, years, t = frame.measures.of_year, frame.years, frame.t
    overall = None if len(years) == 1 else t("years.mean" if frame.measures.is_yearly else "years.total")
    rows = frame.measures.years if overall is None else (frame.measures.overall, *frame.measures.years)
    by_column = zip(*(frame.cells(columns, row, frame.scale) for row in rows), strict=True)
    groups: dict[str, list[dict[str, Any]]] = {}
    for measure, head, cells in zip(columns, frame.heads(columns, frame.scale), by_column, strict=True):
        groups.setdefault(measure.group, []).append({"head": head, "cells": cells})
    heads = [
        {
            "main": t("years.short", year=y["year"], fiscal_year=y["fiscal_year"]),
            "small": t("years.prices", price_year=y["price_year"]),
        }
        for y in years
    ]
    return {
        "labels": [frame.year_label(y) for y in years],
        "heads": heads if overall is None else [{"main": overall, "small": ""}, *heads],
        "has_overall": overall is not None,
        "groups": list(groups.values()),
        "sheets": _sheets(len(rows)),
    }


def months(frame: Frame) -> dict[str, Any]:
    """Figures by month of every year."""
    columns, scale = frame.measures.of_month, frame.month_scale
    return {
        "columns": frame.heads(columns, scale),
        "years": [
            {
                "label": frame.year_label(year),
                "rows": [
                    {"label": month["month"], "cells": frame.cells(columns, row, scale)}
                    for month, row in zip(year["months"], rows, strict=True)
                ],
            }
            for year, rows in zip(frame.years, frame.measures.months, strict=True)
        ],
    }


def offers(frame: Frame) -> dict[str, Any]:
    """Offers by product: of every year, and of its months."""
    scale = frame.scale

    def rows(part: Mapping[str, Any], **words: str) -> list[dict[str, Any]]:
        return [
            {"product": frame.product(product), "cells": frame.cells(COLUMNS, values, scale), **words}
            for product, values in offers_of(part)
        ]

    return {
        "columns": frame.heads(COLUMNS, scale),
        "years": [
            row
            for year in frame.years
            for row in rows(year, label=frame.t("years.short", year=year["year"], fiscal_year=year["fiscal_year"]))
        ],
        "months": [
            {
                "label": frame.year_label(year),
                "rows": [row for month in year["months"] for row in rows(month, label=month["month"])],
            }
            for year in frame.years
            if year["offers"]
        ],
    }


def durations(frame: Frame) -> list[dict[str, Any]]:
    """Levels reached for some shares of time, by year."""
    points = [round(share * (len(figures.SHARES) - 1)) for share in figures.SHARES_IN_TABLE]
    return [
        {
            "kind": kind,
            "shares": [f"{share:.0%}" for share in figures.SHARES_IN_TABLE],
            "rows": [
                {"label": frame.year_label(year), "cells": [number(levels[kind][point], decimals) for point in points]}
                for year, levels in zip(frame.years, frame.durations, strict=True)
            ],
        }
        for kind, decimals in (("soe", 1), ("price", 2))
    ]


def definitions(frame: Frame) -> list[tuple[str, str]]:
    """Every figure with its unit and meaning."""
    terms = [(frame.t(f"term.{name}"), frame.t(f"term.{name}.means")) for name in ("gap", "soe", "net_export")]
    measures = (*frame.measures.of_year, *(COLUMNS if any(y["offers"] for y in frame.years) else ()))
    if has_contracts(frame.summary):
        measures = (*measures, *(m for m in account_of(frame.summary).columns if m != MARGIN))
    heads = (
        (
            f"{measure_text(m.name, frame.language)} [{frame.t(f'unit.{m.unit}')}]",
            measure_text(m.name, frame.language, ".means"),
        )
        for m in measures
    )
    return [*heads, *terms]


def _sheets(columns: int) -> list[range]:
    """Columns by sheet of paper; none where all fit on one."""
    if columns <= COLUMNS_ON_PAPER + 1:
        return []
    return [range(first, min(columns, first + COLUMNS_ON_PAPER)) for first in range(0, columns, COLUMNS_ON_PAPER)]
