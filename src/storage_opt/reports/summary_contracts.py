"""Keys of ``summary.json`` on contracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from storage_opt.records.contract import Payment
from storage_opt.records.contract_result import SchemeYear, YearContracts
from storage_opt.records.other_reading import OtherReading
from storage_opt.records.results import RunResult, YearResult
from storage_opt.schemes.yen import months_of


def contract_keys(y: YearResult) -> dict[str, Any]:
    """Who got what in one modelled year; a year without contracts has the margin alone."""
    c = y.contracts or YearContracts((), y.figures.margin_jpy, y.figures.wear_jpy)
    return {
        "contracted_kw": c.contracted_kw,
        "capacity_payment_jpy": c.payment_jpy,
        "clawback_jpy": c.clawback_jpy,
        "support_jpy": c.support_jpy,
        "penalty_jpy": c.penalty_jpy,
        "kept_jpy": c.kept_jpy,
        "owner_net_jpy": c.owner_net_jpy,
        "public_net_jpy": c.public_net_jpy,
        "counterparty_net_jpy": c.counterparty_net_jpy,
        "market_net_jpy": c.market_net_jpy,
        "schemes": [_scheme(s) for s in c.schemes],
        "merchant_margin_jpy": y.figures.margin_jpy if c.merchant is None else c.merchant.margin_jpy,
        "merchant_wear_jpy": y.figures.wear_jpy if c.merchant is None else c.merchant.wear_jpy,
        "merchant_discharged_mwh": y.figures.discharged_mwh if c.merchant is None else c.merchant.discharged_mwh,
        "lost_margin_jpy": c.lost_margin_jpy,
        "is_withheld": c.is_withheld,
        "dispatched_for": c.dispatched_for,
        "solves": c.solves,
        "system": None if y.system is None else asdict(y.system),
    }


def run_keys(result: RunResult) -> dict[str, Any]:
    """Lay out what is paid before operation, and the answer under the other reading of wear."""
    return {
        "upfront_jpy": by_name(result.upfront),
        "upfront": [{"name": p.name, "amount_jpy": p.amount_jpy, "payer": p.payer} for p in result.upfront],
        "other_reading": None if result.other_reading is None else _reading(result.other_reading),
    }


def by_name(payments: Iterable[Payment]) -> dict[str, float]:
    """Sum payments of one name.

    >>> by_name([Payment("grant", 5.0, "taxpayers"), Payment("grant", 2.0, "taxpayers")])
    {'grant': 7.0}
    """
    sums: dict[str, float] = {}
    for payment in payments:
        sums[payment.name] = sums.get(payment.name, 0.0) + payment.amount_jpy
    return sums


def _reading(reading: OtherReading) -> dict[str, Any]:
    return {
        "wear_deductible": reading.wear_deductible,
        "solves": reading.solves,
        "seconds": reading.seconds,
        "years": [
            {
                "year": y.year,
                "margin_jpy": y.contracts.margin_jpy,
                "wear_jpy": y.contracts.wear_jpy,
                "discharged_mwh": y.discharged_mwh,
                "cycles_per_day": y.cycles_per_day,
                "clawback_jpy": y.contracts.clawback_jpy,
                "support_jpy": y.contracts.support_jpy,
                "kept_jpy": y.contracts.kept_jpy,
                "owner_net_jpy": y.contracts.owner_net_jpy,
            }
            for y in reading.years
        ],
    }


def _scheme(s: SchemeYear) -> dict[str, Any]:
    curve = s.contract.sharing
    return {
        "kind": s.contract.scheme,
        "payer": s.contract.payer,
        "contracted_kw": s.contract.contracted_kw,
        "credited_kw": s.contract.credited_kw,
        "payments_jpy": by_name(s.contract.payments),
        "payments_by_month_jpy": {p.name: list(months_of(p)) for p in s.contract.payments},
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
