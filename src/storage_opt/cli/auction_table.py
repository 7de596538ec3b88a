"""What an auction and the check of a round show on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage_opt.cli.terminal import console, show, tell
from storage_opt.messages import current_language, text
from storage_opt.reports.auction.figures import signed
from storage_opt.reports.auction.outputs import PAGE, AuctionOutputs
from storage_opt.reports.auction.words import lot_text
from storage_opt.reports.numerals import number

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = {
    "offered": ("offered_mw", 1.0, 1),
    "awarded": ("awarded_mw", 1.0, 1),
    "mwh": ("awarded_mwh", 1.0, 0),
    "price": ("average_price_jpy_per_kw_year", 1.0, 0),
    "public": ("public_cost_jpy_per_kw_year", 1.0, 0),
    "per_mwh": ("public_cost_jpy_per_mwh_shifted", 1.0, 0),
    "shifted": ("shifted_mwh", 1000.0, 1),
    "irr": ("irr_median", 0.01, 2),
    "short": ("short_mw", 1.0, 0),
}
"""Figure, divisor and digits of each column."""


def print_auction(outputs: AuctionOutputs, out: Path) -> None:
    """Print what each variant comes to, the lots of the first, why bids lost, and where the files lie."""
    from rich.markup import escape

    screen, summary = console(), outputs.summary
    rounds = summary["rounds"]
    rows = [[r["name"], *_cells(r["figures"])] for r in rounds]
    _table(screen, escape(summary["name"]), ["variant", *COLUMNS], rows)
    tell(text("round.legend"))
    first = rounds[0]
    lots = [
        [
            lot_text(name, current_language()),
            number(lot["cap_mw"], 0),
            *(number(lot[key], 1) for key in ("offered_mw", "awarded_mw")),
            *(number(lot[key], 0) for key in ("bids", "awards")),
            *(number(lot[key], 0) for key in ("last_awarded_jpy_per_kw_year", "first_rejected_jpy_per_kw_year")),
        ]
        for name, lot in first["lots"].items()
    ]
    heads = ["lot", "cap", "offered", "awarded", "bids", "awards", "last", "first"]
    _table(screen, escape(text("round.lots", name=first["name"])), heads, lots)
    for result in outputs.auction.results:
        if result.replay:
            rows = [
                [
                    row.name.text(),
                    *(number(mw, 1) for mw in (row.replayed_mw, row.published_mw)),
                    signed(row.error_mw, 1),
                    text(f"round_page.role.{row.basis}"),
                ]
                for row in result.replay
            ]
            heads = ["figure", "replayed", "published", "error", "role"]
            _table(screen, escape(text("round.replay", name=result.name)), heads, rows)
            for told in result.warnings:
                tell(text("cli.warnings", text=told[current_language()]))
    for each in rounds:
        lost = [reason for reason in each["reasons"] if not reason["awarded"]]
        if lost:
            tell(text("round.reasons", name=each["name"]))
        for reason in lost:
            told = {"count": reason["bids"], "reason": reason["text"], "mw": reason["offered_mw"]}
            tell(text("round.reason", **told))
        figures = each["figures"]
        if figures["over_cost"]:
            told = {"count": figures["over_cost"], "awards": figures["awards"], "name": each["name"]}
            tell(text("round.over_cost", **told))
        if figures["without_plant_mw"] and not each["replay"]:
            told = {"mw": figures["without_plant_mw"], "name": each["name"]}
            tell(text("round.without_plant", **told))
    counts = summary["counts"]
    if summary["unverified_facts"]:
        tell(text("round.facts", count=len(summary["unverified_facts"])))
    seconds = summary["seconds"]["total"]
    told = {"solved": counts["solved"], "resumed": counts["resumed"], "seconds": seconds}
    tell(text("round.solved", **told))
    tell(text("cli.written", path=out / PAGE))


def _cells(figures: dict[str, Any]) -> list[str]:
    return [
        number(None if figures[name] is None else figures[name] / divisor, decimals)
        for name, divisor, decimals in COLUMNS.values()
    ]


def _table(screen: Console, title: str, heads: list[str], rows: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    for place, head in enumerate(heads):
        table.add_column(text(f"round.column.{head}"), justify="right" if place else "left", no_wrap=bool(place))
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    show(screen, table)


def print_round(path: Path) -> None:
    """Check a round and list its variants.

    Raises
    ------
    RoundError
        The faults of the round, of its tables and of all its candidates.
    """
    for each in round_json(path)["rounds"]:
        told = {"given": each["given"], "candidates": each["candidates"], "round": each["round"]}
        tell(text("round.check.variant", name=each["name"], **told))
    tell(text("round.check.fine", path=path))


def round_json(path: Path) -> dict[str, Any]:
    """Check a round and lay out its variants as JSON; raises as :func:`print_round`."""
    from storage_opt.inputs.round import read_round
    from storage_opt.studies.round_jobs import JobMaker

    round_ = read_round(path)
    jobs = JobMaker(round_).jobs()
    return {
        "schema": 1,
        "name": round_.name,
        "rounds": [
            {"name": v.name, "round": v.asked.round, "given": len(v.given), "candidates": len(made)}
            for v, made in zip(round_.variants, jobs, strict=True)
        ],
    }
