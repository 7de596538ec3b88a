"""The years of a project walked day by day, in place of their optimum; perfect foresight and known prices beside them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import replace

from storage_opt.errors import Fault, NoPlanError, ProjectError
from storage_opt.markets.gates import spot_gate, spot_published
from storage_opt.messages import Message, say
from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import MerchantYear
from storage_opt.records.foresight import KNOWN, RollingChoice
from storage_opt.records.ledger import is_cost
from storage_opt.records.results import SolveOutcome
from storage_opt.records.rolled import Rolled, Stage, StageName
from storage_opt.records.rule_book import RuleBook
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import NoPathError, NotCoveredError
from storage_opt.studies.contract_year import WEAR, ContractedYear, ContractSolver, settled_ledger, with_contracts
from storage_opt.studies.forecast_views import ForecastViews
from storage_opt.studies.incentive import Incentive
from storage_opt.studies.life import Life, price_factor
from storage_opt.studies.plan_memory import PlanMemory
from storage_opt.studies.scenario_bid_walk import Scenarios
from storage_opt.studies.views import View, known
from storage_opt.studies.walk_markets import record_market_gates
from storage_opt.studies.walk_memory import WalkMemory
from storage_opt.studies.walk_slices import SlicedWalk, walk_in_slices, wear_of
from storage_opt.studies.walk_year import Walked, walk_year
from storage_opt.studies.year_problem import YearCase, YearModel

FORECAST = "forecast"


class RollingSolver(ContractSolver):
    """Walks the years of a project on what was known at each gate.

    Parameters
    ----------
    life : Life
        Project with ``foresight: rolling``, and its prices.
    settings, deadline, tell, is_long, in_full, memory
        As for :class:`ContractSolver`. ``in_full``: each year is also solved with perfect foresight and walked with known prices.
    walks : WalkMemory
        Forecasts and walks made before.
    """

    def __init__(
        self,
        life: Life,
        settings: Settings,
        deadline: Deadline,
        tell: Callable[[Message], None] = lambda _: None,
        *,
        is_long: bool = False,
        in_full: bool = True,
        memory: PlanMemory | None = None,
        walks: WalkMemory | None = None,
    ) -> None:
        super().__init__(settings, deadline, tell, is_long=is_long, in_full=in_full, memory=memory)
        self.life, self.choice = life, life.project.rolling
        self.walks = WalkMemory() if walks is None else walks
        self.rules = RuleBook(life.project.rules.rules)

    def year(
        self,
        model: YearModel,
        case: YearCase,
        contracts: tuple[ContractYear, ...] = (),
        incentive: Incentive | None = None,
        *,
        yardstick: bool | None = None,
    ) -> ContractedYear:
        """Walk one year; with a ``yardstick`` perfect foresight and known prices stand beside it.

        Raises
        ------
        ProjectError
            The plant has what a walk does not cover.
        NoPlanError
            No plan of a window leads to the energy asked for.
        MarketDataError, UsageError
            The forecaster cannot be had, or the forecast file lacks days.
        """
        began, in_full = time.perf_counter(), self.in_full if yardstick is None else yardstick
        wear = model.site.battery.wear_jpy_per_mwh
        try:
            sight = KNOWN if self.choice.forecaster == KNOWN else FORECAST
            found = self._walked(model, case, incentive, sight, self.choice)
            awards = self.choice.awards if case.offers is None else "held"
            at_any_price = replace(self.choice, bids="quantity", awards=awards)
            seen = self._walked(model, case, incentive, KNOWN, at_any_price) if in_full else None
            as_bid = self._walked(model, case, incentive, sight, at_any_price) if in_full else found
        except NotCoveredError as reason:
            fault = say("foresight.not_covered_year", year=case.year, reason=reason)
            raise ProjectError(self.life.project.subject, [Fault(fault, say("foresight.not_covered.do"))]) from None
        except NoPathError as reason:
            raise NoPlanError(say("foresight.no_path", year=case.year, reason=reason)) from None
        self._record_gates(case)
        walked_s = time.perf_counter() - began
        perfect = super().year(model, case, contracts, incentive, yardstick=False) if in_full else None
        walked, stages = found.walked, list[Stage]()
        if perfect is not None and seen is not None:
            stages.append(_stage("perfect", Walked(perfect.dispatch, settled_ledger(model, case, perfect)), wear))
            stages.append(_stage("known", seen.walked, wear))
            if self.choice.forecaster != KNOWN:
                stages.append(_stage("forecast", as_bid.walked, wear))
        stages.append(_stage("settled", walked, wear))
        beside = (seen, as_bid) if seen is not None and self.choice != at_any_price else (seen,)
        walks = found.walks + sum(0 if walked is None else walked.walks for walked in beside)
        return ContractedYear(
            dispatch=walked.dispatch,
            outcome=_outcome(walked, wear, contracts, None if perfect is None else perfect.outcome, walks, walked_s),
            merchant=_merchant(found, wear) if in_full and found.merchant is not walked else None,
            piece=found.piece,
            wear_felt_jpy_per_mwh=found.wear_felt_jpy_per_mwh,
            solves=walks + (0 if perfect is None else perfect.solves),
            ledger=walked.ledger,
            rolled=Rolled(tuple(stages), walks, found.is_settled),
        )

    def _walked(
        self, model: YearModel, case: YearCase, incentive: Incentive | None, seen: str, choice: RollingChoice
    ) -> SlicedWalk:
        view, balancing, is_known = self._view(case, seen), self.life.project.markets.balancing, seen == KNOWN
        scenarios = self._scenarios(case, seen, choice)

        def walk(wear: float) -> Walked:
            felt = model
            if wear != model.site.battery.wear_jpy_per_mwh:
                battery = replace(model.site.battery, wear_jpy_per_mwh=wear)
                felt = self.life.model(replace(model.site, battery=battery))
            key = self._key(choice, felt, case, seen)
            return self.walks.walk(
                key, lambda: walk_year(choice, felt, case, view, self.rules, balancing, scenarios, is_known=is_known)
            )

        return walk_in_slices(walk, incentive, model.site.battery.wear_jpy_per_mwh)

    def _view(self, case: YearCase, seen: str) -> View:
        if seen == KNOWN:
            return known(case.prices)
        return self._views().view(case.prices.period, price_factor(self.life.project, case.year))

    def _scenarios(self, case: YearCase, seen: str, choice: RollingChoice) -> Scenarios | None:
        if seen == KNOWN or choice.bids != "scenarios":
            return None
        return self._views().scenarios(case.prices.period, price_factor(self.life.project, case.year))

    def _views(self) -> ForecastViews:
        return self.walks.views(self.life.project, self.life.book, with_scenarios=self.in_full)[0]

    def _key(self, choice: RollingChoice, felt: YearModel, case: YearCase, seen: str) -> Hashable:
        """All that a walk hangs on."""
        project, prices = self.life.project, case.prices
        return (
            *(self.walks.place_of(self.life.book), choice, seen, repr((project.spot, project.markets)), felt.site),
            *(prices.period.first_day, price_factor(project, case.year), case.energy_mwh),
            None if case.offers is None else case.fiscal_year,
        )

    def _record_gates(self, case: YearCase) -> None:
        """Record the rules of the first and the last gate among those that the run used: not of every day."""
        period, rules = case.prices.period, self.life.project.rules
        for day in (period.first_day, period.last_day):
            spot_gate(rules, day)
            spot_published(rules, day)
            record_market_gates(self.life.project.markets, rules, day, case.fiscal_year)


def _stage(name: StageName, walked: Walked, wear: float) -> Stage:
    return Stage(name, walked.ledger.margin_jpy, wear_of(walked, wear), walked.dispatch.discharged_mwh)


def _merchant(found: SlicedWalk, wear: float) -> MerchantYear:
    walked = found.merchant
    return MerchantYear(walked.ledger.margin_jpy, wear_of(walked, wear), walked.dispatch.discharged_mwh)


def _outcome(
    walked: Walked,
    wear: float,
    contracts: tuple[ContractYear, ...],
    perfect: SolveOutcome | None,
    walks: int,
    seconds: float,
) -> SolveOutcome:
    """Value of the walk beside the bound of perfect foresight."""
    ledger = walked.ledger
    terms = {name: ledger.total_jpy(name) * (-1.0 if is_cost(name) else 1.0) for name in ledger.streams}
    terms[WEAR] = wear_of(walked, wear)
    plain = SolveOutcome(
        status="rolled",
        objective_jpy=0.0,
        bound_jpy=0.0,
        relative_gap=0.0,
        terms_jpy=terms,
        steps=(f"recursion: {walks} walks", *(() if perfect is None else perfect.steps)),
        state_s=0.0 if perfect is None else perfect.state_s,
        hand_over_s=0.0 if perfect is None else perfect.hand_over_s,
        solve_s=seconds + (0.0 if perfect is None else perfect.solve_s),
        columns=0 if perfect is None else perfect.columns,
        rows=0 if perfect is None else perfect.rows,
        integers=0 if perfect is None else perfect.integers,
    )
    settled = with_contracts(plain, contracts, ledger.margin_jpy)
    if perfect is None:
        return replace(settled, bound_jpy=math.inf, relative_gap=math.inf)
    bound = max(perfect.bound_jpy, settled.objective_jpy)
    gap = (bound - settled.objective_jpy) / max(abs(bound), 1.0)
    return replace(settled, bound_jpy=bound, relative_gap=gap)
