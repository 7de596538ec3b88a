"""Where the time of a run goes, beside HiGHS alone on the same arrays.

    python benchmarks/bench.py [--runs 5] [--prices FILE --area tokyo]

For each model and phase the median of several runs in one process, after a warm-up (so imports and interpreter start are apart), the
largest resident memory, and ratios to HiGHS alone. HiGHS alone is ``passModel`` + ``run`` on the stamped arrays with default options and
one thread. Runs of ours and of HiGHS alone take turns, so that a drifting machine speed touches both alike.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np

from storage_opt.inputs.project import Project, read_project
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.records.results import RunResult, YearResult
from storage_opt.reports.compose import outputs_of
from storage_opt.settlement.figures import year_figures
from storage_opt.settlement.settle import settle
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.solve.problem import Problem
from storage_opt.studies.life import Life
from storage_opt.studies.run import load_prices, peak_memory_mb
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearModel

PHASES = ("load", "build", "hand-over", "solve", "settle", "write", "report")


def project(prices: Path | None, area: str, *overrides: str) -> Project:
    """One price year, 1 MW, 4 MWh, SoE 0 at both ends, wear 2,000 JPY/MWh, no fee."""
    options = {
        ("area",): area,
        ("battery",): {
            "power_mw": 1.0,
            "energy_mwh": 4.0,
            "round_trip_efficiency": 0.86,
            "soe_initial_mwh": 0.0,
            "wear_jpy_per_mwh": 2000.0,
        },
        ("markets",): {"spot": {"fee_jpy_per_kwh": 0.0}},
        ("prices",): {"source": "bundled:synthetic" if prices is None else str(prices), "fiscal_years": [2023]},
    }
    return read_project(None, overrides, options)


def with_negative_prices(book: PriceBook) -> PriceBook:
    """Every price at the floor becomes a seeded price between −5,000 and 0 JPY/MWh."""
    (year,) = book.years
    prices = year.spot_jpy_per_mwh.copy()
    low = prices <= 10.0
    prices[low] = -np.random.default_rng(1).uniform(0.0, 5000.0, int(low.sum()))
    return replace(book, years=(PriceYear(year.fiscal_year, year.period, prices),))


def ours(
    project: Project, change: Callable[[PriceBook], PriceBook], gap: float
) -> tuple[dict[str, float], Problem, str]:
    """One run, phase by phase."""
    seconds, clock = {}, time.perf_counter()

    def lap(phase: str) -> None:
        nonlocal clock
        seconds[phase], clock = time.perf_counter() - clock, time.perf_counter()

    book = change(load_prices(project))
    lap("load")
    model = YearModel(project.site, project.spot)
    case = Life(project, book).next([])[1]
    clock = time.perf_counter()
    dispatch, outcome = solve_year(model, case, Settings(relative_gap=gap), Deadline())
    seconds["build"], seconds["hand-over"], seconds["solve"] = outcome.state_s, outcome.hand_over_s, outcome.solve_s
    clock = time.perf_counter()
    ledger = settle(case.prices, dispatch, project.spot)
    figures = year_figures(project.site.battery, case.energy_mwh, dispatch, ledger)
    lap("settle")
    year = YearResult(1, case.fiscal_year, case.prices, case.energy_mwh, dispatch, ledger, figures, outcome)
    result = RunResult(
        "bench", book.area, 1.0, "perfect", (year,), book.sources, False, (), (),
        {"build": outcome.build_s, "solve": outcome.solve_s, "total": 0.0},
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        outputs = outputs_of(result, {}, None, b"", "en", peak_memory_mb())
        outputs.write_data(Path(folder))
        lap("write")
        from storage_opt.reports import html

        html.render(outputs, "en")
        lap("report")
    return seconds, model.problem(case), f"{outcome.status}, gap {outcome.relative_gap:.1e}"


def highs_alone(p: Problem, gap: float) -> float:
    """Seconds of ``passModel`` + ``run`` with default options."""
    clock = time.perf_counter()
    h = highspy.Highs()
    h.silent()
    h.setOptionValue("threads", 1)
    h.setOptionValue("mip_rel_gap", gap)
    empty_i, empty = np.zeros(0, dtype=np.int32), np.zeros(0)
    h.passModel(
        p.n_cols, p.n_rows, len(p.value), 0, int(highspy.MatrixFormat.kRowwise), 0, int(highspy.ObjSense.kMaximize),
        p.offset, p.cost, p.col_lower, p.col_upper, p.row_lower, p.row_upper, p.start, p.index, p.value,
        empty_i, empty_i, empty, p.is_integer.astype(np.int32),
    )  # fmt: skip
    h.run()
    return time.perf_counter() - clock


def main() -> None:
    """Print one table per model."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--prices", type=Path, help="default: the bundled synthetic prices")
    arguments.add_argument("--area", default="tokyo")
    asked = arguments.parse_args()
    models: dict[str, tuple[Project, Callable[[PriceBook], PriceBook], float]] = {
        "arbitrage": (project(asked.prices, asked.area), lambda book: book, 1e-4),
        "arbitrage, budgets": (
            project(
                asked.prices, asked.area, "battery.max_cycles_per_day=1.5", "battery.max_cycles_per_year=250",
                "battery.self_discharge_per_day=0.005",
            ),
            lambda book: book,
            1e-4,
        ),
        "negative prices": (
            project(asked.prices, asked.area, "battery.wear_jpy_per_mwh=0"), with_negative_prices, 1e-3,
        ),
    }  # fmt: skip
    print(f"Python {sys.version.split()[0]}, highspy {highspy.Highs().version()}, median of {asked.runs} runs")
    for name, (chosen, change, gap) in models.items():
        _, problem, _ = ours(chosen, change, gap)
        alone, taken = [], []
        for _ in range(asked.runs):
            alone.append(highs_alone(problem, gap))
            seconds, problem, status = ours(chosen, change, gap)
            taken.append(seconds)
        floor = statistics.median(alone)
        print(
            f"\n{name}: {problem.n_cols:,} columns, {problem.n_rows:,} rows, {problem.is_integer.sum():,} integers; {status}"
        )
        print(f"  {'HiGHS alone':<24}{floor:8.3f} s")
        for phase in PHASES:
            print(f"  {phase:<24}{statistics.median(t[phase] for t in taken):8.3f} s")
        whole = [sum(t[p] for p in PHASES if p != "report") for t in taken]
        stated = [t["build"] + t["hand-over"] for t in taken]
        for label, ours_s in (("all but report", whole), ("build + hand-over", stated)):
            ratio = statistics.median(o / a for o, a in zip(ours_s, alone, strict=True))
            print(f"  {label:<24}{statistics.median(ours_s):8.3f} s   {ratio:6.2f} × HiGHS alone")
    print(f"\nlargest resident memory {peak_memory_mb() or 0:.0f} MB")


if __name__ == "__main__":
    main()
