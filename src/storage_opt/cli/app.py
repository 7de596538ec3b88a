"""All commands under one name; texts come from the catalogue in the language in force."""

from __future__ import annotations

import typer

from storage_opt.cli import auction, bid, check, compare, data, rank, replay, report, rules, run
from storage_opt.messages import text


def make_app() -> typer.Typer:
    """Build the application; made anew for each call, as the help speaks the language asked for."""
    app = typer.Typer(help=text("cli.help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_version)
    run.add(app)
    bid.add(app)
    compare.add(app)
    auction.add(app)
    check.add(app)
    report.add(app)
    replay.add(app)
    data.add(app)
    rules.add(app)
    rank.add(app)
    return app


def _version(
    version: bool = typer.Option(False, "--version", is_eager=True, help="Version / バージョン"),
) -> None:
    if version:
        from storage_opt import __version__

        typer.echo(f"storage-opt {__version__}")
        raise typer.Exit
