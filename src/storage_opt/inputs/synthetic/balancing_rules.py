"""Which balancing products are traded when, in how many blocks, and which statistics a day follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from storage_opt.inputs.synthetic.calendar import days_of
from storage_opt.records.prices import PRODUCTS
from storage_opt.timeline import SLOTS_PER_DAY, fiscal_year_of

DELIVERY = "delivery"
THREE_HOURS = 8
# First delivery day of each product; the market opened with rr_fit (price_statistics 2.3).
OPENED = {
    "rr_fit": date(2021, 4, 1),
    "rr": date(2022, 4, 1),
    "composite": date(2024, 4, 1),
    "fcr": date(2024, 4, 1),
    "s_frr": date(2024, 4, 1),
    "frr": date(2024, 4, 1),
    "fcr_offline": date(2024, 4, 1),
}
RR_FIT_HALF_HOURS = date(2025, 3, 14)  # markets A1
REFORM = date(2026, 3, 14)  # all products day ahead, 48 blocks, cap 15 (markets section 0)
CAP_CUT = date(2026, 9, 1)  # cap 10 (markets A2)
WEEKLY_FIRST_DAY = (
    5  # Saturday; price_statistics and markets say weekly, the first day of the week is general knowledge
)


@dataclass(frozen=True)
class Stretch:
    """Days on which one product is traded under one set of rules and statistics.

    Parameters
    ----------
    product : str
        One of ``PRODUCTS``.
    era : str
        Key of ``balancing_statistics.csv``.
    first : int
        First day, counted from 1 April of the fiscal year.
    n_days : int
        Number of days.
    blocks : int
        Blocks per day.
    is_weekly : bool
        Whether a whole week is procured at once.
    """

    product: str
    era: str
    first: int
    n_days: int
    blocks: int
    is_weekly: bool


def era_of(day: date) -> str | None:
    """Key of the statistics for rules in force on a day; ``None`` before the market opened.

    >>> era_of(date(2025, 7, 1)), era_of(date(2026, 3, 31)), era_of(date(2030, 1, 1)), era_of(date(2021, 3, 31))
    ('2025', '2026-03', '2026-09', None)
    """
    if day >= CAP_CUT:
        return "2026-09"
    if day >= REFORM:
        return "2026-03"
    return str(fiscal_year_of(day)) if day >= min(OPENED.values()) else None


def blocks_of(product: str, day: date) -> int:
    """Blocks per day of a product under the rules of a day; 0 before it opened.

    >>> blocks_of("rr_fit", date(2025, 3, 13)), blocks_of("rr_fit", date(2025, 3, 14)), blocks_of("rr", date(2025, 3, 14))
    (8, 48, 8)
    """
    if day < OPENED[product]:
        return 0
    half_hours = RR_FIT_HALF_HOURS if product == "rr_fit" else REFORM
    return SLOTS_PER_DAY if day >= half_hours else THREE_HOURS


def stretches(fiscal_year: int, rules_on: str) -> list[Stretch]:
    """All stretches of a fiscal year, by product, then date.

    Parameters
    ----------
    fiscal_year : int
        Price year.
    rules_on : str
        ``delivery``: the rules in force on each day; or an ISO date whose rules and statistics hold on every day.

    Raises
    ------
    ValueError
        ``rules_on`` is neither.
    """
    days = days_of(fiscal_year)
    fixed = None if rules_on == DELIVERY else date.fromisoformat(rules_on)
    found = []
    for product in PRODUCTS:
        first = 0
        for n in range(1, len(days) + 1):
            if n == len(days) or _kind(product, fixed or days[n]) != _kind(product, fixed or days[first]):
                era, blocks = _kind(product, fixed or days[first])
                if era is not None and blocks:
                    weekly = product != "rr_fit" and blocks == THREE_HOURS
                    found.append(Stretch(product, era, first, n - first, blocks, weekly))
                first = n
    return found


def first_day_of(stretch: Stretch, fiscal_year: int) -> date:
    """Delivery day on which a stretch begins."""
    return days_of(fiscal_year)[0] + timedelta(days=stretch.first)


def _kind(product: str, day: date) -> tuple[str | None, int]:
    return era_of(day), blocks_of(product, day)
