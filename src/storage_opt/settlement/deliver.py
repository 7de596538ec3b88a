"""Along paths of calls: is every awarded megawatt delivered, and what becomes of energy that is not called?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.connection import Site
from storage_opt.records.delivery import Delivery
from storage_opt.records.dispatch import Dispatch
from storage_opt.timeline import SLOT_H

Floats = NDArray[np.float64]


def call_rates(n_paths: int, seed: int = 0) -> Floats:
    """Chances of a call for a set of paths: half of them call as often as they may, the others at random rates.

    >>> call_rates(4).round(2).tolist()[:2]
    [1.0, 1.0]
    """
    rates = np.random.default_rng(seed).uniform(0.0, 1.0, n_paths)
    rates[: n_paths // 2] = 1.0
    return rates


def deliver(site: Site, dispatch: Dispatch, backing_slots: int, rates: Floats, seed: int = 0) -> Delivery:
    """Run a plan along random paths of calls in which every offer is awarded.

    In each slot either nothing is called or everything is, with at most ``backing_slots`` full calls in a row. A product is called for its
    sustained duration, at most for the slot. A run of calls starts from the planned energy or from more; after it the store
    is back on plan. Where nothing is called the store keeps the energy that the plan expected to lose: it lies above the plan,
    and planned charging is cut until it is used up.

    Parameters
    ----------
    site : Site
        Battery and connection.
    dispatch : Dispatch
        Plan with its promises.
    backing_slots : int
        Full calls in a row that the plan promises.
    rates : ndarray, shape (n_paths,)
        Chance of a call in a slot in which one may come, for each path (``call_rates``). [-]
    seed : int
        Of the random paths.
    """
    battery, n_slots, n_paths = site.battery, dispatch.period.n_slots, len(rates)
    draw = np.random.default_rng(seed)
    kept = (1.0 - battery.self_discharge_per_day) ** (SLOT_H / 24.0)
    eta_c, eta_d = battery.charge_efficiency, battery.discharge_efficiency
    called_mw, called_mwh = _full_call(dispatch)
    solar_mw = 0.0 if dispatch.solar_mw is None else dispatch.solar_mw
    beside_mw = np.zeros(n_slots) + solar_mw - battery.auxiliary_mw
    limit_mw = np.minimum(battery.power_mw * battery.availability, site.connection.export_limit_mw - beside_mw)
    net_mwh = called_mwh + SLOT_H * (dispatch.discharge_mw - dispatch.charge_mw)  # called: charging is cut first
    before = np.concatenate([[dispatch.soe_start_mwh], dispatch.soe_mwh])
    slots = zip(  # plain numbers: seventeen thousand slots, each with a handful of paths
        (called_mwh > 0.0).tolist(),
        (kept * before[:-1] - np.where(net_mwh >= 0.0, net_mwh / eta_d, net_mwh * eta_c)).tolist(),
        before[1:].tolist(),
        (dispatch.activated_mwh / eta_d).tolist(),
        (SLOT_H * eta_c * dispatch.charge_mw).tolist(),
        (called_mw + dispatch.discharge_mw - dispatch.charge_mw - limit_mw).tolist(),
        strict=True,
    )
    surplus, run = np.zeros(n_paths), np.zeros(n_paths, dtype=np.int64)
    cut, bought, shortfall, above = np.zeros(n_paths), np.zeros(n_paths), 0.0, 0.0
    deficit = np.zeros(n_paths)
    for may_call, on_plan, planned, expected, into_store, beyond in slots:
        wanted = draw.random(n_paths) < rates
        is_called = wanted & (run < backing_slots) if may_call else np.zeros(n_paths, dtype=bool)
        bought += np.where(is_called, 0.0, deficit)
        deficit = np.where(is_called, deficit, 0.0)
        if kept != 1.0:
            surplus *= kept
            deficit *= kept
        # Not called: what was expected to be called stays; charging is cut by what lies above the plan.
        stays = surplus + expected
        room = np.minimum(stays, into_store)
        if not is_called.any():
            cut += room
            surplus, run = stays - room, np.zeros_like(run)
            continue
        # Called: charging is cut first, the rest is discharged.
        cut += np.where(is_called, 0.0, room)
        after_call = on_plan + surplus - deficit
        shortfall = max(shortfall, battery.soe_min_mwh - float(after_call[is_called].min()))
        above = max(above, beyond)
        off_plan = after_call - planned
        surplus = np.where(is_called, np.maximum(off_plan, 0.0), stays - room)
        deficit = np.where(is_called, np.maximum(-off_plan, 0.0), 0.0)
        run = np.where(is_called, run + 1, 0)
    bought += deficit
    return Delivery(
        n_paths,
        max(0.0, shortfall),
        max(0.0, above),
        float(cut.mean()) / eta_c,
        float(surplus.mean()),
        float(bought.mean()),
    )


def _full_call(dispatch: Dispatch) -> tuple[Floats, Floats]:
    """Power and AC energy of a full call in each slot, all products. [MW], [MWh]"""
    power = np.zeros(dispatch.period.n_slots)
    energy = np.zeros(dispatch.period.n_slots)
    for promise in dispatch.promises:
        lasts_h = np.minimum(promise.backing_start_h, SLOT_H)
        power += promise.reserved_mw * (lasts_h > 0.0)
        energy += promise.reserved_mw * lasts_h
    return power, energy
