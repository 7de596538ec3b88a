"""``storage-opt data``: one file per command below it."""

from __future__ import annotations

import typer

from storage_opt.cli import data_check, data_import, data_list, data_synth
from storage_opt.cli.command import group
from storage_opt.messages import text

COMMANDS = (data_import, data_check, data_list, data_synth)
"""Each has ``add(group)``; a new command is one more file and one more name here."""


def add(app: typer.Typer) -> None:
    """Register the group with its commands."""
    below = group(text("data.help"))
    for each in COMMANDS:
        each.add(below)
    app.add_typer(below, name="data")
