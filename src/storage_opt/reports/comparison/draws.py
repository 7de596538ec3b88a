"""Draws in words and tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from storage_opt.messages import text
from storage_opt.records.draw_results import CaseDraws, DrawnStudy, Paired, Quantile, Spread
from storage_opt.records.draws import REQUIRED, DrawsAsk
from storage_opt.reports.comparison.columns import COLUMNS, Column
from storage_opt.reports.comparison.draw_tables import failures, names_of_figures
from storage_opt.reports.comparison.matrix import Writer
from storage_opt.reports.numerals import number

OWN_COLUMNS = {
    "npv_pre_tax_jpy": Column("npv_pre_tax_jpy", "jpy", 0),
    "equity_npv_jpy": Column("equity_npv_jpy", "jpy", 0),
    "margin_jpy_per_kw_year": Column("margin_jpy_per_kw_year", "jpy_per_kw_year", 0),
    "modelled_years": Column("modelled_years", "years", 0),
}
"""Figures of draws that a comparison of cases does not show."""
UNIT_OF_VARIABLE = {"grant_rate": "percent", "grant_jpy": "jpy", "capex_jpy": "jpy", "energy_mwh": "mwh"}
"""Others are prices by kW and year."""
MOST_NAMES = 3
"""So many cases are named in one sentence; more are counted."""
MOST_SENTENCES = 12
"""So many sentences of one kind are said; the tables hold all."""
MOST_POINTS, ALL_POINTS, FEWEST_POINTS = 300, 12_000, 20
"""Draws of a case that are drawn as points; points of all charts; fewer in a strip would say nothing."""
MOST_LINES = 10
"""So many cases have a line in the chart of running means."""


def column_of(figure: str, ask: DrawsAsk) -> Column:
    """Find unit and digits of a figure."""
    if figure == REQUIRED and ask.required is not None:
        unit = UNIT_OF_VARIABLE.get(ask.required.solve_for, "jpy_per_kw_year")
        return Column(figure, unit, 2 if unit == "percent" else 0)
    return OWN_COLUMNS.get(figure) or COLUMNS[figure]


def label_of(figure: str, ask: DrawsAsk, language: str) -> str:
    """Name a figure for readers."""
    if figure == REQUIRED and ask.required is not None:
        return text("draws.required", language, variable=text(f"bid.variable.{ask.required.solve_for}", language))
    name = f"draws.figure.{figure}" if figure in OWN_COLUMNS else f"comparison.figure.{figure}"
    return text(name, language)


class DrawWriter:
    """Writes the draws of a study in one language.

    Parameters
    ----------
    drawn : DrawnStudy
        The draws.
    writer : Writer
        How figures are written.
    positions : collection of int or None
        Positions of the cases in tables; ``None``: all. Sentences are of all.
    """

    def __init__(self, drawn: DrawnStudy, writer: Writer, positions: Collection[int] | None = None) -> None:
        self.numbered = numbered(drawn, positions)
        self.drawn, self.ask, self.writer, self.language = drawn, drawn.ask, writer, writer.language
        self.figures = names_of_figures(drawn.cases)

    def t(self, name: str, /, **values: object) -> str:
        """Text of the room."""
        return text(f"draws.{name}", self.language, **values)

    def label(self, figure: str) -> str:
        """Name of a figure."""
        return label_of(figure, self.ask, self.language)

    def unit(self, figure: str) -> str:
        """Name the unit of a figure."""
        return self.writer.unit(column_of(figure, self.ask))

    def value(self, figure: str, value: float | None) -> str:
        """Value of a figure without unit."""
        return self.writer.value(column_of(figure, self.ask), value)

    def change(self, figure: str, value: float | None) -> str:
        """Difference with its sign; of a rate in percentage points."""
        return "–" if value is None else self.writer.change(column_of(figure, self.ask), value)

    def quantile(self, figure: str, found: Quantile) -> str:
        """Value, or where the draw at this place stands."""
        return self.value(figure, found.value) if found.beyond is None else self.t(f"beyond.{found.beyond}")

    def table(self, figure: str) -> dict[str, Any]:
        """P10, P50, P90, mean and what has no value, by case."""
        rows = []
        for at, case in self.numbered:
            spread = next(s for s in case.spreads if s.figure == figure)
            found = next(c for c in case.convergence if c.figure == figure)
            error = "–" if spread.mean is None else f"{self.value(figure, spread.mean)} ± {self._error(figure, spread)}"
            rows.append(
                {
                    "number": at,
                    "name": case.name,
                    "cells": [
                        *(self.quantile(figure, q) for q in (spread.p10, spread.p50, spread.p90)),
                        error,
                        number(spread.without if spread.count else None, 0),
                        number(len(case.failed), 0),
                    ],
                    "settled": self.t(f"settled.{found.is_settled}") if spread.count else "–",
                    "raw": spread.p50.value,
                }
            )
        return {"figure": figure, "label": self.label(figure), "unit": self.unit(figure), "rows": rows}

    def _error(self, figure: str, spread: Spread) -> str:
        return self.value(figure, spread.standard_error)

    def differences(self, figure: str) -> dict[str, Any]:
        """Differences to the reference draw by draw, by case."""
        rows = [
            {"number": at, "name": case.name, "cells": self._difference(figure, paired)}
            for at, case in self.numbered
            for paired in case.paired
            if paired.figure == figure and paired.count
        ]
        points = column_of(figure, self.ask).unit == "percent"
        unit = text("comparison.unit.points", self.language) if points else self.unit(figure)
        return {"label": self.label(figure), "unit": unit, "rows": rows}

    def _difference(self, figure: str, paired: Paired) -> list[str]:
        mean = f"{self.change(figure, paired.mean)} ± {self.value(figure, paired.standard_error)}"
        return [
            *(self.change(figure, value) for value in (paired.p10, paired.p50, paired.p90)),
            mean,
            _percent(paired.share_better, 0),
            _percent(paired.variance_saved, 0),
            number(paired.count, 0),
        ]

    def steps(self, figure: str) -> dict[str, Any]:
        """Mean and median over growing shares of the draws, by case."""
        rows = []
        for at, case in self.numbered:
            found = next(c for c in case.convergence if c.figure == figure)
            for step in found.steps:
                mean = "–" if step.mean is None else f"{self.value(figure, step.mean)} ± {self._error(figure, step)}"
                cells = [number(step.draws, 0), self.quantile(figure, step.p50), mean]
                rows.append({"number": at, "name": case.name, "cells": cells})
        return {"label": self.label(figure), "unit": self.unit(figure), "rows": rows}

    def cover(self) -> list[dict[str, Any]]:
        """Probability of a DSCR below 1, by case with a loan."""
        return [
            {
                "number": at,
                "name": case.name,
                "cells": [
                    _percent(case.short_cover.share, 1),
                    f"{_percent(case.short_cover.low, 1)}–{_percent(case.short_cover.high, 1)}",
                    f"{case.short_cover.hits} / {case.short_cover.count}",
                ],
            }
            for at, case in self.numbered
            if case.short_cover is not None
        ]

    def sentences(self) -> list[str]:
        """Say the answer first, then how sure it is and what is missing."""
        if not self.figures:
            return [self.t("told.none"), *self._few(self._failed())]
        headline = self.figures[0]
        return [
            *self._answer(headline),
            *self._against_reference(headline),
            *self._cover_told(),
            *self._few(self._without()),
            *self._settled(),
            *self._few(self._failed()),
        ]

    def _few(self, sentences: list[str]) -> list[str]:
        """Sentences by case as far as a reader goes through them."""
        more = len(sentences) - MOST_SENTENCES
        return sentences if more <= 0 else [*sentences[:MOST_SENTENCES], self.t("told.more", more=more)]

    def _answer(self, figure: str) -> list[str]:
        known = [(case, s) for case in self.drawn.cases for s in case.spreads if s.figure == figure and s.count]
        ordered = sorted(known, key=lambda pair: _rank(pair[1].p50))
        values: dict[str, object] = {"count": self.ask.count, "figure": self.label(figure)}
        if len(ordered) == 1:
            return [self.t("told.one", **values, name=ordered[0][0].name, range=self._range(figure, ordered[0][1]))]
        (low_case, low), (high_case, high) = ordered[0], ordered[-1]
        return [
            self.t(
                "told.answer",
                **values,
                high_name=high_case.name,
                high=self._range(figure, high),
                low_name=low_case.name,
                low=self._range(figure, low),
            )
        ]

    def _range(self, figure: str, spread: Spread) -> str:
        p10, p50, p90 = (self.quantile(figure, q) for q in (spread.p10, spread.p50, spread.p90))
        return self.t("range", p10=p10, p50=p50, p90=p90, unit=self.unit(figure))

    def _against_reference(self, figure: str) -> list[str]:
        found = [(case, p) for case in self.drawn.cases for p in case.paired if p.figure == figure and p.count]
        told = []
        for case, paired in found[:MOST_NAMES]:
            told.append(
                self.t(
                    "told.paired",
                    name=case.name,
                    reference=self.drawn.reference,
                    figure=self.label(figure),
                    share=_percent(paired.share_better, 0),
                    mean=self.change(figure, paired.mean),
                    error=self.value(figure, paired.standard_error),
                    unit=self.differences(figure)["unit"],
                )
            )
        return told

    def _cover_told(self) -> list[str]:
        with_loan = [(case, case.short_cover) for case in self.drawn.cases if case.short_cover is not None]
        if not with_loan:
            return []
        short = [(case, share) for case, share in with_loan if share.hits]
        if not short:
            return [self.t("told.covered", high=_percent(max(share.high for _, share in with_loan), 1))]
        listed = [
            self.t(
                "told.short",
                name=case.name,
                share=_percent(share.share, 1),
                low=_percent(share.low, 1),
                high=_percent(share.high, 1),
            )
            for case, share in short
        ]
        return [text("reports.join", self.language).join(listed[:MOST_NAMES])]

    def _without(self) -> list[str]:
        return [
            self.t(
                f"told.without.{side}",
                name=case.name,
                count=count,
                draws=spread.draws,
                figure=self.label(spread.figure),
            )
            for case in self.drawn.cases
            for spread in case.spreads
            for side, count in (("below", spread.below), ("above", spread.above))
            if count
        ]

    def _settled(self) -> list[str]:
        verdicts = [(case, c) for case in self.drawn.cases for c in case.convergence if c.is_settled is not None]
        if not verdicts:
            return [self.t("told.few", count=self.ask.count)]
        open_ = [
            self.t("told.of", figure=self.label(c.figure), name=case.name) for case, c in verdicts if not c.is_settled
        ]
        if not open_:
            return [self.t("told.settled", count=self.ask.count)]
        named = text("reports.join", self.language).join(open_[:MOST_NAMES])
        more = len(open_) - MOST_NAMES
        return [self.t("told.open_more" if more > 0 else "told.open", named=named, more=more, count=self.ask.count)]

    def _failed(self) -> list[str]:
        return [
            self.t("told.failed", name=case.name, count=len(case.failed), draws=self.ask.count)
            for case in self.drawn.cases
            if case.failed
        ]


def packed(section: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """Take the rows of all tables out of a section, for the script of the page: number of the case, then the cells.

    Parameters
    ----------
    section : dict
        Of :func:`draws_section`; its tables are left without rows.
    """
    found = {}
    for kind in ("tables", "differences", "steps"):
        for at, table in enumerate(section[kind]):
            found[f"{kind}-{at}"] = [_packed_row(row) for row in table["rows"]]
            table["rows"] = []
    found["cover-0"] = [_packed_row(row) for row in section["cover"]]
    section["cover"] = []
    return found


def _packed_row(row: dict[str, Any]) -> list[Any]:
    return [row["number"], *row["cells"], *([row["settled"]] if "settled" in row else [])]


def numbered(drawn: DrawnStudy, positions: Collection[int] | None) -> list[tuple[int, CaseDraws]]:
    """Cases with their numbers, from 1."""
    cases = list(enumerate(drawn.cases, start=1))
    return cases if positions is None else [(at, case) for at, case in cases if at - 1 in positions]


def draws_section(
    drawn: DrawnStudy, writer: Writer, positions: Collection[int] | None = None, *, has_steps: bool = True
) -> dict[str, Any]:
    """Everything that the page says of draws.

    Parameters
    ----------
    drawn : DrawnStudy
        The draws.
    writer : Writer
        How figures are written.
    positions : collection of int or None
        Positions of the cases in tables; ``None``: all.
    has_steps : bool
        Whether means over the first draws stand in tables.
    """
    w = DrawWriter(drawn, writer, positions)
    differences = [table for figure in w.figures if (table := w.differences(figure))["rows"]]
    return {
        "sentences": w.sentences(),
        "note": w.t("note", count=drawn.ask.count, seed=drawn.ask.seed),
        "assumptions": _assumptions(drawn, w),
        "tables": [w.table(figure) for figure in w.figures],
        "differences": differences,
        "reference": drawn.reference,
        "steps": [w.steps(figure) for figure in w.figures] if has_steps else [],
        "has_running": bool(w.figures),
        "points": w.t("points" if points_of(w.figures, w.numbered) else "no_points"),
        "lines": w.t("lines", shown=MOST_LINES) if len(w.numbered) > MOST_LINES else "",
        "cover": w.cover(),
        "has_cover": bool(w.cover()),
        "failed": [
            {"number": at, "name": case.name, "texts": _failed_texts(case, writer.language)}
            for at, case in w.numbered
            if case.failed
        ],
    }


def _assumptions(drawn: DrawnStudy, w: DrawWriter) -> list[str]:
    ask = drawn.ask
    told = [w.t("assume.independent")]
    if ask.price_years is not None:
        years = ", ".join(map(str, drawn.price_years))
        told.append(w.t("assume.years", years=years, block=ask.price_years.block_years))
    if "capex" in ask.factors:
        told.append(w.t("assume.capex"))
    if ask.delay_years is not None:
        told.append(w.t("assume.delay"))
    if any(case.short_cover is not None for case in drawn.cases):
        told.append(w.t("assume.loan_planned" if ask.is_loan_planned else "assume.loan_anew"))
    return [*told, *(w.t(f"assume.{kind}") for kind in drawn.sights)]


def _failed_texts(case: CaseDraws, language: str) -> list[dict[str, Any]]:
    return [
        {"message": found["message"], "draws": ", ".join(map(str, found["draws"]))}
        for found in failures(case, language)
    ]


def draws_told(drawn: DrawnStudy | None, writer: Writer) -> Sequence[str]:
    """Sentences for the terminal and the head of the page."""
    return [] if drawn is None else DrawWriter(drawn, writer).sentences()


def points_of(figures: Sequence[str], cases: Sequence[object]) -> int:
    """Count the points of a strip: all draws, so many as all charts have room for, or none."""
    most = min(MOST_POINTS, ALL_POINTS // max(1, len(figures) * len(cases)))
    return most if most >= FEWEST_POINTS else 0


def _rank(found: Quantile) -> float:
    if found.value is not None:
        return found.value
    return float("-inf") if found.beyond == "below" else float("inf")


def _percent(share: float | None, decimals: int) -> str:
    return number(None if share is None else 100.0 * share, decimals)
