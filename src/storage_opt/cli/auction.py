"""``storage-opt auction``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.executor import LOCAL, METAVAR, executor_of, parts_folder, stoppable
from storage_opt.cli.run import check_language
from storage_opt.messages import current_language, say, text

if TYPE_CHECKING:
    from storage_opt.studies.executors import Executors


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "auction", text("round.help"))
    def auction(
        round_: Path = typer.Argument(..., metavar="ROUND.yaml", help=text("round.file")),
        bids: Path | None = typer.Option(None, metavar="FILE.csv", help=text("round.bids")),
        out: Path | None = typer.Option(None, metavar="DIR", help=text("round.out")),
        executor: str = typer.Option(
            LOCAL, metavar=METAVAR, autocompletion=complete.EXECUTOR, help=text("compare.executor")
        ),
        resume: bool = typer.Option(False, "--resume", help=text("round.resume")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("round.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        where = executor_of(executor)
        folder = out or Path("results") / round_.stem
        code = clear_round(round_, bids, folder, where, resume=resume, as_json=json)
        if code:
            raise typer.Exit(code)


def clear_round(path: Path, bids: Path | None, out: Path, executor: Executors, *, resume: bool, as_json: bool) -> int:
    """Read, find bids, clear, write, tell: the command without its options; returns the exit code."""
    from storage_opt.cli.show import print_json, progress
    from storage_opt.inputs.round import read_round
    from storage_opt.reports.auction.outputs import PARTS, WRITTEN, auction_outputs
    from storage_opt.reports.auction.write import write_auction
    from storage_opt.reports.folder import check_replaceable
    from storage_opt.studies.parts import PartStore
    from storage_opt.studies.round import auction

    check_replaceable(out, WRITTEN)
    parts = parts_folder(out)
    with stoppable(parts), progress() as tell:
        round_ = read_round(path, bids)
        found = auction(
            round_,
            executor=executor,
            store=PartStore(parts),
            earlier=(parts, out / PARTS) if resume else (),
            tell=tell,
        )
        outputs = auction_outputs(found, round_)
        tell(say("cli.progress.write"))
        write_auction(outputs, out, current_language())
        shutil.rmtree(parts, ignore_errors=True)
    if as_json:
        print_json(outputs.summary)
    else:
        from storage_opt.cli.auction_table import print_auction

        print_auction(outputs, out)
    return found.exit_code
