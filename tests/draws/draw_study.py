"""A study whose draws solve in a moment: two price years of a day that repeats, a contract, a loan.

In FY2023 power is low for half of the day, so that stored energy limits what is earned and fade counts; in FY2024 for four hours, so that
power limits it and outage counts.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from money_study import BASE, CAPEX, CONTRACT

PRICES = {2023: (12, 5.0, 15.0), 2024: (4, 5.0, 20.0)}
"""Hours at the low price from midnight, that price and the one of the rest of the day, by fiscal year. [h], [JPY/kWh]"""
LOAN = {"interest_rate": 0.03, "tenor_years": 3, "gearing_max": 0.6}
PLANT = BASE | {
    "start_fiscal_year": 2028,
    "battery": BASE["battery"] | {"calendar_fade_per_year": 0.02, "availability": 0.95},
    "finance": BASE["finance"] | {"life_years": 3, "debt": LOAN},
    "prices": {"source": "years.csv"},
}
SCHEMES = [{"name": "merchant", "value": {"kind": "merchant"}}, {"name": "contract", "value": CONTRACT}]
DRAWS = {
    "count": 6,
    "seed": 4,
    "price_years": {},
    "capex": {"low": 0.9, "mode": 1.0, "high": 1.5},
    "fade": {"mean": 1.0, "sigma": 0.5},
    "outage": {"values": [0.5, 1.0, 4.0]},
    "delay_years": {0: 0.6, 1: 0.4},
}
__all__ = ["CAPEX", "CONTRACT", "DRAWS", "LOAN", "PLANT", "PRICES", "SCHEMES", "draw_study"]


def draw_study(folder: Path, draws=None, **keys: object) -> Path:
    """Write a merchant and a contract with draws; keys of the study may be given."""
    rows = ["slot_start,spot_jpy_per_kwh"]
    for year, (hours, low, high) in PRICES.items():
        at, end = datetime(year, 4, 1), datetime(year + 1, 4, 1)
        while at < end:
            rows.append(f"{at.isoformat()},{low if at.hour < hours else high}")
            at += timedelta(minutes=30)
    (folder / "years.csv").write_text("\n".join(rows) + "\n")
    study = {"name": "drawn", "base": PLANT, "axes": {"scheme": SCHEMES}, "draws": DRAWS if draws is None else draws}
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study | keys, sort_keys=False))
    return path
