"""One state of energy: limits, balance, cycle budgets."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.model.face import total
from storage_opt.model.horizon import add_parameter, slots_of_day
from storage_opt.records.formulation import Link
from storage_opt.timeline import SLOT_H


def add_storage(m: Any) -> None:
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


def soe_before_mwh(m: Any, t: int) -> Any:
    """State of energy at the start of a slot, ``e[t−1]``. [MWh]"""
    return m.storage.soe_before_mwh if t == m.T.first() else m.storage.soe_mwh[t - 1]


def add_balance(m: Any, battery: Battery) -> None:
    """Energy in and out of the store, what is expected to be called by the markets included."""
    s = m.storage
    kept = 1.0 - battery.self_discharge_per_slot
    eta_c, eta_d = battery.charge_efficiency, battery.discharge_efficiency

    @s.Constraint(m.T, doc="e[t] = (1−σ)·e[t−1] + Δ·(η_c·c[t] − d[t]/η_d) − v[t]/η_d")
    def balance_soe(s: Any, t: int) -> Any:
        stored = SLOT_H * (eta_c * s.charge_mw[t] - s.discharge_mw[t] / eta_d) - total(m, "activated_mwh", t) / eta_d
        return s.soe_mwh[t] == kept * soe_before_mwh(m, t) + stored


def add_budgets(m: Any, battery: Battery) -> None:
    """Σ (Δ·d + v) ≤ budget, by day (a row of the day) and by year (a row across days)."""
    s = m.storage
    s.discharged_mwh = pyo.Expression(
        m.T, rule=lambda s, t: SLOT_H * s.discharge_mw[t] + total(m, "activated_mwh", t), doc="Δ·d[t] + v[t]"
    )
    if battery.max_cycles_per_day is not None:
        budget = add_parameter(m, "discharge_budget_of_day_mwh", m.DAYS)

        @s.Constraint(m.DAYS, doc="Σ_{t in day} (Δ·d[t] + v[t]) ≤ N_day·E")
        def limit_cycles_of_day(s: Any, day: int) -> Any:
            return pyo.quicksum(s.discharged_mwh[t] for t in slots_of_day(day)) <= budget[day]

    if battery.max_cycles_per_year is not None:
        m.totals["limit_cycles_of_year"] = pyo.quicksum(s.discharged_mwh[t] for t in m.T)
