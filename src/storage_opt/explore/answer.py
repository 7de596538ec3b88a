"""What goes back to the browser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from storage_opt.explore.guard import PAGE_POLICY, REPORT_POLICY

HTML, PLAIN, JSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"


@dataclass(frozen=True)
class Answer:
    """Status, kind, content and further headers of an answer."""

    body: bytes
    kind: str = HTML
    status: HTTPStatus = HTTPStatus.OK
    policy: str = PAGE_POLICY
    headers: dict[str, str] = field(default_factory=dict)


def page(content: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Answer with a page of ours."""
    return Answer(content.encode("utf-8", "replace"), status=status)


def plain(content: str, status: HTTPStatus) -> Answer:
    """Answer with a sentence."""
    return Answer(content.encode("utf-8", "replace"), PLAIN, status)


def data(content: Any) -> Answer:
    """Answer with JSON."""
    return Answer(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"), JSON)


def report(content: bytes) -> Answer:
    """Answer with a report, which is kept apart from us."""
    return Answer(content, policy=REPORT_POLICY)


def download(path: Path) -> Answer:
    """Answer with a file to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return Answer(path.read_bytes(), "application/octet-stream", headers=headers)


def elsewhere(address: str) -> Answer:
    """Send the browser to another address of ours."""
    return Answer(b"", PLAIN, HTTPStatus.SEE_OTHER, headers={"Location": address})
