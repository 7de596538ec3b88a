"""``storage-opt rank``: grant applications by the user's own weights."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from storage_opt.cli import complete
from storage_opt.cli.command import command
from storage_opt.cli.run import check_language
from storage_opt.cli.terminal import tell, width_of
from storage_opt.errors import UsageError
from storage_opt.messages import say, text

if TYPE_CHECKING:
    from storage_opt.records.rule_book import RuleBook
    from storage_opt.schemes.ranking import Applicant, Ranked


def add(app: typer.Typer) -> None:
    """Register the command."""

    @command(app, "rank", text("cli.rank.help"))
    def rank_(
        file: Path = typer.Argument(..., metavar="APPLICATIONS.csv", help=text("cli.rank.file")),
        weight: list[str] = typer.Option([], "--weight", metavar="CRITERION=WEIGHT", help=text("cli.rank.weight")),
        budget: float | None = typer.Option(None, "--budget", metavar="JPY", help=text("cli.rank.budget")),
        programme: str = typer.Option("sii_2025", metavar="PROGRAMME", help=text("cli.rank.programme")),
        lang: str | None = typer.Option(None, metavar="ja|en", autocompletion=complete.LANGUAGE, help=text("cli.lang")),
        as_json: bool = typer.Option(False, "--json", help=text("cli.rules.json")),
        debug: bool = typer.Option(False, "--debug", help=text("cli.debug")),
    ) -> None:
        from storage_opt.cli.show import print_json
        from storage_opt.inputs.applicants import read_applicants
        from storage_opt.inputs.rules import rule_book
        from storage_opt.schemes.ranking import rank

        check_language(lang)
        weights = dict(_weight(given) for given in weight)
        if not weights:
            raise UsageError(say("ranking.no_weights"))
        if budget is not None and not (math.isfinite(budget) and budget > 0):
            raise UsageError(say("ranking.budget", found=budget))
        known = _published(programme, rule_book())
        applicants = read_applicants(file)
        _check_criteria(weights, applicants)
        if budget is None and known["budget_jpy"] is None:
            raise UsageError(say("ranking.no_budget", programme=programme))
        limit = float(known["budget_jpy"] if budget is None else budget)
        ranked = rank(applicants, weights, limit)
        if as_json:
            print_json(_json(ranked, weights, limit, known))
        else:
            _print(ranked, limit, known)


def _weight(given: str) -> tuple[str, float]:
    name, sign, value = given.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not name.strip() or not sign or not math.isfinite(number):
        raise UsageError(say("ranking.bad_weight", found=given))
    return name.strip(), number


def _check_criteria(weights: dict[str, float], applicants: list[Applicant]) -> None:
    known = sorted(applicants[0].points)
    if unknown := sorted(weights.keys() - set(known)):
        raise UsageError(say("ranking.unknown_criterion", found=", ".join(unknown), known=", ".join(known) or "–"))


def _published(programme: str, rules: RuleBook) -> dict[str, Any]:
    """Look up what is known of a call: budget, awards and their sum; ``None`` where nothing is."""
    from storage_opt.schemes.eligibility_grants import split_programme
    from storage_opt.schemes.judging import asks
    from storage_opt.timeline import fiscal_year_start

    name, year = split_programme(programme, rules)
    day = fiscal_year_start(year)
    found: dict[str, Any] = {"programme": programme}
    for key, rule in (("budget_jpy", "budget"), ("awards", "awards"), ("awarded_jpy", "awarded_total")):
        full = f"grants.{rule}"
        has = asks(rules, full, programme=name) and rules.has(full, on=day, programme=name)
        found[key] = rules.value(full, on=day, programme=name) if has else None
    return found


def _json(
    ranked: tuple[Ranked, ...], weights: dict[str, float], budget_jpy: float, known: dict[str, Any]
) -> dict[str, Any]:
    return {
        "schema": 1,
        "weights": weights,
        "budget_jpy": budget_jpy,
        "published": known,
        "awarded_jpy": sum(r.applicant.grant_jpy for r in ranked if r.is_awarded),
        "ranking": [
            {
                "place": place,
                "name": r.applicant.name,
                "score": r.score,
                "grant_jpy": r.applicant.grant_jpy,
                "grant_jpy_per_kw": r.applicant.grant_jpy_per_kw,
                "awarded": r.is_awarded,
                "left_jpy": r.left_jpy,
            }
            for place, r in enumerate(ranked, start=1)
        ],
    }


def _print(ranked: tuple[Ranked, ...], budget_jpy: float, known: dict[str, Any]) -> None:
    from storage_opt.cli.plain_table import table
    from storage_opt.units import JPY_PER_MILLION

    heads = ("place", "project", "score", "grant", "per_kw", "awarded", "left")
    rows: list[tuple[str, ...]] = [tuple(text(f"ranking.head.{name}") for name in heads)]
    for place, r in enumerate(ranked, start=1):
        rows.append(
            (
                f"{place}",
                r.applicant.name,
                f"{r.score:,.10g}",
                f"{r.applicant.grant_jpy / JPY_PER_MILLION:,.1f}",
                f"{r.applicant.grant_jpy_per_kw:,.0f}",
                text("rules.value.yes" if r.is_awarded else "rules.value.no"),
                f"{r.left_jpy / JPY_PER_MILLION:,.1f}",
            )
        )
    for line in table(rows, (1,), width_of()):
        print(line)
    awarded = [r for r in ranked if r.is_awarded]
    total = sum(r.applicant.grant_jpy for r in awarded)
    tell(
        text(
            "ranking.total",
            count=len(awarded),
            of=len(ranked),
            total=total / JPY_PER_MILLION,
            budget=budget_jpy / JPY_PER_MILLION,
        )
    )
    scales = {"budget_jpy": JPY_PER_MILLION, "awards": 1.0, "awarded_jpy": JPY_PER_MILLION}
    shown = {key: "–" if known[key] is None else f"{known[key] / scale:,.0f}" for key, scale in scales.items()}
    tell(text("ranking.published", programme=known["programme"], **shown))
    tell(text("ranking.own_weights"))
