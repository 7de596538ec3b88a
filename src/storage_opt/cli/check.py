"""``storage-opt check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell, width_of
from storage_opt.messages import Message, text

if TYPE_CHECKING:
    from storage_opt.inputs.project import Project
    from storage_opt.records.eligibility import EligibilityReport
    from storage_opt.records.prices import PriceBook


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "check", text("cli.check.help"))
    def check(
        project: Path = typer.Argument(
            ..., metavar="PROJECT.yaml | STUDY.yaml | ROUND.yaml", help=text("cli.check.file")
        ),
        set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help=text("cli.run.set")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.check.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.show import print_json
        from storage_opt.inputs.project import read_project
        from storage_opt.records.rule_book import doubtful_facts
        from storage_opt.studies.foresight_check import check_forecaster
        from storage_opt.studies.market_data import MarketData
        from storage_opt.studies.price_book import load_prices

        check_language(lang)
        if not set_ and _is_round(project):
            from storage_opt.cli.auction_table import print_round, round_json

            if as_json:
                print_json(round_json(project))
            else:
                print_round(project)
            return
        if not set_ and _is_study(project):
            from storage_opt.cli.compare_table import print_study, study_json

            if as_json:
                print_json(study_json(project))
            else:
                print_study(project)
            return
        checked = read_project(project, set_)
        book = load_prices(checked)
        MarketData(checked, book).read_all()
        check_forecaster(checked, book.area)
        facts = (*checked.unverified_facts, *doubtful_facts(checked.rules))
        report = eligibility_of(checked, book)
        if as_json:
            print_json(_json(checked, book, facts, report))
        else:
            _print(project, checked, book, facts, report)


def _is_study(path: Path) -> bool:
    """Whether a file is a study; one that cannot be read is told as a project."""
    from storage_opt.errors import ProjectError
    from storage_opt.inputs.study import is_study
    from storage_opt.inputs.yaml_file import read_yaml

    try:
        return is_study(read_yaml(path).content)
    except ProjectError:
        return False


def _is_round(path: Path) -> bool:
    """Whether a file is an auction round; one that cannot be read is told as a project."""
    from storage_opt.errors import ProjectError
    from storage_opt.inputs.round import is_round
    from storage_opt.inputs.yaml_file import read_yaml

    try:
        return is_round(read_yaml(path).content)
    except ProjectError:
        return False


def eligibility_of(project: Project, book: PriceBook) -> EligibilityReport:
    """Judge all rounds and programmes, with a book of rules of its own: the run rests on none of them."""
    from storage_opt.inputs.project_compliance import candidate_of
    from storage_opt.inputs.rules import rule_book
    from storage_opt.schemes.eligibility import eligibility_report

    start = project.start_fiscal_year
    plant = project.plant(book.years[0].fiscal_year if start is None else start)
    candidate = candidate_of(plant, project.site, project.compliance)
    chosen = [programme for s in project.schemes if (programme := getattr(s, "programme", None)) is not None]
    return eligibility_report(candidate, rule_book(), tuple(chosen))


def _print(
    path: Path, project: Project, book: PriceBook, facts: tuple[Message, ...], report: EligibilityReport
) -> None:
    from storage_opt.cli.eligibility_table import lines_of, summary_lines
    from storage_opt.schemes.compliance import Compliance

    for year in book.years:
        period = year.period
        tell(
            text(
                "cli.check.year",
                year=year.fiscal_year,
                first=period.first_day,
                last=period.last_day,
                slots=period.n_slots,
            )
        )
    for warning in book.warnings:
        tell(text("cli.warnings", text=warning.text()))
    for fact in facts:
        tell(text("cli.unverified_facts", text=fact.text()))
    for line in lines_of(report, width_of()):
        print(line)
    print()
    if project.compliance == Compliance():
        tell(text("eligibility.no_section"))
    for line in summary_lines(report):
        tell(line)
    tell(text("cli.check.fine", path=path))


def _json(project: Project, book: PriceBook, facts: tuple[Message, ...], report: EligibilityReport) -> dict[str, Any]:
    from storage_opt.cli.eligibility_table import eligibility_json

    return {
        "schema": 1,
        "name": project.name,
        "area": project.area,
        "prices": [
            {
                "fiscal_year": year.fiscal_year,
                "first_day": year.period.first_day.isoformat(),
                "last_day": year.period.last_day.isoformat(),
                "slots": year.period.n_slots,
            }
            for year in book.years
        ],
        "eligibility": eligibility_json(report),
        "unverified_facts": [fact.text() for fact in facts],
        "warnings": [warning.text() for warning in book.warnings],
    }
