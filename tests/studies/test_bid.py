"""The required value: put back it gives the target, and where dispatch does not depend on it, it is a closed form."""

from __future__ import annotations

import pytest
import yaml

from storage_opt.errors import ProjectError, UsageError
from storage_opt.inputs.project import read_project
from storage_opt.inputs.revise import with_capex
from storage_opt.records.bid import Target
from storage_opt.schemes.annuity import capital_recovery
from storage_opt.studies.bid import bid
from storage_opt.studies.bid_search import Search
from storage_opt.studies.bid_variables import target_of, variable_of
from storage_opt.studies.outlook import Outlook
from storage_opt.studies.run import run

YEARS = 4
BASE = {
    "area": "tokyo",
    "start_fiscal_year": 2029,
    "battery": {"power_mw": 10, "energy_mwh": 65, "wear_jpy_per_mwh": 2000, "calendar_fade_per_year": 0.0, "cycle_fade_per_cycle": 0.0},
    "prices": {"source": "bundled:synthetic", "fiscal_years": [2023]},
    "eligibility": "ignore",
    "finance": {
        "life_years": YEARS,
        "capex_jpy_per_kwh": 1.5e9 / 65_000,
        "fixed_opex_jpy_per_kw_year": 5000,
        "grid_charges": {"generator": False},
        "grant": {"disposal": "none"},
        "tax": {"rate": 0.0, "property_tax_rate": 0.0},
    },
}  # fmt: skip
LTDA = {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 20_000, "term_years": YEARS}
TAXED = BASE["finance"] | {
    "tax": {},
    "debt": {"interest_rate": 0.02, "tenor_years": 3, "gearing_max": 0.7, "upfront_fee": 0.01, "reserve_months": 3},
}


def project(tmp_path, **keys):
    path = tmp_path / "project.yaml"
    path.write_text(yaml.safe_dump(BASE | keys))
    return read_project(path)


def found(project, variable, metric, value):
    outlook = Outlook(project)
    return Search(outlook, variable_of(project, variable), Target(metric, value)).found(), outlook


def margin_jpy(project):
    return run(project).years[0].figures.margin_jpy


def annuity(rate):
    return 1.0 / capital_recovery(rate, YEARS)


def test_grant_and_capital_cost_are_closed_forms(tmp_path):
    """Years are alike: capex = (margin − fixed cost) × annuity + grant."""
    plant = project(tmp_path)
    worth = (margin_jpy(plant) - 5e7) * annuity(0.06)
    grant, outlook = found(plant, "grant_jpy", "project_irr", 0.06)
    assert grant.value == pytest.approx(1.5e9 - worth, abs=5.0) and grant.attained == pytest.approx(0.06, abs=1e-8)
    assert outlook.memory.solved == 1 and outlook.memory.recalled > 10  # years are alike, and a grant moves no plan
    rate, _ = found(plant, "grant_rate", "project_irr", 0.06)
    assert rate.value == pytest.approx(grant.value / 1.5e9, rel=1e-8)
    capex, _ = found(plant, "capex_jpy", "project_irr_pre_tax", 0.06)
    assert capex.value == pytest.approx(worth, rel=1e-8) and capex.is_unique
    npv, _ = found(plant, "capex_jpy", "npv_jpy", 1e6)
    assert npv.value == pytest.approx((margin_jpy(plant) - 5e7) * annuity(0.05) - 1e6, rel=1e-8)


def test_capacity_price_and_toll_are_closed_forms(tmp_path):
    plant = project(tmp_path, scheme={"kind": "capacity_market", "price_jpy_per_kw_year": 1, "derating": 0.5})
    price, _ = found(plant, "capacity_price_jpy_per_kw_year", "project_irr", 0.05)
    needed = 1.5e9 / annuity(0.05) + 5e7 - margin_jpy(project(tmp_path))
    assert price.value == pytest.approx(needed / 5_000, rel=1e-6)
    toll = {"kind": "toll", "price_jpy_per_kw_year": 1, "availability": 1.0, "term_years": YEARS}
    rent, _ = found(project(tmp_path, scheme=toll), "toll_jpy_per_kw_year", "project_irr", 0.05)
    assert rent.value == pytest.approx((1.5e9 / annuity(0.05) + 5e7) / 10_000, rel=1e-6)


def test_ltda_price_is_a_closed_form_where_nothing_is_refunded_by_slices(tmp_path):
    """One rate for all slices and wear that is deducted: the plan is the merchant's whatever the price."""
    flat = LTDA | {"refund_rates": [0.9, 0.9, 0.9], "wear_deductible": True}
    plant = project(tmp_path, scheme=flat)
    price, _ = found(plant, "ltda_price_jpy_per_kw_year", "project_irr", 0.05)
    year = run(project(tmp_path)).years[0].figures
    kept = year.margin_jpy - 0.9 * (year.margin_jpy - year.wear_jpy)
    kw = plant.schemes[0].contracted_kw(plant.plant(2029))
    assert price.value == pytest.approx((1.5e9 / annuity(0.05) + 5e7 - kept) / kw, abs=1e-3)


@pytest.mark.parametrize("wear_deductible", [True, False])
@pytest.mark.parametrize(("metric", "value"), [("project_irr", 0.04), ("equity_irr", 0.08), ("npv_jpy", 0.0)])
def test_required_price_put_back_gives_the_target(tmp_path, wear_deductible, metric, value):
    plant = project(tmp_path, scheme=LTDA | {"wear_deductible": wear_deductible}, finance=TAXED)
    solved, answer = bid(plant, "ltda_price_jpy_per_kw_year", Target(metric, value), in_full=False)
    result = run(solved)
    reached = getattr(result.finance.measures, metric)
    assert reached == pytest.approx(value, abs=1e-6 if metric != "npv_jpy" else 100.0)
    assert answer.found.value == solved.schemes[0].price_jpy_per_kw_year
    assert answer.market.margin_jpy == pytest.approx(sum(y.figures.margin_jpy for y in result.years) / YEARS)
    assert answer.cost_based.contracted_kw == result.years[0].contracts.contracted_kw
    below = variable_of(plant, "ltda_price_jpy_per_kw_year").put(answer.found.value * (1 - 1e-4))
    assert getattr(Outlook(plant).of(below).finance.measures, metric) < value


def test_required_price_rises_with_capital_cost(tmp_path):
    plant = project(tmp_path, scheme=LTDA, finance=TAXED)
    values = [
        found(with_capex(plant, factor), "ltda_price_jpy_per_kw_year", "project_irr", 0.04)[0].value
        for factor in (0.5, 0.8, 1.0, 1.1, 1.5)
    ]
    assert values == sorted(values) and len(set(values)) == len(values)


def test_a_sensitivity_is_the_bid_of_the_changed_project(tmp_path):
    plant = project(tmp_path, scheme=LTDA, finance=TAXED)
    _, answer = bid(plant, "ltda_price_jpy_per_kw_year", Target("project_irr", 0.04))
    steps = {step.name: step for step in answer.steps}
    assert set(steps) == {"capex", "fixed_costs", "price_level", "fade", "target", "duration"}
    dear = found(with_capex(plant, 1.1), "ltda_price_jpy_per_kw_year", "project_irr", 0.04)[0].value
    assert steps["capex"].high_value == pytest.approx(dear, rel=1e-6)
    assert steps["target"].low_value < answer.found.value < steps["target"].high_value
    assert steps["fade"].low_value == pytest.approx(answer.found.value, rel=1e-7)  # nothing fades
    assert [step.width for step in answer.steps] == sorted((step.width for step in answer.steps), reverse=True)
    assert [point.hours for point in answer.durations] == [3, 4, 6, 8] and answer.holding == ()
    six = next(point for point in answer.durations if point.hours == 6)
    assert six.energy_mwh < 65 and six.value < answer.found.value  # 65 MWh is a little more than six hours


def test_energy_added_and_energy_overbuilt_hold_the_hours(tmp_path):
    fading = BASE["battery"] | {"calendar_fade_per_year": 0.03, "augmentation_jpy_per_kwh": 20_000}
    plant = project(tmp_path, scheme=LTDA, battery=fading)
    _, answer = bid(plant, "ltda_price_jpy_per_kw_year", Target("project_irr", 0.04))
    points = {f"+{point.name} · {point.way}": point for point in answer.holding}
    assert all(point.hours == 6 for point in answer.holding)
    assert points["+0% · none"].short_years == 3 and points["+0% · auto"].short_years == 0
    assert points["+0% · auto"].added_mwh > 0.0 == points["+20% · auto"].added_mwh
    assert points["+20% · none"].value > points["+10% · none"].value > points["+0% · none"].value


def test_a_target_beyond_reach_tells_the_best(tmp_path):
    capped = {"kind": "capex_grant", "rate": 0.1, "cap_jpy": 1e8}
    plant = project(tmp_path, scheme=capped)
    answer, _ = found(plant, "grant_rate", "project_irr", 0.06)
    assert answer.value is None and answer.at == 1.0
    worth = variable_of(plant, "grant_rate").put(1.0)
    assert answer.attained == Outlook(plant).of(worth).finance.measures.project_irr


def test_no_support_may_be_enough(tmp_path):
    answer, _ = found(project(tmp_path), "grant_jpy", "npv_jpy", -1e10)
    assert answer.value == 0.0 and answer.is_at_edge


def test_energy_that_reaches_a_target_is_the_least_of_them(tmp_path):
    finance = BASE["finance"] | {"capex_jpy_per_kwh": 500, "capex_jpy_per_kw": 15_000, "fixed_opex_jpy_per_kw_year": 0}
    plant = project(tmp_path, finance=finance)
    answer, outlook = found(plant, "energy_mwh", "npv_jpy", 0.0)
    variable = variable_of(plant, "energy_mwh")
    assert answer.value is not None and variable.low < answer.value < variable.high
    assert outlook.of(variable.put(answer.value)).finance.measures.npv_jpy >= -1.0
    assert outlook.of(variable.put(0.99 * answer.value)).finance.measures.npv_jpy < 0.0


def test_energy_is_sought_among_the_hours_that_are_credited(tmp_path):
    """One and two hours are no bid of the auction; per contracted kW the price is generous, so that the least hours do."""
    generous = LTDA | {"price_jpy_per_kw_year": 100_000}
    plant = project(tmp_path, scheme=generous)
    answer, _ = found(plant, "energy_mwh", "npv_jpy", 0.0)
    assert answer.is_at_edge and answer.value == pytest.approx(3 * variable_of(plant, "energy_mwh").low)
    poor, _ = found(project(tmp_path, scheme=LTDA), "energy_mwh", "npv_jpy", 1e12)
    assert poor.value is None and poor.attained < 1e12


def test_what_cannot_be_asked_is_refused(tmp_path):
    plant = project(tmp_path)
    with pytest.raises(ProjectError, match="no scheme of kind ltda"):
        variable_of(plant, "ltda_price_jpy_per_kw_year")
    with pytest.raises(UsageError, match="unknown"):
        variable_of(plant, "price")
    with pytest.raises(ProjectError, match="no capital cost"):
        variable_of(project(tmp_path, finance={"life_years": 3}), "grant_jpy")
    for given in ("project_irr", "irr=0.05", "project_irr=high", "project_irr=nan", "project_irr=-1", "npv_jpy=inf"):
        with pytest.raises(UsageError):
            target_of(given)


def test_a_plan_that_changes_with_the_price_makes_the_measure_jump(tmp_path):
    """A made-up measure with a step at 30,000: the first value on its upper side is given, and the step is told."""

    class Stepped(Search):
        def above(self, value):
            self.scale_jpy = 1e9
            self.tried[value] = (value - 50_000.0 + (40_000.0 if value >= 30_000.0 else 0.0)) * 1e5, None
            return self.tried[value][0]

    variable = variable_of(project(tmp_path, scheme=LTDA), "ltda_price_jpy_per_kw_year")
    answer = Stepped(None, variable, Target("npv_jpy", 0.0)).found()
    assert answer.value == pytest.approx(30_000.0, rel=1e-6) and answer.value >= 30_000.0
    assert answer.is_jump and answer.is_unique


def test_several_crossings_are_told(tmp_path):
    """A made-up measure that is above the target between 20,000 and 25,000 and from 40,000 on."""

    class Wavy(Search):
        def above(self, value):
            inside = 20_000.0 <= value <= 25_000.0 or value >= 40_000.0
            self.tried[value] = (1e9 if inside else -1e9), None
            return self.tried[value][0]

    variable = variable_of(project(tmp_path, scheme=LTDA), "ltda_price_jpy_per_kw_year")
    search = Wavy(None, variable, Target("npv_jpy", 0.0))
    search.above(30_000.0)
    answer = search.found()
    assert answer.value == pytest.approx(20_000.0, rel=1e-6) and not answer.is_unique


def test_a_value_that_reaches_the_target_below_the_answer_is_told(tmp_path):
    """A made-up measure that is above the target around 5,000 as well, which was looked at before."""

    class Island(Search):
        def above(self, value):
            inside = 4_000.0 <= value <= 6_000.0 or value >= 40_000.0
            self.tried[value] = (1e9 if inside else -1e9), None
            return self.tried[value][0]

    variable = variable_of(project(tmp_path, scheme=LTDA), "ltda_price_jpy_per_kw_year")
    search = Island(None, variable, Target("npv_jpy", 0.0))
    search.above(5_000.0)
    answer = search.found()
    assert answer.value == pytest.approx(40_000.0, rel=1e-6) and not answer.is_unique


def test_a_target_before_tax_is_reached_before_tax(tmp_path):
    plant = project(tmp_path, finance=TAXED | {"debt": None})
    answer, outlook = found(plant, "capex_jpy", "project_irr_pre_tax", 0.05)
    reached = outlook.of(variable_of(plant, "capex_jpy").put(answer.value)).finance.measures
    assert reached.project_irr_pre_tax == pytest.approx(0.05, abs=1e-8) and reached.project_irr < 0.05


def test_the_cost_based_price_holds_fixed_costs_of_the_first_year_and_the_generator_charge(tmp_path):
    """5,000 JPY/kW and the charge of Tokyo without tax, 100.12 / 1.1 × 12, for 10,000 kW; no inflation, whatever the project's."""
    finance = BASE["finance"] | {"grid_charges": {}, "inflation": 0.05}
    plant = project(tmp_path, scheme=LTDA, finance=finance)
    _, answer = bid(plant, "ltda_price_jpy_per_kw_year", Target("project_irr", 0.04), in_full=False)
    assert answer.cost_based.fixed_om_jpy == pytest.approx(5e7 + 100.12 / 1.1 * 12 * 10_000, rel=1e-9)
    capital = 1.5e9 * (1.0 + 0.05 * 1.04**-YEARS)  # removal: the share of the round, discounted at its return
    assert answer.cost_based.capital_charge_jpy == pytest.approx(capital * capital_recovery(0.04, YEARS), rel=1e-9)


def test_market_revenue_counted_on_is_that_of_the_run(tmp_path):
    plant = project(tmp_path, scheme=LTDA | {"wear_deductible": True})
    solved, answer = bid(plant, "ltda_price_jpy_per_kw_year", Target("project_irr", 0.04), in_full=False)
    contracts, market = [y.contracts for y in run(solved).years], answer.market
    assert (
        market.refund_jpy == pytest.approx(sum(c.clawback_jpy for c in contracts) / YEARS) and market.refund_jpy > 1e6
    )
    assert market.kept_jpy == pytest.approx(sum(c.kept_jpy for c in contracts) / YEARS)
    assert market.payment_jpy == pytest.approx(sum(c.payment_jpy for c in contracts) / YEARS)
