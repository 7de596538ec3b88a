"""What a conclusion rests on: every unverified fact varied, both cases solved again, effects ranked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from storage_opt.errors import Fault, InputError, ProjectError
from storage_opt.inputs.case_key import case_key
from storage_opt.inputs.overrides import put
from storage_opt.inputs.project import project_of
from storage_opt.inputs.study_asks import HEADLINE_WITH_FINANCE, HEADLINE_WITHOUT_FINANCE, SweepAsk, SweptKey
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import LANGUAGES
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.study import Failed, Solved
from storage_opt.records.study_answers import Fact, Sweep, SweepStep, SweptFact
from storage_opt.studies.batches import Job
from storage_opt.studies.cases import CheckedCase
from storage_opt.studies.facts import facts_of, figures_for_levers, together
from storage_opt.studies.levers import LEVERS, Lever
from storage_opt.studies.refinance import figures_with_other_money

ASSUMPTION = "assumption"
"""Grade of what the study itself assumes."""
MONEY_ALONE = ("finance.tax.", "finance.grid_charges.")
"""Keys on which neither a plan nor a contract depends; with a grant, what is returned of it depends on the legal useful life."""
Pair = tuple[float | None, float | None]
Solve = Callable[[Sequence[Job]], Mapping[str, Solved | Failed]]


@dataclass(frozen=True)
class Side:
    """One case of the pair, with its result."""

    checked: CheckedCase
    solved: Solved

    @property
    def name(self) -> str:
        """Of the case."""
        return self.checked.case.name

    @property
    def content(self) -> Mapping[str, Any]:
        """Its project."""
        return self.checked.case.content


@dataclass(frozen=True)
class Variation:
    """A case with one key changed: its figures where the plan stays the same, else a job, or why there is none."""

    key: str
    value: Any
    figures: CaseFigures | None = None
    job: Job | None = None
    messages: Mapping[str, str] = field(default_factory=dict)


def sweep(ask: SweepAsk, cases: Sequence[CheckedCase], outcomes: Mapping[str, Solved | Failed], solve: Solve) -> Sweep:
    """Vary the facts of a pair of cases.

    Parameters
    ----------
    ask : SweepAsk
        Which facts of which cases.
    cases : sequence of CheckedCase
        All of the study.
    outcomes : mapping of str to Solved or Failed
        Their results by key.
    solve : callable
        Gives results of further jobs by key.

    Returns
    -------
    Sweep
        Without facts where a case of the pair has no result.
    """
    by_name = {case.case.name: case for case in cases}
    sides = []
    for name in ask.pair:
        outcome = outcomes[by_name[name].key]
        if isinstance(outcome, Solved):
            sides.append(Side(by_name[name], outcome))
    headline = ask.headline or _usual(sides)
    if len(sides) < len(ask.pair):
        return Sweep(headline, ask.pair, (None, None), (), ())
    base = _values([side.solved.figures for side in sides], headline)
    facts = together([fact for s in sides for fact in facts_of(s.name, s.content, s.solved, ask.rules)])
    planned, held = [], list[Fact]()
    for fact in facts:
        steps = _steps(fact, sides)
        if steps:
            planned.append((fact, steps))
        else:
            held.append(fact)
    planned += [(_own_fact(own, sides), _own_steps(own, sides)) for own in ask.own]
    solved = solve([v.job for _, steps in planned for step in steps for v in step.values() if v.job is not None])
    swept = [_swept(fact, steps, sides, solved, headline, base) for fact, steps in planned]
    swept.sort(key=lambda s: (s.effect is None, -(s.effect or 0.0), -(s.effect_on_case or 0.0)))
    return Sweep(headline, ask.pair, base, tuple(swept), tuple(held))


def _usual(sides: Sequence[Side]) -> str:
    has_irr = bool(sides) and all(side.solved.figures.project_irr is not None for side in sides)
    return HEADLINE_WITH_FINANCE if has_irr else HEADLINE_WITHOUT_FINANCE


def _values(figures: Sequence[CaseFigures | None], headline: str) -> Pair:
    first, second = (None if f is None else getattr(f, headline) for f in figures)
    return first, second


Step = dict[str, Variation]
"""One other value: the changed cases by name; a case that is not in it stays as it is."""


def _steps(fact: Fact, sides: Sequence[Side]) -> list[Step]:
    """Other values of a fact in the cases that use it; none where no key holds it there."""
    by_case = {}
    for side in sides:
        if side.name in fact.cases and (found := _lever(fact, side)) is not None:
            key, values = found
            by_case[side.name] = [_variation(side, key, value) for value in values]
    count = max((len(variations) for variations in by_case.values()), default=0)
    return [{name: v[at] for name, v in by_case.items() if at < len(v)} for at in range(count)]


def _lever(fact: Fact, side: Side) -> tuple[str, Sequence[Any]] | None:
    """Key and other values of a fact in one case; ``None`` where no key holds it, or the case states the key itself."""
    for lever in LEVERS:
        if fact.rule not in lever.rules:
            continue
        for key, section in _places(lever, side.content):
            is_taken = fact.rule.startswith("cost_sets.")
            if _at(side.content, key) is not None and not is_taken and not _is_default(lever, side, key):
                continue
            figures = figures_for_levers(side.solved, section, side.checked.case.project.bid_power_mw)
            if values := lever.others(fact, figures):
                return key, values
    return None


def _is_default(lever: Lever, side: Side, key: str) -> bool:
    """Whether a key that the project writes out leaves the fact as it is: ``derating: official``, ``offer_duty: none``."""
    return lever.key.endswith((".derating", ".offer_duty")) and _at(side.content, key) in ("official", "none")


def _places(lever: Lever, content: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Where the key of a lever stands in a project, with the section of the scheme that it belongs to."""
    if not lever.kinds:
        return [(lever.key, {})]
    given = content.get("scheme") or {}
    listed = [(f"scheme.{at}", s) for at, s in enumerate(given)] if isinstance(given, list) else [("scheme", given)]
    name = lever.key.removeprefix("scheme.")
    return [(f"{place}.{name}", section) for place, section in listed if section.get("kind") in lever.kinds]


def _at(content: Any, key: str) -> Any:
    """Value at a dotted key; ``None`` where there is none."""
    for part in key.split("."):
        if isinstance(content, list) and part.isdecimal() and int(part) < len(content):
            content = content[int(part)]
        elif isinstance(content, Mapping) and part in content:
            content = content[part]
        else:
            return None
    return content


def _variation(side: Side, key: str, value: Any) -> Variation:
    case, faults = side.checked.case, list[Fault]()
    content = deepcopy(dict(case.content))
    put(content, tuple(key.split(".")), value, faults)
    name = f"{case.name} · {key}: {value}"
    try:
        if faults:
            raise ProjectError(case.name, faults)
        project = project_of(content, YamlFile({}), case.folder, case.name, base=case.folder)
    except InputError as error:
        return Variation(key, value, messages={language: error.text(language) for language in LANGUAGES})
    if key.startswith(MONEY_ALONE) and not side.solved.kept["summary"]["upfront"]:
        return Variation(key, value, figures=figures_with_other_money(project, side.solved))
    checksum = case_key(project.echo, project.read_paths, side.checked.checksums)
    return Variation(key, value, job=Job(name, checksum, content, case.folder, side.checked.checksums))


def _own_fact(own: SweptKey, sides: Sequence[Side]) -> Fact:
    value = _at(sides[0].content, own.key)
    return Fact(own.name, {}, value, "", ASSUMPTION, "", False, tuple(side.name for side in sides))


def _own_steps(own: SweptKey, sides: Sequence[Side]) -> list[Step]:
    return [{side.name: _variation(side, own.key, value) for side in sides} for value in own.values]


def _swept(
    fact: Fact,
    steps: Sequence[Step],
    sides: Sequence[Side],
    solved: Mapping[str, Solved | Failed],
    headline: str,
    base: Pair,
) -> SweptFact:
    told = []
    for step in steps:
        figures: list[CaseFigures | None] = []
        messages: Mapping[str, str] = {}
        for side in sides:
            variation = step.get(side.name)
            if variation is None:
                figures.append(side.solved.figures)
                continue
            outcome = None if variation.job is None else solved[variation.job.key]
            figures.append(outcome.figures if isinstance(outcome, Solved) else variation.figures)
            if figures[-1] is None:
                messages = outcome.texts if isinstance(outcome, Failed) else variation.messages
        values = {name: variation.value for name, variation in step.items()}
        told.append(SweepStep(values, _values(figures, headline), messages))
    keys = dict.fromkeys(variation.key for step in steps for variation in step.values())
    return SweptFact(fact, ", ".join(keys), tuple(told), base)
