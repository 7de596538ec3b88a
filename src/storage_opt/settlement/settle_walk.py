"""From the positions of a walk to the ledger: each market is paid what was traded there, the rest is an imbalance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Entries, Ledger
from storage_opt.records.prices import Floats, PriceYear
from storage_opt.settlement.awards import awards
from storage_opt.settlement.booking import booked
from storage_opt.settlement.settle import traded
from storage_opt.timeline import SLOT_H
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True, eq=False)
class Positions:
    """What was traded where: ``discharge − charge = spot + intraday + imbalance``, own load bought at spot besides.

    Parameters
    ----------
    spot_mw, intraday_mw, imbalance_mw : ndarray, shape (n_slots,)
        Sold less bought; delivered less sold. [MW]
    shortage_jpy_per_mwh, surplus_jpy_per_mwh : ndarray, shape (n_slots,)
        Price of a missing MWh and of one too many. [JPY/MWh]
    penalty_jpy : ndarray, shape (n_slots,)
        Paid for awarded reserve that was not kept. [JPY]
    shortfall_mw : ndarray, shape (n_slots,)
        That reserve. [MW]
    """

    spot_mw: Floats
    intraday_mw: Floats
    imbalance_mw: Floats
    shortage_jpy_per_mwh: Floats
    surplus_jpy_per_mwh: Floats
    penalty_jpy: Floats
    shortfall_mw: Floats


def settle_walk(
    prices: PriceYear,
    dispatch: Dispatch,
    positions: Positions,
    spot: SpotMarket,
    *,
    intraday: IntradayMarket | None = None,
    wheeling: WheelingCharge | None = None,
) -> Ledger:
    """Book every slot.

    Parameters
    ----------
    prices : PriceYear
        Actual prices.
    dispatch : Dispatch
        What the store did, with the awards that it kept.
    positions : Positions
        What was traded where.
    spot, intraday, wheeling
        Fees and charges, as for ``settle.settle``.

    Returns
    -------
    Ledger
        Streams of ``settle.settle``; ``imbalance`` (sale: surplus, purchase: shortage) and ``reserve_shortfall_fee``.

    Raises
    ------
    ValueError
        The positions do not add up to what the store did, or intraday trade without prices.
    """
    net = positions.spot_mw + positions.intraday_mw + positions.imbalance_mw
    if np.abs(net - dispatch.auxiliary_mw - dispatch.net_export_mw).max() > 1e-6:
        raise ValueError("the positions do not add up to what the store did")
    entries = traded("spot", positions.spot_mw - dispatch.auxiliary_mw, prices.spot_jpy_per_mwh, spot.fee_jpy_per_mwh)
    if intraday is not None and prices.intraday_jpy_per_mwh is not None:
        entries += traded("intraday", positions.intraday_mw, prices.intraday_jpy_per_mwh, intraday.fee_jpy_per_mwh)
    elif positions.intraday_mw.any():
        raise ValueError("intraday trade needs that market and its prices")
    entries += imbalances(positions)
    if wheeling is not None:
        rate = np.full(prices.period.n_slots, wheeling.cost_jpy_per_mwh)
        entries.append(booked("wheeling", "purchase", dispatch.grid_charge_mw * SLOT_H, rate, -1.0))
    for promise in dispatch.promises:
        entries += awards(promise)
    short = positions.shortfall_mw * SLOT_H
    rate = np.divide(positions.penalty_jpy, short, out=np.zeros_like(short), where=short > 0.0)
    if short.any():
        entries.append(booked("reserve_shortfall_fee", "award", short, rate, -1.0))
    return Ledger(prices.period, tuple(entries))


def imbalances(positions: Positions) -> list[Entries]:
    """Surplus is sold and shortage bought, each at its price; nothing where there is none."""
    off = positions.imbalance_mw * SLOT_H
    both = (
        booked("imbalance", "sale", np.maximum(off, 0.0), positions.surplus_jpy_per_mwh, +1.0),
        booked("imbalance", "purchase", np.maximum(-off, 0.0), positions.shortage_jpy_per_mwh, -1.0),
    )
    return [entries for entries in both if entries.slot.size]


def penalty_jpy(shortfall_mw: Floats, paid_jpy_per_kw_slot: Floats, multiplier: float) -> Floats:
    """Charge awarded reserve that is not kept a multiple of its availability payment. [JPY]

    Rule ``balancing_delivery.penalty_multiplier``.

    >>> penalty_jpy(np.array([2.0]), np.array([3.0]), 1.5)
    array([9000.])
    """
    return np.where(
        shortfall_mw > 0.0, multiplier * KW_PER_MW * np.nan_to_num(paid_jpy_per_kw_slot) * shortfall_mw, 0.0
    )
