"""One modelled year: from prices and energy to a checked plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from storage_opt.assets.connection import Site, charge_limit_mw, discharge_limit_mw
from storage_opt.errors import Fault, InfeasibleError, NoPlanError, ProjectError
from storage_opt.markets.spot import SpotMarket
from storage_opt.messages import Message, say
from storage_opt.model import build_model
from storage_opt.model.modes import modes_needed
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.prices import PriceYear
from storage_opt.records.results import SolveOutcome
from storage_opt.settlement.recheck import breaches
from storage_opt.solve.certify import Certified, Settings, solve_certified
from storage_opt.solve.compile import compile_day
from storage_opt.solve.conflict import conflicting_families
from storage_opt.solve.highs import Deadline
from storage_opt.solve.problem import CompiledDay, Floats, Problem
from storage_opt.solve.stamp import Ends, Limit, stamp
from storage_opt.timeline import SLOTS_PER_DAY

PLAIN, WITH_MODES = 0, 1


@dataclass(frozen=True, eq=False)
class YearCase:
    """What differs from year to year.

    Parameters
    ----------
    year, fiscal_year : int
        Operating year (1 is the first) and its fiscal year.
    prices : PriceYear
        Prices as they are to be used (scaled).
    energy_mwh : float
        Usable stored energy. [MWh]
    """

    year: int
    fiscal_year: int
    prices: PriceYear
    energy_mwh: float


class YearModel:
    """The compiled days of a site: built when first needed, used for every year."""

    def __init__(self, site: Site, spot: SpotMarket) -> None:
        self.site, self.spot = site, spot

    @cached_property
    def plain(self) -> CompiledDay:
        """A day in which no slot can gain from charging and discharging at once."""
        return compile_day(build_model(self.site, self.spot, with_modes=False))

    @cached_property
    def with_modes(self) -> CompiledDay:
        """A day with a mode binary in every slot."""
        return compile_day(build_model(self.site, self.spot, with_modes=True))

    def problem(self, case: YearCase) -> Problem:
        """Stamp the year: one compiled day per day of prices, linked by the state of energy."""
        battery, period = self.site.battery, case.prices.period
        by_day = (period.n_days, SLOTS_PER_DAY)
        spot_price = case.prices.spot_jpy_per_mwh.reshape(by_day)
        needs = modes_needed(battery, self.spot, spot_price).any(axis=1)
        kinds = [self.with_modes] if needs.all() else [self.plain] if not needs.any() else [self.plain, self.with_modes]
        daily = np.ones((period.n_days, 1))
        parameters = {
            "spot_price_jpy_per_mwh": spot_price,
            "charge_limit_mw": charge_limit_mw(self.site, period).reshape(by_day),
            "discharge_limit_mw": discharge_limit_mw(self.site, period).reshape(by_day),
            "soe_min_mwh": battery.soe_min_mwh * daily,
            "soe_max_mwh": case.energy_mwh * daily,
        }
        totals = {}
        if battery.max_cycles_per_day is not None:
            parameters["discharge_budget_of_day_mwh"] = battery.max_cycles_per_day * case.energy_mwh * daily
        if battery.max_cycles_per_year is not None:
            budget = battery.max_cycles_per_year * period.share_of_year * case.energy_mwh
            totals["limit_cycles_of_year"] = Limit(upper=budget)
        initial, final = battery.soe_at_ends_mwh(case.energy_mwh)
        return stamp(
            kinds,
            np.asarray(needs if len(kinds) == 2 else np.zeros(period.n_days), dtype=np.int64),
            parameters,
            {"soe_mwh": Ends(initial, final)},
            totals,
        )


def check_year(site: Site, case: YearCase) -> None:
    """Refuse a year whose energy has aged below the limits that the project sets.

    Raises
    ------
    ProjectError
        Naming the year and the key.
    """
    battery = site.battery
    faults = []
    if case.energy_mwh <= battery.soe_min_mwh:
        faults.append(
            Fault(
                say("project.fade_below_minimum", year=case.year, energy=case.energy_mwh, low=battery.soe_min_mwh),
                say("project.fade_below_minimum.do"),
            )
        )
    for key in ("soe_initial_mwh", "soe_final_mwh"):
        value = getattr(battery, key)
        if value is not None and value > case.energy_mwh > battery.soe_min_mwh:
            faults.append(
                Fault(
                    say(
                        "project.soe_beyond_year",
                        key=f"battery.{key}",
                        value=value,
                        year=case.year,
                        energy=case.energy_mwh,
                    ),
                    say("project.soe_beyond_year.do"),
                )
            )
    if faults:
        raise ProjectError(f"battery, {case.year}", faults)


def solve_year(
    model: YearModel,
    case: YearCase,
    settings: Settings,
    deadline: Deadline,
    tell: Callable[[Message], None] = lambda _: None,
) -> tuple[Dispatch, SolveOutcome]:
    """Solve one year and recheck the plan without the model that made it.

    Raises
    ------
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given.
    RuntimeError
        The plan breaks a rule of the battery: a fault of this program; nothing is written.
    """
    began = time.perf_counter()
    problem = model.problem(case)
    built = time.perf_counter()
    solved = solve_certified(
        problem, settings, deadline, _wishes(problem), lambda step: tell(say("cli.progress.step", step=step))
    )
    ended = time.perf_counter()
    if solved.x is None:
        raise _no_plan(problem, solved, case)
    dispatch = _dispatch(model, case, problem, solved)
    broken = breaches(model.site, case.energy_mwh, dispatch)
    if solved.outcome == "relaxed":
        broken = [breach for breach in broken if breach.rule != "one_mode"]
    if broken:
        raise RuntimeError(f"the plan of year {case.year} breaks its own rules: {broken}")
    outcome = SolveOutcome(
        status=solved.outcome,
        objective_jpy=solved.objective,
        bound_jpy=solved.bound,
        relative_gap=solved.relative_gap,
        terms_jpy=problem.term_values(solved.x),
        steps=solved.steps,
        state_s=built - began,
        hand_over_s=solved.hand_over_s,
        solve_s=ended - built - solved.hand_over_s,
        columns=problem.n_cols,
        rows=problem.n_rows,
        integers=int(problem.is_integer.sum()),
    )
    return dispatch, outcome


def _wishes(problem: Problem) -> list[Floats]:
    """Rank plans of equal value: the greatest market margin, then the least throughput."""
    margin = np.zeros(problem.n_cols)
    for name, (sign, cost, _) in problem.terms.items():
        if name != "wear":
            margin += sign * cost
    throughput = np.zeros(problem.n_cols)
    for family in ("storage.charge_mw", "storage.discharge_mw"):
        throughput[problem.families[family]] = 1.0
    return [-throughput] if np.array_equal(margin, problem.cost) else [margin, -throughput]


def _dispatch(model: YearModel, case: YearCase, problem: Problem, solved: Certified) -> Dispatch:
    assert solved.x is not None
    battery = model.site.battery
    value = None
    if solved.row_dual is not None:
        # The balance row reads e[t] − … = 0: one MWh more on its right side is one MWh put into the store at the end of t.
        value = solved.row_dual[problem.row_families["storage.balance_soe"]]
    return Dispatch(
        period=case.prices.period,
        charge_mw=problem.values("storage.charge_mw", solved.x),
        discharge_mw=problem.values("storage.discharge_mw", solved.x),
        soe_mwh=problem.values("storage.soe_mwh", solved.x),
        soe_start_mwh=battery.soe_at_ends_mwh(case.energy_mwh)[0],
        auxiliary_mw=battery.auxiliary_mw,
        energy_value_jpy_per_mwh=value,
    )


def _no_plan(problem: Problem, solved: Certified, case: YearCase) -> NoPlanError:
    if solved.outcome != "infeasible":
        return NoPlanError(say("solve.no_plan", year=case.year))
    limits = [say(f"solve.limit.{family}") for family in conflicting_families(problem)]
    listed = "\n".join(f" * {limit.text()}" for limit in limits)
    return InfeasibleError(say("solve.infeasible", year=case.year, limits=listed))
