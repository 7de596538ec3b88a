"""What makes no sense is told before anything is solved, all of it together."""

from copy import deepcopy

import pytest
from draw_study import DRAWS, PLANT, draw_study

from storage_opt.errors import StudyError
from storage_opt.inputs.study import read_study
from storage_opt.messages import language
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies.compare import compare

TRIANGLE = {"low": 0.9, "mode": 1.0, "high": 1.2}


def told(folder, draws=None, **keys):
    with pytest.raises(StudyError) as error, language("en"):
        compare(read_study(draw_study(folder, draws, **keys)), kept_of)
    with language("en"):
        return [fault.text() for fault in error.value.faults]


@pytest.mark.parametrize(
    ("draws", "expected"),
    [
        ({}, "nothing is drawn"),
        ({"capx": TRIANGLE}, "draws.capx"),
        ({"capex": TRIANGLE | {"sigma": 0.1}}, "found high, low, mode, sigma"),
        ({"fade": {"mean": 1.0}}, "found mean. Expected low, mode and high"),
        ({"fade": {}}, "found –"),
        ({"outage": {"low": 1, "mode": 0.5, "high": 2}}, "low 1.0, mode 0.5, high 2.0"),
        ({"outage": {"low": 1, "mode": 1, "high": 1}}, "low below high"),
        ({"outage": {"values": []}}, "draws.outage.values"),
        ({"fade": {"mean": 0, "sigma": 1}}, "draws.fade.mean"),
        ({"fade": {"mean": 1, "sigma": -1}}, "draws.fade.sigma"),
        ({"capex": {"low": 0, "mode": 1, "high": 2}}, "costs nothing"),
        ({"capex": {"values": [0, 1]}}, "costs nothing"),
        ({"price_years": {"from": [2023, 2024, 2023]}}, "2023 more than once"),
        ({"price_years": {"from": [2021, 2023], "block_years": 2}}, "2021, 2023, which have a gap"),
        ({"price_years": {"from": [2023], "block_years": 2}}, "blocks of 2 years, and 1 year(s)"),
        ({"delay_years": {0: 0.5, 1: 0.4}}, "add up to 0.9"),
        ({"delay_years": {-1: 1.0}}, "draws.delay_years"),
        ({"capex": TRIANGLE, "figures": ["project_irr", "npv"]}, "draws have no figure called «npv»"),
        ({"capex": TRIANGLE, "figures": ["required"]}, "no figure called «required»"),
        ({"capex": TRIANGLE, "count": 0}, "draws.count"),
        ({"capex": TRIANGLE, "required": {"solve_for": "price", "target": {"npv_jpy": 0}}}, "draws.required.solve_for"),
        (
            {"capex": TRIANGLE, "required": {"solve_for": "grant_rate", "target": {"project_irr": -1.0}}},
            "Expected a rate of return above −1",
        ),
    ],
)  # fmt: skip
def test_faults_of_the_block(tmp_path, draws, expected):
    (fault,) = told(tmp_path, draws)
    assert expected in fault


def test_faults_of_the_block_are_told_together_with_their_lines(tmp_path):
    found = told(tmp_path, {"capex": {"mean": 1}, "fade": {}, "delay_years": {0: 0.2}, "figures": ["x"]})
    assert len(found) == 4
    lines = (tmp_path / "study.yaml").read_text().splitlines()
    assert f"draws.capex (line {lines.index('  capex:') + 1})" in found[0]


@pytest.mark.parametrize(
    ("draws", "expected"),
    [
        ({"price_years": {"from": [2022, 2023]}}, "names 2022, and the project reads complete prices of 2023, 2024"),
        ({"price_years": {"block_years": 3}}, "blocks of 3 years, and 2 year(s)"),
        ({"acceptance": TRIANGLE}, "draws.acceptance: no case can take it up"),
        (
            {"capex": TRIANGLE, "required": {"solve_for": "toll_jpy_per_kw_year", "target": {"npv_jpy": 0}}},
            "no case has a scheme whose price is toll_jpy_per_kw_year",
        ),
    ],
)
def test_faults_against_the_cases(tmp_path, draws, expected):
    (fault,) = told(tmp_path, draws)
    assert expected in fault


def test_a_factor_of_nothing_is_refused_and_of_something_in_one_case_is_not(tmp_path):
    base = deepcopy(PLANT)
    base["battery"] |= {"availability": 1.0, "calendar_fade_per_year": 0.0}
    found = told(tmp_path, {"fade": TRIANGLE, "outage": TRIANGLE}, base=base)
    assert len(found) == 2 and "calendar_fade" in found[0] and "availability" in found[1]
    cases = [{"name": "a"}, {"name": "b", "set": {"battery.availability": 0.9}}]
    path = draw_study(tmp_path, {"count": 1, "outage": TRIANGLE}, base=base, cases=cases, axes={})
    first, second = compare(read_study(path), kept_of).draws.rows
    assert first.outcome.figures["margin_jpy_per_kw_year"] > second.outcome.figures["margin_jpy_per_kw_year"]


def test_draws_need_a_cash_flow_in_every_case(tmp_path):
    without = {k: v for k, v in PLANT.items() if k != "finance"}
    (fault,) = told(tmp_path, {"capex": TRIANGLE}, base=without)
    assert "all 2 cases: draws need a cash flow" in fault


def test_a_cover_ratio_as_target_needs_a_loan(tmp_path):
    base = deepcopy(PLANT)
    del base["finance"]["debt"]
    required = {"solve_for": "grant_rate", "target": {"min_dscr": 1.2}}
    (fault,) = told(tmp_path, {"capex": TRIANGLE, "required": required}, base=base)
    assert "needs a loan" in fault


def test_nothing_is_solved_before_faults_are_told(tmp_path, monkeypatch):
    from storage_opt.studies import batch_work

    monkeypatch.setattr(batch_work, "solve_job", lambda *_: pytest.fail("solved"))
    assert told(tmp_path, DRAWS | {"acceptance": TRIANGLE})
