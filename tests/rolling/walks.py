"""Plants and price years of the walks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.bundled import bundled_spot_files
from storage_opt.inputs.prices import read_prices
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOTS_PER_DAY, Period

DROPPED = 28
"""Days at the start of a year that only serve as history."""


def published(folder: Path, area: str, fiscal_year: int) -> PriceYear:
    """Year of a published JEPX spot file."""
    return read_prices([folder / f"spot_summary_{fiscal_year}.csv"], area=area, fiscal_years=[fiscal_year]).years[0]


def bundled(area: str, fiscal_year: int = 2023) -> PriceYear:
    """Year of the bundled synthetic prices."""
    return read_prices(bundled_spot_files([fiscal_year]), area=area, fiscal_years=[fiscal_year]).years[0]


def after(prices: PriceYear, days: int = DROPPED) -> PriceYear:
    """Leave out the first days."""
    period = Period(prices.period.first_day + timedelta(days=days), prices.period.n_days - days)
    return PriceYear(prices.fiscal_year, period, prices.spot_jpy_per_mwh[days * SLOTS_PER_DAY :])


def plant(hours: float = 4.0, **battery: float) -> YearModel:
    """1 MW each way, 0.86 round trip split evenly, empty at both ends, 2,000 JPY/MWh of wear, no fee."""
    options = {"wear_jpy_per_mwh": 2000.0, "soe_initial_mwh": 0.0} | battery
    return YearModel(Site(Battery(1.0, 1.0, hours, 0.86**0.5, 0.86**0.5, **options), Connection()), SpotMarket(0.0))


def case_of(model: YearModel, prices: PriceYear) -> YearCase:
    return YearCase(1, prices.fiscal_year, prices, model.site.battery.energy_mwh)


def optimum_jpy(model: YearModel, prices: PriceYear) -> float:
    """Objective with perfect foresight of the same days."""
    settings = Settings(method="exact", relative_gap=1e-9)
    return solve_year(model, case_of(model, prices), settings, Deadline())[1].objective_jpy
