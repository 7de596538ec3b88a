"""A rolling year through all gates: seconds on one core, what takes them, and shares of the optimum.

    python benchmarks/walk.py [--look 2] [--days 366] [--area tokyo] [--levels 1]

Bundled synthetic prices of fiscal year 2023, 50 MW / 200 MWh, composite and tertiary-2 under the rules of 1 September 2026, an intraday
market of 10 MW; processor seconds. The first days are walked once before, as the first solve compiles.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from dataclasses import replace
from datetime import date, timedelta

from storage_opt.inputs.project import read_project
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.offers import OfferBook
from storage_opt.solve.certify import Settings
from storage_opt.solve.highs import Deadline
from storage_opt.studies import views
from storage_opt.studies.curve_views import PastCurves
from storage_opt.studies.gate_walk import walk_gates
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.offer_views import KnownOffers, PastOffers, of_days
from storage_opt.studies.published import PublishedSpot
from storage_opt.studies.rolling_window import WindowRule
from storage_opt.studies.run import load_prices
from storage_opt.studies.spot_bid_walk import ImbalancePrice
from storage_opt.studies.walk_awards import AwardRule
from storage_opt.studies.walk_rules import GateWalkRule, Recourse
from storage_opt.studies.year import solve_year
from storage_opt.studies.year_problem import YearCase, YearModel
from storage_opt.timeline import SLOTS_PER_DAY, Period

ON = date(2026, 9, 1)
HISTORY = 28
RECOURSE = Recourse(ImbalancePrice(3_000.0, 3_000.0), 500.0, leaves_position=True)
PARTS = {
    "value functions (backward pass)": "backward",
    "plans (forward pass)": "forward",
    "tables of actions": "tables_of",
    "intraday (HiGHS)": "redispatch",
    "windows": "window",
    "views of offers": "seen",
}


def project_of(area: str, levels: int):
    """Project, its market data and its year."""
    balancing = {
        "products": ["composite", "rr_fit"], "activation": {"composite": 0.1, "rr_fit": 0.2}, "source": "bundled:synthetic",
        "rules_on": ON, "price_levels": levels,
    }  # fmt: skip
    options = {
        ("area",): area,
        ("start_fiscal_year",): 2028,
        ("battery",): {
            "power_mw": 50, "energy_mwh": 200, "round_trip_efficiency": 0.86, "soe_initial_mwh": 100, "wear_jpy_per_mwh": 2000,
        },
        ("markets",): {
            "spot": {"fee_jpy_per_kwh": 0.04},
            "balancing": balancing,
            "intraday": {"fee_jpy_per_kwh": 0.1, "limit_mw": 10, "source": "bundled:synthetic"},
        },
        ("prices",): {"source": "bundled:synthetic", "fiscal_years": [2023]},
    }  # fmt: skip
    project = read_project(None, [], options)
    book = load_prices(project)
    data = MarketData(project, book)
    return project, data, data.add_to(Life(project, book).next([], data.prices_of)[1])


def cut(case: YearCase, first: int, n_days: int) -> YearCase:
    """Some days of a year."""
    prices, slots = case.prices, slice(first * SLOTS_PER_DAY, (first + n_days) * SLOTS_PER_DAY)
    period = Period(prices.period.first_day + timedelta(days=first), n_days)
    spot = prices.spot_jpy_per_mwh[slots]
    part = replace(
        prices, period=period, spot_jpy_per_mwh=spot, intraday_jpy_per_mwh=prices.intraday_jpy_per_mwh[slots]
    )
    book = case.offers
    offers = {name: of_days(o, first, n_days) for name, o in book.offers.items()}
    book = OfferBook(book.markets, book.market_of_day[first : first + n_days], offers, spot)
    return replace(case, prices=part, offers=book)


def main() -> None:
    """Print one line per walk, then where the time of the first one goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look", default="2")
    parser.add_argument("--days", type=int, default=366 - HISTORY)
    parser.add_argument("--area", default="tokyo")
    parser.add_argument("--levels", type=int, default=1)
    asked = parser.parse_args()
    project, data, whole = project_of(asked.area, asked.levels)
    case, rules = cut(whole, HISTORY, min(asked.days, 366 - HISTORY)), rule_book()
    spot_only = YearModel(project.site, project.spot)
    model = YearModel(project.site, project.spot, intraday=project.markets.intraday)
    period, known = case.prices.period, KnownOffers(case.offers, case.prices.period)
    published = PublishedSpot(whole.prices, rules)
    past = PastOffers(whole.offers, whole.prices.period, rules, 7, ON)
    spot = whole.prices.spot_jpy_per_mwh
    curves = PastCurves(past, data.awards_of_year[whole.year], project.markets.balancing, spot)
    walk_gates(
        model, cut(whole, HISTORY, 3), views.known(case.prices), known, rules, RECOURSE, GateWalkRule(rules_on=ON)
    )
    alone = replace(case, prices=replace(case.prices, intraday_jpy_per_mwh=None))
    began = time.process_time()
    optimum = solve_year(spot_only, alone, Settings(method="exact", relative_gap=1e-5), Deadline())[1].objective_jpy
    print(f"optimum without intraday, {period.n_days} days: {optimum:,.0f} JPY, {time.process_time() - began:.1f} s")
    print("look  awards    views           share   intraday  imbalance MWh  shortfall MW·slots      s")
    profile = cProfile.Profile()
    for look in map(int, asked.look.split(",")):
        for kind in ("held", "expected", "drawn"):
            for name, view, offers in (
                ("known", views.known(case.prices), known),
                ("7 days, curves", views.mean_of_days(published, 7), curves),
            ):
                rule = GateWalkRule(WindowRule(look), AwardRule(kind), rules_on=ON)
                began = time.process_time()
                walked = walk_gates(model, case, view, offers, rules, RECOURSE, rule)
                seconds = time.process_time() - began
                print(
                    f"{look:>4}  {kind:<8}  {name:<14} {walked.net_jpy / optimum:>6.4f} {walked.money_jpy()['intraday'] / optimum:>10.4f}"
                    f" {walked.imbalance_mwh:>14.1f} {walked.shortfall_mw.sum():>19.2f} {seconds:>6.1f}",
                    flush=True,
                )
    rule = GateWalkRule(WindowRule(int(asked.look.split(",")[0])), rules_on=ON)
    part = cut(whole, HISTORY, min(60, period.n_days))
    profile.runcall(walk_gates, model, part, views.known(part.prices), known, rules, RECOURSE, rule)
    total, taken = 0.0, dict.fromkeys(PARTS, 0.0)
    for (_, _, function), (_, _, _, cumulative, _) in pstats.Stats(profile).stats.items():
        total = max(total, cumulative)
        for part_name, wanted in PARTS.items():
            if function == wanted:
                taken[part_name] = max(taken[part_name], cumulative)
    print("share of the time: " + ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in taken.items()))


if __name__ == "__main__":
    main()
