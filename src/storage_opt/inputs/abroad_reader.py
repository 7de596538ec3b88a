"""Values of a contract abroad: the project's own, else those of its preset's dated rules, in yen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage_opt.errors import Fault
from storage_opt.inputs.schema_schemes_abroad import AbroadSection
from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import IndexKey, shown_index

PLACEHOLDER = 1.0
"""Stands for a value that is missing; the faults then keep the contract from being made."""


@dataclass
class Reader:
    """Reads one section; what is wrong goes into ``faults``, what must be told into ``notes``.

    Parameters
    ----------
    section : AbroadSection
        As checked.
    where : str
        Place of the section in the project file, ``scheme`` or ``scheme.1``.
    topic : str or None
        Rules of the preset (``abroad_macse``); ``None``: no preset.
    rules : RuleBook
        Dated rules; every value taken is recorded.
    faults : list of Fault
        Gets what is wrong.
    """

    section: AbroadSection
    where: str
    topic: str | None
    rules: RuleBook
    faults: list[Fault]
    notes: dict[str, Message] = field(default_factory=dict)
    is_exchanged: bool = False

    def has_rule(self, name: str) -> bool:
        """Whether the preset fixes a value."""
        return self.topic is not None and f"{self.topic}.{name}" in self.rules.rules

    def number(self, key: str, rule: str | None = None, **index: IndexKey) -> float:
        """Value of a key of the section, else of a rule of the preset, else a fault."""
        given = getattr(self.section, key)
        if given is not None:
            return float(given)
        name = key if rule is None else rule
        if not self.has_rule(name):
            return self._missing(key)
        full = f"{self.topic}.{name}"
        if not self._holds(full, index, key):
            return PLACEHOLDER
        return self.rules.number(full, on=None, or_latest=False, **index)

    def optional(self, key: str, rule: str) -> float | None:
        """:meth:`number` where the preset fixes it, else what the section says, if anything."""
        return self.number(key, rule) if self.has_rule(rule) else getattr(self.section, key)

    def word(self, rule: str, default: str) -> str:
        """Word that the preset fixes, else a default."""
        return self.rules.text(f"{self.topic}.{rule}", on=None) if self.has_rule(rule) else default

    def money(self, key: str, rule: str, per: float = 1.0, **index: IndexKey) -> float:
        """Price in yen: the section's, else the rule's in its own currency × exchange rate × ``per``.

        Parameters
        ----------
        key : str
            Key of the section, in yen.
        rule : str
            Rule of the preset; its unit begins with the currency.
        per : float
            From the unit of the rule to that of the key, as 0.001 from MW to kW or 12 from months to a year.
        **index : str or int
            Series of the rule.
        """
        given = getattr(self.section, key)
        if given is not None:
            return float(given)
        if not self.has_rule(rule):
            return self._missing(key)
        full = f"{self.topic}.{rule}"
        currency = self.rules.rule(full).unit.partition("/")[0]
        rate = self.section.jpy_per_unit
        self.is_exchanged = True
        if self.section.currency not in (None, currency):
            self.fault(
                "schemes_abroad.other_currency",
                key=f"{self.where}.currency",
                found=self.section.currency,
                expected=currency,
            )
        if rate is None:
            self.fault("schemes_abroad.no_exchange", key=f"{self.where}.{key}", currency=currency, where=self.where)
        if not self._holds(full, index, key) or rate is None:
            return PLACEHOLDER
        value = self.rules.number(full, on=None, or_latest=False, **index)
        self.notes["exchange"] = say(
            "schemes_abroad.note.exchange", value=value, unit=self.rules.rule(full).unit, rate=rate
        )
        return value * per * rate

    def either(self, first: str, second: str) -> None:
        """Refuse two keys that say the same thing."""
        if getattr(self.section, first) is not None and getattr(self.section, second) is not None:
            self.fault("schemes_abroad.both", first=f"{self.where}.{first}", second=f"{self.where}.{second}")

    def unused(self, key: str) -> None:
        """Refuse a key on which nothing depends."""
        if getattr(self.section, key) is not None:
            self.fault("schemes_abroad.unused", key=f"{self.where}.{key}")

    def fault(self, name: str, /, **values: object) -> None:
        """Add a fault with its advice."""
        self.faults.append(Fault(say(name, **values), say(f"{name}.do", **values)))

    def _missing(self, key: str) -> float:
        preset = getattr(self.section, "preset", None) or "–"
        self.fault("schemes_abroad.missing", key=f"{self.where}.{key}", preset=preset)
        return PLACEHOLDER

    def _holds(self, full: str, index: Mapping[str, IndexKey], key: str) -> bool:
        rule = self.rules.rule(full)
        if tuple(index[part] for part in rule.index) in rule.series:
            return True
        known = ", ".join(str(k[0]) for k in rule.series)
        self.fault(
            "schemes_abroad.not_in_rules", rule=full, found=shown_index(index), known=known, key=f"{self.where}.{key}"
        )
        return False
