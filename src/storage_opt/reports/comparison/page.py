"""``comparison.html``: one file that opens offline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

import yaml
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from storage_opt.messages import text
from storage_opt.records.study import Comparison, Solved
from storage_opt.reports.comparison.against import against_told
from storage_opt.reports.comparison.answers import answers
from storage_opt.reports.comparison.bars import BASED
from storage_opt.reports.comparison.capture import capture_table
from storage_opt.reports.comparison.charts import CHARTS_OF, charts, names_once
from storage_opt.reports.comparison.draws import draws_section, packed
from storage_opt.reports.comparison.durations import durations_of, durations_table
from storage_opt.reports.comparison.extent import PAGE_BYTES, Extent, first_tried, narrowed
from storage_opt.reports.comparison.head import extremes, head
from storage_opt.reports.comparison.matrix import by_year, matrix, shown_columns, writer_of, years_data
from storage_opt.reports.comparison.notes import Note, cases_text, notes_of
from storage_opt.reports.comparison.outputs import ComparisonOutputs
from storage_opt.reports.comparison.pick import pick_section
from storage_opt.reports.comparison.shown import shown
from storage_opt.reports.comparison.tables import message_of
from storage_opt.reports.numerals import number
from storage_opt.reports.template import template

OPEN_NOTES = 12
"""So many warnings are shown at once; more of them open on a click."""
MOST_DOTTED = 30
"""Up to so many cases have a column of dots beside the facts; of more the numbers are written."""
FRAME_BYTES = 100_000
"""What a page takes beside plotly and cases: script, style, definitions, notes."""


def render(outputs: ComparisonOutputs, language: str) -> str:
    """Make the page, with as much on it as a file below 6 MB holds.

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
    comparison = shown(outputs.comparison, language)
    wanted = _wanted(comparison)
    extent = first_tried(comparison, wanted)
    while True:
        page = _page(outputs, comparison, language, extent)
        size = len(page.encode())
        if size <= PAGE_BYTES:
            return page
        less = narrowed(extent, size, len(get_plotlyjs()) + FRAME_BYTES, wanted)
        if less is None:
            return page
        extent = less


def _page(outputs: ComparisonOutputs, comparison: Comparison, language: str, extent: Extent) -> str:
    def t(name: str, /, **values: object) -> str:
        return text(f"comparison.{name}", language, **values)

    def shared(name: str, /, **values: object) -> str:
        return text(f"reports.{name}", language, **values)

    writer = writer_of(comparison, language)
    solved = _solved(comparison)
    held = replace(comparison, rows=tuple(row for _, row in extent.rows(comparison)))
    by_duration = durations_of(held)
    drawn = (
        charts(held, [case for case in solved if case[0] - 1 in extent.positions], language, extent.positions)
        if solved
        else {}
    )
    pick = pick_section(comparison, writer, extent) if solved else None
    years = by_year(comparison, writer) if extent.has_years else []
    if pick is not None:
        pick["against"] = against_told(comparison, pick["data"]["told"], writer)
        pick["data"]["years"] = years_data(years, writer) if extent.is_drawn else None
    draws = None
    if comparison.draws is not None:
        draws = draws_section(comparison.draws, writer, extent.positions, has_steps=extent.has_details)
        if pick is not None and extent.is_drawn:
            pick["data"]["rows"] = packed(draws)
    notes = {
        kind: [_note(note, len(comparison.rows), language) for note in notes_of(comparison.rows, kind)]
        for kind in ("unverified_facts", "warnings")
    }
    return template("comparison.html").render(
        t=t,
        shared=shared,
        lang=language,
        plotly=Markup(get_plotlyjs()),
        head=head(comparison, solved, language),
        left_out=extent.left_out(language),
        is_drawn=extent.is_drawn,
        failed=[
            {"number": at, "name": row.name, "message": message_of(row, language)}
            for at, row in extent.rows(comparison)
            if row.solved is None
        ],
        failed_count=len(comparison.rows) - len(solved),
        tables=[
            table | {"charts": [place for place in CHARTS_OF.get(table["group"], ()) if place in drawn]}
            for table in matrix(comparison, writer, is_drawn=extent.is_drawn)
        ],
        pick=pick,
        based=[place for place, chart in drawn.items() if any(trace.get("meta") == BASED for trace in chart["data"])],
        durations=None if by_duration is None else durations_table(by_duration, language),
        answers=answers(comparison, writer),
        d=lambda name, **values: text(f"draws.{name}", language, **values),
        draws=draws,
        capture=capture_table(comparison, language),
        years=years,
        amount_unit=text(f"reports.unit.{writer.scale.unit}", language),
        names=[row.name for row in comparison.rows] if len(comparison.rows) <= MOST_DOTTED else [],
        facts=notes["unverified_facts"],
        warnings=notes["warnings"][: extent.most_notes],
        open_notes=OPEN_NOTES,
        definitions=_definitions(comparison, language),
        basis=_basis(outputs, extent),
        charts=names_once(drawn) if drawn and extent.is_drawn else drawn,
    )


def _solved(comparison: Comparison) -> list[tuple[int, str, Solved]]:
    return [(at, row.name, row.solved) for at, row in enumerate(comparison.rows, start=1) if row.solved is not None]


def _wanted(comparison: Comparison) -> list[int]:
    """Positions of the cases that the first screen and the sweep name."""
    named = {comparison.reference, *(() if comparison.sweep is None else comparison.sweep.pair)}
    named_at = [at for at, row in enumerate(comparison.rows) if row.name in named]
    return [*named_at, *extremes(_solved(comparison))]


def _note(note: Note, count: int, language: str) -> dict[str, Any]:
    return {
        "text": note.message.text(language),
        "uses": [position in note.cases for position in range(count)] if count <= MOST_DOTTED else [],
        "of": text("comparison.of_cases", language, cases=cases_text(note.cases, count, language)),
    }


def _definitions(comparison: Comparison, language: str) -> list[tuple[str, str]]:
    names = dict.fromkeys(column.name for columns in shown_columns(comparison).values() for column in columns)
    return [
        (text(f"comparison.figure.{name}", language), text(f"comparison.figure.{name}.means", language))
        for name in names
    ]


def _basis(outputs: ComparisonOutputs, extent: Extent) -> dict[str, Any]:
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
        "files": [manifest["study_file"], *({"name": name, "sha256": sha256} for name, sha256 in sorted(sources))],
        "workers": manifest["workers"],
        "seconds": {name: number(seconds, 1) for name, seconds in manifest["seconds"].items()},
        "resumed": outputs.summary["counts"]["resumed"],
        "solves": outputs.summary["counts"]["solves"],
        "varied": outputs.summary["counts"]["varied"],
        "cases": [{"number": at + 1, **outputs.summary["cases"][at]} for at in extent.positions],
    }
