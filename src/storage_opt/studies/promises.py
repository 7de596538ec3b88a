"""From a solved problem to the offers by slot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.markets.balancing import Product
from storage_opt.markets.offers import OfferBook
from storage_opt.records.dispatch import Promise
from storage_opt.solve.problem import Floats, Problem
from storage_opt.timeline import SLOTS_PER_DAY

SMALLEST_MW = 1e-9
"""An offer below this is the solver's rounding, not an offer. [MW]"""
HALF = 0.5
"""A flag above this is set; flags are whole up to the solver's tolerance."""


def promises_of(problem: Problem, book: OfferBook, x: Floats, *, is_relaxed: bool = False) -> tuple[Promise, ...]:
    """Spread the offers of every block over its slots, with the rules of the day beside them.

    In a relaxation the flags say nothing: every offer above rounding counts.
    """
    return tuple(_promise(problem, book, name, x, is_relaxed) for name in book.offers)


def _promise(problem: Problem, book: OfferBook, name: str, x: Floats, is_relaxed: bool) -> Promise:
    offers, n_days = book.offers[name], len(book.market_of_day)
    n_slots = n_days * SLOTS_PER_DAY
    offered = np.zeros((offers.levels, n_days, SLOTS_PER_DAY))
    facts = {key: np.zeros((n_days, SLOTS_PER_DAY)) for key in ("block", "minimum", "start", "end")}
    columns, flags = (problem.families[f"{name}.{family}"].reshape(n_days, -1) for family in ("offer_mw", "is_offered"))
    for number, market in enumerate(book.markets):
        days = np.flatnonzero(book.market_of_day == number)
        for product in (p for p in market.products if p.name == name):
            width = offers.levels * product.n_blocks
            made = np.where(is_relaxed | (x[flags[days, :width]] > HALF), x[columns[days, :width]], 0.0)
            by_slot = np.repeat(made.reshape(days.size, offers.levels, product.n_blocks), product.block_slots, axis=2)
            offered[:, days] = np.where(by_slot > SMALLEST_MW, by_slot, 0.0).transpose(1, 0, 2)
            backing = backing_by_slot_h(product)
            for key, values in (
                ("block", product.block_slots), ("minimum", product.min_bid_mw), ("start", backing[0]), ("end", backing[1])
            ):  # fmt: skip
                facts[key][days] = values
    return Promise(
        product=name,
        offered_mw=offered.reshape(offers.levels, n_slots),
        price_jpy_per_kw_slot=offers.price_jpy_per_kw_slot,
        paid_jpy_per_kw_slot=offers.paid_jpy_per_kw_slot,
        acceptance=offers.acceptance,
        fee_jpy_per_kw_slot=offers.fee_jpy_per_kw_slot,
        activated_share=book.markets[0].activation.get(name, 0.0),
        activation_price_jpy_per_mwh=book.activation_price_jpy_per_mwh,
        block_slots=facts["block"].ravel().astype(np.int64),
        minimum_mw=facts["minimum"].ravel(),
        backing_start_h=facts["start"].ravel(),
        backing_end_h=facts["end"].ravel(),
    )


def backing_by_slot_h(product: Product) -> NDArray[np.float64]:
    """Hours that must be stored at the start and the end of each slot of a day, shape (2, 48). [h]"""
    return np.array([product.backing_h(t) for t in range(SLOTS_PER_DAY)]).T
