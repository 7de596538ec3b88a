"""From what was traded and what was delivered to the ledger, the difference paid at a stated distance from the spot price."""

from __future__ import annotations

from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.ledger import Ledger
from storage_opt.records.prices import Floats, PriceYear
from storage_opt.settlement.settle_bids import settle_bids


def settle_traded(
    prices: PriceYear,
    traded_mwh: Floats,
    dispatch: Dispatch,
    spot: SpotMarket,
    *,
    shortage_above_spot: float,
    surplus_below_spot: float,
    wheeling: WheelingCharge | None = None,
) -> Ledger:
    """Book what was traded at the spot price and what was delivered beside it as an imbalance.

    Parameters
    ----------
    prices : PriceYear
        Actual prices of the period of the plan.
    traded_mwh : ndarray, shape (n_slots,)
        Sold less bought on the spot market. [MWh]
    dispatch : Dispatch
        What was done.
    spot : SpotMarket
        Fee on each MWh traded; an imbalance bears none.
    shortage_above_spot, surplus_below_spot : float
        A missing MWh costs the spot price plus the first, one too many earns the spot price less the second (and costs, where that is
        negative). [JPY/MWh]
    wheeling : WheelingCharge, optional
        Charge on energy drawn by the battery from the grid.

    Returns
    -------
    Ledger
        Streams ``spot``, ``spot_fee``, ``imbalance`` by ``sale`` and ``purchase``; ``wheeling``.
    """
    if prices.period != dispatch.period:
        raise ValueError(f"prices of {prices.period} cannot settle a plan for {dispatch.period}")
    spot_price = prices.spot_jpy_per_mwh
    beside = (spot_price + shortage_above_spot, spot_price - surplus_below_spot)
    return settle_bids(prices, dispatch, traded_mwh, beside, spot, wheeling)
