"""Data sets: what is written, what takes the place of what, and that a folder of them is read as it was imported."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from price_tables import TOKYO, canonical_rows, jepx_rows, prices_of, spot, write
from published_files import (
    PRELIMINARY,
    award,
    bundled_year,
    eprx_rows,
    imbalance_rows,
    intraday_rows,
    jepx_year_text,
    put,
    resource_rows,
    supply_rows,
)

from storage_opt.cli import _run
from storage_opt.errors import MarketDataError, OutputFolderError
from storage_opt.inputs.importing import LOCK, Provenance, import_files
from storage_opt.inputs.inspection import Choices
from storage_opt.inputs.manifests import read_rows, state_of
from storage_opt.inputs.prices import read_prices
from storage_opt.records.prices import AREAS


def by_name(folder: Path) -> dict[str, dict[str, object]]:
    rows = read_rows(folder)
    assert rows is not None
    assert all(state_of(folder, row) == "ok" for row in rows)
    files = {path.name for path in folder.iterdir()}
    assert files == {"manifest.json", *(row["name"] for row in rows)}
    return {row["name"]: row for row in rows}


def test_spot_file_becomes_a_table_with_its_row(tmp_path):
    path, out = put(tmp_path / "spot.csv", jepx_rows(n_days=2)), tmp_path / "sets"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    import_files([path], out)
    row = by_name(out)["jepx_spot_20230401-20230402.parquet"]
    assert row["kind"] == row["dataset"] == "jepx_spot"
    assert row["source"] == "JEPX"
    assert row["source_file"] == "spot.csv"
    assert row["source_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert row["retrieved"] == date.fromtimestamp(1_700_000_000).isoformat()
    assert row["synthetic"] is False
    assert "redistribution" in row["licence"]
    assert (row["rows"], row["first_day"], row["last_day"]) == (9 * 96, "2023-04-01", "2023-04-02")
    assert row["areas"] == list(AREAS)
    assert row["columns"] == ["spot_jpy_per_kwh", "system_jpy_per_kwh"]
    table = pq.read_table(out / row["name"])
    assert table.column_names == ["slot_start", "area", "spot_jpy_per_kwh", "system_jpy_per_kwh"]
    for number, area in enumerate(AREAS):
        np.testing.assert_array_equal(spot(read_prices([out], area=area)), prices_of(2, number))


def test_what_the_user_says_of_the_origin_is_noted(tmp_path):
    told = Provenance(date(2026, 1, 2), "our broker", "internal use")
    import_files([write(tmp_path / "mine.csv", canonical_rows())], tmp_path / "sets", Choices(), told)
    row = by_name(tmp_path / "sets")["prices_mine_20230401-20230401.parquet"]
    assert (row["retrieved"], row["source"], row["licence"]) == ("2026-01-02", "our broker", "internal use")


def test_every_kind_of_file_in_one_import(tmp_path):
    paths = [
        put(tmp_path / "a.csv", jepx_rows("2025-04-01", 30)),
        put(tmp_path / "b.csv", intraday_rows("2025-04-01", 30)),
        put(tmp_path / "c.csv", eprx_rows(n_days=30)),
        put(tmp_path / "d.csv", resource_rows("2025-04-01", 30)),
        put(tmp_path / "e_03.csv", supply_rows(n_days=30)),
        put(tmp_path / "f.csv", imbalance_rows(n_days=30)),
    ]
    out = tmp_path / "sets"
    import_files(paths, out, Choices(accept_implausible=True))
    rows = by_name(out)
    assert sorted(rows) == [
        "eprx_by_resource_fcr_202504.parquet",
        "eprx_rr_fit_202504.parquet",
        "imbalance_202504.parquet",
        "jepx_intraday_202504.parquet",
        "jepx_spot_202504.parquet",
        "supply_tokyo_202504.parquet",
    ]
    assert rows["eprx_rr_fit_202504.parquet"]["status"] == "final"
    from_sets, from_files = (
        read_prices(source, area="kyushu", accept_implausible=True).years[0]
        for source in ([out], [*paths[:3], paths[5]])
    )
    for name in ("spot_jpy_per_mwh", "intraday_jpy_per_mwh", "imbalance_jpy_per_mwh"):
        np.testing.assert_array_equal(getattr(from_sets, name), getattr(from_files, name))
    for name in ("availability_jpy_per_kw_slot", "acceptance"):
        np.testing.assert_array_equal(getattr(from_sets, name)["rr_fit"], getattr(from_files, name)["rr_fit"])
    awards = pq.read_table(out / "eprx_rr_fit_202504.parquet").to_pandas()
    tokyo = awards[awards["area"] == "tokyo"]
    assert tokyo["rr_fit_award_mw"].iloc[6] == award(0, 1, 2)[0]
    supply = pq.read_table(out / "supply_tokyo_202504.parquet")
    assert supply.column("battery_mw")[0].as_py() == -16000


def test_same_import_again_changes_nothing_but_takes_its_place(tmp_path):
    path, out = put(tmp_path / "spot.csv", jepx_rows(n_days=2)), tmp_path / "sets"
    import_files([path], out)
    before = (out / "manifest.json").read_bytes()
    (again,) = import_files([path], out)
    assert again.replaced == ("jepx_spot_20230401-20230402.parquet",)
    assert (out / "manifest.json").read_bytes() == before


def test_longer_file_takes_the_place_of_the_shorter_one(tmp_path):
    out = tmp_path / "sets"
    import_files([put(tmp_path / "a.csv", jepx_rows(n_days=2))], out)
    import_files([put(tmp_path / "i.csv", intraday_rows(n_days=2))], out)
    import_files([put(tmp_path / "b.csv", jepx_rows(n_days=3))], out)
    assert sorted(by_name(out)) == ["jepx_intraday_20230401-20230402.parquet", "jepx_spot_20230401-20230403.parquet"]
    with pytest.raises(MarketDataError, match="shares days with"):
        import_files([put(tmp_path / "a.csv", jepx_rows(n_days=2))], out)
    assert len(by_name(out)) == 2


def test_final_values_take_the_place_of_preliminary_ones_only(tmp_path):
    out = tmp_path / "sets"
    import_files([put(tmp_path / "p.csv", eprx_rows(status=PRELIMINARY))], out)
    (after,) = import_files([put(tmp_path / "r.csv", eprx_rows())], out)
    assert after.replaced
    assert [row["status"] for row in by_name(out).values()] == ["final"]


def test_nothing_is_written_when_one_file_is_wrong(tmp_path):
    out = tmp_path / "sets"
    import_files([put(tmp_path / "a.csv", jepx_rows(n_days=2))], out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    bad = jepx_rows("2023-05-01", 2)
    bad[7][3] = bad[9][5] = "?"
    with pytest.raises(MarketDataError) as caught:
        import_files([put(tmp_path / "b.csv", jepx_rows("2023-06-01", 2)), put(tmp_path / "c.csv", bad)], out)
    assert "row 10" in caught.value.text("en")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_stopped_between_two_files_leaves_no_silent_mix(tmp_path, monkeypatch):
    out = tmp_path / "sets"
    import_files([put(tmp_path / "a.csv", jepx_rows(n_days=2))], out)
    changed = jepx_rows(n_days=2)
    changed[1][changed[0].index(TOKYO)] = "77.77"
    replace = Path.replace

    def stop_at_manifest(self: Path, target: Path) -> Path:
        if Path(target).name == "manifest.json":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop_at_manifest)
    with pytest.raises(KeyboardInterrupt):
        import_files([put(tmp_path / "b.csv", changed)], out)
    monkeypatch.undo()
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
    with pytest.raises(MarketDataError, match=r"is not what manifest.json says \(changed\)"):
        read_prices([out], area="tokyo")
    import_files([put(tmp_path / "b.csv", changed)], out)
    assert spot(read_prices([out], area="tokyo"))[0] == 77.77


def test_one_import_at_a_time(tmp_path):
    out = tmp_path / "sets"
    out.mkdir()
    (out / LOCK).touch()
    with pytest.raises(OutputFolderError, match="another import is writing here"):
        import_files([put(tmp_path / "a.csv", jepx_rows())], out)


def test_bundled_folder_is_left_alone(tmp_path):
    from storage_opt.inputs.bundled import market_data_folder

    with pytest.raises(OutputFolderError, match="holds the bundled data"):
        import_files([put(tmp_path / "a.csv", jepx_rows())], market_data_folder())


def test_gaps_are_filled_and_noted(tmp_path):
    rows = jepx_rows(n_days=2)
    hokkaido = rows[0].index("エリアプライス北海道(円/kWh)")
    for row in rows[60:70]:
        row[hokkaido] = ""
    out = tmp_path / "sets"
    with pytest.raises(MarketDataError, match="is empty in 10 row"):
        import_files([put(tmp_path / "a.csv", rows)], out)
    import_files([put(tmp_path / "a.csv", rows)], out, Choices(gaps="previous_day"))
    (row,) = by_name(out).values()
    assert row["filled"] == [
        {
            "column": "spot_jpy_per_kwh",
            "area": "hokkaido",
            "rule": "previous_day",
            "slots": 10,
            "periods": [["2023-04-02 05:30", "2023-04-02 10:00", 10]],
        }
    ]
    assert "(area hokkaido): 10 slot(s) without a published price" in row["warnings"][0]
    np.testing.assert_array_equal(spot(read_prices([out], area="hokkaido"))[59:69], prices_of(1)[11:21])


def test_area_of_supply_is_asked_for(tmp_path):
    path = put(tmp_path / "x.csv", supply_rows())
    with pytest.raises(MarketDataError, match="Name it with --area"):
        import_files([path], tmp_path / "sets")
    import_files([path], tmp_path / "sets", Choices(area="chubu"))
    assert list(by_name(tmp_path / "sets")) == ["supply_chubu_20250401-20250401.parquet"]


# Commands


def test_commands(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    spot_csv, sets = tmp_path / "spot.csv", tmp_path / "market_data" / "jepx"
    spot_csv.write_text(jepx_year_text(), encoding="cp932")
    assert _run(["data", "import", str(spot_csv), "--out", str(sets), "--retrieved", "2026-10-01"]) == 0
    assert (
        "jepx_spot_FY2023.parquet: JEPX day-ahead results, 2023-04-01 to 2024-03-31, 158,112 rows."
        in capsys.readouterr().out
    )
    assert _run(["data", "list"]) == 0
    listed = capsys.readouterr().out
    (mine,) = [line for line in listed.splitlines() if "jepx_spot_FY2023" in line]
    assert " ".join(mine.split()) == (
        "market_data/jepx/jepx_spot_FY2023.parquet JEPX day-ahead results 2023-04-01 – 2024-03-31 158,112 published JEPX "
        "2026-10-01 as imported"
    )
    assert sum("synthetic  " in line and "spot_FY202" in line for line in listed.splitlines()) == 3
    assert _run(["data", "check", str(spot_csv), str(sets / "jepx_spot_FY2023.parquet")]) == 0
    checked = capsys.readouterr().out
    tokyo = bundled_year()[2]
    assert f"tokyo     17568  {tokyo.mean():5.2f}" in checked
    assert checked.count("\ntokyo ") == 2
    assert "Equal to another area: hokkaido" in checked
    assert checked.endswith("No fault found.\n")


def test_check_shows_the_good_areas_of_a_faulty_file(tmp_path, capsys):
    rows = jepx_rows(n_days=2)
    rows[5][rows[0].index(TOKYO)] = "?"
    assert _run(["data", "check", str(put(tmp_path / "spot.csv", rows))]) == 3
    shown = capsys.readouterr()
    assert "is not a number in 1 row(s): row 6" in shown.err
    assert "kyushu" in shown.out
    assert "tokyo" not in shown.out


def test_run_and_check_say_what_was_filled(tmp_path, capsys):
    rows = jepx_rows(n_days=3)
    for row in rows[100:102]:
        row[rows[0].index(TOKYO)] = "0.00"
    path = put(tmp_path / "spot.csv", rows)
    words = [
        "run",
        "--power-mw",
        "1",
        "--energy-mwh",
        "2",
        "--area",
        "tokyo",
        "--prices",
        str(path),
        "--out",
        str(tmp_path / "out"),
    ]
    assert _run(words) == 3
    assert _run([*words, "--set", "prices.gaps=previous_week"]) == 3
    capsys.readouterr()
    assert _run([*words, "--set", "prices.gaps=previous_day", "--format", "csv", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert any("2 slot(s) without a published price" in warning for warning in summary["warnings"])
    project = tmp_path / "p.yaml"
    project.write_text(
        "area: tokyo\nbattery: {power_mw: 1, energy_mwh: 2}\nprices: {source: spot.csv, gaps: previous_day}\n",
        encoding="utf-8",
    )
    assert _run(["check", str(project)]) == 0
    assert "2 slot(s) without a published price" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["filled"] == [
        {
            "column": "spot_jpy_per_kwh",
            "area": "tokyo",
            "rule": "previous_day",
            "slots": 2,
            "periods": [["2023-04-03 01:30", "2023-04-03 02:00", 2]],
        }
    ]
