"""What draws show on the terminal."""

from __future__ import annotations

from typing import Any

from storage_opt.cli.terminal import show, tell
from storage_opt.messages import current_language, text
from storage_opt.records.draw_results import DrawnStudy
from storage_opt.reports.comparison.draw_tables import failures
from storage_opt.reports.comparison.draws import DrawWriter
from storage_opt.reports.comparison.matrix import Writer


def print_draws(drawn: DrawnStudy, writer: Writer, console: Any) -> None:
    """Print P10, P50 and P90 by case and figure, then what they say."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    w = DrawWriter(drawn, writer)
    title = text("draws.table", count=drawn.ask.count)
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    table.add_column(text("compare.column.case"))
    for figure in w.figures:
        for name in ("p10", "p50", "p90"):
            head = f"{w.label(figure)}\n{text(f'draws.column.{name}')} {w.unit(figure)}" if name == "p10" else ""
            table.add_column(escape(head or text(f"draws.column.{name}")), justify="right")
    for at, case in enumerate(drawn.cases, start=1):
        cells = []
        for figure in w.figures:
            spread = next(s for s in case.spreads if s.figure == figure)
            cells += [w.quantile(figure, q) for q in (spread.p10, spread.p50, spread.p90)]
        table.add_row(escape(f"{at} {case.name}"), *map(escape, cells))
    show(console, table)
    for sentence in w.sentences():
        tell(sentence)
    for at, case in enumerate(drawn.cases, start=1):
        for found in failures(case, current_language()):
            name, numbers = f"{case.name} · {', '.join(map(str, found['draws']))}", found["message"]
            tell(text("compare.failed_case", number=at, name=name, message=numbers))
