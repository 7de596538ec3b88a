"""Results of the balancing market for one fiscal year, on one page.

For every product, area and block: offers of random volume along a power-law price curve; the market buys the cheapest until
what it wants is covered and pays each its own price. Volumes bought and the steepness of the curve are set so that the means of a season
are the published ones; days differ.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.balancing_draws import Draws, draws_of
from storage_opt.inputs.synthetic.balancing_levels import Level, level_of
from storage_opt.inputs.synthetic.balancing_rules import DELIVERY, Stretch, first_day_of, stretches
from storage_opt.inputs.synthetic.calendar import season_indices
from storage_opt.inputs.synthetic.clearing import prices_of, volumes_of
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.prices import AREAS

GENERATOR_VERSION = "1"


def generate_balancing(
    fiscal_year: int, *, seed: int, rules_on: str = DELIVERY, solar_scale: float = 1.0
) -> tuple[BalancingBook, ...]:
    """Generate the results of the balancing market in all areas.

    Parameters
    ----------
    fiscal_year : int
        Any year.
    seed : int
        Same seed, same results; independent of the spot prices of that seed except for the sun.
    rules_on : str
        ``delivery``: products, blocks and level of each date (nothing before 2021-04-01); or an ISO date that gives them for all days.
    solar_scale : float
        Solar fleet relative to the calibrated one: scales the requirement of rr_fit. [-]

    Returns
    -------
    tuple of BalancingBook
        One per area, in the order of ``AREAS``. Volumes whole MW, prices multiples of 0.01 JPY/kW/slot.

    References
    ----------
    ``docs/reference/synthetic.md``; statistics from price_statistics 5 and markets A10 (EPRX results).
    """
    if not solar_scale >= 0.0:
        raise ValueError(f"solar_scale must be at least 0, got {solar_scale}")
    runs: list[list[BalancingRun]] = [[] for _ in AREAS]
    numbers: Counter[str] = Counter()
    for stretch in stretches(fiscal_year, rules_on):
        draws = draws_of(seed, fiscal_year, stretch, numbers[stretch.product], solar_scale)
        numbers[stretch.product] += 1
        for area, run in enumerate(_cleared(fiscal_year, stretch, draws, solar_scale)):
            runs[area].append(run)
    return tuple(
        BalancingBook(area, fiscal_year, rules_on, tuple(mine), is_synthetic=True)
        for area, mine in zip(AREAS, runs, strict=True)
    )


@dataclass(frozen=True, eq=False)
class _Sheet:
    """Arrays of one stretch, each of shape (9, days, blocks)."""

    requirement: NDArray[np.float64]
    offer: NDArray[np.float64]
    award: NDArray[np.float64]
    lowest: NDArray[np.float64]
    mean: NDArray[np.float64]
    highest: NDArray[np.float64]


def _cleared(fiscal_year: int, stretch: Stretch, draws: Draws, solar_scale: float) -> list[BalancingRun]:
    """Clear every season of a stretch; return one run per area."""
    level: Level = level_of(stretch.era, stretch.product)
    seasons = season_indices(fiscal_year)[stretch.first : stretch.first + stretch.n_days]
    shape = draws.offer.shape
    sheet = _Sheet(*(np.full(shape, np.nan) for _ in range(6)))
    for season in np.unique(seasons):
        days = seasons == season
        volumes = volumes_of(level, int(season), stretch, draws, days, solar_scale)
        prices = prices_of(level, int(season), volumes, draws.steepness[:, days])
        sheet.requirement[:, days], sheet.offer[:, days], sheet.award[:, days] = volumes
        sheet.lowest[:, days], sheet.mean[:, days], sheet.highest[:, days] = prices
    first = first_day_of(stretch, fiscal_year)
    return [
        BalancingRun(
            product=stretch.product,
            first_day=first,
            requirement_mw=sheet.requirement[area],
            offer_mw=sheet.offer[area],
            award_mw=sheet.award[area],
            min_jpy_per_kw_slot=sheet.lowest[area],
            mean_jpy_per_kw_slot=sheet.mean[area],
            max_jpy_per_kw_slot=sheet.highest[area],
        )
        for area in range(len(AREAS))
    ]
