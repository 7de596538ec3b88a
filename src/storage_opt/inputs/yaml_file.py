"""YAML with line numbers: keys given twice are faults, and every key knows where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from storage_opt.errors import Fault, ProjectError
from storage_opt.messages import say


class _Loader(yaml.SafeLoader):
    """YAML 1.1 as PyYAML reads it, but ``1e-4`` is a number, as in YAML 1.2."""


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def parse_yaml(text: str) -> Any:
    """Parse one YAML value; raises ``yaml.YAMLError``."""
    return yaml.load(text, Loader=_Loader)  # a subclass of SafeLoader


@dataclass(frozen=True)
class YamlFile:
    """A parsed file.

    Parameters
    ----------
    content : mapping
        Top level.
    lines : mapping of tuple to int
        Line (from 1) of each key by its path, list positions included.
    raw : bytes
        What was read.
    """

    content: dict[str, Any]
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    raw: bytes = b""


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file whose top level is a mapping.

    Raises
    ------
    ProjectError
        File missing, not text, not YAML, a key given twice, or no mapping on top.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _refused(path, "project.unreadable", reason=_reason(path, error)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(path, "project.not_utf8") from None
    try:
        node, content = _parse_once(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise _refused(path, "project.not_yaml", line=line, problem=getattr(error, "problem", None) or error) from None
    if not isinstance(content, dict):
        raise _refused(path, "project.not_mapping", found=type(content).__name__)
    lines: dict[tuple[str | int, ...], int] = {}
    faults: list[Fault] = []
    _walk(node, (), lines, faults)
    if faults:
        raise ProjectError(str(path), faults)
    return YamlFile(content, lines, raw)


def _parse_once(text: str) -> tuple[Any, Any]:
    """Nodes with their lines, and the values made of them."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _walk(node: Any, at: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], faults: list[Fault]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place, line = (*at, key.value), key.start_mark.line + 1
            if place in lines:
                faults.append(
                    Fault(
                        say("project.doubled_key", key=dotted(place), line=line, first=lines[place]),
                        say("project.doubled_key.do"),
                    )
                )
            lines[place] = line
            _walk(value, place, lines, faults)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines[(*at, position)] = value.start_mark.line + 1
            _walk(value, (*at, position), lines, faults)


def dotted(place: tuple[str | int, ...]) -> str:
    """Path of a key as users write it: ``battery.augmentation.0.year``."""
    return ".".join(str(part) for part in place)


def _reason(path: Path, error: OSError) -> str:
    return "directory" if path.is_dir() else (error.strerror or str(error))


def _refused(path: Path, name: str, **values: object) -> ProjectError:
    return ProjectError(str(path), [Fault(say(name, **values), say(f"{name}.do"))])
