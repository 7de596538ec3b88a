"""What a comparison and the check of a study show on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage_opt.cli.draws_table import print_draws
from storage_opt.cli.terminal import console, show, tell
from storage_opt.messages import current_language, text
from storage_opt.reports.comparison.answers import answers_told
from storage_opt.reports.comparison.matrix import writer_of
from storage_opt.reports.comparison.outputs import PAGE, RESULTS_CSV, ComparisonOutputs
from storage_opt.reports.numerals import number
from storage_opt.units import JPY_PER_MILLION

COLUMNS = {
    "energy": ("energy_mwh", 1.0, 1),
    "hours": ("hours", 1.0, 0),
    "cycles": ("cycles_per_day", 1.0, 3),
    "margin": ("margin_jpy", JPY_PER_MILLION, 1),
    "kept": ("kept_jpy", JPY_PER_MILLION, 1),
    "payment": ("payment_jpy", JPY_PER_MILLION, 1),
    "net": ("owner_net_jpy_per_kw_year", 1.0, 0),
    "irr": ("project_irr", 0.01, 2),
    "lost": ("lost_margin_jpy", JPY_PER_MILLION, 1),
    "captured": ("capture_ratio", 0.01, 1),
    "public": ("public_cost_jpy_per_contracted_kw_year", 1.0, 0),
}
"""Figure, divisor and digits of each column."""
NEEDS = {"irr": "capex_jpy", "captured": "capture_ratio"}
"""A column without this figure in any case is left out."""
MOST_ROWS, MOST_FAILED = 60, 20
"""Cases, and failed ones, that are shown: more do not fit a head."""
KEY_SHOWN = 12
"""Characters of a key that tell cases apart."""


def print_comparison(outputs: ComparisonOutputs, out: Path) -> None:
    """Print key figures by case, faults, the facts that differences rest on, and where the files lie."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    summary, screen = outputs.summary, console()
    table = Table(title=escape(summary["name"]), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    table.add_column(text("compare.column.case"))
    left_out = {name for name, needed in NEEDS.items() if not _any(summary, needed)}
    shown = [name for name in COLUMNS if name not in left_out]
    for name in shown:
        table.add_column(text(f"compare.column.{name}"), justify="right", no_wrap=True)
    for at, case in enumerate(summary["cases"][:MOST_ROWS], start=1):
        table.add_row(escape(f"{at} {case['name']}"), *_cells(case["figures"], shown))
    show(screen, table)
    if (more := len(summary["cases"]) - MOST_ROWS) > 0:
        tell(text("compare.more_cases", more=more, path=out / RESULTS_CSV))
    tell(text("compare.legend"))
    failed = [(at, case) for at, case in enumerate(summary["cases"], start=1) if case["message"] is not None]
    for at, case in failed[:MOST_FAILED]:
        told = text("compare.failed_case", number=at, name=case["name"], message=case["message"])
        tell(told)
    if (more := len(failed) - MOST_FAILED) > 0:
        tell(text("compare.more_failed", more=more, path=out / RESULTS_CSV))
    writer = writer_of(outputs.comparison, current_language())
    for sentence in answers_told(outputs.comparison, writer):
        tell(sentence)
    if outputs.comparison.draws is not None:
        print_draws(outputs.comparison.draws, writer, screen)
    _print_facts(summary)
    counts = summary["counts"]
    told = text(
        "compare.solved",
        done=counts["done"],
        count=counts["cases"],
        resumed=counts["resumed"],
        seconds=summary["seconds"]["total"],
    )
    tell(told)
    tell(text("cli.written", path=out / PAGE))


def _cells(figures: dict[str, Any] | None, shown: list[str]) -> list[str]:
    if figures is None:
        return [text("compare.failed"), *([""] * (len(shown) - 1))]
    return [
        number(None if figures[name] is None else figures[name] / divisor, decimals)
        for name, divisor, decimals in (COLUMNS[column] for column in shown)
    ]


def _any(summary: dict[str, Any], figure: str) -> bool:
    """Whether some case has a value of a figure."""
    return any(case["figures"] is not None and case["figures"][figure] is not None for case in summary["cases"])


def _print_facts(summary: dict[str, Any]) -> None:
    """Print facts that some cases use and others do not; the page lists all."""
    facts, done = summary["unverified_facts"], summary["counts"]["done"]
    some = [fact for fact in facts if len(fact["cases"]) < done]
    if not facts:
        return
    numbers = {case["name"]: at for at, case in enumerate(summary["cases"], start=1)}
    tell(text("compare.facts", count=len(facts), some=len(some)))
    for fact in some:
        cases = ", ".join(str(numbers[name]) for name in fact["cases"])
        tell(text("compare.fact", text=fact["text"], cases=cases))


def print_study(path: Path) -> None:
    """Check a study and list its cases.

    Raises
    ------
    StudyError
        The faults of the study and of all its cases.
    """
    from storage_opt.inputs.study import read_study
    from storage_opt.studies.cases import checked_cases
    from storage_opt.studies.draw_check import check_draws

    study = read_study(path)
    cases = checked_cases(study)
    check_draws(study, cases)
    for at, checked in enumerate(cases, start=1):
        energy = checked.case.project.site.battery.energy_mwh
        key = checked.key[:KEY_SHOWN]
        tell(text("compare.check.case", number=at, name=checked.case.name, energy=energy, years=checked.years, key=key))
    if study.asks.draws is not None:
        count = study.asks.draws.count
        tell(text("draws.check", count=count, total=count * len(cases)))
    tell(text("compare.check.fine", path=path, count=len(cases)))


def study_json(path: Path) -> dict[str, Any]:
    """Check a study and lay out its cases as JSON; raises as :func:`print_study`."""
    from storage_opt.inputs.study import read_study
    from storage_opt.studies.cases import checked_cases
    from storage_opt.studies.draw_check import check_draws

    study = read_study(path)
    cases = checked_cases(study)
    check_draws(study, cases)
    return {
        "schema": 1,
        "name": study.name,
        "reference": study.reference,
        "cases": [{"name": c.case.name, "axes": dict(c.case.axes), "key": c.key, "years": c.years} for c in cases],
        "draws": None if study.asks.draws is None else study.asks.draws.count,
    }
