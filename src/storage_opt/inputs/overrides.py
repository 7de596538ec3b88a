"""Keys of a project that options and studies set: ``battery.energy_mwh=300``."""

from __future__ import annotations

from typing import Any

import yaml

from storage_opt.errors import Fault, UsageError
from storage_opt.inputs.yaml_file import dotted, parse_yaml
from storage_opt.messages import say


def override(given: str) -> tuple[tuple[str, ...], Any]:
    """Read ``KEY=VALUE``, the value as YAML; raises ``UsageError``."""
    key, sign, value = given.partition("=")
    if not sign or not key:
        raise UsageError(say("project.set_without_value", text=given))
    try:
        return tuple(key.strip().split(".")), parse_yaml(value)
    except yaml.YAMLError:
        raise UsageError(say("project.set_not_yaml", text=given)) from None


def put(content: dict[str, Any], place: tuple[str, ...], value: Any, faults: list[Fault]) -> None:
    """Set one key of a project, making sections on the way; positions reach into lists."""
    here = content
    for depth, part in enumerate(place[:-1]):
        below = here.setdefault(part, {})
        if below is None:
            below = here[part] = {}
        if isinstance(below, list) and len(place) > depth + 2 and _is_position(place[depth + 1], below):
            position = int(place[depth + 1])
            put(below[position], place[depth + 2 :], value, faults)
            return
        if not isinstance(below, dict):
            faults.append(Fault(say("project.set_into_value", key=dotted(place), above=dotted(place[: depth + 1]))))
            return
        here = below
    here[place[-1]] = value


def _is_position(part: str, among: list[Any]) -> bool:
    return part.isdecimal() and int(part) < len(among) and isinstance(among[int(part)], dict)
