"""What users read comes from the catalogue: no English elsewhere, no text without a use, the language of the locale."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage_opt.inputs.rules import rule_library
from storage_opt.messages import catalogue
from storage_opt.messages.quotations import parts_of

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "storage_opt"
TEMPLATES = SOURCE / "reports" / "templates"
LETTERS = re.compile(r"[A-Za-z]{3,}")

SHOWING = {"print", "tell", "echo", "secho", "heading", "wrapped", "add_column", "add_row", "write_string", "Table"}
"""Functions whose plain arguments reach a reader."""
SHOWN = {
    "title",
    "label",
    "help",
    "text",
    "hovertemplate",
    "ticktext",
    "caption",
    "header",
    "xaxis_title",
    "yaxis_title",
}
"""Keywords that do, in any call."""
NO_WORDS = {
    "[bold]…[/bold]",  # marks of the library that writes to the terminal
    "storage-opt …",  # the name of the program, with its version
}
OF_THE_USER = {"round_page.country.usa"}
"""Texts for words that a user may write in a file of its own: countries of cells."""


def words_of(node: ast.expr | None) -> str | None:
    """Text that stands in the code, with … for what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return (words_of(node.left) or "…") + (words_of(node.right) or "…")
    return None


def in_code(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of what is shown without the catalogue."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = getattr(node.func, "id", getattr(node.func, "attr", ""))
        shown = [*node.args] if function in SHOWING else []
        shown += [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
        for text in filter(None, map(words_of, shown)):
            if LETTERS.search(text.replace("\x1b[1m", "")) and text not in NO_WORDS:
                yield node.lineno, text


@pytest.mark.parametrize("room", ["cli", "reports"])
def test_nothing_is_shown_that_is_not_in_the_catalogue(room):
    found = {}
    for path in sorted((SOURCE / room).rglob("*.py")):
        if literals := list(in_code(path.read_text(encoding="utf-8"))):
            found[path.name] = literals
    assert found == {}


def test_the_search_in_code_finds_what_it_is_for():
    assert [
        text for _, text in in_code('tell("Written here")\nfigure(title=f"Spot {a}")\ntell(text("cli.written"))')
    ] == [
        "Written here",
        "Spot …",
    ]


def in_page(template: str) -> list[str]:
    """Words of a page that stand outside the places that are filled in."""
    template = re.sub(r"\{% block style %\}.*?\{% endblock %\}", "", template, flags=re.S)
    template = re.sub(r"<(script|style|code)\b.*?</\1>", "", template, flags=re.S)
    template = re.sub(r"\{% block first %\}\w+", "", template)  # the name of the first section, a place to jump to
    template = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.S)
    told = re.findall(r"""\b(?:title|aria-label|alt|placeholder)=["']([^"']*)["']""", template)
    told += re.sub(r"<[^>]*>", "\n", template).splitlines()
    return [words.strip() for words in told if LETTERS.search(words)]


def in_script(script: str) -> list[str]:
    """Texts of a script that read like words: several of them, or a capital at the start."""
    script = re.sub(r"^\s*//.*$", "", script, flags=re.M)
    texts = [match[2] for match in re.finditer(r"""(["'`])((?:(?!\1).)*)\1""", script)]
    bare = (re.sub(r"\$\{.*?\}", "", text) for text in texts)
    return [text for text in bare if re.search(r"[A-Za-z]{3,} [a-z]{2,}", text) or re.match(r"[A-Z][a-z]{2,}", text)]


PAGE_NAMES = {
    "page.html": ["storage-opt"],  # the name of the program
    "explore.html": ["– storage-opt"],
}
SCRIPT_NAMES = {
    # words of plotly, which the script translates, names of the browser, names of classes
    "report.js": [
        "Zoom", "Pan", "Zoom in", "Zoom out", "Download plot as a PNG", "Download plot as a png", "use strict",
        "DecompressionStream", "word strong", "word note",
    ],
    "comparison.js": ["use strict"],
    "explore.js": ["use strict", "#folders tbody tr"],
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_pages_hold_no_words_of_their_own(path):
    found = in_page(path.read_text(encoding="utf-8"))
    assert [words for words in found if words not in PAGE_NAMES.get(path.name, [])] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.js")), ids=lambda path: path.name)
def test_scripts_hold_no_words_of_their_own(path):
    found = in_script(path.read_text(encoding="utf-8"))
    assert [words for words in found if words not in SCRIPT_NAMES.get(path.name, [])] == []


def test_the_search_in_pages_finds_what_it_is_for():
    assert in_page('<p title="A hint">{{ t("a.b") }}</p>\n<b>Plain words</b>{% if x %}') == ["A hint", "Plain words"]
    assert in_script("box.textContent = 'No data here'\nbox.className = 'wide'") == ["No data here"]


class Names:
    """What the code says of names of the catalogue: whole, or put together from words that stand elsewhere in it."""

    def __init__(self) -> None:
        self.whole: set[str] = set()
        self.words: set[str] = set()
        self.patterns: set[str] = set()
        for path in SOURCE.rglob("*.py"):
            if "messages" not in path.relative_to(SOURCE).parts:
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    self._note(node)
        for path in TEMPLATES.iterdir():
            template = path.read_text(encoding="utf-8")
            for match in re.finditer(r"""["']([^"'\n]*)["']( *~)?""", template):
                if match[2]:
                    self.patterns.add(re.escape(match[1]) + "(.+)")
                else:
                    self._say(match[1])
        for path in SOURCE.rglob("rules/*.yaml"):
            self.words |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))

    def _say(self, text: str) -> None:
        self.whole.add(text)
        self.words |= set(re.findall(r"\w+", text))

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self._say(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(p.value) if isinstance(p, ast.Constant) else "(.+)" for p in node.values]
            if any("." in part for part in parts if part != "(.+)"):
                self.patterns.add("".join(parts))
        for kind, name in ((ast.Name, "id"), (ast.arg, "arg"), (ast.Attribute, "attr"), (ast.FunctionDef, "name")):
            if isinstance(node, kind):
                self.words.add(getattr(node, name))
        if isinstance(node, ast.keyword) and node.arg:
            self.words.add(node.arg)

    def says(self, name: str) -> bool:
        """Whether a text of this name can be asked for."""
        bases = {name, name.removesuffix(".do").removesuffix(".advice")}
        if bases & self.whole:
            return True
        found = (re.fullmatch(pattern, base) for pattern in self.patterns for base in bases)
        return any(all(self._is_word(part) for part in ".".join(m.groups()).split(".")) for m in found if m)

    def _is_word(self, part: str) -> bool:
        return part in self.words or all(piece in self.words or piece.isdigit() for piece in part.split("_"))


def test_every_text_can_be_asked_for():
    names = Names()
    assert names.says("cli.warnings") and not names.says("cli.nosuchword")
    assert {name for name in catalogue("en") if not names.says(name)} == OF_THE_USER


ONLY_IN_DOCUMENTS = {"収支項目", "売買の別", "償却基礎", "応札上の運転継続時間"}
"""Terms of the glossary for things that no text names by one word: columns of the ledger, a base, hours of a bid."""


def test_terms_of_the_glossary_are_those_of_the_texts():
    said = [*catalogue("ja").values(), *(told for texts in parts_of("ja").values() for told in texts.values())]
    said += [rule.description["ja"] for rule in rule_library().values()]
    page = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    cells = [re.split(r" *(?<!\\)\| *", line) for line in page.splitlines() if line.startswith("|")]
    terms = {re.sub(r"（.*?）", "", term) for cell in cells if len(cell) > 3 for term in cell[2].split("、")}
    japanese = {term for term in terms if re.search("[ぁ-んァ-ヶ一-龠]", term)} - {"Japanese"}
    assert len(japanese) > 100
    assert {term for term in japanese if not any(term in text for text in said)} == ONLY_IN_DOCUMENTS


ROOMS = {
    "auction.html": "round_page",
    "rolling.html": "foresight",
    "comparison.html": "comparison",
    "comparison_answers.html": "comparison",
    "comparison_draws.html": "comparison",
    "comparison_pick.html": "comparison",
    **{path.name: "explore" for path in TEMPLATES.glob("explore*.html")},
}
"""Room in which a page finds what it says with ``t``; the others are parts of the report."""


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_name_said_in_a_page_is_in_the_catalogue(path):
    rooms = {"t": ROOMS.get(path.name, "reports"), "shared": "reports", "d": "draws"}
    said = re.findall(r"""\b(t|shared|d)\(["']([\w.]+)["']\s*[,)]""", path.read_text(encoding="utf-8"))
    names = {f"{rooms[function]}.{name}" for function, name in said}
    if path.name in (
        "finance.html",
        "bid.html",
        "page.html",
        "rolling.html",
    ):  # parts of other pages: theirs or their own room
        rooms_of_it = ("reports", "finance", "bid", "foresight")
        names = {
            n for n in names if not any(f"{room}.{n.partition('.')[2]}" in catalogue("en") for room in rooms_of_it)
        }
    assert {name for name in names if name not in catalogue("en")} == set()


@pytest.mark.parametrize(
    ("environment", "said"),
    [({"LANG": "ja_JP.UTF-8"}, "使い方:"), ({"LC_ALL": "ja_JP.UTF-8", "LANG": "C"}, "使い方:"), ({"LANG": "en_US.UTF-8"}, "Usage:")],
)  # fmt: skip
def test_commands_speak_the_language_of_the_locale(environment, said):
    kept = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    words = [sys.executable, "-m", "storage_opt", "check", "--help"]
    done = subprocess.run(words, env=kept | environment, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.startswith(said)
