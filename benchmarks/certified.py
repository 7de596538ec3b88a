"""A year of spot and three balancing products, certified, beside HiGHS alone on its LP; and re-solves on the live instance.

    python benchmarks/certified.py [--gap 1e-3] [--workers 1,2] [--level 0.3,1,3] [--prices FILE --area tokyo]

Spot prices are the bundled synthetic ones unless a file is given; reserve prices are drawn with a fixed seed, ``level`` multiplies them.
Seconds are wall-clock and, beside them, processor time of this process: on a machine that others use too only the second can be compared.
HiGHS alone is ``passModel`` + ``run`` on the LP relaxation of the same arrays with default options and one thread.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from bench import highs_alone

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.bundled import bundled_spot_files
from storage_opt.inputs.prices import read_prices
from storage_opt.markets.balancing import BalancingMarket, Product
from storage_opt.markets.offers import OfferBook, ProductOffers
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.solve.relaxation import Relaxation
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel

Result = TypeVar("Result")
NAMES, ACTIVATION = ("composite", "rr_fit", "fcr"), {"composite": 0.1, "rr_fit": 0.2, "fcr": 0.0}
BATTERY = Battery(50.0, 50.0, 200.0, 0.86**0.5, 0.86**0.5, wear_jpy_per_mwh=2000.0, soe_initial_mwh=100.0)
ENERGY_MWH = 200.0


def case(prices: PriceYear, *, while_charging: bool, level: float) -> YearCase:
    """Offers at drawn prices, accepted at 60 to 80 %."""
    draw, n = np.random.default_rng(0), prices.period.n_slots
    products = tuple(Product(name, 1, 0.5, 1.0, None, 0.06) for name in NAMES)
    offers = {}
    for k, name in enumerate(NAMES):
        paid = level * np.exp(draw.normal(0.0, 0.5, (1, n))) * (1 + 0.3 * np.sin(np.arange(n) / 48 * 2 * np.pi))
        offers[name] = ProductOffers(paid, paid, np.full((1, n), 0.6 + 0.1 * k), np.full(n, 0.06))
    market = BalancingMarket(products, reserve_while_charging=while_charging, activation=ACTIVATION)
    days = np.zeros(prices.period.n_days, dtype=np.int64)
    return YearCase(1, 2026, prices, ENERGY_MWH, OfferBook((market,), days, offers, prices.spot_jpy_per_mwh))


def timed(work: Callable[[], Result]) -> tuple[Result, str, float]:
    """Result, both clocks in words, processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return result, f"{wall:7.1f} s  {processor:7.1f} s cpu", processor


def certified(model: YearModel, one: YearCase, gap: float, workers: list[int]) -> None:
    """Print HiGHS alone and the certified year."""
    problem = model.problem(one)
    lp = replace(problem, is_integer=np.zeros(problem.n_cols, dtype=bool))
    _, clocks, _ = timed(lambda: highs_alone(lp, gap))
    print(f"    {'HiGHS alone, LP only':<34}{clocks}")
    for count in workers:
        (_, outcome), clocks, _ = timed(
            lambda n=count: solve_year(model, one, Settings(relative_gap=gap, workers=n), Deadline())
        )
        print(
            f"    {f'certified, {count} side by side':<34}{clocks}   objective {outcome.objective_jpy:,.0f}"
            f"  bound {outcome.bound_jpy:,.0f}  gap {outcome.relative_gap:.1e}"
        )


def hot(model: YearModel, one: YearCase) -> None:
    """Print re-solves of the relaxation with new numbers, from the last basis and from nothing."""
    relaxation = Relaxation(model.problem(one), Deadline())
    _, clocks, _ = timed(relaxation.solve)
    print(f"    {'relaxation, from nothing':<34}{clocks}")
    for name, changed in {
        "spot prices × 0.95": replace(one, prices=one.prices.scaled(0.95)),
        "usable energy − 1 %": replace(one, energy_mwh=0.99 * one.energy_mwh),
    }.items():
        problem = model.problem(changed)

        def again(problem=problem):
            if not relaxation.renew(problem, Deadline()):
                raise RuntimeError("the rows have changed")
            return relaxation.solve()

        answer, clocks, hot_s = timed(again)
        fresh, _, cold_s = timed(lambda p=problem: Relaxation(p, Deadline()).solve())
        if abs(answer.bound - fresh.bound) > 1e-9 * abs(fresh.bound):
            raise RuntimeError("hot and cold differ")
        print(f"    {f'again with {name}':<34}{clocks}   {cold_s / hot_s:.1f} × faster than from nothing")


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gap", type=float, default=1e-3)
    arguments.add_argument("--workers", default="1,2")
    arguments.add_argument("--level", default="1")
    arguments.add_argument("--prices", type=Path, help="default: the bundled synthetic prices")
    arguments.add_argument("--area", default="tokyo")
    asked = arguments.parse_args()
    paths = [asked.prices] if asked.prices else list(bundled_spot_files([2023]))
    (prices,) = read_prices(paths, area=asked.area, fiscal_years=[2023], resample=None).years
    model = YearModel(Site(BATTERY, Connection()), SpotMarket(40.0))
    for while_charging in (True, False):
        for level in map(float, asked.level.split(",")):
            print(f"reserve while charging {while_charging}, reserve prices × {level:g}")
            one = case(prices, while_charging=while_charging, level=level)
            certified(model, one, asked.gap, [int(count) for count in asked.workers.split(",")])
            hot(model, one)


if __name__ == "__main__":
    main()
