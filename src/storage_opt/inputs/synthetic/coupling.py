"""Market splitting: each area has its neighbour's price, exactly, until the line between them is full."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.calibration import EQUAL_SHARE
from storage_opt.inputs.synthetic.streams import persistent
from storage_opt.inputs.synthetic.year import EAST, WEST, MarketYear
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOTS_PER_DAY

# Child and parent, parents first; the root is Tokyo. The place in this list is part of the seed of the link.
LINKS = tuple(EQUAL_SHARE)
BLOCKS = 8
_SLOTS_PER_BLOCK = SLOTS_PER_DAY // BLOCKS
_LARGEST_SHARE = 0.97
_LARGEST_GAP = 20.0
_REST_DAYS_PER_WORKDAY = 0.45
TWO_SIDED = "hokkaido"  # the one line that fills in either direction (gaps of both signs, JEPX FY2023)


@dataclass(frozen=True, eq=False)
class Link:
    """One line between an area and its neighbour, over a year.

    Parameters
    ----------
    child, parent : int
        Areas, by their place in ``AREAS``.
    is_split : ndarray of bool, shape (days, 48)
        Whether the line is full.
    depth : ndarray of float, shape (days, 48)
        How far beyond full, mean 1 while split, 0 otherwise. [-]
    extra : ndarray of float, shape (days, 48)
        Part of the gap that is not scaled by the published difference; 0 unless split. [JPY/kWh]
    """

    child: int
    parent: int
    is_split: NDArray[np.bool_]
    depth: NDArray[np.float64]
    extra: NDArray[np.float64]

    def gap(self, size: NDArray[np.float64]) -> NDArray[np.float64]:
        """Child's price less parent's for gap sizes by day and block, shape (days, 8). [JPY/kWh]"""
        return np.repeat(size, _SLOTS_PER_BLOCK, axis=1) * self.depth + self.extra


def links_of(year: MarketYear) -> list[Link]:
    """All lines of a year, parents first."""
    return [_link(year, number, child, parent) for number, (child, parent) in enumerate(LINKS)]


def by_block(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over blocks of three hours: shape (…, 48) to (…, 8)."""
    mean: NDArray[np.float64] = table.reshape(*table.shape[:-1], BLOCKS, _SLOTS_PER_BLOCK).mean(axis=-1)
    return mean


def first_gap_sizes(year: MarketYear, link: Link) -> NDArray[np.float64]:
    """Gap that makes up the published difference of the two areas while split, shape (4, 8). [JPY/kWh]"""
    difference = by_block(year.published.shape[link.child] - year.published.shape[link.parent])
    return bounded(difference / np.maximum(split_share(year, link), 0.02))


def split_share(year: MarketYear, link: Link) -> NDArray[np.float64]:
    """Share of split slots by season and block, shape (4, 8). [-]"""
    split = link.is_split.astype(np.float64)
    return np.array([by_block(split[days].mean(axis=0)) for days in year.season_days])


def bounded(gap: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep a gap within a believable size."""
    return np.clip(gap, -_LARGEST_GAP, _LARGEST_GAP)


def _link(year: MarketYear, number: int, child_name: str, parent_name: str) -> Link:
    tuning = year.tuning
    child, parent = AREAS.index(child_name), AREAS.index(parent_name)
    probability = _split_probability(year, child_name, parent_name)
    slow = persistent(year.normal_days("link", 2 * number), tuning.gap_ar)[:, None]
    fast = persistent(year.normal_slots("link", 2 * number + 1), tuning.gap_slot_ar)
    load = math.sqrt(tuning.gap_slow_share) * slow + math.sqrt(1.0 - tuning.gap_slow_share) * fast.reshape(
        year.days, SLOTS_PER_DAY
    )
    slack = year.ranked(load)
    is_split = slack < probability
    tail = tuning.gap_tail
    beyond = (1.0 - np.power(slack / probability, tail)) * ((1.0 + tail) / tail)
    on_rest_days = np.where(year.resting, 1.0 + tuning.rest_gap, 1.0 - _REST_DAYS_PER_WORKDAY * tuning.rest_gap)
    depth = np.where(is_split, beyond, 0.0) * on_rest_days[:, None]
    extra = np.where(is_split, _local_sun(year, child_name, parent_name), 0.0)
    if child_name == TWO_SIDED:
        side = persistent(year.normal_slots("link", 2 * len(LINKS)), 0.95).reshape(year.days, SLOTS_PER_DAY)
        extra = extra + tuning.two_sided * year.scale * side * depth
    return Link(child, parent, is_split, depth, extra)


def _split_probability(year: MarketYear, child: str, parent: str) -> NDArray[np.float64]:
    """Chance of a split by day and slot: in proportion to the published difference of the two areas.

    Scaled (by bisection) until its mean is the published share of unequal slots.
    """
    shape = year.published.shape
    difference = np.abs(year.daily(shape[AREAS.index(child)] - shape[AREAS.index(parent)]))
    unequal = 1.0 - EQUAL_SHARE[child, parent][year.published.fiscal_year]
    always = (0.6 if child == TWO_SIDED else 0.02) * unequal
    low, high = 1e-3, 1e3
    for _ in range(60):
        size = math.sqrt(low * high)
        probability = np.minimum(always + difference / size, _LARGEST_SHARE)
        low, high = (size, high) if float(probability.mean()) > unequal else (low, size)
    return probability


def _local_sun(year: MarketYear, child: str, parent: str) -> NDArray[np.float64]:
    """Gap from a sunnier or cloudier sky than the parent's, shape (days, 48). [JPY/kWh]"""
    surprise = year.sun_surprise
    east, west = surprise[list(EAST)].mean(axis=0), surprise[list(WEST)].mean(axis=0)
    if child in ("chubu", "kansai"):
        difference = west - east
    elif parent in ("tokyo", "tohoku"):
        difference = surprise[AREAS.index(child)] - surprise[AREAS.index(parent)]
    else:
        difference = surprise[AREAS.index(child)] - west
    gap: NDArray[np.float64] = -year.tuning.solar_gap * year.scale * difference
    return gap
