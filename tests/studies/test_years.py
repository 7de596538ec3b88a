"""What one modelled year hands to the next, the value of stored energy, and the last gate before a plan is written."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from storage_opt.assets.battery import Augmentation, Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.assets.degradation import energy_of_year_mwh
from storage_opt.inputs.project import read_project
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceBook, PriceYear
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies import year as year_module
from storage_opt.studies.life import Life
from storage_opt.studies.year import YearCase, YearModel, solve_year
from storage_opt.timeline import Period

AGEING = Battery(
    50.0,
    50.0,
    100.0,
    0.9,
    0.9,
    calendar_fade_per_year=0.01,
    cycle_fade_per_cycle=1e-4,
    augmentation=(Augmentation(3, 5.0),),
)


@pytest.mark.parametrize(
    ("year", "earlier_cycles", "energy_mwh"),
    [(1, 0.0, 100.0), (2, 0.0, 99.0), (2, 300.0, 96.0), (3, 500.0, 98.0), (4, 500.0, 97.0)],
)
def test_energy_of_a_year(year, earlier_cycles, energy_mwh):
    """1 % a year and 0.01 % a cycle of 100 MWh; 5 MWh come in year 3 and stay."""
    assert energy_of_year_mwh(AGEING, year, earlier_cycles) == pytest.approx(energy_mwh, rel=1e-12)


def test_a_year_follows_from_all_earlier_ones():
    """Year 3 with scale 1.1 and trend 10 %: prices × 1.1 × 1.1²; 200 + 300 cycles so far: 100 − 2 − 5 = 93 MWh."""
    options = {
        ("battery",): {"power_mw": 50, "energy_mwh": 100, "calendar_fade_per_year": 0.01, "cycle_fade_per_cycle": 1e-4},
        ("prices",): {"scale": 1.1, "trend": 0.1},
        ("start_fiscal_year",): 2030,
    }
    prices = PriceYear(2023, Period(date(2023, 4, 1), 1), np.full(48, 1000.0))
    earlier = [
        SimpleNamespace(year=year, figures=SimpleNamespace(full_equivalent_cycles=cycles), augmentation=None)
        for year, cycles in ((1, 200.0), (2, 300.0))
    ]
    case = Life(read_project(None, [], options), PriceBook(None, (prices,), ())).next(earlier)[1]
    assert (case.year, case.fiscal_year, case.prices.fiscal_year) == (3, 2032, 2023)
    assert case.energy_mwh == pytest.approx(93.0, rel=1e-12)
    assert case.prices.spot_jpy_per_mwh == pytest.approx(np.full(48, 1331.0), rel=1e-12)


BATTERY = Battery(1.0, 1.0, 0.45, 0.9, 0.8, soe_initial_mwh=0.0)
PERIOD = Period(date(2023, 4, 1), 1)


def solved(price, battery=BATTERY, start=None):
    battery = battery if start is None else replace(battery, soe_initial_mwh=start)
    model = YearModel(Site(battery, Connection()), SpotMarket(0.0))
    case = YearCase(1, 2023, PriceYear(2023, PERIOD, price), battery.energy_mwh)
    return solve_year(model, case, Settings(relative_gap=0.0), Deadline())


def test_value_of_stored_energy():
    """5 JPY/kWh at 02:00, 20 at 18:00, 10 elsewhere; 0.5 MW in, 1 MW out: the store is topped up elsewhere before it is sold at 18:00.

    Before 18:00 a MWh more in store saves the purchase of 1 / 0.9 MWh at 10,000 JPY. One that comes in the slot of the sale is sold in it:
    0.8 × 20,000 JPY. One that comes later is sold elsewhere: 0.8 × 10,000 JPY.
    """
    price = np.full(48, 10_000.0)
    price[4], price[36] = 5_000.0, 20_000.0
    dispatch, _ = solved(price, replace(BATTERY, energy_mwh=0.6, charge_power_mw=0.5))
    value = dispatch.energy_value_jpy_per_mwh
    assert value[5:35] == pytest.approx(np.full(30, 10_000.0 / 0.9), rel=1e-9)
    assert value[36] == pytest.approx(16_000.0, rel=1e-9)
    assert value[37:47] == pytest.approx(np.full(10, 8_000.0), rel=1e-9)


def test_value_of_stored_energy_is_the_slope_of_the_objective():
    """Against a finite difference: a little more energy at the start, less what is lost in the first slot."""
    price = np.round(np.random.default_rng(3).uniform(2_000.0, 20_000.0, 48), -1)
    battery = replace(BATTERY, energy_mwh=2.0, self_discharge_per_day=0.3, soe_initial_mwh=0.37, soe_final_mwh=0.2)
    dispatch, base = solved(price, battery)
    _, more = solved(price, battery, start=0.37 + 1e-4)
    kept = 0.7 ** (1 / 48)
    slope = (more.objective_jpy - base.objective_jpy) / 1e-4
    assert dispatch.energy_value_jpy_per_mwh[0] * kept == pytest.approx(slope, rel=1e-6)


def test_a_plan_that_breaks_a_rule_is_not_handed_on(monkeypatch):
    price = np.full(48, 10_000.0)
    price[4] = 5_000.0
    honest = year_module.solve_certified

    def careless(problem, *arguments):
        answer = honest(problem, *arguments)
        answer.x[problem.families["storage.soe_mwh"][10]] += 0.01
        return answer

    monkeypatch.setattr(year_module, "solve_certified", careless)
    with pytest.raises(RuntimeError, match="balance_soe"):
        solved(price)
