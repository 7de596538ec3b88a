"""Finished batches on disk: Parquet files named by the key of the batch, one row per job."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from storage_opt.records.study import Answer, Failed

SCHEMA = 3
"""Raised whenever a part holds something else than before: older parts are not taken up."""
SUFFIX = ".parquet"
MARK = b"storage_opt_part"
FIGURE = "figures."


def part_bytes(outcomes: Sequence[Answer | Failed]) -> bytes:
    """Lay out the outcomes of a batch.

    Columns: ``key``, ``exit_code`` (null: an answer), ``texts`` and ``detail`` as JSON, ``figures.*``.
    """
    names = list(dict.fromkeys(name for o in outcomes if isinstance(o, Answer) for name in o.figures))
    rows = [_row(outcome, names) for outcome in outcomes]
    table = pa.Table.from_pylist(rows)
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({MARK: str(SCHEMA).encode()}), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _row(outcome: Answer | Failed, names: Sequence[str]) -> dict[str, Any]:
    if isinstance(outcome, Failed):
        rest = {"exit_code": outcome.exit_code, "texts": _json(outcome.texts), "detail": None, "names": None}
        return {"key": outcome.key, **rest, **{FIGURE + name: None for name in names}}
    rest = {"exit_code": None, "texts": None, "detail": _json(outcome.detail), "names": _json(list(outcome.figures))}
    return {"key": outcome.key, **rest, **{FIGURE + name: outcome.figures.get(name) for name in names}}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def read_parts(folders: Sequence[Path]) -> dict[str, Answer | Failed]:
    """Read the outcomes of all parts.

    Parameters
    ----------
    folders : sequence of Path
        Where earlier runs kept parts; of several outcomes with one key the first folder's counts.

    Returns
    -------
    dict of str to Answer or Failed
        By key. A part that is damaged or of another schema is left out: its jobs are solved again.
    """
    found: dict[str, Answer | Failed] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []:
            with suppress(OSError, ValueError, TypeError, KeyError):
                for outcome in _outcomes(path):
                    found.setdefault(outcome.key, outcome)
    return found


def _outcomes(path: Path) -> list[Answer | Failed]:
    """Return what ``part_bytes`` laid out; another schema is a ``ValueError``."""
    table = pq.read_table(path)
    if (table.schema.metadata or {}).get(MARK) != str(SCHEMA).encode():
        raise ValueError(path)
    outcomes: list[Answer | Failed] = []
    for row in table.to_pylist():
        if row["exit_code"] is not None:
            outcomes.append(Failed(row["key"], row["exit_code"], json.loads(row["texts"]), is_final=True))
            continue
        figures = {name: row[FIGURE + name] for name in json.loads(row["names"])}
        outcomes.append(Answer(row["key"], figures, json.loads(row["detail"])))
    return outcomes


def count_kept(folder: Path) -> int:
    """Count the jobs whose outcomes a folder keeps."""
    return sum(pq.read_metadata(path).num_rows for path in folder.glob(f"*{SUFFIX}")) if folder.is_dir() else 0


class PartStore:
    """Folder that takes the batches of a run as they finish; made with the first one.

    Parameters
    ----------
    folder : Path
        Where parts go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, outcomes: Sequence[Answer | Failed]) -> None:
        """Keep a batch; its file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".partial", dir=self.folder)
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(part_bytes(outcomes))
            made.replace(self.folder / f"{key}{SUFFIX}")
        finally:
            made.unlink(missing_ok=True)
