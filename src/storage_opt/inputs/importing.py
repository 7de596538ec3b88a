"""Publishers' files into a folder of canonical data sets, each with its row in the manifest."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from storage_opt.errors import Fault, MarketDataError, OutputFolderError
from storage_opt.inputs.bundled import market_data_folder
from storage_opt.inputs.inspection import Choices, Inspected, inspect_file, period_name
from storage_opt.inputs.manifests import MANIFEST, manifest_bytes, read_rows
from storage_opt.inputs.price_faults import fault, names_text
from storage_opt.inputs.price_files import open_files
from storage_opt.messages import say

LOCK = ".import.lock"
PUBLISHERS = {
    "jepx_spot": ("JEPX", "data.licence.jepx"),
    "jepx_intraday": ("JEPX", "data.licence.jepx"),
    "eprx_result": ("EPRX", "data.licence.eprx"),
    "eprx_by_resource": ("EPRX", "data.licence.eprx"),
    "supply": ("TSO", "data.licence.other"),
    "imbalance": ("imbalanceprices-cs", "data.licence.other"),
}


@dataclass(frozen=True)
class Provenance:
    """What the user says about the files.

    Parameters
    ----------
    retrieved : datetime.date or None
        Day on which they were downloaded; default: when each file was last changed.
    source, licence : str or None
        Instead of what is known of the publisher.
    """

    retrieved: date | None = None
    source: str | None = None
    licence: str | None = None


BY_DEFAULT, NOTHING_TOLD = Choices(), Provenance()


@dataclass(frozen=True)
class DataSet:
    """A data set as it was imported.

    Parameters
    ----------
    row : mapping
        Its row of the manifest.
    replaced : tuple of str
        Names of the earlier data sets that it takes the place of.
    inspected : Inspected
        The file it was made from.
    """

    row: Mapping[str, Any]
    replaced: tuple[str, ...]
    inspected: Inspected


def import_files(
    paths: Sequence[Path], out: Path, choices: Choices = BY_DEFAULT, provenance: Provenance = NOTHING_TOLD
) -> list[DataSet]:
    """Import files, all or none.

    A data set takes the place of an earlier one of the same kind whose days it covers; one that covers only part of
    the days of an earlier one is refused, so that no days are lost and none are mixed.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Files, or folders of them.
    out : pathlib.Path
        Folder of data sets; made when it does not exist.
    choices : Choices
        How to read.
    provenance : Provenance
        What to note of the origin.

    Raises
    ------
    MarketDataError
        Every fault of every file; nothing is written.
    OutputFolderError
        The folder is no folder of data sets, or another import is writing to it.
    """
    subject = names_text([str(path) for path in paths], most=3)
    _check_folder(out)
    files, faults = open_files(paths)
    found = [inspect_file(file, choices) for file in files]
    faults += [bad for each in found for bad in each.faults]
    if faults:
        raise MarketDataError(subject, faults)
    out.mkdir(parents=True, exist_ok=True)
    with _only_one(out):
        earlier = read_rows(out) or []
        faults = [*_twice(found), *(bad for each in found for bad in _conflicts(each, earlier))]
        if faults:
            raise MarketDataError(subject, faults)
        made = [_made(each, earlier, provenance) for each in found]
        _write(out, earlier, made)
    return [data_set for data_set, _ in made]


def table_of(found: Inspected) -> pa.Table:
    """Lay a file out as the canonical table: by area, then slot.

    Returns
    -------
    pyarrow.Table
        ``slot_start`` (naive Japan time), ``area`` where the file holds areas, then the columns in our units.
    """
    columns: dict[str, Any] = {
        "slot_start": pa.array(np.tile(found.slots.astype("datetime64[ms]"), len(found.areas)), pa.timestamp("ms"))
    }
    if found.areas != (None,):
        index = np.repeat(np.arange(len(found.areas), dtype=np.int8), found.slots.size)
        columns["area"] = pa.DictionaryArray.from_arrays(pa.array(index), pa.array(found.areas))
    for name, values in found.values.items():
        flat = values.reshape(-1)
        columns[name] = pa.array(flat, pa.float64(), mask=np.isnan(flat))
    told = {"synthetic": found.file.source.table.is_synthetic, "layout": found.file.source.layout}
    return pa.table(columns).replace_schema_metadata({b"storage_opt": json.dumps(told).encode()})


def _made(found: Inspected, earlier: Sequence[Mapping[str, Any]], provenance: Provenance) -> tuple[DataSet, bytes]:
    """Row of the manifest and bytes of one data set."""
    file, period = found.file, found.period
    table = table_of(found)
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", use_dictionary=True)
    publisher, licence = PUBLISHERS.get(file.source.layout, ("", "data.licence.own"))
    changed = datetime.fromtimestamp(file.path.stat().st_mtime).date()
    row = {
        "name": f"{found.dataset}_{period_name(period)}.parquet",
        "kind": file.source.layout,
        "dataset": found.dataset,
        "status": found.status,
        "source": provenance.source or publisher or file.path.name,
        "source_file": file.path.name,
        "source_sha256": file.sha256,
        "retrieved": (provenance.retrieved or changed).isoformat(),
        "synthetic": file.source.table.is_synthetic,
        "sha256": hashlib.sha256(sink.getvalue()).hexdigest(),
        "rows": table.num_rows,
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(),
        "areas": [area for area in found.areas if area is not None],
        "columns": [name for name in table.column_names if name not in {"slot_start", "area"}],
        "licence": provenance.licence or say(licence).text("en"),
        "filled": [
            {
                "column": f.column,
                "area": f.area,
                "rule": f.rule,
                "slots": f.slots,
                "periods": [list(run) for run in f.periods],
            }
            for f in found.fills
        ],
        "warnings": [warning.text("en") for warning in found.warnings],
    }
    gone = tuple(str(old["name"]) for old in earlier if _same(found, old) and _covers(found, old))
    return DataSet(row, gone, found), sink.getvalue()


def _same(found: Inspected, row: Mapping[str, Any]) -> bool:
    return row.get("dataset") == found.dataset


def _covers(found: Inspected, row: Mapping[str, Any]) -> bool:
    first, last = found.period.first_day.isoformat(), found.period.last_day.isoformat()
    return bool(first <= row["first_day"] and row["last_day"] <= last)


def _overlaps(found: Inspected, row: Mapping[str, Any]) -> bool:
    first, last = found.period.first_day.isoformat(), found.period.last_day.isoformat()
    return bool(first <= row["last_day"] and row["first_day"] <= last)


def _conflicts(found: Inspected, earlier: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Earlier data sets of the same kind that share days with this one but cannot be replaced by it."""
    faults = []
    for row in earlier:
        if not _same(found, row) or not _overlaps(found, row):
            continue
        told = {
            "file": found.file.source.table.file,
            "first": found.period.first_day,
            "last": found.period.last_day,
            "name": row["name"],
            "other_first": row["first_day"],
            "other_last": row["last_day"],
        }
        if not _covers(found, row):
            faults.append(fault("data.overlap", **told))
        elif row.get("status") == "final" and found.status == "preliminary":
            faults.append(fault("data.final_there", **told))
    return faults


def _twice(found: Sequence[Inspected]) -> list[Fault]:
    """Two files of one import that hold the same data set for the same days."""
    faults = []
    for i, each in enumerate(found):
        for other in found[:i]:
            first, last = other.period.first_day.isoformat(), other.period.last_day.isoformat()
            row = {"dataset": other.dataset, "first_day": first, "last_day": last}
            if _same(each, row) and _overlaps(each, row):
                names = {"file": other.file.source.table.file, "other": each.file.source.table.file}
                faults.append(fault("data.twice", dataset=each.dataset, **names))
    return faults


def _check_folder(out: Path) -> None:
    """Refuse a place that is not a folder of data sets before anything is read."""
    subject = str(out)
    if out.exists() and not out.is_dir():
        raise OutputFolderError(subject, [fault("data.not_folder", folder=subject)])
    if out.is_dir() and out.resolve() == market_data_folder().resolve():
        raise OutputFolderError(subject, [fault("data.bundled_folder", folder=subject)])
    visible = [path for path in out.iterdir() if path.name != LOCK] if out.is_dir() else []
    if visible and read_rows(out) is None:
        raise OutputFolderError(subject, [fault("data.not_ours", folder=subject, manifest=MANIFEST)])


@contextmanager
def _only_one(out: Path) -> Iterator[None]:
    """Keep other imports out of the folder; a second one is refused, not mixed in."""
    lock = out / LOCK
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        raise OutputFolderError(str(out), [fault("data.locked", folder=str(out), lock=str(lock))]) from None
    try:
        yield
    finally:
        lock.unlink()


def _write(out: Path, earlier: Sequence[Mapping[str, Any]], made: Sequence[tuple[DataSet, bytes]]) -> None:
    """Put files and manifest in place.

    Everything is written beside its place first. The manifest goes last: should the program be killed between two
    steps, a file no longer agrees with its row and is refused when read.
    """
    gone = {name for data_set, _ in made for name in data_set.replaced}
    names = {str(data_set.row["name"]) for data_set, _ in made}
    rows = [row for row in earlier if str(row["name"]) not in gone]
    planned = [(str(data_set.row["name"]), data) for data_set, data in made]
    planned.append((MANIFEST, manifest_bytes([*rows, *(data_set.row for data_set, _ in made)])))
    partial = [(out / f".{name}.partial", out / name, data) for name, data in planned]
    try:
        for beside, _, data in partial:
            beside.write_bytes(data)
        for beside, place, _ in partial:
            beside.replace(place)
    finally:
        for beside, _, _ in partial:
            beside.unlink(missing_ok=True)
    for name in gone - names:
        (out / name).unlink(missing_ok=True)
