"""A run done again beside the one on file: what it rests on that differs, and which figures do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from storage_opt.reports.finance_table import cash_flow_table
from storage_opt.reports.manifest import shown_name

SAME_SHARE = 1e-6
"""Figures of a plan agree when they differ by at most this share of the greater, or of one. [-]"""
NOT_NUMBERS = (str, bool, type(None))
YEN = 1.0
"""Lines of a cash flow agree when they differ by less. [JPY]"""

CauseKind = Literal["version", "platform", "prices", "table", "rule_file", "rule", "time_limit"]
Value = float | str | bool | None
Figures = Mapping[str, Value]
"""Figures by their places."""


@dataclass(frozen=True)
class Cause:
    """Something that the two runs do not have in common.

    Parameters
    ----------
    kind : CauseKind
        What it is: a package, the machine, a price file, a table of bids or candidates, a file of rules, the value of a rule, a time
        limit on the solver.
    name : str
        Which one.
    before, after : str or None
        As on file and as it is now; ``None``: not there.
    """

    kind: CauseKind
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Moved:
    """A figure that differs.

    Parameters
    ----------
    name : str
        Its place in ``summary.json`` or its line and fiscal year in ``cash_flow.csv``.
    before, after : float, str, bool or None
        As on file and as it is now; text is a state, as ``done`` or why a bid lost. [as the figure]
    """

    name: str
    before: Value
    after: Value


@dataclass(frozen=True)
class Repeated:
    """What came of doing it again.

    Parameters
    ----------
    causes : tuple of Cause
        What the two rest on that differs.
    figures : tuple of Moved
        What differs, each once.
    compared : int
        Figures that were held against each other.
    """

    causes: tuple[Cause, ...]
    figures: tuple[Moved, ...]
    compared: int


def causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Cause]:
    """Compare two manifests of the same project, or of the same round with its tables.

    Rules that are not asked for now are left out: the search of a bid asks for more of them than the run with its answer.
    """
    found = [
        *_differing("version", before["versions"], after["versions"]),
        *_differing("platform", {"": before["platform"]}, {"": after["platform"]}),
        *_differing("prices", hashes(before["prices"]), hashes(after["prices"])),
        *_differing("table", hashes(before.get("tables", [])), hashes(after.get("tables", []))),
        *_asked_now("rule_file", hashes(before["rule_files"]), hashes(after["rule_files"])),
        *_asked_now("rule", _rules(before["rules"]), _rules(after["rules"])),
    ]
    limit = (before["project"].get("solve") or {}).get("time_limit_s")
    if limit is not None:
        found.append(Cause("time_limit", "solve.time_limit_s", str(limit), str(limit)))
    return found


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Moved]:
    """Compare the figures of two summaries: objective and amounts of every year within a millionth, cash flow to the yen."""
    plan = different(dict(plan_figures(before)), dict(plan_figures(after)), share=SAME_SHARE)
    money = different(dict(cash_flow_figures(before)), dict(cash_flow_figures(after)), less_than=YEN)
    return [*plan, *money]


def repeated_run(
    before: tuple[Mapping[str, Any], Mapping[str, Any]], after: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> Repeated:
    """Compare manifest and summary of a run with those of the run done again."""
    count = len(dict([*plan_figures(before[1]), *cash_flow_figures(before[1])]))
    return Repeated(tuple(causes(before[0], after[0])), tuple(moved(before[1], after[1])), count)


def plan_figures(summary: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    """Objective, its value by year, and every amount of a year, by their places."""
    yield "solve.objective_jpy", summary["solve"]["objective_jpy"]
    for year in summary["years"]:
        place = f"years[{year['fiscal_year'] or year['price_year']}]"
        yield f"{place}.solve.objective_jpy", year["solve"]["objective_jpy"]
        for name, value in year.items():
            if name.endswith(("_jpy", "_mwh", "_kw")) and not isinstance(value, Mapping):
                yield f"{place}.{name}", value
        for group in ("revenue_jpy", "variable_cost_jpy"):
            for name, value in year[group].items():
                yield f"{place}.{group}.{name}", value


def cash_flow_figures(summary: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    """Every line of the cash flow in every fiscal year, by line and year; measures beside."""
    finance = summary["finance"]
    if finance is None:
        return
    table = cash_flow_table(finance).to_pydict()
    for name, values in table.items():
        if name.endswith("_jpy"):
            for year, value in zip(table["fiscal_year"], values, strict=True):
                yield f"{name}[{year}]", value


def different(before: Figures, after: Figures, *, share: float = 0.0, less_than: float = 0.0) -> Iterator[Moved]:
    """Find figures that differ by more than a share of the greater (of one, where both are smaller) and an amount; states that differ."""
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if isinstance(one, NOT_NUMBERS) or isinstance(other, NOT_NUMBERS):
            if one != other or type(one) is not type(other) or (name in before) != (name in after):
                yield Moved(name, one, other)
        elif abs(one - other) > share * max(abs(one), abs(other), 1.0) and not abs(one - other) < less_than:
            yield Moved(name, one, other)


def _differing(kind: CauseKind, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cause]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield Cause(kind, name, before.get(name), after.get(name))


def _asked_now(kind: CauseKind, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cause]:
    return _differing(kind, {name: value for name, value in before.items() if name in after}, after)


def hashes(files: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Hash by name; files of the user by their last name, as they may lie elsewhere now, numbered where two bear one."""
    found: dict[str, str] = {}
    for file in files:
        name = shown_name(file["name"])
        count = sum(other == name or other.startswith(f"{name} (") for other in found)
        found[f"{name} ({count + 1})" if count else name] = file["sha256"]
    return found


def _rules(rules: list[dict[str, Any]]) -> dict[str, str]:
    """Value of each rule used, by its name, index and day."""
    shown = {}
    for rule in rules:
        index = ", ".join(f"{key}={value}" for key, value in sorted(rule["index"].items()))
        name = rule["name"] + (f"[{index}]" if index else "") + (f" on {rule['on']}" if rule["on"] else "")
        shown[name] = f"{rule['value']} {rule['unit']}".strip()
    return shown
