"""Contracts on the terminal: who gets what by year, public cost, the other reading of wear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.contracts import has_contracts, shares
from storage_opt.units import JPY_PER_MILLION

FEW_ROWS = 6
"""Up to so many years are printed one by one."""
SHOWN = 3
"""Years that are printed of a longer project."""

KEYS = {
    "margin": "margin_jpy",
    "payment": "capacity_payment_jpy",
    "penalty": "penalty_jpy",
    "clawback": "clawback_jpy",
    "support": "support_jpy",
    "owner": "owner_net_jpy",
    "public": "public_net_jpy",
    "counterparty": "counterparty_net_jpy",
}
"""Columns, with the keys of the summary; some are left out where they are zero in every year."""
ALWAYS = ("margin", "payment", "clawback", "owner", "public")
TAKEN = ("penalty", "clawback")


def contract_table(summary: Mapping[str, Any]) -> Any | None:
    """Lay out a table of who gets what; ``None`` without contracts."""
    if not has_contracts(summary):
        return None
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    years = summary["years"]
    columns = [name for name, key in KEYS.items() if name in ALWAYS or any(y[key] for y in years)]
    table = Table(title=text("cli.contract.title"), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    capacity = ("kw",) if any(y["contracted_kw"] for y in years) else ()
    for name in ("year", *capacity, *columns):
        table.add_column(text(f"cli.contract.{name}"), justify="right", no_wrap=True)
    for y in shown_years(years):
        label = f"{y['year']}: {y['fiscal_year']}"
        table.add_row(
            label, *(f"{y['contracted_kw']:,}" for _ in capacity), *(_millions(_signed(y, name)) for name in columns)
        )
    if len(years) > FEW_ROWS:
        table.add_row(text("cli.more_years", count=len(years) - SHOWN))
    if len(years) > 1:
        table.add_section()
        means = [sum(_signed(y, name) for y in years) / len(years) for name in columns]
        table.add_row(text("cli.mean"), *("" for _ in capacity), *map(_millions, means))
    return table


def shown_years(years: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Years that are printed one by one: all of a few, else the first."""
    return years if len(years) <= FEW_ROWS else years[:SHOWN]


def contract_lines(summary: Mapping[str, Any]) -> list[str]:
    """Sentences below the table: what is paid before operation, public cost, the other reading of wear."""
    if not has_contracts(summary):
        return []
    lines = []
    if summary["upfront"]:
        amounts = [
            text("cli.contract.upfront.one", name=text(f"contract.payment.{p['name']}"), amount=p["amount_jpy"])
            for p in summary["upfront"]
        ]
        lines.append(text("cli.contract.upfront", amounts=text("reports.join").join(amounts)))
    public = summary["public"]
    if public is not None:
        cost = public["cost_jpy_per_contracted_kw_year"]
        per_kw = "" if cost is None else text("cli.contract.cost.per_kw", cost=cost)
        lines.append(text("cli.contract.cost", npv=public["cost_npv_jpy"], rate=public["rate"], per_kw=per_kw))
    if summary["other_reading"] is not None:
        lines.append(_other(summary["other_reading"]))
    return lines


def is_shared(summary: Mapping[str, Any]) -> bool:
    """Whether any scheme shares the margin."""
    return any(map(shares, (s for y in summary["years"] for s in y["schemes"])))


def _other(reading: Mapping[str, Any]) -> str:
    years = reading["years"]

    def mean(key: str) -> float:
        return float(sum(y[key] for y in years)) / len(years)

    return text(
        "cli.contract.other_reading",
        reading=text(f"cli.contract.reading.{'yes' if reading['wear_deductible'] else 'no'}"),
        margin=mean("margin_jpy") / JPY_PER_MILLION,
        kept=mean("kept_jpy") / JPY_PER_MILLION,
        net=mean("owner_net_jpy") / JPY_PER_MILLION,
        cycles=mean("cycles_per_day"),
    )


def _signed(y: Mapping[str, Any], name: str) -> float:
    """Value as it enters the owner's account: what is taken is negative."""
    value = float(y[KEYS[name]])
    return 0.0 - value if name in TAKEN else value


def _millions(jpy: float) -> str:
    millions = jpy / JPY_PER_MILLION + 0.0
    return f"{millions:,.1f}" if abs(millions) >= 100 else f"{millions:,.3f}"
