"""What one more MWh of a cycle budget is worth: against solving with one more, by HiGHS and by the recursion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.markets.spot import SpotMarket
from storage_opt.records.prices import PriceYear
from storage_opt.settlement.why import why
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import Period

DAYS = 6
PERIOD = Period(date(2023, 4, 1), DAYS)
PRICES = PriceYear(2023, PERIOD, np.random.default_rng(3).uniform(2_000.0, 30_000.0, 48 * DAYS))
FREE = Battery(1.0, 1.0, 2.0, 0.93, 0.93, wear_jpy_per_mwh=500.0, soe_initial_mwh=0.0)
YEARLY = replace(FREE, max_cycles_per_year=0.7 * DAYS / PERIOD.share_of_year)
DAILY = replace(FREE, max_cycles_per_day=0.8)


def solved(battery, method="certified"):
    model = YearModel(Site(battery, Connection()), SpotMarket(40.0))
    return solve_year(model, YearCase(1, 2023, PRICES, 2.0), Settings(method=method, relative_gap=1e-9), Deadline())


def worth(battery, key, per_mwh, method):
    """Rise and fall of the objective per MWh when the budget is a little larger and smaller."""
    base, step = solved(battery, method)[1].objective_jpy, 1e-3
    found = []
    for sign in (1.0, -1.0):
        other = replace(battery, **{key: getattr(battery, key) + sign * step * per_mwh})
        found.append(sign * (solved(other, method)[1].objective_jpy - base) / step)
    return found


@pytest.mark.parametrize("method", ["certified", "exact"])
def test_price_of_the_yearly_budget_is_what_one_more_mwh_earns(method):
    dispatch, _ = solved(YEARLY, method)
    price = dispatch.cycle_price_jpy_per_mwh
    assert np.ptp(price) == 0.0 and price[0] > 100.0
    more, less = worth(YEARLY, "max_cycles_per_year", 1.0 / PERIOD.share_of_year / 2.0, method)
    assert more - 1.0 <= price[0] <= less + 1.0
    assert dispatch.discharge_mw.sum() * 0.5 == pytest.approx(0.7 * DAYS * 2.0, rel=1e-6)


def test_price_of_the_daily_budgets_sums_to_what_one_more_mwh_a_day_earns():
    dispatch, _ = solved(DAILY)
    price = dispatch.cycle_price_jpy_per_mwh.reshape(DAYS, 48)
    assert (np.ptp(price, axis=1) == 0.0).all()
    more, less = worth(DAILY, "max_cycles_per_day", 1.0 / 2.0, "certified")
    assert more - 1.0 <= price[:, 0].sum() <= less + 1.0


def test_no_budget_has_no_price_and_a_loose_one_costs_nothing():
    assert solved(FREE)[0].cycle_price_jpy_per_mwh is None
    for method in ("certified", "exact"):
        assert not solved(replace(FREE, max_cycles_per_year=9_999.0), method)[0].cycle_price_jpy_per_mwh.any()


def test_with_the_price_of_the_budget_every_choice_is_the_best_one():
    """In a slot that discharges in part, discharging earns nothing; at rest with energy to spare, it would earn nothing or less."""
    dispatch, _ = solved(YEARLY)
    discharge = why(Site(YEARLY, Connection()), 2.0, PRICES, dispatch, SpotMarket(40.0)).earned_jpy_per_mw[2]
    partly = (dispatch.discharge_mw > 1e-6) & (dispatch.discharge_mw < 1.0 - 1e-6)
    could = (dispatch.discharge_mw < 1e-9) & (dispatch.charge_mw < 1e-9) & (dispatch.soe_mwh > 1.0)
    assert partly.any() and could.sum() > 10
    assert np.abs(discharge[partly]).max() < 1.0
    assert discharge[could].max() <= 1.0
    without = replace(dispatch, cycle_price_jpy_per_mwh=None)
    assert (
        why(Site(YEARLY, Connection()), 2.0, PRICES, without, SpotMarket(40.0)).earned_jpy_per_mw[2][could].max()
        > 1_000.0
    )
