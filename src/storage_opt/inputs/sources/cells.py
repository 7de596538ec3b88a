"""Single cells as the publishers write them: days, moments, codes and prices."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta, timezone

import numpy as np

from storage_opt.inputs.columns import Allowed
from storage_opt.timeline import SLOTS_PER_DAY, UTC_OFFSET_H

SLOT_MIN = 30
NOT_A_TIME = np.datetime64("NaT", "m")
_JAPAN = timezone(timedelta(hours=UTC_OFFSET_H))
_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
_DAY_WITHOUT_MARKS = re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII)
_SPREADSHEET_TIME = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) +(\d{1,2}):(\d{2})(?::(\d{2}))?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


def read_day(cell: str) -> np.datetime64 | None:
    """Read YYYY/MM/DD, YYYY/M/D, YYYY-MM-DD or YYYYMMDD.

    >>> read_day("2023/4/1"), read_day("20230401")
    (np.datetime64('2023-04-01'), np.datetime64('2023-04-01'))
    """
    text = cell.strip()
    found = _DAY.fullmatch(text) or _DAY_WITHOUT_MARKS.fullmatch(text)
    if found is None:
        return None
    try:
        return np.datetime64(date(int(found[1]), int(found[3]), int(found[4])), "D")
    except ValueError:
        return None


def read_slot_code(cell: str) -> int | None:
    """Read the number of a slot, 1 to 48.

    >>> read_slot_code("48"), read_slot_code("0")
    (48, None)
    """
    text = cell.strip()
    code = int(text) if text.isdecimal() else 0
    return code if 1 <= code <= SLOTS_PER_DAY else None


def start_of(day: np.datetime64 | None, code: int | None) -> np.datetime64 | None:
    """Start of a slot by day and number, where both could be read.

    >>> start_of(np.datetime64("2023-04-01"), 2)
    np.datetime64('2023-04-01T00:30')
    """
    if day is None or code is None:
        return None
    start: np.datetime64 = day.astype("datetime64[m]") + np.timedelta64(SLOT_MIN * (code - 1), "m")
    return start


def read_slot_start(cell: str) -> np.datetime64 | None:
    """Read an ISO 8601 moment on a whole minute, as Japan wall-clock time.

    Without a zone it is Japan time. A spreadsheet's ``2023/4/1 0:30`` is read too.

    >>> read_slot_start("2023-03-31T15:30Z")
    np.datetime64('2023-04-01T00:30')
    """
    text = cell.strip()
    try:
        if found := _SPREADSHEET_TIME.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            moment = datetime(year, month, day, hour, minute, second)
        else:
            moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(_JAPAN).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    if moment.second or moment.microsecond:
        return None
    return np.datetime64(moment, "m")


def read_price(cell: str) -> float | None:
    """Read a number; NaN and infinities are returned as such, text is ``None``.

    >>> read_price(" -1.5 "), read_price("1_0"), read_price("Infinity")
    (-1.5, None, inf)
    """
    text = cell.strip()
    if _NUMBER.fullmatch(text) or _NOT_FINITE.fullmatch(text):
        return float(text)
    return None


def fault_of_value(cell: str, value: float | None, allowed: Allowed) -> str | None:
    """Name the fault of a number, if it has one.

    Parameters
    ----------
    cell : str
        As it stands in the file.
    value : float or None
        What `read_price` made of it.
    allowed : Allowed
        What the column may hold.
    """
    if not cell.strip() or (allowed.may_be_empty and cell.strip().lower() == "nan"):
        return None if allowed.may_be_empty or allowed.gaps_allowed else "prices.price_empty"
    if value is None:
        return "prices.price_text"
    if not math.isfinite(value):
        return "prices.price_not_finite"
    if allowed.floor is not None and value < 0:
        return "prices.price_negative"
    if allowed.floor is not None and value < allowed.floor:
        return None if allowed.gaps_allowed else "prices.price_below_floor"
    return allowed.outside if not allowed.low <= value <= allowed.high else None
