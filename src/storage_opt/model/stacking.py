"""One MW is promised once: mode, headroom, and the energy behind every promise."""

from __future__ import annotations

from typing import Any, Literal

import pyomo.environ as pyo

from storage_opt.assets.battery import Battery
from storage_opt.markets.balancing import BalancingMarket
from storage_opt.model.backing import add_backing
from storage_opt.model.face import total
from storage_opt.timeline import SLOT_H

Form = Literal["tight", "plain"]


def add_stacking(m: Any, battery: Battery, balancing: BalancingMarket | None, *, with_modes: bool, form: Form) -> None:
    """Add the rows that tie charge, discharge and all promises of a slot.

    Without balancing products these are the mode rows of the battery alone. With them, ``d + R ≤ D·(1 − u)`` where no reserve may be
    offered while charging, else ``d − c + R ≤ D``.

    Raises
    ------
    ValueError
        Products without modes: the rule on charging needs them.
    """
    if balancing is None or not balancing.products:
        if with_modes:
            _add_mode(m)
            _limit_discharge_mode(m)
        if balancing is not None and balancing.backing_slots > 1:  # a day without products still hands on its needs
            m.stacking = pyo.Block()
            add_backing(m, battery, balancing)
        return
    if not with_modes:
        raise ValueError("balancing products need the modes")
    m.stacking = pyo.Block()
    _add_mode(m)
    if balancing.reserve_while_charging:
        _limit_discharge_mode(m)
        _add_headroom_while_charging(m)
    elif form == "tight":
        _add_headroom_tight(m, battery, balancing)
    else:
        _limit_discharge_mode(m)
        _add_headroom_plain(m)
    add_backing(m, battery, balancing)


def _add_mode(m: Any) -> None:
    """Charge or discharge, never both in one slot."""
    s, limit = m.storage, m.parameters_by_name["charge_limit_mw"]
    s.is_charging = pyo.Var(m.T, domain=pyo.Binary)

    @s.Constraint(m.T, doc="c[t] ≤ C[t]·u[t]")
    def mode_charge(s: Any, t: int) -> Any:
        return s.charge_mw[t] <= limit[t] * s.is_charging[t]


def _limit_discharge_mode(m: Any) -> None:
    s, limit = m.storage, m.parameters_by_name["discharge_limit_mw"]

    @s.Constraint(m.T, doc="d[t] ≤ D[t]·(1 − u[t])")
    def mode_discharge(s: Any, t: int) -> Any:
        return s.discharge_mw[t] <= limit[t] - limit[t] * s.is_charging[t]


def _add_headroom_while_charging(m: Any) -> None:
    """Up-reserve is a move toward discharge, from wherever the plan stands."""
    s, limit = m.storage, m.parameters_by_name["discharge_limit_mw"]

    @m.stacking.Constraint(m.T, doc="d[t] − c[t] + R[t] ≤ D[t]")
    def headroom(_: Any, t: int) -> Any:
        return s.discharge_mw[t] - s.charge_mw[t] + total(m, "reserve_up_mw", t) <= limit[t]


def _add_headroom_plain(m: Any) -> None:
    """Write the rule with one row for the power and one for the mode."""
    s, limit = m.storage, m.parameters_by_name["discharge_limit_mw"]

    @m.stacking.Constraint(m.T, doc="d[t] + R[t] ≤ D[t]")
    def headroom(_: Any, t: int) -> Any:
        return s.discharge_mw[t] + total(m, "reserve_up_mw", t) <= limit[t]

    @m.stacking.Constraint(m.T, doc="R[t] ≤ D[t]·(1 − u[t])")
    def headroom_mode(_: Any, t: int) -> Any:
        return total(m, "reserve_up_mw", t) <= limit[t] - limit[t] * s.is_charging[t]


def _add_headroom_tight(m: Any, battery: Battery, balancing: BalancingMarket) -> None:
    """Write the convex hull of the two modes of one slot, projected on the variables of the model.

    A slot either charges (``d = R = 0``) or holds energy for what it delivers and promises. In the hull each mode has its share of
    ``u`` or ``1 − u`` of every limit; eliminating the two parts of the energy leaves ``d + R ≤ D·(1 − u)`` and, for small stores, the
    two rows ``hull_*`` (Elgersma et al., arXiv:2411.17484, the one-period hull).
    """
    s, limit = m.storage, m.parameters_by_name["discharge_limit_mw"]

    @m.stacking.Constraint(m.T, doc="d[t] + R[t] ≤ D[t]·(1 − u[t])")
    def headroom(_: Any, t: int) -> Any:
        return s.discharge_mw[t] + total(m, "reserve_up_mw", t) <= limit[t] - limit[t] * s.is_charging[t]

    if not _energy_may_bind(battery, balancing):
        return
    low, high = m.parameters_by_name["soe_min_mwh"], m.parameters_by_name["soe_max_mwh"]
    kept, eta_d = 1.0 - battery.self_discharge_per_slot, battery.discharge_efficiency

    @m.stacking.Constraint(m.T, doc="Δ·η_c·c[t] ≤ (E_max − (1−σ)·E_min)·u[t]")
    def hull_charge(_: Any, t: int) -> Any:
        return SLOT_H * battery.charge_efficiency * s.charge_mw[t] <= (high - kept * low) * s.is_charging[t]

    @m.stacking.Constraint(m.T, doc="Δ·d[t]/η_d + v[t]/η_d + B_end[t] ≤ ((1−σ)·E_max − E_min)·(1 − u[t])")
    def hull_discharge(_: Any, t: int) -> Any:
        out = (SLOT_H * s.discharge_mw[t] + total(m, "activated_mwh", t)) / eta_d
        room = kept * high - low
        return out + total(m, "backing_end_mwh", t) <= room - room * s.is_charging[t]


def _energy_may_bind(battery: Battery, balancing: BalancingMarket) -> bool:
    """Whether one slot at full power, with its backing, could fill or empty the store."""
    hours = SLOT_H + max(max(p.backing_h(t)) for p in balancing.products for t in range(p.block_slots))
    room = battery.energy_mwh - battery.soe_min_mwh
    return battery.power_mw / battery.discharge_efficiency * hours > room or (
        battery.charge_power_mw * battery.charge_efficiency * SLOT_H > room
    )
