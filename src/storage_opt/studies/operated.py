"""From settled plans to what each operating year brings to the cash flow."""

from __future__ import annotations

from storage_opt.records.contract_result import YearContracts
from storage_opt.records.finance import OperatedYear
from storage_opt.records.results import YearResult
from storage_opt.timeline import SLOT_H


def operated_year(y: YearResult) -> OperatedYear:
    """Streams of the ledger, lines of contracts, energy. Costs, refunds and penalties are negative."""
    f = y.figures
    market = dict(f.revenue_jpy) | {name: -cost for name, cost in f.variable_cost_jpy.items()}
    contracts = y.contracts
    added = y.augmentation
    bought = float((y.dispatch.charge_mw * y.prices.spot_jpy_per_mwh).sum() * SLOT_H)
    return OperatedYear(
        year=y.year,
        fiscal_year=y.fiscal_year,
        market_jpy=market,
        scheme_jpy={} if contracts is None else scheme_cash(contracts),
        contracted_jpy=0.0 if contracts is None else contracts.payment_jpy - contracts.penalty_jpy,
        augmentation_jpy=0.0 if added is None or added.cost_jpy is None else added.cost_jpy,
        discharged_mwh=f.discharged_mwh,
        charged_mwh=f.charged_mwh,
        charging_cost_jpy=bought,
    )


def scheme_cash(contracts: YearContracts) -> dict[str, float]:
    """Cash of each scheme by line, ``<kind>.<payment>``; its sum is what contracts give less what they take. [JPY]"""
    cash: dict[str, float] = {}
    for scheme in contracts.schemes:
        kind = scheme.contract.scheme
        lines = [(p.name, p.amount_jpy) for p in scheme.contract.payments]
        lines += [("refund", -scheme.clawback_jpy), ("support", scheme.support_jpy)]
        for name, amount in lines:
            if amount != 0.0:
                cash[f"{kind}.{name}"] = cash.get(f"{kind}.{name}", 0.0) + amount
    return cash
