"""Bids with limits in a walked year: ledger by hand, and the walk that Python gives."""

from datetime import date

import numpy as np
import pytest
from foresight_projects import BASE, FULL_DAY_JPY, HIGH, LOW, project

from storage_opt.inputs.rules import rule_book
from storage_opt.markets.spot import SpotMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.records.dispatch import Dispatch
from storage_opt.records.prices import PriceYear
from storage_opt.records.rolled import capture_ratio
from storage_opt.settlement.settle_bids import settle_bids
from storage_opt.studies.fitted_guard import FittedGuard
from storage_opt.studies.life import Life
from storage_opt.studies.price_book import load_prices
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.run import run
from storage_opt.studies.spot_bid_walk import ImbalancePrice, roll_bids
from storage_opt.studies.views import previous_day
from storage_opt.timeline import Period

LIMITS = {"forecaster": "previous_day", "bids": "price_quantity"}


def test_what_cleared_is_paid_spot_and_the_rest_its_own_price():
    """Bought 2 MWh at 1,000 and sold 3 at 5,000 by the market; 1 MWh less was bought, 1.5 less sold: surplus at 900, shortage at 5,400."""
    period = Period(date(2023, 4, 1), 1)
    spot = np.full(48, 3_000.0)
    spot[[0, 10]] = 1_000.0, 5_000.0
    cleared, charge, discharge = np.zeros(48), np.zeros(48), np.zeros(48)
    cleared[[0, 10]], charge[0], discharge[10] = (-2.0, 3.0), 2.0, 3.0
    plan = Dispatch(period, charge, discharge, np.zeros(48), 0.0, 0.0)
    beside = (spot + 400.0, spot - 100.0)
    ledger = settle_bids(
        PriceYear(2023, period, spot), plan, cleared, beside, SpotMarket(10.0), WheelingCharge(50.0, 0.1)
    )
    assert ledger.total_jpy("spot") == pytest.approx(3 * 5_000 - 2 * 1_000)
    assert ledger.total_jpy("spot_fee") == pytest.approx(-50.0)
    assert ledger.total_jpy("imbalance") == pytest.approx(900.0 - 1.5 * 5_400.0)
    assert ledger.total_jpy("wheeling") == pytest.approx(-1.0 * 50.0 * 0.1)


def test_a_year_of_bids_with_limits_is_the_walk_that_python_gives(tmp_path):
    """Sixty days of noise: the ledger sums to the net of the walk and its wear, and imbalances are in it."""
    draw = np.random.default_rng(8)
    pairs = [tuple(day) for day in draw.uniform((3.0, 6.0), (12.0, 22.0), (60, 2)).round(2).tolist()]
    keys = {"rolling": LIMITS | {"warm_up": "idle"}, "battery": BASE["battery"] | {"wear_jpy_per_mwh": 1000.0}}
    plant = project(tmp_path, pairs, **keys)
    year = run(plant).years[0]
    life = Life(plant, load_prices(plant))
    site, case = life.next([])
    published = PublishedSpot(case.prices, rule_book())

    def view(day, n_days):
        return previous_day(published)(day, n_days) if day > case.prices.period.first_day else np.zeros(n_days * 48)

    imbalance = ImbalancePrice(3000.0, 3000.0)
    guard = FittedGuard(published, imbalance)
    alone = roll_bids(life.model(site), case, view, rule_book(), imbalance, WindowRule(6), decide=guard)
    assert np.array_equal(year.dispatch.charge_mw, alone.dispatch.charge_mw)
    assert year.figures.margin_jpy - year.figures.wear_jpy == pytest.approx(alone.net_jpy)
    assert set(year.figures.revenue_jpy) == {"spot", "imbalance"}
    quantity = run(project(tmp_path, pairs, **(keys | {"rolling": {"forecaster": "previous_day"}}))).years[0]
    assert year.rolled.stage("forecast").net_jpy == pytest.approx(
        quantity.figures.margin_jpy - quantity.figures.wear_jpy
    )
    assert year.rolled.stage("settled").net_jpy == pytest.approx(alone.net_jpy)
    assert year.rolled.walks == 3 and quantity.rolled.walks == 2


def test_on_a_day_that_repeats_limits_cost_no_more_than_what_lots_leave(tmp_path):
    result = run(project(tmp_path, [(LOW, HIGH)] * 10, rolling=LIMITS))
    assert result.years[0].figures.margin_jpy == pytest.approx(9 * FULL_DAY_JPY, rel=0.01)
    assert capture_ratio([result.years[0].rolled]) < 0.9
    assert "foresight.default_imbalance" in [fact.name for fact in result.unverified_facts]
    stated = {"imbalance": {"shortage_above_spot_jpy_per_kwh": 5, "surplus_below_spot_jpy_per_kwh": 1}}
    plant = project(tmp_path, rolling=LIMITS | stated)
    choice = plant.rolling
    assert (choice.shortage_above_spot_jpy_per_mwh, choice.surplus_below_spot_jpy_per_mwh) == (5000.0, 1000.0)
    assert "foresight.default_imbalance" not in [fact.name for fact in plant.unverified_facts]
