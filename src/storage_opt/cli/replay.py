"""``storage-opt replay``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell
from storage_opt.messages import current_language, text

SHOWN = 20
"""Most figures that are printed one by one."""
DIFFERS = 3
"""Exit code where figures differ and something that they rest on does, too."""
UNEXPLAINED = 1
"""Exit code where figures differ and nothing else does."""


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "replay", text("replay.help"))
    def replay(
        folder: Path = typer.Argument(..., metavar="DIR", help=text("replay.folder")),
        files: Path = typer.Option(Path(), "--files", metavar="DIR", help=text("replay.files")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        json: bool = typer.Option(False, "--json", help=text("replay.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        code = replay_run(folder, files, as_json=json)
        if code:
            raise typer.Exit(code)


def replay_run(folder: Path, files: Path, *, as_json: bool) -> int:
    """Read, solve again, compare, tell: the command without its options; returns the exit code."""
    from storage_opt.cli.show import interruptible, print_json, progress
    from storage_opt.inputs.project import project_of
    from storage_opt.inputs.yaml_file import YamlFile
    from storage_opt.reports.compose import outputs_of
    from storage_opt.reports.outputs import read_outputs
    from storage_opt.reports.repeat import causes, moved
    from storage_opt.studies.run import run

    before = read_outputs(folder)
    with interruptible(), progress() as tell:
        content = before.manifest["project"]
        project = project_of(content, YamlFile({}), files, str(folder), base=files)
        after = outputs_of(run(project, tell), content, None, b"", current_language(), None)
    found, figures = causes(before.manifest, after.manifest), moved(before.summary, after.summary)
    if as_json:
        print_json({"schema": 1, "same": not figures, "causes": _rows(found), "figures": _rows(figures)})
    else:
        _tell(before.summary, after.summary, found, figures)
    return 0 if not figures else DIFFERS if found else UNEXPLAINED


def _tell(before: dict[str, Any], after: dict[str, Any], found: list[Any], figures: list[Any]) -> None:
    for cause in found:
        none = text("replay.none")
        values = {"name": cause.name, "before": cause.before or none, "after": cause.after or none}
        tell(text(f"replay.cause.{cause.kind}", **values))
    for figure in figures[:SHOWN]:
        tell(text("replay.figure", name=figure.name, before=_shown(figure.before), after=_shown(figure.after)))
    if len(figures) > SHOWN:
        tell(text("replay.more", count=len(figures) - SHOWN))
    if figures:
        tell(text("replay.differs" if found else "replay.unexplained", count=len(figures)))
        return
    name = "replay.same" if before["finance"] is None else "replay.same_finance"
    objectives = {"before": before["solve"]["objective_jpy"], "after": after["solve"]["objective_jpy"]}
    tell(text(name, years=len(before["years"]), **objectives))


def _shown(value: float | None) -> str:
    return text("replay.none") if value is None else f"{value:,.2f}"


def _rows(items: list[Any]) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(item) for item in items]
