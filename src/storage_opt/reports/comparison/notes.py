"""Sentences of all cases, each once, with the cases that it concerns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import Message, text
from storage_opt.records.study import CaseRow
from storage_opt.reports.texts import unpacked


@dataclass(frozen=True)
class Note:
    """One sentence.

    Parameters
    ----------
    message : Message
        What it says.
    packed : dict
        The same as JSON.
    cases : tuple of int
        Positions of the cases, from 0.
    """

    message: Message
    packed: dict[str, Any]
    cases: tuple[int, ...]


def notes_of(rows: Sequence[CaseRow], kind: str) -> tuple[Note, ...]:
    """Gather ``unverified_facts``, those of some cases first, as differences rest on them; or ``warnings``, those of most cases first.

    Parameters
    ----------
    rows : sequence of CaseRow
        Those without a result say nothing.
    kind : str
        Which sentences.
    """
    found: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for position, row in enumerate(rows):
        if row.solved is not None:
            for content in row.solved.kept["texts"][kind]:
                _, cases = found.setdefault(json.dumps(content, sort_keys=True), (content, []))
                cases.append(position)
    solved = sum(row.solved is not None for row in rows)
    notes = [Note(unpacked(content), content, tuple(cases)) for content, cases in found.values()]
    if kind == "warnings":
        return tuple(sorted(notes, key=lambda note: -len(note.cases)))
    return tuple(sorted(notes, key=lambda note: len(note.cases) == solved))


def cases_text(positions: Sequence[int], count: int, language: str) -> str:
    """Name cases by their numbers, runs of them as from–to, or all of a study.

    Parameters
    ----------
    positions : sequence of int
        Positions, from 0, rising.
    count : int
        Cases of the study.
    language : str
        ``en`` or ``ja``.

    Examples
    --------
    >>> cases_text([0, 1, 2, 5, 7, 8], 20, "en"), cases_text([0, 1], 2, "en"), cases_text([3], 20, "en")
    ('cases 1–3, 6, 8, 9', 'all cases', 'case 4')
    """
    if len(positions) == count:
        return text("comparison.note_cases.all", language)
    runs: list[list[int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1][1] = position
        else:
            runs.append([position, position])
    told = [_run(first + 1, last + 1) for first, last in runs]
    name = "one" if len(positions) == 1 else "some"
    return text(f"comparison.note_cases.{name}", language, cases=", ".join(told))


def _run(first: int, last: int) -> str:
    if last - first < 2:
        return ", ".join(str(number) for number in dict.fromkeys((first, last)))
    return f"{first}–{last}"
