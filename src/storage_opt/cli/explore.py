"""``storage-opt explore``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell
from storage_opt.errors import Fault, OutputFolderError, UsageError
from storage_opt.messages import current_language, say, text

LAST_PORT = 65_535


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "explore", text("explore.help"))
    def explore(
        folder: Path = typer.Argument(..., metavar="DIR", help=text("explore.folder")),
        port: int = typer.Option(0, metavar="N", help=text("explore.port")),
        no_browser: bool = typer.Option(False, "--no-browser", help=text("explore.no_browser")),
        files: Path = typer.Option(Path(), "--files", metavar="DIR", help=text("explore.files")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("explore.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        check_language(lang)
        if not folder.is_dir():
            raise OutputFolderError(str(folder), [Fault(say("explore.no_folder"), say("explore.no_folder.do"))])
        if not 0 <= port <= LAST_PORT:
            raise UsageError(say("explore.no_port", found=port, last=LAST_PORT))
        serve(folder, files, port, with_browser=not no_browser, as_json=as_json)


def serve(folder: Path, files: Path, port: int, *, with_browser: bool, as_json: bool = False) -> None:
    """Serve the page until Ctrl-C; runs that are under way are stopped then."""
    from storage_opt.explore.server import Explorer

    try:
        server = Explorer(folder, files, port, current_language())
    except OSError as error:
        raise UsageError(say("explore.port_taken", port=port, reason=error.strerror or error)) from None
    with server:
        if as_json:
            print(json.dumps({"schema": 1, "url": server.url, "folder": str(folder.resolve())}, ensure_ascii=False))
        else:
            tell(text("explore.open", url=server.url))
            tell(text("explore.end"))
        sys.stdout.flush()
        try:
            if with_browser:
                import webbrowser

                webbrowser.open(server.url)
            server.serve_forever()
        except KeyboardInterrupt:
            tell(text("explore.ended"), err=True)
