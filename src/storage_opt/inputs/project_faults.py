"""What the schema finds wrong, in our words: where, what was found, what is expected."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from storage_opt.errors import Fault
from storage_opt.inputs.schema_schemes import KINDS
from storage_opt.inputs.yaml_file import YamlFile, dotted
from storage_opt.messages import Message, say

BRANCHES = ("literal[", "list[", "dict[", "constrained-", "function-")
"""How pydantic's names for branches of a union begin."""


def schema_faults(
    error: ValidationError, source: YamlFile, model: type[BaseModel], *, is_list: bool = True, has_set: bool = False
) -> list[Fault]:
    """Turn pydantic's findings into ours; branches of one union count once.

    Parameters
    ----------
    error : ValidationError
        What pydantic found.
    source : YamlFile
        The file, for lines.
    model : type
        Schema that was asked.
    is_list : bool
        Whether ``scheme`` is a list in the file; one scheme stands in the schema as a list of one.
    has_set : bool
        Whether keys can be given on the command line too.
    """
    do = "project.missing_key.do" if has_set else "project.missing_key.add"
    faults: dict[tuple[str | int, ...], Fault] = {}
    for finding in error.errors():
        loc = finding["loc"]
        place = _place(loc, is_list)
        where = where_of(place, source)
        match finding["type"]:
            case "extra_forbidden":
                known = keys_at(model, loc[:-1])
                near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.5)
                listed = ", ".join(sorted(known))
                advice = say("project.unknown_key.near", near=near[0]) if near else say("project.known", keys=listed)
                fault = Fault(say("project.unknown_key", where=where), advice)
            case "missing":
                fault = Fault(say("project.missing_key", where=where), say(do, key=dotted(place)))
            case "union_tag_not_found":
                key = dotted((*place, "kind"))
                fault = Fault(say("project.missing_key", where=key), say(do, key=key))
            case "union_tag_invalid":
                place = (*place, "kind")
                fault = _wrong(where_of(place, source), finding["ctx"]["tag"], _one_of(finding["ctx"]["expected_tags"]))
            case kind:
                fault = _wrong(where, finding["input"], _expected(kind, finding))
        faults.setdefault(place, fault)
    places = list(faults)
    return [fault for place, fault in faults.items() if not any(_is_inside(other, place) for other in places)]


def _is_inside(place: tuple[str | int, ...], above: tuple[str | int, ...]) -> bool:
    """Whether the fault at a place says more exactly what another branch of a union found above it."""
    return len(place) > len(above) and place[: len(above)] == above


def _wrong(where: Message, found: object, expected: Message) -> Fault:
    return Fault(say("project.wrong_value", where=where, found=repr(found), expected=expected))


def _place(loc: tuple[str | int, ...], is_list: bool) -> tuple[str | int, ...]:
    """Path of a key in the file: without branches of unions, and without a position where one scheme is no list."""
    place = [part for position, part in enumerate(loc) if not _is_branch(part, loc[:position])]
    if place[:2] == ["scheme", 0] and not is_list:
        del place[1]
    return tuple(place)


def _is_branch(part: str | int, before: tuple[str | int, ...]) -> bool:
    """Whether a part of pydantic's path names a branch of a union instead of a key."""
    if not isinstance(part, str):
        return False
    is_kind = part in KINDS and before[:1] == ("scheme",) and len(before) == 2
    is_type = part in {"str", "float", "int", "bool", "[key]"}
    return is_kind or is_type or part.startswith(BRANCHES) or part.endswith("Section")


def _expected(kind: str, finding: Any) -> Message:
    context = finding.get("ctx", {})
    limits = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
    if kind in limits:
        return say(f"project.expect.{kind}", limit=context[limits[kind]])
    if kind == "literal_error":
        return _one_of(context["expected"])
    group = {
        "float_type": "number", "float_parsing": "number", "finite_number": "finite",
        "int_type": "whole", "int_parsing": "whole", "int_from_float": "whole",
        "string_type": "text", "string_too_short": "text", "list_type": "list",
        "model_type": "mapping", "dict_type": "mapping", "model_attributes_type": "mapping",
    }.get(kind)  # fmt: skip
    return say(f"project.expect.{group}") if group else say("project.expect.other", reason=finding["msg"])


def _one_of(listed: object) -> Message:
    return say("project.expect.one_of", allowed=str(listed).replace("'", "").replace(" or ", ", "))


def keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """Keys that a schema knows below a path; a kind in the path chooses among the sections of a union."""
    sections = [model]
    for part in loc:
        below = [_sections(s.model_fields[str(part)].annotation) for s in sections if part in s.model_fields]
        if below:
            sections = [section for found in below for section in found]
        elif part in KINDS:
            sections = [s for s in sections if part in get_args(s.model_fields["kind"].annotation)]
    fields = (field for section in sections for field in section.model_fields.items())
    return list(dict.fromkeys(field.alias or name for name, field in fields))


def _sections(annotation: Any) -> list[type[BaseModel]]:
    """Find the schema sections inside a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [section for inner in get_args(annotation) for section in _sections(inner)]


def where_of(place: tuple[str | int, ...], source: YamlFile) -> Message:
    """Place of a key, with its line where the file has it."""
    line = source.lines.get(place)
    if line is None:
        return say("project.key", key=dotted(place))
    return say("project.key_at_line", key=dotted(place), line=line)
