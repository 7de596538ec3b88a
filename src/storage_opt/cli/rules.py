"""``storage-opt rules list`` and ``storage-opt rules show``."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command, group
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import cells, tell
from storage_opt.errors import UsageError
from storage_opt.messages import current_language, quoted, quoted_series, say, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage_opt.records.rules import IndexKey, Rule, RuleValue


VALUE_CELLS = 10
"""Width of the column of values."""
SOURCE_AT = 17
"""Where further lines of a source stand: below the value."""


def add(app: typer.Typer) -> None:
    """Register the two commands under ``rules``."""
    rules = group(text("cli.rules.help"))
    app.add_typer(rules, name="rules")

    @command(rules, "list", text("cli.rules.list.help"))
    def list_(
        pattern: str = typer.Argument("", metavar="PATTERN", help=text("cli.rules.pattern")),
        grade: list[str] = typer.Option(
            [], metavar="GRADE", autocompletion=complete.grades, help=text("cli.rules.grade")
        ),
        on: str | None = typer.Option(None, metavar="DATE", help=text("cli.rules.list.on")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.rule_rows import lines_of, row_json, row_text
        from storage_opt.inputs.rules import rule_library

        check_language(lang)
        _check_grades(grade)
        day = None if on is None else _day(on)
        rows = [
            row
            for rule in rule_library().values()
            if pattern in rule.name
            for row in lines_of(rule, day)
            if not grade or row.line.grade in grade
        ]
        if as_json:
            print(json.dumps([row_json(row) for row in rows], ensure_ascii=False, indent=1, allow_nan=False))
            return
        for row in rows:
            tell(row_text(row), hanging=4)
        tell(text("cli.rules.count", count=len(rows), rules=len({row.rule.name for row in rows})), err=True)

    @command(rules, "show", text("cli.rules.show.help"))
    def show(
        name: str = typer.Argument(
            ..., metavar="NAME", autocompletion=complete.rule_names, help=text("cli.rules.name")
        ),
        on: str | None = typer.Option(None, metavar="DATE", help=text("cli.rules.show.on")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.rule_rows import lines_of, row_json
        from storage_opt.inputs.rules import rule_book

        check_language(lang)
        day = date.today() if on is None else _day(on)
        rule = rule_book().rule(name)
        _refuse_when_nothing_holds(rule, day)
        if as_json:
            content = {
                "name": rule.name,
                "description": rule.description[current_language()],
                "unit": rule.unit,
                "on": day.isoformat(),
                "lines": [row_json(row) | {"in_force": row.line is row.in_force(day)} for row in lines_of(rule, None)],
            }
            print(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))
            return
        _print_rule(rule, day)


def _print_rule(rule: Rule, day: date) -> None:
    from storage_opt.cli.rule_rows import lines_of
    from storage_opt.records.rules import told_value

    tell(f"{rule.name}: {rule.description[current_language()]} [{quoted(rule.unit, current_language())}]")
    tell(text("cli.rules.in_force", on=day, file=rule.file.name))
    before = None
    for row in lines_of(rule, None):
        if rule.index and row.key != before:
            tell(f"  {_series(row.index)}")
            before = row.key
        mark = "=>" if row.line is row.in_force(day) else "  "
        grade = text(f"rules.grade.{row.line.grade}")
        told = f"  {mark} {row.line.since}  {_filled(str(told_value(row.line.value)))} {grade}: {_source(row.line)}"
        tell(told, hanging=SOURCE_AT)


def _filled(value: str) -> str:
    """Fill up a value to the width of its column, in cells of the terminal."""
    return value + " " * (VALUE_CELLS - cells(value))


def _series(index: Mapping[str, IndexKey]) -> str:
    """Name a series as in the file; in other languages than English in words as well."""
    from storage_opt.records.rules import shown_index

    key, words = shown_index(index), quoted_series(index, current_language())
    return key if words == key else f"{key} – {words}"


def _source(line: RuleValue) -> str:
    parts = [quoted(line.reference, current_language())]
    if line.is_start_assumed:
        parts.append(text("cli.rules.start_assumed"))
    if line.note:
        parts.append(quoted(line.note, current_language()))
    return " | ".join(parts)


def _refuse_when_nothing_holds(rule: Rule, day: date) -> None:
    """Raise ``NoRuleInForceError`` for the first series when none is in force."""
    from storage_opt.cli.rule_rows import lines_of

    if not any(row.in_force(day) for row in lines_of(rule, None)):
        first: Any = next(iter(rule.series))
        rule.on(day, **dict(zip(rule.index, first, strict=True)))


def _day(given: str) -> date:
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(say("cli.rules.not_a_date", found=given)) from None


def _check_grades(given: list[str]) -> None:
    from storage_opt.inputs.rule_lines import GRADES

    if unknown := [grade for grade in given if grade not in GRADES]:
        raise UsageError(say("cli.rules.unknown_grade", found=", ".join(unknown), known=", ".join(GRADES)))
