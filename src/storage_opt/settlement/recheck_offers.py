"""Can every offer be kept? Plain NumPy, without the model that made the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.connection import Site
from storage_opt.records.dispatch import Dispatch, Promise

Excess = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class OfferRules:
    """Rules on offers that a project may choose.

    Parameters
    ----------
    reserve_while_charging : bool
        Whether a slot that charges may hold reserve.
    backing : {'both', 'end'}
        At which ends of a slot the energy behind an offer is stored.
    backing_slots : int
        Full calls in a row for which energy is stored.
    """

    reserve_while_charging: bool = False
    backing: Literal["both", "end"] = "both"
    backing_slots: int = 1


def excess_of_offers(site: Site, dispatch: Dispatch, rules: OfferRules) -> Excess:
    """By how much each rule on offers is broken in each slot; ≤ 0 where it is kept.

    Parameters
    ----------
    site : Site
        Battery and connection.
    dispatch : Dispatch
        Plan with its promises.
    rules : OfferRules
        What holds.
    """
    battery, period = site.battery, dispatch.period
    reserved = dispatch.reserved_mw
    limit = min(battery.power_mw * battery.availability, site.connection.export_limit_mw + battery.auxiliary_mw)
    above = np.concatenate([[dispatch.soe_start_mwh], dispatch.soe_mwh]) - battery.soe_min_mwh
    need_start = _need_mwh(dispatch, [p.backing_start_h for p in dispatch.promises], battery.discharge_efficiency)
    need_end = _need_mwh(dispatch, [p.backing_end_h for p in dispatch.promises], battery.discharge_efficiency)
    excess: dict[str, NDArray[np.float64]] = {"backing_end": need_end - above[1:]}
    if rules.reserve_while_charging:
        excess["headroom"] = dispatch.discharge_mw - dispatch.charge_mw + reserved - limit
    else:
        excess["headroom"] = dispatch.discharge_mw + reserved - limit
        excess["no_reserve_while_charging"] = np.minimum(dispatch.charge_mw, reserved)
    if rules.backing == "both":
        excess["backing_start"] = need_start - above[:-1]
    for length in range(2, rules.backing_slots + 1):
        run = np.convolve(need_end, np.ones(length))[: period.n_slots]
        excess[f"backing_run_{length}"] = run - above[1:]
    for promise in dispatch.promises:
        excess |= {f"{promise.product}_{rule}": amount for rule, amount in excess_of_blocks(promise).items()}
    return excess


def _need_mwh(dispatch: Dispatch, hours: list[NDArray[np.float64]], discharge_efficiency: float) -> NDArray[np.float64]:
    """Sum the stored energy that the offers of each slot need. [MWh]"""
    need = np.zeros(dispatch.period.n_slots)
    for promise, sustained_h in zip(dispatch.promises, hours, strict=True):
        need += promise.reserved_mw * sustained_h / discharge_efficiency
    return need


def excess_of_blocks(promise: Promise) -> Excess:
    """Offers that change inside a block, lie below the smallest bid, or stand on a day without the product."""
    offered = promise.offered_mw
    n_slots = offered.shape[1]
    length = promise.block_slots
    inside = np.zeros(n_slots, dtype=bool)
    inside[1:] = (length[1:] > 0) & (np.arange(1, n_slots) % np.maximum(length[1:], 1) != 0)
    change = np.zeros_like(offered)
    change[:, 1:] = np.where(inside[1:], np.abs(np.diff(offered, axis=1)), 0.0)
    short = np.where(offered > 0.0, promise.minimum_mw - offered, -offered)
    return {
        "one_offer_per_block": change.max(axis=0),
        "minimum_bid": short.max(axis=0),
        "not_traded": np.where(length == 0, offered.max(axis=0), 0.0),
    }
