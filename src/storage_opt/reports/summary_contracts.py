"""Keys of ``summary.json`` on contracts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from storage_opt.records.contract_result import SchemeYear, YearContracts
from storage_opt.records.results import YearResult


def contract_keys(y: YearResult) -> dict[str, Any]:
    """Who got what in one modelled year; a year without contracts has the margin alone."""
    c = y.contracts or YearContracts((), y.figures.margin_jpy, y.figures.wear_jpy)
    return {
        "contracted_kw": c.contracted_kw,
        "capacity_payment_jpy": c.payment_jpy,
        "clawback_jpy": c.clawback_jpy,
        "support_jpy": c.support_jpy,
        "penalty_jpy": c.penalty_jpy,
        "owner_net_jpy": c.owner_net_jpy,
        "public_net_jpy": c.public_net_jpy,
        "counterparty_net_jpy": c.counterparty_net_jpy,
        "market_net_jpy": c.market_net_jpy,
        "schemes": [_scheme(s) for s in c.schemes],
        "merchant_margin_jpy": y.figures.margin_jpy if c.merchant is None else c.merchant.margin_jpy,
        "lost_margin_jpy": c.lost_margin_jpy,
        "is_withheld": c.is_withheld,
        "solves": c.solves,
        "system": None if y.system is None else asdict(y.system),
    }


def _scheme(s: SchemeYear) -> dict[str, Any]:
    curve = s.contract.sharing
    return {
        "kind": s.contract.scheme,
        "payer": s.contract.payer,
        "contracted_kw": s.contract.contracted_kw,
        "credited_kw": s.contract.credited_kw,
        "payments_jpy": {p.name: p.amount_jpy for p in s.contract.payments},
        "sharing": {
            "edges_jpy": list(curve.edges_jpy),
            "shares_kept": list(curve.shares),
            "kept_at_zero_jpy": curve.kept_at_zero_jpy,
            "wear_deductible": s.contract.wear_deductible,
        },
        "base_jpy": s.base_jpy,
        "clawback_jpy": s.clawback_jpy,
        "support_jpy": s.support_jpy,
        "net_to_owner_jpy": s.net_to_owner_jpy,
    }
