"""What is kept of a yearly margin: a continuous, piecewise linear curve K(B)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SAME_SHARE = 1e-12
"""Shares that differ by less are one. [-]"""


@dataclass(frozen=True)
class Piece:
    """One straight piece of a curve: ``K(B) = share·B + offset`` for ``low ≤ B ≤ high``.

    Parameters
    ----------
    low_jpy, high_jpy : float
        Ends of the piece; infinite at the ends of the curve. [JPY]
    share : float
        Share kept of each further yen. [-]
    offset_jpy : float
        Value of the line at ``B = 0``. [JPY]
    """

    low_jpy: float
    high_jpy: float
    share: float
    offset_jpy: float

    def kept_jpy(self, base_jpy: float) -> float:
        """Value of the line. [JPY]"""
        return self.share * base_jpy + self.offset_jpy


@dataclass(frozen=True)
class SharingCurve:
    """``K(B)``: what the owner keeps of the yearly base ``B`` (market margin, or margin less wear where a scheme deducts it).

    Parameters
    ----------
    edges_jpy : tuple of float
        Bases at which the share changes, rising. [JPY]
    shares : tuple of float
        Share kept of each further yen below the first edge, between the edges, above the last: one more than edges. [-]
    kept_at_zero_jpy : float
        ``K(0)``; above zero where a floor is paid. [JPY]

    Raises
    ------
    ValueError
        Edges that do not rise, another number of shares, or values that are not finite.

    Examples
    --------
    The refund of the LTDA in ``facts/ltda.md`` 7.3: 95, 90, 85 % by slice, nothing below zero.

    >>> ltda = SharingCurve((0.0, 540e6, 2_020_005e3), (1.0, 0.05, 0.10, 0.15))
    >>> [round(ltda.kept_jpy(m)) for m in (-100e6, 300e6, 700e6, 2500e6)]
    [-100000000, 15000000, 43000000, 246999750]
    """

    edges_jpy: tuple[float, ...] = ()
    shares: tuple[float, ...] = (1.0,)
    kept_at_zero_jpy: float = 0.0

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.edges_jpy) + 1:
            raise ValueError(
                f"{len(self.edges_jpy)} edges need {len(self.edges_jpy) + 1} shares, not {len(self.shares)}"
            )
        if any(b <= a for a, b in pairwise(self.edges_jpy)):
            raise ValueError(f"edges must rise: {self.edges_jpy}")
        if not all(map(math.isfinite, (*self.edges_jpy, *self.shares, self.kept_at_zero_jpy))):
            raise ValueError("edges, shares and the value at zero must be finite")

    def kept_jpy(self, base_jpy: float) -> float:
        """``K(B)``. [JPY]"""
        return self.pieces[bisect_right(self.edges_jpy, base_jpy)].kept_jpy(base_jpy)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Straight pieces in order of the base."""
        lows, highs = (-math.inf, *self.edges_jpy), (*self.edges_jpy, math.inf)
        offsets = [0.0]
        for edge, before, after in zip(self.edges_jpy, self.shares, self.shares[1:], strict=False):
            offsets.append(offsets[-1] + (before - after) * edge)
        at_zero = bisect_right(self.edges_jpy, 0.0)
        shift = self.kept_at_zero_jpy - offsets[at_zero]
        return tuple(
            Piece(low, high, share, offset + shift)
            for low, high, share, offset in zip(lows, highs, self.shares, offsets, strict=True)
        )

    @property
    def is_identity(self) -> bool:
        """Whether everything is kept."""
        return self.kept_at_zero_jpy == 0.0 and all(abs(share - 1.0) < SAME_SHARE for share in self.shares)

    @property
    def is_rising(self) -> bool:
        """Whether no further yen lowers what is kept."""
        return all(share >= 0.0 for share in self.shares)

    def transfer_jpy(self, base_jpy: float) -> float:
        """``K(B) − B``: paid to the owner if positive, taken from the owner if negative. [JPY]"""
        return self.kept_jpy(base_jpy) - base_jpy


def stacked(curves: Iterable[SharingCurve]) -> SharingCurve:
    """Schemes beside each other: ``K(B) = B + Σ (K_s(B) − B)``.

    >>> half = SharingCurve((0.0,), (1.0, 0.5))
    >>> stacked([half, half]).kept_jpy(100.0)
    0.0
    >>> stacked([SharingCurve((), (0.33,)), SharingCurve((), (0.67,))]).shares
    (0.0,)
    """
    parts = list(curves)
    edges = tuple(sorted({edge for part in parts for edge in part.edges_jpy}))
    inside = _between(edges)
    shares = tuple(_rounded(1.0 + sum(_share_at(part, point) - 1.0 for part in parts)) for point in inside)
    return SharingCurve(edges, shares, sum(part.kept_at_zero_jpy for part in parts))


def _rounded(share: float) -> float:
    """Share without the rounding of a sum: what two schemes take together is then all of a yen, not a trillionth less or more."""
    return round(share, 12) + 0.0


def _between(edges: Sequence[float]) -> list[float]:
    if not edges:
        return [0.0]
    middles = [(a + b) / 2.0 for a, b in pairwise(edges)]
    return [edges[0] - 1.0, *middles, edges[-1] + 1.0]


def _share_at(curve: SharingCurve, point: float) -> float:
    return curve.shares[bisect_right(curve.edges_jpy, point)]
