"""Prices bid from acceptance curves: those of the offer book where all is published, and nothing of the future before."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from gate_walks import RECOURSE, RULES, days_of

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection, Site
from storage_opt.inputs.project import read_project
from storage_opt.markets.spot import SpotMarket
from storage_opt.studies import views
from storage_opt.studies.curve_views import PastCurves
from storage_opt.studies.gate_walk import walk_gates
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.offer_views import KnownOffers, PastOffers
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.run import load_prices
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.studies.walk_rules import GateWalkRule
from storage_opt.studies.year_problem import YearModel

ON = date(2026, 9, 1)


@pytest.fixture(scope="module")
def year():
    """Choice, results of the market, case of fiscal year 2023 under the rules of September 2026."""
    balancing = {
        "products": ["composite", "rr_fit"], "activation": {"composite": 0.1, "rr_fit": 0.2}, "source": "bundled:synthetic", "rules_on": ON,
        "price_levels": 2,
    }  # fmt: skip
    options = {
        ("area",): "tokyo",
        ("start_fiscal_year",): 2028,
        ("battery",): {"power_mw": 50, "energy_mwh": 200, "round_trip_efficiency": 0.86, "soe_initial_mwh": 100},
        ("markets",): {"spot": {"fee_jpy_per_kwh": 0.04}, "balancing": balancing},
        ("prices",): {"source": "bundled:synthetic", "fiscal_years": [2023]},
    }
    project = read_project(None, [], options)
    book = load_prices(project)
    data = MarketData(project, book)
    case = data.add_to(Life(project, book).next([])[1])
    return project, data, case


def curves(year, refit_days=28):
    project, data, case = year
    past = PastOffers(case.offers, case.prices.period, RULES, 7, ON)
    awards = data.awards_of_year[case.year]
    return PastCurves(past, awards, project.markets.balancing, case.prices.spot_jpy_per_mwh, refit_days)


def test_with_all_results_published_prices_and_shares_are_those_of_the_offer_book(year):
    _, _, case = year
    made = curves(year, refit_days=366)
    late = datetime(2024, 4, 15)
    for number in (10, 45, 100, 200, 300, 320):
        day = case.prices.period.first_day + timedelta(days=number)
        seen = made.seen(late, day, 2)
        known = KnownOffers(case.offers, case.prices.period).seen(late, day, 2)
        for name in ("composite", "rr_fit"):
            for key in ("price_jpy_per_kw_slot", "paid_jpy_per_kw_slot", "acceptance", "fee_jpy_per_kw_slot"):
                assert getattr(seen[name], key) == pytest.approx(getattr(known[name], key), rel=1e-9, abs=1e-9), (
                    name,
                    key,
                )
            one = made.seen(late, day, 1)[name]
            assert made.outcome(name, day, one).acceptance == pytest.approx(known[name].acceptance[:, :48], abs=1e-6)


def test_nothing_is_offered_before_the_first_fit_and_a_fit_holds_until_the_next(year):
    made = curves(year)
    day = date(2023, 6, 10)
    assert not made.seen(datetime(2023, 4, 27, 14), day, 1)["composite"].acceptance.any()
    first = made.seen(datetime(2023, 4, 27, 16), day, 1)["composite"]
    assert first.acceptance.any()
    assert np.array_equal(first.acceptance, made.seen(datetime(2023, 5, 25, 14), day, 1)["composite"].acceptance)
    assert not np.array_equal(first.acceptance, made.seen(datetime(2023, 5, 25, 16), day, 1)["composite"].acceptance)


def test_results_of_later_days_change_nothing_before(year):
    project, data, case = year
    awards, spot = data.awards_of_year[case.year], case.prices.spot_jpy_per_mwh.copy()
    later = tuple(
        replace(
            run, **{name: np.where(np.arange(run.n_days)[:, None] >= 60, 1.7 * a, a) for name, a in run.arrays.items()}
        )
        for run in awards.runs
    )
    spot[60 * 48 :] *= 3.0
    one, other = curves(year), curves(year)
    other = replace(other, awards=replace(awards, runs=later), spot_jpy_per_mwh=spot, _made={})
    day = date(2023, 6, 10)
    for moment, same in ((datetime(2023, 5, 30, 16), True), (datetime(2023, 7, 20), False)):
        mine, theirs = (made.seen(moment, day, 3) for made in (one, other))
        for name in ("composite", "rr_fit"):
            assert np.array_equal(mine[name].price_jpy_per_kw_slot, theirs[name].price_jpy_per_kw_slot) == same
    assert project.markets.balancing.levels == 2


def test_a_walk_with_prices_of_the_past(year):
    _, _, case = year
    made = curves(year)
    model = YearModel(
        Site(Battery(50.0, 50.0, 200.0, 0.86**0.5, 0.86**0.5, soe_initial_mwh=100.0), Connection()), SpotMarket(40.0)
    )
    part = days_of(case, 40, 5)
    nets = []
    for offers in (made, KnownOffers(case.offers, case.prices.period)):
        rule = GateWalkRule(WindowRule(0), AwardRule("held"), rules_on=ON)
        nets.append(walk_gates(model, part, views.known(part.prices), offers, RULES, RECOURSE, rule).net_jpy)
    assert nets[1] >= nets[0] > 0.7 * nets[1]
