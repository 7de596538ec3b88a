"""Draws of a study: each is what a run of the same project gives, wherever it is solved, and is not solved twice."""

import dataclasses
from copy import deepcopy

import pytest
from draw_study import DRAWS, LOAN, PLANT, draw_study

from storage_opt.finance.measures import npv
from storage_opt.inputs.project import read_project
from storage_opt.inputs.study import read_study
from storage_opt.records.bid import Target
from storage_opt.records.study import Answer, Failed
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies import batch_work
from storage_opt.studies.batch_run import BatchRun
from storage_opt.studies.bid import bid
from storage_opt.studies.cases import checked_cases
from storage_opt.studies.compare import compare
from storage_opt.studies.draw_work import solve_draw
from storage_opt.studies.draws import draw_all
from storage_opt.studies.executors import Local
from storage_opt.studies.parts import PartStore
from storage_opt.studies.run import run


def drawn(path, **how):
    return compare(read_study(path), kept_of, **how)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("draws")


@pytest.fixture(scope="module")
def comparison(folder):
    return drawn(draw_study(folder))


def scheme_of(comparison, name):
    (row,) = [row for row in comparison.rows if row.name == name]
    return row.project["scheme"]


def by_hand(folder, scheme, one, service):
    """The project of a draw, its keys written by hand."""
    content = deepcopy(PLANT) | {"scheme": scheme, "start_fiscal_year": 2028 + one.delay_years}
    content["battery"]["calendar_fade_per_year"] = 0.02 * one.fade
    content["battery"]["availability"] = 1 - 0.05 * one.outage
    content["prices"] = {"source": str(folder / "years.csv"), "sequence": list(one.price_years)}
    content["finance"]["capex_jpy"] = 200.0e6 * one.capex
    content["finance"]["spending"] = [1.0] + [0.0] * one.delay_years
    content["finance"]["base_fiscal_year"] = 2028
    if service is not None:
        content["finance"]["debt"] = LOAN | {"repayment": "stated", "service_jpy": list(service)}
    return read_project(None, [], {(key,): value for key, value in content.items()})


def planned_service(folder, scheme):
    content = deepcopy(PLANT) | {"scheme": scheme, "prices": {"source": str(folder / "years.csv")}}
    debt = run(read_project(None, [], {(key,): value for key, value in content.items()})).finance.flow.debt
    return [year.service_jpy for year in debt[1:]]


def test_every_draw_is_a_run_of_its_project(comparison, folder):
    """Independent of the draws' own way: keys by hand, the full run with yardsticks; equal to 1e-9."""
    rows = comparison.draws.rows
    assert len(rows) == 12
    for name in ("merchant", "contract"):
        scheme = scheme_of(comparison, name)
        service = planned_service(folder, scheme)
        for row in [row for row in rows if row.case == name][:4]:
            result = run(by_hand(folder, scheme, row.drawn, service))
            figures, measures = row.outcome.figures, dataclasses.asdict(result.finance.measures)
            for figure in ("project_irr", "equity_irr", "min_dscr", "npv_jpy", "equity_npv_jpy", "capex_jpy"):
                assert figures[figure] == pytest.approx(measures[figure], rel=1e-9), figure
            assert figures["public_cost_npv_jpy"] == pytest.approx(result.public.cost_npv_jpy, rel=1e-9)
            flow = result.finance.flow
            assert figures["npv_pre_tax_jpy"] == pytest.approx(npv(flow.before_tax_jpy, flow.times, 0.05), rel=1e-9)
            margins = [year.figures.margin_jpy for year in result.years]
            assert figures["margin_jpy_per_kw_year"] == pytest.approx(sum(margins) / 3 / 10_000, rel=1e-9)
            owners = [year.contracts.owner_net_jpy for year in result.years]
            assert figures["owner_net_jpy_per_kw_year"] == pytest.approx(sum(owners) / 3 / 10_000, rel=1e-9)


def test_draws_differ_and_are_the_same_for_all_cases(comparison):
    drawn_by = {
        name: [row.drawn for row in comparison.draws.rows if row.case == name] for name in ("merchant", "contract")
    }
    assert drawn_by["merchant"] == drawn_by["contract"]
    assert [one.number for one in drawn_by["merchant"]] == [1, 2, 3, 4, 5, 6]
    assert len({one.capex for one in drawn_by["merchant"]}) == 6
    assert {one.delay_years for one in drawn_by["merchant"]} == {0, 1}
    irr = [row.outcome.figures["project_irr"] for row in comparison.draws.rows]
    assert len(set(irr)) == 12 and None not in irr
    (difference,) = [p for p in comparison.draws.cases[1].paired if p.figure == "project_irr"]
    assert difference.count == 6 and difference.share_better == 1.0 and difference.variance_saved > 0.5


def test_base_cases_are_solved_as_without_draws(comparison, folder):
    plain = compare(
        dataclasses.replace(
            study := read_study(folder / "study.yaml"), asks=dataclasses.replace(study.asks, draws=None)
        ),
        kept_of,
    )
    assert plain.draws is None
    assert [row.solved.figures for row in plain.rows] == [row.solved.figures for row in comparison.rows]


def figures(comparison):
    return {(row.case, row.drawn.number): row.outcome.figures for row in comparison.draws.rows}


def test_more_draws_other_quantities_and_more_workers_change_no_draw(comparison, tmp_path):
    study = read_study(draw_study(tmp_path, draws=DRAWS | {"count": 3}, batch=1))
    cases, run_of_two = checked_cases(study), BatchRun(solve_draw, Local(2))
    solved = {row.outcome.key: row.outcome for row in comparison.rows}
    fewer = draw_all(study, cases, solved, run_of_two)
    assert run_of_two.most_workers == 2
    of_fewer = {(row.case, row.drawn.number): row.outcome.figures for row in fewer.rows}
    assert of_fewer == {key: value for key, value in figures(comparison).items() if key[1] <= 3}
    only = drawn(draw_study(tmp_path, draws={"count": 2, "seed": 4, "capex": DRAWS["capex"]}))
    assert [row.drawn.capex for row in only.draws.rows] == [row.drawn.capex for row in comparison.draws.rows[:4]]


def test_finished_draws_are_not_solved_again(comparison, tmp_path, monkeypatch):
    names = []
    solve = batch_work.solve_job
    monkeypatch.setattr(
        batch_work, "solve_job", lambda job, work, bench: names.append(job.name) or solve(job, work, bench)
    )
    path, parts = draw_study(tmp_path), tmp_path / "parts"
    first = drawn(path, store=PartStore(parts))
    assert sum("·" in name for name in names) == 12 and figures(first) == figures(comparison)
    names.clear()
    more = drawn(draw_study(tmp_path, draws=DRAWS | {"count": 7}), earlier=(parts,))
    assert names == ["merchant · 7", "contract · 7"]
    assert {key: value for key, value in figures(more).items() if key[1] <= 6} == figures(comparison)
    assert [row.is_resumed for row in more.draws.rows] == [True] * 12 + [False] * 2
    names.clear()
    drawn(draw_study(tmp_path, draws=DRAWS | {"loan": "anew"}), earlier=(parts,))
    assert len(names) == 12, "another loan is another draw"


def test_draws_that_are_alike_are_solved_once(tmp_path, monkeypatch):
    names = []
    solve = batch_work.solve_job
    monkeypatch.setattr(
        batch_work, "solve_job", lambda job, work, bench: names.append(job.name) or solve(job, work, bench)
    )
    found = drawn(draw_study(tmp_path, draws={"count": 9, "delay_years": {0: 0.5, 1: 0.5}}))
    assert sum(" · " in name for name in names) == 4 and len(found.draws.rows) == 18
    assert len({row.outcome.figures["npv_jpy"] for row in found.draws.rows if row.case == "merchant"}) == 2


def test_a_draw_that_fails_stands_in_its_row_and_the_others_go_on(tmp_path):
    """At least 30 MWh must stay in a store of 40: faded by 2 % a year it lasts, faded by 20 % it does not."""
    base = PLANT | {"battery": PLANT["battery"] | {"soe_min_mwh": 30, "soe_initial_mwh": 30}}
    found = drawn(draw_study(tmp_path, {"count": 8, "fade": {"values": [1, 10]}}, base=base))
    for case in found.draws.cases:
        faded = {row.drawn.number for row in found.draws.rows if row.case == case.name and row.drawn.fade == 10}
        assert 0 < len(faded) < 8 and set(case.failed) == faded
        assert "battery" in case.failed[min(faded)].texts["en"]
        assert case.spreads[0].draws == 8 - len(faded)
    assert found.exit_code == 3 and all(row.solved is not None for row in found.rows)


def test_a_case_without_result_has_no_loan_to_draw_with(tmp_path):
    no_plan = {"name": "no plan", "set": {"battery.soe_final_mwh": 20, "connection.import_limit_mw": 0}}
    path = draw_study(tmp_path, DRAWS | {"count": 2}, cases=[{"name": "fine"}, no_plan], axes={})
    fine, without = drawn(path).draws.cases
    assert fine.failed == {} and set(without.failed) == {1, 2}
    assert "loan" in without.failed[1].texts["en"]


def test_the_planned_loan_is_served_whatever_is_drawn(comparison, tmp_path):
    """A loan as planned is the same in every draw, and its cover follows the draw; one sized anew keeps its ratio."""
    planned = [row.outcome.figures for row in comparison.draws.rows if row.case == "merchant"]
    assert len({round(f["debt_jpy"]) for f in planned}) == 1
    assert max(f["min_dscr"] for f in planned) - min(f["min_dscr"] for f in planned) > 0.05
    anew = drawn(draw_study(tmp_path, DRAWS | {"loan": "anew"}))
    sized = [row.outcome.figures for row in anew.draws.rows if row.case == "merchant"]
    assert len({round(f["debt_jpy"]) for f in sized}) > 1
    assert all(f["min_dscr"] >= 1.8 - 1e-9 for f in sized)
    assert comparison.draws.cases[0].short_cover.count == 6


def test_the_required_grant_is_that_of_a_bid(tmp_path):
    required = {"solve_for": "grant_rate", "target": {"project_irr": 0.6}}
    draws = {"count": 2, "capex": DRAWS["capex"], "loan": "anew", "required": required}
    base = PLANT | {"finance": {k: v for k, v in PLANT["finance"].items() if k != "debt"}}
    grant = {"name": "granted", "value": {"kind": "capex_grant", "rate": 0.1}}
    found = drawn(draw_study(tmp_path, draws, base=base, axes={"scheme": [grant]}))
    for row in found.draws.rows:
        content = deepcopy(base) | {"scheme": grant["value"], "prices": {"source": str(tmp_path / "years.csv")}}
        content["finance"]["capex_jpy"] = 200.0e6 * row.drawn.capex
        project = read_project(None, [], {(key,): value for key, value in content.items()})
        _, answer = bid(project, "grant_rate", Target("project_irr", 0.6), in_full=False)
        assert 0.1 < answer.found.value < 1.0
        assert row.outcome.figures["public_cost_npv_jpy"] == pytest.approx(run(project).public.cost_npv_jpy, rel=1e-9)
        assert row.outcome.figures["public_cost_npv_jpy"] > 0.0
        assert row.outcome.figures["required"] == pytest.approx(answer.found.value, rel=1e-5)


def test_only_cases_with_the_scheme_have_a_required_price(tmp_path):
    required = {"solve_for": "ltda_price_jpy_per_kw_year", "target": {"npv_jpy": 0.0}}
    ltda = {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 20_000}
    base = PLANT | {"area": "tokyo"}
    schemes = [{"name": "merchant", "value": {"kind": "merchant"}}, {"name": "ltda", "value": ltda}]
    path = draw_study(
        tmp_path, {"count": 1, "capex": DRAWS["capex"], "required": required}, base=base, axes={"scheme": schemes}
    )
    merchant, bidder = drawn(path).draws.rows
    assert "required" not in merchant.outcome.figures
    assert isinstance(bidder.outcome, Answer) and bidder.outcome.figures["required"] > 0.0
    assert not isinstance(merchant.outcome, Failed)
