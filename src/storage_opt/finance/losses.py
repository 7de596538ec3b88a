"""Losses carried forward (繰越欠損金): oldest first, up to a share of the year's income, lapsing with age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from storage_opt.records.finance_terms import Losses


@dataclass(frozen=True)
class LossRules:
    """How losses are offset.

    Parameters
    ----------
    kind : str
        ``carry_forward``, or ``immediate``: a taxed group uses them in their year, a loss brings tax back.
    years : int
        Fiscal years after the year of the loss in which it may be used. [year]
    share : float
        Largest share of a year's income that losses may offset. [-]
    """

    kind: Losses = "carry_forward"
    years: int = 10
    share: float = 1.0


@dataclass(frozen=True)
class OffsetYear:
    """One year after losses.

    Parameters
    ----------
    loss_used_jpy : float
        Losses of earlier years offset, ≥ 0. [JPY]
    loss_left_jpy : float
        Losses still usable in the next year, ≥ 0: what lapses at the end of this one is no longer in it. [JPY]
    taxable_jpy : float
        Income after losses, ≥ 0 unless losses are used at once. [JPY]
    """

    loss_used_jpy: float
    loss_left_jpy: float
    taxable_jpy: float


def offset_losses(income_jpy: Sequence[float], rules: LossRules) -> tuple[OffsetYear, ...]:
    """Offset losses against the income of later years.

    Parameters
    ----------
    income_jpy : sequence of float
        Income before losses of consecutive fiscal years, negative in a year of loss. [JPY]
    rules : LossRules
        How they are offset.

    Returns
    -------
    tuple of OffsetYear
        By year.

    References
    ----------
    Rules ``tax.loss_years``, ``tax.loss_share``.

    Examples
    --------
    A loss of 100 against incomes of 80, half of which may be offset: 40, 40, 20.

    >>> [year.loss_used_jpy for year in offset_losses([-100.0, 80.0, 80.0, 80.0], LossRules(share=0.5))]
    [0.0, 40.0, 40.0, 20.0]
    """
    if rules.kind == "immediate":
        return tuple(OffsetYear(0.0, 0.0, income) for income in income_jpy)
    kept: list[tuple[int, float]] = []  # last year of use and amount, oldest first
    offset = []
    for year, income in enumerate(income_jpy):
        allowed = room = max(0.0, income) * rules.share
        rest: list[tuple[int, float]] = []
        for last_year, loss in kept:
            part = min(loss, room)
            room -= part
            if part < loss and last_year > year:
                rest.append((last_year, loss - part))
        if income < 0.0 and rules.years > 0:
            rest.append((year + rules.years, -income))
        kept = rest
        used = allowed - room
        offset.append(OffsetYear(used, fsum(loss for _, loss in kept), max(0.0, income) - used))
    return tuple(offset)
