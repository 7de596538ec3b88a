"""What a comparison keeps of a run, as JSON in no language."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import language
from storage_opt.records.results import RunResult
from storage_opt.reports.manifest import used_rule
from storage_opt.reports.summary import summary_of
from storage_opt.reports.texts import packed

TEXTS = ("unverified_facts", "warnings")


def kept_of(result: RunResult) -> dict[str, Any]:
    """Lay out a run: its summary without months, its texts by name, the rules it used and the files it read."""
    with language("en"):
        summary = summary_of(result, None)
    for year in summary["years"]:
        del year["months"]
    for kind in TEXTS:
        del summary[kind]
    return {
        "summary": summary,
        "texts": {kind: [packed(message) for message in getattr(result, kind)] for kind in TEXTS},
        "rules": [used_rule(use) for use in result.rules],
        "rule_files": {use.file.name: use.file.sha256 for use in result.rules},
        "sources": [
            {"name": s.name, "layout": s.layout, "sha256": s.sha256, "rows": s.rows, "synthetic": s.is_synthetic}
            for s in result.sources
        ],
        "steps": [list(y.outcome.steps) for y in result.years],
    }
