"""Faults of several cases, told together: one that many cases share stands once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage_opt.errors import Fault, InputError, ProjectError, RoundError
from storage_opt.messages import Message, say

MOST_NAMES = 4
"""Cases named in one fault; the others are counted."""


class CaseFaults:
    """What is wrong in the cases of a study, gathered case by case."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[Fault, list[str]]] = {}

    def add(self, case: str, error: InputError, subject: str) -> None:
        """Add the faults of one case; ``subject`` is the study, which needs no name in each fault."""
        for fault in error.faults:
            told = fault
            if not (isinstance(error, ProjectError | RoundError) and error.subject == subject):
                told = Fault(say("study.fault_of", subject=error.subject, fault=fault.message), fault.advice)
            key = (told.message.text("en"), "" if told.advice is None else told.advice.text("en"))
            self._found.setdefault(key, (told, []))[1].append(case)

    def alone(self) -> list[Fault]:
        """Every fault once, without the names of cases: there is one case only."""
        return [fault for fault, _ in self._found.values()]

    def together(self, count: int) -> list[Fault]:
        """Every fault once, with the cases it concerns, of ``count`` cases in all."""
        return [Fault(_in_cases(cases, count, fault.message), fault.advice) for fault, cases in self._found.values()]


def _in_cases(cases: Sequence[str], count: int, message: Message) -> Message:
    if len(cases) == count and count > 1:
        return say("study.in_all", count=count, fault=message)
    names = ", ".join(f"«{name}»" for name in cases[:MOST_NAMES])
    if len(cases) <= MOST_NAMES:
        return say("study.in_cases", cases=names, fault=message)
    return say("study.in_many", cases=names, more=len(cases) - MOST_NAMES, fault=message)


def lines_without(
    lines: Mapping[tuple[str | int, ...], int], keys: Sequence[tuple[str, ...]]
) -> dict[tuple[str | int, ...], int]:
    """Lines of a project file less those of keys that the study sets: a fault in them is not found there.

    >>> lines_without({("area",): 1, ("battery",): 2, ("battery", "power_mw"): 3}, [("battery", "power_mw")])
    {('area',): 1, ('battery',): 2}
    """
    return {
        place: line
        for place, line in lines.items()
        if not any(tuple(str(part) for part in place[: len(key)]) == key for key in keys)
    }
