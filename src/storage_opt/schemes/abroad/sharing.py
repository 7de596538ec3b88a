"""Floors and ceilings as a curve of what is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from storage_opt.records.sharing import SharingCurve


@dataclass(frozen=True)
class Band:
    """Support below a floor, return above a ceiling, each shared and capped.

    Parameters
    ----------
    floor_jpy, ceiling_jpy : float
        Yearly net revenue below which support is paid, and above which revenue is returned; ``0 ≤ floor ≤ ceiling``. [JPY/year]
    support_share, return_share : float
        φ and γ, shares of the shortfall and of the excess. [-]
    support_cap_jpy, return_cap_jpy : float
        Largest support and return of a year; ``inf``: no cap. [JPY/year]
    deducted_jpy : float
        Fixed cost deducted from the margin to give net revenue. [JPY/year]

    Raises
    ------
    ValueError
        A floor below zero or above the ceiling, a share outside 0 to 1, a cap below zero.
    """

    floor_jpy: float = 0.0
    ceiling_jpy: float = math.inf
    support_share: float = 1.0
    return_share: float = 0.0
    support_cap_jpy: float = math.inf
    return_cap_jpy: float = math.inf
    deducted_jpy: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.floor_jpy <= self.ceiling_jpy or math.isinf(self.floor_jpy):
            raise ValueError(f"expected 0 <= floor <= ceiling, got {self.floor_jpy} and {self.ceiling_jpy}")
        if not (0.0 <= self.support_share <= 1.0 and 0.0 <= self.return_share <= 1.0):
            raise ValueError(f"shares must lie between 0 and 1, got {self.support_share} and {self.return_share}")
        if self.support_cap_jpy < 0.0 or self.return_cap_jpy < 0.0:
            raise ValueError(f"caps must not be negative, got {self.support_cap_jpy} and {self.return_cap_jpy}")


def support_jpy(band: Band, margin_jpy: float) -> float:
    """Net support of a year: ``A = min(φ·(F − max(N, 0))⁺, capA) − min(γ·(N − C)⁺, capB)`` with ``N = M − deducted``.

    Parameters
    ----------
    band : Band
        Floor ``F``, ceiling ``C``, shares, caps.
    margin_jpy : float
        ``M``. [JPY/year]

    Returns
    -------
    float
        To the owner if positive. A negative net revenue is not made good: support stays that of zero. [JPY/year]

    References
    ----------
    Structure of GB LDES, Australian CIS and NSW LTESA as in ``schemes/rules/abroad_*.yaml``.

    Examples
    --------
    >>> band = Band(100.0, 200.0, 0.9, 0.5, 80.0, 30.0)
    >>> [support_jpy(band, m) for m in (-10.0, 0.0, 50.0, 150.0, 220.0, 300.0)]
    [80.0, 80.0, 45.0, 0.0, -10.0, -30.0]
    """
    net = margin_jpy - band.deducted_jpy
    paid = min(band.support_share * max(0.0, band.floor_jpy - max(net, 0.0)), band.support_cap_jpy)
    excess = max(0.0, net - band.ceiling_jpy)
    return paid - (min(band.return_share * excess, band.return_cap_jpy) if excess else 0.0)


def band_curve(band: Band) -> SharingCurve:
    """``K(M) = M + A(M)`` of :func:`support_jpy` as edges and shares.

    Support rises from its cap at ``max(0, F − capA/φ)`` (share kept ``1 − φ``) until the floor, the return from the ceiling
    (``1 − γ``) until ``C + capB/γ``; everywhere else each further yen is kept.

    Examples
    --------
    >>> curve = band_curve(Band(100.0, 200.0, 0.9, 0.5, 81.0, 30.0))
    >>> [round(edge, 6) for edge in curve.edges_jpy], [round(share, 6) for share in curve.shares]
    ([10.0, 100.0, 200.0, 260.0], [1.0, 0.1, 1.0, 0.5, 1.0])
    >>> curve.kept_at_zero_jpy
    81.0
    """
    spans = []
    phi, gamma = band.support_share, band.return_share
    if phi and band.floor_jpy:
        begin = max(0.0, band.floor_jpy - band.support_cap_jpy / phi)
        spans.append((begin, band.floor_jpy, 1.0 - phi))
    if gamma and math.isfinite(band.ceiling_jpy):
        spans.append((band.ceiling_jpy, band.ceiling_jpy + band.return_cap_jpy / gamma, 1.0 - gamma))
    wide = [(low + band.deducted_jpy, high + band.deducted_jpy, share) for low, high, share in spans]
    edges = sorted({edge for low, high, _ in wide if low < high for edge in (low, high) if math.isfinite(edge)})
    bounds = [-math.inf, *edges, math.inf]
    shares = tuple(
        next((share for low, high, share in wide if low <= left and right <= high), 1.0)
        for left, right in pairwise(bounds)
    )
    return SharingCurve(tuple(edges), shares, support_jpy(band, 0.0))
