"""``storage-opt data``: the group of commands on market data."""

from __future__ import annotations

import typer

from storage_opt.cli import data_synth
from storage_opt.messages import text


def add(app: typer.Typer) -> None:
    """Register the group and its commands."""
    group = typer.Typer(help=text("cli.data.help"), no_args_is_help=True)
    data_synth.add(group)
    app.add_typer(group, name="data")
