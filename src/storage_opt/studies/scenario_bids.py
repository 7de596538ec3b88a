"""Bids of a delivery day, chosen against scenarios of its prices and those of the days after."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from storage_opt.records.prices import Floats
from storage_opt.records.risk import Risk
from storage_opt.solve.one_store import StoreProblem, ValueFunction, solve_store
from storage_opt.solve.two_stage import TwoStage, TwoStagePlan, solve_two_stage
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.spot_bids import SpotGrid
from storage_opt.studies.step_bids import StepBids, bins_of, price_cuts, quantity_by_bin, steps_of
from storage_opt.timeline import SLOTS_PER_DAY


@dataclass(frozen=True)
class ScenarioRule:
    """How bids are chosen against scenarios.

    Parameters
    ----------
    most_bins : int or None
        Bins of the price of a slot, each with a quantity of its own: 1 for quantities at any price, more for price-quantity steps,
        ``None`` for a bin for every scenario.
    risk : Risk
        What counts beside the mean.
    whole_lots : bool
        Choose among whole lots (a MILP; seconds to minutes a day); else any quantity is chosen and rounded towards zero.
    window : WindowRule
        Length and end of the windows.
    """

    most_bins: int | None = 1
    risk: Risk = field(default_factory=Risk)
    whole_lots: bool = False
    window: WindowRule = field(default_factory=WindowRule)


@dataclass(frozen=True, eq=False)
class ScenarioDay:
    """A delivery day as it is seen at its gate.

    Parameters
    ----------
    problem : TwoStage
        The day in every scenario. The value of the energy left is zero at the lowest one.
    cuts_jpy_per_mwh : ndarray, shape (n_bins − 1, 48)
        Where the bins of the price begin. [JPY/MWh]
    later_jpy : ndarray, shape (S,)
        What the days after earn from the lowest energy left on. [JPY]
    """

    problem: TwoStage
    cuts_jpy_per_mwh: Floats
    later_jpy: Floats

    def bids(self, plan: TwoStagePlan, grid: SpotGrid) -> StepBids:
        """Make the steps of a plan."""
        quantity = quantity_by_bin(plan.cleared_mwh, self.problem.bins, len(self.cuts_jpy_per_mwh) + 1)
        return steps_of(quantity, self.cuts_jpy_per_mwh, grid)


def scenario_day(
    walked: WalkedStore,
    day: int,
    energy_mwh: float,
    courses_jpy_per_mwh: Floats,
    fee_jpy_per_mwh: float,
    imbalance: ImbalancePrice,
    rule: ScenarioRule,
    grid: SpotGrid,
) -> ScenarioDay:
    """Set up the two-stage programme of a delivery day.

    Parameters
    ----------
    walked : WalkedStore
        Store of the walk.
    day : int
        Delivery day, 0 is the first of the walk.
    energy_mwh : float
        Stored energy before it. [MWh]
    courses_jpy_per_mwh : ndarray, shape (S, n_days · 48)
        Equally likely prices of the day and the days after. [JPY/MWh]
    fee_jpy_per_mwh : float
        Fee of the spot market. [JPY/MWh]
    imbalance : ImbalancePrice
        What delivery beside the traded quantity is paid.
    rule : ScenarioRule
        How bids are chosen.
    grid : SpotGrid
        Lots and ticks.

    Raises
    ------
    ValueError
        Scenarios that are no whole days or not finite.
    NoPathError
        No plan leads to the end that is asked for.
    """
    courses = np.asarray(courses_jpy_per_mwh, dtype=np.float64)
    if courses.ndim != 2 or not courses.size or courses.shape[1] % SLOTS_PER_DAY:
        raise ValueError(f"scenarios of shape {courses.shape} are no courses of whole days")
    days = [valued_day(walked, day, energy_mwh, course, rule.window) for course in courses]
    today = courses[:, :SLOTS_PER_DAY]
    cuts = price_cuts(today, grid, rule.most_bins)
    problem = TwoStage(
        tuple(store for store, _ in days),
        bins_of(today, cuts),
        fee_jpy_per_mwh,
        imbalance.shortage_above_spot,
        imbalance.surplus_below_spot,
        rule.risk,
        grid.lot_mwh if rule.whole_lots else None,
    )
    return ScenarioDay(problem, cuts, np.array([later for _, later in days]))


def valued_day(
    walked: WalkedStore, day: int, energy_mwh: float, course_jpy_per_mwh: Floats, rule: WindowRule
) -> tuple[StoreProblem, float]:
    """Cut a window after its first day: the day, and the value of the energy after it from the exact recursion over the rest.

    Returns
    -------
    tuple of StoreProblem and float
        The value of the energy left is zero at the lowest one; the number is what was taken off. [JPY]
    """
    window = walked.ended(day, walked.window(day, energy_mwh, course_jpy_per_mwh), rule)
    value = window.final
    if window.n_slots > SLOTS_PER_DAY:
        value = solve_store(window, value_slots=[SLOTS_PER_DAY]).values[SLOTS_PER_DAY]
    later = float(value.value_jpy[0])
    first = walked.window(day, energy_mwh, course_jpy_per_mwh[:SLOTS_PER_DAY])
    return replace(first, final=ValueFunction(value.energy_mwh, value.value_jpy - later, value.starts)), later


def chosen_bids(seen: ScenarioDay, grid: SpotGrid) -> tuple[StepBids, TwoStagePlan]:
    """Choose the bids of a day, and tell the plan that they come from."""
    plan = solve_two_stage(seen.problem)
    return seen.bids(plan, grid), plan
