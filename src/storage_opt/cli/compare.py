"""``storage-opt compare``."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

    @command(app, "compare", text("compare.help"))
    def compare(
        study: Path = typer.Argument(..., metavar="STUDY.yaml", help=text("compare.study")),
        out: Path | None = typer.Option(None, metavar="DIR", help=text("compare.out")),
        set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help=text("compare.set")),
        foresight: str | None = typer.Option(
            None, metavar="perfect|rolling", autocompletion=complete.FORESIGHT, help=text("cli.run.foresight")
        ),
        executor: str = typer.Option(
            LOCAL, metavar=METAVAR, autocompletion=complete.EXECUTOR, help=text("compare.executor")
        ),
        resume: bool = typer.Option(False, "--resume", help=text("compare.resume")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("compare.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        where = executor_of(executor)
        given = given_of(set_, foresight)
        code = compare_study(study, out or Path("results") / study.stem, where, given, resume=resume, as_json=json)
        if code:
            raise typer.Exit(code)


def given_of(overrides: list[str], foresight: str | None) -> dict[str, Any]:
    """Keys of every case that the command line sets."""
    from storage_opt.inputs.overrides import override

    given: dict[str, Any] = {} if foresight is None else {"foresight": foresight}
    return given | {".".join(place): value for place, value in map(override, overrides)}


def compare_study(
    path: Path,
    out: Path,
    executor: Executors,
    given: Mapping[str, Any] | None = None,
    *,
    resume: bool,
    as_json: bool,
) -> int:
    """Read, solve, write, tell: the command without its options; returns the exit code."""
    from storage_opt.cli.show import print_json, progress
    from storage_opt.inputs.study import read_study
    from storage_opt.reports.comparison.outputs import PARTS, WRITTEN, comparison_outputs
    from storage_opt.reports.folder import check_replaceable
    from storage_opt.studies.compare import compare
    from storage_opt.studies.parts import PartStore

    check_replaceable(out, WRITTEN)
    parts = parts_folder(out)
    with stoppable(parts), progress() as tell:
        from storage_opt.reports.comparison.kept import kept_of
        from storage_opt.reports.comparison.write import write_comparison

        study = read_study(path, given)
        comparison = compare(
            study,
            kept_of,
            executor=executor,
            store=PartStore(parts),
            earlier=(parts, out / PARTS) if resume else (),
            tell=tell,
        )
        content = dict(study.source.content) | ({"command_line": dict(given)} if given else {})
        outputs = comparison_outputs(comparison, content, path, study.source.raw)
        tell(say("cli.progress.write"))
        write_comparison(outputs, out, comparison.parts, current_language())
        shutil.rmtree(parts, ignore_errors=True)
    if as_json:
        print_json(outputs.summary)
    else:
        from storage_opt.cli.compare_table import print_comparison

        print_comparison(outputs, out)
    return comparison.exit_code
