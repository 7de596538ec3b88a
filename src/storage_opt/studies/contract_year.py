"""One operating year under contracts: the plan that serves its dispatcher best, beside the plan of a merchant."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from storage_opt.messages import Message, say
from storage_opt.records.contract import ContractYear
from storage_opt.records.contract_result import MerchantYear
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.results import SolveOutcome
from storage_opt.records.rolled import Rolled
from storage_opt.settlement.contracts import settled
from storage_opt.settlement.settle import settle
from storage_opt.solve.certify import Settings, Warm
from storage_opt.solve.highs import Deadline
from storage_opt.solve.outcome import Certified
from storage_opt.solve.problem import Problem
from storage_opt.solve.segments import SegmentsResult, Shared, solve_segments
from storage_opt.studies.incentive import Incentive
from storage_opt.studies.plan_memory import PlanMemory
from storage_opt.studies.spot_year import solve_spot
from storage_opt.studies.year import checked_dispatch, no_plan, outcome_of, solve_problem, wishes_of
from storage_opt.studies.year_problem import YearCase, YearModel

WEAR = "wear"
"""Name of the only term that is no part of the market margin."""
CONTRACT_TERMS = ("clawback", "support")
"""Terms that contracts add to the objective because of the margin."""
WORTHLESS = 1e-9
"""A further yen of margin that is worth less than this to the dispatcher is worth nothing. [-]"""


@dataclass(frozen=True, eq=False)
class ContractedYear:
    """Plan of a year under contracts.

    Parameters
    ----------
    dispatch, outcome
        Plan and proof; its objective is ``margin − clawback + support − wear``.
    merchant : MerchantYear or None
        What a merchant would do; ``None``: the same.
    piece : int or None
        Slice of the dispatcher's curve in which the year ended.
    wear_felt_jpy_per_mwh : float
        Wear per yen of margin that the dispatcher keeps: that by which the plan weighs prices. [JPY/MWh]
    solves : int
        Problems solved.
    ledger : Ledger or None
        What a walk earned at actual prices; ``None``: the plan is carried out at the prices that it was made for.
    rolled : Rolled or None
        What is to be told of the walk.
    """

    dispatch: Dispatch
    outcome: SolveOutcome
    merchant: MerchantYear | None
    piece: int | None
    wear_felt_jpy_per_mwh: float
    solves: int
    ledger: Ledger | None = None
    rolled: Rolled | None = None


class ContractSolver:
    """Solves the years of a project one after the other, each hot from the last one that resembles it.

    Parameters
    ----------
    settings, deadline
        How, and until when.
    tell : callable
        Is told each step.
    is_long : bool
        Whether many problems will follow: years without offers then go by the recursion.
    in_full : bool
        Whether a year is also solved as a merchant's, and stored energy is priced; ``False`` where money alone is asked for.
    memory : PlanMemory or None
        Answers problems that were solved before; ``None``: each is solved.
    """

    def __init__(
        self,
        settings: Settings,
        deadline: Deadline,
        tell: Callable[[Message], None] = lambda _: None,
        *,
        is_long: bool = False,
        in_full: bool = True,
        memory: PlanMemory | None = None,
    ) -> None:
        self.settings, self.deadline, self.tell, self.is_long = settings, deadline, tell, is_long
        self.in_full, self.memory = in_full, memory
        self.warm = Warm()

    def year(
        self,
        model: YearModel,
        case: YearCase,
        contracts: tuple[ContractYear, ...] = (),
        incentive: Incentive | None = None,
        *,
        yardstick: bool | None = None,
    ) -> ContractedYear:
        """Solve one year, and, for a ``yardstick``, what a merchant would do in it; without one stored energy is not priced either.

        ``None``: as the solver is ``in_full``.

        Raises
        ------
        InfeasibleError, NoPlanError, RuntimeError
            As :func:`studies.year.solve_year`.
        """
        began = time.perf_counter()
        yardstick = self.in_full if yardstick is None else yardstick
        wear = model.site.battery.wear_jpy_per_mwh
        case = replace(case, wear_may_not_count=incentive is not None)
        problem = model.problem(case)
        built = time.perf_counter()
        if incentive is None:
            solved = self._solve(problem, case, "merchant", with_values=yardstick)
            merchant, piece, solves = None, None, 1
            market, felt = 1.0, wear
        else:
            found = self._shared(problem, case, incentive, with_values=yardstick)
            solved, piece = found.certified, found.piece
            market, felt = _weighed(found, incentive, wear)
            merchant, extra = self._merchant(model, problem, case, incentive, solved) if yardstick else (None, 0)
            solves = found.solves + extra
        if solved.x is None:
            raise no_plan(problem, solved, case)
        dispatch = _in_market_money(checked_dispatch(model, case, problem, solved), market)
        outcome = outcome_of(problem, solved, built - began, time.perf_counter() - built)
        outcome = with_contracts(outcome, contracts, _margin(problem, outcome.terms_jpy))
        return ContractedYear(dispatch, outcome, merchant, piece, felt, solves)

    def _shared(self, problem: Problem, case: YearCase, incentive: Incentive, *, with_values: bool) -> SegmentsResult:
        base = frozenset(problem.terms) if incentive.wear_in_base else frozenset(problem.terms) - {WEAR}
        shared = Shared(incentive.curve, base, incentive.counts_wear, frozenset(problem.terms) - {WEAR})

        def surely(q: Problem, key: Hashable) -> Certified:
            return self._solve(q, case, key, with_values=with_values)

        def quickly(q: Problem, key: Hashable) -> Certified:
            if self.memory is None:
                return solve(q, key)
            return self.memory.recall(q, "quick", lambda: solve(q, key))

        def solve(q: Problem, key: Hashable) -> Certified:
            return solve_spot(q, self.settings, self.deadline, with_values=False) or surely(q, key)

        quick, finish = (quickly, surely) if self._is_quick(case, problem) else (surely, None)
        return solve_segments(problem, shared, quick, self.settings.relative_gap, finish)

    def _is_quick(self, case: YearCase, problem: Problem) -> bool:
        """Whether the recursion goes first though nothing is offered.

        It pays from the third problem on, as it takes a second to load; and in years with modes, in which HiGHS breaks ties with the modes
        held, so that a plan of equal value and greater margin may be missed.
        """
        is_wanted = self.is_long or bool(problem.is_integer.any())
        return is_wanted and case.offers is None and self.settings.method == "certified"

    def _merchant(
        self, model: YearModel, problem: Problem, case: YearCase, incentive: Incentive, solved: Certified
    ) -> tuple[MerchantYear | None, int]:
        """Plan of a merchant, and problems solved for it; none where the dispatcher wants the same."""
        if solved.x is None or incentive.is_merchants:
            return None, 0
        alone = self._solve(problem, case, "merchant", with_values=False)
        if alone.x is None:
            return None, 1
        dispatch = checked_dispatch(model, case, problem, alone)
        terms = problem.term_values(alone.x)
        return MerchantYear(_margin(problem, terms), terms.get(WEAR, 0.0), dispatch.discharged_mwh), 1

    def _solve(self, problem: Problem, case: YearCase, key: Hashable, *, with_values: bool = True) -> Certified:
        if self.memory is None:
            return self._solved(problem, case, key, with_values=with_values)
        how = (with_values, case.wear_may_not_count, case.offers is None)
        return self.memory.recall(problem, how, lambda: self._solved(problem, case, key, with_values=with_values))

    def _solved(self, problem: Problem, case: YearCase, key: Hashable, *, with_values: bool) -> Certified:
        self.warm.key = (case.prices.fiscal_year, key)
        if self._is_quick(case, problem):
            wishes = wishes_of(problem)
            found = solve_spot(problem, self.settings, self.deadline, wishes, with_values=with_values)
            if found is not None:
                return found
        return solve_problem(
            problem,
            case,
            self.settings,
            self.deadline,
            lambda step: self.tell(say("cli.progress.step", step=step)),
            self.warm,
        )


def settled_ledger(model: YearModel, case: YearCase, solved: ContractedYear) -> Ledger:
    """Book a planned year: as it was walked or cut, else at the prices that it was planned for."""
    if solved.ledger is not None:
        return solved.ledger
    return settle(case.prices, solved.dispatch, model.spot, intraday=model.intraday, wheeling=model.wheeling)


def _margin(problem: Problem, terms: Mapping[str, float]) -> float:
    return sum(sign * terms[name] for name, (sign, _, _) in problem.terms.items() if name != WEAR)


def _weighed(found: SegmentsResult, incentive: Incentive, wear_jpy_per_mwh: float) -> tuple[float, float]:
    """Weigh a further yen of margin, and wear in yen of margin, as the dispatcher does at the plan. [-], [JPY/MWh]"""
    market = found.slope + found.wish
    weight = found.slope if incentive.wear_in_base else float(incentive.counts_wear)
    if market > WORTHLESS:
        return market, wear_jpy_per_mwh * weight / market
    return 0.0, np.inf if weight else 0.0


def _in_market_money(dispatch: Dispatch, market: float) -> Dispatch:
    """Values of stored energy per yen of market margin instead of per yen kept; none where a yen of margin is worth nothing."""
    values, cycles = dispatch.energy_value_jpy_per_mwh, dispatch.cycle_price_jpy_per_mwh
    if market == 1.0:
        return dispatch
    if market == 0.0:
        return replace(dispatch, energy_value_jpy_per_mwh=None, cycle_price_jpy_per_mwh=None)
    return replace(
        dispatch,
        energy_value_jpy_per_mwh=None if values is None else values / market,
        cycle_price_jpy_per_mwh=None if cycles is None else cycles / market,
    )


def with_contracts(outcome: SolveOutcome, contracts: tuple[ContractYear, ...], margin: float) -> SolveOutcome:
    """Add what contracts take and give because of the margin, so that the terms sum to the objective.

    Where the dispatcher maximises something else (a duty to offer at marginal cost, an offtaker), the bound keeps the distance from the
    objective that was proven for what is maximised.
    """
    terms = dict(outcome.terms_jpy)
    wear = terms.get(WEAR, 0.0)
    years = settled(contracts, margin, wear)
    clawback, support = sum(y.clawback_jpy for y in years), sum(y.support_jpy for y in years)
    if clawback:
        terms["clawback"] = clawback
    if support:
        terms["support"] = support
    objective = margin - wear - clawback + support
    bound = objective + max(0.0, outcome.bound_jpy - outcome.objective_jpy)
    gap = max(0.0, bound - objective) / max(abs(bound), 1.0)
    return replace(outcome, objective_jpy=objective, bound_jpy=bound, relative_gap=gap, terms_jpy=terms)
