"""All commands under one name; texts come from the catalogue in the language in force."""

from __future__ import annotations

import typer

from storage_opt.cli import auction, bid, check, compare, data, explore, rank, replay, report, rules, run
from storage_opt.cli.command import group
from storage_opt.cli.terminal import tell
from storage_opt.messages import text


def make_app() -> typer.Typer:
    """Build the application; made anew for each call, as the help speaks the language asked for."""
    app = group(text("cli.help"), completes=True)

    @app.callback()
    def version(
        version: bool = typer.Option(False, "--version", is_eager=True, callback=_version, help=text("cli.version")),
    ) -> None:
        pass  # every option of the whole program leaves by itself

    run.add(app)
    bid.add(app)
    compare.add(app)
    auction.add(app)
    check.add(app)
    report.add(app)
    replay.add(app)
    explore.add(app)
    data.add(app)
    rules.add(app)
    rank.add(app)
    return app


def _version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from storage_opt import __version__

        tell(f"storage-opt {__version__}")
        raise typer.Exit
