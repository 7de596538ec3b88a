"""From a plan and prices to the ledger: the same function for plans made on forecasts and settled on actual prices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Entries, Ledger
from storage_opt.records.prices import PriceYear
from storage_opt.settlement.awards import awards
from storage_opt.settlement.booking import booked
from storage_opt.timeline import SLOT_H


def settle(
    prices: PriceYear,
    dispatch: Dispatch,
    spot: SpotMarket,
    *,
    intraday: IntradayMarket | None = None,
    wheeling: WheelingCharge | None = None,
) -> Ledger:
    """Book every slot at the meter: ``g = discharge − charge − own load + solar output``.

    Energy sold or bought is paid the spot price of the slot, what was traded intraday its own; the fee is paid on each MWh of either.
    Awards and called energy of the balancing market are booked as expected: offer times acceptance.

    Parameters
    ----------
    prices : PriceYear
        Actual prices of the period of the plan.
    dispatch : Dispatch
        Plan.
    spot : SpotMarket
        Fee.
    intraday : IntradayMarket, optional
        Fee; needed where the plan trades there.
    wheeling : WheelingCharge, optional
        Charge on energy drawn by the battery from the grid.

    Returns
    -------
    Ledger
        Streams ``spot``, ``spot_fee``, ``intraday``, ``intraday_fee`` by ``sale`` and ``purchase``; ``wheeling``; for each product its name
        (availability), ``<product>_activation`` and ``<product>_fee``.
    """
    if prices.period != dispatch.period:
        raise ValueError(f"prices of {prices.period} cannot settle a plan for {dispatch.period}")
    if dispatch.intraday_mw is not None and (intraday is None or prices.intraday_jpy_per_mwh is None):
        raise ValueError("a plan that trades intraday needs that market and its prices")
    intraday_mw = np.zeros(prices.period.n_slots) if dispatch.intraday_mw is None else dispatch.intraday_mw
    entries = traded("spot", dispatch.net_export_mw - intraday_mw, prices.spot_jpy_per_mwh, spot.fee_jpy_per_mwh)
    if intraday is not None and prices.intraday_jpy_per_mwh is not None:
        entries += traded("intraday", intraday_mw, prices.intraday_jpy_per_mwh, intraday.fee_jpy_per_mwh)
    if wheeling is not None:
        rate = np.full(prices.period.n_slots, wheeling.cost_jpy_per_mwh)
        entries.append(booked("wheeling", "purchase", dispatch.grid_charge_mw * SLOT_H, rate, -1.0))
    for promise in dispatch.promises:
        entries += awards(promise)
    return Ledger(prices.period, tuple(entries))


def traded(
    stream: str, net_mw: NDArray[np.float64], price: NDArray[np.float64], fee_jpy_per_mwh: float
) -> list[Entries]:
    """Sales and purchases of one energy market with their fees."""
    net_mwh, fee = net_mw * SLOT_H, np.full(net_mw.size, fee_jpy_per_mwh)
    entries = []
    for direction, sign in (("sale", +1.0), ("purchase", -1.0)):
        mwh = np.maximum(sign * net_mwh, 0.0)
        entries.append(booked(stream, direction, mwh, price, sign))
        if fee_jpy_per_mwh:
            entries.append(booked(f"{stream}_fee", direction, mwh, fee, -1.0))
    return entries
