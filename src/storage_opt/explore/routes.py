"""From an address to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from storage_opt.errors import StorageOptError
from storage_opt.explore.answer import Answer, data, download, elsewhere, page, plain, report
from storage_opt.explore.jobs import Job, Runner
from storage_opt.explore.order import Order, order_from
from storage_opt.explore.pages import Pages
from storage_opt.explore.shelf import Folder, Shelf
from storage_opt.messages import LANGUAGES, text

TEMPLATES = Path(__file__).resolve().parents[1] / "reports" / "templates"
STATIC = {
    "explore.css": ("text/css; charset=utf-8", ("report.css", "explore.css")),
    "explore.js": ("text/javascript; charset=utf-8", ("explore.js",)),
}


class Routes:
    """Answers what the guard has let through.

    Parameters
    ----------
    base : str
        ``/TOKEN/``.
    shelf : Shelf
        Folders.
    runner : Runner
        Runs of this session.
    language : str
        Language of the first page.
    """

    def __init__(self, base: str, shelf: Shelf, runner: Runner, language: str) -> None:
        self.base, self.shelf, self.runner, self.language = base, shelf, runner, language

    def get(self, target: str) -> Answer:
        """Answer a request for a page or a file; ``target`` is the address after ``/TOKEN/``."""
        parts = urlsplit(target)
        match parts.path.split("/"):
            case [""]:
                return elsewhere(f"{self.base}{self.language}/")
            case [name] if name in STATIC:
                return _static(name)
            case [language, *rest] if language in LANGUAGES and rest:
                pages = Pages(self.base, language, "/".join(rest) + (f"?{parts.query}" if parts.query else ""))
                return self._page(pages, rest, _values(parts.query))
        return plain(text("explore.not_found", self.language), HTTPStatus.NOT_FOUND)

    def post(self, target: str, body: str) -> Answer:
        """Answer a form."""
        match target.split("/"):
            case [language, "rerun"] if language in LANGUAGES:
                return self._order(Pages(self.base, language, ""), _values(body))
            case [language, "job", number, "stop"] if language in LANGUAGES and (job := self._job(number)):
                self.runner.stop(job)
                return elsewhere(f"{self.base}{language}/job/{job.number}")
        return plain(text("explore.not_found", self.language), HTTPStatus.NOT_FOUND)

    def _page(self, pages: Pages, rest: list[str], values: Mapping[str, str]) -> Answer:
        match rest:
            case [""]:
                return page(pages.listing(str(self.shelf.root), self.shelf.folders(), self.runner.jobs))
            case ["compare"]:
                return self._compare(pages, values)
            case ["open", key, name] if folder := self.shelf.folder(key):
                return self._open(pages, folder, name)
            case ["rerun"]:
                return self._form(pages, values)
            case ["job", number] if job := self._job(number.removesuffix(".json")):
                if number.endswith(".json"):
                    return data(pages.job_state(job))
                return page(pages.job(job, self._result(job)))
        return _refused(pages, "not_found")

    def _compare(self, pages: Pages, values: Mapping[str, str]) -> Answer:
        a, b = (self.shelf.folder(values.get(side, "")) for side in ("a", "b"))
        if a is None or b is None or not (a.is_run and b.is_run):
            return _refused(pages, "choose_two")
        return page(pages.comparison(a, b))

    def _open(self, pages: Pages, folder: Folder, name: str) -> Answer:
        path = folder.file(name)
        if path is None:
            return _refused(pages, "not_found")
        if not name.endswith(".html"):
            return download(path)
        content = path.read_bytes()
        if not folder.is_run or f'<html lang="{pages.language}">'.encode() in content[:1000]:
            return report(content)
        try:
            return report(_in_language(folder.path, pages.language))
        except StorageOptError as error:
            told = pages.refused(pages.t("refused"), error.text(pages.language))
            return page(told, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _form(self, pages: Pages, values: Mapping[str, str]) -> Answer:
        earlier = self._job(values.get("job", ""))
        if earlier is not None:
            return page(pages.form(earlier.order, (), earlier.order.name))
        folder = self.shelf.folder(values.get("of", ""))
        if folder is None or not folder.is_run:
            return _refused(pages, "not_found")
        return page(pages.form(order_from(folder, self.shelf.root, self.runner.taken), (), folder.name))

    def _order(self, pages: Pages, values: Mapping[str, str]) -> Answer:
        project, settings = (values.get(name, "").replace("\r\n", "\n") for name in ("project", "settings"))
        order = Order(project, settings, values.get("name", ""))
        faults = order.faults(self.shelf.root, self.runner.taken)
        if faults:
            return page(pages.form(order, faults, values.get("origin", "")), HTTPStatus.UNPROCESSABLE_ENTITY)
        job = self.runner.add(order, pages.language)
        return elsewhere(f"{self.base}{pages.language}/job/{job.number}")

    def _job(self, number: str) -> Job | None:
        return self.runner.job(int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None

    def _result(self, job: Job) -> Folder | None:
        if job.state != "done":
            return None
        return next((folder for folder in self.shelf.folders() if folder.place == job.order.name), None)


def _static(name: str) -> Answer:
    kind, files = STATIC[name]
    return Answer(b"\n".join((TEMPLATES / file).read_bytes() for file in files), kind)


def _in_language(folder: Path, language: str) -> bytes:
    """Make the report of a run anew, in the other language than the one on file."""
    from storage_opt.reports.html import render
    from storage_opt.reports.outputs import read_outputs

    return render(read_outputs(folder), language).encode("utf-8")


def _refused(pages: Pages, name: str) -> Answer:
    nowhere = replace(pages, here="")
    return page(nowhere.refused(pages.t(name), pages.t(f"{name}.do")), HTTPStatus.NOT_FOUND)


def _values(query: str) -> dict[str, str]:
    """First value of each field of a form."""
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
