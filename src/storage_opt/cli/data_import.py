"""``storage-opt data import``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell
from storage_opt.errors import UsageError
from storage_opt.messages import say, text

if TYPE_CHECKING:
    from storage_opt.inputs.importing import DataSet


def add(group: typer.Typer) -> None:
    """Register the command."""

    @command(group, "import", text("data.import.help"))
    def import_(
        files: list[Path] = typer.Argument(..., metavar="FILE...", help=text("data.import.files")),
        out: Path = typer.Option(..., metavar="DIR", help=text("data.import.out")),
        area: str | None = typer.Option(None, metavar="A", autocompletion=complete.areas, help=text("data.area")),
        gaps: str = typer.Option("refuse", metavar="RULE", autocompletion=complete.gap_rules, help=text("data.gaps")),
        accept_implausible: bool = typer.Option(False, "--accept-implausible", help=text("data.accept_implausible")),
        resample: str | None = typer.Option(
            None, metavar="mean|repeat", autocompletion=complete.words("mean", "repeat"), help=text("data.resample")
        ),
        retrieved: str | None = typer.Option(None, metavar="DAY", help=text("data.import.retrieved")),
        source: str | None = typer.Option(None, metavar="TEXT", help=text("data.import.source")),
        licence: str | None = typer.Option(None, metavar="TEXT", help=text("data.import.licence")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.show import print_json
        from storage_opt.inputs.importing import Provenance, import_files

        check_language(lang)
        choices = choices_of(area, gaps, resample, accept_implausible=accept_implausible)
        data_sets = import_files(files, out, choices, Provenance(_day(retrieved), source, licence))
        if as_json:
            print_json({"schema": 1, "folder": str(out), "files": [_json(each) for each in data_sets]})
            return
        for data_set in data_sets:
            row = data_set.row
            layout = text(f"data.layout.{row['kind']}")
            told = {"first": row["first_day"], "last": row["last_day"], "rows": row["rows"]}
            tell(text("data.imported", name=out / row["name"], layout=layout, **told))
            for earlier in data_set.replaced:
                tell(text("data.replaced", name=row["name"], earlier=earlier))
            for warning in data_set.inspected.warnings:
                tell(text("cli.warnings", text=warning.text()))


def _json(data_set: DataSet) -> dict[str, Any]:
    """Row of the manifest, with what it takes the place of."""
    warnings = [warning.text() for warning in data_set.inspected.warnings]
    return {**data_set.row, "replaced": list(data_set.replaced), "warnings": warnings}


def choices_of(area: str | None, gaps: str, resample: str | None, *, accept_implausible: bool) -> Any:
    """Check options that name one of several words.

    Raises
    ------
    UsageError
        A word that is not one of them.
    """
    from storage_opt.inputs.inspection import Choices
    from storage_opt.inputs.price_fill import GAP_RULES
    from storage_opt.records.prices import AREAS

    for option, found, known in (
        ("--gaps", gaps, GAP_RULES),
        ("--area", area, AREAS),
        ("--resample", resample, ("mean", "repeat")),
    ):
        if found is not None and found not in known:
            raise UsageError(say("data.unknown_choice", option=option, found=found, known=", ".join(known)))
    return Choices(area, gaps, resample, accept_implausible)  # type: ignore[arg-type]


def _day(given: str | None) -> date | None:
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise UsageError(say("data.bad_date", found=given)) from None
