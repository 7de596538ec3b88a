"""Products of the balancing market (需給調整市場) as a seller meets them on a delivery date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from storage_opt.records.prices import PRODUCTS
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY

Backing = Literal["both", "end"]


@dataclass(frozen=True)
class Product:
    """One product under the rules of one delivery date. Only up-reserve is procured.

    Parameters
    ----------
    name : str
        One of ``PRODUCTS``.
    block_slots : int
        Slots that share one award: 6 before a dated rule change, 1 after; divides 48.
    duration_h : float
        How long an award must be sustained when it is called. [h]
    min_bid_mw : float
        Smallest offer. [MW]
    price_cap_jpy_per_kw_slot : float or None
        Highest availability price that is settled; ``None``: no cap. [JPY per kW and slot]
    fee_jpy_per_kw_slot : float
        Exchange's fee on the awarded quantity. [JPY per kW and slot]

    References
    ----------
    EPRX 需給調整市場の商品要件 (6th edition, 2026-03-13); values by date in ``markets/rules/balancing.yaml``.
    """

    name: str
    block_slots: int
    duration_h: float
    min_bid_mw: float
    price_cap_jpy_per_kw_slot: float | None
    fee_jpy_per_kw_slot: float

    def __post_init__(self) -> None:
        if self.name not in PRODUCTS:
            raise ValueError(f"unknown product {self.name!r}")
        if self.block_slots < 1 or SLOTS_PER_DAY % self.block_slots:
            raise ValueError(f"a block of {self.block_slots} slots does not divide a day")

    @property
    def n_blocks(self) -> int:
        """Blocks of a day."""
        return SLOTS_PER_DAY // self.block_slots

    def block_of(self, slot: int) -> int:
        """Block that holds a slot, both counted from the same midnight."""
        return slot // self.block_slots

    def backing_h(self, slot: int) -> tuple[float, float]:
        """Hours of full output that must be stored at the start and at the end of a slot that is offered. [h]

        The duration at both ends; where one call may last the whole of a block of several slots (3-hour products of 3 hours'
        duration), the full duration at the start of the block and the remaining time after it.

        Examples
        --------
        >>> Product("rr_fit", 1, 0.5, 1.0, None, 0.06).backing_h(7)
        (0.5, 0.5)
        >>> old = Product("rr", 6, 3.0, 1.0, 7.21, 0.01)
        >>> old.backing_h(6), old.backing_h(11)
        ((3.0, 2.5), (0.5, 0.0))
        """
        if self.block_slots > 1 and self.duration_h >= self.block_slots * SLOT_H:
            passed = (slot % self.block_slots) * SLOT_H
            return self.duration_h - passed, self.duration_h - passed - SLOT_H
        return self.duration_h, self.duration_h


@dataclass(frozen=True)
class BalancingMarket:
    """The products that an owner offers, and how he offers them.

    Parameters
    ----------
    products : tuple of Product
        Under one set of rules; another date may have another set.
    reserve_while_charging : bool
        Whether a slot that charges may hold reserve (by charging less). Default of the project file: no.
    backing : {'both', 'end'}
        At which ends of a slot the energy behind an offer must be stored.
    backing_slots : int
        Full calls in a row for which energy must be stored.
    activation : mapping of str to float
        Expected share of the awarded energy that is called, by product; 0 where missing. [-]
    levels : int
        Offers at different prices that each product may make in a block.
    """

    products: tuple[Product, ...]
    reserve_while_charging: bool = False
    backing: Backing = "both"
    backing_slots: int = 1
    activation: Mapping[str, float] = field(default_factory=dict, hash=False)
    levels: int = 1

    def __post_init__(self) -> None:
        if self.backing_slots < 1 or self.levels < 1:
            raise ValueError("backing_slots and levels are at least 1")

    def activated_share(self, product: Product) -> float:
        """Return the expected activated energy per awarded energy. [-]"""
        return self.activation.get(product.name, 0.0)
