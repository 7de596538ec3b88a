"""Share of perfect foresight that forecasts and bids keep, on published day-ahead files, each trained only on the past.

    python benchmarks/capture_ratios.py FOLDER [--years 2021 2023] [--areas tokyo kyushu hokkaido] [--hours 2 4 6] [--out FILE.csv]

FOLDER holds ``spot_summary_YYYY.csv`` of the years. Every year is taken alone; its first 56 days only serve as history. A battery of 1 MW,
round trip 0.86 split evenly, 2 JPY of wear per kWh discharged, no fee, walks from empty to empty through the days that are left. Perfect
foresight is the optimum of the same days on the spot market alone. Columns: quantities at any price; price-quantity bids with guards fitted
on the past, what clears followed as far as the store can; both once more with the day planned anew when its spot results are out, against
what cleared. What is then delivered otherwise is paid the spot price less or plus a distance that stands in the head in JPY/kWh, or,
where FOLDER holds ``intraday_YYYY.csv``, traded at the published mean of the intraday trades of the slot, which is expected to be the
spot price.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from forecasts import history

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.forecast.choose import NAMES, forecaster
from storage_opt.forecast.walk import Walk
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.forecast import History
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.fitted_guard import FittedGuard
from storage_opt.studies.gate_walk import walk_gates
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice, roll_bids
from storage_opt.studies.views import View, known
from storage_opt.studies.walk_rules import GateWalkRule, Recourse
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOTS_PER_DAY, Period

SKIP_DAYS, LOOK_AHEAD_DAYS = 56, 1
INTRADAY_GUARD = 1000.0
"""What a trade after the spot market must promise beyond its fee, as its price is only expected to be that of spot. [JPY/MWh]"""
FOLLOWED = ImbalancePrice(3000.0, 3000.0)
"""For bids that are followed: an imbalance costs 3 JPY/kWh. [JPY/MWh]"""
INTRADAY = IntradayMarket(fee_jpy_per_mwh=100.0, limit_mw=2.0)
"""For the published means of intraday trades, of all Japan: its fee, and any quantity that the battery can have. [JPY/MWh, MW]"""
EXPERIMENT = "learned, a quarter of its error taken away"
"""No forecast: the learned one moved a quarter of the way to the prices that came; it shows what a better forecast is worth."""


def plant(hours: float) -> YearModel:
    """Battery of the published comparison."""
    battery = Battery(1.0, 1.0, hours, 0.86**0.5, 0.86**0.5, wear_jpy_per_mwh=2000.0, soe_initial_mwh=0.0)
    return YearModel(Site(battery, Connection()), SpotMarket(0.0))


def told_view(prices: History, name: str, first: date, n_days: int) -> View:
    """Forecast every day once; the look-ahead is part of it."""
    n_seen = 1 + LOOK_AHEAD_DAYS
    told = {
        each.first_day: each.spot_jpy_per_mwh
        for each in Walk(prices).forecasts(forecaster(name), first, n_days, n_days=n_seen)
    }
    return lambda day, count: told[day][: count * SLOTS_PER_DAY]


def nearer(view: View, prices: PriceYear, share: float) -> View:
    """Move a view towards the actual prices."""
    actual = known(prices)

    def moved(day: date, count: int) -> np.ndarray:
        return (1.0 - share) * view(day, count) + share * actual(day, count)

    return moved


def walks(model: YearModel, prices: PriceYear, view: View, distances: list[float]) -> dict[str, Callable[[], float]]:
    """Net of each kind of walk, by its head. [JPY]"""
    case = YearCase(1, prices.fiscal_year, prices, model.site.battery.energy_mwh)
    rules, rule = rule_book(), WindowRule(LOOK_AHEAD_DAYS)

    def gates(distance: float, with_limits: bool) -> float:
        cost = ImbalancePrice(distance, distance)
        decide = FittedGuard(PublishedSpot(prices, rules), cost) if with_limits else None
        return walk_gates(
            model, case, view, None, rules, Recourse(cost, 0.0, leaves_position=True), GateWalkRule(rule), decide
        ).net_jpy

    def intraday(with_limits: bool) -> float:
        decide = FittedGuard(PublishedSpot(prices, rules), FOLLOWED) if with_limits else None
        trades = YearModel(model.site, model.spot, intraday=INTRADAY)
        recourse = Recourse(FOLLOWED, INTRADAY_GUARD)
        return walk_gates(trades, case, view, None, rules, recourse, GateWalkRule(rule), decide).net_jpy

    found: dict[str, Callable[[], float]] = {
        "quantity": lambda: roll(model, case, view, rule).net_jpy,
        "price-quantity": lambda: followed(model, case, view),
    }
    for distance in (1000.0 * each for each in distances):
        head = f"± {distance / 1000:g}"
        found[f"quantity, then {head}"] = lambda distance=distance: gates(distance, False)
        found[f"price-quantity, then {head}"] = lambda distance=distance: gates(distance, True)
    if prices.intraday_jpy_per_mwh is not None:
        found["quantity, then intraday"] = lambda: intraday(False)
        found["price-quantity, then intraday"] = lambda: intraday(True)
    return found


def published_intraday(file: Path) -> np.ndarray:
    """Mean price of the trades of every slot of a published file. [JPY/MWh]"""
    return np.asarray(pd.read_csv(file)["平均(円/kWh)"], dtype=np.float64) * 1000.0


def followed(model: YearModel, case: YearCase, view: View) -> float:
    """Price-quantity bids without anything after the spot market."""
    rules = rule_book()
    decide = FittedGuard(PublishedSpot(case.prices, rules), FOLLOWED)
    return roll_bids(model, case, view, rules, FOLLOWED, WindowRule(LOOK_AHEAD_DAYS), decide=decide).net_jpy


def main() -> None:
    """Print a table; write it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--years", type=int, nargs="+", default=[2021, 2023])
    asked.add_argument("--areas", nargs="+", default=["tokyo", "kyushu", "hokkaido"])
    asked.add_argument("--hours", type=float, nargs="+", default=[2.0, 4.0, 6.0])
    asked.add_argument("--names", nargs="+", default=["known", *NAMES, EXPERIMENT])
    asked.add_argument(
        "--distances", type=float, nargs="*", default=[1.0], help="of trades after the spot market, JPY/kWh"
    )
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    rows: list[dict[str, object]] = []
    for fiscal_year in given.years:
        for area in given.areas:
            prices = history(given.folder, fiscal_year, area)
            first, n_days = prices.period.first_day + timedelta(days=SKIP_DAYS), prices.period.n_days - SKIP_DAYS
            spot = prices.spot_jpy_per_mwh[SKIP_DAYS * SLOTS_PER_DAY :]
            year = PriceYear(fiscal_year, Period(first, n_days), spot)
            file = given.folder / f"intraday_{fiscal_year}.csv"
            if file.exists():
                traded = published_intraday(file)[SKIP_DAYS * SLOTS_PER_DAY :]
                year = replace(year, intraday_jpy_per_mwh=traded)
            views: dict[str, View] = {"known": known(year)}
            for name in given.names:
                if name in NAMES:
                    views[name] = told_view(prices, name, first, n_days)
            if EXPERIMENT in given.names:
                views[EXPERIMENT] = nearer(views["learned"], year, 0.25)
            for hours in given.hours:
                model = plant(hours)
                case = YearCase(1, fiscal_year, year, hours)
                settings = Settings(method="exact", relative_gap=1e-9)
                bound = solve_year(model, case, settings, Deadline())[1].objective_jpy
                for name in given.names:
                    row: dict[str, object] = {"year": fiscal_year, "area": area, "hours": hours, "forecaster": name}
                    row["bound_jpy"] = round(bound)
                    began = time.process_time()
                    for head, walk in walks(model, year, views[name], given.distances).items():
                        row[head] = round(walk() / bound, 4)
                    row["seconds"] = round(time.process_time() - began, 1)
                    rows.append(row)
                    print(row, flush=True)
    if given.out:
        with given.out.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)


if __name__ == "__main__":
    main()
