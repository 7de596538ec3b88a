"""``storage-opt data synth`` as a user types it."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from storage_opt.cli import _run
from storage_opt.inputs.bundled import market_data_folder
from storage_opt.inputs.bundled_balancing import read_balancing
from storage_opt.inputs.synthetic.tables import content_sha256
from storage_opt.messages import set_language


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


def synth(out: Path, *more: str) -> int:
    return _run(["data", "synth", "--fiscal-years", "2024", "--out", str(out), *more])


def spot(out: Path, area: str) -> np.ndarray:
    table = pq.read_table(out / "spot_FY2024.parquet", filters=[("area", "=", area)])
    return table.column("spot_jpy_per_kwh").to_numpy().reshape(-1, 48)


def test_bundled_seed_gives_the_bundled_prices(tmp_path, capsys):
    assert synth(tmp_path / "out", "--seed", "2023") == 0
    shown = capsys.readouterr().out
    assert "No slot of them was ever traded" in shown and "spot_FY2024.parquet" in shown
    bundled = json.loads((market_data_folder() / "manifest.json").read_text(encoding="utf-8"))
    expected = {Path(entry["name"]).name: entry["content_sha256"] for entry in bundled["files"]}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["synthetic"] is True and manifest["seed"] == 2023
    assert {entry["kind"] for entry in manifest["files"]} == {"spot", "intraday", "balancing"}
    for entry in manifest["files"]:
        assert entry["content_sha256"] == expected[Path(entry["name"]).name]
        assert content_sha256(pq.read_table(tmp_path / "out" / entry["name"])) == entry["content_sha256"]


def test_more_sun_deepens_the_valley_and_asks_for_more_rr_fit(tmp_path, capsys):
    assert synth(tmp_path / "one", "--areas", "kyushu") == 0
    assert synth(tmp_path / "two", "--areas", "kyushu", "--solar-factor", "1.5") == 0
    one, two = spot(tmp_path / "one", "kyushu"), spot(tmp_path / "two", "kyushu")
    assert (two <= one).all() and two[:, 20:28].mean() < one[:, 20:28].mean() - 1.0
    assert np.array_equal(one[:, :8], two[:, :8])
    books = [
        read_balancing(tmp_path / n / "balancing" / "balancing_delivery_FY2024.parquet", "kyushu")
        for n in ("one", "two")
    ]
    less, more = (book.of("rr_fit")[0].requirement_mw.sum() for book in books)
    assert more == pytest.approx(1.5 * less, rel=0.01)


def test_choice_of_areas_changes_no_value(tmp_path, capsys):
    assert synth(tmp_path / "few", "--areas", "tokyo,hokkaido", "--rules-on", "2026-09-01") == 0
    assert synth(tmp_path / "all", "--rules-on", "2026-09-01") == 0
    table = pq.read_table(tmp_path / "few" / "spot_FY2024.parquet")
    assert table.column("area").unique().to_pylist() == ["hokkaido", "tokyo"]
    assert np.array_equal(spot(tmp_path / "few", "tokyo"), spot(tmp_path / "all", "tokyo"))
    name = "balancing/balancing_2026-09-01_FY2024.parquet"
    few, every = (read_balancing(tmp_path / n / name, "tokyo") for n in ("few", "all"))
    np.testing.assert_array_equal(few.of("fcr")[0].award_mw, every.of("fcr")[0].award_mw)
    with pytest.raises(ValueError, match="kyushu"):
        read_balancing(tmp_path / "few" / name, "kyushu")


def test_folder_serves_as_prices_of_a_run(tmp_path, capsys):
    assert synth(tmp_path / "prices", "--areas", "tokyo", "--regime", "crisis") == 0
    run = ["run", "--power-mw", "1", "--energy-mwh", "2", "--prices", str(tmp_path / "prices"), "--json", "--set"]
    capsys.readouterr()
    assert _run([*run, "solve.method=lp"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["years"][0]["price_year"] == 2024
    assert any("Synthetic" in warning for warning in summary["warnings"])


def test_earlier_data_set_is_replaced_and_nothing_else_is(tmp_path, capsys):
    out = tmp_path / "out"
    assert synth(out, "--areas", "tokyo") == 0
    assert _run(["data", "synth", "--fiscal-years", "2030", "--out", str(out), "--areas", "tokyo"]) == 0
    assert sorted(path.name for path in out.glob("*.parquet")) == ["spot_FY2030.parquet"]
    (out / "mine.txt").write_text("keep me")
    assert synth(out, "--areas", "tokyo") == 3
    assert "mine.txt" in capsys.readouterr().err and (out / "mine.txt").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.md").write_text("mine")
    assert synth(other) == 3


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (["--areas", "tokio"], "tokio"),
        (["--regime", "calm"], "calm"),
        (["--solar-factor", "-1"], "-1"),
        (["--fiscal-years", "2024-2020"], "2024-2020"),
        (["--fiscal-years", "soon"], "soon"),
        (["--rules-on", "2026-13-01"], "2026-13-01"),
    ],
)
def test_wrong_usage_names_what_was_found(tmp_path, capsys, wrong, word):
    assert synth(tmp_path / "out", *wrong) == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
