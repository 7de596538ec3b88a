"""``storage-opt run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.errors import UsageError
from storage_opt.messages import current_language, say, text

FORMATS = ("html", "xlsx", "csv")
METHODS = complete.words("certified", "exact", "lp", "mip")


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "run", text("cli.run.help"))
    def run(
        project: Path | None = typer.Argument(None, metavar="PROJECT.yaml", help=text("cli.run.project")),
        prices: list[Path] = typer.Option([], metavar="FILE", help=text("cli.run.prices")),
        out: Path | None = typer.Option(None, metavar="DIR", help=text("cli.run.out")),
        set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help=text("cli.run.set")),
        power_mw: float | None = typer.Option(None, metavar="P", help=text("cli.run.power_mw")),
        energy_mwh: float | None = typer.Option(None, metavar="E", help=text("cli.run.energy_mwh")),
        area: str | None = typer.Option(None, metavar="A", autocompletion=complete.areas, help=text("cli.run.area")),
        method: str | None = typer.Option(
            None, metavar="certified|lp|mip", autocompletion=METHODS, help=text("cli.run.method")
        ),
        foresight: str | None = typer.Option(
            None, metavar="perfect|rolling", autocompletion=complete.FORESIGHT, help=text("cli.run.foresight")
        ),
        resample: str | None = typer.Option(
            None, metavar="mean|repeat", autocompletion=complete.words("mean", "repeat"), help=text("cli.run.resample")
        ),
        files: Path | None = typer.Option(None, metavar="DIR", help=text("cli.run.files")),
        format_: str = typer.Option(
            "html,xlsx",
            "--format",
            metavar="html,xlsx,csv",
            autocompletion=complete.words(*FORMATS),
            help=text("cli.run.format"),
        ),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("cli.run.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        options = options_of(
            prices,
            power_mw=power_mw,
            energy_mwh=energy_mwh,
            area=area,
            method=method,
            foresight=foresight,
            resample=resample,
        )
        run_project(
            project,
            options,
            set_,
            out,
            formats_of(format_),
            as_json=json,
            files=files,
        )


PLACES: dict[str, tuple[str, ...]] = {
    "power_mw": ("battery", "power_mw"),
    "energy_mwh": ("battery", "energy_mwh"),
    "area": ("area",),
    "method": ("solve", "method"),
    "foresight": ("foresight",),
    "resample": ("prices", "resample"),
}
"""Keys of the project that options of the command line set."""


def options_of(prices: list[Path], **given: Any) -> dict[tuple[str, ...], Any]:
    """Values by key of the project; options that were not given are left out, price files become text."""
    options: dict[tuple[str, ...], Any] = {PLACES[name]: value for name, value in given.items() if value is not None}
    if prices:
        options["prices", "source"] = [str(path) for path in prices]
    return options


def run_project(
    path: Path | None,
    options: dict[tuple[str, ...], Any],
    overrides: list[str],
    out: Path | None,
    formats: tuple[str, ...],
    *,
    as_json: bool,
    files: Path | None = None,
) -> None:
    """Read, solve, write, tell: the command without its options; ``files`` as in ``read_project``."""
    from storage_opt.cli.show import interruptible, print_json, print_table, progress
    from storage_opt.inputs.project import read_project
    from storage_opt.reports.folder import check_replaceable

    if path is None and not options and not overrides:
        raise UsageError(say("cli.run.nothing"))
    if out is None and path is not None:
        out = Path("results") / path.stem
    if out is not None:
        check_replaceable(out)
    with interruptible(), progress() as tell:
        project = read_project(path, overrides, options, files)
        from storage_opt.reports.compose import outputs_of
        from storage_opt.studies.run import peak_memory_mb, run

        result = run(project, tell)
        outputs = outputs_of(result, project.echo, path, project.source.raw, current_language(), peak_memory_mb())
        if out is not None:
            tell(say("cli.progress.write"))
            from storage_opt.reports.folder import write_folder

            write_folder(outputs, out, formats, current_language())
    if as_json:
        print_json(outputs.summary)
    else:
        print_table(outputs, out, formats)


def formats_of(given: str) -> tuple[str, ...]:
    """Split ``html,xlsx``; unknown names are a usage error."""
    formats = tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    if unknown := [name for name in formats if name not in FORMATS]:
        raise UsageError(say("cli.unknown_format", found=", ".join(unknown), known=", ".join(FORMATS)))
    return formats


def check_language(given: str | None) -> None:
    """Refuse a language without a catalogue (the language itself was set before the command began)."""
    from storage_opt.messages import LANGUAGES

    if given is not None and given not in LANGUAGES:
        raise UsageError(say("cli.unknown_language", found=given, known=", ".join(LANGUAGES)))
