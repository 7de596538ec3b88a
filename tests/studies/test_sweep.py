"""Facts are varied by the key that holds them, ranked by what they do to the difference of two cases, and none is dropped."""

from dataclasses import replace
from typing import get_args

import pytest
from money_study import BASE, money_study
from small_study import write_study

from storage_opt.errors import StudyError
from storage_opt.inputs.rules import rule_book
from storage_opt.inputs.schema import ProjectFile
from storage_opt.inputs.study import read_study
from storage_opt.inputs.study_asks import HEADLINES
from storage_opt.messages import LANGUAGES, catalogue
from storage_opt.records.study_answers import Fact, SweepStep, SweptFact
from storage_opt.reports.comparison.kept import kept_of
from storage_opt.studies import batch_work, parts
from storage_opt.studies.compare import compare
from storage_opt.studies.levers import LEVERS, opposite, others, plus, times
from storage_opt.studies.parts import SCHEMA, PartStore, read_parts

PAIR = ["4 h", "2 h"]
AXES = {"battery.energy_mwh": [{"name": "4 h", "value": 40}, {"name": "2 h", "value": 20}]}
PER_KWH = {"finance.capex_jpy": None, "finance.capex_jpy_per_kwh": 5_000}


@pytest.fixture
def solved_names(monkeypatch):
    names, solve = [], batch_work.solve_job

    def counted(job, work, bench):
        names.append(job.name)
        return solve(job, work, bench)

    monkeypatch.setattr(batch_work, "solve_job", counted)
    return names


def study_of(folder, **keys):
    given = {"axes": AXES, "set": PER_KWH, "pair": PAIR, "headline": "npv_jpy", "reference": "2 h"} | keys
    return read_study(money_study(folder, **given))


def test_effects_are_those_of_a_hand_and_the_largest_stands_first(tmp_path):
    """A yen per kWh of capital cost moves the difference of 20 MWh by 20,000 JPY; a fixed cost that both have moves it by nothing."""
    own = [
        {"name": "fixed cost", "key": "finance.fixed_opex_jpy_per_kw_year", "values": [100]},
        {"name": "a little", "key": "finance.capex_jpy_per_kwh", "values": [5_100]},
        {"name": "a lot", "key": "finance.capex_jpy_per_kwh", "values": [4_000, 15_000]},
    ]
    sweep = compare(study_of(tmp_path, sweep=own), kept_of).sweep
    assert [s.fact.rule for s in sweep.swept] == ["a lot", "a little", "fixed cost"]
    assert [s.effect for s in sweep.swept] == pytest.approx([200.0e6, 2.0e6, 0], abs=1e-3)
    lot = sweep.swept[0]
    base = sweep.base[0] - sweep.base[1]
    assert [step.difference - base for step in lot.steps] == pytest.approx([20.0e6, -200.0e6], abs=1e-3)
    assert lot.effect_on_case == pytest.approx(400.0e6, abs=1e-3)
    assert (lot.fact.value, lot.fact.grade, lot.key) == (5_000, "assumption", "finance.capex_jpy_per_kwh")
    assert 0 < base < 200.0e6
    assert [s.fact.rule for s in sweep.overturning] == ["a lot"] and sweep.not_swept == ()


def test_a_default_is_varied_and_gives_what_a_case_with_that_value_gives(tmp_path):
    base = BASE | {"markets": {}}
    fee = compare(study_of(tmp_path, base=base, sweep=["project.default.spot_fee"]), kept_of).sweep
    (swept,) = fee.swept
    assert swept.fact.value == 0.04 and swept.key == "markets.spot.fee_jpy_per_kwh"
    assert swept.fact.cases == ("4 h", "2 h")
    for step, value in zip(swept.steps, (0.02, 0.06), strict=True):
        assert step.settings == {"4 h": pytest.approx(value), "2 h": pytest.approx(value)}
        stated = study_of(tmp_path, set=PER_KWH | {"markets.spot.fee_jpy_per_kwh": value}, headline=None, pair=None)
        expected = [row.solved.figures.npv_jpy for row in compare(stated, kept_of).rows]
        assert step.values == pytest.approx(expected, rel=1e-9)


def test_taxes_are_varied_on_the_same_plan_and_facts_without_a_key_are_listed(tmp_path, solved_names):
    finance = {"life_years": 2, "capex_jpy_per_kwh": 2_500, "grid_charges": {"generator": False}}
    base = BASE | {"finance": finance}
    sweep = compare(study_of(tmp_path, base=base, set=None, sweep=True), kept_of).sweep
    assert solved_names == ["4 h", "2 h"]
    by_rule = {s.fact.rule: s for s in sweep.swept}
    assert {"tax.effective_rate", "tax.loss_years", "tax.property_base_before_grant"} <= set(by_rule)
    rate = by_rule["tax.effective_rate"]
    low, high = rate.steps
    assert rate.fact.grade == "inferred" and rate.fact.source
    assert low.values[0] > rate.base[0] > high.values[0]
    stated = study_of(
        tmp_path, base=BASE | {"finance": finance | {"tax": {"rate": high.settings["4 h"]}}}, set=None,
        headline=None, pair=None,
    )  # fmt: skip
    assert high.values[0] == pytest.approx(compare(stated, kept_of).rows[0].solved.figures.npv_jpy, rel=1e-9)
    doubtful = {
        use["name"] for use in by_case(tmp_path, base) if use["assumed"] or use["grade"] in ("inferred", "unverified")
    }
    assert doubtful == set(by_rule) | {fact.rule for fact in sweep.not_swept}


def test_all_facts_and_an_assumption_of_ones_own_in_one_list(tmp_path):
    own = {"name": "wear", "key": "battery.wear_jpy_per_mwh", "values": [1000]}
    every = compare(study_of(tmp_path, base=BASE | {"markets": {}}, sweep=True), kept_of).sweep
    both = compare(study_of(tmp_path, base=BASE | {"markets": {}}, sweep=["all", own]), kept_of).sweep
    names = [{s.fact.rule for s in sweep.swept} for sweep in (every, both)]
    assert "project.default.spot_fee" in names[0] and names[1] == names[0] | {"wear"}
    assert both.not_swept == every.not_swept


def by_case(folder, base):
    row = compare(study_of(folder, base=base, set=None, headline=None, pair=None), kept_of).rows[0]
    return row.solved.kept["rules"]


def test_a_contract_fact_is_varied_only_where_it_is_used(tmp_path):
    """Wear that is deducted before the refund of an LTDA: the merchant beside it stays as it is."""
    base = {
        "area": "tokyo", "start_fiscal_year": 2029, "prices": {"fiscal_years": [2024]},
        "battery": {"power_mw": 10, "energy_mwh": 65, "soe_initial_mwh": 0, "wear_jpy_per_mwh": 2000},
        "finance": {"life_years": 1, "capex_jpy": 2.0e9},
    }  # fmt: skip
    ltda = {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 27000}
    axes = {"scheme": [{"kind": "merchant"}, ltda]}
    keys = {"base": base, "axes": axes, "sweep": ["ltda_contract.deductible"], "reference": "merchant"}
    path = write_study(tmp_path, **keys, headline="lost_margin_jpy")
    comparison = compare(read_study(path), kept_of)
    (swept,) = comparison.sweep.swept
    (step,) = swept.steps
    assert comparison.sweep.pair == ("ltda", "merchant")
    assert step.settings == {"ltda": True} and swept.key == "scheme.wear_deductible"
    assert comparison.sweep.base[0] > 1e6 and step.values == pytest.approx((0, 0), abs=1e-3)
    assert swept.overturns and swept.effect == pytest.approx(comparison.sweep.base[0])


def test_resume_takes_varied_cases_too(tmp_path, solved_names):
    own = [{"name": "cost", "key": "finance.capex_jpy_per_kwh", "values": [4_000]}]
    study, folder = study_of(tmp_path, sweep=own), tmp_path / "parts"
    first = compare(study, kept_of, store=PartStore(folder))
    assert len(solved_names) == 4 == len(first.all_solved) and len(first.varied) == 2
    solved_names.clear()
    again = compare(study, kept_of, earlier=(folder,))
    assert solved_names == [] and again.sweep == first.sweep and again.varied == first.varied


def test_parts_of_an_earlier_kind_are_not_taken_up(tmp_path, monkeypatch, solved_names):
    study, folder = study_of(tmp_path, headline=None, pair=None), tmp_path / "parts"
    compare(study, kept_of, store=PartStore(folder))
    known = read_parts([folder])
    assert len(known) == len(solved_names) == 2
    solved_names.clear()
    edited = tmp_path / "edited"
    for key, answer in known.items():
        fewer = {name: value for name, value in answer.figures.items() if name != "project_irr"}
        PartStore(edited).put(key, [replace(answer, figures=fewer)])
    assert len(read_parts([edited])) == 2
    compare(study, kept_of, earlier=(edited,))
    assert len(solved_names) == 2
    monkeypatch.setattr(parts, "SCHEMA", SCHEMA - 1)
    older = tmp_path / "older"
    PartStore(older).put("k", list(known.values()))
    assert len(read_parts([older])) == 2
    monkeypatch.setattr(parts, "SCHEMA", SCHEMA)
    assert read_parts([older]) == {}


def test_a_value_that_has_no_result_says_why_and_a_failed_pair_has_no_conclusion(tmp_path):
    own = [{"name": "no life", "key": "battery.power_mw", "values": [-1]}]
    sweep = compare(study_of(tmp_path, sweep=own), kept_of).sweep
    (step,) = sweep.swept[0].steps
    assert step.values == (None, None) and sweep.swept[0].effect is None and not sweep.swept[0].overturns
    assert "battery.power_mw" in step.messages["en"] and set(step.messages) == set(LANGUAGES)
    no_plan = {"battery.soe_final_mwh": 10, "connection.import_limit_mw": 0}
    failed = compare(study_of(tmp_path, sweep=own, set=PER_KWH | no_plan), kept_of).sweep
    assert failed.base == (None, None) and failed.swept == failed.not_swept == ()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"sweep": ["tax.efective_rate"]}, "tax.effective_rate"),
        ({"sweep": True, "headline": "project_ir"}, "project_irr"),
        ({"sweep": True, "pair": ["4 h", "3 h"]}, "pair.1"),
        ({"sweep": True, "pair": ["4 h", "4 h"]}, "«4 h»"),
        ({"headline": "npv_jpy", "sweep": False}, "sweep: true"),
        ({"equal_budget": {"of": "ltdo"}}, "equal_budget.of"),
        ({"equal_budget": {"of": "4 h", "with": "loan"}}, "equal_budget.with"),
        ({"equal_budget": {"of": "4 h", "wit": "grant"}}, "Did you mean with?"),
        ({"hurdle": {"project_irr": "high"}}, "hurdle.project_irr"),
        ({"sweep": [{"name": "x", "key": "battery.power_mw"}]}, "sweep.0.values"),
        ({"sweep": True, "axes": None, "pair": None}, "two cases"),
    ],
)
def test_questions_about_nothing_are_refused(tmp_path, keys, words):
    with pytest.raises(StudyError) as refused:
        study_of(tmp_path, **({"headline": None, "pair": None, "reference": None} | keys))
    assert words in refused.value.text("en")
    assert refused.value.text("ja") != refused.value.text("en")


def test_every_lever_is_a_key_of_the_project_and_a_fact_that_exists():
    rules = rule_book().rules
    listed = get_args(get_args(get_args(ProjectFile.model_fields["scheme"].annotation)[0])[0])
    sections = {get_args(section.model_fields["kind"].annotation)[0]: section for section in listed}
    for lever in LEVERS:
        assert all(rule in rules or rule.startswith("project.default.") for rule in lever.rules), lever
        first, *path = lever.key.split(".")
        if first == "scheme":
            assert lever.kinds and all(path[0] in sections[kind].model_fields for kind in lever.kinds), lever
        else:
            at = ProjectFile
            for part in (first, *path):
                field = at.model_fields[part]
                parts = [field.annotation, *getattr(field.annotation, "__args__", ())]
                at = next((p for p in parts if hasattr(p, "model_fields")), None)
            assert not lever.kinds


def test_other_values_differ_from_the_one_used():
    def fact(value):
        return Fact("r", {}, value, "1", "unverified", "", False, ("a",))

    assert times(0.5, 1.0, 2.0, most=1.5)(fact(1.0), {}) == [0.5, 1.5]
    assert plus(-0.2, 0.2, most=0.95)(fact(0.9), {}) == [0.7, 0.95]
    assert others(1 / 3, 0.5)(fact(0.5), {}) == [1 / 3]
    assert opposite(fact(False), {}) == [True]


def test_a_conclusion_turns_only_with_its_sign():
    fact = Fact("r", {}, 1.0, "1", "unverified", "", False, ("a",))

    def swept(base, *steps):
        return SweptFact(fact, "key", tuple(SweepStep({}, values, {}) for values in steps), base)

    assert not swept((3.0, 1.0), (2.0, 1.0), (9.0, 1.0)).overturns
    assert swept((3.0, 1.0), (9.0, 1.0), (0.5, 1.0)).overturns
    assert swept((1.0, 3.0), (3.0, 3.0)).overturns
    assert swept((3.0, 1.0), (1.0 + 1e-12, 1.0)).overturns and not swept((3.0, 1.0), (1.001, 1.0)).overturns
    assert not swept((1.0, None), (0.5, 1.0)).overturns and swept((1.0, None), (0.5, 1.0)).effect is None
    assert swept((3.0, 1.0), (None, 1.0), (6.0, 2.0)).effect == 2.0


def test_every_headline_has_a_name_in_both_languages():
    for language in LANGUAGES:
        assert {f"comparison.figure.{name}" for name in HEADLINES} <= set(catalogue(language))
