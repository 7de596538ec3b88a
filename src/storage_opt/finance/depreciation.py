"""Depreciation for corporate tax: 200 per cent declining balance (200 % 定率法) and straight line (定額法), by whole years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from storage_opt.finance.fixed_assets import FixedAsset
from storage_opt.finance.tax_lookup import record_derived
from storage_opt.messages import Message, say
from storage_opt.records.finance_terms import Depreciation
from storage_opt.records.rule_book import RuleBook

RULE = "tax.depreciation_rate"
TABULATED_LIFE = 17
"""Useful life for which the rules hold official rates. [year]"""


def declining_fractions(life_years: int, rate: float, revised_rate: float, guarantee_rate: float) -> tuple[float, ...]:
    """Share of the base depreciated in each year by declining balance with a guarantee.

    ``d[y] = book[y−1] × rate`` while that is at least ``guarantee_rate``; from the first year in which it is not,
    ``d[y] = book × revised_rate`` with the book value at the start of that year, the same each year. The last year takes what
    is left, so that the shares sum to 1 (the law leaves 1 yen on the books, neglected).

    Parameters
    ----------
    life_years : int
        Legal useful life (法定耐用年数). [year]
    rate, revised_rate, guarantee_rate : float
        償却率, 改定償却率, 保証率. [-]

    Returns
    -------
    tuple of float
        By year of use, shape (``life_years``,). [-]

    References
    ----------
    Rule ``tax.depreciation_rate``.

    Examples
    --------
    >>> shares = declining_fractions(17, 0.118, 0.125, 0.04038)
    >>> [round(share, 4) for share in shares[:4]], round(shares[-1], 4), round(sum(shares), 12)
    ([0.118, 0.1041, 0.0918, 0.081], 0.0404, 1.0)
    """
    book, equal, shares = 1.0, 0.0, []
    for _ in range(life_years - 1):
        if not equal and book * rate < guarantee_rate:
            equal = book * revised_rate
        share = min(book, equal or book * rate)
        shares.append(share)
        book -= share
    return (*shares, book)


def straight_line_fractions(life_years: int, rate: float | None = None) -> tuple[float, ...]:
    """Share of the base depreciated in each year by straight line; the last year takes what is left.

    Parameters
    ----------
    life_years : int
        Legal useful life. [year]
    rate : float or None
        Official yearly rate, rounded up to three places; ``None``: 1 over the life. [-]

    Returns
    -------
    tuple of float
        By year of use, sums to 1. [-]

    Examples
    --------
    >>> [round(share, 3) for share in straight_line_fractions(17, 0.059)[-2:]]
    [0.059, 0.056]
    """
    rate = 1.0 / life_years if rate is None else rate
    book, shares = 1.0, []
    for _ in range(life_years - 1):
        shares.append(min(book, rate))
        book -= shares[-1]
    return (*shares, book)


def derived_rates(life_years: int) -> tuple[float, float, float]:
    """Rates of declining balance for a life without official ones: rate, revised rate, guarantee rate.

    The rate is ``2/N`` to three places. The change to equal parts comes when they are greater: with ``m`` years left,
    ``1/m > rate``; the revised rate is ``1/m`` of the first such year, and the guarantee rate just below the equal part
    ``(1 − rate)^(N − m) / m``. This gives the official rates of 17 years to their last digit or one off.

    Examples
    --------
    >>> [round(rate, 5) for rate in derived_rates(17)]
    [0.118, 0.125, 0.04037]
    """
    rate = min(1.0, math.floor(round(2e3 / life_years, 6) + 0.5) / 1e3)  # a half is rounded up
    left = math.ceil(round(1.0 / rate, 9)) - 1
    if left == 0:
        return 1.0, 1.0, 0.0
    equal = (1.0 - rate) ** (life_years - left) / left
    return rate, 1.0 / left, (math.ceil(round(equal * 1e5, 6)) - 1) / 1e5


def depreciation_fractions(
    kind: Depreciation, life_years: int, book: RuleBook, on: date
) -> tuple[tuple[float, ...], tuple[Message, ...]]:
    """Share of the base depreciated in each year of use, by the official rates where the rules hold them.

    Parameters
    ----------
    kind : str
        ``declining`` or ``straight_line``.
    life_years : int
        Legal useful life. [year]
    book : RuleBook
        Dated rules; rates of a life other than 17 years are derived and recorded as extrapolated.
    on : datetime.date
        Day of the start of operation.

    Returns
    -------
    tuple of float, tuple of Message
        Shares by year of use, which sum to 1, and a note where the rates were derived. [-]

    Raises
    ------
    ValueError
        The life is less than one year.
    """
    if life_years < 1:
        raise ValueError(f"useful life of {life_years} years")
    if life_years == TABULATED_LIFE:
        if kind == "straight_line":
            return straight_line_fractions(life_years, book.number(RULE, kind=kind, on=on)), ()
        rate, revised, guarantee = (
            book.number(RULE, kind=part, on=on) for part in ("declining", "revised", "guarantee")
        )
        return declining_fractions(life_years, rate, revised, guarantee), ()
    if kind == "straight_line":
        rate = math.ceil(round(1e3 / life_years, 6)) / 1e3
        record_derived(book, RULE, on, rate, "1/N, rounded up to three places", kind=kind, life=life_years)
        note = say("tax.note.straight_line_derived", years=life_years, rate=f"{rate:.3f}")
        return straight_line_fractions(life_years, rate), (note,)
    rate, revised, guarantee = derived_rates(life_years)
    formula = "2/N, then equal parts once they are greater"
    record_derived(book, RULE, on, rate, formula, kind=kind, life=life_years)
    note = say(
        "tax.note.declining_derived",
        years=life_years,
        rate=f"{rate:.3f}",
        revised=f"{revised:.3f}",
        guarantee=f"{guarantee:.5f}",
    )
    return declining_fractions(life_years, rate, revised, guarantee), (note,)


def depreciation_jpy(assets: Sequence[FixedAsset], fractions: Sequence[float], years: int) -> tuple[float, ...]:
    """Depreciation of all assets by operating year.

    ``Σ base × fraction[age]``. Operation starts on 1 April, so the first year of use is a whole one, also for energy added
    later, which is an asset of its own with the same life. What is not depreciated at the end of the last operating year is
    written off in it (除却損, retirement loss).

    Parameters
    ----------
    assets : sequence of FixedAsset
        Used from operating year 1 to ``years``.
    fractions : sequence of float
        By year of use. [-]
    years : int
        Operating years. [year]

    Returns
    -------
    tuple of float
        By operating year, ≥ 0; sums to the bases. [JPY]

    Raises
    ------
    ValueError
        An asset is first used after the last year.

    Examples
    --------
    Two years of four; the other two parts are written off in the second year.

    >>> depreciation_jpy([FixedAsset(400.0)], straight_line_fractions(4), 2)
    (100.0, 300.0)
    """
    yearly = [0.0] * years
    for asset in assets:
        if asset.first_year > years:
            raise ValueError(f"used from operating year {asset.first_year} of {years}")
        used = fractions[: asset.age(years)]
        for age, share in enumerate(used):
            yearly[asset.first_year - 1 + age] += asset.base_jpy * share
        yearly[-1] += asset.base_jpy * math.fsum(fractions[len(used) :])
    return tuple(yearly)
