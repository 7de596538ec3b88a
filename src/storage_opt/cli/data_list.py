"""``storage-opt data list``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import cells, tell, width_of, wrapped
from storage_opt.messages import text

COLUMNS = ("name", "kind", "days", "rows", "origin", "source", "retrieved", "state")
LEFT = tuple(i for i, name in enumerate(COLUMNS) if name != "rows")


def add(group: typer.Typer) -> None:
    """Register the command."""

    @command(group, "list", text("data.list.help"))
    def list_(
        folders: list[Path] = typer.Argument(None, metavar="DIR...", help=text("data.list.folders")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.plain_table import table
        from storage_opt.cli.show import print_json
        from storage_opt.inputs.bundled import market_data_folder

        check_language(lang)
        asked = folders or [Path("market_data"), market_data_folder()]
        folders_found = manifest_folders(asked)
        if as_json:
            print_json({"schema": 1, "files": [each for folder in folders_found for each in _json(folder)]})
            return
        rows = [row for folder in folders_found for row in rows_of(folder)]
        if not rows:
            tell(text("data.list.none", folders=", ".join(map(str, asked))))
            return
        lines, width = list(table([tuple(text(f"data.column.{name}") for name in COLUMNS), *rows], LEFT)), width_of()
        if width is not None and max(map(cells, lines)) > width:
            lines = [line for row in rows for line in (row[0], *wrapped(f"  {' · '.join(row[1:])}", width))]
        print("\n".join(lines))


def manifest_folders(folders: Sequence[Path]) -> list[Path]:
    """Folders that hold a manifest of data sets, each once, in order."""
    from storage_opt.inputs.manifests import MANIFEST, read_rows

    found: dict[Path, Path] = {}
    for folder in folders:
        for manifest in sorted(folder.rglob(MANIFEST)):
            if read_rows(manifest.parent) is not None:
                found.setdefault(manifest.parent.resolve(), manifest.parent)
    return list(found.values())


def rows_of(folder: Path) -> list[tuple[str, ...]]:
    """Lay out the data sets of one folder."""
    from storage_opt.inputs.manifests import read_rows, state_of

    return [_row(folder, row, state_of(folder, row)) for row in read_rows(folder) or []]


def _json(folder: Path) -> list[dict[str, Any]]:
    """Rows of the manifest as they stand, with folder and state of each file."""
    from storage_opt.inputs.manifests import read_rows, state_of

    return [{"folder": str(folder), **row, "state": state_of(folder, row)} for row in read_rows(folder) or []]


def _row(folder: Path, row: dict[str, Any], state: str) -> tuple[str, ...]:
    return (
        str(folder / str(row["name"])),
        text(f"data.layout.{row['kind']}"),
        f"{row['first_day']} – {row['last_day']}",
        f"{row['rows']:,}",
        text("data.origin.synthetic" if row.get("synthetic") else "data.origin.real"),
        str(row.get("source", "-")),
        str(row.get("retrieved", row.get("created", "-"))),
        text(f"data.state.{state}"),
    )
