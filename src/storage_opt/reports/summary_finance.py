"""Keys of ``summary.json`` on finance."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from storage_opt.records.finance import ProjectFinance
from storage_opt.records.finance_terms import FinanceTerms


def finance_keys(finance: ProjectFinance | None) -> dict[str, Any] | None:
    """Measures, and the cash flow by fiscal year that all reports are made from; ``None`` without one."""
    if finance is None:
        return None
    flow = finance.flow
    return asdict(finance.measures) | {
        "cash_flow": {
            "fiscal_years": list(flow.fiscal_years),
            "times": list(flow.times),
            "lines": [{"group": x.group, "name": x.name, "amounts_jpy": list(x.amounts_jpy)} for x in flow.lines],
            "before_tax_jpy": list(flow.before_tax_jpy),
            "unlevered_tax_jpy": list(flow.unlevered_tax_jpy),
            "project_jpy": list(flow.project_jpy),
            "equity_jpy": list(flow.equity_jpy),
            "tax": [asdict(year) for year in flow.tax],
            "unlevered_tax": [asdict(year) for year in flow.unlevered_tax],
            "debt": [asdict(year) | {"service_jpy": year.service_jpy} for year in flow.debt],
        },
        "inputs": _inputs(finance.terms),
        "notes": [note.text() for note in finance.notes],
    }


def _inputs(terms: FinanceTerms) -> dict[str, Any]:
    """Lay out what the result rests on, as JSON has it."""
    inputs: dict[str, Any] = _listed(asdict(terms))
    return inputs


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple | list) else value
