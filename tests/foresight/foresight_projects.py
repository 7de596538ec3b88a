"""Projects walked in a moment: days of two prices each, so that what a forecast earns can be had by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from storage_opt.inputs.project import Project, read_project

BASE = {
    "name": "walked",
    "start_fiscal_year": 2029,
    "battery": {"power_mw": 10, "energy_mwh": 40, "soe_initial_mwh": 0, "round_trip_efficiency": 0.81},
    "markets": {"spot": {"fee_jpy_per_kwh": 0}},
    "prices": {"source": "days.csv"},
    "foresight": "rolling",
    "rolling": {"forecaster": "previous_day"},
}
LOW, HIGH = 5.0, 15.0
"""Prices of the first and the second half of a day. [JPY/kWh]"""
FULL_DAY_JPY = 1000 * (40 * 0.9 * HIGH - 40 / 0.9 * LOW)
"""A full cycle of 40 MWh stored: bought at 5, sold at 15 JPY/kWh; one-way efficiency 0.9."""
DAY_MWH = 36.0
"""AC energy that a full cycle discharges."""


def write_days(
    folder: Path, pairs: Sequence[tuple[float, float]], first: date = date(2023, 4, 1), name: str = "days.csv"
) -> Path:
    """Days of two prices, each for half a day. [JPY/kWh]"""
    rows, at = ["slot_start,spot_jpy_per_kwh"], datetime.combine(first, datetime.min.time())
    for low, high in pairs:
        for price in [low] * 24 + [high] * 24:
            rows.append(f"{at.isoformat()},{price}")
            at += timedelta(minutes=30)
    path = folder / name
    path.write_text("\n".join(rows) + "\n")
    return path


def write_project(folder: Path, *, drop: Sequence[str] = (), **keys: object) -> Path:
    """The project in ``folder`` with some keys of the top level changed."""
    content = {key: value for key, value in (BASE | keys).items() if key not in drop}
    path = folder / "project.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def project(folder: Path, pairs: Sequence[tuple[float, float]] = ((LOW, HIGH),) * 10, **keys: object) -> Project:
    write_days(folder, pairs)
    return read_project(write_project(folder, **keys))


def year_pairs(n_days: int = 365) -> list[tuple[float, float]]:
    """A year of the day that repeats."""
    return [(LOW, HIGH)] * n_days
