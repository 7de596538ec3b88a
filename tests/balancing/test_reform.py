"""A year that crosses the reform of 14 March 2026 has 8 blocks a day before and 48 after, from results and rules to offers."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from days import case, solved

from storage_opt.assets.battery import Battery
from storage_opt.errors import MarketDataError
from storage_opt.inputs.rules import rule_book
from storage_opt.markets.choice import BalancingChoice
from storage_opt.records.awards_market import BalancingBook, BalancingRun
from storage_opt.records.prices import PriceYear
from storage_opt.reports.awards_table import awards_table
from storage_opt.studies.offer_book import offer_book
from storage_opt.studies.offer_rules import markets_by_day
from storage_opt.timeline import Period

PERIOD = Period(date(2026, 3, 11), 6)
REFORM = 3
"""Day of the period on which the blocks change: 14 March."""
CHOICE = BalancingChoice(products=("composite",), rules_on="delivery", acceptance="certain")


def run_of(first_day, days, blocks, price):
    """Everything offered is awarded, at one price."""
    volume, paid = np.full((days, blocks), 100.0), np.full((days, blocks), price)
    return BalancingRun("composite", first_day, volume, volume, volume, paid, paid, paid)


def results(change=date(2026, 3, 14)):
    before = (change - PERIOD.first_day).days
    runs = (run_of(PERIOD.first_day, before, 8, 2.0), run_of(change, PERIOD.n_days - before, 48, 1.0))
    return BalancingBook("tokyo", 2025, "delivery", runs, is_synthetic=False)


def test_rules_by_delivery_date():
    markets, of_day = markets_by_day(CHOICE, rule_book(), PERIOD, 2030)
    blocks = [markets[number].products[0].n_blocks for number in of_day]
    assert blocks == [8, 8, 8, 48, 48, 48]
    hours = [markets[number].products[0].duration_h for number in of_day]
    assert hours == [3.0, 3.0, 3.0, 0.5, 0.5, 0.5]


def test_offers_of_the_year_follow_the_blocks():
    """Price 2 JPY/kW slot before and 1 after, every offer awarded; the battery stays full, spot is 0.

    1 MW of a full 3.4 MWh battery (3 h × 1 MW / 0.9 = 3.33 MWh before, 0.5 h after): 3 days × 48 × (2 − fee) and 3 × 48 × (1 − fee),
    × 1000. Offers are one per block: 8 a day, then 48.
    """
    price = PriceYear(2025, PERIOD, np.zeros(PERIOD.n_slots))
    book, warnings = offer_book(CHOICE, price, results(), rule_book(), 2025)
    assert warnings == []
    battery = Battery(1.0, 1.0, 3.4, 0.9, 0.9, soe_initial_mwh=3.4, wear_jpy_per_mwh=1.0)
    plan, outcome = solved(battery, 0.0, case(np.zeros(PERIOD.n_slots), 3.4, book, PERIOD.first_day))
    fee = book.offers["composite"].fee_jpy_per_kw_slot
    expected = 1000.0 * (3 * 48 * 2.0 + 3 * 48 * 1.0 - fee.sum())
    assert outcome.objective_jpy == pytest.approx(expected)
    year = SimpleNamespace(year=1, fiscal_year=2025, prices=price, dispatch=plan)
    table = awards_table([year]).to_pylist()
    by_day = [[row for row in table if row["block_start"].date() == day.item()] for day in days()]
    assert [len(rows) for rows in by_day] == [8, 8, 8, 48, 48, 48]
    assert [{row["block_h"] for row in rows} for rows in by_day] == [{3.0}] * 3 + [{0.5}] * 3
    assert plan.promises[0].block_slots.reshape(6, 48)[:, 0].tolist() == [6, 6, 6, 1, 1, 1]


def days():
    return np.datetime64(PERIOD.first_day, "D") + np.arange(PERIOD.n_days)


def test_a_curve_from_results_in_the_wrong_blocks_is_refused():
    """Results that change a day early: on 13 March the rules have 8 blocks, the results 48."""
    choice = BalancingChoice(products=("composite",), rules_on="delivery", acceptance="curve", levels=1)
    price = PriceYear(2025, PERIOD, np.zeros(PERIOD.n_slots))
    with pytest.raises(MarketDataError) as raised:
        offer_book(choice, price, results(date(2026, 3, 13)), rule_book(), 2025)
    told = raised.value.text("en")
    assert "48 blocks a day" in told and "Expected 8" in told
