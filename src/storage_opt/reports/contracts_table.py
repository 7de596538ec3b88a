"""Contracts as Arrow tables: by year and scheme, and every payment by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from storage_opt.records.contract_result import PENALTY
from storage_opt.reports.contracts import monthly

BY_YEAR = pa.schema(
    [
        ("year", pa.int32()),
        ("fiscal_year", pa.int32()),
        ("scheme", pa.string()),
        ("payer", pa.string()),
        ("contracted_kw", pa.int64()),
        ("credited_kw", pa.int64()),
        ("margin_jpy", pa.float64()),
        ("base_jpy", pa.float64()),
        ("payment_jpy", pa.float64()),
        ("penalty_jpy", pa.float64()),
        ("clawback_jpy", pa.float64()),
        ("support_jpy", pa.float64()),
        ("net_to_owner_jpy", pa.float64()),
    ]
)
BY_MONTH = pa.schema(
    [
        ("year", pa.int32()),
        ("fiscal_year", pa.int32()),
        ("month", pa.string()),
        ("scheme", pa.string()),
        ("payer", pa.string()),
        ("payment", pa.string()),
        ("amount_jpy", pa.int64()),
    ]
)


def contracts_by_year(summary: Mapping[str, Any]) -> pa.Table:
    """One row per operating year and scheme; ``net_to_owner = payment − penalty − clawback + support``, each ≥ 0."""
    rows = [_row(y, scheme) for y in summary["years"] for scheme in y["schemes"]]
    return pa.Table.from_pylist(rows, schema=BY_YEAR)


def contracts_by_month(summary: Mapping[str, Any]) -> pa.Table:
    """One row per month and fixed payment, to the owner if positive; what is shared of the margin is settled by the year and not in it."""
    rows = [
        {
            "year": y["year"],
            "fiscal_year": y["fiscal_year"],
            "month": month,
            "scheme": scheme["kind"],
            "payer": scheme["payer"],
            "payment": name,
            "amount_jpy": amount,
        }
        for y in summary["years"]
        for month, scheme, name, amount in monthly(y)
    ]
    return pa.Table.from_pylist(rows, schema=BY_MONTH)


def _row(y: Mapping[str, Any], scheme: Mapping[str, Any]) -> dict[str, Any]:
    paid = scheme["payments_jpy"]
    same = ("payer", "contracted_kw", "credited_kw", "base_jpy", "clawback_jpy", "support_jpy", "net_to_owner_jpy")
    return {
        **{key: y[key] for key in ("year", "fiscal_year", "margin_jpy")},
        "scheme": scheme["kind"],
        **{key: scheme[key] for key in same},
        "payment_jpy": sum(amount for name, amount in paid.items() if name != PENALTY),
        "penalty_jpy": -paid.get(PENALTY, 0.0),
    }
