"""``storage-opt data``: one file per command below it."""

from __future__ import annotations

import typer

from storage_opt.cli import data_check, data_import, data_list, data_synth
from storage_opt.messages import text

COMMANDS = (data_import, data_check, data_list, data_synth)
"""Each has ``add(group)``; a new command is one more file and one more name here."""


def add(app: typer.Typer) -> None:
    """Register the group with its commands."""
    group = typer.Typer(help=text("data.help"), no_args_is_help=True)
    for command in COMMANDS:
        command.add(group)
    app.add_typer(group, name="data")
