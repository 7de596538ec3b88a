"""Which column of a stamped problem serves which slot, for offers that hold for a block."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from storage_opt.markets.offers import OfferBook
from storage_opt.solve.problem import Ints, Problem
from storage_opt.timeline import SLOTS_PER_DAY


def offer_places(problem: Problem, book: OfferBook | None) -> Mapping[str, Ints]:
    """Place within its family of the offer that serves each slot at each price level, −1 where there is none.

    Returns
    -------
    mapping of str to ndarray of int, shape (n_slots, levels)
        By family, as ``composite.offer_mw``.
    """
    places: dict[str, Ints] = {}
    if book is None:
        return places
    n_days = len(book.market_of_day)
    for name, offers in book.offers.items():
        family = f"{name}.offer_mw"
        width = problem.families[family].size // n_days
        place = np.full((n_days, SLOTS_PER_DAY, offers.levels), -1, dtype=np.int32)
        for number, market in enumerate(book.markets):
            days = np.flatnonzero(book.market_of_day == number)
            for product in (p for p in market.products if p.name == name):
                block = np.arange(SLOTS_PER_DAY) // product.block_slots
                for level in range(offers.levels):
                    place[days, :, level] = days[:, None] * width + level * product.n_blocks + block
        places[family] = place.reshape(-1, offers.levels)
    return places
