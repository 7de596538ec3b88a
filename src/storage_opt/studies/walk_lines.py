"""What each kind of offer of a walk asks for in every slot, from the dated rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.offers import OfferBook
from storage_opt.records.prices import Floats
from storage_opt.studies.promises import backing_by_slot_h
from storage_opt.studies.year_problem import YearCase, YearModel, largest_offer_mw
from storage_opt.timeline import SLOTS_PER_DAY

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lines:
    """What each kind of offer, a price level of a product, asks for in every slot of the walk, shape (K, n_slots).

    Parameters
    ----------
    products : tuple of str
        Product of each line.
    levels : tuple of int
        Its price level.
    block_slots : ndarray of int
        Length of the block; 0 where the product is not traded.
    minimum_mw, limit_mw : ndarray
        Smallest and largest offer. [MW]
    backing_start_h, backing_end_h : ndarray
        Hours of the offer that must be stored at the start and the end of the slot. [h]
    called_share : ndarray, shape (K,)
        Expected called share of awarded energy. [-]
    """

    products: tuple[str, ...]
    levels: tuple[int, ...]
    block_slots: Ints
    minimum_mw: Floats
    limit_mw: Floats
    backing_start_h: Floats
    backing_end_h: Floats
    called_share: Floats

    @property
    def count(self) -> int:
        """``K``."""
        return len(self.products)


def lines_of(model: YearModel, case: YearCase, book: OfferBook) -> Lines:
    """Read the dated rules of every product by slot."""
    n_days, largest = case.prices.period.n_days, largest_offer_mw(model.site, case, book)
    names = [(name, level) for name, offers in book.offers.items() for level in range(offers.levels)]
    facts = {
        name: {key: np.zeros((n_days, SLOTS_PER_DAY)) for key in ("block", "minimum", "start", "end")}
        for name in book.offers
    }
    for number, market in enumerate(book.markets):
        days = np.flatnonzero(book.market_of_day == number)
        for product in (p for p in market.products if p.name in facts):
            start, end = backing_by_slot_h(product)
            of = facts[product.name]
            of["block"][days], of["minimum"][days] = product.block_slots, product.min_bid_mw
            of["start"][days], of["end"][days] = (0.0 if market.backing == "end" else start), end

    def table(key: str) -> Floats:
        return np.array([facts[name][key].ravel() for name, _ in names])

    return Lines(
        products=tuple(name for name, _ in names),
        levels=tuple(level for _, level in names),
        block_slots=table("block").astype(np.int64),
        minimum_mw=table("minimum"),
        limit_mw=np.array([largest[name] for name, _ in names]),
        backing_start_h=table("start"),
        backing_end_h=table("end"),
        called_share=np.array([book.markets[0].activation.get(name, 0.0) for name, _ in names]),
    )
