"""Can the battery run this plan? Plain NumPy, without the model that made the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.connection import Connection, Site
from storage_opt.records.dispatch import Dispatch
from storage_opt.settlement.recheck_offers import OfferRules, excess_of_offers
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY, Period

TOLERANCE = 1e-6
"""Largest breach that counts as rounding, relative to the size of the battery. [-]"""


@dataclass(frozen=True)
class Breach:
    """A rule that a plan breaks.

    Parameters
    ----------
    rule : str
        Name of the rule, as in docs/model/formulation.md.
    slot : int
        Where it is broken most (a day for daily budgets, 0 for yearly ones).
    amount : float
        By how much, in the unit of the rule.
    """

    rule: str
    slot: int
    amount: float


def breaches(site: Site, energy_mwh: float, dispatch: Dispatch, offer_rules: OfferRules | None = None) -> list[Breach]:
    """List the rules that a plan breaks by more than rounding.

    Parameters
    ----------
    site : Site
        Battery and connection.
    energy_mwh : float
        Usable stored energy of the year. [MWh]
    dispatch : Dispatch
        Plan.
    offer_rules : OfferRules, optional
        What holds for offers to the balancing market; the defaults of the project file when omitted.
    """
    excess = dict(_excess_of_store(site, energy_mwh, dispatch))
    if dispatch.promises:
        excess |= excess_of_offers(site, dispatch, offer_rules or OfferRules())
    battery = site.battery
    rounding = TOLERANCE * max(1.0, energy_mwh, battery.power_mw, battery.charge_power_mw)
    return [
        Breach(rule, int(np.argmax(amounts)), float(np.max(amounts)))
        for rule, amounts in excess.items()
        if not np.max(amounts) <= rounding  # a plan that is not a number keeps no rule
    ]


def _excess_of_store(site: Site, energy_mwh: float, dispatch: Dispatch) -> Mapping[str, NDArray[np.float64]]:
    """By how much each rule of battery and connection is broken; ≤ 0 where it is kept."""
    battery, connection, period = site.battery, site.connection, dispatch.period
    most_in, most_out = battery.charge_power_mw * battery.availability, battery.power_mw * battery.availability
    kept = (1.0 - battery.self_discharge_per_day) ** (1.0 / SLOTS_PER_DAY)
    charge, discharge, soe = dispatch.charge_mw, dispatch.discharge_mw, dispatch.soe_mwh
    called_mwh = dispatch.activated_mwh
    before = np.concatenate([[dispatch.soe_start_mwh], soe[:-1]])
    stored = (
        SLOT_H * battery.charge_efficiency * charge - (SLOT_H * discharge + called_mwh) / battery.discharge_efficiency
    )
    initial, final = battery.soe_at_ends_mwh(energy_mwh)
    excess = {
        "balance_soe": np.abs(soe - kept * before - stored),
        "limit_soe_min": battery.soe_min_mwh - soe,
        "limit_soe_max": soe - energy_mwh,
        "soe_initial": np.array([abs(dispatch.soe_start_mwh - initial)]),
        "limit_charge": np.maximum(charge - most_in, -charge),
        "limit_discharge": np.maximum(discharge - most_out, -discharge),
        "no_charge": np.where(_is_banned(connection, period), charge, 0.0),
        "one_mode": np.minimum(charge, discharge),
        "limit_export": dispatch.net_export_mw - connection.export_limit_mw,
        "limit_import": -dispatch.net_export_mw - connection.import_limit_mw,
    }
    if final is not None:
        excess["soe_final"] = np.array([abs(soe[-1] - final)])
    discharged = (discharge * SLOT_H + called_mwh).reshape(period.n_days, SLOTS_PER_DAY).sum(axis=1)
    if battery.max_cycles_per_day is not None:
        excess["limit_cycles_of_day"] = discharged - battery.max_cycles_per_day * energy_mwh
    if battery.max_cycles_per_year is not None:
        budget = battery.max_cycles_per_year * period.share_of_year * energy_mwh
        excess["limit_cycles_of_year"] = np.array([discharged.sum() - budget])
    return excess


def _is_banned(connection: Connection, period: Period) -> NDArray[np.bool_]:
    """Whether charging is forbidden, read from the clock time of each slot, shape (n_slots,)."""
    month, hour = np.array([(start.month, start.hour) for start in period.slot_starts.tolist()]).T
    banned = np.zeros(period.n_slots, dtype=bool)
    for ban in connection.no_charge:
        banned |= np.isin(month, ban.months) & np.isin(hour, ban.hours)
    return banned
