"""Two runs side by side: figures with their differences, settings that differ, and what else they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from storage_opt.explore.figures import Figure, figures_of
from storage_opt.explore.shelf import Folder
from storage_opt.reports.measures import PERCENT
from storage_opt.reports.numerals import NOTHING, number
from storage_opt.reports.repeat import Cause, causes


@dataclass(frozen=True)
class Row:
    """One figure of two runs, as text.

    Parameters
    ----------
    name, label, unit : str
        Which figure.
    before, after, change, percent : str
        Of A, of B, B less A, and the same as a share of A.
    """

    name: str
    label: str
    unit: str
    before: str
    after: str
    change: str
    percent: str


@dataclass(frozen=True)
class Setting:
    """A key of the project that differs; ``None``: not given, so that its default holds."""

    key: str
    before: str | None
    after: str | None


def figure_rows(a: Folder, b: Folder, language: str) -> dict[str, list[Row]]:
    """Lay out the figures of two runs by group; what neither has a value of is left out."""
    before, after = (figures_of(folder.summary, language) for folder in (a, b))
    groups: dict[str, list[Row]] = {}
    for name in dict.fromkeys([*before, *after]):
        figure = before.get(name) or after[name]
        if all(each is None or each.value is None for each in (before.get(name), after.get(name))):
            continue
        groups.setdefault(figure.group, []).append(_row(name, figure, before.get(name), after.get(name)))
    return groups


def _row(name: str, figure: Figure, before: Figure | None, after: Figure | None) -> Row:
    one, other = (None if each is None else each.value for each in (before, after))
    change = None if one is None or other is None else other - one
    is_share = figure.unit == "%"  # points are told, not the share of a share
    share = None if change is None or not one or is_share else PERCENT * change / abs(one)
    before_shown, after_shown = (number(value, figure.decimals) for value in (one, other))
    moved, percent = _signed(change, figure.decimals), _signed(share, 1, "%")
    return Row(name, figure.label, figure.unit, before_shown, after_shown, moved, percent)


def _signed(value: float | None, decimals: int, unit: str = "") -> str:
    if value is None:
        return NOTHING
    shown = number(value, decimals)
    is_zero = not shown.strip("0.,")
    return f"{'±' if is_zero else '+' if value > 0.0 else ''}{shown}{unit}"


def settings(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Setting]:
    """Keys of two projects that differ.

    >>> settings({"battery": {"power_mw": 1}}, {"battery": {"power_mw": 2}, "area": "tokyo"})
    [Setting(key='battery.power_mw', before='1', after='2'), Setting(key='area', before=None, after='tokyo')]
    """
    before, after = dict(_leaves(a)), dict(_leaves(b))
    return [
        Setting(key, before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _leaves(value: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Values by key, with positions in lists of sections."""
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from _leaves(below, f"{above}.{key}" if above else str(key))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for position, below in enumerate(value):
            yield from _leaves(below, f"{above}.{position}")
    else:
        yield (
            above,
            yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)
            .removesuffix("\n...\n")
            .strip(),
        )


def other_causes(a: Folder, b: Folder) -> list[Cause]:
    """Find packages, machine, price files and rules that differ: a difference may come from them and not from a setting."""
    return [cause for cause in causes(a.manifest, b.manifest) if cause.before != cause.after]
