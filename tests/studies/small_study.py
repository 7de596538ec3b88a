"""Studies that solve in a moment: ten days of a day that repeats, written as users write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import yaml

BASE = {
    "battery": {"power_mw": 10, "energy_mwh": 40, "soe_initial_mwh": 0, "round_trip_efficiency": 0.81},
    "markets": {"spot": {"fee_jpy_per_kwh": 0}},
    "prices": {"source": "ten_days.csv"},
}
AXES = {"battery.energy_mwh": [20, {"name": "4 h", "value": 40}], "battery.wear_jpy_per_mwh": [0, 1000]}


def write_prices(folder: Path, low: float = 5.0, high: float = 15.0, days: int = 10) -> Path:
    """Half a day at each of two prices. [JPY/kWh]"""
    rows, at = ["slot_start,spot_jpy_per_kwh"], datetime(2023, 4, 1)
    for price in ([low] * 24 + [high] * 24) * days:
        rows.append(f"{at.isoformat()},{price}")
        at += timedelta(minutes=30)
    path = folder / "ten_days.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def write_study(folder: Path, **keys: object) -> Path:
    """A study in ``folder``; without keys two energies by two costs of wear."""
    write_prices(folder)
    study = {"name": "small", "base": BASE, "axes": AXES} | keys
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump({k: v for k, v in study.items() if v is not None}, sort_keys=False))
    return path


def margin_by_hand(energy_mwh: float, days: int = 10) -> float:
    """Each day the store is filled at 5 and emptied at 15 JPY/kWh; one-way efficiency 0.9."""
    return days * 1000 * (energy_mwh * 0.9 * 15 - energy_mwh / 0.9 * 5)
