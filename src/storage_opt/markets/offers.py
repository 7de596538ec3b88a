"""Offers that may be made over a year: prices and their acceptance, by product, price level and slot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.balancing import BalancingMarket
from storage_opt.timeline import SLOTS_PER_DAY


@dataclass(frozen=True, eq=False)
class ProductOffers:
    """Price levels of one product over a run of days; one value for all slots of a block.

    Parameters
    ----------
    price_jpy_per_kw_slot : ndarray, shape (levels, n_slots)
        What is bid; NaN on days on which the product is not traded. [JPY per kW and slot]
    paid_jpy_per_kw_slot : ndarray, shape (levels, n_slots)
        What an award is paid: the bid, cut at the cap in force. [JPY per kW and slot]
    acceptance : ndarray, shape (levels, n_slots)
        Share of the offer that is expected to be awarded; 0 on days on which the product is not traded. [-]
    fee_jpy_per_kw_slot : ndarray, shape (n_slots,)
        Exchange's fee on the award. [JPY per kW and slot]
    """

    price_jpy_per_kw_slot: NDArray[np.float64]
    paid_jpy_per_kw_slot: NDArray[np.float64]
    acceptance: NDArray[np.float64]
    fee_jpy_per_kw_slot: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not (self.price_jpy_per_kw_slot.shape == self.paid_jpy_per_kw_slot.shape == self.acceptance.shape):
            raise ValueError("prices and acceptance of an offer have one shape")
        if not ((self.acceptance >= 0.0) & (self.acceptance <= 1.0)).all():
            raise ValueError("an acceptance lies between 0 and 1")

    @property
    def levels(self) -> int:
        """Offers at different prices in a block."""
        return len(self.acceptance)


@dataclass(frozen=True, eq=False)
class OfferBook:
    """All offers of a run of days, with the rules of each day.

    Parameters
    ----------
    markets : tuple of BalancingMarket
        Sets of rules, all with the same owner's choices.
    market_of_day : ndarray of int, shape (n_days,)
        Set of rules in force on each day.
    offers : mapping of str to ProductOffers
        By product.
    activation_price_jpy_per_mwh : ndarray, shape (n_slots,)
        What called energy is paid. [JPY/MWh]
    """

    markets: tuple[BalancingMarket, ...]
    market_of_day: NDArray[np.int64]
    offers: Mapping[str, ProductOffers]
    activation_price_jpy_per_mwh: NDArray[np.float64]

    @property
    def products(self) -> tuple[str, ...]:
        """Names of the products traded on at least one day."""
        return tuple(self.offers)

    def market_on(self, slot: int) -> BalancingMarket:
        """Rules of the day that holds a slot."""
        return self.markets[int(self.market_of_day[slot // SLOTS_PER_DAY])]

    def days_of(self, name: str) -> NDArray[np.bool_]:
        """Days on which a product is traded, shape (n_days,)."""
        trades = np.array([any(p.name == name for p in market.products) for market in self.markets])
        return np.asarray(trades[self.market_of_day])
