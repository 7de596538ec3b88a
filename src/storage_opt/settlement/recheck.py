"""Can the battery run this plan? Plain NumPy, without the model that made the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.intraday import IntradayMarket
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


def breaches(
    site: Site,
    energy_mwh: float,
    dispatch: Dispatch,
    offer_rules: OfferRules | None = None,
    intraday: IntradayMarket | None = None,
) -> list[Breach]:
    """List the rules that a plan breaks by more than rounding.

    Parameters
    ----------
    site : Site
        Battery, connection, solar plant.
    energy_mwh : float
        Usable stored energy of the year. [MWh]
    dispatch : Dispatch
        Plan.
    offer_rules : OfferRules, optional
        What holds for offers to the balancing market; the defaults of the project file when omitted.
    intraday : IntradayMarket, optional
        Where the plan trades besides spot.
    """
    excess = {**_excess_of_store(site, energy_mwh, dispatch), **_excess_of_connection(site, dispatch)}
    if intraday is not None:
        excess |= _excess_of_positions(site, dispatch, intraday)
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
    """By how much each rule of the battery is broken; ≤ 0 where it is kept."""
    battery, period = site.battery, dispatch.period
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
        "one_mode": np.minimum(charge, discharge),
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


def _excess_of_connection(site: Site, dispatch: Dispatch) -> Mapping[str, NDArray[np.float64]]:
    """By how much the limits of connection and sun are broken. Power promised as reserve needs its place in the connection, too."""
    connection, banned = site.connection, _is_banned(site.connection, dispatch.period)
    solar = np.zeros(dispatch.period.n_slots) if dispatch.solar_mw is None else dispatch.solar_mw
    sun = np.zeros(dispatch.period.n_slots) if dispatch.solar_available_mw is None else dispatch.solar_available_mw
    net = dispatch.discharge_mw - dispatch.charge_mw - site.battery.auxiliary_mw + solar
    most = 0.0 if site.solar is None else site.solar.capacity_mw
    return {
        "no_charge": np.where(banned, dispatch.charge_mw - solar, 0.0),
        "limit_export": net + dispatch.reserved_mw - connection.export_limit_mw,
        "limit_import": -net - connection.import_limit_mw,
        "limit_solar": np.maximum(solar - np.minimum(sun, most), -solar),
    }


def _excess_of_positions(site: Site, dispatch: Dispatch, intraday: IntradayMarket) -> Mapping[str, NDArray[np.float64]]:
    """By how much a position at spot lies beyond what the plant could deliver or take, or intraday trade beyond its limit."""
    battery, connection = site.battery, site.connection
    moved = np.zeros(dispatch.period.n_slots) if dispatch.intraday_mw is None else dispatch.intraday_mw
    sun = 0.0 if dispatch.solar_available_mw is None else dispatch.solar_available_mw
    position = dispatch.net_export_mw - moved
    could_sell = np.minimum(
        battery.power_mw * battery.availability + sun - battery.auxiliary_mw, connection.export_limit_mw
    )
    could_charge = np.where(
        _is_banned(connection, dispatch.period), 0.0, battery.charge_power_mw * battery.availability
    )
    could_buy = np.minimum(could_charge + battery.auxiliary_mw, connection.import_limit_mw)
    return {
        "limit_intraday": np.abs(moved) - intraday.limit_mw,
        "limit_position_sold": position - could_sell,
        "limit_position_bought": -position - could_buy,
    }


def _is_banned(connection: Connection, period: Period) -> NDArray[np.bool_]:
    """Whether charging is forbidden, read from the clock time of each slot, shape (n_slots,)."""
    banned = np.zeros(period.n_slots, dtype=bool)
    if not connection.no_charge:
        return banned
    month, hour = np.array([(start.month, start.hour) for start in period.slot_starts.tolist()]).T
    for ban in connection.no_charge:
        banned |= np.isin(month, ban.months) & np.isin(hour, ban.hours)
    return banned
