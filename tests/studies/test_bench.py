"""What cases share in a batch changes nothing: each gives what it gives alone."""

import pytest

from storage_opt.inputs.project import Project, read_project
from storage_opt.studies.bench import Bench
from storage_opt.studies.run import run

BATTERY = {"power_mw": 10, "energy_mwh": 40, "soe_initial_mwh": 0, "round_trip_efficiency": 0.81}
SHARED = {"kind": "custom", "sharing": {"edges_jpy": [500_000], "kept_shares": [1, 0.4]}}
PLAIN = {"area": "tokyo", "battery": BATTERY, "prices": {"fiscal_years": [2024]}}
CASES = {
    "plain": PLAIN,
    "area": {**PLAIN, "area": "kyushu"},
    "year": {**PLAIN, "prices": {"fiscal_years": [2023]}},
    "fee": {**PLAIN, "markets": {"spot": {"fee_jpy_per_kwh": 1.5}}},
    "intraday": {**PLAIN, "markets": {"intraday": {"fee_jpy_per_kwh": 0.1}}},
    "wheeling": {**PLAIN, "markets": {"wheeling": {"energy_jpy_per_kwh": 2.0}}},
    "contract": {**PLAIN, "start_fiscal_year": 2029, "scheme": SHARED},
}


def project_of(content: dict[str, object]) -> Project:
    return read_project(None, [], {(key,): value for key, value in content.items()})


def told(project: Project, bench: Bench | None) -> tuple[float, ...]:
    year = run(project, bench=bench).years[0]
    outcome, figures = year.outcome, year.figures
    return outcome.objective_jpy, outcome.bound_jpy, figures.margin_jpy, figures.charged_mwh, figures.discharged_mwh


def test_cases_on_one_bench_are_what_they_are_alone():
    bench, found = Bench(), {}
    for name, content in CASES.items():
        found[name] = told(project_of(content), bench)
    solved = bench.memory.solved
    for name, content in CASES.items():
        assert told(project_of(content), bench) == found[name] == told(project_of(content), None), name
    assert len({figures[0] for figures in found.values()}) == len(CASES)
    assert solved > 0 and bench.memory.recalled >= solved and bench.memory.solved == solved


def test_prices_are_read_once_for_cases_that_name_the_same():
    bench, plain = Bench(), project_of(PLAIN)
    book = bench.book(plain)
    assert (
        bench.book(project_of(CASES["contract"])) is book
        and bench.book(project_of({**PLAIN, "foresight": "perfect"})) is book
    )
    assert bench.book(project_of(CASES["area"])) is not book and bench.book(project_of(CASES["year"])) is not book
    assert bench.models(plain) is bench.models(project_of(CASES["area"]))
    assert bench.models(plain) is not bench.models(project_of(CASES["fee"]))


def test_a_plan_cut_short_by_a_time_limit_is_not_handed_on():
    bench, limited = Bench(), project_of({**PLAIN, "solve": {"time_limit_s": 100.0}})
    assert bench.memory_for(limited) is None and bench.memory_for(project_of(PLAIN)) is bench.memory
    run(limited, bench=bench)
    assert bench.memory.solved == 0


def test_an_outlook_on_a_bench_finds_its_plans_there():
    finance = {"life_years": 1, "capex_jpy_per_kw": 45_000, "capex_jpy_per_kwh": 30_000}
    bench, project = Bench(), project_of({**PLAIN, "start_fiscal_year": 2029, "finance": finance})
    here, alone = bench.outlook(project).of(project), Bench().outlook(project).of(project)
    solved = bench.memory.solved
    again = bench.outlook(project).of(project)
    assert bench.memory.solved == solved and bench.memory.recalled > 0
    for prospect in (here, again):
        assert prospect.finance.measures.npv_jpy == pytest.approx(alone.finance.measures.npv_jpy, rel=1e-12)
