"""Twenty years of one project: seconds, problems solved, and where the time goes.

    python benchmarks/life.py [--prices spot_summary_2023.csv] [--area tokyo] [--years 20] [--products]

50 MW that give 4 h (AC), fade by calendar and cycles, prices bundled (three price years, gone through again and again) or of files.
Spot alone: a merchant, the LTDA of round 3 with wear deductible and not, and both with efficiency that fades and energy added by value.
HiGHS alone is ``passModel`` + ``run`` on the LP of the first year, cold. With ``--products`` also two reserve products (bundled results),
which take a minute and more. A first short life compiles and reads the rules, and is not counted.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from bench import highs_alone

from storage_opt.inputs.project import Project, read_project
from storage_opt.records.results import RunResult
from storage_opt.studies.life import Life
from storage_opt.studies.run import load_prices, peak_memory_mb, run

PHASES = ("load", "build", "solve", "settle")
LTDA = {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 60_000, "return_jpy_per_kw_year": 12_000}


def project(asked: argparse.Namespace, years: int, battery: dict[str, object], **sections: object) -> Project:
    """50 MW, 216 MWh, 0.865 round trip: 4 h at a bid of 50 MW."""
    plant = {
        "power_mw": 50.0, "energy_mwh": 216.0, "round_trip_efficiency": 0.865, "availability": 0.97, "wear_jpy_per_mwh": 2000.0,
        "calendar_fade_per_year": 0.01, "cycle_fade_per_cycle": 3.0e-5, **battery,
    }  # fmt: skip
    options = {
        ("area",): asked.area,
        ("start_fiscal_year",): 2029,
        ("battery",): plant,
        ("eligibility",): "ignore",
        ("finance",): {"life_years": years},
        ("prices",): {"source": [str(path.resolve()) for path in asked.prices] or "bundled:synthetic"},
        **{(name,): value for name, value in sections.items()},
    }
    return read_project(None, [], options)


def solves_of(result: RunResult) -> int:
    """Problems solved in all years, to choose energy included."""
    chosen = sum(y.augmentation.solves for y in result.years if y.augmentation is not None)
    return chosen + sum(1 if y.contracts is None else y.contracts.solves for y in result.years)


def main() -> None:
    """Print one line per project."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prices", type=Path, nargs="*", default=[], help="default: the bundled synthetic prices")
    parser.add_argument("--area", default="tokyo")
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3, help="runs of HiGHS alone; the median counts")
    parser.add_argument("--products", action="store_true")
    asked = parser.parse_args()
    n = asked.years
    reserve = {
        "products": ["composite", "rr_fit"],
        "activation": {"composite": 0.1, "rr_fit": 0.2},
        "source": "bundled:synthetic",
    }
    added = {"round_trip_fade_per_year": 0.004, "augmentation": "auto", "augmentation_jpy_per_kwh": 20_000}
    lives: dict[str, tuple[dict[str, object], dict[str, object]]] = {
        "merchant": ({}, {}),
        "LTDA 3, wear deductible": ({}, {"scheme": {**LTDA, "wear_deductible": True}}),
        "LTDA 3, wear not deductible": ({}, {"scheme": {**LTDA, "wear_deductible": False}}),
        "merchant, fading, auto": (added, {}),
        "LTDA 3, fading, auto": (added, {"scheme": {**LTDA, "wear_deductible": False}}),
    }
    if asked.products:
        lives["two reserve products"] = ({}, {"markets": {"balancing": reserve}})
    one = project(asked, n, {})
    cold = Life(one, load_prices(one))
    site, case = cold.next([])
    problem = cold.model(site).problem(case)
    alone_cpu, alone_wall = [], []
    for _ in range(asked.runs):
        cpu = time.process_time()
        alone_wall.append(highs_alone(problem, 1e-4))
        alone_cpu.append(time.process_time() - cpu)
    floor_cpu, floor = statistics.median(alone_cpu), statistics.median(alone_wall)
    print(f"HiGHS alone on the LP of one year, cold: {floor_cpu:.3f} s processor, {floor:.3f} s wall")
    print(
        f"{'':30}{'processor':>10}{'wall':>8}{'ratio':>7}{'solves':>8}{'worst gap':>11}"
        + "".join(f"{p:>8}" for p in PHASES)
    )
    for name, (battery, sections) in lives.items():
        run(project(asked, min(n, 5), battery, **sections))
        cpu, wall = time.process_time(), time.perf_counter()
        result = run(project(asked, n, battery, **sections))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(
            f"{name:30}{cpu:10.2f}{wall:8.2f}{cpu / floor_cpu:7.1f}{solves_of(result):8d}"
            f"{max(y.outcome.relative_gap for y in result.years):11.1e}"
            + "".join(f"{result.seconds[p]:8.2f}" for p in PHASES)
        )
    print(
        f"ratio: processor seconds to HiGHS alone; phases in wall seconds; largest resident memory {peak_memory_mb() or 0:.0f} MB"
    )


if __name__ == "__main__":
    main()
