"""What every alternative would earn in each slot, at the shadow value of stored energy. NumPy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Site, charge_limit_mw, discharge_limit_mw
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.records.prices import PriceYear
from storage_opt.records.why import CHARGE, DISCHARGE, LIMITS, NONE, REST, SMALLEST_MW, Why, chosen, mean_earned
from storage_opt.timeline import SLOT_H
from storage_opt.units import KW_PER_MW

Floats = NDArray[np.float64]

TIE_JPY_PER_MW = 1.0
"""Alternatives that earn the same within this are equally good: 0.001 JPY/kW. [JPY/MW]"""
SPARE_MWH = 1e-6
"""Room in the store below this is none, relative to its size. [-]"""


def why(
    site: Site,
    energy_mwh: float,
    prices: PriceYear,
    dispatch: Dispatch,
    spot: SpotMarket,
    *,
    intraday: IntradayMarket | None = None,
    wheeling: WheelingCharge | None = None,
) -> Why:
    """Set what the plan does in each slot beside what it does not do.

    With the value ``λ`` of stored energy at the end of the slot, 1 MW earns in a slot of ``Δ`` hours

    * charging ``Δ·(η_c·λ − p − f − z)``
    * discharging ``Δ·(p − f − k − λ/η_d)``
    * held for a product ``q·1000·(π − φ) + Δ·α·q·(s − k − λ/η_d)``
    * at rest 0

    where ``k`` is wear and the price of the cycle budgets, ``p ± f`` is the better of spot and intraday price with its fee, and the other
    symbols are those of docs/model/formulation.md. Where a solar plant has output, charging takes that instead and costs its sale, or
    nothing where output is curtailed. Own load is left aside. Of several price levels of a product, those offered count with their power,
    else the best one.

    Parameters
    ----------
    site : Site
        Efficiencies, wear, limits.
    energy_mwh : float
        Usable stored energy of the year. [MWh]
    prices : PriceYear
        Prices that the plan was made for.
    dispatch : Dispatch
        Plan with offers and values of stored energy.
    spot, intraday, wheeling
        Fees and charges.
    """
    battery, n = site.battery, prices.period.n_slots
    value = dispatch.energy_value_jpy_per_mwh
    known = np.full(n, np.nan) if value is None else value
    cycles = 0.0 if dispatch.cycle_price_jpy_per_mwh is None else dispatch.cycle_price_jpy_per_mwh
    taken = battery.wear_jpy_per_mwh + cycles + known / battery.discharge_efficiency
    bought, sold = _market(prices, spot, intraday)
    charge = 0.0 if wheeling is None else wheeling.cost_jpy_per_mwh
    into = SLOT_H * (battery.charge_efficiency * known - _drawn(dispatch, bought + charge, sold))
    out_of = SLOT_H * (sold - taken)
    earned = [
        np.where(np.isnan(known), np.nan, 0.0),
        np.where(charge_limit_mw(site, prices.period) > 0.0, into, np.nan),
        np.where(discharge_limit_mw(site, prices.period) > 0.0, out_of, np.nan),
        *(_held(promise, taken) for promise in dispatch.promises),
    ]
    power = [np.zeros(n), dispatch.charge_mw, dispatch.discharge_mw, *(p.reserved_mw for p in dispatch.promises)]
    by_mw, done = np.array(earned), np.array(power)
    open_still = np.where(chosen(done) | np.isnan(by_mw), -np.inf, by_mw)
    best = open_still.argmax(axis=0)
    next_best = np.where(np.isinf(open_still.max(axis=0)), NONE, best)
    is_better = (next_best != NONE) & (open_still.max(axis=0) > mean_earned(by_mw, done) + TIE_JPY_PER_MW)
    limit = np.where(is_better, _limit(battery, energy_mwh, dispatch, next_best), 0)
    names = (REST, CHARGE, DISCHARGE, *(promise.product for promise in dispatch.promises))
    return Why(names, by_mw, done, next_best, limit)


def _market(prices: PriceYear, spot: SpotMarket, intraday: IntradayMarket | None) -> tuple[Floats, Floats]:
    """Price to buy and to sell 1 MWh, fees included, in the better market. [JPY/MWh]"""
    bought, sold = prices.spot_jpy_per_mwh + spot.fee_jpy_per_mwh, prices.spot_jpy_per_mwh - spot.fee_jpy_per_mwh
    if intraday is None or prices.intraday_jpy_per_mwh is None:
        return bought, sold
    later, fee = prices.intraday_jpy_per_mwh, intraday.fee_jpy_per_mwh
    return np.minimum(bought, later + fee), np.maximum(sold, later - fee)


def _drawn(dispatch: Dispatch, from_grid_jpy_per_mwh: Floats, sold_jpy_per_mwh: Floats) -> Floats:
    """Cost of 1 MWh to charge: bought with its charges, or output of the solar plant that is not sold. [JPY/MWh]"""
    if dispatch.solar_mw is None or dispatch.solar_available_mw is None:
        return from_grid_jpy_per_mwh
    is_curtailed = dispatch.solar_available_mw - dispatch.solar_mw > SMALLEST_MW
    forgone = np.where(is_curtailed, 0.0, np.maximum(sold_jpy_per_mwh, 0.0))
    return np.where(
        dispatch.solar_available_mw > SMALLEST_MW, np.minimum(forgone, from_grid_jpy_per_mwh), from_grid_jpy_per_mwh
    )


def _held(promise: Promise, taken_jpy_per_mwh: Floats) -> Floats:
    """Earnings of 1 MW offered, shape (n_slots,); NaN where the product is not traded. [JPY/MW]"""
    q = promise.acceptance
    called = SLOT_H * promise.activated_share * (promise.activation_price_jpy_per_mwh - taken_jpy_per_mwh)
    each = q * (KW_PER_MW * (promise.paid_jpy_per_kw_slot - promise.fee_jpy_per_kw_slot) + called)
    offered, total = promise.offered_mw, promise.reserved_mw
    amount = np.where(offered > 0.0, each * offered, 0.0).sum(axis=0)
    mean = np.divide(amount, total, out=np.zeros_like(total), where=total > 0.0)
    best = np.where((q > 0.0) & ~np.isnan(each), each, -np.inf).max(axis=0)
    earned = np.where(total > 0.0, mean, best)
    return np.where(np.isfinite(earned), earned, np.nan)


def _limit(
    battery: Battery, energy_mwh: float, dispatch: Dispatch, alternative: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Find what stands in the way of 1 MW more of an alternative in each slot, index into ``LIMITS``."""
    eta_d, rounding = battery.discharge_efficiency, SPARE_MWH * max(1.0, energy_mwh)
    n = dispatch.period.n_slots
    need_start, need_end = np.zeros(n), np.zeros(n)
    for promise in dispatch.promises:
        need_start += promise.reserved_mw * promise.backing_start_h / eta_d
        need_end += promise.reserved_mw * promise.backing_end_h / eta_d
    before = np.concatenate([[dispatch.soe_start_mwh], dispatch.soe_mwh[:-1]])
    spare_start = before - battery.soe_min_mwh - need_start
    spare_end = dispatch.soe_mwh - battery.soe_min_mwh - need_end
    is_full = dispatch.soe_mwh >= energy_mwh - rounding
    is_block, limit = np.zeros(n, dtype=bool), np.full(n, LIMITS.index("linked"))
    lacks = (alternative == 2) & (spare_end < SLOT_H / eta_d)
    for number, promise in enumerate(dispatch.promises, 3):
        is_it = alternative == number
        is_block |= (promise.block_slots > 1) & (is_it | (promise.reserved_mw > 0.0))
        lacks |= is_it & ((spare_start < promise.backing_start_h / eta_d) | (spare_end < promise.backing_end_h / eta_d))
    limit[is_block] = LIMITS.index("block")
    limit[lacks] = LIMITS.index("energy")
    limit[(alternative == 1) & is_full] = LIMITS.index("full")
    return limit
