"""Seeded random numbers: one stream per year and purpose, and persistent series made from them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# The place of a purpose in this list is part of its seed: append, never reorder.
PURPOSES = ("level", "swing", "cloud", "residual", "spike", "link", "jitter", "balancing", "intraday")


def stream(seed: int, fiscal_year: int, purpose: str, part: int = 0) -> np.random.Generator:
    """Random stream that depends on nothing but its arguments.

    Parameters
    ----------
    seed : int
        Seed of the whole market.
    fiscal_year : int
        Year generated; years never share a stream.
    purpose : str
        One of ``PURPOSES``.
    part : int, optional
        Area or link, where a purpose has several.

    Returns
    -------
    numpy.random.Generator
        PCG64, whose output NumPy keeps the same on all platforms.
    """
    sequence = np.random.SeedSequence([seed, fiscal_year, PURPOSES.index(purpose), part])
    return np.random.Generator(np.random.PCG64(sequence))


def persistent(draws: NDArray[np.float64], correlation: float) -> NDArray[np.float64]:
    """Turn independent standard normal draws into an AR(1) series of unit variance.

    A plain loop of additions and products: no vendor library whose last bit may differ between machines.

    >>> persistent(np.array([1.0, 0.0, 0.0]), 0.5)
    array([1.  , 0.5 , 0.25])
    """
    fresh = math.sqrt(1.0 - correlation * correlation)
    values: list[float] = []
    state = 0.0
    for n, draw in enumerate(draws.tolist()):
        state = draw if n == 0 else correlation * state + fresh * draw
        values.append(state)
    return np.array(values)
