"""Published capture ratios of walks on real prices, beside ours; and what may be known of them where plans are tied.

Fiscal year 2023, Tokyo, 1 MW / 4 MWh, round trip 0.86, wear 2,000 JPY/MWh, no fee. Days are counted as follows: 366 days, of which the
first 28 (1 to 28 April 2023) only serve as history; the 338 days from 29 April 2023 to 31 March 2024 are walked, each from empty to
empty, and compared with the optimum of the same 338 days, empty at both ends. "7-day mean" is the mean of the last 7 published days slot
by slot, whatever their weekday.

Where seen prices are those of one day, many slots cost the same to the hundredth of a yen, and plans of equal value earn very different
amounts at actual prices: their interval is found here by linear programmes (HiGHS called directly).
"""

import highspy
import numpy as np
import pytest
from scipy import sparse
from walks import DROPPED, after, case_of, optimum_jpy, plant, published

from storage_opt.inputs.rules import rule_book
from storage_opt.studies import views
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling import roll
from storage_opt.studies.rolling_window import WindowRule

DAY_WINDOWS = WindowRule(0, "same")
SHARES = {"known": 0.961, "previous_day": 0.433, "previous_week": 0.406, "mean_7": 0.591, "mean_28": 0.570}


@pytest.fixture(scope="module")
def tokyo(real_data):
    """Plant, all prices, prices walked, optimum."""
    model, prices = plant(), published(real_data, "tokyo", 2023)
    walked = after(prices)
    return model, prices, walked, optimum_jpy(model, walked)


@pytest.fixture(scope="module")
def walks(tokyo):
    """Each view in day-long windows, empty to empty."""
    model, prices, walked, _ = tokyo
    seen = PublishedSpot(prices, rule_book())
    all_views = {
        "known": views.known(walked),
        "previous_day": views.previous_day(seen),
        "previous_week": views.previous_week(seen),
        "mean_7": views.mean_of_days(seen, 7),
        "mean_28": views.mean_of_days(seen, 28),
    }
    return {name: roll(model, case_of(model, walked), view, DAY_WINDOWS) for name, view in all_views.items()}


def test_days_and_optimum(tokyo):
    assert tokyo[2].period.n_days == 338
    assert tokyo[3] == pytest.approx(5.20e6, abs=0.005e6)


@pytest.mark.parametrize("name", SHARES)
def test_published_share(tokyo, walks, name):
    assert walks[name].net_jpy / tokyo[3] == pytest.approx(SHARES[name], abs=0.01)


@pytest.mark.parametrize(("name", "lag"), [("known", 0), ("previous_day", 1), ("previous_week", 7)])
def test_every_plan_is_optimal_at_seen_prices_and_settled_within_what_tied_plans_earn(tokyo, walks, name, lag):
    """Every 13th day: value at seen prices equal to the linear programme, amount at actual ones within that of all its optima."""
    by_day = tokyo[1].spot_jpy_per_mwh.reshape(-1, 48)
    plan = walks[name].dispatch
    widths = []
    for number in range(0, 338, 13):
        slots = slice(number * 48, number * 48 + 48)
        actual = by_day[DROPPED + number]
        best, least, most = interval(by_day[DROPPED + number - lag], actual)
        assert walks[name].planned_jpy[number] == pytest.approx(best, rel=1e-6, abs=1e-3)
        earned = 0.5 * ((actual - 2000.0) * plan.discharge_mw[slots] - actual * plan.charge_mw[slots]).sum()
        assert least - 0.1 <= earned <= most + 0.1
        widths.append(most - least)
    assert (max(widths) > 1000.0) == (lag > 0)


def interval(seen, actual):
    """Greatest value at seen prices, and least and greatest amount at actual prices of the plans that reach it, empty to empty. [JPY]"""
    n, eta = 48, 0.86**0.5
    one, back = sparse.identity(n), sparse.diags_array(np.ones(n - 1), offsets=-1)
    balance = sparse.hstack([-0.5 * eta * one, 0.5 / eta * one, one - back]).tocsr()
    upper = np.concatenate([np.ones(2 * n), np.full(n - 1, 4.0), [0.0]])
    costs = [np.concatenate([-0.5 * price, 0.5 * (price - 2000.0), np.zeros(n)]) for price in (seen, actual)]
    none = np.zeros(0)
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.passModel(
        3 * n, n, balance.nnz, 0, int(highspy.MatrixFormat.kRowwise), 0, int(highspy.ObjSense.kMaximize), 0.0, costs[0],
        np.zeros(3 * n), upper, np.zeros(n), np.zeros(n), balance.indptr.astype(np.int32), balance.indices.astype(np.int32), balance.data,
        none.astype(np.int32), none.astype(np.int32), none, np.zeros(3 * n, dtype=np.int32),
    )  # fmt: skip

    def best(gain):
        h.changeColsCost(3 * n, np.arange(3 * n, dtype=np.int32), gain)
        h.run()
        assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(gain @ np.array(h.getSolution().col_value))

    optimum = best(costs[0])
    used = np.flatnonzero(costs[0]).astype(np.int32)
    h.addRow(optimum - 1e-3, highspy.kHighsInf, len(used), used, costs[0][used])
    return optimum, -best(-costs[1]), best(costs[1])


@pytest.mark.parametrize("fiscal_year", [2021, 2023])
@pytest.mark.parametrize("area", ["tokyo", "kyushu", "hokkaido"])
def test_weeks_of_known_prices_reach_the_optimum_and_seeing_farther_never_costs(real_data, area, fiscal_year):
    model, prices = plant(), published(real_data, area, fiscal_year)
    optimum = optimum_jpy(model, prices)
    nets = [
        roll(model, case_of(model, prices), views.known(prices), WindowRule(days)).net_jpy / optimum
        for days in range(8)
    ]
    assert max(nets) <= 1.0 + 1e-9
    assert min(nets[6:]) >= 0.99
    assert all(nets[b] >= 0.995 * nets[a] for a in range(8) for b in range(a, 8))


def test_bound_known_prices_views_in_this_order_on_the_mean_of_areas_and_years(real_data):
    """Weeks ahead, each view of history; in fact in every single case."""
    shares = []
    for fiscal_year in (2021, 2023):
        for area in ("tokyo", "kyushu", "hokkaido"):
            model, prices = plant(), published(real_data, area, fiscal_year)
            walked, seen = after(prices), PublishedSpot(prices, rule_book())
            simple = (views.previous_day(seen), views.previous_week(seen), views.mean_of_days(seen, 7))
            nets = [roll(model, case_of(model, walked), view).net_jpy for view in (views.known(walked), *simple)]
            shares.append(np.array(nets) / optimum_jpy(model, walked))
    known, *others = np.mean(shares, axis=0)
    assert 1.0 + 1e-9 >= known > max(others) > 0.5
    assert all(share[0] > share[1:].max() for share in shares)
