"""What a page holds, as a strict reader of HTML sees it."""

import json
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img"}
LOADING = {"src", "href", "action", "data", "poster", "srcset", "background"}


class Page(HTMLParser):
    """Elements that open and close in order, scripts and texts apart."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self.figures: list[tuple[str, str, str]] = []
        """Name, raw value and text of every figure in a table."""
        self.values: list[tuple[str | None, dict[str, str | None]]] = []
        """Table and attributes of every value that a table holds."""
        self._tables: list[str | None] = []
        self.feed(page)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), f"an attribute is given twice: {tag} {attrs}"
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self._tables.append(attributes.get("id"))
        if tag == "data" and self._tables and "table" in self.open:
            self.values.append((self._tables[-1], attributes))
        if tag == "data" and "data-name" in attributes and self._tables[-1] == "key-figures":
            self.figures.append((attributes["data-name"], attributes["value"], ""))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append((self.tags[-1][1], data))
        elif self.open and self.open[-1] == "style":
            self.styles.append(data)
        else:
            if self.open and self.open[-1] == "data" and self._tables and self.figures and not self.figures[-1][2]:
                self.figures[-1] = (*self.figures[-1][:2], data)
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words on the page."""
        return " ".join(" ".join(self.words).split())

    @property
    def data(self) -> dict:
        """What the script draws."""
        return json.loads(next(text for attributes, text in self.scripts if attributes.get("id") == "report-data"))

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def addresses(self) -> list[str]:
        """Everything a browser would fetch."""
        return [value for _, attributes in self.tags for name, value in attributes.items() if name in LOADING and value]
