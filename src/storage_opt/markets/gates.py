"""When a market closes and when its results are out: moments of a delivery day, read from the dated rules."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from storage_opt.records.rule_book import RuleBook

_MOMENT = re.compile(r"D-(\d+) (\d{2}):(\d{2})")
_BID_DAY = re.compile(r"D-(\d+)|W-1 (Mon|Tue|Wed|Thu|Fri|Sat|Sun)")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SATURDAY, WEEK = 5, 7
"""The week of the balancing market runs from Saturday to Friday."""
HOUR_OF_DAILY_OFFERS, HOUR_OF_DAILY_AWARDS = time(14, 0), time(15, 0)
"""Assumed end of the bid window and moment of the awards of products traded the day before delivery, on days for which no rule names
them: as since 2026-03-14."""


def moment(text: str, day: date) -> datetime:
    """Japan time of a rule such as ``D-1 10:00`` for a delivery day.

    Parameters
    ----------
    text : str
        Value of a rule: days before delivery, hours and minutes.
    day : datetime.date
        Delivery day.

    Raises
    ------
    ValueError
        The rule is not written like that.

    Examples
    --------
    >>> moment("D-1 10:00", date(2024, 3, 1))
    datetime.datetime(2024, 2, 29, 10, 0)
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a moment like 'D-1 10:00'")
    before, hour, minute = (int(part) for part in found.groups())
    return datetime.combine(day - timedelta(days=before), time(hour, minute))


def spot_gate(rules: RuleBook, day: date) -> datetime:
    """Last moment at which a spot bid for a delivery day may change (rule ``spot.gate_close``), Japan time."""
    return moment(rules.text("spot.gate_close", on=day), day)


def spot_published(rules: RuleBook, day: date) -> datetime:
    """Moment at which the spot prices of a delivery day are out (rule ``spot.results``), Japan time."""
    return moment(rules.text("spot.results", on=day), day)


def week_of(day: date) -> date:
    """Saturday that begins the week of the balancing market in which a delivery day lies.

    >>> week_of(date(2024, 4, 5)), week_of(date(2024, 4, 6))
    (datetime.date(2024, 3, 30), datetime.date(2024, 4, 6))
    """
    return day - timedelta(days=(day.weekday() - SATURDAY) % WEEK)


def bid_day(text: str, day: date) -> date:
    """Day of bidding from a rule such as ``D-1`` or ``W-1 Tue`` (the Tuesday of the week before).

    Raises
    ------
    ValueError
        The rule is not written like that.

    Examples
    --------
    >>> bid_day("D-1", date(2026, 3, 14)), bid_day("W-1 Tue", date(2026, 3, 13))
    (datetime.date(2026, 3, 13), datetime.date(2026, 3, 3))
    """
    found = _BID_DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a day of bidding like 'D-1' or 'W-1 Tue'")
    if found[1] is not None:
        return day - timedelta(days=int(found[1]))
    first = week_of(day)
    back = (first.weekday() - _WEEKDAYS.index(found[2])) % WEEK or WEEK
    return first - timedelta(days=back)


def offer_gate(rules: RuleBook, product: str, day: date, rules_on: date | None = None) -> datetime:
    """Last moment at which an offer of a balancing product for a delivery day may change, Japan time.

    Rule ``balancing.gate_close`` where there is one (since 14 March 2026). Before, the day of bidding is known (``balancing.bid_day``).
    *Assumed* then: weekly offers close with the spot market of that day (``spot.gate_close``), so that no spot result of the day is seen;
    offers for the day after close at ``HOUR_OF_DAILY_OFFERS``, after the spot results.

    Parameters
    ----------
    rules : RuleBook
        Dated rules.
    product : str
        One of ``PRODUCTS``.
    day : datetime.date
        Delivery day.
    rules_on : datetime.date, optional
        Day whose rules hold; the delivery day where omitted.

    Examples
    --------
    >>> from storage_opt.inputs.rules import rule_book
    >>> for day in (date(2026, 3, 13), date(2026, 3, 14)):
    ...     print(offer_gate(rule_book(), "composite", day))
    2026-03-03 10:00:00
    2026-03-13 14:00:00
    """
    rules_on = rules_on or day
    if rules.has("balancing.gate_close", on=rules_on):
        return moment(rules.text("balancing.gate_close", on=rules_on), day)
    on = bid_day(rules.text("balancing.bid_day", product=product, on=rules_on), day)
    if on == day - timedelta(days=1):
        return datetime.combine(on, HOUR_OF_DAILY_OFFERS)
    return datetime.combine(on, spot_gate(rules, day).time())


def offers_published(rules: RuleBook, product: str, day: date, rules_on: date | None = None) -> datetime:
    """Moment at which awards of a balancing product for a delivery day are out, Japan time.

    Rule ``balancing.clearing`` where there is one. *Assumed* before: the end of the day of bidding; for offers for the day after
    ``HOUR_OF_DAILY_AWARDS``. Parameters as for ``offer_gate``.
    """
    if rules.has("balancing.clearing", on=rules_on or day):
        return moment(rules.text("balancing.clearing", on=rules_on or day), day)
    gate = offer_gate(rules, product, day, rules_on)
    if gate.date() == day - timedelta(days=1):
        return datetime.combine(gate.date(), HOUR_OF_DAILY_AWARDS)
    return datetime.combine(gate.date() + timedelta(days=1), time())


def intraday_opens(rules: RuleBook, day: date) -> datetime:
    """Moment at which intraday trading for a delivery day begins (rule ``intraday.gate_open``), Japan time."""
    return moment(rules.text("intraday.gate_open", on=day), day)
