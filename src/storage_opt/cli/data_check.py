"""``storage-opt data check``."""

from __future__ import annotations

from pathlib import Path

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.data_import import choices_of
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell, width_of
from storage_opt.messages import text


def add(group: typer.Typer) -> None:
    """Register the command."""

    @command(group, "check", text("data.check.help"))
    def check(
        files: list[Path] = typer.Argument(..., metavar="FILE...", help=text("data.import.files")),
        area: str | None = typer.Option(None, metavar="A", autocompletion=complete.areas, help=text("data.area")),
        gaps: str = typer.Option("refuse", metavar="RULE", autocompletion=complete.gap_rules, help=text("data.gaps")),
        accept_implausible: bool = typer.Option(False, "--accept-implausible", help=text("data.accept_implausible")),
        resample: str | None = typer.Option(
            None, metavar="mean|repeat", autocompletion=complete.words("mean", "repeat"), help=text("data.resample")
        ),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.data_json import file_json
        from storage_opt.cli.data_tables import lines_of
        from storage_opt.cli.show import print_json
        from storage_opt.errors import MarketDataError
        from storage_opt.inputs.inspection import inspect_file
        from storage_opt.inputs.price_faults import names_text
        from storage_opt.inputs.price_files import open_files

        check_language(lang)
        choices = choices_of(area, gaps, resample, accept_implausible=accept_implausible)
        opened, faults = open_files(files)
        inspected = [inspect_file(file, choices) for file in opened]
        faults += [fault for found in inspected for fault in found.faults]
        for found in () if as_json else inspected:
            for line in lines_of(found, width_of()):
                tell(line)
            for warning in found.warnings:
                tell(text("cli.warnings", text=warning.text()))
        if faults:
            raise MarketDataError(names_text([str(file) for file in files], most=3), faults)
        if as_json:
            print_json({"schema": 1, "files": [file_json(found) for found in inspected]})
        else:
            tell(text("data.check.fine"))
