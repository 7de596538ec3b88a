"""The study file: combinations, names, faults told together, and what a case is known by."""

import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from small_study import AXES, BASE, write_prices, write_study

from storage_opt.errors import StudyError
from storage_opt.inputs.study import read_study
from storage_opt.inputs.yaml_file import read_yaml
from storage_opt.messages import LANGUAGES
from storage_opt.studies.cases import checked_cases


def refused(path: Path, lang: str = "en") -> str:
    with pytest.raises(StudyError) as caught:
        checked_cases(read_study(path))
    return caught.value.text(lang)


def keys(path: Path) -> list[str]:
    return [case.key for case in checked_cases(read_study(path))]


def test_every_combination_of_cases_and_axes_is_a_case(tmp_path):
    cases = [{"name": "a"}, {"name": "b", "set": {"battery.availability": 0.5}}]
    study = read_study(write_study(tmp_path, cases=cases))
    assert [c.name for c in study.cases] == [
        "a · energy_mwh 20 · wear_jpy_per_mwh 0", "a · energy_mwh 20 · wear_jpy_per_mwh 1000",
        "a · 4 h · wear_jpy_per_mwh 0", "a · 4 h · wear_jpy_per_mwh 1000",
        "b · energy_mwh 20 · wear_jpy_per_mwh 0", "b · energy_mwh 20 · wear_jpy_per_mwh 1000",
        "b · 4 h · wear_jpy_per_mwh 0", "b · 4 h · wear_jpy_per_mwh 1000",
    ]  # fmt: skip
    batteries = [c.project.site.battery for c in study.cases]
    assert [b.energy_mwh for b in batteries] == [20, 20, 40, 40] * 2
    assert [b.wear_jpy_per_mwh for b in batteries] == [0, 1000] * 4
    assert [b.availability for b in batteries] == [1.0] * 4 + [0.5] * 4
    assert study.cases[2].axes == {"battery.energy_mwh": "4 h", "battery.wear_jpy_per_mwh": "wear_jpy_per_mwh 0"}
    assert study.reference == study.cases[0].name


def test_base_then_set_then_case_then_axis(tmp_path):
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(BASE | {"battery": {"power_mw": 3, "energy_mwh": 6}}))
    path = write_study(
        tmp_path,
        set={"battery.self_discharge_per_day": 0.01, "battery.availability": 0.9},
        cases=[
            {"name": "base", "set": {"battery.availability": 0.8}},
            {"name": "other", "project": "other.yaml"},
        ],
        axes={"battery.energy_mwh": [7]},
    )
    base, other = (case.project.site.battery for case in read_study(path).cases)
    assert (base.power_mw, base.availability, base.energy_mwh, base.self_discharge_per_day) == (10, 0.8, 7, 0.01)
    assert (other.power_mw, other.availability, other.energy_mwh, other.self_discharge_per_day) == (3, 0.9, 7, 0.01)


def test_a_case_is_warned_of_conditions_of_entry_unless_its_project_says_otherwise(tmp_path):
    assert read_study(write_study(tmp_path)).cases[0].project.eligibility == "warn"
    stated = read_study(write_study(tmp_path, set={"eligibility": "enforce"}))
    assert stated.cases[0].project.eligibility == "enforce"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"axis": {}}, ["axis (line", "Did you mean axes?"]),
        ({"cases": [{"nam": "x"}]}, ["cases.0.nam", "Did you mean name?"]),
        ({"cases": "x"}, ["cases", "Expected a list"]),
        ({"axes": {"battery.energy_mwh": []}}, ["axes.battery.energy_mwh", "no values"]),
        ({"axes": {"battery.energy_mwh": [20, 20]}}, ["two cases are called «energy_mwh 20»", "{name: …, value: …}"]),
        ({"cases": [{"name": "a", "set": {"battery.energy_mwh": 1}}]}, ["battery.energy_mwh", "by the case and by an axis"]),
        ({"base": None}, ["base: no project"]),
        ({"base": "nowhere.yaml"}, ["nowhere.yaml", "cannot be read", "all 4 cases"]),
        ({"reference": "4 h"}, ["no case is called «4 h»", "Did you mean 4 h · wear_jpy_per_mwh"]),
        ({"set": {"battery.energy_mw": 1}}, ["all 4 cases: battery.energy_mw: unknown key", "Did you mean energy_mwh?"]),
        ({"set": {"battery.power_mw.x": 1}}, ["battery.power_mw is a value and not a section"]),
        ({"set": {"prices.source": "gone.csv"}}, ["all 4 cases", "gone.csv", "not found"]),
        ({"set": {"prices.fiscal_years": [2023]}}, ["all 4 cases", "ten_days.csv"]),
        ({"set": {"scheme": {"kind": "custom"}}}, ["all 4 cases", "10 days"]),
    ],
)  # fmt: skip
def test_faults_of_a_study_are_told_with_the_way_out(tmp_path, changed, words):
    told = refused(write_study(tmp_path, **changed))
    for word in words:
        assert word in told, told
    assert len(told.splitlines()) >= 2


def test_faults_of_all_cases_are_told_together(tmp_path):
    cases = [
        {"name": "negative", "set": {"battery.power_mw": -1}},
        {"name": "fine"},
        {"name": "two", "set": {"battery.round_trip_efficency": 0.8, "battery.soe_min_mwh": 99}},
        {"name": "negative too", "set": {"battery.power_mw": -1}},
    ]
    told = refused(write_study(tmp_path, cases=cases, axes=None))
    assert "2 problem(s)" in told
    assert "«negative», «negative too»: battery.power_mw: found -1. Expected a number above 0" in told
    assert "«two»: battery.round_trip_efficency: unknown key." in told
    assert "round_trip_efficiency" in told.partition("«two»")[2]


def test_a_fault_in_a_line_of_the_study_names_the_line(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text("base:\n  battery:\n    power_mw: 0\n    energy_mwh: 1\n")
    assert "battery.power_mw (line 3): found 0" in refused(path)
    path.write_text("set: {battery.power_mw: -2}\nbase:\n  battery:\n    power_mw: 1\n    energy_mwh: 1\n")
    assert "battery.power_mw: found -2" in refused(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_faults_speak_both_languages(tmp_path, lang):
    told = refused(write_study(tmp_path, set={"battery.energy_mw": 1}), lang)
    assert {"en": "all 4 cases", "ja": "全 4 ケース"}[lang] in told


def test_the_order_of_keys_a_name_and_a_written_default_change_no_key(tmp_path):
    first = keys(write_study(tmp_path))
    turned = {section: dict(reversed(BASE[section].items())) for section in reversed(BASE)}
    assert keys(write_study(tmp_path, base=turned, name="other")) == first
    assert keys(write_study(tmp_path, set={"battery.availability": 1.0, "solve.workers": 2})) == first
    assert keys(write_study(tmp_path, set={"battery.power_mw": 10.0})) == first
    swapped = keys(write_study(tmp_path, axes=dict(reversed(AXES.items()))))
    assert sorted(swapped) == sorted(first) and swapped != first


def test_what_a_result_rests_on_changes_the_key(tmp_path, monkeypatch):
    path = write_study(tmp_path)
    first = keys(path)
    assert len(set(first)) == 4
    write_prices(tmp_path, high=15.01)
    changed = keys(path)
    assert not set(changed) & set(first)
    write_prices(tmp_path)
    assert keys(path) == first
    assert not set(keys(write_study(tmp_path, set={"battery.availability": 0.99}))) & set(first)
    path = write_study(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("storage_opt.inputs.case_key.version", lambda _: "99.0")
        assert not set(keys(path)) & set(first)
    with monkeypatch.context() as patched:
        patched.setattr("storage_opt.inputs.case_key.rules_checksum", lambda: "another rule")
        assert not set(keys(path)) & set(first)
    assert keys(path) == first


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "configs" / "studies").glob("*.yaml")), ids=lambda p: p.stem
)
def test_bundled_studies_have_no_fault(path):
    study = read_study(path)
    counts = {"grant_or_ltda": 12, "japan_and_abroad": 7, "returns_at_risk": 4, "capture_ratios": 18}
    cases = counts.get(path.stem, 8)
    assert len(keys(path)) == len(study.cases) == cases
    assert "not facts" in read_yaml(path).raw.decode()
