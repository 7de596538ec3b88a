"""What the rule files say in words (sources, notes, units, values, series), in the language of the reader.

The files say it in English, once; other languages have it in ``quoted`` of their catalogue. What stands in no list (titles
of documents, addresses, words of the user's own rule files) stays as it is.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

SOURCES = "; "
"""Between the sources of a rule."""
SPAN, SPANS = "–", "spans"
"""Between the first and the last of years that follow each other, and the form of such years."""
KEY = "key."
"""Begins the form of a value that is a key of a series."""
SERIES, SYSTEM = "series", "system"
FORMS = (SYSTEM, "steps", "reasons")
"""Parts of the quotations that are found by index and key, and those found by form; the others are found by words."""


def quoted(words: str, language: str) -> str:
    """Return a source, a note, a unit or a value; sources in a row are looked up one by one.

    >>> quoted("METI 108_04_00; memory", "ja")
    'METI 108_04_00、記憶による'
    >>> quoted("METI 108_04_00; memory", "en")
    'METI 108_04_00; memory'
    """
    parts = parts_of(language)
    if not parts:
        return words
    known = {k: v for name, texts in parts.items() if name not in (SERIES, *FORMS) for k, v in texts.items()}
    if words in known:
        return known[words]
    return "、".join(known.get(source, source) for source in words.split(SOURCES))


def quoted_series(index: Mapping[str, object], language: str) -> str:
    """Name a series of a rule in words.

    >>> quoted_series({"area": "tokyo", "hours": 4}, "ja")
    '東京、4 時間'
    >>> quoted_series({"area": "tokyo", "hours": 4}, "en")
    'area=tokyo, hours=4'
    """
    if SERIES not in parts_of(language):
        return ", ".join(f"{part}={key}" for part, key in index.items())
    return "、".join(quoted_key(part, key, language) for part, key in index.items())


def quoted_key(part: str, key: object, language: str) -> str:
    """Name one key of a series, as ``above_100_million`` of ``company``; ``company=mine`` where nothing is known of it.

    >>> [quoted_key("company", "above_100_million", language) for language in ("en", "ja")]
    ['above_100_million', '資本金 1 億円超']
    """
    known = parts_of(language).get(SERIES)
    if known is None:
        return str(key)
    return known.get(f"{part}={key}") or known.get(part, f"{part}={{}}").format(key)


def quoted_system(words: str, language: str) -> str:
    """Return what the operating system, the reader of YAML or the solver says; what is not known stays as it is.

    >>> quoted_system("found undefined alias 'x'", "ja")
    "未定義の参照 'x' があります"
    """
    parts = parts_of(language)
    for form, told in (pair for part in FORMS for pair in parts.get(part, {}).items()):
        pattern = re.escape(form).replace(re.escape("{}"), "(.+?)")
        if found := re.fullmatch(pattern, words):
            return told.format(*(quoted_system(part, language) for part in found.groups()))
    return words


class Writer(string.Formatter):
    """Fills in a text of the catalogue.

    ``{reference:quoted}``, ``{series:series}`` and ``{company:key.company}`` write what a rule file says,
    ``{reason:system}`` what the system says, ``{year:spans}`` years that follow each other.

    Parameters
    ----------
    language : str
        Of the text.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value."""
        if format_spec == "quoted":
            return quoted(str(value), self.language)
        if format_spec == SPANS:
            return str(value) if self.language == "en" else str(value).replace(SPAN, "〜").replace(", ", "、")
        if format_spec == SYSTEM:
            return quoted_system(str(value), self.language)
        if format_spec.startswith(KEY):
            return quoted_key(format_spec.removeprefix(KEY), value, self.language)
        if format_spec == "series":
            return quoted_series(dict(part.split("=", 1) for part in str(value).split(", ")), self.language)
        return str(super().format_field(value, format_spec))


@cache
def parts_of(language: str) -> Mapping[str, Mapping[str, str]]:
    """All quotations of a language by the part of the catalogue they stand in; none for English."""
    if language == "en":
        return {}
    room = f"storage_opt.messages.{language}.quoted"
    return {part: import_module(f"{room}.{part}").TEXTS for part in import_module(room).PARTS}
