"""What a bid shows on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage_opt.cli.terminal import console, show, tell
from storage_opt.messages import current_language
from storage_opt.reports.bid import BidText


def print_bid(bid: Mapping[str, Any]) -> None:
    """Print the answer, its ceilings, what it counts on, and how it moves."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    screen, words = console(), BidText(bid, current_language())
    screen.print()
    tell(f"{words.variable} · {words.asked}")
    screen.print(f"[bold]{escape(words.value_with_unit)}[/bold]", soft_wrap=True)
    if words.whole_yen is not None:
        tell(f"{words.t('whole_yen')}: {words.whole_yen}")
    for lines in (words.cost_lines(), words.market_lines()):
        screen.print()
        for label, value in lines:
            tell(f"  {label}: {value}")
    if bid["sensitivity"]:
        table = Table(title=escape(words.t("sensitivity")), title_justify="left", box=SIMPLE_HEAD)
        for head in (words.t("assumption"), "", words.t("lower"), "", words.t("higher")):
            table.add_column(head, justify="right" if head else "left", no_wrap=True)
        for row in words.step_rows():
            table.add_row(row["name"], row["low"], row["low_value"], row["high"], row["high_value"])
        show(screen, table)
    for which in ("durations", "holding"):
        if not bid[which]:
            continue
        table = Table(title=escape(words.t(which)), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for place, head in enumerate(words.point_heads()):
            table.add_column(head, justify="right" if place else "left", no_wrap=bool(place))
        for point in words.point_rows(which):
            table.add_row(*map(escape, point))
        show(screen, table)
    for note in bid["notes"]:
        tell(f"! {note}")
    tell(words.counts)
