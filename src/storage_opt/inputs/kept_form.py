"""The content of a YAML file as a manifest keeps it, and back: JSON knows neither dates nor numbers as keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
NAME = "name"
"""Value of this key that stays text, whatever it looks like."""


def kept(content: Any) -> Any:
    """Lay out what YAML gave as JSON can hold it: a date as ISO text, keys as text.

    >>> kept({"rules_on": date(2026, 9, 1), "rates": {2029: 0.01}})
    {'rules_on': '2026-09-01', 'rates': {'2029': 0.01}}
    """
    if isinstance(content, Mapping):
        return {str(key): kept(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [kept(value) for value in content]
    return content.isoformat() if isinstance(content, date) else content


def restored(content: Any) -> Any:
    """Return what :func:`kept` laid out: a mapping whose keys are all numbers has numbers as keys, text that is a date is a date.

    >>> restored({"rules_on": "2026-09-01", "rates": {"2029": 0.01, "0.5": 2}, "name": "2026-09-01"})
    {'rules_on': datetime.date(2026, 9, 1), 'rates': {2029: 0.01, 0.5: 2}, 'name': '2026-09-01'}
    """
    if isinstance(content, Mapping):
        has_numbers = bool(content) and all(NUMBER.fullmatch(key) for key in content)
        return {
            _number(key) if has_numbers else key: value if key == NAME and isinstance(value, str) else restored(value)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [restored(value) for value in content]
    return date.fromisoformat(content) if isinstance(content, str) and DATE.fullmatch(content) else content


def _number(key: str) -> int | float:
    return float(key) if any(sign in key for sign in ".eE") else int(key)
