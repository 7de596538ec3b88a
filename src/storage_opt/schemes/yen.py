"""Whole yen: yearly amounts, and the twelve payments that make one."""

from __future__ import annotations

import math
from itertools import pairwise

MONTHS = 12


def whole_yen(amount_jpy: float) -> float:
    """Round an amount of money to the yen, a half up. [JPY] → [JPY]

    Contract amounts are settled in whole yen; how a half is rounded is a choice of this program.

    >>> whole_yen(2.5), whole_yen(2_699_999_999.6)
    (3.0, 2700000000.0)
    """
    return float(math.floor(round(amount_jpy, 6) + 0.5))


def monthly_payments(amount_jpy: float) -> tuple[int, ...]:
    """Split a yearly amount into twelve payments that sum to it exactly.

    Parameters
    ----------
    amount_jpy : float
        Yearly amount in whole yen, either sign. [JPY]

    Returns
    -------
    tuple of int
        April to March; no two differ by more than a yen. [JPY]

    Raises
    ------
    ValueError
        The amount is not in whole yen.

    References
    ----------
    Rules ``ltda_contract.payments_per_year`` and ``capacity_market.payments_per_year``: that payments are monthly is
    known, that they are equal is not.

    Examples
    --------
    >>> monthly_payments(100.0)
    (8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 8, 9)
    """
    whole = round(amount_jpy)
    if whole != amount_jpy:
        raise ValueError(f"expected whole yen, got {amount_jpy}")
    paid = [whole * month // MONTHS for month in range(MONTHS + 1)]
    return tuple(after - before for before, after in pairwise(paid))
