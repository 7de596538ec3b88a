"""Every text a user sees, by name, in English and Japanese.

Code below the commands never writes a sentence: it makes a :class:`Message` (a name and its figures), and the
door that shows it chooses the language. Catalogues lie in ``en`` and ``ja``, one file per room; a test
holds both to the same names and the same placeholders. What the rule files say in English, sources and notes, reads in
Japanese as ``ja/quoted`` has it.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from storage_opt.messages.quotations import Writer, quoted, quoted_series, quoted_system

__all__ = [
    "LANGUAGES", "Message", "catalogue", "current_language", "language", "language_of_locale",
    "quoted", "quoted_series", "quoted_system", "say", "set_language", "text",
]  # fmt: skip

LANGUAGES = ("en", "ja")
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


@dataclass(frozen=True)
class Message:
    """A text by name, without a language.

    Parameters
    ----------
    name : str
        Entry of the catalogue, ``room.what``.
    values : mapping of str to object
        Figures for the placeholders; another :class:`Message` is rendered in the same language.
    """

    name: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """Return the sentence in ``language`` (default: the language in force)."""
        language = language or current_language()
        shown = {k: v.text(language) if isinstance(v, Message) else v for k, v in self.values.items()}
        return Writer(language).vformat(catalogue(language)[self.name], (), shown)

    def __str__(self) -> str:
        return self.text()


def say(name: str, /, **values: object) -> Message:
    """Make a message: ``say("cli.done", folder="out")``."""
    return Message(name, values)


def text(name: str, /, language: str | None = None, **values: object) -> str:
    """Return one sentence at once, where no message object is needed."""
    return Message(name, values).text(language)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of one language; raises ``ValueError`` for a language that has no catalogue."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for language {language!r}; there are {', '.join(LANGUAGES)}")
    merged: dict[str, str] = {}
    for room in import_module(f"storage_opt.messages.{language}").ROOMS:
        texts: dict[str, str] = import_module(f"storage_opt.messages.{language}.{room}").TEXTS
        doubled = merged.keys() & texts.keys()
        if doubled:
            raise ValueError(f"named twice in the {language} catalogue: {sorted(doubled)}")
        merged |= texts
    return merged


def current_language() -> str:
    """Language in force: the one chosen by a command, else that of the locale, else English."""
    return _chosen.get() or language_of_locale()


def language_of_locale() -> str:
    """``ja`` where the environment asks for Japanese, ``en`` everywhere else."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ja" if value.lower().startswith("ja") else "en"
    return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"


def set_language(language: str | None) -> None:
    """Choose the language from here on; ``None`` returns to the locale."""
    if language is not None:
        catalogue(language)
    _chosen.set(language)


@contextmanager
def language(name: str) -> Iterator[None]:
    """Speak ``name`` inside the ``with`` block."""
    catalogue(name)
    token = _chosen.set(name)
    try:
        yield
    finally:
        _chosen.reset(token)
