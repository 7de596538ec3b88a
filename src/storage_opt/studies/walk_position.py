"""What a store may still do beside a position that is sold, as the recursion takes it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storage_opt.records.prices import Floats
from storage_opt.solve.one_store import StoreProblem
from storage_opt.studies.spot_bid_walk import ImbalancePrice

LAST_RESORT = 1e5
"""Distance of imbalance prices in the plan where nothing is put out of balance on purpose. [JPY/MWh]"""


def beside_position(
    window: StoreProblem,
    position_mw: Floats,
    spot_fee_jpy_per_mwh: float,
    trade_cost_jpy_per_mwh: float,
    trade_limit_mw: float | None,
    imbalance: ImbalancePrice,
) -> StoreProblem:
    """Let a position be cut at the expected price of leaving it, and slots without one be traded at the expected price of trading.

    Sold ``q``: discharging up to ``q`` saves ``p + x`` a MWh, what buying it back would cost. Bought ``q``: charging up to ``q`` costs
    ``p − x``, for which it could be sold again. Without a position: as on the spot market, at ``p ∓ x``. Beyond a position nothing is
    done here: a slot then has one price in each direction, as the recursion needs. A position larger than the intraday market takes is
    not to be left (``x = LAST_RESORT``), not even in part.

    Parameters
    ----------
    window : StoreProblem
        The day, at its spot prices, the spot fee inside.
    position_mw : ndarray, shape (48,)
        Sold less bought. [MW]
    spot_fee_jpy_per_mwh : float
        The fee inside the window's prices, paid on the position whatever becomes of it. [JPY/MWh]
    trade_cost_jpy_per_mwh : float
        ``x`` where there is an intraday market: fee and guard; else the guard. [JPY/MWh]
    trade_limit_mw : float or None
        Most that the intraday market takes; ``None``: there is none, and ``x`` is the distance of the imbalance price and the guard.
    imbalance : ImbalancePrice
        Distances.
    """
    sold, bought = position_mw > 0.0, position_mw < 0.0
    short, long = (np.full(position_mw.shape, trade_cost_jpy_per_mwh) for _ in range(2))
    if trade_limit_mw is None:
        short, long = short + imbalance.shortage_above_spot, long + imbalance.surplus_below_spot
    else:
        short, long = (np.where(np.abs(position_mw) > trade_limit_mw, LAST_RESORT, cost) for cost in (short, long))
    free = 0.0 if trade_limit_mw is None else trade_limit_mw
    into = np.where(bought, -position_mw, np.where(sold, 0.0, free))
    out = np.where(sold, position_mw, np.where(bought, 0.0, free))
    paid = window.charge_price_jpy_per_mwh - spot_fee_jpy_per_mwh + np.where(bought, -long, short)
    earned = window.discharge_price_jpy_per_mwh + spot_fee_jpy_per_mwh + np.where(sold, short, -long)
    return replace(
        window,
        charge_price_jpy_per_mwh=paid,
        discharge_price_jpy_per_mwh=earned,
        charge_limit_mw=np.minimum(window.charge_limit_mw, into),
        discharge_limit_mw=np.minimum(window.discharge_limit_mw, out),
    )
