"""``manifest.json``: what a result rests on, so that it can be repeated."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import PurePath
from typing import Any

from storage_opt.inputs.kept_form import kept
from storage_opt.records.results import RunResult
from storage_opt.records.rules import RuleUse, shown_value
from storage_opt.reports.outputs import PROGRAM, SCHEMA
from storage_opt.reports.texts import packed

BUNDLED = "bundled:"
"""Names of data sets of the package begin so."""
RESTS_ON = ("highspy", "pyomo", "numpy", "scipy", "pyarrow", "pydantic", "pyxirr", "storage-opt")


def manifest_of(
    result: RunResult, project: Mapping[str, Any], project_name: str | None, project_bytes: bytes, language: str
) -> dict[str, Any]:
    """Lay out inputs, versions, options and sizes.

    Parameters
    ----------
    result : RunResult
        The run.
    project : mapping
        Project file with all overrides.
    project_name, project_bytes : str or None, bytes
        The file as read; ``None`` for a run from options alone.
    language : str
        Language of the texts in the summary.
    """
    return {
        "program": PROGRAM,
        "schema": SCHEMA,
        "versions": {name: version(name) for name in RESTS_ON} | {"python": platform.python_version()},
        "platform": platform.platform(),
        "language": language,
        "texts": {
            "warnings": [packed(message) for message in result.warnings],
            "unverified_facts": [packed(message) for message in result.unverified_facts],
            "finance": [] if result.finance is None else [packed(message) for message in result.finance.notes],
            "bid": [] if result.bid is None else [packed(message) for message in result.bid.notes],
        },
        "seed": None,
        "project": kept(project),
        "project_file": None
        if project_name is None
        else {"name": project_name, "sha256": hashlib.sha256(project_bytes).hexdigest()},
        "prices": [
            {
                "name": s.name,
                "layout": s.layout,
                "sha256": s.sha256,
                "rows": s.rows,
                "synthetic": s.is_synthetic,
            }
            for s in result.sources
        ],
        "rules": [used_rule(use) for use in result.rules],
        "rule_files": [
            {"name": name, "sha256": sha256}
            for name, sha256 in dict.fromkeys((use.file.name, use.file.sha256) for use in result.rules)
        ],
        "filled": [
            {
                "column": f.column,
                "area": f.area,
                "rule": f.rule,
                "slots": f.slots,
                "periods": [list(run) for run in f.periods],
            }
            for f in result.fills
        ],
        "seconds": dict(result.seconds),
        "problems": [
            {
                "year": y.year,
                "columns": y.outcome.columns,
                "rows": y.outcome.rows,
                "integers": y.outcome.integers,
                "steps": list(y.outcome.steps),
                "build_s": y.outcome.build_s,
                "solve_s": y.outcome.solve_s,
            }
            for y in result.years
        ],
    }


def shown_name(name: str) -> str:
    """Name of a file that was read; files of the user by their last name, as they may lie elsewhere next time.

    >>> shown_name("bundled:spot_FY2023.parquet"), shown_name("my/prices.csv")
    ('bundled:spot_FY2023.parquet', 'prices.csv')
    """
    return name if name.startswith(BUNDLED) else PurePath(name).name


def used_rule(use: RuleUse) -> dict[str, Any]:
    """Lay out one rule value as JSON; ``on`` is the day asked for (null: the latest known), ``since`` the line's own."""
    return {
        "name": use.name,
        "index": dict(use.index),
        "on": None if use.on is None else use.on.isoformat(),
        "since": use.since.isoformat(),
        "value": shown_value(use.value) if use.value == float("inf") else use.value,
        "unit": use.unit,
        "source": use.reference,
        "grade": str(use.grade),
        "assumed": use.is_assumed,
        "start_assumed": use.is_start_assumed,
        "note": use.note,
    }
