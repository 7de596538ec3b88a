"""How rules that a result rests on are written: name, value, unit and source, in the language of the report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from storage_opt.inputs.rules import rule_library
from storage_opt.messages import quoted
from storage_opt.records.rules import told_rule, told_value

WITHOUT_UNIT = ("1", "text", "yes/no")
"""Units that say nothing beside the value."""


def rule_name(name: str, index: Mapping[str, Any], language: str) -> str:
    """Name a rule and its series; one that this version no longer knows by its key alone."""
    return told_rule(name, _descriptions().get(name, {}), index).text(language)


def rule_value(value: Any, language: str) -> str:
    """Write a value as the manifest holds it; words of rules in the language of the report."""
    if language == "en" or not isinstance(value, str | bool):
        return str(value)
    told = told_value(float("inf") if value == "no limit" else value)
    return told if isinstance(told, str) else told.text(language)


def rule_unit(unit: str, language: str) -> str:
    """Write the unit behind a value, with the blank before it; nothing for fractions and words."""
    return "" if unit in WITHOUT_UNIT else f" {quoted(unit, language)}"


@cache
def _descriptions() -> Mapping[str, Mapping[str, str]]:
    return {name: rule.description for name, rule in rule_library().items()}
