"""What a case is known by: a checksum of everything that its result rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from storage_opt.inputs.bundled import MANIFEST, market_data_folder
from storage_opt.inputs.rules import FOLDERS, PACKAGE
from storage_opt.inputs.schema import ProjectFile


def case_key(content: Mapping[str, Any], files: Iterable[Path], checksums: Iterable[str]) -> str:
    """Checksum of a case.

    Parameters
    ----------
    content : mapping
        Keys of the project with files of schemes put in; its checked form counts, so that neither the order of keys nor
        a default written out matters. ``name`` and ``solve.workers`` do not count, as no result depends on them.
    files : iterable of Path
        Price files and folders of such.
    checksums : iterable of str
        Of other files that were read.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    project = ProjectFile.model_validate(dict(content)).model_dump(mode="json")
    del project["name"], project["solve"]["workers"]
    rests_on = {
        "version": version("storage-opt"),
        "project": project,
        "files": sorted({*checksums, *(_sha256(path) for place in files for path in _inside(place))}),
        "rules": rules_checksum(),
        "bundled": _sha256(market_data_folder() / MANIFEST),
    }
    return hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()


@cache
def rules_checksum() -> str:
    """Checksum of all rule files of the package: rules are looked up while a case is solved, so each may count."""
    paths = sorted(path for folder in FOLDERS for path in (PACKAGE / folder).glob("*.yaml"))
    told = [(path.relative_to(PACKAGE).as_posix(), _sha256(path)) for path in paths]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _inside(place: Path) -> list[Path]:
    return sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else [place]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
