"""From what cleared on the spot market and what was delivered to the ledger: the difference is an imbalance."""

from __future__ import annotations

import numpy as np

from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import Floats, PriceYear
from storage_opt.settlement.booking import booked
from storage_opt.timeline import SLOT_H


def settle_bids(
    prices: PriceYear,
    dispatch: Dispatch,
    cleared_mwh: Floats,
    imbalance_jpy_per_mwh: tuple[Floats, Floats],
    spot: SpotMarket,
    wheeling: WheelingCharge | None = None,
) -> Ledger:
    """Book what cleared at the spot price with its fee, and what was delivered beside it at the imbalance price.

    Parameters
    ----------
    prices : PriceYear
        Actual prices.
    dispatch : Dispatch
        What the store did; without own load.
    cleared_mwh : ndarray, shape (n_slots,)
        Sold less bought. [MWh]
    imbalance_jpy_per_mwh : tuple of ndarray, shape (n_slots,)
        What a missing MWh costs, and what one too many earns. [JPY/MWh]
    spot, wheeling
        Fee; charge on energy drawn.

    Returns
    -------
    Ledger
        Streams ``spot``, ``spot_fee``, ``imbalance`` by ``sale`` and ``purchase``; ``wheeling``.
    """
    off = dispatch.net_export_mw * SLOT_H - cleared_mwh
    shortage, surplus = imbalance_jpy_per_mwh
    fee = np.full(off.size, spot.fee_jpy_per_mwh)
    entries = []
    for direction, sign, beside in (("sale", +1.0, surplus), ("purchase", -1.0, shortage)):
        traded = np.maximum(sign * cleared_mwh, 0.0)
        entries.append(booked("spot", direction, traded, prices.spot_jpy_per_mwh, sign))
        if spot.fee_jpy_per_mwh:
            entries.append(booked("spot_fee", direction, traded, fee, -1.0))
        entries.append(booked("imbalance", direction, np.maximum(sign * off, 0.0), beside, sign))
    if wheeling is not None:
        rate = np.full(off.size, wheeling.cost_jpy_per_mwh)
        entries.append(booked("wheeling", "purchase", dispatch.grid_charge_mw * SLOT_H, rate, -1.0))
    return Ledger(prices.period, tuple(entries))
