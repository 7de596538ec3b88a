"""``storage-opt compare``."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from storage_opt.cli.run import check_language
from storage_opt.errors import UsageError
from storage_opt.messages import current_language, say, text

LOCAL, DASK = "local", "dask"
PARTS_NAME = ".{name}.parts"
"""Folder beside the output folder that holds finished cases while a study runs, and after it was stopped."""


def add(app: typer.Typer) -> None:
    """Register the command."""

    @app.command("compare", help=text("compare.help"))
    def compare(
        study: Path = typer.Argument(..., metavar="STUDY.yaml", help=text("compare.study")),
        out: Path | None = typer.Option(None, metavar="DIR", help=text("compare.out")),
        executor: str = typer.Option(LOCAL, metavar="local[:N]", help=text("compare.executor")),
        resume: bool = typer.Option(False, "--resume", help=text("compare.resume")),
        lang: str | None = typer.Option(None, metavar="ja|en", help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("compare.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        workers = workers_of(executor)
        code = compare_study(study, out or Path("results") / study.stem, workers, resume=resume, as_json=json)
        if code:
            raise typer.Exit(code)


def compare_study(path: Path, out: Path, workers: int | None, *, resume: bool, as_json: bool) -> int:
    """Read, solve, write, tell: the command without its options; returns the exit code."""
    from storage_opt.cli.show import print_json, progress
    from storage_opt.inputs.study import read_study
    from storage_opt.reports.comparison.outputs import PARTS, WRITTEN, comparison_outputs
    from storage_opt.reports.folder import check_replaceable
    from storage_opt.studies.compare import compare
    from storage_opt.studies.parts import PartStore, part_bytes

    check_replaceable(out, WRITTEN)
    parts = out.resolve().parent / PARTS_NAME.format(name=out.resolve().name)
    with _stoppable(parts), progress() as tell:
        from storage_opt.reports.comparison.kept import kept_of
        from storage_opt.reports.comparison.write import write_comparison
        from storage_opt.solve.outcome import available_processors

        study = read_study(path)
        comparison = compare(
            study,
            kept_of,
            workers=workers or available_processors(),
            store=PartStore(parts),
            earlier=(parts, out / PARTS) if resume else (),
            tell=tell,
        )
        outputs = comparison_outputs(comparison, study.source.content, path, study.source.raw)
        tell(say("cli.progress.write"))
        solved = {solved.key: part_bytes(solved) for solved in comparison.all_solved}
        write_comparison(outputs, out, solved, current_language())
        shutil.rmtree(parts, ignore_errors=True)
    if as_json:
        print_json(outputs.summary)
    else:
        from storage_opt.cli.compare_table import print_comparison

        print_comparison(outputs, out)
    return comparison.exit_code


def workers_of(executor: str) -> int | None:
    """Read how many processes are asked for; ``None``: as many as there are processors.

    >>> workers_of("local"), workers_of("local:3")
    (None, 3)
    """
    kind, colon, number = executor.partition(":")
    if kind == DASK:
        raise UsageError(say("compare.no_dask", found=executor))
    if kind == LOCAL and not colon:
        return None
    if kind == LOCAL and number.isdecimal() and int(number) > 0:
        return int(number)
    raise UsageError(say("compare.unknown_executor", found=executor))


@contextmanager
def _stoppable(parts: Path) -> Iterator[None]:
    """Turn Ctrl-C into a plain sentence that says what is kept."""
    from storage_opt.cli.show import INTERRUPTED

    try:
        yield
    except KeyboardInterrupt:
        count = sum(1 for _ in parts.glob("*.json")) if parts.is_dir() else 0
        print(text("compare.interrupted", count=count) if count else text("cli.interrupted"), file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
