"""Years by the exact recursion: value, proven gap, seconds, points.

    python benchmarks/exact.py [--prices spot_summary_2023.csv] [--areas tokyo,kyushu,hokkaido] [--levels 0.3,1,3]

Bundled balancing results under the rules of 1 September 2026; spot prices bundled, or of a file. 50 MW / 200 MWh and
2 MW / 8 MWh; two and three products; with and without reserve while charging. The first solve compiles and is not counted.
Years of spot alone come first, in processor seconds: HiGHS alone on the LP of the same arrays, the recursion with tables of actions, and
the fast way without offers, from arrays to plan and with reading the problem and putting the plan back.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from bench import highs_alone

from storage_opt.inputs.project import read_project
from storage_opt.markets.offers import OfferBook
from storage_opt.solve.one_store import NotCoveredError, solve_store
from storage_opt.solve.one_store.recursion import Recursion, result_of
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.offer_places import offer_places
from storage_opt.studies.run import load_prices
from storage_opt.studies.year_problem import YearModel
from storage_opt.timeline import SLOT_H

PRODUCTS = {2: ["composite", "rr_fit"], 3: ["composite", "rr_fit", "fcr"]}


def scaled(book: OfferBook, level: float) -> OfferBook:
    """Multiply what awards are paid."""
    offers = {
        name: replace(
            o,
            paid_jpy_per_kw_slot=level * o.paid_jpy_per_kw_slot,
            price_jpy_per_kw_slot=level * o.price_jpy_per_kw_slot,
        )
        for name, o in book.offers.items()
    }
    return replace(book, offers=offers)


def case_of(
    prices: Path | None,
    area: str,
    power_mw: float,
    products: list[str],
    *,
    while_charging: bool,
    wear_jpy_per_mwh=2000.0,
):
    """Model and year of one project; without products, of spot alone."""
    options = {
        ("area",): area,
        ("start_fiscal_year",): 2028,
        ("battery",): {
            "power_mw": power_mw, "energy_mwh": 4 * power_mw, "round_trip_efficiency": 0.86, "soe_initial_mwh": 2 * power_mw,
            "wear_jpy_per_mwh": wear_jpy_per_mwh,
        },
        ("markets",): {
            "spot": {"fee_jpy_per_kwh": 0.04},
            "balancing": {
                "products": products, "activation": {"composite": 0.1, "rr_fit": 0.2}, "source": "bundled:synthetic",
                "rules_on": "operating", "reserve_while_charging": while_charging,
            },
        },
        ("prices",): {"source": "bundled:synthetic" if prices is None else str(prices), "fiscal_years": [2023]},
    }  # fmt: skip
    if not products:
        options["markets",] = {"spot": {"fee_jpy_per_kwh": 0.04}}
    project = read_project(None, [], options)
    book = load_prices(project)
    return YearModel(project.site, project.spot), MarketData(project, book).add_to(Life(project, book).next([])[1])


REPEATS = 20


def seconds(work, repeats: int = 1) -> float:
    """Processor seconds of one of several runs, after one that is not counted where it is repeated."""
    if repeats > 1:
        work()
    began = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - began) / repeats


def spot_alone(prices: Path | None, areas: list[str]) -> None:
    """Print one line per area and wear."""
    print("area      wear       value JPY          gap  LP s  tables s  fast ms  with reading ms  same value to")
    for area in areas:
        for wear in (0.0, 2000.0):
            model, case = case_of(prices, area, 50.0, [], while_charging=False, wear_jpy_per_mwh=wear)
            problem = model.problem(case)
            problem = replace(problem, is_integer=np.zeros(problem.n_cols, dtype=bool))
            bridge = read_store(problem, {}, SLOT_H)
            store = bridge.store

            def by_tables(store=store):
                recursion = Recursion(store)
                values = recursion.values(with_minimum=False)
                return result_of(recursion, values, recursion.plan(values, with_minimum=False), ())

            def in_all(problem=problem):
                bridge = read_store(problem, {}, SLOT_H)
                return bridge.columns(solve_store(bridge.store))

            found, other = solve_store(store), by_tables()
            print(
                f"{area:<9} {wear:>4.0f}{found.value_jpy + bridge.constant:>16,.0f} {found.relative_gap:>12.1e}"
                f" {seconds(lambda problem=problem: highs_alone(problem, 1e-6)):>5.2f} {seconds(by_tables, 3):>9.3f}"
                f" {1e3 * seconds(lambda store=store: solve_store(store), REPEATS):>8.2f} {1e3 * seconds(in_all, REPEATS):>16.2f}"
                f" {abs(found.value_jpy / other.value_jpy - 1.0):>14.1e}",
                flush=True,
            )


def main() -> None:
    """Print one line per case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prices", type=Path)
    parser.add_argument("--areas", default="tokyo,kyushu,hokkaido")
    parser.add_argument("--levels", default="0.3,1,3")
    asked = parser.parse_args()
    spot_alone(asked.prices, asked.areas.split(","))
    is_first = True
    print("area      MW  K  charging  level  bids       value JPY          gap      s  points max/mean")
    for area in asked.areas.split(","):
        for power_mw, k, while_charging in ((50.0, 2, False), (50.0, 3, False), (50.0, 2, True), (2.0, 2, False)):
            model, case = case_of(asked.prices, area, power_mw, PRODUCTS[k], while_charging=while_charging)
            for level in map(float, asked.levels.split(",")):
                one = replace(case, offers=scaled(case.offers, level))
                problem = model.problem(one)
                for bids in ("repaired", "exact") if power_mw < 10 else ("repaired",):
                    try:
                        bridge = read_store(problem, offer_places(problem, one.offers), SLOT_H)
                        if is_first:
                            solve_store(bridge.store, bids)
                            is_first = False
                        began = time.perf_counter()
                        found = solve_store(bridge.store, bids)
                    except NotCoveredError as reason:
                        print(f"{area:<9} {power_mw:>2.0f} {k:>2} {while_charging!s:>9} {level:>6g}  {reason}")
                        continue
                    print(
                        f"{area:<9} {power_mw:>2.0f} {k:>2} {while_charging!s:>9} {level:>6g}  {bids:<9}"
                        f"{found.value_jpy + bridge.constant:>16,.0f} {found.relative_gap:>10.1e} {time.perf_counter() - began:>6.2f}"
                        f"  {found.size.points_max}/{found.size.points_mean:.0f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
