"""``storage-opt report``."""

from __future__ import annotations

from pathlib import Path

import typer

from storage_opt.cli.run import check_language, formats_of
from storage_opt.messages import current_language, text


def add(app: typer.Typer) -> None:
    """Register the command."""

    @app.command("report", help=text("cli.report.help"))
    def report(
        folder: Path = typer.Argument(..., metavar="DIR", help=text("cli.report.folder")),
        format_: str = typer.Option("html,xlsx", "--format", metavar="html,xlsx,csv", help=text("cli.run.format")),
        lang: str | None = typer.Option(None, metavar="ja|en", help=text("cli.lang")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.reports.folder import write_reports
        from storage_opt.reports.outputs import read_outputs

        check_language(lang)
        formats = formats_of(format_)
        outputs = read_outputs(folder)
        for path in write_reports(outputs, folder, formats, current_language()):
            typer.echo(text("cli.written", path=path))
