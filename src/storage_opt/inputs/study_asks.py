"""What a study wants answered besides the figures of its cases."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.errors import Fault
from storage_opt.inputs.project_faults import where_of
from storage_opt.inputs.rules import rule_book
from storage_opt.inputs.schema_study import StudyFile, SweptKeySection
from storage_opt.inputs.study_draws import draws_faults, draws_of
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import say
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.draws import DrawsAsk

HEADLINE_WITHOUT_FINANCE = "owner_net_jpy_per_kw_year"
"""What a sweep measures where no cash flow is asked for."""
HEADLINE_WITH_FINANCE = "project_irr"
ALL = "all"
"""In a list of facts: all unverified ones, beside what else the list holds."""
NO_HEADLINES = (
    *("power_mw", "energy_mwh", "hours", "modelled_years", "solves"),
    *("charged_mwh", "wear_jpy", "margin_jpy_per_kw_year"),
)
"""Figures that no conclusion is about, or that the page does not show."""
HEADLINES = tuple(field.name for field in dataclasses.fields(CaseFigures) if field.name not in NO_HEADLINES)


@dataclass(frozen=True)
class SweptKey:
    """An assumption of the study itself that is varied.

    Parameters
    ----------
    name, key : str
        For readers; key of the project.
    values : tuple
        Other values.
    """

    name: str
    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class SweepAsk:
    """Which facts of which cases are varied.

    Parameters
    ----------
    rules : tuple of str or None
        Names of rules and defaults; ``None``: all unverified ones.
    own : tuple of SweptKey
        Assumptions of the study.
    headline : str or None
        Figure that measures effects; ``None``: the project's rate of return where both cases have one, else the owner's net per kW.
    pair : tuple of str
        The case, and the one it is held against.
    """

    rules: tuple[str, ...] | None
    own: tuple[SweptKey, ...]
    headline: str | None
    pair: tuple[str, str]


@dataclass(frozen=True)
class StudyAsks:
    """Questions of a study.

    Parameters
    ----------
    hurdle : float or None
        Project rate of return at which a plant is built. [1/year]
    equal_budget : str or None
        Case, or value of an axis, whose public cost is given as a grant.
    sweep : SweepAsk or None
        Facts to vary.
    draws : DrawsAsk or None
        Quantities to draw.
    """

    hurdle: float | None = None
    equal_budget: str | None = None
    sweep: SweepAsk | None = None
    draws: DrawsAsk | None = None


def asks_of(checked: StudyFile, names: Sequence[str], reference: str) -> StudyAsks:
    """Read the questions of a study without faults."""
    entries = checked.sweep if isinstance(checked.sweep, list) else []
    sweep = None
    if checked.sweep:
        rules = tuple(entry for entry in entries if isinstance(entry, str))
        own = tuple(SweptKey(e.name, e.key, tuple(e.values)) for e in entries if isinstance(e, SweptKeySection))
        first, second = checked.pair or (next(n for n in names if n != reference), reference)
        sweep = SweepAsk(
            None if checked.sweep is True or ALL in rules else rules, own, checked.headline, (first, second)
        )
    return StudyAsks(
        None if checked.hurdle is None else checked.hurdle.project_irr,
        None if checked.equal_budget is None else checked.equal_budget.of,
        sweep,
        None if checked.draws is None else draws_of(checked.draws),
    )


def asks_faults(checked: StudyFile, names: Sequence[str], labels: Sequence[str], source: YamlFile) -> list[Fault]:
    """Find questions about what the study does not hold.

    Parameters
    ----------
    checked : StudyFile
        The study.
    names : sequence of str
        Of its cases.
    labels : sequence of str
        Of the values of its axes.
    source : YamlFile
        For lines.
    """
    faults = [] if checked.draws is None else draws_faults(checked.draws, source)
    if checked.equal_budget is not None and checked.equal_budget.of not in (known := [*names, *labels]):
        faults.append(_unknown("study.unknown_case", ("equal_budget", "of"), checked.equal_budget.of, known, source))
    if not checked.sweep:
        for key in ("headline", "pair"):
            if getattr(checked, key) is not None:
                where = where_of((key,), source)
                faults.append(Fault(say("study.no_sweep", where=where), say("study.no_sweep.do")))
        return faults
    if len(set(names)) < 2:
        faults.append(Fault(say("study.sweep_of_one", where=where_of(("sweep",), source))))
    for place, name in enumerate(checked.pair or []):
        if name not in names:
            faults.append(_unknown("study.unknown_case", ("pair", place), name, names, source))
    if checked.pair is not None and len(set(checked.pair)) == 1:
        faults.append(Fault(say("study.pair_of_one", where=where_of(("pair",), source), found=checked.pair[0])))
    if checked.headline is not None and checked.headline not in HEADLINES:
        faults.append(_unknown("study.unknown_headline", ("headline",), checked.headline, HEADLINES, source))
    rules = rule_book().rules
    for place, entry in enumerate(checked.sweep if isinstance(checked.sweep, list) else []):
        if isinstance(entry, str) and entry != ALL and entry not in rules and not entry.startswith("project.default."):
            faults.append(_unknown("study.unknown_rule", ("sweep", place), entry, list(rules), source))
    return faults


def _unknown(name: str, place: tuple[str | int, ...], found: str, known: Sequence[str], source: YamlFile) -> Fault:
    near = difflib.get_close_matches(found, list(known), n=1, cutoff=0.0)
    return Fault(say(name, where=where_of(place, source), found=found), say("project.unknown_key.near", near=near[0]))
