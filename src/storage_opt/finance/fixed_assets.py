"""Depreciable assets of a project: what they cost, what a grant took off the books, and since when they are used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FixedAsset:
    """One depreciable asset (償却資産).

    Parameters
    ----------
    cost_jpy : float
        Acquisition cost (取得価額) before compression, without consumption tax, ≥ 0. [JPY]
    compressed_jpy : float
        Part of it written down against a grant (圧縮記帳), between 0 and the cost. [JPY]
    first_year : int
        Operating year from whose first day it is used; 1 is the first.

    Raises
    ------
    ValueError
        Compressed below zero or by more than its cost, or used before the first operating year.
    """

    cost_jpy: float
    compressed_jpy: float = 0.0
    first_year: int = 1

    def __post_init__(self) -> None:
        if not 0.0 <= self.compressed_jpy <= self.cost_jpy:
            raise ValueError(f"compressed by {self.compressed_jpy} JPY, cost {self.cost_jpy} JPY")
        if self.first_year < 1:
            raise ValueError(f"used from operating year {self.first_year}")

    @property
    def base_jpy(self) -> float:
        """Depreciable base: cost less what was compressed. [JPY]"""
        return self.cost_jpy - self.compressed_jpy

    def age(self, year: int) -> int:
        """Year of use in an operating year: 1 in the first, 0 or less before. [year]"""
        return year - self.first_year + 1


def granted_asset(cost_jpy: float, grant_jpy: float, is_compressed: bool) -> tuple[FixedAsset, float]:
    """Asset bought with a grant, and the part of the grant that is taxable income.

    With compression the grant is income and the write-down an equal loss of the same year, so that neither is taxed then;
    the base is smaller and the tax comes later. Without it the whole grant is income when it is received. A grant beyond the
    depreciable cost cannot be compressed and is income too.

    Parameters
    ----------
    cost_jpy : float
        Depreciable cost (without land). [JPY]
    grant_jpy : float
        Whole grant, ≥ 0; instalments received after the start of operation count from the start. [JPY]
    is_compressed : bool
        ``TaxRules.compresses_grant``.

    Returns
    -------
    FixedAsset, float
        Used from operating year 1; taxable part of the grant. [JPY]

    Examples
    --------
    >>> granted_asset(100.0, 30.0, is_compressed=True)
    (FixedAsset(cost_jpy=100.0, compressed_jpy=30.0, first_year=1), 0.0)
    >>> granted_asset(100.0, 30.0, is_compressed=False)[1]
    30.0
    """
    compressed_jpy = min(grant_jpy, cost_jpy) if is_compressed else 0.0
    return FixedAsset(cost_jpy, compressed_jpy), grant_jpy - compressed_jpy
