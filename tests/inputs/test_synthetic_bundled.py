"""The committed data set: that it is what the generator makes, and that it is found."""

import hashlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from storage_opt.errors import MarketDataError
from storage_opt.inputs.bundled import bundled_spot_files, market_data_folder
from storage_opt.inputs.synthetic import __main__ as tool
from storage_opt.inputs.synthetic import dataset
from storage_opt.inputs.synthetic.dataset import BUNDLED_SEED, bundled_parts, differing
from storage_opt.inputs.synthetic.tables import content_sha256, parquet_bytes
from storage_opt.records.prices import AREAS
from storage_opt.timeline import Period

FOLDER = market_data_folder()
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def parts():
    return bundled_parts()


def test_rebuilding_gives_the_committed_prices(parts):
    assert differing(parts, MANIFEST, FOLDER) == []


@pytest.mark.parametrize("name", ["synthetic/spot_FY2024.parquet", "synthetic/balancing_delivery_FY2024.parquet"])
def test_one_file_is_rebuilt_bit_for_bit(parts, name):
    (part,) = [part for part in parts if part.name == name]
    (stated,) = [entry for entry in MANIFEST["files"] if entry["name"] == name]
    made, committed = parquet_bytes(part.table), (FOLDER / name).read_bytes()
    writers = {pq.ParquetFile(pa.BufferReader(data)).metadata.created_by for data in (made, committed)}
    if len(writers) > 1:
        pytest.skip(f"written by different versions of the Parquet writer: {sorted(writers)}")
    assert hashlib.sha256(made).hexdigest() == stated["sha256"]
    assert made == committed


def test_manifest_states_the_files_as_they_are():
    assert {entry["name"] for entry in MANIFEST["files"]} == {
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.parquet")
    }
    for entry in MANIFEST["files"]:
        data = (FOLDER / entry["name"]).read_bytes()
        table = pq.read_table(FOLDER / entry["name"])
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert content_sha256(table) == entry["content_sha256"]
        assert table.num_rows == entry["rows"]
        assert entry["synthetic"] is True


def test_the_whole_set_is_small_enough_for_a_repository():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 15_000_000


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_files_are_canonical_tables_that_say_they_are_synthetic(year):
    (path,) = bundled_spot_files([year])
    table = pq.read_table(path)
    assert table.schema.field("slot_start").type == pa.timestamp("ms")
    assert pa.types.is_dictionary(table.schema.field("area").type)
    assert table.schema.field("spot_jpy_per_kwh").type == pa.float64()
    told = json.loads(table.schema.metadata[b"storage_opt"])
    assert told["synthetic"] is True
    assert (told["fiscal_year"], told["seed"], told["regime"]) == (year, BUNDLED_SEED, "normal")

    starts = Period.of_fiscal_year(year).slot_starts
    areas = np.array(table.column("area").to_pylist()).reshape(len(AREAS), starts.size)
    assert tuple(areas[:, 0]) == AREAS and (areas == areas[:, :1]).all()
    found = table.column("slot_start").to_numpy().reshape(len(AREAS), starts.size)
    assert (found == starts[None, :]).all()


def test_all_years_come_when_none_is_named():
    assert [path.name for path in bundled_spot_files(None)] == [f"spot_FY{y}.parquet" for y in (2023, 2024, 2025)]
    assert [path.name for path in bundled_spot_files([2025, 2023])] == ["spot_FY2025.parquet", "spot_FY2023.parquet"]


def test_years_that_are_not_bundled_are_told_together():
    with pytest.raises(MarketDataError) as caught:
        bundled_spot_files([2022, 2023, 2031])
    assert [fault.message.values["year"] for fault in caught.value.faults] == [2022, 2031]
    assert "2023, 2024, 2025" in caught.value.text("en")
    assert "2031 年度" in caught.value.text("ja")


def test_the_tool_rebuilds_and_notices_a_change(parts, tmp_path, capsys, monkeypatch):
    few = [part for part in parts if part.kind == "spot" or part.rules_on == "delivery"]
    monkeypatch.setattr(dataset, "bundled_parts", lambda: few)
    monkeypatch.setattr(tool, "bundled_parts", lambda: few)
    main = tool.main
    assert main(["--folder", str(tmp_path)]) == 0
    stated = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert len(stated["files"]) == len(few) == 6
    for mine in stated["files"]:
        assert mine in MANIFEST["files"]
    broken = {"synthetic/spot_FY2024.parquet", "synthetic/balancing_delivery_FY2024.parquet"}
    for entry in stated["files"]:
        entry["content_sha256"] = "0" * 64 if entry["name"] in broken else entry["content_sha256"]
    (tmp_path / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert {line.split()[1].rstrip(":") for line in told} == broken
