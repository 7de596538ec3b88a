"""Columns of the canonical price table: names, units, and what a cell may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from storage_opt.records.prices import PRODUCTS

SPOT = "spot_jpy_per_kwh"
INTRADAY = "intraday_jpy_per_kwh"
IMBALANCE = "imbalance_jpy_per_kwh"
SYSTEM = "system_jpy_per_kwh"
"""System price of the day-ahead market: used to fill gaps, never as the price of an area."""
AVAILABILITY_ENDING, ACCEPTANCE_ENDING = "_jpy_per_kw_slot", "_acceptance"


def availability(product: str) -> str:
    """Name the column of availability prices.

    >>> availability("rr_fit")
    'rr_fit_jpy_per_kw_slot'
    """
    return product + AVAILABILITY_ENDING


def acceptance(product: str) -> str:
    """Name the column of accepted shares.

    >>> acceptance("rr_fit")
    'rr_fit_acceptance'
    """
    return product + ACCEPTANCE_ENDING


AVAILABILITY = tuple(availability(product) for product in PRODUCTS)
ACCEPTANCE = tuple(acceptance(product) for product in PRODUCTS)
PRICE_COLUMNS = (SPOT, INTRADAY, IMBALANCE, *AVAILABILITY, *ACCEPTANCE)
"""Columns that a run can use."""


@dataclass(frozen=True)
class Allowed:
    """What a cell of a column may hold.

    Parameters
    ----------
    unit : str
        Name of the unit in the catalogue, ``prices.unit.…``.
    low, high : float
        Limits of the value, in the unit of the file.
    outside : str
        Fault of a value beyond them.
    floor : float, optional
        Lowest price of the market; a published value from 0 up to it means that no price was made: a gap.
    may_be_empty : bool
        Whether an empty cell has a meaning of its own (no award); it is read as NaN.
    gaps_allowed : bool
        Whether the user named a rule by which gaps are filled; they are then read as NaN, not refused.
    """

    unit: str
    low: float = -np.inf
    high: float = np.inf
    outside: str = "prices.negative"
    floor: float | None = None
    may_be_empty: bool = False
    gaps_allowed: bool = False

    def with_gaps(self, *, allowed: bool) -> Allowed:
        """Return the same, with gaps read as NaN."""
        return replace(self, gaps_allowed=allowed and not self.may_be_empty)


ENERGY_PRICE = Allowed("jpy_per_kwh")
POWER = Allowed("mw")


def allowed(column: str) -> Allowed:
    """Say what a cell of a column of our own table may hold.

    >>> allowed("rr_fit_acceptance").high
    1.0
    """
    if column in AVAILABILITY:
        return Allowed("jpy_per_kw_slot", low=0.0, may_be_empty=True)
    if column in ACCEPTANCE:
        return Allowed("share", low=0.0, high=1.0, outside="prices.not_share")
    return ENERGY_PRICE
