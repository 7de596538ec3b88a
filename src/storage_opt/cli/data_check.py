"""``storage-opt data check``."""

from __future__ import annotations

from pathlib import Path

import typer

from storage_opt.cli.data_import import choices_of
from storage_opt.cli.run import check_language
from storage_opt.messages import text


def add(group: typer.Typer) -> None:
    """Register the command."""

    @group.command("check", help=text("data.check.help"))
    def check(
        files: list[Path] = typer.Argument(..., metavar="FILE...", help=text("data.import.files")),
        area: str | None = typer.Option(None, metavar="A", help=text("data.area")),
        gaps: str = typer.Option("refuse", metavar="RULE", help=text("data.gaps")),
        accept_implausible: bool = typer.Option(False, "--accept-implausible", help=text("data.accept_implausible")),
        resample: str | None = typer.Option(None, metavar="mean|repeat", help=text("data.resample")),
        lang: str | None = typer.Option(None, metavar="ja|en", help=text("cli.lang")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.data_tables import lines_of
        from storage_opt.errors import MarketDataError
        from storage_opt.inputs.inspection import inspect_file
        from storage_opt.inputs.price_faults import names_text
        from storage_opt.inputs.price_files import open_files

        check_language(lang)
        choices = choices_of(area, gaps, resample, accept_implausible=accept_implausible)
        opened, faults = open_files(files)
        for file in opened:
            found = inspect_file(file, choices)
            faults += found.faults
            for line in lines_of(found):
                typer.echo(line)
            for warning in found.warnings:
                typer.echo(text("cli.warnings", text=warning.text()))
        if faults:
            raise MarketDataError(names_text([str(file) for file in files], most=3), faults)
        typer.echo(text("data.check.fine"))
