"""Finished cases on disk, one file each, named by the key of the case."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from storage_opt.records.case_figures import CaseFigures, MeanDay
from storage_opt.records.finance import OperatedYear
from storage_opt.records.study import Solved

SCHEMA = 2
"""Raised whenever a part holds something else than before: older parts are not taken up."""


def part_bytes(solved: Solved) -> bytes:
    """Lay out a finished case."""
    return json.dumps({"schema": SCHEMA, **asdict(solved)}, ensure_ascii=False, allow_nan=False).encode()


def read_part(key: str, folders: Sequence[Path]) -> Solved | None:
    """Read a finished case from the first folder that holds it whole.

    Parameters
    ----------
    key : str
        Checksum of the case.
    folders : sequence of Path
        Where earlier runs kept parts.

    Returns
    -------
    Solved or None
        ``None`` where there is none, or it cannot be read: then the case is solved again.
    """
    for folder in folders:
        with suppress(OSError, ValueError, TypeError, KeyError):
            return _solved(json.loads((folder / f"{key}.json").read_bytes()), key)
    return None


def _solved(content: dict[str, Any], key: str) -> Solved:
    """Return what ``part_bytes`` laid out; another schema or other figures than ours are a ``ValueError`` or ``TypeError``."""
    if content["schema"] != SCHEMA or content["key"] != key:
        raise ValueError(key)
    day = {name: tuple(values) for name, values in content["mean_day"].items()}
    operated = tuple(OperatedYear(**year) for year in content["operated"])
    return Solved(key, CaseFigures(**content["figures"]), MeanDay(**day), operated, content["kept"])


class PartStore:
    """Folder that takes the cases of a run as they finish; made with the first one.

    Parameters
    ----------
    folder : Path
        Where parts go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, solved: Solved) -> None:
        """Keep a case; its file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".partial", dir=self.folder)
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(part_bytes(solved))
            made.replace(self.folder / f"{solved.key}.json")
        finally:
            made.unlink(missing_ok=True)
