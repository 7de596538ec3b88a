"""The setting of one generated year: calendar, sun, published statistics and seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from storage_opt.inputs.synthetic.calendar import SEASONS, rest_days, season_indices, season_weights
from storage_opt.inputs.synthetic.calibration import REFERENCE_MEAN, Template, template, template_year
from storage_opt.inputs.synthetic.solar import MEAN_CLEARNESS, clear_sky, clearness
from storage_opt.inputs.synthetic.streams import stream
from storage_opt.inputs.synthetic.tuning import TUNING, Tuning
from storage_opt.records.prices import AREAS
from storage_opt.timeline import SLOTS_PER_DAY, days_of_fiscal_year

ROOT_AREA = "tokyo"
ROOT = AREAS.index(ROOT_AREA)
# A season's price level comes gradually in normal years, within two weeks in a crisis (January 2021).
SUDDENNESS = {"normal": 1.0, "crisis": 6.0}
EAST = (AREAS.index("tohoku"), AREAS.index("tokyo"))
WEST = tuple(range(AREAS.index("chubu"), len(AREAS)))


@dataclass(frozen=True, eq=False)
class MarketYear:
    """Everything the generator knows of a year before it draws a price.

    Parameters
    ----------
    fiscal_year : int
        Year generated.
    seed : int
        Seed of the market.
    regime : str
        ``normal`` or ``crisis``.
    tuning : Tuning
        Fitted constants of the regime.
    """

    fiscal_year: int
    seed: int
    regime: str
    tuning: Tuning

    @classmethod
    def of(cls, fiscal_year: int, seed: int, regime: str, tuning: Tuning | None = None) -> MarketYear:
        """Make a year with the constants of its regime."""
        if regime not in TUNING:
            raise ValueError(f"regime must be one of {', '.join(TUNING)}, got {regime!r}")
        return cls(fiscal_year, seed, regime, tuning or TUNING[regime])

    @cached_property
    def days(self) -> int:
        """Number of days."""
        return days_of_fiscal_year(self.fiscal_year)

    @cached_property
    def published(self) -> Template:
        """Statistics the year follows."""
        return template(template_year(self.fiscal_year, self.regime))

    @cached_property
    def season_days(self) -> tuple[NDArray[np.bool_], ...]:
        """For each season, which days belong to it."""
        season = season_indices(self.fiscal_year)
        return tuple(season == index for index in range(len(SEASONS)))

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Weights of the four seasons, shape (days, 4)."""
        return season_weights(self.fiscal_year, SUDDENNESS[self.regime])

    @cached_property
    def resting(self) -> NDArray[np.bool_]:
        """Weekends and holidays, shape (days,)."""
        return rest_days(self.fiscal_year)

    def daily(self, by_season: NDArray[np.float64]) -> NDArray[np.float64]:
        """Carry a table by season, shape (4, …), over to days, shape (days, …).

        Four products and three sums, in this order, on every machine (no matrix library).
        """
        spread = (slice(None),) + (None,) * (by_season.ndim - 1)
        weights = self.weights
        total: NDArray[np.float64] = weights[:, 0][spread] * by_season[0]
        for index in range(1, len(SEASONS)):
            total = total + weights[:, index][spread] * by_season[index]
        return total

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        """Mean price of the root zone around each day, shape (days, 1). [JPY/kWh]"""
        return self.daily(self.published.shape[ROOT].mean(axis=1))[:, None]

    @cached_property
    def std(self) -> NDArray[np.float64]:
        """Standard deviation of the root zone around each day, shape (days, 1). [JPY/kWh]"""
        return self.daily(self.published.std[ROOT])[:, None]

    @cached_property
    def scale(self) -> NDArray[np.float64]:
        """Price level relative to the reference mean, shape (days, 1). [-]"""
        return self.mean / REFERENCE_MEAN

    @cached_property
    def sun(self) -> NDArray[np.float64]:
        """Solar output of nine areas, shape (9, days, 48). [-]"""
        return clear_sky(self.fiscal_year) * self.clearness[:, :, None]

    @cached_property
    def sun_surprise(self) -> NDArray[np.float64]:
        """Solar output above what the mean cloudiness would leave, shape (9, days, 48). [-]"""
        return clear_sky(self.fiscal_year) * (self.clearness[:, :, None] - MEAN_CLEARNESS)

    @cached_property
    def clearness(self) -> NDArray[np.float64]:
        """Share of the clear-sky output left by clouds, shape (9, days). [-]"""
        return clearness(self.seed, self.fiscal_year, self.days)

    def ranked(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Replace values by day by their rank within the season, between 0 and 1.

        Every season of every seed sees the whole range once; the seed decides when.
        """
        ranks = np.empty_like(values)
        for days in self.season_days:
            mine = values[days].ravel()
            order = np.empty(mine.size)
            order[np.argsort(mine, kind="stable")] = (np.arange(mine.size) + 0.5) / mine.size
            ranks[days] = order.reshape(values[days].shape)
        return ranks

    def normal_days(self, purpose: str, part: int = 0) -> NDArray[np.float64]:
        """Independent standard normal draws, one per day."""
        return stream(self.seed, self.fiscal_year, purpose, part).standard_normal(self.days)

    def normal_slots(self, purpose: str, part: int = 0) -> NDArray[np.float64]:
        """Independent standard normal draws, one per slot, shape (slots,)."""
        return stream(self.seed, self.fiscal_year, purpose, part).standard_normal(self.days * SLOTS_PER_DAY)
