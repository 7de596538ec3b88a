"""``foresight: rolling`` beside other markets, within budgets of cycles, and against scenarios: from the project file to the money."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from foresight_projects import FULL_DAY_JPY, HIGH, LOW, project, write_project

from storage_opt.inputs.project import read_project
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.choice import BalancingChoice
from storage_opt.records.foresight import RollingChoice
from storage_opt.records.risk import Risk
from storage_opt.studies.run import run
from storage_opt.studies.walk_markets import WEEKLY_DAYS, days_seen, rules_day

DAYS = 10


def with_intraday(folder, intraday, n_days=DAYS):
    """Days of two spot prices, and of two intraday prices beside them."""
    rows, at = ["slot_start,spot_jpy_per_kwh,intraday_jpy_per_kwh"], datetime(2023, 4, 1)
    for number in range(n_days):
        low, high = intraday(number)
        for spot, traded in [(LOW, low)] * 24 + [(HIGH, high)] * 24:
            rows.append(f"{at.isoformat()},{spot},{traded}")
            at += timedelta(minutes=30)
    (folder / "days.csv").write_text("\n".join(rows) + "\n")


def earned(result):
    return sum(year.figures.margin_jpy for year in result.years)


def test_intraday_prices_are_not_foreseen_and_a_day_that_is_as_planned_is_left_alone(tmp_path):
    """Intraday prices that would pay for any trade are seen by nobody: the spot price is what is expected of them."""
    with_intraday(tmp_path, lambda number: (0.01, 99.0))
    markets = {"spot": {"fee_jpy_per_kwh": 0}, "intraday": {"fee_jpy_per_kwh": 0, "limit_mw": 10}}
    found = run(read_project(write_project(tmp_path, markets=markets, rolling={"forecaster": "known"})))
    assert earned(found) == pytest.approx(DAYS * FULL_DAY_JPY, rel=1e-9)
    (year,) = found.years
    assert "intraday" not in year.ledger.streams or year.ledger.total_jpy("intraday") == 0.0


def test_what_was_not_planned_on_the_first_day_is_traded_after_its_spot_results(tmp_path):
    """Nothing is known before the first gate, so nothing is sold; after the results a full cycle is bought and sold intraday."""
    with_intraday(tmp_path, lambda number: (6.0, 14.0))
    markets = {"spot": {"fee_jpy_per_kwh": 0}, "intraday": {"fee_jpy_per_kwh": 0, "limit_mw": 10}}
    found = run(read_project(write_project(tmp_path, markets=markets)))
    first_day = 1000 * (40 * 0.9 * 14.0 - 40 / 0.9 * 6.0)
    lot = 1000 * (14.0 + 6.0) * 0.05 * 48  # whole lots of 0.05 MWh are cut toward zero
    assert (DAYS - 1) * FULL_DAY_JPY + first_day - lot <= earned(found) <= (DAYS - 1) * FULL_DAY_JPY + first_day + 1e-6
    (year,) = found.years
    assert year.ledger.total_jpy("intraday") > 0.8 * first_day


def test_intraday_trades_come_in_whole_lots(tmp_path):
    """A market of 9.93 MW takes 4.965 MWh in a slot: 4.95 MWh are whole lots of 50 kWh."""
    with_intraday(tmp_path, lambda number: (6.0, 14.0), n_days=2)
    markets = {"spot": {"fee_jpy_per_kwh": 0}, "intraday": {"fee_jpy_per_kwh": 0, "limit_mw": 9.93}}
    (year,) = run(read_project(write_project(tmp_path, markets=markets))).years
    traded = np.concatenate([entries.mwh for entries in year.ledger.entries if entries.stream == "intraday"])
    assert traded.max() == pytest.approx(4.95)
    np.testing.assert_allclose(traded / 0.05, np.round(traded / 0.05), atol=1e-6)


def test_a_guard_keeps_out_of_trades_that_promise_less(tmp_path):
    """A cycle of a MWh sold brings 15, costs 5 / 0.81 and twice the guard: at 6 JPY/kWh nothing is left."""
    with_intraday(tmp_path, lambda number: (6.0, 14.0))
    markets = {"spot": {"fee_jpy_per_kwh": 0}, "intraday": {"fee_jpy_per_kwh": 0, "limit_mw": 10}}
    path = write_project(
        tmp_path, markets=markets, rolling={"forecaster": "previous_day", "intraday_guard_jpy_per_kwh": 6.0}
    )
    assert earned(run(read_project(path))) == pytest.approx((DAYS - 1) * FULL_DAY_JPY, rel=1e-9)


def write_slots(folder, n_days=20, seed=2):
    """Days whose 48 prices all differ."""
    random, at = np.random.default_rng(seed), datetime(2023, 4, 1)
    rows = ["slot_start,spot_jpy_per_kwh"]
    for price in np.round(random.uniform(1.0, 30.0, 48 * n_days), 2):
        rows.append(f"{at.isoformat()},{price}")
        at += timedelta(minutes=30)
    (folder / "days.csv").write_text("\n".join(rows) + "\n")


@pytest.mark.parametrize("budget", [{"max_cycles_per_day": 0.5}, {"max_cycles_per_year": 182.5}])
def test_a_budget_of_cycles_is_kept_and_most_of_it_used(tmp_path, budget):
    """Half a cycle a day, 20 days: a yearly budget counts by its days. Use moves in lumps with the price on it."""
    write_slots(tmp_path)
    path = write_project(tmp_path, rolling={"forecaster": "known", "look_ahead_days": 1})
    free = run(read_project(path))
    held = run(read_project(path, [f"battery.{key}={value}" for key, value in budget.items()]))
    most = 0.5 * 40.0 * 20
    assert free.years[0].dispatch.discharged_mwh > 2.0 * most
    assert 0.7 * most <= held.years[0].dispatch.discharged_mwh <= most + 1e-6
    by_day = held.years[0].dispatch.discharge_mw.reshape(-1, 48).sum(axis=1) * 0.5
    assert "max_cycles_per_year" in budget or by_day.max() <= 20.0 + 1e-6


def test_a_daily_budget_holds_for_what_is_traded_after_the_spot_results(tmp_path):
    """The first day is not seen, so nothing is sold; what is then traded intraday keeps to half a cycle."""
    with_intraday(tmp_path, lambda number: (6.0, 14.0), n_days=3)
    markets = {"spot": {"fee_jpy_per_kwh": 0}, "intraday": {"fee_jpy_per_kwh": 0, "limit_mw": 10}}
    path = write_project(tmp_path, markets=markets)
    free, held = (run(read_project(path, overrides)) for overrides in ([], ["battery.max_cycles_per_day=0.5"]))
    first = [result.years[0].dispatch.discharge_mw[:48].sum() * 0.5 for result in (free, held)]
    assert first[0] > 30.0 and 19.0 <= first[1] <= 20.0 + 1e-6


def balancing_project(folder, **rolling):
    keys = {
        "area": "tokyo",
        "start_fiscal_year": 2028,
        "battery": {"power_mw": 10, "energy_mwh": 40, "wear_jpy_per_mwh": 2000},
        "markets": {
            "spot": {"fee_jpy_per_kwh": 0.04},
            "balancing": {"products": ["composite"], "activation": {"composite": 0.1}},
        },
        "prices": {"source": "bundled:synthetic", "fiscal_years": [2023]},
        "rolling": {"forecaster": "mean_7_days", "look_ahead_days": 0} | rolling,
    }
    return read_project(write_project(folder, **keys))


@pytest.mark.long
def test_a_year_with_balancing_offers_is_walked_and_its_parts_stand_in_order(tmp_path):
    held = run(balancing_project(tmp_path, awards="held"))
    drawn = [run(balancing_project(tmp_path, awards="drawn", awards_seed=seed)) for seed in (1, 1, 2)]
    stages = {stage.name: stage.net_jpy for stage in held.years[0].rolled.stages}
    assert stages["perfect"] >= stages["known"] >= stages["forecast"] and stages["forecast"] == pytest.approx(
        stages["settled"]
    )
    assert held.years[0].ledger.total_jpy("composite") > 0.0
    margins = [earned(result) for result in drawn]
    assert margins[0] == margins[1] != margins[2]


def test_bids_against_one_scenario_are_those_of_the_forecast(tmp_path):
    """The day that repeats has no past errors: every scenario is the forecast."""
    plain = run(project(tmp_path, ((LOW, HIGH),) * 20))
    against = run(
        project(
            tmp_path, ((LOW, HIGH),) * 20, rolling={"forecaster": "previous_day", "bids": "scenarios", "scenarios": 5}
        )
    )
    lots = 19 * 48 * 0.05 * 1000 * (LOW + HIGH)  # cut toward zero, most of what that can cost
    assert earned(plain) - 0.1 * lots <= earned(against) <= earned(plain)
    assert earned(plain) == pytest.approx(19 * FULL_DAY_JPY, rel=1e-9)


def noisy(count=30, seed=4):
    random = np.random.default_rng(seed)
    return [
        (float(low), float(high))
        for low, high in zip(random.uniform(4, 9, count), random.uniform(8, 16, count), strict=True)
    ]


def test_weight_zero_is_the_risk_neutral_walk_and_a_weight_counts(tmp_path):
    def walked(**risk):
        rolling = {"forecaster": "previous_day", "bids": "scenarios", "scenarios": 12, "look_ahead_days": 0, **risk}
        return earned(run(project(tmp_path, noisy(), rolling=rolling)))

    neutral = walked()
    assert walked(risk={"weight": 0.0, "cvar_alpha": 0.3}) == neutral
    assert walked(risk={"weight": 1.0, "cvar_alpha": 0.2}) != neutral


def test_the_choice_reaches_the_programme(tmp_path):
    chosen = project(
        tmp_path, rolling={"bids": "scenarios", "scenarios": 7, "price_bins": 3, "risk": {"weight": 0.3}}
    ).rolling
    assert (chosen.scenarios, chosen.price_bins) == (7, 3)
    assert Risk(chosen.cvar_alpha, chosen.risk_weight) == Risk(0.1, 0.3)


def test_forecasts_reach_to_the_end_of_a_week_that_is_offered_at_once():
    rules, choice = rule_book(), RollingChoice(look_ahead_days=2)
    daily = BalancingChoice(("composite",), rules_on=date(2026, 9, 1))
    assert days_seen(choice, None, rules, 2028) == 3
    assert days_seen(choice, daily, rules, 2028) == 3
    assert days_seen(choice, BalancingChoice(("composite",), rules_on="delivery"), rules, 2028) == 3 + WEEKLY_DAYS
    assert days_seen(choice, BalancingChoice(("composite",), rules_on=date(2025, 9, 1)), rules, 2028) == 3 + WEEKLY_DAYS
    assert days_seen(choice, BalancingChoice(("composite",)), rules, 2028) == 3
    assert rules_day(BalancingChoice(("composite",)), 2028) == date(2028, 4, 1)
