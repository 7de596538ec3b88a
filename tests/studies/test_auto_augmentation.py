"""Energy added by value, each branch by hand: 1 MWh earns 10,000 JPY a day, 3,650,000 a year."""

import pytest
from lives import life_of, said

from storage_opt.errors import ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.reports.summary import summary_of

YEARLY = 3_650_000.0
"""What 1 MWh earns in 365 days. [JPY/year]"""


def added(result):
    """Energy added by year of those looked at. [MWh]"""
    return {year.year: year.augmentation.energy_mwh for year in result.years if year.augmentation is not None}


def auto(cost, **battery):
    return {"augmentation": "auto", "augmentation_jpy_per_kwh": cost, **battery}


def annuity(rate, years):
    return sum((1.0 + rate) ** -n for n in range(1, years + 1))


@pytest.mark.parametrize("rate", [0.0, 0.05])
@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_by_value_around_the_cost_that_breaks_even(monkeypatch, rate, side):
    """Looked at in year 6 of 10: the 0.1 MWh that are gone would earn 0.1 × 3,650,000 in each of five years."""
    worth = 0.1 * YEARLY * annuity(rate, 5)
    cost = worth / 100.0 * (1.0 + side * 1e-4)
    finance = {"life_years": 10, "discount_rate": rate}
    result = life_of(monkeypatch, 10, battery=auto(cost, calendar_fade_per_year=0.02), finance=finance)
    if side > 0.0:
        assert added(result) == {6: 0.0}
        assert result.years[5].augmentation.reason == "none"
        assert result.years[5].energy_mwh == pytest.approx(0.9, rel=1e-12)
        assert not said(result, "life.augmented.value")
        return
    assert added(result) == {6: pytest.approx(0.1, rel=1e-9)}
    look = result.years[5].augmentation
    assert (look.reason, look.solves) == ("value", 1)
    assert look.cost_jpy == pytest.approx(cost * 100.0, rel=1e-9)
    assert look.gain_jpy == pytest.approx(worth * 1e-4, rel=1e-6)
    energy = [1.0, 0.98, 0.96, 0.94, 0.92, 1.0, 0.98, 0.96, 0.94, 0.92]
    assert [year.energy_mwh for year in result.years] == pytest.approx(energy, rel=1e-9)
    assert [y["augmentation_mwh"] for y in summary_of(result, None)["years"]] == pytest.approx(
        [0.0] * 5 + [0.1] + [0.0] * 4
    )
    (told,) = said(result, "life.augmented.value")
    assert (told["year"], told["fiscal_year"]) == (6, 2035)


def test_wear_counts_against_the_value(monkeypatch):
    """4,000 JPY of wear per MWh leave 6,000 a day: what breaks even at 10,000 no longer pays."""
    cost = 0.1 * YEARLY * 5 / 100.0 * 0.7
    battery = auto(cost, calendar_fade_per_year=0.02)
    assert added(life_of(monkeypatch, 10, battery=battery))[6] == pytest.approx(0.1, rel=1e-9)
    assert added(life_of(monkeypatch, 10, battery={**battery, "wear_jpy_per_mwh": 4_000.0})) == {6: 0.0}


def test_a_contract_that_takes_half_halves_the_value(monkeypatch):
    scheme = {"kind": "custom", "sharing": {"kept_shares": [0.5]}}
    half = 0.1 * YEARLY * 5 / 100.0 / 2.0
    below = auto(half * 0.999, calendar_fade_per_year=0.02)
    above = auto(half * 1.001, calendar_fade_per_year=0.02)
    assert added(life_of(monkeypatch, 10, battery=below, scheme=scheme))[6] == pytest.approx(0.1, rel=1e-9)
    assert added(life_of(monkeypatch, 10, battery=above, scheme=scheme)) == {6: 0.0}


def test_looks_follow_each_other_by_the_step(monkeypatch):
    battery = auto(1e9, calendar_fade_per_year=0.01, augmentation_step_years=3)
    assert list(added(life_of(monkeypatch, 10, battery=battery))) == [4, 7, 10]


HOURS = {"energy_mwh": 1.04, "bid_power_mw": 0.5, "calendar_fade_per_year": 0.02}
"""2 h at a bid of 0.5 MW need 1 MWh; 0.0208 fade a year: 1.0192 in year 2, 0.9984 in year 3."""
CONTRACT = {"kind": "custom", "payment_jpy_per_kw_year": 100.0, "derating": {1: 0.5, 2: 1.0}}


def test_contracted_hours_are_kept_whatever_it_costs(monkeypatch):
    """1 MWh is needed in years 3 to 7: 1 + 4 × 0.0208 − 0.9984 = 0.0848 are added; and to year 10: 1 + 2 × 0.0208 − 0.9792 = 0.0624."""
    result = life_of(monkeypatch, 10, battery=auto(1e6, **HOURS), scheme=CONTRACT)
    assert added(result) == {3: pytest.approx(0.0848, rel=1e-9), 8: pytest.approx(0.0624, rel=1e-9)}
    assert [result.years[n].augmentation.reason for n in (2, 7)] == ["contract", "contract"]
    assert result.years[2].augmentation.gain_jpy is None  # more than restores the battery: there was no choice
    assert result.years[6].energy_mwh == pytest.approx(1.0, rel=1e-9)
    assert [y.contracts.schemes[0].contract.credited_kw for y in result.years] == [500] * 10
    assert not said(result, "contract.note.shortfall")
    assert [told["year"] for told in said(result, "life.augmented.contract")] == [3, 8]


def test_without_auto_the_same_plant_falls_short(monkeypatch):
    result = life_of(monkeypatch, 10, battery=HOURS, scheme=CONTRACT)
    assert [y.contracts.schemes[0].contract.credited_kw for y in result.years] == [500, 500, *[250] * 8]


@pytest.mark.parametrize(("factor", "expected"), [(0.999, 0.0416), (1.001, 0.0224)])
def test_beyond_the_hours_the_value_decides(monkeypatch, factor, expected):
    """The contract ends with year 4, so 1 + 0.0208 − 0.9984 = 0.0224 do; 0.0192 more restore 1.04 MWh and earn for eight years."""
    cost = YEARLY * 8 / 1000.0 * factor
    result = life_of(monkeypatch, 10, battery=auto(cost, **HOURS), scheme={**CONTRACT, "term_years": 4})
    assert added(result)[3] == pytest.approx(expected, rel=1e-9)
    assert result.years[2].augmentation.reason == ("value" if factor < 1.0 else "contract")


def test_after_the_contract_nothing_has_to_be_kept(monkeypatch):
    result = life_of(monkeypatch, 10, battery=auto(1e6, **HOURS), scheme={**CONTRACT, "term_years": 4})
    assert added(result) == {3: pytest.approx(0.0224, rel=1e-9), 8: 0.0}


def test_the_least_for_the_hours_counts_the_cycles_of_the_last_year(monkeypatch):
    """365 cycles at 1e-4 cost 0.03796 MWh a year: 1.00204 are left in year 2, 0.96408 in year 3, short by 0.03592."""
    battery = {**HOURS, "calendar_fade_per_year": 0.0, "cycle_fade_per_cycle": 1e-4}
    result = life_of(monkeypatch, 7, battery=auto(1e6, **battery), scheme=CONTRACT)
    assert added(result) == {3: pytest.approx(0.03592 + 4 * 0.03796, rel=1e-6)}
    assert result.years[6].energy_mwh == pytest.approx(1.0, rel=1e-9)


LASTS = {"calendar_fade_per_year": 0.02, "end_of_life_share": 0.95}
"""0.94 MWh in year 4 of 10, below 0.95. To run, 0.06 bring it to 1.00 for three years, 0.09 to 1.03 for five."""


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (100_000.0, 0.09),  # 5 × 1.03 × 3.65 − 9 = 9.8 million against 3 × 3.65 − 6 = 5.0
        (300_000.0, None),  # 18.8 − 27 and 10.95 − 18 million: closing costs nothing
    ],
)
def test_a_worn_out_plant_runs_on_where_that_is_worth_its_cost(monkeypatch, cost, expected):
    result = life_of(monkeypatch, 10, battery=auto(cost, **LASTS))
    if expected is None:
        assert result.end_of_life_year == 4
        assert added(result) == {}
    else:
        assert added(result)[4] == pytest.approx(expected, rel=1e-9)
        assert result.years[4].energy_mwh == pytest.approx(1.01, rel=1e-9)


def test_fixed_cost_is_saved_by_closing(monkeypatch):
    """3,000 kW at 1,300 JPY are 3,900,000 a year, more than 1.03 MWh earn: not worth running on even where energy costs nearly nothing."""
    finance = {"life_years": 10, "discount_rate": 0.0, "fixed_opex_jpy_per_kw_year": 1_300.0}
    assert life_of(monkeypatch, 10, battery=auto(1.0, **LASTS), finance=finance).end_of_life_year == 4
    assert life_of(monkeypatch, 10, battery=auto(1.0, **LASTS)).end_of_life_year is None


def test_a_contract_keeps_the_plant_alive(monkeypatch):
    """Closing would end the contract, so it is no way out of it: the same cost at which a merchant closes is paid."""
    scheme = {"kind": "custom", "payment_jpy_per_kw_year": 100.0}
    result = life_of(monkeypatch, 10, battery=auto(300_000.0, **LASTS), scheme=scheme)
    assert result.end_of_life_year is None
    assert result.years[3].augmentation.reason == "contract"


def test_a_cost_is_asked_for_and_may_be_that_of_the_plant():
    battery = {"power_mw": 1, "energy_mwh": 1, "augmentation": "auto"}
    with pytest.raises(ProjectError, match=r"augmentation_jpy_per_kwh.*finance\.capex_jpy_per_kwh"):
        read_project(None, [], {("battery",): battery})
    of_plant = read_project(None, [], {("battery",): battery, ("finance",): {"capex_jpy_per_kwh": 30_000}})
    stated = read_project(
        None,
        [],
        {
            ("battery",): {**battery, "augmentation_jpy_per_kwh": 20_000},
            ("finance",): {"capex_jpy_per_kwh": 30_000},
        },
    )
    assert (of_plant.augmentation.cost_jpy_per_kwh, stated.augmentation.cost_jpy_per_kwh) == (30_000, 20_000)
