"""Walk through a price year day by day: at each gate plan on what is seen, commit one day, settle it at actual prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import Floats
from storage_opt.settlement.recheck import breaches
from storage_opt.settlement.settle import settle
from storage_opt.studies.rolling_window import WalkedStore, WindowRule
from storage_opt.studies.views import View
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOTS_PER_DAY, Period


@dataclass(frozen=True, eq=False)
class RolledYear:
    """What a walk committed and what it earned.

    Parameters
    ----------
    dispatch : Dispatch
        Committed days, one after the other; carried out as planned.
    ledger : Ledger
        Settled at actual prices.
    wear_jpy : float
        The owner's shadow cost of ageing; never a cash flow. [JPY]
    planned_jpy : ndarray, shape (n_days,)
        What each day would have earned at the prices seen at its gate, wear deducted, own load left out. [JPY]
    """

    dispatch: Dispatch
    ledger: Ledger
    wear_jpy: float
    planned_jpy: Floats

    @property
    def net_jpy(self) -> float:
        """Settled amounts less wear: what the objective of the year counts. [JPY]"""
        return sum(entries.total_jpy for entries in self.ledger.entries) - self.wear_jpy


def roll(model: YearModel, case: YearCase, view: View, rule: WindowRule | None = None) -> RolledYear:
    """Walk through the days of a year and settle what was committed.

    At the gate of each day the window of that day and ``rule.look_ahead_days`` more is planned on the prices that ``view`` shows, from
    the energy that the days committed before leave (known to the owner at the gate, as a quantity bid at any price is always taken).
    The first day is committed, the rest forgotten. Windows end with the walk; the last ones end with the energy that the year asks for.

    Parameters
    ----------
    model, case
        Site and market; days, energy, and the actual prices, which are used for nothing but the settlement.
    view : View
        Prices seen at the gate of a day.
    rule : WindowRule, optional
        Length and end of the windows.

    Raises
    ------
    NotCoveredError, NoPathError
        See ``WalkedStore``.
    ValueError
        A view of another length than asked for.
    RuntimeError
        The committed days break a rule of the battery: a fault of this program.
    """
    rule = rule or WindowRule()
    period, battery = case.prices.period, model.site.battery
    walked = WalkedStore(model, case)
    charge, discharge, soe = (np.empty(period.n_slots) for _ in range(3))
    planned = np.empty(period.n_days)
    energy = walked.store.start_mwh
    for day in range(period.n_days):
        seen = seen_at(view, period, day, rule)
        plan = walked.solved(day, energy, seen, rule)
        slots, today = slice(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY), slice(SLOTS_PER_DAY)
        charge[slots], discharge[slots], soe[slots] = (
            plan.charge_mw[today],
            plan.discharge_mw[today],
            plan.energy_mwh[today],
        )
        planned[day] = walked.reward(day, charge[slots], discharge[slots], seen[today])
        energy = walked.held(day, float(soe[slots][-1]))
    dispatch = Dispatch(period, charge, discharge, soe, walked.store.start_mwh, battery.auxiliary_mw)
    broken = breaches(model.site, case.energy_mwh, dispatch)
    if broken:
        raise RuntimeError(f"the days committed in year {case.year} break rules: {broken}")
    ledger = settle(case.prices, dispatch, model.spot, wheeling=model.wheeling)
    return RolledYear(dispatch, ledger, battery.wear_jpy_per_mwh * dispatch.discharged_mwh, planned)


def seen_at(view: View, period: Period, day: int, rule: WindowRule) -> Floats:
    """Prices that a view shows at the gate of a day of the walk, as far as the window goes, shape (n_days · 48,). [JPY/MWh]"""
    n_days = min(1 + rule.look_ahead_days, period.n_days - day)
    seen = np.asarray(view(period.first_day + timedelta(days=day), n_days), dtype=np.float64)
    if seen.shape != (n_days * SLOTS_PER_DAY,):
        raise ValueError(f"a view of shape {seen.shape} for {n_days} days")
    return seen
