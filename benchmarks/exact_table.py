"""The recursion over areas, prices, levels, products, sizes, rules and blocks: value, gap, seconds, points, memory, beside LP and windows.

    python benchmarks/exact_table.py [--prices FILE] [--areas tokyo,kyushu,hokkaido] [--levels 0.3,1,3] [--lp] [--windows 300]
                                     [--cases 50/2,50/2c,50/4,50/4c,2/2,50/2b]

A case is MW / products, then ``c`` for reserve while charging and ``b`` for three-hour blocks. Half-hour blocks: bundled balancing results
under the rules of 1 September 2026. Three-hour blocks: those of FY2024 as delivered (composite, rr), sustained for half an hour, as backing
that falls inside a block stays with HiGHS; for bundled prices only. Processor seconds after compiling; one process per case, so that peak
memory is its own.
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
from exact import scaled

from storage_opt.inputs.project import read_project
from storage_opt.solve.bound import dual_bound
from storage_opt.solve.certify import Settings, solve_certified
from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import NotCoveredError, solve_store
from storage_opt.solve.relaxation import Relaxation
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.offer_places import offer_places
from storage_opt.studies.run import load_prices
from storage_opt.studies.year_problem import YearModel
from storage_opt.timeline import SLOT_H

PRODUCTS = ["composite", "rr_fit", "fcr", "s_frr"]
CASES = "50/2,50/2c,50/4,50/4c,2/2,50/2b"
COMPILED_DAYS = 3


def case_of(prices: Path | None, area: str, text: str):
    """Model and year of a case in words."""
    power, _, rest = text.partition("/")
    count, is_block, while_charging = int(rest[0]), "b" in rest, "c" in rest
    names = ["composite", "rr"] if is_block else PRODUCTS[:count]
    options = {
        ("area",): area,
        ("start_fiscal_year",): 2028,
        ("battery",): {
            "power_mw": float(power), "energy_mwh": 4 * float(power), "round_trip_efficiency": 0.86,
            "soe_initial_mwh": 2 * float(power), "wear_jpy_per_mwh": 2000.0,
        },
        ("markets",): {
            "spot": {"fee_jpy_per_kwh": 0.04},
            "balancing": {
                "products": names, "activation": {names[0]: 0.1, names[1]: 0.2}, "source": "bundled:synthetic",
                "rules_on": "delivery" if is_block else "operating", "reserve_while_charging": while_charging,
                **({"duration_h": dict.fromkeys(names, 0.5)} if is_block else {}),
            },
        },
        ("prices",): {"source": "bundled:synthetic" if prices is None else str(prices), "fiscal_years": [2024 if is_block else 2023]},
    }  # fmt: skip
    project = read_project(None, [], options)
    book = load_prices(project)
    return YearModel(project.site, project.spot), MarketData(project, book).add_to(Life(project, book).next([])[1])


def measured(prices, area, text, level, with_lp, windows_s):
    """One line, or several with windows."""
    model, case = case_of(prices, area, text)
    one = replace(case, offers=scaled(case.offers, level))
    problem = model.problem(one)
    head = f"{area:<9}{text:<7}{level:>4g}"
    lines = []
    try:
        bridge = read_store(problem, offer_places(problem, one.offers), SLOT_H)
    except NotCoveredError as reason:
        return [f"{head}  {reason}"]
    first = bridge.store
    solve_store(_days(first, COMPILED_DAYS), "repaired")
    for bids in ("repaired", "exact") if float(text.partition("/")[0]) < 10 else ("repaired",):
        began = time.process_time()
        found = solve_store(bridge.store, bids)
        took = time.process_time() - began
        value = found.value_jpy + bridge.constant
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
        lines.append(
            f"{head}  {bids:<9}{value:>16,.0f} {found.relative_gap:>8.1e} {took:>6.2f} s"
            f" {found.size.points_max:>5}/{found.size.points_mean:<4.0f} {memory:>5.0f} MB"
        )
    if with_lp:
        lp = replace(problem, is_integer=np.zeros(problem.n_cols, dtype=bool))
        began = time.process_time()
        highs_alone(lp, 1e-4)
        took = time.process_time() - began
        relaxation = Relaxation(problem, Deadline())
        answer = relaxation.solve()
        bound = dual_bound(relaxation.problem, answer.row_dual)
        lines.append(f"{head}  LP alone  {bound:>16,.0f} {(bound - value) / value:>8.1e} {took:>6.2f} s")
    if windows_s:
        began = time.process_time()
        solved = solve_certified(problem, Settings(workers=1), Deadline(windows_s))
        took = time.process_time() - began
        lines.append(
            f"{head}  windows   {solved.objective:>16,.0f} {solved.relative_gap:>8.1e} {took:>6.2f} s  bound {solved.bound:,.0f}"
        )
    return lines


def _days(store, days):
    """The first days of a store: enough to compile everything."""
    part = slice(0, 48 * days)
    names = [n for n in vars(store) if isinstance(getattr(store, n), np.ndarray)]
    return replace(store, **{name: getattr(store, name)[part] for name in names})


def main() -> None:
    """Print one line per case and level."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prices", type=Path)
    parser.add_argument("--areas", default="tokyo,kyushu,hokkaido")
    parser.add_argument("--levels", default="0.3,1,3")
    parser.add_argument("--cases", default=CASES)
    parser.add_argument("--lp", action="store_true")
    parser.add_argument("--windows", type=float, default=0.0)
    asked = parser.parse_args()
    print("area     case  level  bids             value JPY      gap      cpu  points   memory")
    context = multiprocessing.get_context("spawn")
    for area in asked.areas.split(","):
        for text in asked.cases.split(","):
            for level in map(float, asked.levels.split(",")):
                with ProcessPoolExecutor(1, mp_context=context) as pool:
                    job = pool.submit(measured, asked.prices, area, text, level, asked.lp, asked.windows)
                    print("\n".join(job.result()), flush=True)


if __name__ == "__main__":
    main()
