"""``storage-opt data list``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from storage_opt.cli.run import check_language
from storage_opt.messages import text

COLUMNS = ("name", "kind", "days", "rows", "origin", "source", "retrieved", "state")
LEFT = tuple(i for i, name in enumerate(COLUMNS) if name != "rows")


def add(group: typer.Typer) -> None:
    """Register the command."""

    @group.command("list", help=text("data.list.help"))
    def list_(
        folders: list[Path] = typer.Argument(None, metavar="[DIR...]", help=text("data.list.folders")),
        lang: str | None = typer.Option(None, metavar="ja|en", help=text("cli.lang")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.data_tables import table
        from storage_opt.inputs.bundled import market_data_folder

        check_language(lang)
        asked = folders or [Path("market_data"), market_data_folder()]
        rows = [row for folder in manifest_folders(asked) for row in rows_of(folder)]
        if not rows:
            typer.echo(text("data.list.none", folders=", ".join(map(str, asked))))
            return
        for line in table([tuple(text(f"data.column.{name}") for name in COLUMNS), *rows], LEFT):
            typer.echo(line)


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
