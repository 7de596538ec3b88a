"""Conversions at the door. Inside: MW, MWh, h, JPY, JPY/MWh; every fraction is 0 to 1."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

Number = TypeVar("Number", float, "np.ndarray[tuple[int, ...], np.dtype[np.float64]]")

KW_PER_MW = 1000.0
KWH_PER_MWH = 1000.0
JPY_PER_MILLION = 1e6


def jpy_per_mwh(jpy_per_kwh: Number) -> Number:
    """Convert a price of energy from the published unit. [JPY/kWh] → [JPY/MWh]

    >>> jpy_per_mwh(12.34)
    12340.0
    """
    return jpy_per_kwh * KWH_PER_MWH


def jpy_per_kwh(price_jpy_per_mwh: Number) -> Number:
    """Convert a price of energy to the published unit. [JPY/MWh] → [JPY/kWh]

    >>> jpy_per_kwh(12340.0)
    12.34
    """
    return price_jpy_per_mwh / KWH_PER_MWH


def share_per_slot(share_per_day: float, slots_per_day: int) -> float:
    """Loss per slot that compounds to a given loss per day. [-] → [-]

    >>> loss = share_per_slot(0.02, 48)
    >>> round((1 - loss) ** 48, 12)
    0.98
    """
    return float(-np.expm1(np.log1p(-share_per_day) / slots_per_day))
