"""How large a plant is against its market: where the price-taker's figure is too high."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.messages import Message, say
from storage_opt.records.awards_market import BalancingBook
from storage_opt.records.dispatch import Dispatch, Promise
from storage_opt.timeline import SLOTS_PER_DAY, fiscal_year_start

LARGE_SHARE = 0.05
"""Above this share of what all sellers of the area were paid, a plant is named as too large for its market. Our choice. [-]"""


@dataclass(frozen=True)
class MarketShare:
    """Expected awards of a plant against all awards of its area in the same slots.

    Parameters
    ----------
    income : float
        Share of the availability payments. [-]
    power : float
        Share of the awarded power. [-]
    """

    income: float
    power: float


def share_of(promise: Promise, dispatch: Dispatch, awards: BalancingBook) -> MarketShare | None:
    """Compare one product with the results of the market; ``None`` where these show no award.

    Parameters
    ----------
    promise : Promise
        Offers of the plant.
    dispatch : Dispatch
        Its period, inside the fiscal year of ``awards``.
    awards : BalancingBook
        Results of the market in the area.
    """
    first = (dispatch.period.first_day - fiscal_year_start(awards.fiscal_year)).days * SLOTS_PER_DAY

    def by_slot(name: str) -> NDArray[np.float64]:
        values = awards.by_slot(promise.product, name)[first : first + dispatch.period.n_slots]
        return np.nan_to_num(values, nan=0.0)

    area_mw = by_slot("award_mw")
    area_paid = float((area_mw * by_slot("mean_jpy_per_kw_slot")).sum())
    if area_paid <= 0.0:
        return None
    own_mw = promise.awarded_mw
    own_paid = float(np.where(own_mw > 0.0, own_mw * promise.paid_jpy_per_kw_slot, 0.0).sum())
    return MarketShare(own_paid / area_paid, float(own_mw.sum() / area_mw.sum()))


def share_warnings(year: int, dispatch: Dispatch, awards: BalancingBook | None) -> list[Message]:
    """Name every product of which the plant would take a large share."""
    if awards is None:
        return []
    warnings = []
    for promise in dispatch.promises:
        share = share_of(promise, dispatch, awards)
        if share is not None and share.income > LARGE_SHARE:
            product = say(f"balancing.product.{promise.product}")
            warnings.append(
                say("balancing.large_share", product=product, year=year, share=share.income, power=share.power)
            )
    return warnings
