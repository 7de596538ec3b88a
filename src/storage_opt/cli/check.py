"""``storage-opt check``."""

from __future__ import annotations

from pathlib import Path

import typer

from storage_opt.cli.run import check_language
from storage_opt.messages import text


def add(app: typer.Typer) -> None:
    """Register the command."""

    @app.command("check", help=text("cli.check.help"))
    def check(
        project: Path = typer.Argument(..., metavar="PROJECT.yaml", help=text("cli.run.project")),
        set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help=text("cli.run.set")),
        lang: str | None = typer.Option(None, metavar="ja|en", help=text("cli.lang")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.inputs.project import read_project
        from storage_opt.records.rule_book import doubtful_facts
        from storage_opt.studies.market_data import MarketData
        from storage_opt.studies.run import load_prices

        check_language(lang)
        checked = read_project(project, set_)
        book = load_prices(checked)
        MarketData(checked, book).read_all()
        for year in book.years:
            period = year.period
            typer.echo(
                text(
                    "cli.check.year",
                    year=year.fiscal_year,
                    first=period.first_day,
                    last=period.last_day,
                    slots=period.n_slots,
                )
            )
        for warning in book.warnings:
            typer.echo(text("cli.warnings", text=warning.text()))
        for fact in (*checked.unverified_facts, *doubtful_facts(checked.rules)):
            typer.echo(text("cli.unverified_facts", text=fact.text()))
        typer.echo(text("cli.check.fine", path=project))
