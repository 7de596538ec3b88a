"""What becomes of offers: the expected share of them is awarded, or each block is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from storage_opt.records.prices import PRODUCTS, Floats

AwardKind = Literal["expected", "held", "drawn"]
"""``expected``: the expected share is awarded, the rest is free again. ``held``: the expected share is paid, all of the offer is kept
(as in the year with perfect foresight). ``drawn``: each offer of a block is awarded whole or not at all."""


@dataclass(frozen=True)
class AwardRule:
    """How a walk learns what was awarded.

    Parameters
    ----------
    kind : AwardKind
        Shares or draws.
    seed : int
        Of the draws: every block of every product and price level has its own number, whatever else is offered.
    """

    kind: AwardKind = "expected"
    seed: int = 0

    def awarded(
        self, offered_mw: Floats, share: Floats, day: date, product: str, level: int, block_slots: int
    ) -> tuple[Floats, Floats]:
        """Power to be held and power that is paid for, of the offers of one day, shape (48,) each. [MW]

        Parameters
        ----------
        offered_mw, share : ndarray, shape (48,)
            Offer, one value for a block; share that is awarded, of which the mean of a block counts.
        day, product, level
            Whose offers.
        block_slots : int
            Length of a block.
        """
        of_block = share.reshape(-1, block_slots).mean(axis=1)
        if self.kind == "drawn":
            key = [self.seed, day.toordinal(), PRODUCTS.index(product), level]
            of_block = (np.random.default_rng(key).random(of_block.size) < of_block).astype(np.float64)
        awarded = offered_mw * np.repeat(of_block, block_slots)
        return (offered_mw if self.kind == "held" else awarded), awarded
