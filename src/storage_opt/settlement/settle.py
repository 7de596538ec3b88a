"""From a plan and prices to the ledger: the same function for plans made on forecasts and settled on actual prices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.spot import SpotMarket
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Entries, Ledger
from storage_opt.records.prices import PriceYear
from storage_opt.timeline import SLOT_H

SMALLEST_MWH = 1e-9
"""Less than this in a slot is the solver's rounding, not a trade. [MWh]"""


def settle(prices: PriceYear, dispatch: Dispatch, spot: SpotMarket) -> Ledger:
    """Book every slot at the meter: ``g = discharge − charge − own load``.

    Energy sold or bought is paid the spot price of the slot; the fee is paid on each MWh of either.

    Parameters
    ----------
    prices : PriceYear
        Actual prices of the period of the plan.
    dispatch : Dispatch
        Plan.
    spot : SpotMarket
        Fee.

    Returns
    -------
    Ledger
        Streams ``spot`` and ``spot_fee``, each by ``sale`` and ``purchase``.
    """
    if prices.period != dispatch.period:
        raise ValueError(f"prices of {prices.period} cannot settle a plan for {dispatch.period}")
    net_mwh = dispatch.net_export_mw * SLOT_H
    fee = np.full(prices.period.n_slots, spot.fee_jpy_per_mwh)
    entries = []
    for direction, sign in (("sale", +1.0), ("purchase", -1.0)):
        mwh = np.maximum(sign * net_mwh, 0.0)
        entries.append(_entries("spot", direction, mwh, prices.spot_jpy_per_mwh, sign))
        if spot.fee_jpy_per_mwh:
            entries.append(_entries("spot_fee", direction, mwh, fee, -1.0))
    return Ledger(prices.period, tuple(entries))


def _entries(stream: str, direction: str, mwh: NDArray[np.float64], price: NDArray[np.float64], sign: float) -> Entries:
    slot = np.flatnonzero(mwh > SMALLEST_MWH)
    return Entries(stream, direction, slot, mwh[slot], price[slot], sign * mwh[slot] * price[slot])
