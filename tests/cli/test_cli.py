"""Commands as a user types them: files, exit codes, texts."""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from storage_opt.cli import _run
from storage_opt.messages import set_language

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def prices(tmp_path):
    """Ten days: 5 yen in the first half of the day, 15 yen in the second."""
    return write_prices(tmp_path / "ten_days.csv", [5.0] * 24 + [15.0] * 24, days=10)


def write_prices(path: Path, day: list[float], days: int) -> Path:
    rows, at = ["slot_start,spot_jpy_per_kwh"], datetime(2023, 4, 1)
    for _ in range(days):
        for price in day:
            rows.append(f"{at.isoformat()},{price}")
            at += timedelta(minutes=30)
    path.write_text("\n".join(rows) + "\n")
    return path


def options(prices: Path, *more: str) -> list[str]:
    return [
        "run", "--power-mw", "10", "--energy-mwh", "40", "--prices", str(prices), "--set", "battery.soe_initial_mwh=0",
        "--set", "battery.round_trip_efficiency=0.81", "--set", "markets.spot.fee_jpy_per_kwh=0", *more,
    ]  # fmt: skip


def by_hand() -> float:
    """Each day 40 MWh are stored: 40/0.9 MWh bought at 5, 40·0.9 MWh sold at 15 JPY/kWh."""
    return 10 * 1000 * (40 * 0.9 * 15 - 40 / 0.9 * 5)


def test_run_without_project_prints_a_table_and_writes_nothing(prices, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert _run(options(prices)) == 0
    shown = capsys.readouterr()
    assert f"{by_hand():,.0f} JPY" in shown.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ten_days.csv"]


def test_json_prints_the_summary_and_nothing_else(prices, capsys):
    assert _run(options(prices, "--json")) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["solve"]["objective_jpy"] == pytest.approx(by_hand(), rel=1e-9)
    assert summary["solve"]["relative_gap"] <= 1e-9
    assert summary["years"][0]["days"] == 10
    assert summary["finance"] is None
    assert any("10 days" in warning for warning in summary["warnings"])


def test_output_folder_holds_what_the_contract_names(prices, tmp_path, capsys):
    out = tmp_path / "out"
    assert _run(options(prices, "--out", str(out), "--format", "html,xlsx,csv")) == 0
    capsys.readouterr()
    assert {p.name for p in out.iterdir()} == {
        "manifest.json", "summary.json", "awards.parquet", "dispatch.parquet", "ledger.parquet",
        "why.parquet",
        "report.html", "report.xlsx", "dispatch.csv", "ledger.csv",
    }  # fmt: skip
    ledger = pq.read_table(out / "ledger.parquet").to_pydict()
    assert sum(ledger["amount_jpy"]) == pytest.approx(by_hand(), rel=1e-9)
    dispatch = pq.read_table(out / "dispatch.parquet")
    assert dispatch.num_rows == 480
    assert str(dispatch["slot_start"][1]) == "2023-04-01 00:30:00+09:00"
    assert pyarrow.csv.read_csv(out / "dispatch.csv").num_rows == 480
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["prices"][0]["rows"] == 480
    assert len(manifest["prices"][0]["sha256"]) == 64


def test_second_run_replaces_the_first_and_leaves_nothing_beside_it(prices, tmp_path, capsys):
    out = tmp_path / "out"
    for energy in ("40", "20"):
        assert _run(options(prices, "--out", str(out), "--format", "", "--set", f"battery.energy_mwh={energy}")) == 0
    assert json.loads((out / "summary.json").read_text())["years"][0]["energy_mwh"] == 20
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "ten_days.csv"]


def test_a_folder_that_is_not_ours_is_refused_and_untouched(prices, tmp_path, capsys):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    assert _run(options(prices, "--out", str(mine))) == 3
    assert "mine" in capsys.readouterr().err
    assert (mine / "thesis.txt").read_text() == "years of work"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "ten_days.csv"]


def test_an_earlier_output_with_a_note_of_the_user_is_refused(prices, tmp_path, capsys):
    out = tmp_path / "out"
    assert _run(options(prices, "--out", str(out), "--format", "")) == 0
    (out / "my_notes.txt").write_text("keep me")
    assert _run(options(prices, "--out", str(out), "--format", "")) == 3
    assert "my_notes.txt" in capsys.readouterr().err
    assert (out / "my_notes.txt").read_text() == "keep me"


def test_a_file_in_place_of_the_folder_is_refused(prices, tmp_path, capsys):
    target = tmp_path / "file"
    target.write_text("x")
    assert _run(options(prices, "--out", str(target))) == 3
    assert target.read_text() == "x"


def test_failed_run_keeps_the_earlier_output(prices, tmp_path, capsys):
    out = tmp_path / "out"
    assert _run(options(prices, "--out", str(out), "--format", "")) == 0
    before = (out / "summary.json").read_bytes()
    assert (
        _run(
            options(
                prices, "--out", str(out), "--set", "battery.soe_final_mwh=40", "--set", "connection.import_limit_mw=0"
            )
        )
        == 4
    )
    assert (out / "summary.json").read_bytes() == before


def test_report_is_made_again_in_the_other_language(prices, tmp_path, capsys):
    out = tmp_path / "out"
    assert _run(options(prices, "--out", str(out), "--format", "")) == 0
    set_language("ja")
    assert _run(["report", str(out), "--lang", "ja", "--format", "html"]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert 'lang="ja"' in page
    assert "完全予見" in page
    assert not list(out.glob(".report.*"))


def test_report_of_a_strange_folder_is_refused(tmp_path, capsys):
    assert _run(["report", str(tmp_path)]) == 3


def test_check_names_the_prices_and_finds_no_fault(tmp_path, prices, capsys):
    project = tmp_path / "project.yaml"
    project.write_text(f"battery: {{power_mw: 1, energy_mwh: 4}}\nprices: {{source: {prices.name}}}\n")
    assert _run(["check", str(project)]) == 0
    assert "480 slots" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run"], 2, ["project file", "--power-mw"]),
        (["run", "--format", "pdf", "--power-mw", "1"], 2, ["pdf", "html, xlsx, csv"]),
        (["run", "--lang", "fr", "--power-mw", "1"], 2, ["fr", "en, ja"]),
        (["run", "--set", "battery", "--power-mw", "1"], 2, ["KEY=VALUE"]),
        (["run", "--power-mw", "1"], 3, ["battery.energy_mwh", "missing"]),
        (["run", "--power-mw", "-1", "--energy-mwh", "4"], 3, ["battery.power_mw", "-1", "above 0"]),
        (["run", "--power-mw", "1", "--energy-mwh", "4", "--area", "okinawa"], 3, ["area", "okinawa", "kyushu"]),
        (["run", "nowhere.yaml"], 3, ["nowhere.yaml", "cannot be read"]),
        (["run", "--power-mw", "1", "--energy-mwh", "4", "--prices", "nowhere.csv"], 3, ["nowhere.csv", "not found"]),
    ],
)  # fmt: skip
def test_wrong_input_is_told_with_its_exit_code(arguments, code, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert _run(arguments) == code
    shown = capsys.readouterr()
    assert not shown.out
    for word in words:
        assert word in shown.err
    assert "Traceback" not in shown.err
    assert not list(tmp_path.iterdir())


def test_time_limit_without_a_plan_is_exit_code_4(prices, capsys):
    assert _run(options(prices, "--set", "solve.time_limit_s=1e-9")) == 4
    assert "solve.time_limit_s" in capsys.readouterr().err


def test_limits_that_conflict_are_named(prices, capsys):
    conflict = ["--set", "battery.soe_final_mwh=40", "--set", "connection.import_limit_mw=0"]
    assert _run(options(prices, *conflict)) == 4
    told = capsys.readouterr().err
    assert "connection.import_limit_mw" in told
    assert "soe_final_mwh" in told
    assert "max_cycles" not in told


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_nothing(sent, tmp_path):
    """A MILP that takes far longer than the test waits is stopped in the middle."""
    noise = np.random.default_rng(0).normal(3.0, 6.0, 48 * 366).round(2)
    prices = write_prices(tmp_path / "noise.csv", [float(p) for p in noise], days=1)
    command = [
        sys.executable, "-m", "storage_opt", "run", "--power-mw", "1", "--energy-mwh", "4", "--prices", str(prices),
        "--out", str(tmp_path / "out"), "--set", "markets.spot.fee_jpy_per_kwh=0", "--set", "solve.relative_gap=0", "--method", "mip",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"LANG": "C.UTF-8"}
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=4.0)
    process.send_signal(sent)
    _, told = process.communicate(timeout=30)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[sent]
    assert "Traceback" not in told
    assert sorted(p.name for p in tmp_path.iterdir()) == ["noise.csv"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_recursion_that_is_stopped_leaves_nothing(sent, tmp_path):
    """Smallest bids of a 2 MW battery, exactly: minutes of compiled code. Compiling or running, it is stopped in the middle."""
    battery = ["battery.power_mw=2", "battery.energy_mwh=8", "battery.soe_initial_mwh=4", "solve.minimum_bids=exact"]
    overrides = [word for key in battery for word in ("--set", key)]
    command = [sys.executable, "-m", "storage_opt", "run", str(ROOT / "configs" / "balancing.yaml"), *overrides]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"LANG": "C.UTF-8"},
    )  # fmt: skip
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=6.0)
    process.send_signal(sent)
    _, told = process.communicate(timeout=30)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[sent]
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_every_command_has_help_and_speaks_japanese(capsys):
    for command in ("run", "check", "report"):
        assert _run([command, "--help"]) == 0
    set_language("ja")
    assert _run(["--help"]) == 0
    assert "系統用蓄電池" in capsys.readouterr().out


@pytest.mark.parametrize("config", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_runs(config, tmp_path, capsys):
    assert (
        _run(
            ["run", str(config), "--out", str(tmp_path / "out"), "--format", "", "--set", "prices.fiscal_years=[2024]"]
        )
        == 0
    )
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["solve"]["status"] == "optimal"
    assert summary["years"][0]["margin_jpy"] > 0


def test_default_fee_comes_from_the_rules_and_is_on_record(prices, tmp_path, capsys):
    out = tmp_path / "out"
    default = ["--set", "markets.spot.fee_jpy_per_kwh=null", "--set", "start_fiscal_year=2028"]
    assert _run(options(prices, *default, "--out", str(out), "--format", "")) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    trading, settlement, floor = manifest["rules"]
    assert (trading["name"], trading["value"], trading["unit"]) == ("spot.trading_fee", 0.03, "JPY/kWh")
    assert (settlement["name"], settlement["value"]) == ("spot.settlement_fee", 0.01)
    assert (floor["name"], floor["value"]) == ("spot.floor", 0.01)  # by which surplus is told
    assert (trading["on"], trading["since"], trading["grade"]) == ("2028-04-01", "2019-04-01", "single_source")
    assert trading["index"] == {} and trading["source"]
    assert [file["name"] for file in manifest["rule_files"]] == ["markets/rules/spot.yaml"]
    facts = json.loads((out / "summary.json").read_text())["unverified_facts"]
    assert [fact for fact in facts if "0.03 trading fee and 0.01 settlement" in fact]
    capsys.readouterr()


def test_a_start_before_the_first_rule_is_refused_with_the_way_out(prices, capsys):
    early = ["--set", "start_fiscal_year=2010"]
    assert _run(options(prices, *early, "--set", "markets.spot.fee_jpy_per_kwh=null")) == 3
    told = capsys.readouterr().err
    assert "NoRuleInForceError" in told and "spot.trading_fee" in told and "2019-04-01" in told
    assert _run(options(prices, *early)) == 0
    capsys.readouterr()


def test_intraday_prices_of_the_files(tmp_path, capsys):
    """Intraday pays 15 in every slot where spot costs 5: the most that the limit allows is sold there all day."""
    rows = ["slot_start,spot_jpy_per_kwh,intraday_jpy_per_kwh"]
    rows += [f"{(datetime(2023, 4, 1) + timedelta(minutes=30 * i)).isoformat()},5,15" for i in range(48)]
    path = tmp_path / "two.csv"
    path.write_text("\n".join(rows) + "\n")
    chosen = ["--set", "markets.intraday={fee_jpy_per_kwh: 0, limit_mw: 3}"]
    assert _run(options(path, "--json", *chosen)) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["years"][0]["revenue_jpy"]["intraday"] == pytest.approx(3 * 24 * 15 * 1000)
    path.write_text("\n".join(row.rpartition(",")[0] for row in rows) + "\n")
    assert _run(options(path, *chosen)) == 3
    assert "intraday" in capsys.readouterr().err


def test_bundled_spot_prices_come_with_bundled_intraday_prices():
    from storage_opt.inputs.project import read_project
    from storage_opt.studies.market_data import MarketData
    from storage_opt.studies.run import load_prices

    def intraday(*overrides):
        battery = {"power_mw": 1, "energy_mwh": 4}
        options = {("battery",): battery, ("area",): "tokyo", ("prices", "fiscal_years"): [2024]}
        project = read_project(None, overrides, options)
        book = load_prices(project)
        data = MarketData(project, book)
        return data.prices_of(book.years[0]).intraday_jpy_per_mwh, [source.name for source in data.sources]

    assert intraday() == (None, [])
    prices, files = intraday("markets.intraday={}")
    assert prices.mean() > 10_000
    assert files == ["bundled:intraday_FY2024.parquet"]


def test_run_without_a_folder_says_that_nothing_was_written(prices, capsys):
    assert _run(options(prices)) == 0
    assert "--out" in capsys.readouterr().out


def test_data_check_tells_the_last_day_of_a_file_with_a_missing_day(prices, tmp_path, capsys):
    rows = prices.read_text(encoding="utf-8").splitlines()
    gone = rows[1 + 48].split(",")[0][:10]
    kept = [row for row in rows if not row.startswith(gone)]
    assert len(kept) == len(rows) - 48
    path = tmp_path / "gap.csv"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert _run(["data", "check", str(path)]) == 3
    last = rows[-1].split(",")[0][:10]
    assert f"to {last}" in capsys.readouterr().out


def test_closed_pipe_is_no_fault(prices):
    words = " ".join(f"'{word}'" for word in [sys.executable, "-m", "storage_opt", *options(prices, "--json")])
    done = subprocess.run(
        ["bash", "-c", f"{words} | head -1 > /dev/null; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "0"
    assert done.stderr == ""
