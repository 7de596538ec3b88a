"""One modelled year: from prices and energy to a checked plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from storage_opt.assets.connection import Site
from storage_opt.errors import Fault, InfeasibleError, NoPlanError, ProjectError
from storage_opt.messages import Message, say
from storage_opt.records.delivery import Delivery
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.prices import PRODUCTS
from storage_opt.records.results import SolveOutcome
from storage_opt.settlement.deliver import call_rates, deliver
from storage_opt.settlement.recheck import TOLERANCE, breaches
from storage_opt.settlement.recheck_offers import OfferRules
from storage_opt.solve.certify import Certified, Settings, Warm, solve_certified
from storage_opt.solve.conflict import conflicting_families
from storage_opt.solve.exact import solve_exact
from storage_opt.solve.highs import Deadline
from storage_opt.solve.one_store import NotCoveredError
from storage_opt.solve.outcome import better_of
from storage_opt.solve.problem import Floats, Problem
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.offer_places import offer_places
from storage_opt.studies.promises import promises_of
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY


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
    warm: Warm | None = None,
) -> tuple[Dispatch, SolveOutcome]:
    """Solve one year and recheck the plan without the model that made it.

    Raises
    ------
    InfeasibleError, NoPlanError
        No plan exists, or none was found in the time given; or ``exact`` does not apply.
    RuntimeError
        The plan breaks a rule of the battery: a fault of this program; nothing is written.
    """
    began = time.perf_counter()
    problem = model.problem(case)
    built = time.perf_counter()
    solved = solve_problem(
        problem, case, settings, deadline, lambda step: tell(say("cli.progress.step", step=step)), warm
    )
    if solved.x is None:
        raise no_plan(problem, solved, case)
    dispatch = checked_dispatch(model, case, problem, solved)
    return dispatch, outcome_of(problem, solved, built - began, time.perf_counter() - built)


def checked_dispatch(model: YearModel, case: YearCase, problem: Problem, solved: Certified) -> Dispatch:
    """Read the plan of a year and recheck it without the model that made it.

    Raises
    ------
    RuntimeError
        The plan breaks a rule of the battery: a fault of this program; nothing is written.
    """
    dispatch = _dispatch(model, case, problem, solved)
    broken = breaches(model.site, case.energy_mwh, dispatch, _offer_rules(case), model.intraday)
    if solved.outcome == "relaxed":
        broken = [breach for breach in broken if not _is_integer_rule(breach.rule)]
    if broken:
        raise RuntimeError(f"the plan of year {case.year} breaks its own rules: {broken}")
    return dispatch


def outcome_of(problem: Problem, solved: Certified, state_s: float, solve_s: float) -> SolveOutcome:
    """Say how a year was solved; ``solve_s`` includes the hand-over."""
    assert solved.x is not None
    return SolveOutcome(
        status=solved.outcome,
        objective_jpy=solved.objective,
        bound_jpy=solved.bound,
        relative_gap=solved.relative_gap,
        terms_jpy=problem.term_values(solved.x),
        steps=solved.steps,
        state_s=state_s,
        hand_over_s=solved.hand_over_s,
        solve_s=solve_s - solved.hand_over_s,
        columns=problem.n_cols,
        rows=problem.n_rows,
        integers=int(problem.is_integer.sum()),
    )


def solve_problem(
    problem: Problem,
    case: YearCase,
    settings: Settings,
    deadline: Deadline,
    tell: Callable[[str], None],
    warm: Warm | None,
) -> Certified:
    """Solve the problem of a year: the recursion for years with offers where it applies, else HiGHS, which also breaks ties.

    Where the recursion leaves a larger gap than asked for (a yearly budget beside smallest bids of the plant's own size), HiGHS goes on:
    the better plan and the lower bound of the two are given.
    """
    first = None
    wanted = settings.method == "exact" or (settings.method == "certified" and case.offers is not None)
    if wanted and not deadline.is_over:
        try:
            bridge = read_store(problem, offer_places(problem, case.offers), SLOT_H)
            solved = solve_exact(bridge, settings, tell, deadline)
        except NotCoveredError as reason:
            if settings.method == "exact":
                raise NoPlanError(say("solve.not_exact", year=case.year, reason=reason)) from None
        else:
            if solved is not None and (solved.outcome == "optimal" or settings.method == "exact" or deadline.is_over):
                return solved
            first = solved
    if settings.method == "exact":
        settings = replace(settings, method="certified")
    second = solve_certified(problem, settings, deadline, wishes_of(problem), tell, warm)
    return second if first is None else better_of(first, second, settings.relative_gap)


N_PATHS = 100
"""Paths of calls along which every plan with offers is run."""


def checked_delivery(site: Site, case: YearCase, dispatch: Dispatch, outcome: SolveOutcome) -> Delivery | None:
    """Run a plan with offers along random paths of calls; ``None`` without offers or for a relaxed plan.

    Raises
    ------
    RuntimeError
        An awarded megawatt could not be delivered: a fault of this program; nothing is written.
    """
    if case.offers is None or not dispatch.promises or outcome.status == "relaxed":
        return None
    delivery = deliver(site, dispatch, case.offers.markets[0].backing_slots, call_rates(N_PATHS))
    rounding = TOLERANCE * max(1.0, case.energy_mwh, site.battery.power_mw)
    if max(delivery.shortfall_mwh, delivery.shortfall_mw) > rounding:
        raise RuntimeError(f"the plan of year {case.year} cannot deliver what it offers: {delivery}")
    return delivery


def _is_integer_rule(rule: str) -> bool:
    """Whether a relaxation may break the rule."""
    return rule in ("one_mode", "no_reserve_while_charging") or rule.endswith("_minimum_bid")


def _offer_rules(case: YearCase) -> OfferRules:
    if case.offers is None:
        return OfferRules()
    market = case.offers.markets[0]
    return OfferRules(market.reserve_while_charging, market.backing, market.backing_slots)


def wishes_of(problem: Problem) -> list[Floats]:
    """Rank plans of equal value: the greatest market margin, the least throughput, the least curtailment."""
    margin = np.zeros(problem.n_cols)
    for name, (sign, cost, _) in problem.terms.items():
        if name != "wear":
            margin += sign * cost
    throughput = np.zeros(problem.n_cols)
    for family in ("storage.charge_mw", "storage.discharge_mw"):
        throughput[problem.families[family]] = 1.0
    wishes = [-throughput] if np.array_equal(margin, problem.cost) else [margin, -throughput]
    if "solar.output_mw" in problem.families:
        output = np.zeros(problem.n_cols)
        output[problem.families["solar.output_mw"]] = 1.0
        wishes.append(output)
    return wishes


def _dispatch(model: YearModel, case: YearCase, problem: Problem, solved: Certified) -> Dispatch:
    assert solved.x is not None
    battery = model.site.battery
    value = solved.energy_value
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
        promises=()
        if case.offers is None
        else promises_of(problem, case.offers, solved.x, is_relaxed=solved.outcome == "relaxed"),
        intraday_mw=None
        if model.intraday is None
        else problem.values("intraday.sold_mw", solved.x) - problem.values("intraday.bought_mw", solved.x),
        solar_mw=None if case.solar_mw is None else problem.values("solar.output_mw", solved.x),
        solar_available_mw=case.solar_mw,
        cycle_price_jpy_per_mwh=_cycle_price(problem, solved, case.prices.period.n_slots),
    )


def _cycle_price(problem: Problem, solved: Certified, n_slots: int) -> Floats | None:
    """Price of the cycle budgets of each slot, from the prices of their rows or from the recursion."""
    year, day = (problem.row_families.get(name) for name in ("limit_cycles_of_year", "storage.limit_cycles_of_day"))
    if year is None and day is None:
        return None
    if solved.row_dual is None:
        return np.full(n_slots, solved.budget_price)
    price = np.zeros(n_slots) if year is None else np.full(n_slots, solved.row_dual[int(year[0])])
    return price if day is None else price + np.repeat(solved.row_dual[day], SLOTS_PER_DAY)


def no_plan(problem: Problem, solved: Certified, case: YearCase) -> NoPlanError:
    """Say why a year has no plan: the limits that conflict, or none found in time."""
    if solved.outcome != "infeasible":
        return NoPlanError(say("solve.no_plan", year=case.year))
    limits = dict.fromkeys(limit_name(family).text() for family in conflicting_families(problem))
    listed = "\n".join(f" * {limit}" for limit in limits)
    return InfeasibleError(say("solve.infeasible", year=case.year, limits=listed))


def limit_name(family: str) -> Message:
    """Name a limit of the model for the user; all limits of one balancing product have one name."""
    room = family.partition(".")[0]
    if room in PRODUCTS:
        return say("solve.limit.product", product=say(f"balancing.product.{room}"))
    return say(f"solve.limit.{family}")
