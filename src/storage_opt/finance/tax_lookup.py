"""Asking the dated rules for taxes: each line once, what is not tabulated by its formula and on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storage_opt.errors import Fault, NoRuleInForceError, ProjectError, UsageError
from storage_opt.messages import say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Grade, IndexKey, RuleUse, RuleValue
from storage_opt.timeline import fiscal_year_start


def numbers_by_year(book: RuleBook, name: str, fiscal_years: Sequence[int], **index: IndexKey) -> tuple[float, ...]:
    """Value of a rule on the first day of each fiscal year; a year after its last line takes that line.

    A year for which the rules end without a newer value takes the last one, as assumed. Each line that answers is recorded in
    the book once, on the first of the years that it serves, and once more on the first for which it is assumed.

    Raises
    ------
    NoRuleInForceError
        A year begins before the first line.
    UsageError
        The rule has no such index.
    """
    rule = book.rule(name)
    found: dict[tuple[date, bool], float] = {}
    numbers = []
    for fiscal_year in fiscal_years:
        day = fiscal_year_start(fiscal_year)
        line = rule.latest(day, **index).since, book.has(name, on=day, **index)
        if line not in found:
            found[line] = book.number(name, on=day, or_latest=True, **index)
        numbers.append(found[line])
    return tuple(numbers)


def company_numbers(
    book: RuleBook, name: str, key: str, company: str, fiscal_years: Sequence[int]
) -> tuple[float, ...]:
    """:func:`numbers_by_year` of what depends on the kind of company.

    Parameters
    ----------
    book : RuleBook
        Dated rules.
    name : str
        Of the rule; it depends on the company, or is for one kind only.
    key : str
        Of ``finance.tax``, by which a project may state the value itself.
    company : str
        Kind of company.
    fiscal_years : sequence of int
        Years asked for.

    Raises
    ------
    ProjectError
        No value for this company in one of the years; names the companies that have one.
    """
    index = {"company": company} if book.rule(name).index else {}
    try:
        return numbers_by_year(book, name, fiscal_years, **index)
    except (NoRuleInForceError, UsageError) as error:
        first = min(fiscal_years)
        known = _companies(book, fiscal_year_start(first))
        fault = Fault(
            say("tax.no_value", company=company, rule=name, year=first, known=", ".join(known) or "–"),
            say("tax.no_value.do", key=f"finance.tax.{key}"),
        )
        raise ProjectError("finance.tax", [fault]) from error


def _companies(book: RuleBook, day: date) -> list[str]:
    rule = "tax.effective_rate"
    return sorted(str(company) for (company,) in book.rule(rule).series if book.has(rule, on=day, company=company))


def last_line(book: RuleBook, name: str, **index: IndexKey) -> RuleValue:
    """Last known line of a rule; records nothing."""
    return book.rule(name).latest(None, **index)


def record_derived(book: RuleBook, name: str, on: date, value: float, formula: str, **index: IndexKey) -> None:
    """Keep a value that a formula gave for want of a tabulated one in the book, graded as extrapolated."""
    rule = book.rule(name)
    since = min(line.since for lines in rule.series.values() for line in lines)
    book.record(
        RuleUse(
            name=name,
            unit=rule.unit,
            index=index,
            on=on,
            since=since,
            value=value,
            reference=formula,
            grade=Grade.EXTRAPOLATED,
            note="not the official table",
            is_assumed=False,
            file=rule.file,
            description=rule.description,
        )
    )
