"""``manifest.json`` of a folder of data sets: what each file holds, where it came from, and its checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from storage_opt.errors import Fault
from storage_opt.inputs.price_faults import fault, names_text

MANIFEST = "manifest.json"
SCHEMA = 1
WITHOUT_PRICES = ("supply", "eprx_by_resource", "balancing")
"""Kinds of data set that no run reads prices from."""


def read_rows(folder: Path) -> list[dict[str, Any]] | None:
    """Rows of a folder of data sets; ``None`` where there is no such manifest.

    A manifest without the list ``files`` belongs to something else, such as the output of a run.
    """
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    rows = told.get("files") if isinstance(told, dict) else None
    fine = isinstance(rows, list) and all(isinstance(row, dict) and "name" in row and "sha256" in row for row in rows)
    return rows if fine else None


def manifest_bytes(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a manifest with its rows in order of name."""
    ordered = sorted(rows, key=lambda row: str(row["name"]))
    return (json.dumps({"schema": SCHEMA, "files": ordered}, indent=2, ensure_ascii=False) + "\n").encode()


def state_of(folder: Path, row: Mapping[str, Any]) -> str:
    """``ok``, ``missing`` or ``changed``: the file of a row against its checksum."""
    try:
        data = (folder / str(row["name"])).read_bytes()
    except OSError:
        return "missing"
    return "ok" if hashlib.sha256(data).hexdigest() == row["sha256"] else "changed"


def price_files_of(
    folder: Path, rows: Sequence[Mapping[str, Any]], suffixes: Sequence[str]
) -> tuple[list[Path], list[Fault]]:
    """Price files that a manifest lists, each as it was imported, and what does not agree with it.

    Only files directly in the folder count. One that the manifest does not know is refused, so that nothing is mixed in
    unseen.
    """
    rows = [row for row in rows if "/" not in str(row["name"])]
    states = {str(row["name"]): state_of(folder, row) for row in rows}
    faults = [
        fault("prices.manifest_broken", folder=str(folder), name=name, found=state)
        for name, state in states.items()
        if state != "ok"
    ]
    strangers = sorted(
        p.name for p in folder.iterdir() if p.is_file() and p.suffix.lower() in suffixes and p.name not in states
    )
    if strangers:
        faults.append(fault("prices.not_in_manifest", folder=str(folder), names=names_text(strangers)))
    priced = [str(row["name"]) for row in rows if row.get("kind") not in WITHOUT_PRICES]
    return [folder / name for name in priced if states[name] == "ok"], faults
