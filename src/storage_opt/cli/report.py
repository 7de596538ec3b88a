"""``storage-opt report``."""

from __future__ import annotations

from pathlib import Path

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import FORMATS, check_language, formats_of
from storage_opt.cli.terminal import tell
from storage_opt.messages import current_language, text


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "report", text("cli.report.help"))
    def report(
        folder: Path = typer.Argument(..., metavar="DIR", help=text("cli.report.folder")),
        format_: str = typer.Option(
            "html,xlsx",
            "--format",
            metavar="html,xlsx,csv",
            autocompletion=complete.words(*FORMATS),
            help=text("cli.run.format"),
        ),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.show import print_json
        from storage_opt.reports.folder import write_reports
        from storage_opt.reports.outputs import read_outputs

        check_language(lang)
        formats = formats_of(format_)
        outputs = read_outputs(folder)
        paths = write_reports(outputs, folder, formats, current_language())
        if as_json:
            print_json({"schema": 1, "written": [str(path) for path in paths]})
            return
        for path in paths:
            tell(text("cli.written", path=path))
