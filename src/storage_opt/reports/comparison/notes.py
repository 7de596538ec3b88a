"""Sentences of all cases, each once, with the cases that it concerns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import Message
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
