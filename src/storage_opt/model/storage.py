"""One state of energy: balance, limits, mode, cycle budgets."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.model.horizon import add_parameter, slots_of_day
from storage_opt.records.formulation import Link
from storage_opt.timeline import SLOT_H


def add_storage(m: Any, battery: Battery, *, with_modes: bool) -> None:
    """Add block ``storage``: charge c, discharge d (grid side, MW) and state of energy e (MWh, end of slot)."""
    charge_limit = add_parameter(m, "charge_limit_mw", m.T)
    discharge_limit = add_parameter(m, "discharge_limit_mw", m.T)
    soe_min, soe_max = add_parameter(m, "soe_min_mwh"), add_parameter(m, "soe_max_mwh")

    s = m.storage = pyo.Block()
    s.charge_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals)
    s.discharge_mw = pyo.Var(m.T, domain=pyo.NonNegativeReals)
    s.soe_mwh = pyo.Var(m.T)
    s.soe_before_mwh = pyo.Var()
    m.links["soe_mwh"] = Link(before=s.soe_before_mwh, after=s.soe_mwh[m.T.last()])

    kept = 1.0 - battery.self_discharge_per_slot
    eta_c, eta_d = battery.charge_efficiency, battery.discharge_efficiency

    @s.Constraint(m.T, doc="e[t] = (1−σ)·e[t−1] + Δ·(η_c·c[t] − d[t]/η_d)")
    def balance_soe(s: Any, t: int) -> Any:
        before = s.soe_before_mwh if t == m.T.first() else s.soe_mwh[t - 1]
        return s.soe_mwh[t] == kept * before + SLOT_H * (eta_c * s.charge_mw[t] - s.discharge_mw[t] / eta_d)

    @s.Constraint(m.T, doc="e[t] ≥ E_min")
    def limit_soe_min(s: Any, t: int) -> Any:
        return s.soe_mwh[t] >= soe_min

    @s.Constraint(m.T, doc="e[t] ≤ E_max")
    def limit_soe_max(s: Any, t: int) -> Any:
        return s.soe_mwh[t] <= soe_max

    @s.Constraint(m.T, doc="c[t] ≤ C[t]")
    def limit_charge(s: Any, t: int) -> Any:
        return s.charge_mw[t] <= charge_limit[t]

    @s.Constraint(m.T, doc="d[t] ≤ D[t]")
    def limit_discharge(s: Any, t: int) -> Any:
        return s.discharge_mw[t] <= discharge_limit[t]

    if with_modes:
        _add_modes(m, charge_limit, discharge_limit)
    _add_cycle_budgets(m, battery)


def _add_modes(m: Any, charge_limit: Any, discharge_limit: Any) -> None:
    """Charge or discharge, never both in one slot."""
    s = m.storage
    s.is_charging = pyo.Var(m.T, domain=pyo.Binary)

    @s.Constraint(m.T, doc="c[t] ≤ C[t]·u[t]")
    def mode_charge(s: Any, t: int) -> Any:
        return s.charge_mw[t] <= charge_limit[t] * s.is_charging[t]

    @s.Constraint(m.T, doc="d[t] ≤ D[t]·(1 − u[t])")
    def mode_discharge(s: Any, t: int) -> Any:
        return s.discharge_mw[t] <= discharge_limit[t] - discharge_limit[t] * s.is_charging[t]


def _add_cycle_budgets(m: Any, battery: Battery) -> None:
    """Σ Δ·d ≤ budget, by day (a row of the day) and by year (a row across days)."""
    s = m.storage
    if battery.max_cycles_per_day is not None:
        budget = add_parameter(m, "discharge_budget_of_day_mwh", m.DAYS)

        @s.Constraint(m.DAYS, doc="Σ_{t in day} Δ·d[t] ≤ N_day·E")
        def limit_cycles_of_day(s: Any, day: int) -> Any:
            return SLOT_H * pyo.quicksum(s.discharge_mw[t] for t in slots_of_day(day)) <= budget[day]

    if battery.max_cycles_per_year is not None:
        s.discharged_mwh = pyo.Expression(expr=SLOT_H * pyo.quicksum(s.discharge_mw[t] for t in m.T))
        m.totals["limit_cycles_of_year"] = s.discharged_mwh
