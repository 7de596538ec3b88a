"""``cash_flow.csv``: the money of a project by fiscal year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

CONSTRUCTION, OPERATION = "construction", "operation"


def phase_of(time: int) -> str:
    """Name the phase of the year that ends at a time: ``construction`` up to 0, then ``operation``."""
    return OPERATION if time > 0 else CONSTRUCTION


def cash_flow_table(finance: Mapping[str, Any]) -> pa.Table:
    """One row per fiscal year: lines, their sums, the loan.

    Parameters
    ----------
    finance : mapping
        ``finance`` of ``summary.json``.

    Returns
    -------
    pyarrow.Table
        ``<group>.<name>_jpy`` to the owner positive; ``unlevered_tax_jpy``, ``debt_balance_jpy`` ≥ 0. Lines of one group that bear
        one name are summed.
    """
    flow = finance["cash_flow"]
    sums: dict[str, list[float]] = {}
    for line in flow["lines"]:
        name = f"{line['group']}.{line['name']}_jpy"
        earlier = sums.get(name, [0.0] * len(flow["times"]))
        sums[name] = [a + b for a, b in zip(earlier, line["amounts_jpy"], strict=True)]
    columns = {
        "fiscal_year": pa.array(flow["fiscal_years"], pa.int32()),
        "time": pa.array(flow["times"], pa.int32()),
        "phase": pa.array([phase_of(time) for time in flow["times"]]),
    }
    figures = {
        **sums,
        **{f"{name}_jpy": flow[f"{name}_jpy"] for name in ("before_tax", "unlevered_tax", "project", "equity")},
        "debt_balance_jpy": [year["balance_jpy"] for year in flow["debt"]],
        "dscr": [year["dscr"] for year in flow["debt"]],
    }
    return pa.table(columns | {name: pa.array(values, pa.float64()) for name, values in figures.items()})
