"""An output folder appears whole or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage_opt.errors import Fault, OutputFolderError
from storage_opt.messages import say
from storage_opt.reports.outputs import MANIFEST, WRITTEN, Outputs, is_output, strangers


def check_replaceable(folder: Path, ours: Collection[str] = WRITTEN) -> None:
    """Refuse a target that is not ours to replace, before any work is done.

    Parameters
    ----------
    folder : pathlib.Path
        Where output is to go.
    ours : collection of str
        Names that an earlier output of the same kind may hold.

    Raises
    ------
    OutputFolderError
        ``folder`` is a file, a folder with content that this program did not write, or cannot be made.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise _refused(folder, "reports.not_folder")
    if folder.is_dir() and any(folder.iterdir()) and not is_output(folder):
        raise _refused(folder, "reports.not_ours", manifest=MANIFEST)
    if folder.is_dir() and (foreign := strangers(folder, ours)):
        raise _refused(folder, "reports.strangers", names=", ".join(foreign))
    parent = _existing_parent(folder)
    if not os.access(parent, os.W_OK):
        raise _refused(folder, "reports.not_writable", parent=parent)


@contextmanager
def whole_folder(folder: Path, ours: Collection[str] = WRITTEN) -> Iterator[Path]:
    """Give a temporary folder beside ``folder`` that takes its place at the end of the block, or vanishes.

    An earlier output is exchanged in one step where the system can (Linux), else moved aside and deleted.
    """
    check_replaceable(folder, ours)
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        made.chmod(0o755)
        yield made
        _put_in_place(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _put_in_place(made: Path, folder: Path) -> None:
    if not folder.exists():
        made.rename(folder)
    elif not _exchange(made, folder):
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
        aside.rmdir()
        folder.rename(aside)
        try:
            made.rename(folder)
        except OSError:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; ``False`` where the system has no such call."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):
        at_working_folder, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of renameat2(2)
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(rename(at_working_folder, os.fsencode(one), at_working_folder, os.fsencode(other), exchange) == 0)
    return False


def _existing_parent(folder: Path) -> Path:
    parent = folder.resolve().parent
    while not parent.exists():
        parent = parent.parent
    return parent


def _refused(folder: Path, name: str, **values: object) -> OutputFolderError:
    return OutputFolderError(str(folder), [Fault(say(name, **values), say(f"{name}.do"))])


def write_folder(outputs: Outputs, folder: Path, formats: Collection[str], language: str) -> None:
    """Write data files and reports of a run; ``folder`` appears whole or not at all."""
    with whole_folder(folder) as made:
        outputs.write_data(made)
        _write_reports(outputs, made, formats, language)


def write_reports(outputs: Outputs, folder: Path, formats: Collection[str], language: str) -> list[Path]:
    """Write the reports of an earlier run again, each file replaced in one step; return their paths.

    Raises
    ------
    OutputFolderError
        The folder may not be written to.
    """
    if not os.access(folder, os.W_OK):
        raise _refused(folder, "reports.read_only")
    with tempfile.TemporaryDirectory(prefix=".report.", suffix=".partial", dir=folder) as temporary:
        made = Path(temporary)
        _write_reports(outputs, made, formats, language)
        paths = []
        for file in sorted(made.iterdir()):
            file.replace(folder / file.name)
            paths.append(folder / file.name)
    return paths


def _write_reports(outputs: Outputs, folder: Path, formats: Collection[str], language: str) -> None:
    if "html" in formats:
        from storage_opt.reports import html

        (folder / "report.html").write_text(html.render(outputs, language), encoding="utf-8")
    if "xlsx" in formats:
        from storage_opt.reports import xlsx

        xlsx.write(outputs, folder / "report.xlsx", language)
    if "csv" in formats:
        from storage_opt.reports import csv_export

        csv_export.write(outputs, folder)
