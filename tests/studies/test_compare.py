"""Cases side by side: the figures are those of single runs, whatever the number of processes, and nothing is solved twice."""

import os
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from small_study import margin_by_hand, write_prices, write_study

from storage_opt.inputs.project import read_project
from storage_opt.inputs.study import read_study
from storage_opt.records.study import Answer, Failed
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.reports.comparison.tables import results_table
from storage_opt.studies import batch_work
from storage_opt.studies.case_figures import case_figures
from storage_opt.studies.compare import compare
from storage_opt.studies.executors import Local
from storage_opt.studies.parts import PartStore, count_kept, part_bytes, read_parts
from storage_opt.studies.run import run

ROOT = Path(__file__).parents[2]
NO_PLAN = {"name": "no plan", "set": {"battery.soe_final_mwh": 20, "connection.import_limit_mw": 0}}


@pytest.fixture
def solved_names(monkeypatch):
    """Names of the cases that are solved in this process, in order."""
    names = []

    def counted(job, work, bench):
        names.append(job.name)
        return solve(job, work, bench)

    solve = batch_work.solve_job
    monkeypatch.setattr(batch_work, "solve_job", counted)
    return names


def test_margins_are_those_of_a_hand_and_differences_are_to_the_reference(tmp_path):
    comparison = compare(read_study(write_study(tmp_path, reference="4 h · wear_jpy_per_mwh 0")), kept_of)
    figures = [row.solved.figures for row in comparison.rows]
    for row, energy in zip(figures, (20, 20, 40, 40), strict=True):
        assert row.margin_jpy == pytest.approx(margin_by_hand(energy), rel=1e-9)
        assert row.owner_net_jpy == row.kept_jpy == row.margin_jpy
        assert row.discharged_mwh == row.shifted_mwh == pytest.approx(10 * energy * 0.9, rel=1e-9)
        assert row.cycles_per_day == pytest.approx(0.9, rel=1e-9)
        assert row.owner_net_jpy_per_kw_year == pytest.approx(margin_by_hand(energy) / 10_000, rel=1e-9)
        assert row.hours == int(energy * 0.9 / 10)
    assert [row.wear_jpy for row in figures] == pytest.approx([0, 180_000, 0, 360_000], rel=1e-9)
    assert comparison.rows[0].difference["margin_jpy"] == figures[0].margin_jpy - figures[2].margin_jpy
    assert set(comparison.rows[2].difference.values()) == {0, None}
    day = comparison.rows[2].solved.mean_day
    assert sum(day.charge_mw) / 2 == pytest.approx(40 / 0.9, rel=1e-9)
    assert sum(day.discharge_mw[24:]) / 2 == pytest.approx(36, rel=1e-9) and sum(day.discharge_mw[:24]) == 0
    assert comparison.exit_code == 0


def test_one_and_two_processes_give_the_same(tmp_path):
    study = read_study(write_study(tmp_path, cases=[{"name": "a"}, NO_PLAN], axes=None))
    one, two = compare(study, kept_of, executor=Local(1)), compare(study, kept_of, executor=Local(2))
    assert (one.workers, two.workers) == (1, 2)
    assert asdict(one.rows[0].solved.figures) == asdict(two.rows[0].solved.figures)
    assert one.rows[0].solved.mean_day == two.rows[0].solved.mean_day
    assert one.rows[0].outcome.key == two.rows[0].outcome.key
    assert one.rows[1].outcome == two.rows[1].outcome
    assert timeless(one.rows[0].solved.kept) == timeless(two.rows[0].solved.kept)


def timeless(kept):
    summary = {key: value for key, value in kept["summary"].items() if key != "solve"}
    return {**kept, "summary": summary}


def test_a_case_is_what_a_run_of_its_project_gives(tmp_path):
    """A contract of one's own takes 60 % above 500,000 JPY: two years of bundled prices, one project."""
    scheme = {
        "kind": "custom", "payment_jpy_per_kw_year": 9_000,
        "sharing": {"edges_jpy": [500_000], "kept_shares": [1, 0.4]}, "derating": 0.8,
    }  # fmt: skip
    base = {
        "area": "tokyo", "battery": {"power_mw": 1, "energy_mwh": 4, "soe_initial_mwh": 0, "wear_jpy_per_mwh": 3000},
        "prices": {"fiscal_years": [2023, 2024]}, "start_fiscal_year": 2029,
    }  # fmt: skip
    study = read_study(write_study(tmp_path, base=base, axes={"scheme": [{"kind": "merchant"}, scheme]}))
    row = compare(study, kept_of).rows[1]
    options = {(key,): value for key, value in base.items()}
    result = run(read_project(None, [], options | {("scheme",): scheme}))
    plant = read_project(None, [], options).plant(2029)
    assert row.solved.figures == case_figures(result, plant.energy_mwh, plant.hours())
    figures, years = row.solved.figures, result.years
    assert figures.payment_jpy == pytest.approx(9_000 * 800)
    assert figures.clawback_jpy == pytest.approx(sum(0.6 * (y.figures.margin_jpy - 500_000) for y in years) / 2)
    assert figures.clawback_jpy > 0
    assert figures.owner_net_jpy == pytest.approx(figures.margin_jpy - figures.clawback_jpy + figures.payment_jpy)
    assert figures.public_net_jpy == pytest.approx(figures.clawback_jpy - figures.payment_jpy)
    assert figures.public_cost_npv_jpy == result.public.cost_npv_jpy
    assert figures.lost_margin_jpy > 0
    summary = row.solved.kept["summary"]
    assert [y["owner_net_jpy"] for y in summary["years"]] == [y.contracts.owner_net_jpy for y in years]


def test_each_case_has_the_facts_of_its_own_rules(tmp_path):
    grant = {"kind": "capex_grant", "programme": "sii_2025"}
    base = {
        "area": "tokyo", "battery": {"power_mw": 1, "energy_mwh": 4}, "prices": {"fiscal_years": [2024]}, "start_fiscal_year": 2029,
        "finance": {"life_years": 1, "capex_jpy": 100_000_000},
    }  # fmt: skip
    study = read_study(write_study(tmp_path, base=base, axes={"scheme": [{"kind": "merchant"}, grant]}))
    merchant, granted = compare(study, kept_of).rows
    names = [{rule["name"] for rule in row.solved.kept["rules"]} for row in (merchant, granted)]
    assert "grants.rate" in names[1] and "grants.rate" not in names[0]
    assert len(granted.solved.kept["texts"]["unverified_facts"]) > len(
        merchant.solved.kept["texts"]["unverified_facts"]
    )
    assert granted.solved.figures.upfront_jpy == pytest.approx(100_000_000 / 3, abs=1)


def test_a_case_that_fails_stands_in_its_row_and_the_others_go_on(tmp_path):
    study = read_study(write_study(tmp_path, cases=[NO_PLAN, {"name": "fine"}], axes=None, reference="fine"))
    failed, fine = compare(study, kept_of).rows
    assert isinstance(failed.outcome, Failed) and failed.outcome.exit_code == 4
    assert "connection.import_limit_mw" in failed.outcome.texts["en"]
    assert "connection.import_limit_mw" in failed.outcome.texts["ja"] != failed.outcome.texts["en"]
    assert failed.difference == {}
    assert fine.solved.figures.margin_jpy == pytest.approx(margin_by_hand(40), rel=1e-9)
    assert compare(study, kept_of).exit_code == 4


def broken(_result):
    raise ZeroDivisionError("a fault of ours")


def test_a_fault_of_the_program_in_a_case_is_no_silence(tmp_path):
    comparison = compare(read_study(write_study(tmp_path, axes=None)), broken)
    assert comparison.exit_code == 1
    assert "ZeroDivisionError: a fault of ours" in comparison.rows[0].outcome.texts["en"]


def dies(_result):
    os._exit(9)


def test_a_process_that_dies_is_named(tmp_path):
    study = read_study(write_study(tmp_path, axes={"battery.energy_mwh": [20, 40]}))
    comparison = compare(study, dies, executor=Local(2))
    assert comparison.exit_code == 1
    assert all("--resume" in row.outcome.texts["en"] for row in comparison.rows)


def test_finished_cases_are_not_solved_again(tmp_path, solved_names):
    path, folder = write_study(tmp_path), tmp_path / "parts"
    study = read_study(path)
    first = compare(study, kept_of, store=PartStore(folder))
    assert len(solved_names) == 4 and not any(row.is_resumed for row in first.rows)
    gone, damaged = (folder / f"{name}.parquet" for name in list(first.parts)[2:])
    gone.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-50])
    solved_names.clear()
    again = compare(study, kept_of, earlier=(folder,))
    assert solved_names == [first.rows[2].name, first.rows[3].name]
    assert [row.is_resumed for row in again.rows] == [True, True, False, False]
    assert [row.solved.figures for row in again.rows] == [row.solved.figures for row in first.rows]
    assert [row.solved.mean_day for row in again.rows] == [row.solved.mean_day for row in first.rows]
    assert again.rows[0].solved.kept == first.rows[0].solved.kept
    write_prices(tmp_path, high=16.0)
    solved_names.clear()
    changed = compare(read_study(path), kept_of, earlier=(folder,))
    assert len(solved_names) == 4
    assert changed.rows[0].solved.figures.margin_jpy > first.rows[0].solved.figures.margin_jpy


def test_a_part_is_read_as_it_was_written(tmp_path):
    failed = Failed("f" * 64, 4, {"en": "no plan", "ja": "計画なし"}, is_final=True)
    answer = Answer(
        "a" * 64, {"whole": 3, "share": 0.1 + 0.2, "none": None, "big": 1e300}, {"kept": [1, 0.1, None, "円"]}
    )
    other = Answer("b" * 64, {"another": -0.0}, {})
    PartStore(tmp_path / "parts").put("k", [failed, answer, other])
    (written,) = (tmp_path / "parts").iterdir()
    assert written.name == "k.parquet" and written.read_bytes() == part_bytes([failed, answer, other])
    read = read_parts([tmp_path / "none", tmp_path / "parts"])
    assert list(read.values()) == [failed, answer, other] and type(read["a" * 64].figures["whole"]) is int
    assert count_kept(tmp_path / "parts") == 3 and count_kept(tmp_path / "none") == 0


def test_two_cases_with_one_key_are_solved_once(tmp_path, solved_names):
    study = read_study(write_study(tmp_path, cases=[{"name": "one"}, {"name": "same"}], axes=None))
    one, same = compare(study, kept_of).rows
    assert solved_names == ["one"]
    assert one.solved is same.solved and (one.name, same.name) == ("one", "same")


def test_cases_with_the_same_prices_follow_each_other(tmp_path, solved_names):
    write_study(tmp_path)
    (tmp_path / "ten_days.csv").rename(tmp_path / "other.csv")
    axes = {"battery.energy_mwh": [20, 40], "prices.source": ["ten_days.csv", "other.csv"]}
    compare(read_study(write_study(tmp_path, axes=axes)), kept_of)
    assert [name.rpartition(" · ")[2] for name in solved_names] == ["ten_days.csv"] * 2 + ["other.csv"] * 2


STUDIES = {
    "three_or_six_hours": 8, "schemes_side_by_side": 8, "grant_or_ltda": 12, "clawback_rates": 8, "japan_and_abroad": 7,
}  # fmt: skip


@pytest.mark.parametrize(("name", "count"), STUDIES.items())
def test_bundled_studies_run(name, count, tmp_path):
    """As written, but one year of life and no sweep: every case has a result, sides sum to zero, payers to the public cost."""
    written = (ROOT / "configs" / "studies" / f"{name}.yaml").read_text(encoding="utf-8")
    assert written.count("life_years: 20") == 1
    path = tmp_path / "study.yaml"
    path.write_text(written.replace("life_years: 20", "life_years: 1"), encoding="utf-8")
    study = read_study(path)
    comparison = compare(replace(study, asks=replace(study.asks, sweep=None)), kept_of)
    assert comparison.exit_code == 0 and len(comparison.rows) == count
    columns = results_table(comparison).column_names
    assert not [name for name in columns if name.endswith(("_s", "seconds", "memory_mb"))]  # the same on any machine
    for row in comparison.rows:
        f = row.solved.figures
        assert f.owner_net_jpy + f.public_net_jpy + f.counterparty_net_jpy - f.margin_jpy == pytest.approx(0, abs=1e-3)
        paid = f.taxpayers_npv_jpy + f.capacity_contributions_npv_jpy + f.network_users_npv_jpy
        assert paid == pytest.approx(f.public_cost_npv_jpy, abs=1e-3)
        assert f.npv_jpy is not None and row.solved.kept["summary"]["solve"]["status"] == "optimal"
    if name != "schemes_side_by_side":
        assert study.asks.sweep is not None and comparison.additionality.plants
        budgets = comparison.equal_budget.cases
        assert budgets and all(
            case.granted.public_npv_jpy == pytest.approx(case.contract.public_npv_jpy) for case in budgets
        )


def test_every_study_of_the_repository_is_tested():
    """The one with draws in tests/draws, the one of capture ratios in tests/foresight."""
    assert {*STUDIES, "returns_at_risk", "capture_ratios"} == {
        path.stem for path in (ROOT / "configs" / "studies").glob("*.yaml")
    }
