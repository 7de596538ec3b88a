"""How numbers are written: digits, signs, multiples of yen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

from storage_opt.messages import text

NOTHING = "–"
"""Stands where a figure has no value."""

MULTIPLES: dict[str, tuple[tuple[str, float], ...]] = {
    "en": (("billion_jpy", 1e9), ("million_jpy", 1e6), ("jpy", 1.0)),
    "ja": (("oku_jpy", 1e8), ("man_jpy", 1e4), ("jpy", 1.0)),
}
"""Multiples of yen that a reader of each language expects, largest first."""

TABLE_MULTIPLE = {"en": "million_jpy", "ja": "man_jpy"}
SIGNIFICANT_DIGITS = 5


@dataclass(frozen=True)
class Scale:
    """A multiple of yen, with the digits that suit the amounts of one report.

    Parameters
    ----------
    unit : str
        ``reports.unit.UNIT`` of the catalogue.
    factor : float
        Yen in one unit. [JPY]
    decimals : int
        Digits after the point.
    """

    unit: str
    factor: float
    decimals: int


def number(value: float | None, decimals: int) -> str:
    """Write a number with a true minus sign and without a negative zero.

    >>> number(-1234.56, 1), number(-0.0004, 2), number(None, 0)
    ('−1,234.6', '0.00', '–')
    """
    if value is None:
        return NOTHING
    rounded = f"{value:,.{decimals}f}"
    is_zero = not rounded.strip("-0.,")
    return rounded.lstrip("-") if is_zero else rounded.replace("-", "−")


def size(value: float) -> str:
    """Write the size of a plant: one digit after the point only where there is one.

    >>> size(50.0), size(195.456)
    ('50', '195.5')
    """
    return number(value, 1).removesuffix(".0")


def amount(jpy: float, language: str) -> str:
    """Write one amount as a sentence would, in the largest multiple that it fills.

    >>> amount(722_443_000.0, "en"), amount(722_443_000.0, "ja")
    ('722.4 million JPY', '7.22億円')
    >>> amount(3_456_000.0, "en"), amount(15_600_000.0, "ja"), amount(228_480.0, "ja")
    ('3.46 million JPY', '1,560万円', '22.8万円')
    >>> amount(3_670_200_000.0, "en")
    '3.670 billion JPY'
    """
    unit, shown = _in_multiple(jpy, language)
    return text(f"reports.amount.{unit}", language, number=shown)


def amount_apart(jpy: float, language: str) -> tuple[str, str]:
    """Write one amount as :func:`amount` does, figure and unit apart.

    >>> amount_apart(-722_443_000.0, "en"), amount_apart(722_443_000.0, "ja")
    (('−722.4', 'million JPY'), ('7.22', '億円'))
    """
    unit, shown = _in_multiple(jpy, language)
    return shown, text(f"reports.amount.{unit}", language, number="").strip()


def _in_multiple(jpy: float, language: str) -> tuple[str, str]:
    unit, factor = next(((u, f) for u, f in MULTIPLES[language] if abs(jpy) >= f), MULTIPLES[language][-1])
    is_small = abs(jpy) < 100 * factor
    decimals = {"million_jpy": 2 if is_small else 1, "oku_jpy": 2, "billion_jpy": 3, "man_jpy": int(is_small)}.get(
        unit, 0
    )
    return unit, number(jpy / factor, decimals)


def in_percent(share: float, decimals: int, language: str) -> str:
    """Write a rate in per cent, as each language sets the sign.

    >>> in_percent(0.0408, 2, "en"), in_percent(-0.0408, 2, "ja")
    ('4.08 %', '−4.08%')
    """
    return text("reports.amount.percent", language, number=number(100.0 * share, decimals))


def scale_of(amounts_jpy: Iterable[float], language: str) -> Scale:
    """Choose the multiple in which all tables and charts of a report show amounts, so that they compare.

    >>> scale_of([722_443_000.0], "en")
    Scale(unit='million_jpy', factor=1000000.0, decimals=2)
    >>> scale_of([722_443_000.0], "ja")
    Scale(unit='man_jpy', factor=10000.0, decimals=0)
    >>> scale_of([25_000.0], "en")
    Scale(unit='jpy', factor=1.0, decimals=0)
    """
    largest = max((abs(a) for a in amounts_jpy), default=0.0)
    if largest < 1e6:
        return Scale("jpy", 1.0, 0)
    unit = TABLE_MULTIPLE[language]
    factor = dict(MULTIPLES[language])[unit]
    digits_before = floor(log10(largest / factor)) + 1
    return Scale(unit, factor, min(3, max(0, SIGNIFICANT_DIGITS - digits_before)))


def percent(share: float) -> str:
    """Write a small share so that it does not round to nothing.

    >>> percent(0.0), percent(1.4e-16), percent(0.00005), percent(0.0321)
    ('0%', '<0.0001%', '0.0050%', '3.2%')
    """
    if share == 0.0:
        return "0%"
    if share < 1e-6:
        return "<0.0001%"
    decimals = max(0, 1 - floor(log10(share * 100)))
    return f"{share * 100:.{decimals}f}%"
