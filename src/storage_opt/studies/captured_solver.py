"""Perfect foresight cut by a capture ratio: the same plans, less a forecast shortfall before contracts are settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from storage_opt.messages import Message
from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import MerchantYear
from storage_opt.records.foresight import CaptureRatio
from storage_opt.records.ledger import SHORTFALL
from storage_opt.settlement.shortfall import with_shortfall
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.contract_year import (
    CONTRACT_TERMS,
    ContractedYear,
    ContractSolver,
    settled_ledger,
    with_contracts,
)
from storage_opt.studies.incentive import Incentive
from storage_opt.studies.plan_memory import PlanMemory
from storage_opt.studies.year_problem import YearCase, YearModel


class CapturedSolver(ContractSolver):
    """Solves the years of a project as :class:`ContractSolver`, and counts on a share of what they earn after wear.

    Plans are those of perfect foresight under the contract; only money is cut. A refund by slices is read at the margin that is left, so
    the slice that a plan was made for may lie above the one in which its year is settled.

    Parameters
    ----------
    ratio : CaptureRatio
        Share that is counted on.
    settings, deadline, tell, is_long, in_full, memory
        As for :class:`ContractSolver`.
    """

    def __init__(
        self,
        ratio: CaptureRatio,
        settings: Settings,
        deadline: Deadline,
        tell: Callable[[Message], None] = lambda _: None,
        *,
        is_long: bool = False,
        in_full: bool = True,
        memory: PlanMemory | None = None,
    ) -> None:
        super().__init__(settings, deadline, tell, is_long=is_long, in_full=in_full, memory=memory)
        self.ratio = ratio

    def year(
        self,
        model: YearModel,
        case: YearCase,
        contracts: tuple[ContractYear, ...] = (),
        incentive: Incentive | None = None,
        *,
        yardstick: bool | None = None,
    ) -> ContractedYear:
        """Solve one year, and take the shortfall off its ledger, its objective and its yardstick."""
        solved = super().year(model, case, contracts, incentive, yardstick=yardstick)
        plan = solved.dispatch
        ledger = settled_ledger(model, case, solved)
        wear = model.site.battery.wear_jpy_per_mwh * plan.discharged_mwh
        ledger = with_shortfall(ledger, plan, self.ratio.shortfall_jpy(ledger.margin_jpy, wear))
        terms = {name: value for name, value in solved.outcome.terms_jpy.items() if name not in CONTRACT_TERMS}
        outcome = replace(solved.outcome, terms_jpy=terms | {SHORTFALL: -ledger.total_jpy(SHORTFALL)})
        return replace(
            solved,
            outcome=with_contracts(outcome, contracts, ledger.margin_jpy),
            merchant=None if solved.merchant is None else self._cut(solved.merchant),
            ledger=ledger,
        )

    def _cut(self, merchant: MerchantYear) -> MerchantYear:
        shortfall = self.ratio.shortfall_jpy(merchant.margin_jpy, merchant.wear_jpy)
        return replace(merchant, margin_jpy=merchant.margin_jpy - shortfall)
