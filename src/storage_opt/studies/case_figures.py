"""Figures by which the cases of a study are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import numpy as np

from storage_opt.records.case_figures import CaseFigures, MeanDay
from storage_opt.records.contract import Payer
from storage_opt.records.contract_result import YearContracts
from storage_opt.records.finance import ProjectFinance
from storage_opt.records.public import PublicFigures
from storage_opt.records.results import RunResult, YearResult
from storage_opt.records.rolled import capture_ratio
from storage_opt.settlement.payers import payers_npv_jpy
from storage_opt.studies.project_finance import granted_jpy
from storage_opt.timeline import SLOT_H
from storage_opt.units import KW_PER_MW

MEASURES = (
    *("capex_jpy", "grant_jpy", "debt_jpy", "npv_jpy"),
    *("project_irr", "project_irr_pre_tax", "equity_irr", "min_dscr"),
)
"""Measures of a cash flow that are compared."""
SLOTS_PER_DAY = round(24 / SLOT_H)


def case_figures(result: RunResult, energy_mwh: float, hours: int) -> CaseFigures:
    """Draw the figures of a case from its settled years.

    Parameters
    ----------
    result : RunResult
        The run.
    energy_mwh : float
        Stored energy at the start of life. [MWh]
    hours : int
        Whole hours of full output at the bid power. [h]
    """
    years, public = result.years, result.public
    contracts = [y.contracts or YearContracts((), y.figures.margin_jpy, y.figures.wear_jpy) for y in years]

    def mean(of: Callable[[YearResult], float]) -> float:
        return sum(of(y) for y in years) / len(years)

    def mean_contract(of: Callable[[YearContracts], float]) -> float:
        return sum(of(c) for c in contracts) / len(contracts)

    power_kw = KW_PER_MW * result.power_mw
    margin, owner = mean_contract(lambda c: c.margin_jpy), mean_contract(lambda c: c.owner_net_jpy)
    kept = mean_contract(lambda c: c.margin_jpy - c.clawback_jpy + c.support_jpy)
    payment, penalty = mean_contract(lambda c: c.payment_jpy), mean_contract(lambda c: c.penalty_jpy)
    lost = mean_contract(lambda c: c.lost_margin_jpy)
    return CaseFigures(
        power_mw=result.power_mw,
        energy_mwh=energy_mwh,
        hours=hours,
        modelled_years=len(years),
        charged_mwh=mean(lambda y: y.figures.charged_mwh),
        discharged_mwh=mean(lambda y: y.figures.discharged_mwh),
        cycles_per_day=sum(y.figures.full_equivalent_cycles for y in years)
        / sum(y.prices.period.n_days for y in years),
        shifted_mwh=mean(lambda y: 0.0 if y.system is None else y.system.shifted_mwh),
        surplus_absorbed_mwh=mean(lambda y: 0.0 if y.system is None else y.system.surplus_absorbed_mwh),
        margin_jpy=margin,
        wear_jpy=mean_contract(lambda c: c.wear_jpy),
        clawback_jpy=mean_contract(lambda c: c.clawback_jpy),
        support_jpy=mean_contract(lambda c: c.support_jpy),
        kept_jpy=kept,
        payment_jpy=payment,
        penalty_jpy=penalty,
        owner_net_jpy=owner,
        margin_jpy_per_kw_year=margin / power_kw,
        kept_jpy_per_kw_year=kept / power_kw,
        payment_jpy_per_kw_year=payment / power_kw,
        penalty_jpy_per_kw_year=penalty / power_kw,
        owner_net_jpy_per_kw_year=owner / power_kw,
        lost_margin_jpy_per_kw_year=lost / power_kw,
        upfront_jpy=sum(payment.amount_jpy for payment in result.upfront),
        lost_margin_jpy=lost,
        contracted_kw=mean_contract(lambda c: float(c.contracted_kw)),
        withheld_years=sum(c.is_withheld for c in contracts),
        shortfall_years=sum(
            any(s.contract.credited_kw < s.contract.contracted_kw for s in c.schemes) for c in contracts
        ),
        public_net_jpy=mean_contract(lambda c: c.public_net_jpy),
        counterparty_net_jpy=mean_contract(lambda c: c.counterparty_net_jpy),
        public_cost_npv_jpy=None if public is None else public.cost_npv_jpy,
        public_cost_jpy_per_contracted_kw_year=None if public is None else public.cost_jpy_per_contracted_kw_year,
        public_cost_jpy_per_mwh_discharged=None if public is None else public.cost_jpy_per_mwh_discharged,
        public_cost_jpy_per_mwh_shifted=None if public is None else public.cost_jpy_per_mwh_shifted,
        **_who_pays(result, public),
        **money_figures(result.finance, power_kw),
        capture_ratio=_captured(result),
        solves=sum(c.solves for c in contracts),
    )


def _who_pays(result: RunResult, public: PublicFigures | None) -> dict[str, float | None]:
    """Present value by payer, and public cost per kW; no values without contracts."""
    if public is None:
        names = [*(f"{payer}_npv_jpy" for payer in get_args(Payer)), "public_cost_jpy_per_kw"]
        return dict.fromkeys(names)
    paid = payers_npv_jpy(result.years, result.upfront, public.rate, granted_jpy(result.finance))
    per_kw = public.cost_npv_jpy / (KW_PER_MW * result.power_mw)
    figures: dict[str, float | None] = {f"{payer}_npv_jpy": amount for payer, amount in paid.items()}
    return figures | {"public_cost_jpy_per_kw": per_kw}


def _captured(result: RunResult) -> float | None:
    """Share of perfect foresight that the walks of a run captured, or that was counted on; ``None``: all of it."""
    if result.rolled is not None:
        return capture_ratio([y.rolled for y in result.years if y.rolled is not None])
    return None if result.capture_ratio is None else result.capture_ratio.value


def money_figures(finance: ProjectFinance | None, power_kw: float) -> dict[str, Any]:
    """Measures of the cash flow; no values without one."""
    if finance is None:
        return dict.fromkeys([*MEASURES, "capex_jpy_per_kw", "grant_jpy_per_kw"])
    measures = finance.measures
    return {name: getattr(measures, name) for name in MEASURES} | {
        "capex_jpy_per_kw": measures.capex_jpy / power_kw,
        "grant_jpy_per_kw": measures.grant_jpy / power_kw,
    }


def mean_day(result: RunResult) -> MeanDay:
    """Average the plan over all days, by half-hour; every modelled period is of whole days."""

    def average(name: str) -> tuple[float, ...]:
        days = np.concatenate([getattr(y.dispatch, name).reshape(-1, SLOTS_PER_DAY) for y in result.years])
        return tuple(float(mw) for mw in days.mean(axis=0))

    return MeanDay(average("charge_mw"), average("discharge_mw"))
