"""``storage-opt replay``: equal inputs give equal figures, and what differs is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from storage_opt.cli import _run
from storage_opt.messages import set_language
from storage_opt.reports.repeat import Cause, Moved, causes, moved

PROJECT = {
    "name": "again",
    "area": "tokyo",
    "start_fiscal_year": 2029,
    "battery": {"power_mw": 10, "energy_mwh": 65, "wear_jpy_per_mwh": 2000},
    "prices": {"source": "bundled:synthetic", "fiscal_years": [2023]},
    "eligibility": "ignore",
    "scheme": {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 20_000, "term_years": 2},
    "finance": {"life_years": 2, "capex_jpy_per_kwh": 20_000, "fixed_opex_jpy_per_kw_year": 5000},
}


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("run")
    (made / "p.yaml").write_text(yaml.safe_dump(PROJECT))
    assert _run(["run", str(made / "p.yaml"), "--out", str(made / "out"), "--format", "html"]) == 0
    return made / "out"


@pytest.fixture
def changed(folder, tmp_path):
    """Copy the folder with a changed file in it."""

    def change(name, edit):
        copied = tmp_path / "copy"
        shutil.copytree(folder, copied)
        content = json.loads((copied / name).read_text())
        edit(content)
        (copied / name).write_text(json.dumps(content))
        return copied

    return change


def test_a_run_with_finance_is_repeated_to_the_yen(folder, capsys):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert _run(["replay", str(folder)]) == 0
    told = capsys.readouterr().out
    objective = json.loads((folder / "summary.json").read_text())["solve"]["objective_jpy"]
    assert told.count(f"{objective:,.0f} JPY") == 2 and "cash flow to the yen" in told
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_bid_is_repeated(tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text(yaml.safe_dump(PROJECT))
    out = str(tmp_path / "bid")
    words = ["--solve-for", "ltda_price_jpy_per_kw_year", "--target", "project_irr=0.03", "--out", out]
    assert _run(["bid", str(path), *words]) == 0
    capsys.readouterr()
    assert _run(["replay", out, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.pop("compared") > 50
    assert told == {"schema": 1, "kind": "run", "same": True, "causes": [], "figures": []}


def test_a_changed_price_file_is_named_with_the_figures_that_moved(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = ["slot_start,spot_jpy_per_kwh"]
    rows += [f"2023-04-01T{t // 2:02d}:{t % 2 * 30:02d},{5 + 10 * (t >= 24)}" for t in range(48)]
    prices = Path("prices.csv")
    prices.write_text("\n".join(rows) + "\n")
    size = ["--power-mw", "10", "--energy-mwh", "40"]
    assert _run(["run", *size, "--prices", "prices.csv", "--set", "battery.soe_initial_mwh=0", "--out", "out"]) == 0
    capsys.readouterr()
    assert _run(["replay", "out"]) == 0
    assert _run(["replay", "out", "--files", "elsewhere"]) == 3  # no such file there
    assert "prices.csv" in capsys.readouterr().err
    Path("elsewhere").mkdir()
    Path("elsewhere/prices.csv").write_text(
        "\n".join([rows[0], *(row.replace(",15", ",16") for row in rows[1:])]) + "\n"
    )
    assert _run(["replay", "out", "--files", "elsewhere"]) == 3
    told = capsys.readouterr().out
    assert "Price file differs: prices.csv (SHA-256" in told and "solve.objective_jpy:" in told
    assert "differs as named above" in told


def test_dates_and_rates_by_year_in_a_project_are_kept_and_repeated(tmp_path, capsys):
    rows = ["slot_start,spot_jpy_per_kwh,rr_fit_jpy_per_kw_slot,rr_fit_acceptance"]
    rows += [f"2023-04-01T{t // 2:02d}:{t % 2 * 30:02d},{5 + 10 * (t >= 24)},1,1" for t in range(48)]
    (tmp_path / "day.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "p.yaml").write_text(
        "area: tokyo\nbattery: {power_mw: 10, energy_mwh: 40}\nprices: {source: day.csv}\n"
        "markets: {balancing: {products: [rr_fit], rules_on: 2026-09-01, acceptance: {kind: fixed}}}\n"
        "finance: null\nscheme: {kind: merchant}\n"
    )
    out = str(tmp_path / "out")
    assert _run(["run", str(tmp_path / "p.yaml"), "--out", out, "--format", "csv"]) == 0
    kept = json.loads((tmp_path / "out" / "manifest.json").read_text())["project"]
    assert kept["markets"]["balancing"]["rules_on"] == "2026-09-01"
    capsys.readouterr()
    assert _run(["replay", out, "--files", str(tmp_path)]) == 0


def test_another_version_is_named_though_figures_agree(changed, capsys):
    folder = changed("manifest.json", lambda manifest: manifest["versions"].update(highspy="1.0.0"))
    assert _run(["replay", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "Package differs: highspy 1.0.0, now " in told and "The same: objective" in told


def test_a_figure_that_moved_without_a_cause_is_a_fault_of_the_program(changed, capsys):
    def one_yen_off(summary):
        summary["finance"]["cash_flow"]["lines"][0]["amounts_jpy"][0] += 1.5

    folder = changed("summary.json", one_yen_off)
    assert _run(["replay", str(folder)]) == 1
    assert "Please report this." in capsys.readouterr().out


def test_an_objective_a_few_millionths_off_is_told(changed, capsys):
    def off(summary):
        summary["solve"]["objective_jpy"] *= 1 + 3e-6

    assert _run(["replay", str(changed("summary.json", off))]) == 1
    assert "solve.objective_jpy:" in capsys.readouterr().out


def test_folders_that_hold_no_run_are_refused(tmp_path, capsys):
    assert _run(["replay", str(tmp_path)]) == 3
    assert "manifest.json" in capsys.readouterr().err


MANIFEST = {
    "versions": {"highspy": "1", "python": "3"},
    "platform": "here",
    "prices": [{"name": "a.csv", "sha256": "1"}],
    "rule_files": [{"name": "r.yaml", "sha256": "2"}],
    "rules": [{"name": "spot.tick", "index": {"b": 1, "a": 2}, "on": "2023-04-01", "value": 0.01, "unit": "JPY/kWh"}],
    "project": {"solve": None},
}


def test_every_kind_of_cause_is_found_alone():
    assert causes(MANIFEST, MANIFEST) == []
    tick = "spot.tick[a=2, b=1] on 2023-04-01"
    others = {
        "versions": ({"highspy": "2", "python": "3"}, [Cause("version", "highspy", "1", "2")]),
        "platform": ("there", [Cause("platform", "", "here", "there")]),
        "prices": ([], [Cause("prices", "a.csv", "1", None)]),
        "rule_files": ([{"name": "r.yaml", "sha256": "3"}], [Cause("rule_file", "r.yaml", "2", "3")]),
        "rules": ([{**MANIFEST["rules"][0], "value": 0.02}], [Cause("rule", tick, "0.01 JPY/kWh", "0.02 JPY/kWh")]),
    }
    for key, (value, expected) in others.items():
        assert causes(MANIFEST, {**MANIFEST, key: value}) == expected
    limited = {**MANIFEST, "project": {"solve": {"time_limit_s": 5}}}
    assert causes(limited, limited) == [Cause("time_limit", "solve.time_limit_s", "5", "5")]


def year(**amounts):
    common = {"fiscal_year": 2029, "price_year": 2023, "solve": {"objective_jpy": 1e9}}
    return common | {"revenue_jpy": {}, "variable_cost_jpy": {}} | amounts


def test_amounts_of_a_year_and_streams_that_appear_are_found():
    before = {
        "solve": {"objective_jpy": 1e9},
        "years": [year(margin_jpy=2e9, revenue_jpy={"spot": 1.0})],
        "finance": None,
    }
    after = {
        "solve": {"objective_jpy": 1e9 + 999},
        "years": [year(margin_jpy=2e9 + 2001, revenue_jpy={"rr": 1.0})],
        "finance": None,
    }
    assert moved(before, before) == []
    assert moved(before, after) == [
        Moved("years[2029].margin_jpy", 2e9, 2e9 + 2001),
        Moved("years[2029].revenue_jpy.spot", 1.0, None),
        Moved("years[2029].revenue_jpy.rr", None, 1.0),
    ]


def test_rules_that_only_a_search_asked_for_are_no_cause():
    assert causes(MANIFEST, {**MANIFEST, "rules": [], "rule_files": []}) == []
    assert causes({**MANIFEST, "rules": []}, MANIFEST) != []
