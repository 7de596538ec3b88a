"""The same public money as a contract, and as a grant to the same plant as a merchant."""

from __future__ import annotations

from collections.abc import Sequence

from storage_opt.records.finance import ProjectFinance
from storage_opt.records.study import Solved
from storage_opt.records.study_answers import BudgetCase, BudgetSide, EqualBudget
from storage_opt.studies.plants import PlantCase, merchant_of
from storage_opt.units import KW_PER_MW


def equal_budget(plants: Sequence[Sequence[PlantCase]], of: str) -> EqualBudget:
    """Give merchants the public cost of a scheme as a grant.

    Parameters
    ----------
    plants : sequence of sequence of PlantCase
        Cases by plant.
    of : str
        Name of a case, or of a value on an axis.
    """
    found = [
        _case(case, merchant_of(plant))
        for plant in plants
        for case in plant
        if case.name == of or of in case.case.axes.values()
    ]
    return EqualBudget(of, tuple(found))


def _case(case: PlantCase, merchant: PlantCase | None) -> BudgetCase:
    name, under = case.name, case.solved
    if merchant is None:
        return BudgetCase(name, None, "no_merchant")
    free = merchant.solved
    if under is None or free is None:
        return BudgetCase(name, merchant.name, "no_result")
    if not case.has_capital:
        return BudgetCase(name, merchant.name, "no_finance")
    budget = under.figures.public_cost_npv_jpy
    money = merchant.refinanced(free)
    grant = None if budget is None or budget <= 0.0 else money.grant_of_public_npv(budget)
    if budget is None or grant is None:
        return BudgetCase(name, merchant.name, "no_budget", contract=_under(under))
    return BudgetCase(
        name,
        merchant.name,
        None,
        contract=_under(under),
        granted=_granted(free, money.with_grant(grant), money.public_npv_jpy(grant)),
        grant_jpy=grant,
        grant_jpy_per_kw=grant / (KW_PER_MW * free.figures.power_mw),
        grant_share=grant / (free.figures.capex_jpy or float("nan")),
    )


def _under(solved: Solved) -> BudgetSide:
    figures = solved.figures
    return BudgetSide(
        figures.project_irr,
        figures.equity_irr,
        figures.npv_jpy or 0.0,
        figures.discharged_mwh,
        figures.shifted_mwh,
        figures.lost_margin_jpy,
        figures.public_cost_npv_jpy or 0.0,
    )


def _granted(solved: Solved, finance: ProjectFinance, public_npv_jpy: float) -> BudgetSide:
    figures, measures = solved.figures, finance.measures
    is_invested = measures.grant_jpy < measures.capex_jpy
    return BudgetSide(
        measures.project_irr if is_invested else None,
        measures.equity_irr if is_invested else None,
        measures.npv_jpy,
        figures.discharged_mwh,
        figures.shifted_mwh,
        figures.lost_margin_jpy,
        public_npv_jpy,
    )
