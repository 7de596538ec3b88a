"""Projects of many years whose every figure can be had by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from storage_opt.inputs.project import read_project
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.records.results import RunResult
from storage_opt.studies import run as run_module
from storage_opt.timeline import Period, days_of_fiscal_year

LOW, HIGH = 1_000.0, 11_000.0
"""Prices of all slots but one, and of the slot from 18:00: a lossless MWh earns 10,000 a day. [JPY/MWh]"""
SPREAD = HIGH - LOW


def flat_year(fiscal_year: int) -> PriceYear:
    """Every day the same: ``LOW``, and ``HIGH`` in one slot."""
    days = days_of_fiscal_year(fiscal_year)
    day = np.full(48, LOW)
    day[36] = HIGH
    return PriceYear(fiscal_year, Period(date(fiscal_year, 4, 1), days), np.tile(day, days))


def life_of(
    monkeypatch: pytest.MonkeyPatch,
    years: int,
    *,
    battery: dict[str, object],
    price_years: tuple[int, ...] = (2022,),
    **sections: object,
) -> RunResult:
    """Run 1 MWh that is filled and emptied once a day, 3 MW, lossless unless told otherwise, operated from FY2030."""
    plant = {
        "power_mw": 3.0,
        "energy_mwh": 1.0,
        "round_trip_efficiency": 1.0,
        "soe_initial_mwh": 0.0,
        **battery,
    }
    options = {
        ("battery",): plant,
        ("start_fiscal_year",): 2030,
        ("markets",): {"spot": {"fee_jpy_per_kwh": 0.0}},
        ("finance",): {"life_years": years, "discount_rate": 0.0},
        **{(name,): value for name, value in sections.items()},
    }
    book = PriceBook("tokyo", tuple(flat_year(year) for year in price_years), ())
    monkeypatch.setattr(run_module, "load_prices", lambda _: book)
    return run_module.run(read_project(None, [], options))


def said(result: RunResult, name: str) -> list[dict[str, object]]:
    """Values of the warnings of one name."""
    return [dict(message.values) for message in result.warnings if message.name == name]
