"""What the commands under ``data`` say as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from storage_opt.cli.data_tables import award_series, power_series, price_series
from storage_opt.inputs.inspection import Inspected
from storage_opt.inputs.sources.eprx import EprxByResource, EprxResult


def file_json(found: Inspected) -> dict[str, Any]:
    """Lay out one checked file: what it is and the statistics of each series; ``null`` where a figure has no value."""
    source = found.file.source
    return {
        "file": source.table.file,
        "kind": source.layout,
        "first_day": found.period.first_day.isoformat(),
        "last_day": found.period.last_day.isoformat(),
        "days": found.period.n_days,
        "rows": found.rows_read,
        "series": list(_series(found)),
        "warnings": [warning.text() for warning in found.warnings],
    }


def _series(found: Inspected) -> Iterator[dict[str, Any]]:
    source = found.file.source
    if isinstance(source, EprxResult | EprxByResource):
        rows = list(award_series(source))
    elif source.layout == "supply":
        rows = list(power_series(found))
    else:
        rows = [(name, asdict(statistics)) for name, statistics in price_series(found)]
    for name, figures in rows:
        yield {"name": name, **{key: _plain(value) for key, value in figures.items()}}


def _plain(value: float) -> float | int | None:
    """Return a number as JSON has it."""
    return value if isinstance(value, int) else None if math.isnan(value) else float(value)
