"""Another grant laid on the dispatch of a finished case: a grant does not change what a plant does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from scipy.optimize import brentq

from storage_opt.finance.cash_flow import cash_flow
from storage_opt.finance.measures import npv
from storage_opt.inputs.project import Project
from storage_opt.records.case_figures import CaseFigures
from storage_opt.records.contract import Payment
from storage_opt.records.finance import OperatedYear, ProjectFinance
from storage_opt.records.study import Solved
from storage_opt.studies.case_figures import money_figures
from storage_opt.studies.project_finance import connected_of
from storage_opt.units import KW_PER_MW

WITHIN_JPY = 1e-3
"""How exactly a grant is found. [JPY]"""


class Refinanced:
    """A merchant case whose money is laid out again with other grants.

    Parameters
    ----------
    project : Project
        The merchant case, with capital cost.
    area : str or None
        Area of its prices.
    operated : sequence of OperatedYear
        What its dispatch brings.
    """

    def __init__(self, project: Project, area: str | None, operated: Sequence[OperatedYear]) -> None:
        if project.finance is None or not project.finance.capital:
            raise ValueError("a project without capital cost has no cash flow")
        self.project, self.terms = project, project.finance
        self.area, self.operated = area, operated

    def with_grant(self, grant_jpy: float) -> ProjectFinance:
        """Cash flow with a grant of taxpayers, paid and returned as the project says."""
        upfront = [Payment("grant", grant_jpy, "taxpayers")] if grant_jpy else []
        connected = connected_of(self.project, self.area)
        return cash_flow(self.terms, self.operated, upfront, connected, self.project.rules)

    def public_npv_jpy(self, grant_jpy: float) -> float:
        """Present value to the public of a grant less what is returned of it. [JPY]"""
        flow = self.with_grant(grant_jpy).flow
        return npv(flow.total("grant"), flow.times, self.terms.public_discount_rate)

    def grant_of_public_npv(self, npv_jpy: float) -> float | None:
        """Grant that costs the public as much; ``None`` where none does, as all of it would be returned. [JPY]"""
        most = npv_jpy
        for _ in range(20):
            if self.public_npv_jpy(most) >= npv_jpy:
                return _root(lambda grant: self.public_npv_jpy(grant) - npv_jpy, 0.0, most)
            most *= 2.0
        return None

    def npv_at(self, rate: float, grant_jpy: float = 0.0) -> float:
        """Present value of the project after tax at a rate. [JPY]"""
        flow = self.with_grant(grant_jpy).flow
        return npv(flow.project_jpy, flow.times, rate)

    def grant_to_reach(self, rate: float) -> float | None:
        """Smallest grant with which the project returns a rate; ``None`` where the whole capital cost is not enough. [JPY]"""
        if self.npv_at(rate) >= 0.0:
            return 0.0
        capex = self.with_grant(0.0).measures.capex_jpy
        if self.npv_at(rate, capex) < 0.0:
            return None
        return _root(lambda grant: self.npv_at(rate, grant), 0.0, capex)


def figures_with_other_money(project: Project, solved: Solved) -> CaseFigures:
    """Figures of a finished case with other costs or taxes than it was solved with, on the same plan and contracts, without grants."""
    area = project.area or solved.kept["summary"]["area"]
    finance = Refinanced(project, area, solved.operated).with_grant(0.0)
    return replace(solved.figures, **money_figures(finance, KW_PER_MW * solved.figures.power_mw))


def _root(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses zero."""
    if of(high) == 0.0:
        return high
    return float(brentq(of, low, high, xtol=WITHIN_JPY, rtol=1e-14, maxiter=200))
