"""One entry of a rule file: checked, and its dated lines sorted into one series per index key."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from storage_opt.errors import Fault
from storage_opt.inputs.yaml_file import dotted
from storage_opt.messages import LANGUAGES, Message, say
from storage_opt.records.prices import AREAS, PRODUCTS
from storage_opt.records.rules import Grade, IndexKey, Rule, RuleFile, RuleValue

RULE_KEYS = ("description", "unit", "index", "values")
LINE_KEYS = ("value", "reference", "grade", "note", "start")
GRADES = tuple(str(grade) for grade in Grade if grade is not Grade.EXTRAPOLATED)
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""Order of a list that stands for twelve months: a fiscal year, April to March."""
KNOWN_KEYS: Mapping[str, tuple[IndexKey, ...]] = {"area": AREAS, "product": PRODUCTS, "month": MONTHS}
"""Indices whose keys are fixed; others (round, hours, lot …) are named by the rule file."""

Place = tuple[str, ...]


def read_rule(
    name: str, key: str, content: Any, file: RuleFile, lines: Mapping[Any, int], faults: list[Fault]
) -> Rule | None:
    """Check one entry; faults are added to ``faults`` and the entry is then ``None``."""
    told = len(faults)

    def refuse(place: Place, message: Message) -> None:
        line = lines.get(place)
        where = dotted(place)
        at = say("rules.at", key=where) if line is None else say("rules.at_line", key=where, line=line)
        faults.append(Fault(say("rules.fault", where=at, what=message), say("rules.fault.do")))

    if not isinstance(content, dict):
        refuse((key,), say("rules.not_section", found=type(content).__name__))
        return None
    for unknown in content.keys() - set(RULE_KEYS):
        refuse((key, str(unknown)), say("rules.unknown_entry", known=", ".join(RULE_KEYS)))
    description = content.get("description")
    if (
        not isinstance(description, dict)
        or set(description) != set(LANGUAGES)
        or not all(map(_is_word, description.values()))
    ):
        refuse((key, "description"), say("rules.no_description", languages=", ".join(LANGUAGES)))
    if not _is_word(content.get("unit")):
        refuse((key, "unit"), say("rules.no_unit"))
    index = content.get("index", [])
    if not isinstance(index, list) or not all(_is_word(part) for part in index):
        refuse((key, "index"), say("rules.index_not_list"))
        return None
    values = content.get("values")
    if not isinstance(values, dict) or not values:
        refuse((key, "values"), say("rules.no_values"))
        return None
    series: dict[tuple[IndexKey, ...], list[RuleValue]] = {}
    before: date | None = None
    for day, entry in values.items():
        place = (key, "values", str(day))
        if not isinstance(day, date) or isinstance(day, datetime):
            refuse(place, say("rules.not_date"))
            continue
        if before is not None and day <= before:
            refuse(place, say("rules.unsorted", before=before))
        before = day
        seen: set[tuple[IndexKey, ...]] = set()
        for at, line in _lines_of(entry, place):
            wrong = _line_fault(line)
            if wrong is not None:
                refuse(at, wrong)
                continue
            for keys, scalar in _leaves(line["value"], index, at, refuse, tuple(series)):
                if keys in seen:
                    refuse(at, say("rules.twice", index=", ".join(map(str, keys)) or "–"))
                seen.add(keys)
                series.setdefault(keys, []).append(_value_of(day, scalar, line))
    if len(faults) > told:
        return None
    frozen = {keys: tuple(dated) for keys, dated in series.items()}
    return Rule(name, description, content["unit"], tuple(index), frozen, file)  # type: ignore[arg-type]


def _lines_of(entry: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Lines under one date: one, or a list of lines for different index keys."""
    if isinstance(entry, list):
        for position, line in enumerate(entry):
            yield (*place, str(position)), line
    else:
        yield place, entry


def _line_fault(line: Any) -> Message | None:
    if not isinstance(line, dict) or "value" not in line:
        return say("rules.no_value")
    if unknown := line.keys() - set(LINE_KEYS):
        return say("rules.unknown_in_line", found=", ".join(sorted(map(str, unknown))), known=", ".join(LINE_KEYS))
    if not _is_word(line.get("reference")):
        return say("rules.no_reference")
    if line.get("grade") not in GRADES:
        return say("rules.unknown_grade", found=repr(line.get("grade")), known=", ".join(GRADES))
    if line.get("start", "assumed") != "assumed":
        return say("rules.unknown_start", found=repr(line["start"]))
    if not isinstance(line.get("note", ""), str):
        return say("rules.note_not_text")
    return None


def _leaves(
    value: Any, index: list[str], place: Place, refuse: Any, known: tuple[tuple[IndexKey, ...], ...]
) -> Iterator[tuple[tuple[IndexKey, ...], Any]]:
    """Walk down a value to its scalars; ``null`` on top of an index ends every series known so far."""
    if index and value is None:
        if not known:
            refuse(place, say("rules.ends_nothing"))
        yield from ((keys, None) for keys in known)
        return
    yield from _walk(value, index, (), place, refuse)


def _walk(
    value: Any, index: list[str], keys: tuple[IndexKey, ...], place: Place, refuse: Any
) -> Iterator[tuple[tuple[IndexKey, ...], Any]]:
    depth = len(keys)
    if depth == len(index):
        if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and not math.isnan(value)):
            yield keys, value
        else:
            refuse(place, say("rules.not_scalar", found=repr(value)))
        return
    part = index[depth]
    if part == "month" and isinstance(value, list) and len(value) == len(MONTHS):
        value = dict(zip(MONTHS, value, strict=True))
    if not isinstance(value, dict) or not value:
        refuse(place, say("rules.not_indexed", part=part, found=repr(value)))
        return
    for key, below in value.items():
        if key not in KNOWN_KEYS.get(part, (key,)):
            known = ", ".join(map(str, KNOWN_KEYS[part]))
            refuse(place, say("rules.unknown_index_key", part=part, found=repr(key), known=known))
            continue
        yield from _walk(below, index, (*keys, key), place, refuse)


def _value_of(day: date, scalar: Any, line: Mapping[str, Any]) -> RuleValue:
    return RuleValue(day, scalar, line["reference"], Grade(line["grade"]), line.get("note", ""), "start" in line)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
