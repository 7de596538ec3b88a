"""The walk on the terminal: from perfect foresight to what is kept."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import text
from storage_opt.reports.rolling_bridge import rolling_bridge
from storage_opt.reports.sight import share_text
from storage_opt.units import KW_PER_MW


def rolling_table(summary: dict[str, Any]) -> Any | None:
    """Lay out the levels of the bridge; ``None`` for a run that was not walked."""
    if not summary["rolling"]:
        return None
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    steps = rolling_bridge(summary["years"])
    bound, power_kw = steps[0].amount_jpy, KW_PER_MW * summary["power_mw"]
    table = Table(title=text("foresight.cli.head"), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    table.add_column(text("foresight.cli.step"), no_wrap=True)
    table.add_column(text("foresight.per_kw_year"), justify="right", no_wrap=True)
    table.add_column(text("foresight.cli.share"), justify="right", no_wrap=True)
    for step in steps:
        if step.is_level:
            share = step.amount_jpy / bound if bound > 0.0 else None
            table.add_row(text(f"foresight.step.{step.name}"), f"{step.amount_jpy / power_kw:,.0f}", share_text(share))
    return table
