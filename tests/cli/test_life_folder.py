"""A life of several years into a folder, and another one over it."""

import json

import pyarrow.parquet as pq
from test_cli import write_prices

from storage_opt.cli import _run


def test_a_shorter_life_replaces_a_longer_one(tmp_path, capsys):
    """1 % of 40 MWh a year: the second run closes before year 3, which would have 39.2 MWh, below 99 % of 40."""
    prices, out = write_prices(tmp_path / "year.csv", [5.0] * 24 + [15.0] * 24, days=366), tmp_path / "out"
    command = [
        "run", "--power-mw", "10", "--energy-mwh", "40", "--prices", str(prices), "--set", "finance.life_years=4",
        "--set", "battery.calendar_fade_per_year=0.01", "--format", "csv", "--out", str(out), "--lang", "en",
    ]  # fmt: skip
    assert _run(command) == 0
    first = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert [year["energy_mwh"] for year in first["years"]] == [40.0, 39.6, 39.2, 38.8]
    assert first["end_of_life_year"] is None
    capsys.readouterr()
    assert _run([*command, "--set", "battery.end_of_life_share=0.99"]) == 0
    shown = capsys.readouterr()
    assert "The plant closes before operating year 3 (FY2025)" in shown.out
    second = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert [year["year"] for year in second["years"]] == [1, 2]
    assert second["end_of_life_year"] == 3
    dispatch = pq.read_table(out / "dispatch.parquet")
    assert sorted(set(dispatch["year"].to_pylist())) == [1, 2]
    assert dispatch.num_rows == 2 * 366 * 48
