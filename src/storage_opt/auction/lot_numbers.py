"""Numbers drawn by lot (くじ), one per bid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from storage_opt.records.auction import Bid


def lot_number(seed: int, bid_id: str) -> tuple[int, str]:
    """Draw a number; the smallest goes first.

    The number follows from the seed and the bid's name alone, so that other bids, and all prices, leave it as it is. The name
    itself settles two equal numbers.

    >>> [min("abc", key=lambda name: lot_number(seed, name)) for seed in (0, 1, 2, 3)]
    ['a', 'a', 'c', 'a']
    """
    digest = hashlib.sha256(f"{seed}:{bid_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big"), bid_id


def by_lot(bids: Iterable[Bid], seed: int) -> list[Bid]:
    """Sort bids by their numbers."""
    return sorted(bids, key=lambda bid: lot_number(seed, bid.bid_id))
