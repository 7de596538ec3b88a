"""Rule books for tests: that of the package, and one with a rule changed."""

from dataclasses import replace
from datetime import date

from storage_opt.inputs.rules import rule_book
from storage_opt.records.rule_book import RuleBook

START = date(2028, 4, 1)
OPERATION = tuple(range(2028, 2048))


def changed(name: str, value) -> RuleBook:
    """The package's book, all lines of one rule with another value."""
    rules = rule_book().rules
    rule = rules[name]
    series = {key: tuple(replace(line, value=value) for line in lines) for key, lines in rule.series.items()}
    return RuleBook({**rules, name: replace(rule, series=series)})


def ended(name: str, day: date) -> RuleBook:
    """The package's book; from a day on no value of one rule is known."""
    rules = rule_book().rules
    rule = rules[name]
    series = {key: (*lines, replace(lines[-1], since=day, value=None)) for key, lines in rule.series.items()}
    return RuleBook({**rules, name: replace(rule, series=series)})
