"""How facts, their values and their grades are written in a comparison."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import catalogue, quoted, text
from storage_opt.records.rules import told_value
from storage_opt.records.study_answers import Fact
from storage_opt.reports.numerals import number
from storage_opt.reports.rule_words import rule_name, rule_unit

YEAR = "fiscal year"
"""Unit of rules that hold a year, which is written without a comma."""


def fact_label(fact: Fact, language: str) -> str:
    """Name a fact: the rule with its series, a default in words, or an assumption as the study calls it."""
    known = f"comparison.fact.{fact.rule}"
    if known in catalogue(language):
        return text(known, language)
    return rule_name(fact.rule, fact.index, language)


def value_text(value: Any, language: str) -> str:
    """Write a value of a fact or a key."""
    if value is None:
        return "–"
    if isinstance(value, float) and not value.is_integer():
        return number(value, 4).rstrip("0").rstrip(".")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, 0)
    if isinstance(value, list):
        return ", ".join(value_text(v, language) for v in value)
    if isinstance(value, str | bool):
        told = told_value(value)
        return told if isinstance(told, str) else told.text(language)
    return str(value)


def value_with_unit(fact: Fact, language: str) -> str:
    """Write the value used, with the unit of the rule."""
    if fact.unit == YEAR:
        return str(fact.value)
    unit = rule_unit(fact.unit, language) if fact.unit else ""
    return f"{value_text(fact.value, language)}{unit}"


def grade_text(fact: Fact, language: str) -> str:
    """Write how sure a fact is."""
    own = f"comparison.grade.{fact.grade}"
    grade = text(own if own in catalogue(language) else f"rules.grade.{fact.grade}", language)
    return text("comparison.grade.carried_on", language, grade=grade) if fact.is_assumed else grade


def fact_sentence(fact: Fact, language: str) -> str:
    """Write a fact that was not varied, with its value, grade and source."""
    parts = [
        value_with_unit(fact, language),
        grade_text(fact, language),
        *([quoted(fact.source, language)] if fact.source else []),
    ]
    return f"{fact_label(fact, language)}: {' · '.join(parts)}"
