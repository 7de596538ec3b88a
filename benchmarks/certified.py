"""A year of spot and three balancing products: windows, the recursion, HiGHS alone on the LP, one direct MILP, hot re-solves.

    python benchmarks/certified.py [--gap 1e-3] [--levels 0.3,1,3] [--prices FILE --area tokyo] [--mip 600]
                                   [--charging true,false] [--ways lp,windows1,windows2,recursion,hot]

Spot prices are the bundled synthetic ones unless a file is given; balancing results are the bundled ones under the rules of
1 September 2026, ``level`` multiplies what awards are paid. 50 MW / 200 MWh. Each figure comes from a process of its own, so that peak
memory is its own; wall-clock seconds and, beside them, processor seconds, as on a machine that others use too only these compare.
HiGHS alone is ``passModel`` + ``run`` on the LP relaxation of the same arrays with default options and one thread.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from bench import highs_alone
from exact import PRODUCTS, case_of, scaled

from storage_opt.solve.certify import Settings, solve_certified
from storage_opt.solve.exact import solve_exact
from storage_opt.solve.highs import Deadline
from storage_opt.solve.relaxation import Relaxation
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.offer_places import offer_places
from storage_opt.timeline import SLOT_H

WAYS = ("lp", "windows1", "windows2", "recursion", "hot")


def measured(way: str, prices: Path | None, area: str, level: float, while_charging: bool, gap: float, limit_s: float):
    """Words about one way to solve one case."""
    model, case = case_of(prices, area, 50.0, PRODUCTS[3], while_charging=while_charging)
    one = replace(case, offers=scaled(case.offers, level))
    problem = model.problem(one)
    if way == "recursion":  # compile first
        solve_exact(read_store(problem, offer_places(problem, one.offers), SLOT_H), Settings())
    wall, processor = time.perf_counter(), time.process_time()
    match way:
        case "lp":
            lp = replace(problem, is_integer=np.zeros(problem.n_cols, dtype=bool))
            highs_alone(lp, gap)
            words = ""
        case "windows1" | "windows2":
            words = _words(solve_certified(problem, Settings(relative_gap=gap, workers=int(way[-1])), Deadline()))
        case "recursion":
            bridge = read_store(problem, offer_places(problem, one.offers), SLOT_H)
            words = _words(solve_exact(bridge, Settings(relative_gap=gap)))
        case "mip":
            words = _words(solve_certified(problem, Settings(method="mip", relative_gap=gap), Deadline(limit_s)))
        case "hot":
            return _hot(model, one)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024.0
    return f"{wall:7.1f} s {processor:7.1f} s cpu {memory:6.0f} MB  {words}"


def _words(solved) -> str:
    return f"objective {solved.objective:>15,.0f}  bound {solved.bound:>15,.0f}  gap {solved.relative_gap:.1e}  {solved.outcome}"


def _hot(model, one) -> str:
    """Time re-solves of the relaxation with new numbers against solves from nothing."""
    relaxation = Relaxation(model.problem(one), Deadline())
    relaxation.solve()
    words = []
    for name, changed in {
        "spot prices × 0.95": replace(one, prices=one.prices.scaled(0.95)),
        "awards × 0.95": replace(one, offers=scaled(one.offers, 0.95)),
        "energy − 1 %": replace(one, energy_mwh=0.99 * one.energy_mwh),
    }.items():
        problem = model.problem(changed)
        began = time.process_time()
        if not relaxation.renew(problem, Deadline()):
            raise RuntimeError("the rows have changed")
        answer = relaxation.solve()
        hot_s = time.process_time() - began
        began = time.process_time()
        fresh = Relaxation(problem, Deadline()).solve()
        cold_s = time.process_time() - began
        if abs(answer.bound - fresh.bound) > 1e-9 * abs(fresh.bound):
            raise RuntimeError("hot and cold differ")
        words.append(f"{name}: {hot_s:.2f} s, {cold_s / hot_s:.1f} x faster than from nothing")
    return "; ".join(words)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gap", type=float, default=1e-3)
    parser.add_argument("--levels", default="0.3,1,3")
    parser.add_argument("--prices", type=Path, help="default: the bundled synthetic prices")
    parser.add_argument("--area", default="tokyo")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--charging", default="true,false")
    parser.add_argument("--mip", type=float, help="seconds for a direct MILP of each case")
    asked = parser.parse_args()
    ways = [*asked.ways.split(","), *(["mip"] if asked.mip else [])]
    context = multiprocessing.get_context("spawn")
    for while_charging in (text == "true" for text in asked.charging.split(",")):
        for level in map(float, asked.levels.split(",")):
            print(f"{asked.area}, reserve while charging {while_charging}, awards × {level:g}", flush=True)
            for way in ways:
                with ProcessPoolExecutor(1, mp_context=context) as pool:
                    job = pool.submit(
                        measured, way, asked.prices, asked.area, level, while_charging, asked.gap, asked.mip or 0.0
                    )
                    print(f"    {way:<10}{job.result()}", flush=True)


if __name__ == "__main__":
    main()
