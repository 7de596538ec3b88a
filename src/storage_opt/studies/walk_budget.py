"""Budgets of cycles along a walk: a day has its own, a year's is spread over the days that are left."""

from __future__ import annotations

import numpy as np

from storage_opt.records.prices import Floats
from storage_opt.studies.walk_plan import Budget
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOTS_PER_DAY


class YearBudgets:
    """What may be discharged on a day and in a window, as the walk goes on.

    A daily budget holds for the first day of each window, and for the window as often as it has days. A yearly budget holds for the first
    day with all that is left of it, and for the window with its share of that, pro rata of the days that are left.

    Parameters
    ----------
    model, case
        Site and year.
    """

    def __init__(self, model: YearModel, case: YearCase) -> None:
        battery, period = model.site.battery, case.prices.period
        self.n_days = period.n_days
        cycles = battery.max_cycles_per_day
        self.day_mwh = np.inf if cycles is None else cycles * case.energy_mwh
        cycles = battery.max_cycles_per_year
        self.left_mwh = np.inf if cycles is None else cycles * period.share_of_year * case.energy_mwh

    def of(self, first: int, n_days: int, called_mwh: Floats, committed: int = 1) -> Budget:
        """Budget of a window beside what offers that hold are expected to call in its slots; of the first days each keeps its own."""
        called = called_mwh.reshape(-1, SLOTS_PER_DAY).sum(axis=1)
        share = n_days / (self.n_days - first)
        return Budget(
            min(self.day_mwh, self.left_mwh) - float(called[:committed].max()),
            min(self.day_mwh * n_days, self.left_mwh * share) - float(called.sum()),
            committed,
        )

    def of_day(self, called_mwh: Floats) -> Budget:
        """Budget of one day that is run alone, beside what offers that hold are expected to call in its slots."""
        return Budget(min(self.day_mwh, self.left_mwh) - float(called_mwh.sum()))

    def spend(self, discharged_mwh: float) -> None:
        """Take what a day discharged off the year."""
        self.left_mwh -= discharged_mwh
