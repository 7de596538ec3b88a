"""The first screen of a comparison: the question, the answer from the numbers, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from storage_opt.messages import text
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study import Comparison
from storage_opt.reports.comparison.bars import Cases
from storage_opt.reports.comparison.pick import axes_of, axis_label
from storage_opt.reports.numerals import number
from storage_opt.reports.sight import Sight, kind_of, sight_of

WALKED = "rolled"
PROVEN = ("optimal", WALKED)
"""A walk proves nothing and claims nothing; its label says so."""
MOST_NAMES = 2
"""So many cases are named in one sentence; more are counted."""
MOST_FILES = 3
"""So many price files are named on the first screen."""
TELLING = (
    ("irr", "project_irr", 100.0, 2),
    ("captured", "capture_ratio", 100.0, 1),
    ("owner", "owner_net_jpy_per_kw_year", 1.0, 0),
    ("public", "public_cost_jpy_per_kw", 1.0, 0),
    ("lost", "lost_margin_jpy_per_kw_year", 1.0, 0),
)
"""Sentence, figure, factor and digits of what stands out."""


def head(comparison: Comparison, cases: Cases, language: str) -> dict[str, Any]:
    """Everything above the sections.

    Parameters
    ----------
    comparison : Comparison
        All cases.
    cases : sequence of (int, str, Solved)
        Those with a result.
    language : str
        ``en`` or ``ja``.
    """
    summaries = [case.kept["summary"] for *_, case in cases]
    areas = dict.fromkeys(summary["area"] or "unnamed" for summary in summaries)
    statuses = [summary["solve"]["status"] for summary in summaries]
    return {
        "name": comparison.name,
        "areas": [text(f"cli.area.{area}", language) for area in areas],
        "count": len(comparison.rows),
        "years": _years({case.figures.modelled_years for *_, case in cases}, language),
        "reference": comparison.reference,
        "question": _question(comparison, cases, language),
        "differ": _differ(comparison, language),
        "prices": _prices(cases, language),
        "is_synthetic": any(summary["is_synthetic"] for summary in summaries),
        "sights": _sights(summaries, language),
        "all_proven": "optimal" in statuses and all(status in PROVEN for status in statuses),
        "unproven": [at for (at, *_), status in zip(cases, statuses, strict=True) if status not in PROVEN],
        "gap": max((s["solve"]["relative_gap"] for s in summaries if s["solve"]["status"] != WALKED), default=0.0),
        "sentences": _sentences(cases, language),
    }


def extremes(cases: Cases) -> list[int]:
    """Positions of the cases that stand out, each once."""
    found: dict[int, None] = {}
    for _, figure, *_ in TELLING:
        values = [(value, at - 1) for at, _, case in cases if (value := _of(case.figures, figure)) is not None]
        found |= {pick(values)[1]: None for pick in (min, max) if values}
    return list(found)


def _question(comparison: Comparison, cases: Cases, language: str) -> str:
    """Ask what the page answers; empty with a single case."""
    if len(comparison.rows) < 2:
        return ""
    has_return = any(case.figures.project_irr is not None for *_, case in cases)
    has_public = any(case.figures.public_cost_npv_jpy for *_, case in cases)
    name = ("return_public" if has_public else "return") if has_return else "net_public" if has_public else "net"
    return text(f"comparison.question.{name}", language, count=number(len(comparison.rows), 0))


def _differ(comparison: Comparison, language: str) -> str:
    """Say in what the cases differ; empty where they differ in names alone."""
    axes = [
        text("comparison.question.axis", language, axis=axis_label(axis.key, language), count=len(axis.values))
        for axis in axes_of(comparison.rows)
    ]
    if not axes:
        return ""
    return text("comparison.question.differ", language, axes=text("reports.join", language).join(axes))


def _prices(cases: Cases, language: str) -> tuple[str, str]:
    """Say which price years the cases are operated on, and in which files they stand."""
    kept = [case.kept for *_, case in cases]
    years = sorted({year["price_year"] for k in kept for year in k["summary"]["years"] if year["price_year"]})
    files = list(dict.fromkeys(PurePath(source["name"]).name for k in kept for source in k["sources"]))
    named = text("reports.join", language).join(files[:MOST_FILES])
    more = "comparison.prices.more" if len(files) > MOST_FILES else "comparison.prices.files"
    label = text("reports.join", language).join(text("comparison.fiscal_year", language, year=year) for year in years)
    return text("comparison.prices", language, years=label), text(
        more, language, files=named, more=len(files) - MOST_FILES
    )


def _years(found: set[int], language: str) -> str:
    name = "comparison.years_one" if found == {1} else "comparison.years"
    return text(name, language, years="/".join(str(years) for years in sorted(found)))


def _sights(summaries: Sequence[Mapping[str, Any]], language: str) -> list[Sight]:
    """Label what the plans knew: one label for each kind; ratios and forecasters that differ are in the table."""
    by_kind: dict[str, list[Sight]] = {}
    for summary in summaries:
        by_kind.setdefault(kind_of(summary), []).append(sight_of(summary, language))
    labels = []
    for kind, sights in by_kind.items():
        is_one = len({sight.means for sight in sights}) == 1
        general = text(f"foresight.badges.{kind}", language) if kind != "perfect" else sights[0].label
        labels.append(sights[0] if is_one else Sight(kind, general, "" if kind != "perfect" else sights[0].means))
    return labels


def _sentences(cases: Cases, language: str) -> list[str]:
    """Say what stands out: what returns and earns most and least, and where the public pays most and least."""
    told = []
    for name, figure, factor, decimals in TELLING:
        values = [(_of(case.figures, figure), case_name) for _, case_name, case in cases]
        known = [
            (number(factor * value, decimals), value, case_name) for value, case_name in values if value is not None
        ]
        low, high = (pick((k for k in known), key=lambda k: k[1])[0] if known else "" for pick in (min, max))
        if low != high:
            named = {shown: _named([n for s, _, n in known if s == shown], language) for shown in (low, high)}
            told.append(
                text(
                    f"comparison.sentence.{name}",
                    language,
                    low=low,
                    low_name=named[low],
                    high=high,
                    high_name=named[high],
                )
            )
    return told


def _named(names: list[str], language: str) -> str:
    """Names in a sentence, or their number where they are many."""
    if len(names) > MOST_NAMES:
        return text("comparison.cases", language, count=len(names))
    return text("reports.join", language).join(text("comparison.quoted", language, name=name) for name in names)


def _of(figures: CaseFigures, name: str) -> float | None:
    value: float | None = getattr(figures, name)
    return value
