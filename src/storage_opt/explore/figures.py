"""Figures of one run, as the list and the comparison of two runs show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from storage_opt.messages import text
from storage_opt.reports.finance import MEASURES
from storage_opt.reports.measures import PERCENT
from storage_opt.reports.texts import measure_text
from storage_opt.timeline import days_of_fiscal_year
from storage_opt.units import JPY_PER_MILLION, KW_PER_MW

FINANCE_DIGITS = {"percent": 2, "years": 1, "times": 2, "jpy_per_kwh": 1, "jpy": 1}
MILLION = "million_jpy"


@dataclass(frozen=True)
class Figure:
    """One figure.

    Parameters
    ----------
    group : str
        ``explore.group.GROUP`` of the catalogue.
    label, unit : str
        In the language of the page.
    decimals : int
        Digits after the point.
    value : float or None
        In ``unit``; ``None`` where there is none.
    """

    group: str
    label: str
    unit: str
    decimals: int
    value: float | None


def is_yearly(summary: Mapping[str, Any]) -> bool:
    """Whether all modelled years are whole fiscal years."""
    return all(y["days"] == days_of_fiscal_year(y["price_year"]) for y in summary["years"])


def margin_per_kw_year(summary: Mapping[str, Any]) -> float | None:
    """Mean margin of the modelled years per kW of the plant; ``None`` unless all are whole years. [JPY/kW-year]"""
    return _per_kw_year(summary, [y["margin_jpy"] for y in summary["years"]])


def _per_kw_year(summary: Mapping[str, Any], amounts_jpy: list[float]) -> float | None:
    if not is_yearly(summary):
        return None
    power_kw: float = KW_PER_MW * summary["power_mw"]
    return sum(amounts_jpy) / len(amounts_jpy) / power_kw


def figures_of(summary: Mapping[str, Any], language: str) -> dict[str, Figure]:
    """Lay out the key figures of a run by name, in the order in which they are shown."""
    return dict([*_plant(summary, language), *_earnings(summary, language), *_money(summary, language)])


def _plant(summary: Mapping[str, Any], language: str) -> Iterator[tuple[str, Figure]]:
    years = summary["years"]

    def unit(name: str) -> str:
        return text(f"reports.unit.{name}", language)

    def mean(key: str) -> float:
        return float(sum(y[key] for y in years)) / len(years)

    def figure(label: str, unit_: str, decimals: int, value: float) -> Figure:
        return Figure("plant", label, unit_, decimals, value)

    yield "power_mw", figure(text("explore.figure.power_mw", language), unit("mw"), 1, summary["power_mw"])
    yield "energy_mwh", figure(text("explore.figure.energy_mwh", language), unit("mwh"), 1, years[0]["energy_mwh"])
    yield "years", figure(text("explore.figure.years", language), "", 0, len(years))
    yield "days", figure(measure_text("days", language), unit("days"), 0, sum(y["days"] for y in years))
    cycles = sum(y["full_equivalent_cycles"] for y in years) / sum(y["days"] for y in years)
    label = measure_text("cycles_per_day", language)
    yield "cycles_per_day", figure(label, unit("cycles_per_day"), 3, cycles)
    if is_yearly(summary):
        label = text("explore.figure.discharged_mwh", language)
        yield "discharged_mwh", figure(label, unit("mwh"), 0, mean("discharged_mwh"))


def _earnings(summary: Mapping[str, Any], language: str) -> Iterator[tuple[str, Figure]]:
    years, solve = summary["years"], summary["solve"]
    millions, share = text(f"reports.unit.{MILLION}", language), text("reports.unit.percent", language)

    def total(name: str, value: float, unit: str, decimals: int) -> tuple[str, Figure]:
        return name, Figure("plan", text(f"explore.figure.{name}", language), unit, decimals, value)

    yield total("objective_jpy", solve["objective_jpy"] / JPY_PER_MILLION, millions, 3)
    yield total("bound_jpy", solve["bound_jpy"] / JPY_PER_MILLION, millions, 3)
    yield total("relative_gap", PERCENT * solve["relative_gap"], share, 4)
    if not is_yearly(summary):
        margin = sum(y["margin_jpy"] for y in years) / JPY_PER_MILLION
        yield "margin_jpy", Figure("plan", measure_text("margin_jpy", language), millions, 3, margin)
        return
    per_kw = text("reports.unit.jpy_per_kw_year", language)
    for name, label, amounts in _by_stream(summary, language):
        yield name, Figure("earnings", label, per_kw, 0, _per_kw_year(summary, amounts))


def _by_stream(summary: Mapping[str, Any], language: str) -> Iterator[tuple[str, str, list[float]]]:
    """Amounts by year: streams, margin, wear, and what the owner is left with. [JPY]"""
    years = summary["years"]
    for kind, key in (("revenue", "revenue_jpy"), ("cost", "variable_cost_jpy")):
        for stream in dict.fromkeys(name for y in years for name in y[key]):
            name = f"{kind}.{stream}"
            yield name, measure_text(name, language), [y[key].get(stream, 0.0) for y in years]
    yield "margin", measure_text("margin_jpy", language), [y["margin_jpy"] for y in years]
    yield "wear", measure_text("wear_jpy", language), [y["wear_jpy"] for y in years]
    if any(y["schemes"] for y in years):
        yield "owner_net", text("explore.figure.owner_net", language), [y["owner_net_jpy"] for y in years]
        yield "public_net", text("explore.figure.public_net", language), [y["public_net_jpy"] for y in years]


def _money(summary: Mapping[str, Any], language: str) -> Iterator[tuple[str, Figure]]:
    finance, bid = summary["finance"], summary["bid"]
    if bid:
        variable = bid["variable"]
        label, unit = (text(f"bid.{part}.{variable}", language) for part in ("variable", "unit"))
        yield f"bid.{variable}", Figure("bid", label, unit, 4 if variable == "grant_rate" else 0, bid["value"])
    for name, unit in MEASURES.items() if finance else ():
        value = finance[name]
        factor = {"percent": PERCENT, "jpy": 1.0 / JPY_PER_MILLION}.get(unit, 1.0)
        shown = f"reports.unit.{MILLION}" if unit == "jpy" else f"finance.unit.{unit}"
        label, told = text(f"finance.measure.{name}", language), text(shown, language)
        yield name, Figure("finance", label, told, FINANCE_DIGITS[unit], None if value is None else value * factor)
