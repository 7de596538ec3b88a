"""Walks under a contract with slices: planned for one slice, checked after settlement, repeated if the year ended in another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from storage_opt.studies.incentive import Incentive
from storage_opt.studies.walk_year import Walked

NEVER_JPY_PER_MWH = 1e7
"""Wear at which nothing is worth moving: ten times the highest spot price that is possible (999 JPY/kWh). [JPY/MWh]"""


@dataclass(frozen=True, eq=False)
class SlicedWalk:
    """The walk that is taken, and the one of a merchant.

    Parameters
    ----------
    walked, merchant : Walked
        ``merchant`` weighs a yen of margin and of wear alike; it is the walk itself where nothing is shared.
    wear_felt_jpy_per_mwh : float
        Wear per yen of margin that the dispatcher keeps, by which the walk was planned. [JPY/MWh]
    piece : int or None
        Slice in which the year ended; ``None`` without a contract.
    walks : int
        Walks made.
    is_settled : bool
        Whether the year ended in a slice that its plans were made for.
    """

    walked: Walked
    merchant: Walked
    wear_felt_jpy_per_mwh: float
    piece: int | None
    walks: int
    is_settled: bool


def walk_in_slices(walk: Callable[[float], Walked], incentive: Incentive | None, wear_jpy_per_mwh: float) -> SlicedWalk:
    """Walk until the year ends in the slice that its windows were planned for.

    The first walk is that of a merchant. The slice in which it ends says what a further yen of margin is worth to the dispatcher, and
    with that the year is walked again, until a year ends in the slice assumed. Where the slices go round in a circle, the walk worth
    most to the dispatcher is taken.

    Parameters
    ----------
    walk : callable
        Walks the year at a wear per MWh discharged.
    incentive : Incentive or None
        What the dispatcher maximises; ``None``: what a merchant does.
    wear_jpy_per_mwh : float
        Wear of the battery. [JPY/MWh]
    """
    merchant = walk(wear_jpy_per_mwh)
    if incentive is None:
        return SlicedWalk(merchant, merchant, wear_jpy_per_mwh, None, 1, True)
    felt, tried = wear_jpy_per_mwh, {wear_jpy_per_mwh: merchant}
    while True:
        piece = _piece(incentive, tried[felt], wear_jpy_per_mwh)
        wanted = wear_felt(incentive, piece, wear_jpy_per_mwh)
        if wanted == felt:
            return SlicedWalk(tried[felt], merchant, felt, piece, len(tried), True)
        if wanted in tried:
            felt = max(tried, key=lambda wear: _worth_jpy(incentive, tried[wear], wear_jpy_per_mwh))
            piece = _piece(incentive, tried[felt], wear_jpy_per_mwh)
            return SlicedWalk(tried[felt], merchant, felt, piece, len(tried), False)
        felt, tried[wanted] = wanted, walk(wanted)


def wear_felt(incentive: Incentive, piece: int, wear_jpy_per_mwh: float) -> float:
    """Wear in yen of margin as the dispatcher weighs it inside a slice. [JPY/MWh]

    Where a further yen of margin is worth nothing, either wear keeps the plant at rest, or, where that is worth nothing either, the
    plans of the greatest margin are taken, as INTERFACE breaks ties.
    """
    share = incentive.curve.shares[piece]
    weight = share if incentive.wear_in_base else float(incentive.counts_wear)
    if share > 0.0:
        return wear_jpy_per_mwh * weight / share
    return NEVER_JPY_PER_MWH if weight * wear_jpy_per_mwh > 0.0 else 0.0


def wear_of(walked: Walked, wear_jpy_per_mwh: float) -> float:
    """Shadow cost of ageing of a walk. [JPY]"""
    return wear_jpy_per_mwh * walked.dispatch.discharged_mwh


def _base_jpy(incentive: Incentive, walked: Walked, wear_jpy_per_mwh: float) -> float:
    margin = walked.ledger.margin_jpy
    return margin - wear_of(walked, wear_jpy_per_mwh) if incentive.wear_in_base else margin


def _piece(incentive: Incentive, walked: Walked, wear_jpy_per_mwh: float) -> int:
    return bisect_right(incentive.curve.edges_jpy, _base_jpy(incentive, walked, wear_jpy_per_mwh))


def _worth_jpy(incentive: Incentive, walked: Walked, wear_jpy_per_mwh: float) -> float:
    """Value a walk as the dispatcher does. [JPY]"""
    kept = incentive.curve.kept_jpy(_base_jpy(incentive, walked, wear_jpy_per_mwh))
    counts = incentive.counts_wear and not incentive.wear_in_base
    return kept - (wear_of(walked, wear_jpy_per_mwh) if counts else 0.0)
