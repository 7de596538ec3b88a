"""Offers to the balancing market by year, month and product: which figures are shown, for the page and the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from storage_opt.reports.measures import PERCENT, Measure, Values

COLUMNS = (
    Measure("offer.hours_share", "percent", 1, "offers"),
    Measure("offer.offered_mw", "mw", 1, "offers"),
    Measure("offer.acceptance", "percent", 1, "offers"),
    Measure("offer.awarded_mw", "mw", 1, "offers"),
    Measure("offer.paid_jpy_per_kw_slot", "jpy_per_kw_slot", 2, "offers"),
    Measure("offer.availability_jpy", "jpy", 0, "offers"),
    Measure("offer.activation_jpy", "jpy", 0, "offers"),
    Measure("offer.fee_jpy", "jpy", 0, "offers"),
)
SHARES = ("hours_share", "acceptance")
"""Kept as shares of one, shown in percent."""


def offers_of(part: Mapping[str, Any]) -> Iterator[tuple[str, Values]]:
    """Products offered in a year or a month of the summary, with the values of ``COLUMNS``."""
    for product, figures in part["offers"].items():
        yield product, {f"offer.{name}": PERCENT * v if name in SHARES else v for name, v in figures.items()}
