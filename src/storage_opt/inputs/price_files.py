"""From paths to opened price files: folders, bytes, checksums, and the layout each header is recognised by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storage_opt.errors import Fault, MarketDataError
from storage_opt.inputs.manifests import price_files_of, read_rows
from storage_opt.inputs.price_faults import fault
from storage_opt.inputs.recognise import Source, recognise
from storage_opt.inputs.sources.table import Table
from storage_opt.inputs.sources.text_table import TextTable
from storage_opt.records.prices import SourceFile

SUFFIXES = (".csv", ".parquet")
PARQUET_MAGIC = b"PAR1"


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
    """Files of the sources; a folder stands for its price files, those of its manifest when it has one."""
    paths: list[Path] = []
    faults = [] if sources else [fault("prices.no_source")]
    for source in sources:
        if not source.is_dir():
            paths.append(source)
            continue
        if (rows := read_rows(source)) is not None:
            listed, broken = price_files_of(source, rows, SUFFIXES)
            paths += listed
            faults += broken
            if not listed and not broken:
                faults.append(fault("prices.empty_folder", file=str(source), suffixes=", ".join(SUFFIXES)))
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
    return PriceFile(path, recognise(_table(label, data)), hashlib.sha256(data).hexdigest())


def _table(label: str, data: bytes) -> Table:
    if not data.startswith(PARQUET_MAGIC):
        return TextTable.open(label, data)
    from storage_opt.inputs.sources.parquet_table import ParquetTable

    return ParquetTable.open(label, data)
