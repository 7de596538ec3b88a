"""The server: standard library, on 127.0.0.1 only."""

from __future__ import annotations

import secrets
import sys
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from storage_opt.explore.answer import Answer, plain
from storage_opt.explore.guard import Guard, headers_of
from storage_opt.explore.jobs import Runner
from storage_opt.explore.routes import Routes
from storage_opt.explore.shelf import Shelf
from storage_opt.messages import text

ADDRESS = "127.0.0.1"
MOST_BYTES = 1_000_000
"""Longest form that is read. [B]"""
MOST_SKIPPED_BYTES = 32 * MOST_BYTES
"""Longest form that is received and thrown away, so that its sender reads the refusal and not a broken connection. [B]"""


class Explorer(ThreadingHTTPServer):
    """A page on one folder, with the runs that were started from it.

    Parameters
    ----------
    root : Path
        Folder with output folders; results go into it.
    files : Path
        Folder from which relative paths in projects count.
    port : int
        0: any that is free.
    language : str
        Language of the first page.

    Raises
    ------
    OSError
        The port is taken.
    """

    daemon_threads = True

    def __init__(self, root: Path, files: Path, port: int, language: str) -> None:
        self.language = language
        self.runner = Runner(root, files)
        super().__init__((ADDRESS, port), _Handler)
        self.guard = Guard(secrets.token_urlsafe(24), self.server_port)
        self.routes = Routes(f"/{self.guard.token}/", Shelf(root), self.runner, language)

    @property
    def url(self) -> str:
        """Address of the first page; whoever knows it may start runs."""
        return f"http://{ADDRESS}:{self.server_port}/{self.guard.token}/"

    def handle_error(self, *_: object) -> None:
        """Say nothing of a browser that left before its answer was there."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            traceback.print_exc(file=sys.stderr)

    def server_close(self) -> None:
        """Close the port, stop all runs."""
        super().server_close()
        self.runner.close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Explorer
    server_version = "storage-opt"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer(self._checked(is_post=False))

    def do_POST(self) -> None:
        self._answer(self._checked(is_post=True))

    def _checked(self, *, is_post: bool) -> Answer:
        guard, language, headers = (
            self.server.guard,
            self.server.language,
            {name.title(): value for name, value in self.headers.items()},
        )
        token, _, target = self.path.removeprefix("/").partition("/")
        if not guard.is_ours(headers) or (is_post and not guard.may_post(headers)):
            self.close_connection = True
            return plain(text("explore.refused.origin", language), HTTPStatus.FORBIDDEN)
        if not guard.is_token(token):
            self.close_connection = True
            return plain(text("explore.refused.token", language), HTTPStatus.FORBIDDEN)
        try:
            if not is_post:
                return self.server.routes.get(target)
            body = self._body()
            if body is None:
                return plain(text("explore.refused.body", language), HTTPStatus.BAD_REQUEST)
            return self.server.routes.post(target, body)
        except Exception as error:  # a fault of ours: told on the page and, in full, on the terminal
            traceback.print_exc(file=sys.stderr)
            told = text("cli.fault", language, kind=type(error).__name__, error=error)
            return plain(told, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _body(self) -> str | None:
        """Read a form; ``None`` where its length is missing, no number or too great, or it is no text."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()):
            self.close_connection = True
            return None
        if int(length) > MOST_BYTES:
            self.close_connection = True
            self._skip(min(int(length), MOST_SKIPPED_BYTES))
            return None
        try:
            return self.rfile.read(int(length)).decode("ascii")
        except UnicodeDecodeError:
            return None

    def _skip(self, most_bytes: int) -> None:
        """Receive without keeping; a sender that stops early is waited for no longer than ``timeout``."""
        while most_bytes > 0 and (piece := self.rfile.read(min(most_bytes, MOST_BYTES))):
            most_bytes -= len(piece)

    def _answer(self, answer: Answer) -> None:
        headers = headers_of(answer.policy) | answer.headers
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet: addresses hold the token."""
