"""Axes of a study: values with their names, and every combination of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import yaml

NAMED = {"name", "value"}
"""Keys of a value that has a name for readers."""
JOINT = " · "
"""Stands between the parts of a case's name."""


@dataclass(frozen=True)
class AxisValue:
    """One value of an axis and what readers call it."""

    label: str
    value: Any


def axis_values(key: str, entries: Sequence[Any]) -> tuple[AxisValue, ...]:
    """Name the values of an axis.

    Parameters
    ----------
    key : str
        Dotted key of the project.
    entries : sequence
        Values, some of them perhaps as ``{name: …, value: …}``.

    Examples
    --------
    >>> [v.label for v in axis_values("battery.energy_mwh", [150, {"name": "6 h", "value": 324}])]
    ['energy_mwh 150', '6 h']
    >>> [v.label for v in axis_values("scheme", [{"kind": "merchant"}, {"kind": "ltda", "round": 3}])]
    ['merchant', 'ltda']
    >>> [v.label for v in axis_values("scheme", [{"kind": "ltda", "round": 2}, {"kind": "ltda", "round": 3}])]
    ['{kind: ltda, round: 2}', '{kind: ltda, round: 3}']
    """
    given = [(e["name"], e["value"]) if _is_named(e) else (None, e) for e in entries]
    short = [label if label is not None else _short(key, value) for label, value in given]
    return tuple(
        AxisValue(_flow(value) if label is None and short.count(name) > 1 and isinstance(value, dict) else name, value)
        for name, (label, value) in zip(short, given, strict=True)
    )


def combinations(axes: Mapping[str, Sequence[AxisValue]]) -> Iterator[dict[str, AxisValue]]:
    """Every combination, the last axis changing fastest.

    >>> axes = {"a": [AxisValue("1", 1)], "b": [AxisValue("x", "x"), AxisValue("y", "y")]}
    >>> [[v.label for v in c.values()] for c in combinations(axes)]
    [['1', 'x'], ['1', 'y']]
    """
    for values in product(*axes.values()):
        yield dict(zip(axes, values, strict=True))


def _is_named(entry: Any) -> bool:
    return isinstance(entry, dict) and set(entry) == NAMED and isinstance(entry["name"], str)


def _short(key: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and isinstance(value.get("kind"), str):
        return str(value["kind"])
    if isinstance(value, list) and value and all(isinstance(v, dict) and "kind" in v for v in value):
        return " + ".join(str(v["kind"]) for v in value)
    if isinstance(value, dict | list):
        return _flow(value)
    return f"{key.rpartition('.')[2]} {_flow(value)}"


def _flow(value: Any) -> str:
    """Write a value on one line, as in the file."""
    shown = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return shown.removesuffix("\n").removesuffix("...").strip()
