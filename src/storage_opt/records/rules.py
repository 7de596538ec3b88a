"""Dated rules: what a market or scheme says, since when, on whose word and how sure we are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from storage_opt.errors import Fault, NoRuleInForceError, UsageError
from storage_opt.messages import LANGUAGES, Message, say

IndexKey = str | int
Scalar = float | int | str | bool


class Grade(StrEnum):
    """How sure a value is."""

    VERIFIED = "verified"
    """Official text, or two independent sources that agree."""
    SINGLE_SOURCE = "single_source"
    """One credible source."""
    INFERRED = "inferred"
    """Concluded or computed from sourced figures."""
    EXTRAPOLATED = "extrapolated"
    """Continued beyond a published table by a formula; never in a rule file."""
    UNVERIFIED = "unverified"
    """No source found; editable default."""

    @property
    def is_doubtful(self) -> bool:
        """Whether a report that rests on the value must name it."""
        return self in (Grade.INFERRED, Grade.EXTRAPOLATED, Grade.UNVERIFIED)


@dataclass(frozen=True)
class RuleFile:
    """A rule file that was read: path inside the package, and checksum of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class RuleValue:
    """One dated line of a rule.

    Parameters
    ----------
    since : datetime.date
        First day on which it holds (delivery day, unless the rule says otherwise).
    value : float, int, str, bool or None
        In the unit of the rule; ``inf``: no limit; ``None``: from this day on no value is known.
    reference : str
        Source.
    grade : Grade
        How sure it is.
    note : str
        Doubt, conflict between sources, or condition; may be empty.
    is_start_assumed : bool
        The source states the value but not since when; ``since`` is ours.
    """

    since: date
    value: Scalar | None
    reference: str
    grade: Grade
    note: str = ""
    is_start_assumed: bool = False


@dataclass(frozen=True)
class Rule:
    """A quantity fixed by a market or scheme, with all its dated lines.

    Parameters
    ----------
    name : str
        ``topic.key``; the topic is the name of the file.
    description : mapping of str to str
        By language.
    unit : str
        Published unit; ``1`` for a fraction or a count, ``text`` for a word.
    index : tuple of str
        What the value depends on besides the date (``area``, ``product``, …); may be empty.
    series : mapping of tuple to tuple of RuleValue
        Dated lines in order of time by index key; the only key of a rule without index is ``()``.
    file : RuleFile
        Where it stands.
    """

    name: str
    description: Mapping[str, str]
    unit: str
    index: tuple[str, ...]
    series: Mapping[tuple[IndexKey, ...], tuple[RuleValue, ...]]
    file: RuleFile

    def key(self, index: Mapping[str, IndexKey]) -> tuple[IndexKey, ...]:
        """Key of a series from named parts; raises ``UsageError`` when the rule has no such series."""
        if set(index) != set(self.index):
            found = ", ".join(index) or "–"
            raise UsageError(
                say("rules.wrong_index", name=self.name, found=found, expected=", ".join(self.index) or "–")
            )
        key = tuple(index[part] for part in self.index)
        if key not in self.series:
            for position, part in enumerate(self.index):
                known = sorted({k[position] for k in self.series}, key=str)
                if index[part] not in known:
                    raise UsageError(
                        say("rules.unknown_key", name=self.name, part=part, found=index[part], known=_listed(known))
                    )
            raise UsageError(say("rules.unknown_pair", name=self.name, found=shown_index(index)))
        return key

    def lines(self, **index: IndexKey) -> tuple[RuleValue, ...]:
        """All dated lines of one series, in order of time."""
        return self.series[self.key(index)]

    def on(self, day: date, **index: IndexKey) -> RuleValue:
        """Return the line in force on a day.

        Raises
        ------
        NoRuleInForceError
            The day lies before the first line or in a gap.
        """
        lines = self.lines(**index)
        position = bisect_right([line.since for line in lines], day) - 1
        if position < 0:
            raise self._none(index, say("rules.none_before", on=day, first=lines[0].since), lines)
        if lines[position].value is None:
            raise self._none(index, say("rules.none_gap", on=day, since=lines[position].since), lines)
        return lines[position]

    def latest(self, day: date | None = None, **index: IndexKey) -> RuleValue:
        """Return the last line with a value, of those that begin on or before ``day`` (``None``: of all)."""
        lines = self.lines(**index)
        known = [line for line in lines if line.value is not None and (day is None or line.since <= day)]
        if not known:
            raise self._none(index, say("rules.none_before", on=day, first=lines[0].since), lines)
        return known[-1]

    def _none(
        self, index: Mapping[str, IndexKey], message: Message, lines: tuple[RuleValue, ...]
    ) -> NoRuleInForceError:
        ranges = _listed([line.since for line in lines if line.value is not None])
        subject = f"{self.name} ({shown_index(index)})" if index else self.name
        return NoRuleInForceError(subject, [Fault(message, say("rules.none.do", starts=ranges))])


@dataclass(frozen=True)
class RuleUse:
    """A rule value that a run rests on.

    Parameters
    ----------
    name, unit : str
        Of the rule.
    index : mapping of str to str or int
        Series asked for.
    on : datetime.date or None
        Day asked for; ``None``: the latest known.
    since, value, reference, grade, note
        Of the line that answered.
    is_assumed : bool
        No value was in force on the day; the last known one was taken.
    file : RuleFile
        Where it stands.
    is_start_assumed : bool
        The source does not say since when the value holds; ``since`` is ours.
    description : mapping of str to str
        Of the rule, by language.
    """

    name: str
    unit: str
    index: Mapping[str, IndexKey]
    on: date | None
    since: date
    value: Scalar
    reference: str
    grade: Grade
    note: str
    is_assumed: bool
    file: RuleFile
    is_start_assumed: bool = False
    description: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_doubtful(self) -> bool:
        """Whether a report must name it: a doubtful grade, or a value carried on beyond its validity."""
        return self.is_assumed or self.grade.is_doubtful

    @property
    def fact(self) -> Message:
        """Sentence for the list of unverified facts."""
        return say(
            "rules.fact.assumed" if self.is_assumed else "rules.fact",
            rule=told_rule(self.name, self.description, self.index),
            value=told_value(self.value),
            unit="" if self.unit in ("1", "text", "yes/no") else say("rules.unit", unit=self.unit),
            since=self.since,
            grade=say(f"rules.grade.{self.grade}"),
            reference=self.reference,
        )


def told_rule(name: str, description: Mapping[str, str], index: Mapping[str, IndexKey]) -> Message:
    """Name a rule and its series; in other languages than English by what it is, the name behind.

    >>> told_rule("tax.loss_years", {"en": "Years", "ja": "繰越期間"}, {}).text("ja")
    '繰越期間（tax.loss_years）'
    """
    titles = {language: description.get(language, name) for language in LANGUAGES if language != "en"}
    if not index:
        return say("rules.rule", name=name, **titles)
    return say("rules.rule.series", name=name, series=shown_index(index), **titles)


def shown_index(index: Mapping[str, IndexKey]) -> str:
    """Index as users write it.

    >>> shown_index({"area": "tokyo", "hours": 4})
    'area=tokyo, hours=4'
    """
    return ", ".join(f"{part}={key}" for part, key in index.items())


def shown_value(value: Scalar | None) -> str:
    """Value as a word: all digits of a number, ``no limit`` for an unlimited one, ``–`` for none.

    >>> [shown_value(v) for v in (19.51, 50000, float("inf"), None, "D-1", True)]
    ['19.51', '50000', 'no limit', '–', 'D-1', 'yes']
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == float("inf"):
        return "no limit"
    return str(value)


def told_value(value: Scalar | None) -> str | Message:
    """:func:`shown_value` in the language of the reader."""
    words = {"no limit": "unlimited", "yes": "yes", "no": "no"}
    shown = shown_value(value)
    if isinstance(value, str):
        return say("rules.value.word", word=value)
    return say(f"rules.value.{words[shown]}") if shown in words else shown


def _listed(values: list[IndexKey] | list[date]) -> str:
    return ", ".join(str(value) for value in values)
