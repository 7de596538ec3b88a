"""From paths to opened price files: folders, bytes, checksums, and the layout each header is recognised by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.price_faults import columns_text, fault
from storage_opt.inputs.price_rows import PriceRows
from storage_opt.inputs.sources import canonical, jepx_spot
from storage_opt.inputs.sources.canonical import Canonical
from storage_opt.inputs.sources.jepx_spot import JepxSpot
from storage_opt.inputs.sources.table import Table
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.prices import SourceFile

SUFFIXES = (".csv", ".parquet")
PARQUET_MAGIC = b"PAR1"


class Source(Protocol):
    """A recognised file."""

    layout: str
    areas: tuple[str, ...]
    table: Table

    def rows(self, area: str | None, years: Collection[int] | None) -> PriceRows:
        """Read the prices of one area in the fiscal years that matter."""


@dataclass(frozen=True)
class PriceFile:
    """A price file whose header is understood.

    Parameters
    ----------
    path : pathlib.Path
        As the user gave it, or inside a folder that the user gave.
    source : Source
        What reads it.
    sha256 : str
        Checksum of its bytes.
    """

    path: Path
    source: Source
    sha256: str

    def record(self, rows: int) -> SourceFile:
        """Return what the manifest says of this file."""
        return SourceFile(str(self.path), self.source.layout, self.sha256, rows, self.source.table.is_synthetic)


def open_files(sources: Sequence[Path]) -> tuple[list[PriceFile], list[Fault]]:
    """Open every file that the sources name, in the order given, and list those that cannot be."""
    paths, faults = _paths(sources)
    names = [path.name for path in paths]
    files = []
    for path in paths:
        label = path.name if names.count(path.name) == 1 else str(path)
        try:
            files.append(_open(path, label))
        except MarketDataError as error:
            faults += error.faults
    return files, faults


def _paths(sources: Sequence[Path]) -> tuple[list[Path], list[Fault]]:
    """Files of the sources; a folder stands for its price files in order of name."""
    paths: list[Path] = []
    faults = [] if sources else [fault("prices.no_source")]
    for source in sources:
        if not source.is_dir():
            paths.append(source)
            continue
        inside = sorted(p for p in source.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
        paths += inside
        if not inside:
            faults.append(fault("prices.empty_folder", file=str(source), suffixes=", ".join(SUFFIXES)))
    return paths, faults


def _open(path: Path, label: str) -> PriceFile:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MarketDataError(label, [fault("prices.not_found", file=str(path))]) from None
    except OSError as error:
        raise MarketDataError(label, [fault("prices.unreadable", file=str(path), found=error.strerror)]) from None
    return PriceFile(path, _recognise(_table(label, data)), hashlib.sha256(data).hexdigest())


def _table(label: str, data: bytes) -> Table:
    if not data.startswith(PARQUET_MAGIC):
        return TextTable.open(label, data)
    from storage_opt.inputs.sources.parquet_table import ParquetTable

    return ParquetTable.open(label, data)


def _recognise(table: Table) -> Source:
    """Choose the source by the names of the columns."""
    kinds: tuple[type[JepxSpot] | type[Canonical], ...] = (JepxSpot, Canonical)
    for kind in kinds:
        if kind.recognises(table.columns):
            if table.is_empty:
                raise MarketDataError(table.file, [fault("prices.no_rows", file=table.file)])
            return kind(table)
    unknown = fault(
        "prices.header",
        file=table.file,
        found=columns_text(table.columns),
        canonical=canonical.EXPECTED,
        jepx=jepx_spot.EXPECTED,
    )
    raise MarketDataError(table.file, [unknown])
