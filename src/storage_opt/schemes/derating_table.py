"""Monthly de-rating factors of an area from the dated rules, with what is official and what is extrapolated on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum

from storage_opt.errors import Fault, NoRuleInForceError
from storage_opt.messages import say
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Grade, RuleUse, shown_index
from storage_opt.schemes.derating import FIT_HOURS, derating_factor

RULE = "derating.factor"
FISCAL_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@dataclass(frozen=True)
class MonthlyFactors:
    """Twelve de-rating factors, April to March.

    Parameters
    ----------
    factors : tuple of float
        April to March. [-]
    is_official : tuple of bool
        Whether each is in the official table.
    """

    factors: tuple[float, ...]
    is_official: tuple[bool, ...]

    @property
    def mean(self) -> float:
        """Mean over the twelve months. [-]"""
        return fsum(self.factors) / len(self.factors)


def monthly_factors(book: RuleBook, area: str, hours: int, on: date) -> MonthlyFactors:
    """De-rating factors of an area for a duration, recorded in the book.

    Parameters
    ----------
    book : RuleBook
        Dated rules. Official values used are recorded as such; when a month is extrapolated, so is the mean of the year.
    area : str
        One of ``records.prices.AREAS``.
    hours : int
        Whole hours of full output; more than the table's last row count as that many. [h]
    on : datetime.date
        Delivery day; the table of its delivery year is taken.

    Returns
    -------
    MonthlyFactors
        April to March.

    Raises
    ------
    NoRuleInForceError
        No table is in force on the day, or it does not reach down to so few hours.
    """
    low, high = (int(book.number("derating.hours_tabulated", bound=bound, on=on)) for bound in ("low", "high"))
    if hours < low:
        subject = f"{RULE} ({shown_index({'area': area, 'hours': hours})})"
        raise NoRuleInForceError(
            subject, [Fault(say("rules.below_table", hours=hours, low=low), say("rules.below_table.do", low=low))]
        )
    row = min(hours, high)
    tabulated = range(low, high + 1)
    known = {key for key in book.rule(RULE).series if key[0] == area}
    factors, official = [], []
    for month in FISCAL_MONTHS:
        have = [h for h in tabulated if (area, h, month) in known and _holds(book, area, h, month, on)]
        is_official = row in have
        asked = [row] if is_official else sorted({*FIT_HOURS, *have})
        values = {h: book.number(RULE, area=area, hours=h, month=month, on=on) for h in asked}
        factors.append(derating_factor(values, row))
        official.append(is_official)
    result = MonthlyFactors(tuple(factors), tuple(official))
    if not all(official):
        _record_mean(book, area, hours, on, result)
    return result


def _holds(book: RuleBook, area: str, hours: int, month: int, on: date) -> bool:
    return book.has(RULE, area=area, hours=hours, month=month, on=on)


def _record_mean(book: RuleBook, area: str, hours: int, on: date, result: MonthlyFactors) -> None:
    rule = book.rule(RULE)
    base = rule.on(on, area=area, hours=3, month=4)
    book.record(
        RuleUse(
            name=RULE,
            unit=rule.unit,
            index={"area": area, "hours": hours, "month": "mean"},
            on=on,
            since=base.since,
            value=round(result.mean, 6),
            reference="c(h) = 1 - exp(-u (h/4)^p) through the official 3 h and 4 h values of each month",
            grade=Grade.EXTRAPOLATED,
            note=f"{sum(result.is_official)} of 12 months official",
            is_assumed=False,
            file=rule.file,
            description=rule.description,
        )
    )
