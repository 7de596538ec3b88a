"""Results of the balancing market in one area, published or generated, as they leave the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.prices import PRODUCTS
from storage_opt.timeline import SLOTS_PER_DAY, Period

SEASONS = ("spring", "summer", "autumn", "winter")


@dataclass(frozen=True, eq=False)
class BalancingRun:
    """Results of one product in one area over days with the same number of blocks.

    Volumes count the resources of the area (電源属地別); the requirement is what the area's transmission operator asks for.
    Awards are paid as bid, so minimum, mean and maximum of a block differ. A block without an award has NaN prices.

    Parameters
    ----------
    product : str
        One of ``PRODUCTS``.
    first_day : datetime.date
        First delivery day.
    requirement_mw, offer_mw, award_mw : ndarray of float, shape (days, blocks)
        Volume asked for, offered and awarded. [MW]
    min_jpy_per_kw_slot, mean_jpy_per_kw_slot, max_jpy_per_kw_slot : ndarray of float, shape (days, blocks)
        Lowest, volume-weighted mean and highest award price, per kW and 30-minute slot whatever the length of the block.
        [JPY/kW/slot]
    """

    product: str
    first_day: date
    requirement_mw: NDArray[np.float64]
    offer_mw: NDArray[np.float64]
    award_mw: NDArray[np.float64]
    min_jpy_per_kw_slot: NDArray[np.float64]
    mean_jpy_per_kw_slot: NDArray[np.float64]
    max_jpy_per_kw_slot: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.product not in PRODUCTS:
            raise ValueError(f"product must be one of {', '.join(PRODUCTS)}, got {self.product!r}")
        shapes = {array.shape for array in self.arrays.values()}
        if len(shapes) != 1:
            raise ValueError(f"all arrays of a run have one shape, got {sorted(shapes)}")
        if len(self.award_mw.shape) != 2 or SLOTS_PER_DAY % self.blocks != 0:
            raise ValueError(f"blocks must divide {SLOTS_PER_DAY}, got an array of shape {self.award_mw.shape}")

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """The six arrays by name."""
        return {
            "requirement_mw": self.requirement_mw,
            "offer_mw": self.offer_mw,
            "award_mw": self.award_mw,
            "min_jpy_per_kw_slot": self.min_jpy_per_kw_slot,
            "mean_jpy_per_kw_slot": self.mean_jpy_per_kw_slot,
            "max_jpy_per_kw_slot": self.max_jpy_per_kw_slot,
        }

    @property
    def n_days(self) -> int:
        """Number of days."""
        return int(self.award_mw.shape[0])

    @property
    def blocks(self) -> int:
        """Blocks per day: 8 of three hours, or 48 of half an hour."""
        return int(self.award_mw.shape[1])

    @property
    def slots_per_block(self) -> int:
        """Slots of 30 minutes in a block."""
        return SLOTS_PER_DAY // self.blocks

    @property
    def last_day(self) -> date:
        """Last delivery day, inclusive."""
        return self.first_day + timedelta(days=self.n_days - 1)

    @property
    def seasons(self) -> NDArray[np.int64]:
        """Season of every day, index into ``SEASONS`` (spring is March to May), shape (days,)."""
        months = Period(self.first_day, self.n_days).months[::SLOTS_PER_DAY]
        index: NDArray[np.int64] = (months - 3) % 12 // 3
        return index


@dataclass(frozen=True, eq=False)
class BalancingBook:
    """All products of one area over one fiscal year.

    Parameters
    ----------
    area : str
        Market area.
    fiscal_year : int
        Price year.
    regime : str
        Rules that shape the results: ``delivery`` (those in force on each price date) or the ISO date on which the rules of
        all days are taken, for example ``2026-09-01``.
    runs : tuple of BalancingRun
        By product, then date; a product that was not traded has no run, one whose blocks changed within the year has several.
    is_synthetic : bool
        Whether the results were generated, not published.
    """

    area: str
    fiscal_year: int
    regime: str
    runs: tuple[BalancingRun, ...]
    is_synthetic: bool

    @property
    def products(self) -> tuple[str, ...]:
        """Products with at least one run, in the order of ``PRODUCTS``."""
        traded = {run.product for run in self.runs}
        return tuple(product for product in PRODUCTS if product in traded)

    def of(self, product: str) -> tuple[BalancingRun, ...]:
        """Return the runs of one product, in order of time; empty when it was not traded."""
        return tuple(run for run in self.runs if run.product == product)

    def by_slot(self, product: str, name: str) -> NDArray[np.float64]:
        """One quantity of one product in every slot of the fiscal year.

        Parameters
        ----------
        product : str
            One of ``PRODUCTS``.
        name : str
            Name of an array of ``BalancingRun``, for example ``mean_jpy_per_kw_slot``.

        Returns
        -------
        ndarray of float, shape (slots,)
            Each block's value in all its slots; NaN on days on which the product was not traded.
        """
        period = Period.of_fiscal_year(self.fiscal_year)
        days = np.full((period.n_days, SLOTS_PER_DAY), np.nan)
        for run in self.of(product):
            start = (run.first_day - period.first_day).days
            days[start : start + run.n_days] = np.repeat(run.arrays[name], run.slots_per_block, axis=1)
        return days.reshape(-1)
