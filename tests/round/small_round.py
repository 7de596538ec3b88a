"""Rounds that are found in a moment: a year of a day that repeats, a life of two years, candidates written as users write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import yaml

BASE = {
    "start_fiscal_year": 2029,
    "battery": {"round_trip_efficiency": 0.81, "soe_initial_mwh": 0, "wear_jpy_per_mwh": 100},
    "markets": {"spot": {"fee_jpy_per_kwh": 0}},
    "prices": {"source": "year.csv"},
    "finance": {"life_years": 2, "fixed_opex_jpy_per_kw_year": 5000, "tax": {"rate": 0.3}},
}
HEAD = "project_id,area,power_mw,hours,chemistry,cell_country,capex_jpy_per_kw,capex_jpy_per_kwh,connection_jpy_per_kw,target_return"
ROWS = (
    "cheap,kyushu,40,6,li_ion,japan,1000,500,0,0.02",
    "dear,kyushu,40,6,li_ion,japan,9000,500,0,0.02",
    "china,kyushu,60,6,li_ion,china,1000,400,0,0.02",
    "other,tohoku,50,8,non_li,japan,2000,600,1000,",
)
ROUND = {
    "name": "small",
    "round": 4,
    "projects": "candidates.csv",
    "base": BASE,
    "target": {"project_irr": 0.03},
    "rules": {"lot_caps_mw": {"li_ion": 30, "non_li": 30}, "target_mw": 100, "fill_stage": False},
}


def write_year(folder: Path, low: float = 5.0, high: float = 15.0) -> Path:
    """Fiscal year 2023, half of each day at each of two prices. [JPY/kWh]"""
    rows, at = ["slot_start,spot_jpy_per_kwh"], datetime(2023, 4, 1)
    for price in ([low] * 24 + [high] * 24) * 366:
        rows.append(f"{at.isoformat()},{price}")
        at += timedelta(minutes=30)
    path = folder / "year.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def write_round(folder: Path, rows: tuple[str, ...] = ROWS, **keys: object) -> Path:
    """A round in ``folder``; keys that are ``None`` are left out."""
    write_year(folder)
    (folder / "candidates.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    path = folder / "round.yaml"
    content = {key: value for key, value in (ROUND | keys).items() if value is not None}
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path
