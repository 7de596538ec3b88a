"""When a market closes and when its results are out: moments of a delivery day, read from the dated rules."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from storage_opt.records.rule_book import RuleBook

_MOMENT = re.compile(r"D-(\d+) (\d{2}):(\d{2})")


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
