"""Scores and capture of every forecaster on published day-ahead files, each trained only on the past.

    python benchmarks/forecasts.py FOLDER [--years 2021 2023] [--areas tokyo kyushu hokkaido] [--skip-days 56]

FOLDER holds ``spot_summary_YYYY.csv`` of the years. Every year is taken alone: forecasters know nothing of the year before it. Capture is
that of a battery of 1 MW and 4 MWh, round trip 0.86, wear 2 JPY per kWh discharged, planned day by day from empty to empty on
the forecast, quantities delivered at any price.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

from storage_opt.forecast.choose import NAMES, forecaster
from storage_opt.forecast.scores import capture, scores
from storage_opt.forecast.walk import Walk
from storage_opt.inputs.prices import read_prices
from storage_opt.records.forecast import History
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY

ENERGY_MWH, LEG, WEAR_JPY_PER_MWH = 4.0, np.sqrt(0.86), 2_000.0
_SUM = np.tril(np.ones((SLOTS_PER_DAY, SLOTS_PER_DAY)))
_SOE = np.hstack([SLOT_H * LEG * _SUM, -SLOT_H / LEG * _SUM])
_LIMITS = np.concatenate([np.full(SLOTS_PER_DAY, ENERGY_MWH), np.zeros(SLOTS_PER_DAY)])


def plan_value(decided_on: np.ndarray, settled_at: np.ndarray) -> float:
    """Net margin of a day's best plan on the first prices, at the second. [JPY]"""
    cost = SLOT_H * np.concatenate([decided_on, WEAR_JPY_PER_MWH - decided_on])
    plan = linprog(cost, np.vstack([_SOE, -_SOE]), _LIMITS, _SOE[-1:], [0.0], bounds=(0.0, 1.0), method="highs").x
    return float(-SLOT_H * np.concatenate([settled_at, WEAR_JPY_PER_MWH - settled_at]) @ plan)


def history(folder: Path, fiscal_year: int, area: str) -> History:
    """Prices of a year in an area, and in the others beside it."""
    file = folder / f"spot_summary_{fiscal_year}.csv"
    years = {each: read_prices([file], area=each, fiscal_years=[fiscal_year]).years[0] for each in AREAS}
    others = {each: year.spot_jpy_per_mwh for each, year in years.items() if each != area}
    return History(area, years[area].period, years[area].spot_jpy_per_mwh, others)


def main() -> None:
    """Print a table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--years", type=int, nargs="+", default=[2021, 2023])
    asked.add_argument("--areas", nargs="+", default=["tokyo", "kyushu", "hokkaido"])
    asked.add_argument("--skip-days", type=int, default=56)
    asked.add_argument("--names", nargs="+", default=NAMES)
    given = asked.parse_args()
    print(
        "| FY | area | forecaster | days | MAE JPY/kWh | rank correlation | capture | seconds |\n|---|---|---|---|---|---|---|---|"
    )
    for fiscal_year in given.years:
        for area in given.areas:
            prices = history(given.folder, fiscal_year, area)
            first, n_gates = (
                prices.period.first_day + timedelta(days=given.skip_days),
                prices.period.n_days - given.skip_days,
            )
            actual = prices.by_day_jpy_per_mwh[given.skip_days :]
            for name in given.names:
                began = time.process_time()
                told = [each.spot_jpy_per_mwh for each in Walk(prices).forecasts(forecaster(name), first, n_gates)]
                seconds = time.process_time() - began
                found = scores(np.concatenate(told), actual.reshape(-1))
                kept = capture(zip(told, actual, strict=True), plan_value)
                mae = found.mae_jpy_per_mwh / 1_000.0
                cells = (
                    fiscal_year,
                    area,
                    name,
                    found.n_days,
                    f"{mae:.3f}",
                    f"{found.rank_correlation:.3f}",
                    f"{kept:.3f}",
                )
                print("| " + " | ".join(map(str, cells)) + f" | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
