"""Where a study is solved, and what is kept of it when it is stopped: options that several commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from storage_opt.cli.terminal import tell
from storage_opt.errors import UsageError
from storage_opt.messages import say, text

if TYPE_CHECKING:
    from storage_opt.studies.executors import Executors

LOCAL, DASK = "local", "dask"
METAVAR = "local[:N]|dask://HOST:PORT"
PARTS_NAME = ".{name}.parts"
"""Folder beside the output folder that holds finished batches while a study runs, and after it was stopped."""


def executor_of(named: str) -> Executors:
    """Read where a study is to be solved.

    Raises
    ------
    UsageError
        Unknown form.

    Examples
    --------
    >>> executor_of("local:3"), executor_of("dask://host:8786")
    (Local(workers=3), Dask(address='host:8786'))
    """
    from storage_opt.solve.outcome import available_processors
    from storage_opt.studies.executors import Dask, Local

    kind, colon, rest = named.partition(":")
    if kind == DASK:
        host, _, port = rest.removeprefix("//").rpartition(":")
        if rest.startswith("//") and host and port.isdecimal():
            return Dask(f"{host}:{port}")
    if kind == LOCAL and not colon:
        return Local(available_processors())
    if kind == LOCAL and rest.isdecimal() and int(rest) > 0:
        return Local(int(rest))
    raise UsageError(say("compare.unknown_executor", found=named))


def parts_folder(out: Path) -> Path:
    """Folder of finished batches of a study that is written to ``out``."""
    return out.resolve().parent / PARTS_NAME.format(name=out.resolve().name)


@contextmanager
def stoppable(parts: Path) -> Iterator[None]:
    """Turn Ctrl-C into a plain sentence that says what is kept."""
    from storage_opt.cli.show import INTERRUPTED

    try:
        yield
    except KeyboardInterrupt:
        from storage_opt.studies.parts import count_kept

        count = count_kept(parts)
        tell(text("compare.interrupted", count=count) if count else text("cli.interrupted"), err=True)
        raise typer.Exit(INTERRUPTED) from None
