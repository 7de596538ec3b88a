"""The content of the output folder of a comparison."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from storage_opt.inputs.kept_form import kept
from storage_opt.messages import current_language
from storage_opt.records.study import CaseRow, Comparison
from storage_opt.reports.comparison.answers import answers_json
from storage_opt.reports.comparison.draw_tables import draws_json, draws_table
from storage_opt.reports.comparison.kept import TEXTS
from storage_opt.reports.comparison.notes import notes_of
from storage_opt.reports.comparison.tables import message_of, results_table, status_of, years_table
from storage_opt.reports.manifest import RESTS_ON
from storage_opt.reports.outputs import COMPARISON, MANIFEST, PROGRAM, SCHEMA, SUMMARY

RESULTS, RESULTS_CSV, YEARS, DRAWS, PAGE, PARTS = (
    *("results.parquet", "results.csv", "years.parquet", "draws.parquet"),
    *("comparison.html", "parts"),
)
WRITTEN = {SUMMARY, MANIFEST, RESULTS, RESULTS_CSV, YEARS, DRAWS, PAGE, PARTS}
"""Every name that this program writes into the folder of a comparison."""


@dataclass(frozen=True, eq=False)
class ComparisonOutputs:
    """Summary, manifest and tables of a comparison.

    Parameters
    ----------
    comparison : Comparison
        What they are made from.
    summary, manifest : dict
        As in ``docs/reference/study.md``.
    results, years : pyarrow.Table
        One row per case; one row per case and operating year.
    draws : pyarrow.Table or None
        One row per draw and case; ``None`` where the study draws nothing.
    """

    comparison: Comparison
    summary: dict[str, Any]
    manifest: dict[str, Any]
    results: pa.Table
    years: pa.Table
    draws: pa.Table | None = None


def comparison_outputs(comparison: Comparison, study: Mapping[str, Any], path: Path, raw: bytes) -> ComparisonOutputs:
    """Lay out a comparison, texts in the language in force.

    Parameters
    ----------
    comparison : Comparison
        All cases.
    study : mapping
        The study as read.
    path : Path
        Its file, of which the name is kept.
    raw : bytes
        Its bytes.
    """
    return ComparisonOutputs(
        comparison,
        _summary(comparison),
        _manifest(comparison, study, path, raw),
        results_table(comparison),
        years_table(comparison),
        None if comparison.draws is None else draws_table(comparison.draws),
    )


def _summary(comparison: Comparison) -> dict[str, Any]:
    rows = comparison.rows
    return {
        "schema": SCHEMA,
        "name": comparison.name,
        "reference": comparison.reference,
        "cases": [_case(row) for row in rows],
        "counts": {
            "cases": len(rows),
            "done": sum(row.solved is not None for row in rows),
            "failed": sum(row.solved is None for row in rows),
            "resumed": sum(row.is_resumed for row in rows),
            "varied": len(comparison.varied),
            "solves": sum(solved.figures.solves for solved in comparison.all_solved),
        },
        "seconds": dict(comparison.seconds),
        **answers_json(comparison),
        "draws": draws_json(comparison.draws),
        **{kind: _texts(rows, kind) for kind in TEXTS},
    }


def _case(row: CaseRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "axes": dict(row.axes),
        "key": row.outcome.key,
        "status": status_of(row),
        "message": message_of(row),
        "is_resumed": row.is_resumed,
        "figures": None if row.solved is None else asdict(row.solved.figures),
        "difference": dict(row.difference) or None,
    }


def _texts(rows: Sequence[CaseRow], kind: str) -> list[dict[str, Any]]:
    return [
        {"text": note.message.text(), "cases": [rows[position].name for position in note.cases]}
        for note in notes_of(rows, kind)
    ]


def _manifest(comparison: Comparison, study: Mapping[str, Any], path: Path, raw: bytes) -> dict[str, Any]:
    return {
        "program": PROGRAM,
        "kind": COMPARISON,
        "schema": SCHEMA,
        "versions": {name: version(name) for name in RESTS_ON} | {"python": platform.python_version()},
        "platform": platform.platform(),
        "language": current_language(),
        "seed": None if comparison.draws is None else comparison.draws.ask.seed,
        "study": kept(study),
        "study_file": {"name": path.name, "sha256": hashlib.sha256(raw).hexdigest()},
        "workers": comparison.workers,
        "peak_memory_mb": comparison.peak_memory_mb,
        "seconds": dict(comparison.seconds),
        "cases": [_used(row) for row in comparison.rows],
        "texts": {
            kind: [{**note.packed, "cases": list(note.cases)} for note in notes_of(comparison.rows, kind)]
            for kind in TEXTS
        },
    }


def _used(row: CaseRow) -> dict[str, Any]:
    told = {"name": row.name, "key": row.outcome.key, "project": kept(row.project), "folder": row.place}
    if row.solved is None:
        return told
    of_run = row.solved.kept
    return told | {
        "prices": of_run["sources"],
        "rules": of_run["rules"],
        "rule_files": [{"name": name, "sha256": sha256} for name, sha256 in of_run["rule_files"].items()],
        "steps": of_run["steps"],
    }
