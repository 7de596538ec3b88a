"""Every yen by slot, stream and direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import Period


@dataclass(frozen=True, eq=False)
class Entries:
    """All entries of one stream in one direction: one row for each slot in which something was traded.

    Parameters
    ----------
    stream : str
        ``spot``, ``spot_fee``.
    direction : str
        ``sale`` or ``purchase``.
    slot : ndarray of int, shape (n,)
        Slot of the period.
    mwh : ndarray, shape (n,)
        Energy traded, ≥ 0. [MWh]
    price_jpy_per_mwh : ndarray, shape (n,)
        Price of the energy, or rate of the fee. [JPY/MWh]
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


DIRECTIONS = ("sale", "purchase")

REVENUE_STREAMS = ("spot",)
"""Streams that count as revenue, net of purchases; all others are variable costs."""


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
