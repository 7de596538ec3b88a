"""Many years by hand: efficiency that fades, an end of life, price years that cycle, contracts inside the life."""

import json

import pytest
from lives import HIGH, LOW, SPREAD, life_of, said

from storage_opt.errors import ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.reports.summary import summary_of

LONG = 4
"""Years from which on the recursion solves them: flat prices leave HiGHS many plans of equal value to choose from."""


def test_efficiency_fades_in_plan_and_money(monkeypatch):
    """19 % of the first year's efficiency are lost: 0.9 each way. A full MWh takes 1/0.9 MWh bought and gives 0.9 MWh sold."""
    first, second, *_ = life_of(monkeypatch, LONG, battery={"round_trip_fade_per_year": 0.19}).years
    assert first.figures.margin_jpy == pytest.approx(365 * SPREAD, rel=1e-12)
    assert second.figures.margin_jpy == pytest.approx(365 * (0.9 * HIGH - LOW / 0.9), rel=1e-9)
    assert second.figures.charged_mwh == pytest.approx(365 / 0.9, rel=1e-9)
    assert (first.round_trip_efficiency, second.round_trip_efficiency) == pytest.approx((1.0, 0.81), rel=1e-12)
    assert second.outcome.objective_jpy == pytest.approx(second.figures.margin_jpy, rel=1e-9)
    assert second.why is not None
    # At 20:00 a stored MWh saves 1,000 / 0.9 JPY; selling it then gives 0.9 MWh at 1,000.
    assert second.why.earned_jpy_per_mw[2][40] == pytest.approx(0.5 * (LOW - LOW / 0.81), rel=1e-6)


@pytest.mark.parametrize(("loss_rate", "billed"), [(None, 0.19), (0.05, 0.05)])
def test_wheeling_follows_the_losses_only_where_no_rate_was_agreed(monkeypatch, loss_rate, billed):
    """1,000 JPY/MWh on the losses of the year, 19 %, or on the agreed 5 %, of 1/0.9 MWh charged a day."""
    markets = {
        "spot": {"fee_jpy_per_kwh": 0.0},
        "wheeling": {"energy_jpy_per_kwh": 1.0, "loss_rate": loss_rate},
    }
    result = life_of(monkeypatch, LONG, battery={"round_trip_fade_per_year": 0.19}, markets=markets)
    cost = [year.figures.variable_cost_jpy.get("wheeling", 0.0) for year in result.years]
    assert cost[1] == pytest.approx(365 / 0.9 * 1_000.0 * billed, rel=1e-9)
    assert cost[0] == pytest.approx(365 * 1_000.0 * (0.0 if loss_rate is None else 0.05), abs=1e-6)


def test_efficiency_that_fades_away_is_refused(monkeypatch):
    """25 % of the first year's a year: nothing is left in year 5; four years are fine."""
    assert len(life_of(monkeypatch, 4, battery={"round_trip_fade_per_year": 0.25}).years) == 4
    with pytest.raises(ProjectError, match=r"operating year 5"):
        life_of(monkeypatch, 5, battery={"round_trip_fade_per_year": 0.25})


CONTRACT = {"kind": "custom", "payment_jpy_per_kw_year": 100.0, "sharing": {"kept_shares": [0.5]}}


def test_the_life_ends_before_the_year_that_is_worn_out(monkeypatch):
    """1 − 0.02·(y − 1) MWh against 0.95: year 4 would have 0.94. The contract of ten years is paid for three: 3,000 kW × 100."""
    battery = {"calendar_fade_per_year": 0.02, "end_of_life_share": 0.95}
    result = life_of(monkeypatch, 10, battery=battery, scheme={**CONTRACT, "term_years": 10})
    assert [year.energy_mwh for year in result.years] == pytest.approx([1.0, 0.98, 0.96], rel=1e-12)
    assert result.end_of_life_year == 4
    (ended,) = said(result, "life.ended")
    assert (ended["year"], ended["fiscal_year"], ended["operated"], ended["planned"]) == (4, 2033, 3, 10)
    assert ended["energy"] == pytest.approx(0.94, rel=1e-12)
    assert said(result, "life.contract_ends") == [{"scheme": "custom", "fiscal_year": 2033}]
    assert [year.contracts.payment_jpy for year in result.years] == [300_000.0] * 3
    summary = json.loads(json.dumps(summary_of(result, None), allow_nan=False))
    assert (summary["end_of_life_year"], len(summary["years"])) == (4, 3)


def test_planned_energy_keeps_the_plant_alive(monkeypatch):
    """0.04 MWh in year 4: 0.98 then, 0.96, and 0.94 in year 7. Its cost is that of a kWh of the plant."""
    battery = {
        "calendar_fade_per_year": 0.02,
        "end_of_life_share": 0.95,
        "augmentation": [{"year": 4, "energy_mwh": 0.04}],
    }
    finance = {"life_years": 10, "capex_jpy_per_kwh": 30_000.0}
    result = life_of(monkeypatch, 10, battery=battery, finance=finance)
    assert result.end_of_life_year == 6
    assert result.years[3].energy_mwh == pytest.approx(0.98, rel=1e-12)
    years = summary_of(result, None)["years"]
    assert [y["augmentation_mwh"] for y in years] == [0.0, 0.0, 0.0, 0.04, 0.0]
    assert [y["augmentation_cost_jpy"] for y in years] == pytest.approx([0.0, 0.0, 0.0, 1_200_000.0, 0.0])
    assert not said(result, "life.contract_ends")


def test_a_planned_addition_without_a_cost_has_none(monkeypatch):
    result = life_of(monkeypatch, LONG, battery={"augmentation": [{"year": 2, "energy_mwh": 0.5}]})
    assert [y["augmentation_cost_jpy"] for y in summary_of(result, None)["years"]] == [0.0, None, 0.0, 0.0]


def test_a_life_goes_through_price_years_of_both_lengths_again_and_again(monkeypatch):
    """FY2022 has 365 days, FY2023 has 366: years 2 and 4 are longer, and have more cycles to age by. Yearly budgets hold for both."""
    result = life_of(monkeypatch, 5, battery={"cycle_fade_per_cycle": 1e-4}, price_years=(2022, 2023))
    days = [365, 366, 365, 366, 365]
    assert [year.prices.period.n_days for year in result.years] == days
    assert [year.fiscal_year for year in result.years] == [2030, 2031, 2032, 2033, 2034]
    assert [year.figures.full_equivalent_cycles for year in result.years] == pytest.approx(days, rel=1e-9)
    energy = [1.0 - 1e-4 * sum(days[:before]) for before in range(5)]
    assert [year.energy_mwh for year in result.years] == pytest.approx(energy, rel=1e-9)
    margins = [SPREAD * n * e for n, e in zip(days, energy, strict=True)]
    assert [year.figures.margin_jpy for year in result.years] == pytest.approx(margins, rel=1e-9)


def test_yearly_budgets_are_those_of_a_whole_year_with_366_days_too(monkeypatch):
    result = life_of(monkeypatch, 2, battery={"max_cycles_per_year": 100}, price_years=(2022, 2023))
    assert [year.figures.discharged_mwh for year in result.years] == pytest.approx([100.0, 100.0], rel=1e-9)


def test_prices_with_a_trend_over_twenty_years(monkeypatch):
    """Every price falls by 3 % a year, so does the margin; energy fades by 1 % of the first year's."""
    result = life_of(monkeypatch, 20, battery={"calendar_fade_per_year": 0.01}, prices={"trend": -0.03, "scale": 1.1})
    expected = [365 * SPREAD * 1.1 * 0.97**before * (1.0 - 0.01 * before) for before in range(20)]
    assert [year.figures.margin_jpy for year in result.years] == pytest.approx(expected, rel=1e-9)
    assert result.end_of_life_year is None


def test_a_contract_that_begins_in_year_two_and_ends_before_the_life(monkeypatch):
    """Two payment years from year 2 on; before and after, the margin is the owner's alone. Every side sums to zero."""
    scheme = {**CONTRACT, "term_years": 2, "start": "next_year"}
    result = life_of(monkeypatch, 5, battery={}, scheme=scheme)
    contracts = [year.contracts for year in result.years]
    assert [c.payment_jpy for c in contracts] == [0.0, 300_000.0, 300_000.0, 0.0, 0.0]
    margin = 365 * SPREAD
    assert [c.clawback_jpy for c in contracts] == pytest.approx([0.0, margin / 2, margin / 2, 0.0, 0.0], rel=1e-9)
    for c in contracts:
        assert c.owner_net_jpy + c.public_net_jpy + c.counterparty_net_jpy + c.market_net_jpy == pytest.approx(
            0.0, abs=0.5
        )
    assert [name["year"] for name in said(result, "contract.note.not_begun")] == [2030]


def test_schemes_count_hours_with_the_efficiency_of_the_bid(monkeypatch):
    """2 h at the bid; efficiency alone falls by 19 %, which no scheme is told of: nothing is short, no energy is added."""
    battery = {
        "bid_power_mw": 0.5,
        "round_trip_fade_per_year": 0.19,
        "augmentation": "auto",
        "augmentation_jpy_per_kwh": 1e6,
    }
    scheme = {"kind": "custom", "payment_jpy_per_kw_year": 100.0, "derating": {2: 1.0}}
    result = life_of(monkeypatch, 2, battery=battery, scheme=scheme)
    second = result.years[1].contracts.schemes[0].contract
    assert (second.contracted_kw, second.credited_kw) == (500, 500)
    assert result.years[1].augmentation is None


@pytest.mark.parametrize("key", ["round_trip_fade_per_year", "end_of_life_share"])
def test_shares_lie_between_nothing_and_all(key):
    with pytest.raises(ProjectError, match=key):
        read_project(None, [], {("battery",): {"power_mw": 1, "energy_mwh": 1, key: 1.5}})


def test_price_years_come_in_the_order_that_is_stated(monkeypatch):
    """Three prices in turn; operating year 4 begins again. FY2023 has a 29 February: 366 days at the same spread."""
    result = life_of(
        monkeypatch,
        4,
        battery={},
        price_years=(2022, 2023, 2024),
        prices={"sequence": [2024, 2023, 2024], "fiscal_years": [2022, 2023, 2024]},
    )
    assert [year.prices.fiscal_year for year in result.years] == [2024, 2023, 2024, 2024]
    days = [year.figures.margin_jpy / SPREAD for year in result.years]
    assert days == pytest.approx([365, 366, 365, 365], rel=1e-9)
    assert [year.fiscal_year for year in result.years] == [2030, 2031, 2032, 2033]


def test_a_sequence_names_only_years_that_are_read(monkeypatch):
    with pytest.raises(ProjectError, match=r"fiscal year\(s\) 2019, 2021 without complete prices.*2022, 2023"):
        life_of(monkeypatch, 2, battery={}, price_years=(2022, 2023), prices={"sequence": [2021, 2022, 2019]})
