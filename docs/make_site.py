"""Build the documents as a small static site: no network, no script, no font from elsewhere.

python docs/make_site.py results/docs
"""

from __future__ import annotations

import re
import shutil
import sys
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS = Path(__file__).parent
ROOT = DOCS.parent
SECTIONS = {
    "Begin": ("README.md", "docs/tutorials/size_a_bid.md", "docs/tutorials/compare_two_schemes.md"),
    "How to": ("docs/howto/*.md",),
    "Reference": ("docs/reference/*.md",),
    "Model": ("docs/model/*.md", "docs/differences.md"),
    "Results": ("docs/studies.md", "docs/rounds.md"),
    "Background": ("docs/decisions/*.md", "CHANGELOG.md"),
}
"""Pages by section, as paths or patterns below the repository."""
STYLE = DOCS / "site.css"


def pages() -> dict[str, list[Path]]:
    """Pages of each section, in order."""
    return {
        name: [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
        for name, patterns in SECTIONS.items()
    }


def address(path: Path) -> str:
    """Where a page of the repository lies in the site."""
    inner = path.relative_to(ROOT).as_posix().removeprefix("docs/")
    return "index.html" if inner == "README.md" else re.sub(r"\.md$", ".html", inner)


def anchor(words: str) -> str:
    """Name of a heading, as GitHub makes it.

    >>> anchor("Keys of `rolling`, and more")
    'keys-of-rolling-and-more'
    """
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", words.lower()).strip())


def title_of(text: str) -> str:
    """First heading of a page."""
    found = re.search(r"^# (.+)$", text, re.M)
    return found[1].replace("`", "") if found else "storage-opt"


class Site:
    """Pages that lead to each other, written below one folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.sections = pages()
        self.known = {path.resolve() for paths in self.sections.values() for path in paths}
        self.files: set[Path] = set()
        self.parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

    def write(self) -> int:
        """Write every page, and every file that a page shows; returns the number of pages."""
        for path in sorted(self.known):
            target = self.out / address(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.page(path), encoding="utf-8")
        for path in sorted(self.files):
            target = self.out / path.relative_to(ROOT.resolve()).as_posix().removeprefix("docs/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        return len(self.known)

    def page(self, path: Path) -> str:
        """Lay out one page."""
        text = path.read_text(encoding="utf-8")
        tokens = self.parser.parse(re.sub(r"^<!--.*?-->\n", "", text, flags=re.M))
        for at, token in enumerate(tokens):
            if token.type == "heading_open":
                token.attrSet("id", anchor(tokens[at + 1].content))
            for inner in token.children or []:
                self._lead(inner, path)
        body = self.parser.renderer.render(tokens, self.parser.options, {})
        body = body.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
        head = "".join(
            (
                '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{escape(title_of(text))}</title><style>{STYLE.read_text(encoding='utf-8')}</style>",
            )
        )
        shown = f'<div class="page">{self.contents(path)}<main>{body}</main></div>'
        return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{shown}</body></html>\n'

    def contents(self, here: Path) -> str:
        """List all pages, this one marked."""
        up = "../" * address(here).count("/")
        parts = [f'<p class="name"><a href="{up}index.html">storage-opt</a></p>']
        for name, paths in self.sections.items():
            items = []
            for path in paths:
                mark = " aria-current=page" if path == here else ""
                title = escape(title_of(path.read_text(encoding="utf-8")))
                items.append(f'<li><a href="{up}{address(path)}"{mark}>{title}</a></li>')
            parts.append(f"<h2>{escape(name)}</h2><ul>{''.join(items)}</ul>")
        return f'<nav aria-label="Pages">{"".join(parts)}</nav>'

    def _lead(self, token: Token, here: Path) -> None:
        """Point a link or a picture to where it lies in the site."""
        name = {"link_open": "href", "image": "src"}.get(token.type)
        target = str(token.attrs.get(name, "")) if name else ""
        if not name or not target or re.match(r"[a-z]+:|#", target):
            return
        file, mark, place = target.partition("#")
        path, up = (here.parent / file).resolve(), "../" * address(here).count("/")
        if path in self.known:
            token.attrSet(name, up + address(ROOT / path.relative_to(ROOT.resolve())) + mark + place)
        elif path.is_file():
            self.files.add(path)
            token.attrSet(name, up + path.relative_to(ROOT.resolve()).as_posix().removeprefix("docs/"))


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "results" / "docs")
    shutil.rmtree(target, ignore_errors=True)
    print(f"{Site(target).write()} pages: {target / 'index.html'}")
