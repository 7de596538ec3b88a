"""Whole yen: yearly amounts, and the twelve payments that make one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from storage_opt.records.contract import Payment

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


def whole_months(amounts_jpy: Sequence[float]) -> tuple[int, ...]:
    """Round monthly amounts to the yen so that they sum to the rounded year. [JPY] → [JPY]

    >>> whole_months([0.4, 0.4, 0.4, 0.0])
    (0, 1, 0, 0)
    """
    sums = [0, *(int(whole_yen(total)) for total in accumulate(amounts_jpy))]
    return tuple(after - before for before, after in pairwise(sums))


def months_of(payment: Payment) -> tuple[int, ...]:
    """Monthly parts of a payment from April, which sum to it: its own, else twelve equal ones. [JPY]

    >>> months_of(Payment("penalty", -7.0, "taxpayers", (0, -7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))[1]
    -7
    """
    return payment.months_jpy or monthly_payments(payment.amount_jpy)
