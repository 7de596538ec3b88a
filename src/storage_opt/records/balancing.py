"""Results of the balancing market as they were published: requirement, offers, awards and award prices by block."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.awards_market import BalancingRun
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOTS_PER_DAY

Floats = NDArray[np.float64]
Status = Literal["final", "preliminary"]
JAPAN = "japan"
PLACES = (*AREAS, JAPAN)
"""Rows of the arrays by area: the nine areas and the published total."""


@dataclass(frozen=True, eq=False)
class BlockAwards:
    """Awards of one product by block and column (area or kind of resource).

    The market pays as bid: lowest, mean and highest award price differ, and none of them is a clearing price. A price is
    NaN where nothing was awarded; the publisher writes 0 there, which is no free price.

    Parameters
    ----------
    product : str
        One of ``PRODUCTS``. ``composite`` counts the same MW again that its component products list: never add them.
    status : {"final", "preliminary"}
        確報値 or 速報値.
    blocks_per_day : int
        8 (blocks of 3 hours) or 48 (half-hours).
    first_day : datetime.date
        Delivery day of the first block.
    columns : tuple of str
        What the rows of the arrays stand for.
    award_mw : ndarray of float, shape (columns, blocks)
        MW awarded, by the area in which the resource stands. [MW]
    award_count : ndarray of float, shape (columns, blocks)
        Number of awards. [-]
    min_award_jpy_per_kw_slot, mean_award_jpy_per_kw_slot, max_award_jpy_per_kw_slot : ndarray of float
        Award prices in the published unit 円/kW・30分: 1 kW over one half-hour, whatever the length of the block.
        Shape (columns, blocks). [JPY/kW per 30-minute slot]

    References
    ----------
    EPRX, 電力需給調整力取引所取引結果, files of 速報値 and 確報値.
    """

    product: str
    status: Status
    blocks_per_day: int
    first_day: date
    columns: tuple[str, ...]
    award_mw: Floats
    award_count: Floats
    min_award_jpy_per_kw_slot: Floats
    mean_award_jpy_per_kw_slot: Floats
    max_award_jpy_per_kw_slot: Floats

    def __post_init__(self) -> None:
        shape = (len(self.columns), self.award_mw.shape[-1])
        if self.award_mw.shape != shape or shape[1] % self.blocks_per_day:
            raise ValueError(f"{self.award_mw.shape} awards for {len(self.columns)} columns of whole days")

    @property
    def n_days(self) -> int:
        """Number of delivery days."""
        return int(self.award_mw.shape[1]) // self.blocks_per_day

    @property
    def slots_per_block(self) -> int:
        """Half-hours in a block: 6 or 1."""
        return SLOTS_PER_DAY // self.blocks_per_day

    @property
    def block_starts(self) -> NDArray[np.datetime64]:
        """Start of every block, Japan time, shape (blocks,)."""
        minutes = np.arange(self.award_mw.shape[1]) * (1440 // self.blocks_per_day)
        return np.datetime64(self.first_day, "m") + minutes.astype("timedelta64[m]")

    def by_slot(self, by_block: Floats) -> Floats:
        """Spread values of blocks over their half-hours; the unit per 30 minutes stays as it is."""
        spread: Floats = np.repeat(by_block, self.slots_per_block, axis=-1)
        return spread

    def volume_weighted_price(self) -> Floats:
        """Mean award price weighted by awarded MW, per column; NaN where nothing was awarded. [JPY/kW per slot]"""
        weighted = np.nansum(self.award_mw * self.mean_award_jpy_per_kw_slot, axis=1)
        awarded = self.award_mw.sum(axis=1)
        price: Floats = np.divide(weighted, awarded, out=np.full(awarded.shape, np.nan), where=awarded > 0)
        return price


@dataclass(frozen=True, eq=False)
class AreaAwards(BlockAwards):
    """Awards by area, with what was asked for and offered; ``columns`` is ``PLACES``.

    Parameters
    ----------
    requirement_mw : ndarray of float, shape (10, blocks)
        募集量 by the buying system operator, so that an area can have awards without a requirement. [MW]
    offer_mw : ndarray of float, shape (10, blocks)
        応札量 by the area in which the resource stands. [MW]
    """

    requirement_mw: Floats
    offer_mw: Floats

    def acceptance(self) -> Floats:
        """Share of the offered MW that was awarded; shape (10, blocks). [-]"""
        return accepted_share(self.award_mw, self.offer_mw)

    def run_of(self, area: str) -> BalancingRun:
        """Results of one area by day and block, from which acceptance curves are made."""
        i, by_day = self.columns.index(area), (self.n_days, self.blocks_per_day)
        return BalancingRun(
            product=self.product,
            first_day=self.first_day,
            requirement_mw=self.requirement_mw[i].reshape(by_day),
            offer_mw=self.offer_mw[i].reshape(by_day),
            award_mw=self.award_mw[i].reshape(by_day),
            min_jpy_per_kw_slot=self.min_award_jpy_per_kw_slot[i].reshape(by_day),
            mean_jpy_per_kw_slot=self.mean_award_jpy_per_kw_slot[i].reshape(by_day),
            max_jpy_per_kw_slot=self.max_award_jpy_per_kw_slot[i].reshape(by_day),
        )


def accepted_share(award_mw: Floats, offer_mw: Floats) -> Floats:
    """Awarded share of the offered MW: 0 where nothing was awarded, 1 where more was awarded than offers are told of.

    >>> accepted_share(np.array([0.0, 5.0]), np.array([0.0, 20.0]))
    array([0.  , 0.25])
    """
    share: Floats = np.divide(award_mw, np.fmax(offer_mw, award_mw), out=np.zeros_like(award_mw), where=award_mw > 0)
    return share
