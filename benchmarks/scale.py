"""Cases a minute by kind of case and number of workers, and how much of two workers is used.

    OPENBLAS_NUM_THREADS=1 python benchmarks/scale.py [--kinds spot_year,spot_life,offers_life] [--workers 1,2] [--cases 48]

Kinds: ``spot_year`` one year of spot prices of a 50 MW plant; ``spot_life`` 20 years with fade on three price years under LTDA
round 4, cash flow included; ``offers_life`` 20 years with offers of composite and rr_fit. Nine areas and energies of their own, so
that no plan is found twice. All numbers of workers are timed side by side in one run; starting processes and loading the program is
part of it, as it is for users.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from storage_opt.records.prices import AREAS
from storage_opt.records.study import Answer
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies.batch_run import BatchRun
from storage_opt.studies.batches import Job
from storage_opt.studies.case_work import solve_case
from storage_opt.studies.executors import Local

LIFE = {"life_years": 20, "capex_jpy_per_kwh": 30_000, "capex_jpy_per_kw": 45_000, "fixed_opex_jpy_per_kw_year": 5_000}
FADE = {"calendar_fade_per_year": 0.01, "cycle_fade_per_cycle": 3.0e-5, "availability": 0.97}


def content_of(kind: str, number: int) -> dict[str, Any]:
    """The project of a case."""
    battery: dict[str, Any] = {
        "power_mw": 50, "energy_mwh": 200.0 + number, "round_trip_efficiency": 0.86, "soe_initial_mwh": 0, "wear_jpy_per_mwh": 2000,
    }  # fmt: skip
    content: dict[str, Any] = {
        "area": AREAS[number % len(AREAS)], "start_fiscal_year": 2029, "battery": battery, "prices": {"fiscal_years": [2024]},
        "eligibility": "ignore",
    }  # fmt: skip
    if kind == "spot_year":
        return content
    content |= {"battery": battery | FADE, "finance": LIFE, "prices": {"fiscal_years": [2023, 2024, 2025]}}
    if kind == "spot_life":
        return content | {"scheme": {"kind": "ltda", "round": 4, "price_jpy_per_kw_year": 30_000}}
    return content | {"markets": {"balancing": {"products": ["composite", "rr_fit"], "rules_on": date(2026, 9, 1)}}}


def jobs_of(kind: str, count: int) -> list[Job]:
    """Jobs of a kind, each of its own."""
    names = [f"{kind} {number}" for number in range(count)]
    contents = [content_of(kind, number) for number in range(count)]
    ordered = sorted(range(count), key=lambda n: contents[n]["area"])
    keys = [hashlib.sha256(name.encode()).hexdigest() for name in names]
    return [Job(names[n], keys[n], contents[n], Path()) for n in ordered]


def main() -> None:
    """One line per kind and number of workers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", default="spot_year,spot_life,offers_life")
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--cases", type=int, default=48)
    asked = parser.parse_args()
    for kind in asked.kinds.split(","):
        jobs, seconds = jobs_of(kind, asked.cases), dict[int, float]()
        for workers in map(int, asked.workers.split(",")):
            run = BatchRun(partial(solve_case, lay_out=kept_of), Local(workers))
            began = time.perf_counter()
            run.solve(jobs, "compare.progress.solve")
            seconds[workers] = time.perf_counter() - began
            failed = sum(not isinstance(outcome, Answer) for outcome in run.outcomes.values())
            first = min(seconds)
            use = seconds[first] * first / (seconds[workers] * workers)
            print(
                f"{kind:12} {workers} worker(s): {len(jobs)} cases ({failed} failed) in {seconds[workers]:7.1f} s, "
                f"{60 * len(jobs) / seconds[workers]:7.1f} a minute, {sum(run.seconds) / len(jobs):6.2f} s a case, "
                f"use {use:.2f}, {run.peak_memory_mb or 0:,.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
