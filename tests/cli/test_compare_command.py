"""``storage-opt compare`` as users type it: files, exit codes, a study that is stopped and taken up again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))

from small_study import margin_by_hand, write_study

from storage_opt.cli import _run, compare_table
from storage_opt.messages import set_language

FILES = {"manifest.json", "summary.json", "results.parquet", "results.csv", "years.parquet", "comparison.html", "parts"}
NO_PLAN = {"name": "no plan", "set": {"battery.soe_final_mwh": 20, "connection.import_limit_mw": 0}}


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


def command(study: Path, out: Path, *more: str) -> list[str]:
    return ["compare", str(study), "--out", str(out), "--executor", "local:1", *more]


def test_folder_table_and_page(tmp_path, capsys):
    out = tmp_path / "out"
    assert _run(command(write_study(tmp_path), out)) == 0
    shown = capsys.readouterr().out
    assert "4 of 4 cases solved" in shown and "comparison.html" in shown and "4 h · wear_jpy_per_mwh 1000" in shown
    assert {p.name for p in out.iterdir()} == FILES
    rows = pq.read_table(out / "results.parquet").to_pylist()
    assert [row["figures.margin_jpy"] for row in rows] == pytest.approx([margin_by_hand(e) for e in (20, 20, 40, 40)])
    assert [row["axis.battery.energy_mwh"] for row in rows] == ["energy_mwh 20"] * 2 + ["4 h"] * 2
    assert pyarrow.csv.read_csv(out / "results.csv").column_names == list(rows[0])
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["program"] == "storage-opt" and manifest["kind"] == "comparison"
    assert len(list((out / "parts").iterdir())) == len({case["key"] for case in manifest["cases"]}) == 4
    assert manifest["cases"][0]["prices"][0]["rows"] == 480 and manifest["cases"][0]["rules"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "study.yaml", "ten_days.csv"]
    assert _run(["report", str(out)]) == 3
    assert "--resume" in capsys.readouterr().err


def test_json_prints_the_summary_and_nothing_else(tmp_path, capsys):
    assert _run(command(write_study(tmp_path), tmp_path / "out", "--json")) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["schema"] == 1 and len(summary["cases"]) == 4 and summary["seconds"]["total"] > 0
    assert summary == json.loads((tmp_path / "out" / "summary.json").read_text())


def test_resume_solves_nothing_again_and_speaks_the_other_language(tmp_path, capsys):
    study, out = write_study(tmp_path), tmp_path / "out"
    assert _run(command(study, out, "--json")) == 0
    first = json.loads(capsys.readouterr().out)
    set_language("ja")
    assert _run(command(study, out, "--resume", "--json", "--lang", "ja")) == 0
    again = json.loads(capsys.readouterr().out)
    assert (first["counts"]["resumed"], again["counts"]["resumed"]) == (0, 4)
    assert [case["figures"] for case in again["cases"]] == [case["figures"] for case in first["cases"]]
    assert "完全予見" in (out / "comparison.html").read_text(encoding="utf-8")
    assert _run(command(study, out, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["resumed"] == 0


def test_a_failed_case_gives_its_exit_code_and_the_others_are_written(tmp_path, capsys):
    study = write_study(tmp_path, cases=[{"name": "fine"}, NO_PLAN], axes=None)
    assert _run(command(study, tmp_path / "out")) == 4
    shown = capsys.readouterr().out
    assert "✗ 2 no plan:" in shown and "connection.import_limit_mw" in shown and "1 of 2 cases solved" in shown
    assert [r["status"] for r in pq.read_table(tmp_path / "out" / "results.parquet").to_pylist()] == ["done", "failed"]


def test_a_long_study_is_shown_in_part_and_written_whole(tmp_path, capsys, monkeypatch):
    """Two of four cases are shown, and one of two that failed."""
    monkeypatch.setattr(compare_table, "MOST_ROWS", 2)
    monkeypatch.setattr(compare_table, "MOST_FAILED", 1)
    study = write_study(tmp_path, cases=[{"name": "fine"}, NO_PLAN], axes={"battery.wear_jpy_per_mwh": [0, 1000]})
    assert _run(command(study, tmp_path / "out")) == 4
    shown = capsys.readouterr().out
    assert "… and 2 more cases: " in shown and shown.count("✗ ") == 2 and "✗ … and 1 more failed: " in shown
    assert "results.csv" in shown and pq.read_table(tmp_path / "out" / "results.parquet").num_rows == 4


@pytest.mark.parametrize(
    ("executor", "words"),
    [
        ("dask://host", ["dask://host", "dask://HOST:PORT"]),
        ("local:0", ["local:0", "local:N"]),
        ("cloud", ["cloud", "local:N"]),
    ],
)
def test_other_executors_are_refused(tmp_path, capsys, executor, words):
    assert _run(["compare", str(write_study(tmp_path)), "--executor", executor, "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in words) and not (tmp_path / "out").exists()


def test_wrong_input_is_told_before_anything_is_solved(tmp_path, capsys):
    study = write_study(tmp_path, set={"battery.energy_mw": 1})
    assert _run(command(study, tmp_path / "out")) == 3
    told = capsys.readouterr()
    assert "Did you mean energy_mwh?" in told.err and not told.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["study.yaml", "ten_days.csv"]


def test_folders_of_others_are_untouched(tmp_path, capsys):
    study, mine = write_study(tmp_path), tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    assert _run(command(study, mine)) == 3
    (mine / "thesis.txt").rename(tmp_path / "thesis.txt")
    assert _run(command(study, mine)) == 0
    (mine / "notes.txt").write_text("keep me")
    assert _run(command(study, mine)) == 3
    assert "notes.txt" in capsys.readouterr().err and (mine / "notes.txt").read_text() == "keep me"


def test_check_lists_the_cases_of_a_study_and_its_faults(tmp_path, capsys):
    study = write_study(tmp_path)
    assert _run(["check", str(study)]) == 0
    shown = capsys.readouterr().out
    assert "3 4 h · wear_jpy_per_mwh 0: 40.0 MWh, 1 operating years" in shown and "no fault found in 4 cases" in shown
    assert _run(["check", str(study), "--json"]) == 0
    cases = json.loads(capsys.readouterr().out)["cases"]
    assert len(cases) == 4 and cases[0]["key"][:12] in shown
    assert _run(["check", str(write_study(tmp_path, set={"prices.source": "gone.csv"}))]) == 3
    assert "gone.csv" in capsys.readouterr().err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_stopped_study_keeps_what_is_finished_and_is_taken_up_again(sent, workers, tmp_path, capsys):
    """The second of the cases is a MILP of a year with offers that takes over four minutes: the study is stopped in it."""
    long = {
        "solve.method": "mip", "solve.relative_gap": 0, "prices.source": "bundled:synthetic", "area": "tokyo",
        "start_fiscal_year": 2028, "markets.balancing.products": ["composite", "rr_fit"],
    }  # fmt: skip
    cases = [{"name": "short"}, {"name": "long", "set": long}, {"name": "longer", "set": {**long, "area": "kyushu"}}]
    study, out, parts = write_study(tmp_path, cases=cases, axes=None), tmp_path / "out", tmp_path / ".out.parts"
    words = [sys.executable, "-m", "storage_opt", "compare", str(study), "--out", str(out)]
    process = subprocess.Popen(
        [*words, "--executor", f"local:{workers}"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"LANG": "C.UTF-8"}, start_new_session=True,
    )  # fmt: skip
    for _ in range(600):
        if list(parts.glob("*.parquet")):
            break
        time.sleep(0.1)
    os.killpg(process.pid, sent) if sent == signal.SIGINT else process.send_signal(sent)
    _, told = process.communicate(timeout=30)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[sent]
    assert "Traceback" not in told
    assert sent != signal.SIGINT or "1 finished cases are kept" in told
    assert sorted(p.name for p in tmp_path.iterdir()) == [".out.parts", "study.yaml", "ten_days.csv"]
    assert [p.suffix for p in parts.iterdir()] == [".parquet"]
    with pytest.raises(ProcessLookupError):  # no process of the study is left
        for _ in range(50):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
    write_study(tmp_path, cases=[cases[0], {"name": "other", "set": {"battery.energy_mwh": 20}}], axes=None)
    assert _run(command(study, out, "--resume", "--json")) == 0
    taken_up = json.loads(capsys.readouterr().out)["cases"]
    assert [case["is_resumed"] for case in taken_up] == [True, False]
    assert taken_up[0]["figures"]["margin_jpy"] == pytest.approx(margin_by_hand(40), rel=1e-9)
    assert not parts.exists()
