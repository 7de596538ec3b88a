"""Figures of a round for readers: labels, units, digits."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.messages import text
from storage_opt.reports.numerals import number


@dataclass(frozen=True)
class Column:
    """One figure of a round.

    Parameters
    ----------
    name : str
        Field of ``RoundFigures``.
    unit : str
        ``round_page.unit.UNIT`` of the catalogue; empty: none.
    divisor : float
        What stands in one unit.
    decimals : int
        Digits after the point.
    """

    name: str
    unit: str = ""
    divisor: float = 1.0
    decimals: int = 0

    def written(self, value: float | None) -> str:
        """Write the figure."""
        return number(None if value is None else value / self.divisor, self.decimals)

    def change(self, difference: float | None) -> str:
        """Write a difference with its sign; empty where there is none."""
        if difference is None:
            return ""
        return signed(difference / self.divisor, self.decimals)


def signed(value: float, decimals: int) -> str:
    """Write a difference with its sign.

    >>> signed(3.21, 1), signed(-3.21, 1), signed(0.001, 1)
    ('+3.2', '−3.2', '0.0')
    """
    shown = number(value, decimals)
    return shown if shown.startswith("−") or not shown.strip("0.,") else f"+{shown}"


GROUPS: dict[str, tuple[Column, ...]] = {
    "awards": (
        Column("bids"),
        Column("barred"),
        Column("awards"),
        Column("offered_mw", "mw", 1.0, 1),
        Column("awarded_mw", "mw", 1.0, 1),
        Column("awarded_power_mw", "mw", 1.0, 1),
        Column("awarded_mwh", "mwh"),
        Column("short_mw", "mw"),
    ),
    "money": (
        Column("average_price_jpy_per_kw_year", "jpy_per_kw_year"),
        Column("yearly_jpy", "oku_per_year", 1e8, 1),
        Column("public_cost_npv_jpy", "oku", 1e8, 1),
        Column("public_cost_jpy_per_kw_year", "jpy_per_kw_year"),
        Column("public_cost_jpy_per_mwh_shifted", "jpy_per_mwh"),
        Column("refund_jpy", "oku_per_year", 1e8, 2),
    ),
    "energy": (
        Column("margin_jpy", "oku_per_year", 1e8, 2),
        Column("shifted_mwh", "gwh_per_year", 1e3, 1),
        Column("irr_min", "percent", 0.01, 2),
        Column("irr_median", "percent", 0.01, 2),
        Column("irr_max", "percent", 0.01, 2),
        Column("over_cost"),
        Column("area_hhi", "", 1.0, 3),
        Column("country_hhi", "", 1.0, 3),
    ),
}
"""Tables of the page."""
NEEDS = {"money": ("average_price_jpy_per_kw_year",), "energy": ("irr_median", "area_hhi")}
"""A table in which no variant has any of these says nothing: bids of a replay have neither yen nor a plant."""
ONLY_WITH_VALUES = ("awarded_power_mw", "awarded_mwh")
"""Figures of plants, without a column where no award has a plant."""


def figure_text(name: str, language: str) -> str:
    """Label of a figure."""
    return text(f"round_page.figure.{name}", language)


def unit_text(column: Column, language: str) -> str:
    """Write the unit of a figure; empty where it has none."""
    return text(f"round_page.unit.{column.unit}", language) if column.unit else ""
