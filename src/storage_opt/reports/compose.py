"""From a finished run to the content of its output folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage_opt.messages import language as in_language
from storage_opt.records.results import RunResult
from storage_opt.reports.awards_table import awards_table
from storage_opt.reports.manifest import manifest_of
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.summary import summary_of
from storage_opt.reports.tables import dispatch_table, ledger_table
from storage_opt.reports.why_table import why_table


def outputs_of(
    result: RunResult,
    project: Mapping[str, Any],
    project_path: Path | None,
    project_bytes: bytes,
    language: str,
    peak_memory_mb: float | None,
) -> Outputs:
    """Lay out a finished run; arguments as in ``summary_of`` and ``manifest_of``."""
    with in_language(language):
        summary = summary_of(result, peak_memory_mb)
    name = None if project_path is None else project_path.name
    manifest = manifest_of(result, project, name, project_bytes, language)
    years = result.years
    return Outputs(summary, manifest, dispatch_table(years), ledger_table(years), awards_table(years), why_table(years))
