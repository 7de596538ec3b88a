"""A bid in words: sentences of every variable, durations that a project cannot have."""

import pytest

from storage_opt.reports.bid import BidText
from storage_opt.reports.numerals import NOTHING

TARGETS = {"project_irr": 0.05, "project_irr_pre_tax": 0.05, "equity_irr": 0.08, "npv_jpy": 0.0, "min_dscr": 1.3}
SHOWN = {
    "ltda_price_jpy_per_kw_year": (34_974.56, "34,975"),
    "grant_rate": (0.333, {"en": "33.3 %", "ja": "33.3%"}),
    "grant_jpy": (1.25e9, {"en": "1.250 billion JPY", "ja": "12.50億円"}),
    "capacity_price_jpy_per_kw_year": (9_000.0, "9,000"),
    "toll_jpy_per_kw_year": (9_000.0, "9,000"),
    "capex_jpy": (4e8, {"en": "400.0 million JPY", "ja": "4.00億円"}),
    "energy_mwh": (323.5, "323.5 MWh"),
}
COSTS = {"round": 4, "jpy_per_kw_year": 30_080.0}


def bid(variable, target="equity_irr", cost_based=None, **more):
    return {
        "variable": variable,
        "value": SHOWN[variable][0],
        "target": {target: TARGETS[target]},
        "cost_based": cost_based,
    } | more


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("variable", SHOWN)
def test_every_variable_has_its_sentence(variable, language):
    shown = SHOWN[variable][1]
    for target in TARGETS:
        sentence = BidText(bid(variable, target), language).answer
        assert (shown if isinstance(shown, str) else shown[language]) in sentence
        assert BidText(bid(variable, target), language).metric(TARGETS[target], target) in sentence


def test_a_price_is_compared_with_the_cost_based_price_of_its_round():
    price = "ltda_price_jpy_per_kw_year"
    assert (
        "4,895 JPY above the cost-based price of round 4, 30,080 JPY"
        in BidText(bid(price, cost_based=COSTS), "en").answer
    )
    assert "4,895 円上回る" in BidText(bid(price, cost_based=COSTS), "ja").answer
    dear = COSTS | {"jpy_per_kw_year": 40_000.0}
    assert "so the bid is 5,025 JPY below it" in BidText(bid(price, cost_based=dear), "en").answer
    assert "cost-based" not in BidText(bid("toll_jpy_per_kw_year", cost_based=COSTS), "en").answer


def test_a_duration_that_cannot_be_is_no_row_of_zeros():
    nothing = {
        "name": "3",
        "way": "",
        "hours": 0,
        "energy_mwh": 0.0,
        "added_mwh": 0.0,
        "contracted_kw": 0,
        "capex_jpy": 0.0,
        "value": None,
        "short_years": 0,
    }
    missed = nothing | {"name": "4", "hours": 4, "energy_mwh": 215.7, "contracted_kw": 40_069, "capex_jpy": 8.973e9}
    rows = BidText(bid("toll_jpy_per_kw_year", durations=[nothing, missed]), "en").point_rows("durations")
    assert rows[0] == ["3 h", *[NOTHING] * 5, "not possible", NOTHING]
    assert rows[1] == ["4 h", "4", "215.7", "0.0", "40,069", "8,973", "not reached", "0"]
