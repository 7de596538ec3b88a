"""The door for projects: defaults, overrides, and faults told together."""

from pathlib import Path

import pytest

from storage_opt.errors import ProjectError, UsageError
from storage_opt.inputs.project import read_project
from storage_opt.messages import language


@pytest.fixture
def project(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "project.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


SMALL = "battery: {power_mw: 10, energy_mwh: 40}\n"


def refused(path: Path, *overrides: str) -> str:
    with pytest.raises(ProjectError) as caught, language("en"):
        read_project(path, overrides)
    return caught.value.text("en")


def test_defaults(project):
    read = read_project(project(SMALL))
    battery = read.site.battery
    assert (battery.charge_power_mw, battery.wear_jpy_per_mwh, battery.availability) == (10, 0, 1)
    assert battery.charge_efficiency == battery.discharge_efficiency == pytest.approx(0.86**0.5)
    assert battery.soe_at_ends_mwh(30.0) == (15.0, 15.0)
    assert read.spot.fee_jpy_per_mwh == pytest.approx(40.0)
    assert [m.name for m in read.unverified_facts] == ["project.default.efficiency", "project.default.spot_fee"]


def test_final_energy_follows_the_initial_one(project):
    read = read_project(project("battery: {power_mw: 10, energy_mwh: 40, soe_initial_mwh: 7}"))
    assert read.site.battery.soe_at_ends_mwh(40.0) == (7, 7)


def test_two_efficiencies_are_kept_apart(project):
    read = read_project(
        project("battery: {power_mw: 1, energy_mwh: 4, charge_efficiency: 0.95, discharge_efficiency: 0.9}")
    )
    assert read.site.battery.round_trip_efficiency == pytest.approx(0.855)
    assert [m.name for m in read.unverified_facts] == ["project.default.spot_fee"]


def test_override_wins_over_file_and_option(project):
    path = project(SMALL)
    options = {("battery", "energy_mwh"): 50}
    assert read_project(path, [], options).site.battery.energy_mwh == 50
    read = read_project(
        path, ["battery.energy_mwh=60", "connection.no_charge=[{months: [5], hours: [16, 17]}]"], options
    )
    assert read.site.battery.energy_mwh == 60
    assert read.site.connection.no_charge[0].hours == (16, 17)
    assert read.echo["battery"]["energy_mwh"] == 60
    assert read.source.content["battery"]["energy_mwh"] == 40


def test_scientific_numbers_are_numbers(project):
    assert read_project(project(SMALL + "solve: {relative_gap: 1e-6}")).solve.relative_gap == 1e-6
    assert read_project(project(SMALL), ["solve.relative_gap=1e-7"]).solve.relative_gap == 1e-7


def test_paths_are_relative_to_the_project_file_and_options_to_the_working_folder(project, tmp_path):
    path = project(SMALL + "prices: {source: my.csv}")
    assert read_project(path).price_paths == (tmp_path / "my.csv",)
    assert read_project(path, [], {("prices", "source"): ["my.csv"]}).price_paths == (Path.cwd() / "my.csv",)


def test_all_faults_are_told_together_with_line_and_nearest_key(project):
    told = refused(
        project("battery:\n  power_mw: fast\n  enrgy_mwh: 40\n  availability: 1.5\nsolve: {method: magic}\n")
    )
    assert "5 problem(s)" in told
    assert "battery.power_mw (line 2): found 'fast'. Expected a number." in told
    assert "battery.enrgy_mwh (line 3): unknown key." in told
    assert "Did you mean energy_mwh?" in told
    assert "battery.energy_mwh: missing." in told
    assert "battery.availability (line 4): found 1.5. Expected a number of at most 1" in told
    assert "solve.method (line 5): found 'magic'. Expected one of certified, exact, lp, mip." in told


@pytest.mark.parametrize("value", ["true", "'50'", ".nan", ".inf", "[1]", "null"])
def test_a_number_is_not_made_from_something_else(project, value):
    assert "battery.power_mw" in refused(project(f"battery: {{power_mw: {value}, energy_mwh: 40}}"))


def test_doubled_key_is_a_fault(project):
    told = refused(project("battery:\n  power_mw: 10\n  power_mw: 20\n  energy_mwh: 40\n"))
    assert "battery.power_mw is given twice, in lines 2 and 3" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("battery: [", ["line", "not valid YAML"]),
        ("- a\n- b\n", ["found list"]),
        ("", ["found NoneType"]),
    ],
)
def test_what_is_no_project_is_told(project, text, words):
    told = refused(project(text))
    for word in words:
        assert word in told


def test_a_folder_or_a_binary_is_told(tmp_path):
    assert "directory" in refused(tmp_path)
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    assert "UTF-8" in refused(binary)


@pytest.mark.parametrize(
    ("battery", "words"),
    [
        ("soe_min_mwh: 50", ["battery.soe_min_mwh is 50 MWh", "0 to 40"]),
        ("soe_initial_mwh: 41", ["battery.soe_initial_mwh is 41 MWh", "0 to 40"]),
        ("soe_min_mwh: 5, soe_final_mwh: 4", ["battery.soe_final_mwh is 4 MWh", "5 to 40"]),
        ("round_trip_efficiency: 0.9, charge_efficiency: 0.95", ["both given"]),
        ("charge_efficiency: 0.95", ["only one of"]),
        ("auxiliary_mw: 2, power_mw: 10}\nconnection: {import_limit_mw: 1", ["import_limit_mw is 1 MW", "draws 2 MW"]),
    ],
)
def test_impossible_limits_are_refused_at_the_door(project, battery, words):
    text = "battery: {energy_mwh: 40, " + battery + ("" if "power_mw: 10" in battery else ", power_mw: 10") + "}\n"
    told = refused(project(text))
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    "text",
    [
        "scheme: {kind: merchant}",
        "scheme: null",
        "scheme: [{kind: merchant}]",
        "finance: null",
        "finance: {life_years: 20, tax: {}, debt: null}",
        "markets: {balancing: {products: []}, intraday: null}",
        "solar: null\nforesight: perfect",
    ],
)
def test_values_that_ask_for_nothing_are_fine(project, text):
    read_project(project(SMALL + text))


@pytest.mark.parametrize("override", ["battery", "=3", "battery.power_mw=[1"])
def test_override_without_value_is_a_usage_error(project, override):
    with pytest.raises(UsageError):
        read_project(project(SMALL), [override])


def test_override_below_a_value_is_told(project):
    assert "battery.power_mw is a value" in refused(project(SMALL), "battery.power_mw.x=1")
