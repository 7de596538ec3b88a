"""Capture ratios of a study as a table: the last axis across, all others down."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import text
from storage_opt.records.study import Comparison
from storage_opt.reports.sight import share_text


def capture_table(comparison: Comparison, language: str) -> dict[str, Any] | None:
    """Lay out the ratios; ``None`` without any, or where cases stand on no axes."""
    rows = [row for row in comparison.rows if row.solved is not None and row.axes]
    ratios = {row.name: row.solved.figures.capture_ratio for row in rows if row.solved is not None}
    if all(ratio is None for ratio in ratios.values()):
        return None
    across = list(rows[0].axes)[-1]
    heads = list(dict.fromkeys(row.axes[across] for row in rows))
    down: dict[str, dict[str, str]] = {}
    for row in rows:
        named = row.name.removesuffix(row.axes[across]).rstrip(" ·") or text("comparison.capture.all", language)
        down.setdefault(named, {})[row.axes[across]] = share_text(ratios[row.name])
    return {
        "heads": heads,
        "rows": [{"label": label, "cells": [cells.get(head, "") for head in heads]} for label, cells in down.items()],
    }
