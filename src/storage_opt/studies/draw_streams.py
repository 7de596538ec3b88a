"""Random numbers of a draw: a stream of its own for every quantity, whatever else is drawn."""

from __future__ import annotations

import hashlib

import numpy as np

BITS = 53
"""Of a number between 0 and 1 that a double holds exactly."""


def uniforms(seed: int, number: int, quantity: str, count: int) -> list[float]:
    """Numbers between 0 and 1, both left out, evenly spread.

    The stream is named by seed, draw and quantity alone. So a draw is the same for every case, for any number of draws, and in any order,
    and asking for more numbers does not change the first ones.

    Parameters
    ----------
    seed : int
        Of the study.
    number : int
        Of the draw, from 1.
    quantity : str
        What is drawn.
    count : int
        How many numbers.

    Examples
    --------
    >>> uniforms(1, 7, "capex", 1) == uniforms(1, 7, "capex", 3)[:1] != uniforms(1, 7, "fade", 1)
    True
    """
    named = int.from_bytes(hashlib.sha256(quantity.encode()).digest()[:8], "big")
    stream = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(named, number)))
    whole = stream.random_raw(count) >> np.uint64(64 - BITS)
    return [(int(bits) + 0.5) / 2.0**BITS for bits in whole]
