"""The highest price at which a battery may bid in a round (上限価格), as far as it is known."""

from __future__ import annotations

from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.derating_table import monthly_factors
from storage_opt.schemes.ltda_round import bidding_day
from storage_opt.timeline import fiscal_year_start

CEILING_HOURS = 3
"""Duration whose factor explains how the caps of round 1 differ by area. [h]"""


def price_ceiling(book: RuleBook, round_: int, area: str) -> float | None:
    """Price ceiling of a battery per contracted kW; ``None`` where none was found. [JPY/kW/year]

    Parameters
    ----------
    book : RuleBook
        Dated rules; values used are recorded.
    round_ : int
        1 to 4.
    area : str
        Area of the grid.

    Notes
    -----
    Round 1 has caps by area, of which the lowest and the highest were published: a fixed amount per kW of nameplate over the
    area's 3 h factor (inferred), kept between the two. Rounds 2 and 3: the general threshold. Round 4: not found.

    References
    ----------
    Rules ``ltda_price.ceiling_per_nameplate_kw``, ``ceiling_low``, ``ceiling_high``, ``ceiling_threshold``.

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> [price_ceiling(rule_book(), round_, "tokyo") for round_ in (1, 2, 3, 4)]
    [74690.0, 100000.0, 200000.0, None]
    """
    day = bidding_day(book, round_)
    if (round_,) in book.rule("ltda_price.ceiling_per_nameplate_kw").series:
        low, high, nameplate = (
            book.number(f"ltda_price.ceiling_{part}", on=day, round=round_)
            for part in ("low", "high", "per_nameplate_kw")
        )
        table = int(book.number("ltda_contract.derating_year", on=day, round=round_))
        factor = monthly_factors(book, area, CEILING_HOURS, fiscal_year_start(table)).mean
        return min(max(nameplate / factor, low), high)
    if (round_,) in book.rule("ltda_price.ceiling_threshold").series:
        return book.number("ltda_price.ceiling_threshold", on=day, round=round_)
    return None
