"""The stored energy behind every promise."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.markets.balancing import BalancingMarket
from storage_opt.model.face import total
from storage_opt.model.storage import soe_before_mwh
from storage_opt.records.formulation import Link


def add_backing(m: Any, battery: Battery, balancing: BalancingMarket) -> None:
    """Add to block ``stacking``: at both ends of a slot the store holds what the offers of the slot need.

    ``backing: end`` keeps the end only. ``backing_slots: n`` asks for ``n`` full calls in a row: at the end of slot ``t`` the store
    holds what the offers of the last ``m`` slots need together, for every ``m ≤ n``, also across midnight.
    """
    low = m.parameters_by_name["soe_min_mwh"]

    if balancing.backing == "both":

        @m.stacking.Constraint(m.T, doc="e[t−1] ≥ E_min + B_start[t]")
        def backing_start(_: Any, t: int) -> Any:
            return soe_before_mwh(m, t) >= low + total(m, "backing_start_mwh", t)

    @m.stacking.Constraint(m.T, doc="e[t] ≥ E_min + B_end[t]")
    def backing_end(_: Any, t: int) -> Any:
        return m.storage.soe_mwh[t] >= low + total(m, "backing_end_mwh", t)

    if balancing.backing_slots > 1:
        _add_runs(m, balancing.backing_slots, _largest_need_mwh(battery, balancing))


def _add_runs(m: Any, n: int, largest_mwh: float) -> None:
    """Rows for runs of 2 to ``n`` calls; the needs of the last slots of the day before arrive as links."""
    b, low = m.stacking, m.parameters_by_name["soe_min_mwh"]
    last = m.T.last()
    b.need_before_mwh = pyo.Var(pyo.RangeSet(1, n - 1), bounds=(0.0, largest_mwh))
    b.need_after_mwh = pyo.Var(pyo.RangeSet(1, n - 1), bounds=(0.0, largest_mwh))

    @b.Constraint(pyo.RangeSet(1, n - 1), doc="need handed on = B_end of the k-th slot from the end of the day")
    def link_need(b: Any, k: int) -> Any:
        return b.need_after_mwh[k] == total(m, "backing_end_mwh", last + 1 - k)

    for k in range(1, n):
        m.links[f"need_mwh_{k}"] = Link(before=b.need_before_mwh[k], after=b.need_after_mwh[k])

    def need(t: int) -> Any:
        return total(m, "backing_end_mwh", t) if t >= m.T.first() else b.need_before_mwh[m.T.first() - t]

    @b.Constraint(m.T, pyo.RangeSet(2, n), doc="e[t] ≥ E_min + Σ_{j<m} B_end[t−j]")
    def backing_run(_: Any, t: int, length: int) -> Any:
        return m.storage.soe_mwh[t] >= low + pyo.quicksum(need(t - j) for j in range(length))


def _largest_need_mwh(battery: Battery, balancing: BalancingMarket) -> float:
    """Most that one slot's offers can need, so that every column has finite bounds. [MWh]"""
    hours = max((p.backing_h(t)[1] for p in balancing.products for t in range(p.block_slots)), default=0.0)
    return hours * (battery.power_mw + battery.charge_power_mw) / battery.discharge_efficiency
