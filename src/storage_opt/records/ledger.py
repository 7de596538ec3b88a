"""Every yen by slot, stream and direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.prices import PRODUCTS
from storage_opt.timeline import Period


@dataclass(frozen=True, eq=False)
class Entries:
    """All entries of one stream in one direction: one row for each slot in which something was traded.

    Parameters
    ----------
    stream : str
        ``spot``, ``spot_fee``, ``intraday``, ``imbalance``, ``wheeling``, a balancing product (its availability),
        ``<product>_activation``, ``<product>_fee``, ``reserve_shortfall_fee``, ``forecast_shortfall``.
    direction : str
        ``sale`` or ``purchase``; ``award`` for availability and its fee, ``activation`` for called energy.
    slot : ndarray of int, shape (n,)
        Slot of the period.
    mwh : ndarray, shape (n,)
        Energy traded or called, ≥ 0; for an award the promised power times the length of the slot (MW·h). [MWh]
    price_jpy_per_mwh : ndarray, shape (n,)
        Price of the energy, rate of the fee, or availability price per MW and hour. [JPY/MWh]
    amount_jpy : ndarray, shape (n,)
        Received by the owner if positive, paid if negative. [JPY]
    """

    stream: str
    direction: str
    slot: NDArray[np.int64]
    mwh: NDArray[np.float64]
    price_jpy_per_mwh: NDArray[np.float64]
    amount_jpy: NDArray[np.float64]

    @property
    def total_jpy(self) -> float:
        """Sum of the amounts. [JPY]"""
        return float(self.amount_jpy.sum())


SHORTFALL = "forecast_shortfall"
"""What perfect foresight earns beyond a capture ratio: a cost of the margin that nobody is paid."""
DIRECTIONS = ("sale", "purchase", "award", "activation")


def is_cost(stream: str) -> bool:
    """Whether a stream is a variable cost; all others are revenue, net of purchases.

    >>> [is_cost(s) for s in ("spot", "spot_fee", "wheeling", "composite", "composite_activation", "composite_fee")]
    [False, True, True, False, False, True]
    """
    return stream.endswith("_fee") or stream in ("wheeling", SHORTFALL)


GROUPS = ("spot", "balancing", "other")
"""Groups in which revenue is shown where single streams are too many."""


def group_of(stream: str) -> str:
    """Group of a revenue stream: ``spot``, ``balancing`` (availability and called energy of every product), ``other``.

    >>> [group_of(s) for s in ("spot", "composite", "rr_fit_activation", "intraday")]
    ['spot', 'balancing', 'balancing', 'other']
    """
    if stream == "spot":
        return "spot"
    return "balancing" if stream.removesuffix("_activation") in PRODUCTS else "other"


@dataclass(frozen=True)
class Ledger:
    """The ledger of one modelled year.

    Parameters
    ----------
    period : Period
        Days of the prices used.
    entries : tuple of Entries
        Streams and directions.
    """

    period: Period
    entries: tuple[Entries, ...]

    def total_jpy(self, stream: str, months: NDArray[np.bool_] | None = None) -> float:
        """Sum of a stream, over the slots marked in ``months`` if given. [JPY]"""
        return sum(
            float(e.amount_jpy.sum() if months is None else e.amount_jpy[months[e.slot]].sum())
            for e in self.entries
            if e.stream == stream
        )

    @property
    def streams(self) -> tuple[str, ...]:
        """Names of the streams, in order of first use."""
        return tuple(dict.fromkeys(e.stream for e in self.entries))

    @property
    def margin_jpy(self) -> float:
        """Market margin: revenue less variable costs, before wear, contract and fixed cost. [JPY]"""
        return sum(e.total_jpy for e in self.entries)
