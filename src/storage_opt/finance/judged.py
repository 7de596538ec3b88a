"""The measures of a finished cash flow."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.finance.irr import irr
from storage_opt.finance.levered import Levered
from storage_opt.finance.measures import lcos_jpy_per_kwh, npv, payback_years
from storage_opt.messages import Message
from storage_opt.records.finance import CashFlow, Measures, OperatedYear, ProjectFinance
from storage_opt.records.finance_terms import FinanceTerms
from storage_opt.records.ledger import SHORTFALL, is_cost


def judged(
    flow: CashFlow, terms: FinanceTerms, years: Sequence[OperatedYear], loan: Levered, notes: Sequence[Message]
) -> ProjectFinance:
    """Judge a cash flow.

    Parameters
    ----------
    flow : CashFlow
        By fiscal year.
    terms : FinanceTerms
        Discount rates; kept as what the result rests on.
    years : sequence of OperatedYear
        Energy and charging cost, for the levelised cost.
    loan : Levered
        Cover ratios.
    notes : sequence of Message
        On taxes and charges.
    """
    before_tax, after_tax, equity = (irr(flows) for flows in (flow.before_tax_jpy, flow.project_jpy, flow.equity_jpy))
    unknown = [
        after_tax.note("project_irr"),
        before_tax.note("project_irr_pre_tax"),
        equity.note("equity_irr"),
    ]
    plan = loan.plan
    measures = Measures(
        capex_jpy=-sum(flow.total("capex")),
        grant_jpy=sum(line.total_jpy for line in flow.lines if line.group == "grant" and line.name == "grant"),
        project_irr=after_tax.value,
        project_irr_pre_tax=before_tax.value,
        equity_irr=equity.value,
        npv_jpy=npv(flow.project_jpy, flow.times, terms.discount_rate),
        equity_npv_jpy=npv(flow.equity_jpy, flow.times, terms.equity_discount_rate),
        payback_years=payback_years(flow.project_jpy, flow.times),
        min_dscr=None if plan is None else plan.min_dscr,
        mean_dscr=None if plan is None else plan.mean_dscr,
        llcr=None if plan is None else plan.llcr,
        debt_jpy=0.0 if plan is None else plan.loan_jpy,
        gearing=0.0 if plan is None else plan.gearing,
        lcos_jpy_per_kwh=_lcos(flow, terms, years),
    )
    told = (*notes, *loan.notes, *(note for note in unknown if note is not None))
    return ProjectFinance(flow, measures, terms, told)


def _lcos(flow: CashFlow, terms: FinanceTerms, years: Sequence[OperatedYear]) -> float | None:
    """Levelised cost of storage: capital, fixed costs, added energy, decommissioning, charging energy and trading fees. [JPY/kWh]"""
    before = len(flow.times) - len(years)
    costs = [-a for a in flow.total("capex", "fixed_cost", "augmentation", "decommissioning")]
    for year in years:
        fees = -sum(amount for name, amount in year.market_jpy.items() if is_cost(name) and name != SHORTFALL)
        costs[before + year.year - 1] += year.charging_cost_jpy + fees
    energy = [0.0] * before + [year.discharged_mwh for year in years]
    return lcos_jpy_per_kwh(costs, energy, flow.times, terms.discount_rate)
