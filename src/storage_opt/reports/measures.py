"""Which figures are shown, in which order and unit: one list for the page and the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from storage_opt.reports.outputs import Outputs
from storage_opt.timeline import days_of_fiscal_year
from storage_opt.units import KW_PER_MW, jpy_per_kwh

Values = Mapping[str, float | None]

PERCENT = 100.0
LARGE_MWH = 1_000.0
"""Energies of a year that reach this are written without digits after the point. [MWh]"""

SOLAR = ("solar_mwh", "curtailed_mwh")
"""Figures of a solar plant, by year; shown where there is one."""


@dataclass(frozen=True)
class Measure:
    """A figure with its unit.

    Parameters
    ----------
    name : str
        Label ``reports.measure.NAME`` and definition ``reports.measure.NAME.means`` of the catalogue.
    unit : str
        ``reports.unit.UNIT`` of the catalogue; ``jpy`` may be shown in a multiple.
    decimals : int
        Digits after the point.
    group : str
        Figures of one group stand together: ``earnings``, ``prices``, ``operation``.
    """

    name: str
    unit: str
    decimals: int
    group: str

    @property
    def is_amount(self) -> bool:
        """Whether it is money, which may be shown in a multiple of yen."""
        return self.unit == "jpy"


@dataclass(frozen=True)
class Measures:
    """All figures of a run, by year, by month and together.

    Parameters
    ----------
    of_year, of_month : tuple of Measure
        Columns, in order.
    years : tuple of mapping of str to float or None
        Values by name of the measure; ``None`` where there is none (no average price without a trade).
    months : tuple of tuple of mapping
        The same by year and calendar month; ``month`` is the text of the summary.
    overall : mapping
        Mean of the years where all are whole fiscal years, else amounts and energies of all years together.
    is_yearly : bool
        Whether all are whole fiscal years.
    """

    of_year: tuple[Measure, ...]
    of_month: tuple[Measure, ...]
    years: tuple[Values, ...]
    months: tuple[tuple[Values, ...], ...]
    overall: Values
    is_yearly: bool


def measures_of(outputs: Outputs) -> Measures:
    """Lay out the figures of a run; all of them are in the summary or are quotients of what is in it and in the ledger."""
    summary = outputs.summary
    years, traded, power_kw = summary["years"], _traded(outputs), KW_PER_MW * summary["power_mw"]
    is_yearly = all(y["days"] == days_of_fiscal_year(y["price_year"]) for y in years)
    revenue, cost = _streams(years, "revenue_jpy"), _streams(years, "variable_cost_jpy")
    amounts = (*(f"revenue.{s}" for s in revenue), *(f"cost.{s}" for s in cost))
    rows = tuple(_row(y, [traded.get((y["year"], way)) for way in ("sale", "purchase")], power_kw) for y in years)
    earnings = tuple(Measure(name, "jpy", 0, "earnings") for name in amounts)
    margin = Measure("margin_jpy", "jpy", 0, "earnings")
    reserved = (Measure("reserved_share", "percent", 1, "operation"),) if any(y["offers"] for y in years) else ()
    is_small = max(y["charged_mwh"] for y in years) < LARGE_MWH
    energies = tuple(Measure(name, "mwh", int(is_small), "operation") for name in ("charged_mwh", "discharged_mwh"))
    if any(y["solar_mwh"] + y["curtailed_mwh"] > 0.0 for y in years):
        energies = (*energies, *(Measure(n, "mwh", int(is_small), "operation") for n in SOLAR))
    return Measures(
        of_year=(
            margin,
            Measure("margin_per_kw", "jpy_per_kw_year" if is_yearly else "jpy_per_kw", 0, "earnings"),
            *earnings,
            Measure("wear_jpy", "jpy", 0, "earnings"),
            *(Measure(name, "jpy_per_kwh", 2, "prices") for name in ("purchase_price", "sale_price", "spread")),
            *energies,
            Measure("full_equivalent_cycles", "cycles", 1, "operation"),
            Measure("cycles_per_day", "cycles_per_day", 3, "operation"),
            *reserved,
            Measure("energy_mwh", "mwh", 1, "operation"),
            Measure("days", "days", 0, "operation"),
        ),
        of_month=(margin, *earnings, *energies[:2], *reserved),
        years=rows,
        months=tuple(tuple(_of_month(month) for month in y["months"]) for y in years),
        overall=_overall(years, rows, traded, power_kw, is_yearly),
        is_yearly=is_yearly,
    )


Trades = Mapping[tuple[int, str], tuple[float, float]]


def _traded(outputs: Outputs) -> Trades:
    """MWh and JPY of spot trades, by year and direction."""
    spot = outputs.ledger.filter(pc.equal(outputs.ledger["stream"].cast("string"), "spot"))
    sums = spot.group_by(["year", "direction"]).aggregate([("mwh", "sum"), ("amount_jpy", "sum")])
    return {(r["year"], r["direction"]): (r["mwh_sum"], r["amount_jpy_sum"]) for r in sums.to_pylist()}


def _row(
    year: Mapping[str, Any], trades: Sequence[tuple[float, float] | None], power_kw: float
) -> dict[str, float | None]:
    plain = ("days", "energy_mwh", "wear_jpy", "full_equivalent_cycles", "cycles_per_day", *SOLAR)
    return {
        **{name: year[name] for name in plain},
        **_of_month(year),
        "margin_per_kw": year["margin_jpy"] / power_kw,
        **_prices(*trades),
    }


def _of_month(month: Mapping[str, Any]) -> dict[str, float | None]:
    """Figures that a month has as well as a year."""
    return {
        "margin_jpy": month["margin_jpy"],
        **{f"revenue.{stream}": amount for stream, amount in month["revenue_jpy"].items()},
        **{f"cost.{stream}": amount for stream, amount in month["variable_cost_jpy"].items()},
        "charged_mwh": month["charged_mwh"],
        "discharged_mwh": month["discharged_mwh"],
        "reserved_share": PERCENT * month["reserved_share"],
    }


def _prices(sale: tuple[float, float] | None, purchase: tuple[float, float] | None) -> dict[str, float | None]:
    """Average prices of what was sold and bought, and their difference. [JPY/kWh]"""
    sold = jpy_per_kwh(sale[1] / sale[0]) if sale and sale[0] else None
    bought = jpy_per_kwh(-purchase[1] / purchase[0]) if purchase and purchase[0] else None
    spread = None if sold is None or bought is None else sold - bought
    return {"sale_price": sold, "purchase_price": bought, "spread": spread}


def _overall(
    years: Sequence[Mapping[str, Any]], rows: Sequence[Values], traded: Trades, power_kw: float, is_yearly: bool
) -> dict[str, float | None]:
    n, days = len(years), sum(y["days"] for y in years)
    share = 1 / n if is_yearly else 1
    sums = {name: sum(row.get(name) or 0.0 for row in rows) for name in _names(rows)}
    ways = [_summed(amounts for (_, d), amounts in traded.items() if d == way) for way in ("sale", "purchase")]
    return {
        **{name: total * share for name, total in sums.items()},
        "energy_mwh": sums["energy_mwh"] / n,
        "margin_per_kw": sums["margin_jpy"] * share / power_kw,
        "cycles_per_day": sums["full_equivalent_cycles"] / days,
        "reserved_share": PERCENT * sum(y["reserved_share"] * y["days"] for y in years) / days,
        **_prices(*ways),
    }


def _summed(pairs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    listed = list(pairs)
    return sum(mwh for mwh, _ in listed), sum(amount for _, amount in listed)


def _names(rows: Sequence[Values]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _streams(years: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    return list(dict.fromkeys(stream for year in years for stream in year[kind]))
