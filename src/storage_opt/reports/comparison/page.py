"""``comparison.html``: one file that opens offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import yaml
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from storage_opt.messages import text
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study import Comparison, Solved
from storage_opt.reports.comparison.answers import answers
from storage_opt.reports.comparison.capture import capture_table
from storage_opt.reports.comparison.charts import CHARTS_OF, charts
from storage_opt.reports.comparison.columns import GROUPS
from storage_opt.reports.comparison.draws import draws_section
from storage_opt.reports.comparison.durations import durations_of, durations_table
from storage_opt.reports.comparison.matrix import by_year, matrix, writer_of
from storage_opt.reports.comparison.notes import Note, notes_of
from storage_opt.reports.comparison.outputs import ComparisonOutputs
from storage_opt.reports.comparison.pick import pick_section
from storage_opt.reports.comparison.tables import message_of
from storage_opt.reports.numerals import number
from storage_opt.reports.sight import Sight, kind_of, sight_of
from storage_opt.reports.template import template

WALKED = "rolled"
PROVEN = ("optimal", WALKED)
"""A walk proves nothing and claims nothing; its label says so."""
MOST_NAMES = 2
"""So many cases are named in one sentence; more are counted."""
OPEN_NOTES = 12
"""So many warnings are shown at once; more of them open on a click."""


def render(outputs: ComparisonOutputs, language: str) -> str:
    """Make the page.

    Parameters
    ----------
    outputs : ComparisonOutputs
        Content of the output folder.
    language : str
        ``en`` or ``ja``.

    Returns
    -------
    str
        HTML with everything in it; a content security policy forbids the browser any request.
    """
    comparison = outputs.comparison

    def t(name: str, **values: object) -> str:
        return text(f"comparison.{name}", language, **values)

    def shared(name: str, **values: object) -> str:
        return text(f"reports.{name}", language, **values)

    writer = writer_of(comparison, language)
    solved = [(at, row.name, row.solved) for at, row in enumerate(comparison.rows, start=1) if row.solved is not None]
    by_duration = durations_of(comparison)
    drawn = charts(comparison, solved, language) if solved else {}
    return template("comparison.html").render(
        t=t,
        shared=shared,
        lang=language,
        plotly=Markup(get_plotlyjs()),
        head=_head(comparison, solved, language),
        failed=[
            {"number": at, "name": row.name, "message": message_of(row, language)}
            for at, row in enumerate(comparison.rows, start=1)
            if row.solved is None
        ],
        tables=[
            table | {"charts": [place for place in CHARTS_OF.get(table["group"], ()) if place in drawn]}
            for table in matrix(comparison, writer)
        ],
        pick=pick_section(comparison, writer) if solved else None,
        durations=None if by_duration is None else durations_table(by_duration, language),
        answers=answers(comparison, writer),
        d=lambda name, **values: text(f"draws.{name}", language, **values),
        draws=None if comparison.draws is None else draws_section(comparison.draws, writer),
        capture=capture_table(comparison, language),
        years=by_year(comparison, writer),
        amount_unit=text(f"reports.unit.{writer.scale.unit}", language),
        names=[row.name for row in comparison.rows],
        facts=[_note(note, len(comparison.rows), language) for note in notes_of(comparison.rows, "unverified_facts")],
        warnings=[_note(note, len(comparison.rows), language) for note in notes_of(comparison.rows, "warnings")],
        open_notes=OPEN_NOTES,
        definitions=_definitions(language),
        basis=_basis(outputs),
        charts=drawn,
    )


def _head(comparison: Comparison, solved: list[tuple[int, str, Solved]], language: str) -> dict[str, Any]:
    summaries = [case.kept["summary"] for *_, case in solved]
    areas = dict.fromkeys(summary["area"] or "unnamed" for summary in summaries)
    statuses = [summary["solve"]["status"] for summary in summaries]
    return {
        "name": comparison.name,
        "areas": [text(f"cli.area.{area}", language) for area in areas],
        "count": len(comparison.rows),
        "years": sorted({case.figures.modelled_years for *_, case in solved}),
        "reference": comparison.reference,
        "is_synthetic": any(summary["is_synthetic"] for summary in summaries),
        "sights": _sights(summaries, language),
        "all_proven": "optimal" in statuses and all(status in PROVEN for status in statuses),
        "unproven": [at for (at, *_), status in zip(solved, statuses, strict=True) if status not in PROVEN],
        "gap": max((s["solve"]["relative_gap"] for s in summaries if s["solve"]["status"] != WALKED), default=0.0),
        "sentences": _sentences(solved, language),
    }


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


def _sentences(solved: list[tuple[int, str, Solved]], language: str) -> list[str]:
    """Say what stands out: what returns and earns most and least, and where the public pays most and least."""
    told = []
    for name, figure, factor, decimals in (
        ("irr", "project_irr", 100.0, 2),
        ("owner", "owner_net_jpy_per_kw_year", 1.0, 0),
        ("lost", "lost_margin_jpy_per_kw_year", 1.0, 0),
        ("public", "public_cost_jpy_per_contracted_kw_year", 1.0, 0),
    ):
        values = [(_of(case.figures, figure), case_name) for _, case_name, case in solved]
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
    return text("reports.join", language).join(names)


def _of(figures: CaseFigures, name: str) -> float | None:
    value: float | None = getattr(figures, name)
    return value


def _note(note: Note, count: int, language: str) -> dict[str, Any]:
    return {
        "text": note.message.text(language),
        "uses": [position in note.cases for position in range(count)],
        "cases": [position + 1 for position in note.cases],
    }


def _definitions(language: str) -> list[tuple[str, str]]:
    names = dict.fromkeys(column.name for columns in GROUPS.values() for column in columns)
    return [
        (text(f"comparison.figure.{name}", language), text(f"comparison.figure.{name}.means", language))
        for name in names
    ]


def _basis(outputs: ComparisonOutputs) -> dict[str, Any]:
    manifest = outputs.manifest
    sources = {
        (PurePath(source["name"]).name, source["sha256"])
        for case in manifest["cases"]
        for source in case.get("prices", [])
    }
    return {
        "versions": manifest["versions"],
        "platform": manifest["platform"],
        "study": yaml.safe_dump(manifest["study"], allow_unicode=True, sort_keys=False),
        "study_file": manifest["study_file"],
        "sources": sorted(sources),
        "workers": manifest["workers"],
        "seconds": {name: number(seconds, 1) for name, seconds in manifest["seconds"].items()},
        "resumed": outputs.summary["counts"]["resumed"],
        "solves": outputs.summary["counts"]["solves"],
        "varied": outputs.summary["counts"]["varied"],
        "cases": [{"number": at, **case} for at, case in enumerate(outputs.summary["cases"], start=1)],
    }
