"""What appears on the terminal: a table, JSON, progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from storage_opt.cli.show_contracts import (
    FEW_ROWS,
    SHOWN,
    contract_lines,
    contract_table,
    is_shared,
    shown_years,
)
from storage_opt.cli.show_finance import finance_table
from storage_opt.cli.show_rolling import rolling_table
from storage_opt.cli.terminal import console, show, tell
from storage_opt.messages import Message, current_language, text
from storage_opt.records.ledger import GROUPS, SHORTFALL, group_of
from storage_opt.reports.contracts import dispatched_for
from storage_opt.reports.outputs import Outputs
from storage_opt.reports.texts import texts
from storage_opt.units import JPY_PER_MILLION, KW_PER_MW

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


PROGRESS_FILE = "STORAGE_OPT_PROGRESS"
"""Variable of the environment with the name of a file that progress goes to."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn Ctrl-C into a plain sentence and its exit code."""
    try:
        yield
    except KeyboardInterrupt:
        tell(text("cli.interrupted"), err=True)
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def progress() -> Iterator[Callable[[Message], None]]:
    """Give a function that shows what is being done; silent when stderr is no terminal.

    Where the environment names a file (``STORAGE_OPT_PROGRESS``), each step is appended to it as a line instead.
    """
    if kept := os.environ.get(PROGRESS_FILE):
        with Path(kept).open("a", encoding="utf-8", buffering=1) as lines:
            yield lambda message: print(message.text(), file=lines)
        return
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda message: status.update(message.text())


def print_json(summary: dict[str, Any]) -> None:
    """Print the summary and nothing else."""
    print(json.dumps(summary, ensure_ascii=False, indent=1, allow_nan=False))


def print_table(outputs: Outputs, out: Path | None, formats: tuple[str, ...]) -> None:
    """Print key figures by year, the proof, warnings, and where the files lie."""
    print_figures(outputs)
    print_end(outputs, out, formats)


def print_figures(outputs: Outputs) -> None:
    """Print key figures by year and the proof."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    summary, screen = outputs.summary, console()
    has_offers = any(y["offers"] for y in summary["years"])
    table = Table(title=escape(_title(summary)), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    groups = [group for group in GROUPS if any(group in _by_group(y) for y in summary["years"])]
    reserved = ["reserved"] if has_offers else []
    short = ["shortfall"] if any(SHORTFALL in y["variable_cost_jpy"] for y in summary["years"]) else []
    for name in ("year", "days", "energy", "margin", "per_kw", *groups, "cost", *short, "wear", "cycles", *reserved):
        table.add_column(text(f"cli.column.{name}"), justify="right", no_wrap=True)
    for y in shown_years(summary["years"]):
        revenue = _by_group(y)
        table.add_row(
            f"{y['year']}: {y['price_year']}",
            f"{y['days']}",
            f"{y['energy_mwh']:,.1f}",
            _millions(y["margin_jpy"]),
            f"{y['margin_jpy'] / (KW_PER_MW * summary['power_mw']):,.0f}",
            *(_millions(revenue.get(group, 0.0)) for group in groups),
            _millions(_fees(y)),
            *(_millions(y["variable_cost_jpy"].get(SHORTFALL, 0.0)) for _ in short),
            _millions(y["wear_jpy"]),
            f"{y['cycles_per_day']:.3f}",
            *([f"{y['reserved_share']:.0%}"] if has_offers else []),
        )
    n = len(summary["years"])
    if n > FEW_ROWS:
        table.add_row(text("cli.more_years", count=n - SHOWN))
        table.add_section()
        table.add_row(text("cli.mean"), *_means(summary, groups, short, has_offers=has_offers))
    for shown in (table, rolling_table(summary), contract_table(summary), finance_table(outputs)):
        if shown is not None:
            show(screen, shown)
    for line in contract_lines(summary):
        tell(line)
    tell(_proof(summary))


def print_end(outputs: Outputs, out: Path | None, formats: tuple[str, ...], answer: str = "") -> None:
    """Print warnings and unverified facts, an answer if one was asked for, and where the files lie."""
    for kind in ("warnings", "unverified_facts"):
        for sentence in texts(outputs, kind, current_language()):
            tell(text(f"cli.{kind}", text=sentence))
    if answer:
        tell(answer)
    if out is not None:
        shown = out / "report.html" if "html" in formats else out
        tell(text("cli.written", path=shown))
    else:
        tell(text("cli.not_written"))


def _proof(summary: dict[str, Any]) -> str:
    """Say what is proven; with shared margins that is no margin."""
    solve = summary["solve"]
    served, name = dispatched_for(summary), f"cli.status.{solve['status']}"
    if summary["capture_ratio"] and solve["status"] != "relaxed":
        name = "cli.status.captured"
    elif solve["status"] == "rolled":
        name = "cli.status.rolled_kept" if is_shared(summary) else name
    elif solve["status"] != "relaxed" and is_shared(summary):
        name = f"{name}_kept" if served == "owner" else f"cli.status.served.{served}"
    return text(
        name,
        objective=solve["objective_jpy"],
        bound=solve["bound_jpy"],
        gap=solve["relative_gap"],
        distance=solve["bound_jpy"] - solve["objective_jpy"],
        seconds=solve["total_s"],
    )


def _means(summary: dict[str, Any], groups: list[str], short: list[str], *, has_offers: bool) -> list[str]:
    """Row of means over all years, in the columns of the table."""
    years, power_kw = summary["years"], KW_PER_MW * summary["power_mw"]

    def mean(values: Iterable[float]) -> float:
        return sum(values) / len(years)

    margin = mean(y["margin_jpy"] for y in years)
    return [
        f"{mean(y['days'] for y in years):.0f}",
        f"{mean(y['energy_mwh'] for y in years):,.1f}",
        _millions(margin),
        f"{margin / power_kw:,.0f}",
        *(_millions(mean(_by_group(y).get(group, 0.0) for y in years)) for group in groups),
        _millions(mean(map(_fees, years))),
        *(_millions(mean(y["variable_cost_jpy"].get(SHORTFALL, 0.0) for y in years)) for _ in short),
        _millions(mean(y["wear_jpy"] for y in years)),
        f"{mean(y['cycles_per_day'] for y in years):.3f}",
        *([f"{mean(y['reserved_share'] for y in years):.0%}"] if has_offers else []),
    ]


def _fees(year: dict[str, Any]) -> float:
    """Sum the variable costs that somebody is paid. [JPY]"""
    return float(sum(jpy for stream, jpy in year["variable_cost_jpy"].items() if stream != SHORTFALL))


def _by_group(year: dict[str, Any]) -> dict[str, float]:
    """Revenue by group of streams. [JPY]"""
    sums: dict[str, float] = {}
    for stream, jpy in year["revenue_jpy"].items():
        sums[group_of(stream)] = sums.get(group_of(stream), 0.0) + jpy
    return sums


def _millions(jpy: float) -> str:
    millions = jpy / JPY_PER_MILLION
    return f"{millions:,.1f}" if abs(millions) >= 100 else f"{millions:,.3f}"


def _title(summary: dict[str, Any]) -> str:
    area = text(f"cli.area.{summary['area'] or 'unnamed'}")
    return f"{summary['name']} · {area}"
