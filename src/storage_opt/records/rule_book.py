"""A book of dated rules that remembers what it was asked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date

from storage_opt.errors import UsageError
from storage_opt.messages import Message, say
from storage_opt.records.rules import IndexKey, Rule, RuleUse, Scalar


class RuleBook:
    """Rules by name; every value given out is kept in :attr:`used`, so that a run can write what it rests on.

    Parameters
    ----------
    rules : mapping of str to Rule
        By name (``topic.key``).

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> book = rule_book()
    >>> book.number("balancing.price_cap", product="composite", on=date(2026, 9, 1))
    10.0
    >>> [(use.name, use.since.isoformat(), str(use.grade)) for use in book.used]
    [('balancing.price_cap', '2026-09-01', 'verified')]
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = rules
        self._used: dict[object, RuleUse] = {}

    @property
    def used(self) -> tuple[RuleUse, ...]:
        """Values given out so far, each once, in the order first asked for."""
        return tuple(self._used.values())

    def rule(self, name: str) -> Rule:
        """Return one rule with all its dated lines; raises ``UsageError`` naming the nearest known names."""
        try:
            return self.rules[name]
        except KeyError:
            near = difflib.get_close_matches(name, list(self.rules), n=3, cutoff=0.5)
            topics = sorted({known.partition(".")[0] for known in self.rules})
            known = say("rules.near", names=", ".join(near)) if near else say("rules.topics", topics=", ".join(topics))
            raise UsageError(say("rules.unknown", name=name, known=known)) from None

    def value(self, name: str, *, on: date | None, or_latest: bool = False, **index: IndexKey) -> Scalar:
        """Value in force on a day, recorded as used.

        Parameters
        ----------
        name : str
            ``topic.key``.
        on : datetime.date or None
            Day; ``None``: the latest value known.
        or_latest : bool
            In a gap, take the last value that was in force before it and record it as assumed.
        **index : str or int
            One key per index of the rule, as in ``product="composite"``.

        Raises
        ------
        NoRuleInForceError
            No value is in force on the day.
        UsageError
            No such rule or index.
        """
        return self.use(name, on=on, or_latest=or_latest, **index).value

    def use(self, name: str, *, on: date | None, or_latest: bool = False, **index: IndexKey) -> RuleUse:
        """:meth:`value` with its source and grade."""
        rule = self.rule(name)
        if on is None or or_latest:
            line = rule.latest(on, **index)
            is_assumed = on is not None and line is not _in_force(rule, on, index)
        else:
            line, is_assumed = rule.on(on, **index), False
        assert line.value is not None
        use = RuleUse(
            name=name,
            unit=rule.unit,
            index=dict(index),
            on=on,
            since=line.since,
            value=line.value,
            reference=line.reference,
            grade=line.grade,
            note=line.note,
            is_assumed=is_assumed,
            file=rule.file,
            is_start_assumed=line.is_start_assumed,
            description=rule.description,
        )
        self.record(use)
        return use

    def number(self, name: str, *, on: date | None, or_latest: bool = False, **index: IndexKey) -> float:
        """:meth:`value` of a rule that holds numbers; ``inf`` where there is no limit."""
        value = self.value(name, on=on, or_latest=or_latest, **index)
        if isinstance(value, str | bool):
            raise TypeError(f"{name} holds {value!r}, not a number")
        return float(value)

    def text(self, name: str, *, on: date | None, or_latest: bool = False, **index: IndexKey) -> str:
        """:meth:`value` of a rule that holds words."""
        value = self.value(name, on=on, or_latest=or_latest, **index)
        if not isinstance(value, str):
            raise TypeError(f"{name} holds {value!r}, not a word")
        return value

    def has(self, name: str, *, on: date, **index: IndexKey) -> bool:
        """Whether a value is in force on a day; records nothing."""
        return _in_force(self.rule(name), on, index) is not None

    def record(self, use: RuleUse) -> None:
        """Add a value to :attr:`used`: one asked for, or one derived from rules (an extrapolated factor)."""
        self._used.setdefault((use.name, tuple(use.index.items()), use.since, use.on, use.grade), use)


def doubtful_facts(book: RuleBook) -> tuple[Message, ...]:
    """Return a sentence for each value used that is inferred, extrapolated, unverified or carried beyond its validity."""
    return tuple(use.fact for use in book.used if use.is_doubtful)


def _in_force(rule: Rule, day: date, index: Mapping[str, IndexKey]) -> object | None:
    """Return the line in force on a day, ``None`` before the first and in a gap."""
    begun = [line for line in rule.lines(**index) if line.since <= day]
    return begun[-1] if begun and begun[-1].value is not None else None
