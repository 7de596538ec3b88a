"""``summary.json``: the keys that others rely on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from storage_opt.records.results import MonthFigures, RunResult, YearResult
from storage_opt.reports.outputs import SCHEMA
from storage_opt.reports.summary_bid import bid_keys
from storage_opt.reports.summary_contracts import contract_keys, run_keys
from storage_opt.reports.summary_finance import finance_keys
from storage_opt.reports.summary_rolling import foresight_keys, rolling_keys

_RANK = ("optimal", "feasible", "relaxed", "rolled")


def summary_of(result: RunResult, peak_memory_mb: float | None) -> dict[str, Any]:
    """Lay out a result as in INTERFACE section 5; a metric without a value is ``None``.

    Parameters
    ----------
    result : RunResult
        All modelled years.
    peak_memory_mb : float or None
        Largest resident memory of the process. [MB]
    """
    objective = sum(y.outcome.objective_jpy for y in result.years)
    bound = sum(y.outcome.bound_jpy for y in result.years)
    return {
        "schema": SCHEMA,
        "name": result.name,
        "area": result.area,
        "power_mw": result.power_mw,
        "foresight": result.foresight,
        "is_synthetic": result.is_synthetic,
        "solve": {
            "status": max((y.outcome.status for y in result.years), key=_RANK.index),
            "objective_jpy": objective,
            "bound_jpy": bound,
            "relative_gap": max(0.0, bound - objective) / max(abs(bound), 1.0),
            "build_s": result.seconds["build"],
            "solve_s": result.seconds["solve"],
            "total_s": result.seconds["total"],
            "peak_memory_mb": peak_memory_mb,
        },
        "years": [_year(y) for y in result.years],
        "end_of_life_year": result.end_of_life_year,
        **foresight_keys(result, result.years[0].energy_mwh / result.power_mw),
        **run_keys(result),
        "finance": finance_keys(result.finance),
        "public": None if result.public is None else asdict(result.public),
        "bid": bid_keys(result.bid),
        "unverified_facts": [message.text() for message in result.unverified_facts],
        "warnings": [message.text() for message in result.warnings],
    }


def _year(y: YearResult) -> dict[str, Any]:
    f = y.figures
    return {
        "year": y.year,
        "fiscal_year": y.fiscal_year,
        "price_year": y.prices.fiscal_year,
        "first_day": y.prices.period.first_day.isoformat(),
        "days": y.prices.period.n_days,
        "energy_mwh": y.energy_mwh,
        "round_trip_efficiency": y.round_trip_efficiency,
        "augmentation_mwh": 0.0 if y.augmentation is None else y.augmentation.energy_mwh,
        "augmentation_cost_jpy": 0.0 if y.augmentation is None else y.augmentation.cost_jpy,
        "augmentation_reason": None if y.augmentation is None else y.augmentation.reason,
        "charged_mwh": f.charged_mwh,
        "discharged_mwh": f.discharged_mwh,
        "solar_mwh": f.solar_mwh,
        "curtailed_mwh": f.curtailed_mwh,
        "full_equivalent_cycles": f.full_equivalent_cycles,
        "cycles_per_day": f.cycles_per_day,
        "revenue_jpy": dict(f.revenue_jpy),
        "variable_cost_jpy": dict(f.variable_cost_jpy),
        "margin_jpy": f.margin_jpy,
        "wear_jpy": f.wear_jpy,
        "reserved_share": f.reserved_share,
        "offers": {product: asdict(offers) for product, offers in f.offers.items()},
        **contract_keys(y),
        "rolling": rolling_keys(y),
        "solve": {
            "status": y.outcome.status,
            "objective_jpy": y.outcome.objective_jpy,
            "bound_jpy": y.outcome.bound_jpy,
            "relative_gap": y.outcome.relative_gap,
            "terms_jpy": dict(y.outcome.terms_jpy),
        },
        "delivery": None if y.delivery is None else asdict(y.delivery),
        "months": [_month(month) for month in f.months],
    }


def _month(month: MonthFigures) -> dict[str, Any]:
    return {
        "month": month.month,
        "charged_mwh": month.charged_mwh,
        "discharged_mwh": month.discharged_mwh,
        "revenue_jpy": dict(month.revenue_jpy),
        "variable_cost_jpy": dict(month.variable_cost_jpy),
        "margin_jpy": month.margin_jpy,
        "reserved_share": month.reserved_share,
        "offers": {product: asdict(offers) for product, offers in month.offers.items()},
    }
