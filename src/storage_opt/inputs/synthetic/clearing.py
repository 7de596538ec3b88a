"""Clearing of one season of one balancing product in all areas: cheapest offers first, each paid its own price."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.balancing_draws import Draws
from storage_opt.inputs.synthetic.balancing_levels import Level
from storage_opt.inputs.synthetic.balancing_rules import THREE_HOURS, Stretch
from storage_opt.markets.offer_curve import marginal_price, mean_price

_ROUNDS = 40
_ALWAYS = 0.995  # share of blocks with an award from which on no block is left out
_LARGEST_EXPONENT = 400.0
_IDLE = 0.2  # offers in blocks without a requirement over their mean (EPRX May 2025, rr_fit: 0.25 to 0.5)
_LOWEST_STEP = 0.02


class Volumes(NamedTuple):
    """Whole MW, shape (9, days, blocks) each."""

    requirement: NDArray[np.float64]
    offer: NDArray[np.float64]
    award: NDArray[np.float64]


class Prices(NamedTuple):
    """Award prices, NaN without an award, shape (9, days, blocks) each. [JPY/kW/slot]"""

    lowest: NDArray[np.float64]
    mean: NDArray[np.float64]
    highest: NDArray[np.float64]


def volumes_of(
    level: Level, season: int, stretch: Stretch, draws: Draws, days: NDArray[np.bool_], solar_scale: float
) -> Volumes:
    """Find requirement, offers and awards of one season.

    The volume the market takes from an area varies from block to block; its mean is set (by bisection) so that the mean award, which is
    the smaller of it and the offers, is the published one. Imports and exports between areas are in that volume, so it is not
    the requirement of the area's own operator.
    """
    by_demand = stretch.product == "rr_fit" or (stretch.product == "rr" and stretch.era < "2024")
    asked = np.repeat(level.requirement_shape, stretch.blocks // THREE_HOURS)
    weight = draws.weight[:, days] * (asked if stretch.product != "rr_fit" else 1.0)
    latent = draws.presence[:, days] + (np.log(np.maximum(asked, 1e-9)) if by_demand else 0.0)
    present = _chosen(latent, level.share[:, season])

    average = _over(weight * present if by_demand else weight)
    profile = weight / np.maximum(average, 1e-12)
    scale = solar_scale if stretch.product == "rr_fit" else 1.0
    wanted = draws.demand[:, days] * profile
    offers = draws.offer[:, days] * (_IDLE + (1.0 - _IDLE) * profile * present if by_demand else present)
    offers = offers * _column(level.offer[:, season]) / np.maximum(_over(offers), 1e-12)
    offers = np.where(offers > 0.0, np.maximum(np.rint(offers), 1.0), 0.0)
    wanted = np.where(present, wanted, 0.0)
    award = _award(offers, wanted, level.award[:, season]) * (level.award[:, season] > 0.0)[:, None, None]
    asked_for = profile * present if stretch.product == "rr_fit" else weight / np.maximum(_over(weight), 1e-12)
    requirement = asked_for * _column(level.requirement[:, season]) * scale
    return Volumes(np.rint(requirement), offers, award)


def prices_of(level: Level, season: int, volumes: Volumes, steepness: NDArray[np.float64]) -> Prices:
    """Lowest, mean and highest award price of one season.

    The exponent of the offer curve is set (by bisection) for each area and three hours of the day so that the award-weighted mean
    price is the published mean of the season times the shape of the day.
    """
    high = np.maximum(_column(np.nan_to_num(level.highest[:, season])), 2.0 * _LOWEST_STEP)
    low = np.minimum(_column(np.nan_to_num(level.lowest[:, season])), high - _LOWEST_STEP)
    award, blocks = volumes.award, volumes.award.shape[2]
    share = award / np.maximum(volumes.offer, 1.0)
    by_block = award.sum(axis=1).reshape(len(award), THREE_HOURS, -1).sum(axis=2)
    shape = level.price_shape
    shape = shape / np.maximum((shape * by_block).sum(axis=1) / np.maximum(by_block.sum(axis=1), 1.0), 1e-12)[:, None]
    target = np.nan_to_num(level.price[:, season])[:, None] * shape
    target = np.clip(target, low[:, 0] + 0.1 * _LOWEST_STEP, high[:, 0] - 0.1 * _LOWEST_STEP)

    small, large = np.full(target.shape, 1e-3), np.full(target.shape, _LARGEST_EXPONENT)
    for _ in range(_ROUNDS):
        middle = np.sqrt(small * large)
        exponent = np.repeat(middle, blocks // THREE_HOURS, axis=1)[:, None, :] * steepness
        paid = (mean_price(low, high, exponent, share) * award).sum(axis=1)
        made = paid.reshape(len(award), THREE_HOURS, -1).sum(axis=2) / np.maximum(by_block, 1.0)
        small, large = np.where(made > target, middle, small), np.where(made > target, large, middle)
    exponent = np.repeat(np.round(middle, 3), blocks // THREE_HOURS, axis=1)[:, None, :] * steepness
    has_award = award > 0.0
    made_prices = (
        np.broadcast_to(low, award.shape),
        mean_price(low, high, exponent, share),
        marginal_price(low, high, exponent, share),
    )
    return Prices(*(np.where(has_award, np.round(price, 2), np.nan) for price in made_prices))


def _award(
    offers: NDArray[np.float64], wanted: NDArray[np.float64], mean_award: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Smaller of offers and volume wanted, scaled to the published mean award, whole MW."""
    small, large = np.full(len(offers), 1e-3), np.full(len(offers), 1e5)
    for _ in range(_ROUNDS):
        middle = np.sqrt(small * large)
        award = np.minimum(offers, wanted * _column(middle))
        too_much = _over(award)[:, 0, 0] > mean_award
        small, large = np.where(too_much, small, middle), np.where(too_much, middle, large)
    award = np.minimum(offers, wanted * _column(np.round(middle, 2)))
    return np.where(award > 0.0, np.minimum(np.maximum(np.rint(award), 1.0), offers), 0.0)


def _chosen(latent: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the blocks with the highest latent values in each area, as many as the published share."""
    flat = latent.reshape(len(latent), -1)
    rank = np.empty_like(flat)
    order = np.argsort(-flat, axis=1, kind="stable")
    np.put_along_axis(
        rank, order, np.broadcast_to((np.arange(flat.shape[1]) + 0.5) / flat.shape[1], flat.shape), axis=1
    )
    chosen: NDArray[np.bool_] = (rank < np.where(share >= _ALWAYS, 1.0, share)[:, None]).reshape(latent.shape)
    return chosen


def _over(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over days and blocks, shape (9, 1, 1)."""
    mean: NDArray[np.float64] = values.mean(axis=(1, 2), keepdims=True)
    return mean


def _column(by_area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (9,) to (9, 1, 1)."""
    return by_area[:, None, None]
