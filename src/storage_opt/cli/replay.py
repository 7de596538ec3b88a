"""``storage-opt replay``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.executor import LOCAL, METAVAR, executor_of
from storage_opt.cli.run import check_language
from storage_opt.messages import text

if TYPE_CHECKING:
    from storage_opt.studies.executors import Executors


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "replay", text("replay.help"))
    def replay(
        folder: Path = typer.Argument(..., metavar="DIR", help=text("replay.folder")),
        files: Path = typer.Option(Path(), "--files", metavar="DIR", help=text("replay.files")),
        executor: str = typer.Option(
            LOCAL, metavar=METAVAR, autocompletion=complete.EXECUTOR, help=text("replay.executor")
        ),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("replay.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        where = executor_of(executor)
        code = replay_folder(folder, files, where, as_json=json)
        if code:
            raise typer.Exit(code)


def replay_folder(folder: Path, files: Path, executor: Executors, *, as_json: bool) -> int:
    """Read, solve again, compare, tell: the command without its options; returns the exit code."""
    from storage_opt.cli import replay_again
    from storage_opt.cli.replay_told import exit_code, print_again
    from storage_opt.cli.show import interruptible, print_json, progress
    from storage_opt.reports.outputs import AUCTION, COMPARISON, kind_of

    kind = kind_of(folder)
    with interruptible(), progress() as tell:
        if kind == COMPARISON:
            again = replay_again.comparison_again(folder, files, executor, tell)
        elif kind == AUCTION:
            again = replay_again.auction_again(folder, files, executor, tell)
        else:
            again = replay_again.run_again(folder, files, tell)
    if as_json:
        print_json(again.as_json())
    else:
        print_again(again)
    return exit_code(again)
