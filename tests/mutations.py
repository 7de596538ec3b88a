"""Do the tests notice? One equation at a time is broken in a copy of the package, and some test must fail.

    python tests/mutations.py [NAME …]

Run by hand, not by pytest, on Linux or macOS: a few seconds for each mutation. The copy lives in a temporary folder and is put before
everything else on the path. The unbroken copy must pass first. A mutation that all
tests let pass is a survivor: the exit code is 1, and a test is missing.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path

import highspy  # noqa: F401  (read once, before the forks; the package itself is read by each of them)
import pandas  # noqa: F401
import pyarrow.parquet  # noqa: F401
import pydantic  # noqa: F401
import pyomo.environ  # noqa: F401
import pytest
import scipy.optimize  # noqa: F401
from mutations_auction import AUCTION
from mutations_bid import BID
from mutations_contracts import CONTRACTS, CURVES, HOT_STARTS
from mutations_draws import DRAWS
from mutations_finance import FINANCE
from mutations_foresight import FORESIGHT
from mutations_life import LIFE
from mutations_offers import OFFERS
from mutations_round import FILES, RUNS
from mutations_scale import SCALE
from mutations_schemes import SCHEMES
from mutations_two_stage import TWO_STAGE
from mutations_walk import WALK

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src") / "storage_opt"
PLAN = ["tests/cases", "tests/settlement", "tests/studies", "tests/solve", "tests/properties"]
PLAN_OF_OFFERS = ["tests/balancing", "tests/settlement", "tests/reports", "tests/solve/test_one_store.py"]
PLAN_OF_SCHEMES = ["tests/schemes"]
PLAN_OF_CURVES = ["tests/solve/test_segments.py", "tests/studies/test_contract_year.py"]
PLAN_OF_TWO_STAGE = {
    "studies/step_bids.py": ["tests/rolling/test_step_bids.py"],
    "studies/scenario_bids.py": ["tests/rolling/test_scenario_bids.py"],
    "studies/scenario_bid_walk.py": ["tests/rolling/test_scenario_bids.py"],
}
PLAN_OF_HOT_STARTS = ["tests/solve/test_hot_starts.py"]
PLAN_OF_CONTRACTS = [
    "tests/studies/test_contract_year.py",
    "tests/schemes/test_custom.py",
    "tests/schemes/test_money_closes.py",
]
QUICK = [
    "tests/studies/test_executors.py",
    "-k",
    "hang_on or edition or final or every_job or job_that_kills or loses_nothing[2]",
]
PLAN_OF_SCALE = {
    "studies/life.py": ["tests/studies/test_life.py"],
    "studies/bench.py": ["tests/studies/test_bench.py"],
    "studies/parts.py": ["tests/studies/test_compare.py", "tests/studies/test_sweep.py", "-k", "part or kind"],
    "reports/comparison/tables.py": ["tests/studies/test_compare.py", "-k", "bundled"],
}
PLAN_OF_DRAWS = {
    "studies/draw_streams.py": ["tests/draws/test_streams.py"],
    "records/distributions.py": ["tests/draws/test_streams.py"],
    "studies/draw.py": ["tests/draws/test_draw.py"],
    "studies/draw_project.py": ["tests/draws/test_draw_project.py"],
    "studies/draw_statistics.py": ["tests/draws/test_draw_statistics.py"],
    "studies/draw_check.py": ["tests/draws/test_draw_faults.py"],
    "finance/debt_sizing.py": ["tests/finance/test_debt.py"],
    "finance/debt.py": ["tests/finance/test_debt.py"],
    "studies/offer_book.py": ["tests/balancing/test_offer_book.py"],
    "inputs/project_markets.py": ["tests/draws/test_draw_project.py"],
    "reports/comparison/draws.py": ["tests/draws/test_draws_report.py"],
    "reports/comparison/draw_charts.py": ["tests/draws/test_draws_report.py"],
}
WHOLE_DRAWS = ["tests/draws/test_draws.py"]
"""For what no file of its own is asked about."""
PLAN_OF_ROUND_FILES = [
    "tests/round/test_population.py",
    "tests/round/test_round_tables.py",
    "tests/round/test_round_file.py",
]
PLAN_OF_ROUND = [
    "tests/round/test_round_project.py",
    "tests/round/test_round_run.py",
    "tests/round/test_auction_page.py",
]
PLAN_OF_BID = ["tests/studies/test_bid.py", "tests/studies/test_plan_memory.py", "tests/inputs/test_revise.py"]
PLAN_OF_FINANCE = [
    "tests/finance/test_cash_flow_independent.py",
    "tests/finance/test_cash_flow_properties.py",
    "tests/finance/test_debt.py",
    "tests/inputs/test_project_finance.py",
    "tests/studies/test_money_of_a_life.py",
]
PLAN_OF_AUCTION = ["tests/auction"]
PLAN_OF_FORESIGHT = {
    "studies/forecast_views.py": ["tests/foresight/test_forecast_views.py", "tests/foresight/test_walked_years.py"],
    "studies/walk_slices.py": ["tests/foresight/test_walk_slices.py"],
    "inputs/project_foresight.py": ["tests/foresight/test_rolling_project.py"],
    "inputs/project.py": ["tests/foresight/test_rolling_project.py"],
    "inputs/study.py": ["tests/foresight/test_commands.py", "-k", "table_of_ratios"],
    "records/foresight.py": ["tests/foresight/test_capture_ratio.py"],
    "records/ledger.py": ["tests/foresight/test_capture_ratio.py"],
    "settlement/shortfall.py": ["tests/foresight/test_capture_ratio.py"],
    "finance/judged.py": ["tests/foresight/test_capture_ratio.py"],
    "studies/captured_solver.py": ["tests/foresight/test_capture_ratio.py"],
    "reports/sight.py": ["tests/foresight/test_capture_ratio.py", "tests/foresight/test_walked_years.py", "-k", "page"],
    "studies/walk_year.py": [
        "tests/foresight/test_settled_bids.py",
        "tests/foresight/test_rolling_markets.py",
        "-m",
        "not long",
    ],
    "settlement/settle_bids.py": ["tests/foresight/test_settled_bids.py", "tests/rolling/test_scenario_bids.py"],
    "settlement/traded.py": ["tests/foresight/test_settled_bids.py", "tests/rolling/test_scenario_bids.py"],
    "studies/fitted_guard.py": ["tests/rolling/test_fitted_guard.py"],
    "studies/walk_markets.py": ["tests/foresight/test_rolling_markets.py", "-m", "not long"],
    "reports/rolling_bridge.py": ["tests/foresight/test_walked_years.py"],
}
WHOLE_FORESIGHT = [
    *(
        "tests/foresight/test_walked_years.py",
        "tests/foresight/test_settled_bids.py",
        "tests/foresight/test_commands.py",
    ),
    *("-k", "not learned and not auction"),
]
PARTS_OF_WALK = ["tests/rolling/test_walk_parts.py", "tests/rolling/test_walk_store.py"]
WHOLE_WALK = [
    "tests/rolling/test_walk_parts.py",
    "tests/rolling/test_gate_walk.py",
    "tests/rolling/test_gate_information.py",
    "tests/foresight/test_rolling_markets.py::test_a_daily_budget_holds_for_what_is_traded_after_the_spot_results",
    "-k",
    "not optimum and not perfect_foresight and not weekly and not ledger_is",
]
"""Without the walks of weeks at bundled prices, which take longest and catch what is in the parts."""
PLAN_OF_WALK = {
    "markets/gates.py": ["tests/rolling/test_offer_gates.py"],
    "solve/redispatch.py": ["tests/solve/test_redispatch.py"],
    "settlement/settle_walk.py": PARTS_OF_WALK,
    "studies/curve_views.py": ["tests/rolling/test_curve_views.py"],
    "studies/walk_awards.py": PARTS_OF_WALK,
    "studies/walk_blocks.py": PARTS_OF_WALK,
    "studies/walk_budget.py": PARTS_OF_WALK,
    "studies/walk_position.py": PARTS_OF_WALK,
    "studies/walk_store.py": PARTS_OF_WALK,
    "studies/walk_plan.py": PARTS_OF_WALK,
}
PLAN_OF_LIFE = ["tests/studies/test_years.py", "tests/studies/test_life.py", "tests/studies/test_auto_augmentation.py"]
"""Tests of behaviour. The pictures would catch every change of the text of the model, so they are asked apart."""


@dataclass(frozen=True)
class Mutation:
    """``old`` becomes ``new`` in ``file``; ``old`` must be there exactly once."""

    name: str
    file: str
    old: str
    new: str
    plan: tuple[str, ...] = tuple(PLAN)


MUTATIONS = [
    Mutation(
        "sign of the discharge loss", "model/storage.py", "s.discharge_mw[t] / eta_d)", "s.discharge_mw[t] * eta_d)"
    ),
    Mutation("charging loss ignored", "model/storage.py", "(eta_c * s.charge_mw[t]", "(s.charge_mw[t]"),
    Mutation("slot hours missing in the balance", "model/storage.py", "stored = SLOT_H * (", "stored = ("),
    Mutation(
        "self-discharge ignored",
        "model/storage.py",
        "kept * soe_before_mwh(m, t) + stored",
        "soe_before_mwh(m, t) + stored",
    ),
    Mutation("self-discharge as if by hour", "assets/battery.py", "day, SLOTS_PER_DAY)", "day, 24)"),
    Mutation(
        "lowest state of energy ignored", "model/storage.py", "s.soe_mwh[t] >= soe_min", "s.soe_mwh[t] >= soe_min - 1"
    ),
    Mutation(
        "largest state of energy ignored", "model/storage.py", "s.soe_mwh[t] <= soe_max", "s.soe_mwh[t] <= soe_max + 1"
    ),
    Mutation(
        "charging limit dropped", "model/storage.py", "s.charge_mw[t] <= charge_limit[t]\n", "s.charge_mw[t] <= 99.0\n"
    ),
    Mutation(
        "discharging limit dropped",
        "model/storage.py",
        "s.discharge_mw[t] <= discharge_limit[t]\n",
        "s.discharge_mw[t] <= 99.0\n",
    ),
    Mutation("modes never stated", "model/stacking.py", "        if with_modes:\n", "        if False:\n"),
    Mutation("mode row of charging dropped", "model/stacking.py", "<= limit[t] * s.is_charging[t]", "<= limit[t]"),
    Mutation(
        "mode row of discharging dropped",
        "model/stacking.py",
        "s.discharge_mw[t] <= limit[t] - limit[t] * s.is_charging[t]",
        "s.discharge_mw[t] <= limit[t]",
    ),
    Mutation("mode is a share, not a binary", "model/stacking.py", "domain=pyo.Binary", "bounds=(0.0, 1.0)"),
    Mutation("modes never needed", "model/modes.py", "gain <= SURE_GAIN", "gain <= -1e12 * SURE_GAIN"),
    Mutation("modes needed by price only", "model/modes.py", "gain <= SURE_GAIN", "spot_jpy_per_mwh < SURE_GAIN"),
    Mutation(
        "wear forgotten in the modes",
        "model/modes.py",
        "wear_saved = battery.wear_jpy_per_mwh * eta",
        "wear_saved = 9 * battery.wear_jpy_per_mwh * eta",
    ),
    Mutation("daily budget dropped", "model/storage.py", "<= budget[day]", "<= budget[day] + 99.0"),
    Mutation(
        "daily budget without slot hours",
        "model/storage.py",
        "SLOT_H * s.discharge_mw[t] + total",
        "s.discharge_mw[t] + total",
    ),
    Mutation(
        "yearly budget dropped",
        "studies/year_problem.py",
        "Limit(upper=cycles * case.prices.period.share_of_year * case.energy_mwh)",
        "Limit()",
    ),
    Mutation(
        "yearly budget not pro rata", "studies/year_problem.py", "cycles * case.prices.period.share_of_year", "cycles"
    ),
    Mutation(
        "yearly budget of 365 days always",
        "timeline.py",
        "self.n_days / days_of_fiscal_year(self.fiscal_year)",
        "self.n_days / 365",
    ),
    Mutation(
        "yearly budget counts charging",
        "model/storage.py",
        'm.totals["limit_cycles_of_year"] = pyo.quicksum(s.discharged_mwh[t] for t in m.T)',
        'm.totals["limit_cycles_of_year"] = SLOT_H * pyo.quicksum(s.charge_mw[t] for t in m.T)',
    ),
    Mutation("wear dropped", "model/wear.py", "expr=battery.wear_jpy_per_mwh *", "expr=0.0 *"),
    Mutation("wear is a revenue", "model/wear.py", "Term(-1, s.cost_wear)", "Term(+1, s.cost_wear)"),
    Mutation("wear on charging", "model/wear.py", "s.discharged_mwh[t]", "s.charge_mw[t]"),
    Mutation(
        "wear in the cash flow",
        "settlement/figures.py",
        "margin_jpy=ledger.margin_jpy",
        "margin_jpy=ledger.margin_jpy - battery.wear_jpy_per_mwh * dispatch.discharged_mwh",
    ),
    Mutation("spot without slot hours", "model/spot.py", "SLOT_H * price[t] * b.energy", "price[t] * b.energy"),
    Mutation(
        "own load not bought",
        "model/connection.py",
        "m.storage.charge_mw[t] - battery.auxiliary_mw",
        "m.storage.charge_mw[t]",
    ),
    Mutation("fee on one side only", "model/spot.py", "s.discharge_mw[t] + s.charge_mw[t])", "s.discharge_mw[t])"),
    Mutation("fee without slot hours", "model/spot.py", "SLOT_H * spot.fee", "spot.fee"),
    Mutation(
        "fee on sold energy only, with own load",
        "model/spot.py",
        "b.traded_mw[t] >= -b.energy_mw[t]",
        "b.traded_mw[t] >= -99.0",
    ),
    Mutation(
        "fee on bought energy only, with own load",
        "model/spot.py",
        "b.traded_mw[t] >= b.energy_mw[t]",
        "b.traded_mw[t] >= -99.0",
    ),
    Mutation(
        "ledger: fee on one side only",
        "settlement/settle.py",
        "        if fee_jpy_per_mwh:",
        "        if fee_jpy_per_mwh and sign > 0:",
    ),
    Mutation(
        "ledger: own load forgotten",
        "settlement/settle.py",
        "dispatch.net_export_mw - intraday_mw",
        "dispatch.net_export_mw + dispatch.auxiliary_mw - intraday_mw",
    ),
    Mutation("ledger: purchases are income", "settlement/settle.py", '("purchase", -1.0)', '("purchase", +1.0)'),
    Mutation(
        "days not linked",
        "solve/stamp.py",
        "np.vstack([np.arange(len(links))[None, :], after[:-1]])",
        "np.tile(np.arange(len(links)), (len(after), 1))",
    ),
    Mutation(
        "initial energy ignored",
        "solve/stamp.py",
        "col_lower[number] = col_upper[number] = end.before",
        "col_lower[number], col_upper[number] = 0.0, 99.0",
    ),
    Mutation(
        "final energy ignored",
        "solve/stamp.py",
        "col_lower[last_cols[number]] = col_upper[last_cols[number]] = end.after",
        "pass",
    ),
    Mutation(
        "final energy is the initial one",
        "assets/battery.py",
        "initial if self.soe_final_mwh is None else self.soe_final_mwh",
        "initial",
    ),
    Mutation(
        "prices of one day used for all", "solve/stamp.py", "parameters[name][days]", "parameters[name][days * 0]"
    ),
    Mutation(
        "constant of a term dropped",
        "solve/stamp.py",
        "constants[name] += float(term.constant.at(theta).sum())",
        "pass",
    ),
    Mutation("integers forgotten when stamped", "solve/stamp.py", "is_integer[cols] = kind.is_integer", "pass"),
    Mutation(
        "bound taken too low",
        "solve/bound.py",
        "problem.offset\n        + _largest(y",
        "problem.offset\n        + 0.999 * _largest(y",
    ),
    Mutation(
        "bound forgets the rows", "solve/bound.py", "        + _largest(y, problem.row_lower, problem.row_upper)\n", ""
    ),
    Mutation(
        "bound forgets the columns",
        "solve/bound.py",
        "        + _largest(reduced, problem.col_lower, problem.col_upper)\n",
        "",
    ),
    Mutation(
        "bound of the plan itself",
        "solve/certify.py",
        "self._tighten(dual_bound(self.problem, relaxed.row_dual))",
        "self._tighten(0.99 * dual_bound(self.problem, relaxed.row_dual))",
    ),
    Mutation(
        "bound of the priced windows too low",
        "solve/priced.py",
        "bound = dual_bound(problem, row_dual[piece.rows])",
        "bound = 0.99 * dual_bound(problem, row_dual[piece.rows])",
    ),
    Mutation("rounded modes never violated", "solve/integers.py", "violated[columns[~fits]] = True", "pass"),
    Mutation("windows kept as they are", "solve/certify.py", "plan[part[0]] = part[1]", "pass"),
    Mutation(
        "gap always enough",
        "solve/certify.py",
        "return relative_gap(self.problem.objective(self.best.x), self.bound) <= self._asked()",
        "return True",
    ),
    Mutation(
        "relaxation passed off as optimal", "solve/certify.py", '"relaxed" if breaks_rules else "optimal"', '"optimal"'
    ),
    Mutation("ties not broken", "solve/ties.py", "for wish in wishes:", "for wish in wishes[:0]:"),
    Mutation("ties: only the first wish", "solve/ties.py", "for wish in wishes:", "for wish in wishes[:1]:"),
    Mutation(
        "ties: face not held", "solve/ties.py", "np.abs(face.col_dual) > ZERO_DUAL", "np.abs(face.col_dual) > 1e12"
    ),
    Mutation(
        "ties: rows not held", "solve/ties.py", "np.abs(face.row_dual) > ZERO_DUAL", "np.abs(face.row_dual) > 1e12"
    ),
    Mutation("ties: greatest throughput", "studies/year.py", "[margin, -throughput]", "[margin, throughput]"),
    Mutation(
        "ties: greatest throughput, without wear",
        "studies/year.py",
        "wishes = [-throughput] if",
        "wishes = [throughput] if",
    ),
    Mutation(
        "charging windows ignored",
        "assets/connection.py",
        "np.isin(period.months, ban.months) & np.isin(period.hours, ban.hours)",
        "np.isin(period.months, ()) & np.isin(period.hours, ban.hours)",
    ),
    Mutation("charging windows in all months", "assets/connection.py", "np.isin(period.months, ban.months) & ", ""),
    Mutation("charging windows an hour late", "timeline.py", "SLOTS_PER_DAY) // 2", "SLOTS_PER_DAY) // 2 - 1"),
    Mutation(
        "import limit ignored",
        "assets/connection.py",
        "charge_power_mw * battery.availability, room)",
        "charge_power_mw * battery.availability, 99.0)",
    ),
    Mutation(
        "own load not taken from the import limit",
        "assets/connection.py",
        "import_limit_mw - battery.auxiliary_mw",
        "import_limit_mw",
    ),
    Mutation(
        "export limit without own load",
        "assets/connection.py",
        "export_limit_mw + battery.auxiliary_mw",
        "export_limit_mw",
    ),
    Mutation(
        "availability ignored in charging",
        "assets/connection.py",
        "charge_power_mw * battery.availability",
        "charge_power_mw",
    ),
    Mutation(
        "availability ignored in discharging",
        "assets/connection.py",
        "min(battery.power_mw * battery.availability, room)",
        "min(battery.power_mw, room)",
    ),
    Mutation("recheck disabled", "studies/year.py", "    if broken:\n", "    if False:\n"),
    Mutation("recheck finds nothing", "settlement/recheck.py", "if not np.max(amounts) <= rounding", "if False"),
    Mutation("recheck forgives much", "settlement/recheck.py", "TOLERANCE = 1e-6", "TOLERANCE = 1e-3"),
    Mutation(
        "cycles of charged energy",
        "settlement/figures.py",
        "cycles = dispatch.discharged_mwh / energy_mwh",
        "cycles = dispatch.charged_mwh / energy_mwh",
    ),
    Mutation(
        "cycle fade of discharged MWh forgotten",
        "assets/degradation.py",
        " - battery.cycle_fade_per_cycle * earlier_cycles",
        "",
    ),
    Mutation("augmentation a year late", "assets/degradation.py", "step.year <= year", "step.year < year"),
    Mutation(
        "energy value of the slot before",
        "studies/year.py",
        'solved.row_dual[problem.row_families["storage.balance_soe"]]',
        'np.roll(solved.row_dual[problem.row_families["storage.balance_soe"]], 1)',
    ),
    Mutation(
        "energy value with the wrong sign", "studies/year.py", "value = solved.row_dual[", "value = -solved.row_dual["
    ),
]
UNBROKEN = Mutation("nothing is broken", "units.py", "KW_PER_MW = 1000.0", "KW_PER_MW = 1000.0")
"""Must survive: a test that fails on the copy anyway catches nothing."""
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_OFFERS)) for mutation in OFFERS]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_SCHEMES)) for mutation in SCHEMES]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_LIFE)) for mutation in LIFE]
MUTATIONS += [
    Mutation(*mutation, plan=tuple(PLAN_OF_FORESIGHT.get(mutation[1], WHOLE_FORESIGHT))) for mutation in FORESIGHT
]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_DRAWS.get(mutation[1], WHOLE_DRAWS))) for mutation in DRAWS]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_FINANCE)) for mutation in FINANCE]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_BID)) for mutation in BID]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_ROUND_FILES)) for mutation in FILES]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_ROUND)) for mutation in RUNS]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_SCALE.get(mutation[1], QUICK))) for mutation in SCALE]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_AUCTION)) for mutation in AUCTION]
MUTATIONS += [Mutation(*mutation, plan=tuple(PLAN_OF_WALK.get(mutation[1], WHOLE_WALK))) for mutation in WALK]
MUTATIONS += [
    Mutation(*mutation, plan=tuple(PLAN_OF_TWO_STAGE.get(mutation[1], ["tests/solve/test_two_stage.py"])))
    for mutation in TWO_STAGE
]
for part, plan in ((CURVES, PLAN_OF_CURVES), (HOT_STARTS, PLAN_OF_HOT_STARTS), (CONTRACTS, PLAN_OF_CONTRACTS)):
    MUTATIONS += [Mutation(*mutation, plan=tuple(plan)) for mutation in part]


def misplaced(mutation: Mutation, folder: Path) -> str:
    """What to mend in the list where a mutation does not name exactly one place, else nothing."""
    count = (folder / PACKAGE / mutation.file).read_text(encoding="utf-8").count(mutation.old)
    return "" if count == 1 else f"{mutation.name}: {mutation.old!r} stands {count} times in {mutation.file}"


def survives(mutation: Mutation, folder: Path, tests: list[str]) -> bool:
    """Break the copy, run the tests, mend the copy."""
    path = folder / PACKAGE / mutation.file
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace(mutation.old, mutation.new), encoding="utf-8")
    told = folder / "told.txt"
    child = os.fork()
    if child == 0:
        try:
            os._exit(tested(folder, tests, told))
        except BaseException:
            traceback.print_exc()
            os._exit(70)  # the folder is the parent's to clear away
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    path.write_text(kept, encoding="utf-8")
    lines = told.read_text(encoding="utf-8").splitlines()
    if code not in (0, 1):
        raise SystemExit("\n".join([f"{mutation.name}: pytest ended with {code}", *lines[-40:]]))
    first = next((line for line in lines if line.startswith(("FAILED", "ERROR"))), "")
    print(f"{'caught  ' if code else 'SURVIVES'} {mutation.name:<45} {first[:100]}", flush=True)
    return code == 0


def tested(folder: Path, tests: list[str], told: Path) -> int:
    """Run the tests on the copy, in a process of its own that has the heavy libraries already."""
    os.chdir(folder)
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(folder / "src")]
    with told.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))


def main() -> int:
    """Run the mutations named, or all."""
    wanted = [m for m in MUTATIONS if not sys.argv[1:] or any(word in m.name for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("src", "tests", "docs", "market_data", "configs", "pyproject.toml"):
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / part)
        if lost := [told for m in MUTATIONS if (told := misplaced(m, folder))]:
            raise SystemExit("\n".join(lost))
        for plan in dict.fromkeys(m.plan for m in wanted):
            if not survives(UNBROKEN, folder, list(plan)):
                raise SystemExit("the tests fail on the copy before anything is broken: no catch would mean anything")
        survivors = [m.name for m in wanted if survives(m, folder, list(m.plan))]
    print(f"{len(wanted)} mutations, {len(survivors)} survivors", *survivors, sep="\n  ")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
