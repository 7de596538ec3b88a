"""All output folders of this program below one folder."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from storage_opt.reports.outputs import AUCTION, COMPARISON, MANIFEST, PROGRAM, SUMMARY

Kind = Literal["run", "bid", "comparison", "auction"]

OFFERED: dict[str, tuple[str, ...]] = {
    "run": ("report.html", "report.xlsx"),
    "bid": ("report.html", "report.xlsx"),
    "comparison": ("comparison.html", "results.csv"),
    "auction": ("auction.html", "awards.csv"),
}
"""Files of each kind that the page hands out; the first is its report."""


@dataclass(frozen=True, eq=False)
class Folder:
    """One output folder.

    Parameters
    ----------
    key : str
        Stands for it in addresses, so that no address ever holds a path.
    path : Path
        Where it lies.
    place : str
        The same below the folder that is explored, as it is shown.
    kind : Kind
        What made it.
    written : datetime
        When its manifest was written. [local time]
    manifest, summary : dict
        As in ``docs/reference/outputs.md``; the summary is empty where it cannot be read.
    files : tuple of str
        What can be opened, of :data:`OFFERED`.
    """

    key: str
    path: Path
    place: str
    kind: Kind
    written: datetime
    manifest: dict[str, Any]
    summary: dict[str, Any]
    files: tuple[str, ...]

    @property
    def is_run(self) -> bool:
        """Whether it holds one project solved once, so that it can be compared and run again."""
        return self.kind in ("run", "bid") and bool(self.summary)

    @property
    def name(self) -> str:
        """Name that its maker gave it, else its place."""
        return str(self.summary.get("name") or self.place)

    @property
    def is_synthetic(self) -> bool:
        """Whether any price that it rests on is generated; a comparison says so of each case."""
        priced = (price for case in self.manifest.get("cases", ()) for price in case.get("prices", ()))
        return bool(self.summary.get("is_synthetic")) or any(price["synthetic"] for price in priced)

    def file(self, name: str) -> Path | None:
        """Path of a file that may be handed out; ``None`` for any other, and for one that leads out of the folder."""
        path = self.path / name
        if name not in self.files or not path.is_file() or path.resolve().parent != self.path.resolve():
            return None
        return path


class Shelf:
    """Looks through a folder, and reads again only what has changed.

    Parameters
    ----------
    root : Path
        The folder; links to folders are not followed, and names that begin with a dot are left out.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._read: dict[Path, tuple[tuple[int, ...], Folder]] = {}
        self._lock = threading.Lock()  # several pages may ask at once

    def folders(self) -> list[Folder]:
        """All output folders, newest first."""
        with self._lock:
            found = {path: folder for path in self._places() if (folder := self._folder(path)) is not None}
            self._read = {path: read for path, read in self._read.items() if path in found}
        return sorted(found.values(), key=lambda folder: (-folder.written.timestamp(), folder.place))

    def folder(self, key: str) -> Folder | None:
        """Return the output folder of an address."""
        return next((folder for folder in self.folders() if folder.key == key), None)

    def _places(self) -> Iterator[Path]:
        for here, below, names in os.walk(self.root):
            if MANIFEST in names:
                yield Path(here)
            below[:] = sorted(name for name in below if not name.startswith("."))

    def _folder(self, path: Path) -> Folder | None:
        try:
            stamp = _stamp(path)
            if path in self._read and self._read[path][0] == stamp:
                return self._read[path][1]
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # not ours, or being replaced just now
            return None
        if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
            return None
        folder = _folder(self.root, path, manifest, _summary(path))
        self._read[path] = (stamp, folder)
        return folder


def _folder(root: Path, path: Path, manifest: dict[str, Any], summary: dict[str, Any]) -> Folder:
    kind = _kind(manifest, summary)
    place = path.relative_to(root).as_posix()
    return Folder(
        key=hashlib.sha256(os.fsencode(place)).hexdigest()[:16],
        path=path,
        place=os.fsencode(place).decode("utf-8", "replace"),
        kind=kind,
        written=datetime.fromtimestamp((path / MANIFEST).stat().st_mtime),
        manifest=manifest,
        summary=summary,
        files=tuple(name for name in OFFERED[kind] if (path / name).is_file()),
    )


def _kind(manifest: dict[str, Any], summary: dict[str, Any]) -> Kind:
    if manifest.get("kind") == COMPARISON:
        return "comparison"
    if manifest.get("kind") == AUCTION:
        return "auction"
    return "bid" if summary.get("bid") else "run"


def _summary(path: Path) -> dict[str, Any]:
    """Read the summary; one that is damaged is as none, and the list says so."""
    try:
        summary = json.loads((path / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return summary if isinstance(summary, dict) else {}


def _stamp(path: Path) -> tuple[int, ...]:
    """Change with the files that are read and with the names in the folder."""
    times = [(path / MANIFEST).stat(), path.stat()]
    summary = path / SUMMARY
    if summary.is_file():
        times.append(summary.stat())
    return tuple(number for each in times for number in (each.st_mtime_ns, each.st_size))
