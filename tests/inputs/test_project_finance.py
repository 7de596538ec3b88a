"""The finance block: what it comes to, and what is refused."""

import pytest
import yaml

from storage_opt.errors import ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.records.finance_terms import (
    AggregatorFee,
    CapitalItem,
    CostLine,
    DebtTerms,
    FinanceTerms,
    GrantTerms,
    GridChargeTerms,
    TaxTerms,
)

BASE = {"area": "tokyo", "battery": {"power_mw": 50, "energy_mwh": 200}}


def finance(tmp_path, **keys):
    path = tmp_path / "project.yaml"
    path.write_text(yaml.safe_dump(BASE | {"finance": keys}, sort_keys=False))
    return read_project(path).finance


def test_items_are_sized_and_shares_of_construction_follow(tmp_path):
    read = finance(
        tmp_path,
        capex_jpy_per_kwh=10_000,
        items={
            "pcs": {"jpy_per_kw": 20_000, "spending": [0.25, 0.75]},
            "land": {"jpy": 1e8},
            "grid_connection": {"jpy": 2e8},
            "contingency": {"share_of_construction": 0.05},
        },
        decommissioning={"share_of_construction": 0.1, "jpy": 5},
    )
    by_name = {item.name: item for item in read.capital}
    assert by_name["plant"].amount_jpy == 2e9 and by_name["pcs"].amount_jpy == 1e9
    assert by_name["contingency"].amount_jpy == pytest.approx(0.05 * 3e9)
    assert read.construction_jpy == 3e9 and read.capex_jpy == 3.3e9 and read.grant_eligible_jpy == 3e9
    assert not by_name["land"].is_depreciable and by_name["grid_connection"].is_depreciable
    assert by_name["pcs"].spending == (0.25, 0.75) and by_name["land"].spending == (1.0,)
    assert read.decommissioning_jpy == pytest.approx(3e8 + 5)


def test_yearly_costs_grow_from_the_base_year_in_their_own_way(tmp_path):
    read = finance(
        tmp_path,
        capex_jpy=1e9,
        base_fiscal_year=2026,
        inflation=0.02,
        fixed_opex_jpy_per_kw_year=5_000,
        costs={
            "insurance": {"share_of_capex": 0.003, "inflation": 0.0},
            "land_lease": {"jpy_per_year": 1e6, "jpy_per_kwh_year": 1, "first_year": 2, "last_year": 2},
        },
    )
    assert read.fixed_cost_jpy(1, 2028) == pytest.approx(2.5e8 * 1.02**2 + 3e6)
    assert read.fixed_cost_jpy(2, 2028) == pytest.approx((2.5e8 + 1.2e6) * 1.02**3 + 3e6)
    assert read.fixed_cost_jpy(3, 2028) == pytest.approx(2.5e8 * 1.02**4 + 3e6)


def test_a_grant_counts_what_it_may(tmp_path):
    path = tmp_path / "project.yaml"
    block = {"items": {"battery": {"jpy": 1e9}, "land": {"jpy": 5e8}}}
    path.write_text(yaml.safe_dump(BASE | {"finance": block, "scheme": {"kind": "capex_grant", "rate": 0.5}}))
    project = read_project(path)
    plant = project.plant(2028)
    assert plant.capex_jpy == 1.5e9 and project.schemes[0].upfront(plant)[0].amount_jpy == 5e8


WHOLE = """
life_years: 18
base_fiscal_year: 2026
items:
  battery: {jpy_per_kwh: 20000, inflation: -0.03}
  pcs: {jpy_per_kw: 20000, jpy: 5, spending: [1, 0]}
  grid_connection: {jpy: 400}
  development: {jpy: 300}
  land: {jpy: 200, depreciable: true}
  contingency: {share_of_construction: 0.1}
  shed: {jpy: 100, grant_eligible: false}
spending: [0.3, 0.7]
fixed_opex_jpy_per_kw_year: 4000
costs:
  insurance: {share_of_capex: 0.003, inflation: 0}
  lease: {jpy_per_year: 7, jpy_per_kw_year: 2, jpy_per_kwh_year: 3, first_year: 2, last_year: 2}
aggregator: {share_of_margin: 0.05, jpy_per_kw_year: 6}
grid_charges: {generator: false, generator_jpy_per_kw_month: 70, contract_demand_kw: charge_power,
  wheeling_basic: true, wheeling_jpy_per_kw_month: 9, loss_rate: 0.12}
grant: {milestones: {18: 0.25, -1: 0.75}, disposal: none, restricted_years: 8, profit_return_share: 0.1, profit_return_above_jpy: 11}
decommissioning: {jpy: 1, jpy_per_kw: 2, jpy_per_kwh: 3, share_of_construction: 0.05}
working_capital_days: 30
augmentation_inflation: -0.02
discount_rate: 0.06
equity_discount_rate: 0.1
public_discount_rate: 0.03
inflation: 0.01
tax: {company: small_marginal, rate: 0.3, revenue_levy: 0.01, value_added_rate: 0.002, capital_rate: 0.001, capital_jpy: 12,
  depreciation: straight_line, useful_life_years: 15, grant_compression: false, property_tax_rate: 0.013,
  property_base_before_grant: false, losses: immediate, loss_years: 9, loss_share: 0.4}
debt: {repayment: annuity, interest_rate: 0.02, tenor_years: 18, gearing_max: 0.7, dscr_contracted: 1.2, dscr_merchant: 2,
  upfront_fee: 0.01, reserve_months: 6, reserve_interest: 0.001}
"""
"""Every key, none at its default. 50 MW are 50,000 kW, 200 MWh 200,000 kWh."""


STATED = {"repayment": "stated", "interest_rate": 0.02, "tenor_years": 2, "gearing_max": 0.7}


def test_a_stated_service_arrives_whole(tmp_path):
    read = finance(tmp_path, capex_jpy=1e9, debt=STATED | {"service_jpy": [2e8, 1e8]})
    assert read.debt == DebtTerms("stated", 0.02, 2, 0.7, service_jpy=(2e8, 1e8))


def test_every_key_arrives_where_it_belongs(tmp_path):
    read = finance(tmp_path, **yaml.safe_load(WHOLE))
    built = 4e9 + (1e9 + 5) + 100
    capital = (
        CapitalItem("battery", 4e9, (0.3, 0.7), True, True, True, -0.03),
        CapitalItem("pcs", 1e9 + 5, (1.0, 0.0), True, True, True),
        CapitalItem("grid_connection", 400.0, (0.3, 0.7), True, False, False),
        CapitalItem("development", 300.0, (0.3, 0.7), True, False, False),
        CapitalItem("land", 200.0, (0.3, 0.7), True, False, False),
        CapitalItem("contingency", 0.1 * built, (0.3, 0.7), True, False, False),
        CapitalItem("shed", 100.0, (0.3, 0.7), True, False, True),
    )
    costs = (
        CostLine("fixed_om", 2e8),
        CostLine("insurance", 0.003 * sum(item.amount_jpy for item in capital), 0.0),
        CostLine("lease", 7 + 2 * 50_000 + 3 * 200_000, None, 2, 2),
    )
    tax = TaxTerms(
        "small_marginal", 0.3, 0.01, 0.002, 0.001, 12.0, "straight_line", 15, False, 0.013, False, "immediate", 9, 0.4
    )
    assert read == FinanceTerms(
        18, 2026, capital, costs, AggregatorFee(0.05, 300_000.0), GridChargeTerms(False, 70.0, None, True, 9.0, 0.12),
        GrantTerms(((-1, 0.75), (18, 0.25)), "none", 8, 0.1, 11.0), tax,
        DebtTerms("annuity", 0.02, 18, 0.7, 1.2, 2.0, 0.01, 6.0, 0.001),
        1 + 2 * 50_000 + 3 * 200_000 + 0.05 * built, 30.0, -0.02, 0.01, 0.06, 0.1, 0.03,
    )  # fmt: skip


def test_what_is_not_stated_is_what_the_reference_says(tmp_path):
    read = finance(tmp_path, capex_jpy=1e9, debt={"interest_rate": 0.02, "tenor_years": 15, "gearing_max": 0.7})
    assert read == FinanceTerms(
        20, None, (CapitalItem("plant", 1e9),), (), AggregatorFee(0.0, 0.0), GridChargeTerms(True, None, 0.0, False), GrantTerms(),
        TaxTerms("above_100_million"), DebtTerms("sculpted", 0.02, 15, 0.7, 1.3, 1.8), 0.0, 0.0, None, 0.0, 0.05, 0.08, 0.04,
    )  # fmt: skip
    assert read.grant.milestones == ((0, 1.0),) and read.grant.disposal == "pro_rata" and read.tax.grant_compression


def test_voltage_of_the_wheeling_charge_is_that_of_the_connection(tmp_path):
    path = tmp_path / "project.yaml"
    path.write_text(yaml.safe_dump(BASE | {"finance": {"capex_jpy": 1}, "compliance": {"voltage": "high"}}))
    assert read_project(path).finance.grid_charges.voltage == "high"


def test_an_item_of_the_users_own_may_be_a_share_of_construction_if_it_is_none(tmp_path):
    items = {"pcs": {"jpy": 1e9}, "crane": {"share_of_construction": 0.1, "construction": False}}
    read = finance(tmp_path, items=items)
    assert read.construction_jpy == 1e9 and read.capex_jpy == pytest.approx(1.1e9)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"spending": [0.5, 0.4]}, "finance.spending: the shares add up to 0.9"),
        ({"items": {"pcs": {"jpy": 1, "spending": [0.5]}}}, "finance.items.pcs.spending"),
        ({"items": {"pcs": {}}}, "finance.items.pcs: no amount"),
        ({"items": {"pcs": {"share_of_construction": 0.1}}}, "construction cost itself"),
        ({"items": {"plant": {"jpy": 1}}, "capex_jpy": 2}, "finance.items.plant"),
        ({"costs": {"insurance": {"inflation": 0.1}}}, "finance.costs.insurance: no amount"),
        ({"grant": {"milestones": {0: 0.5, 9: 0.5}}, "life_years": 8}, "year end 9, but the project runs for 8 years"),
        ({"grant": {"milestones": {21: 1}}}, "finance.grant.milestones.21: found 21"),
        (
            {"costs": {"property_tax": {"jpy_per_year": 1}}},
            "finance.costs.property_tax: the program has a line of this name",
        ),
        (
            {"costs": {"fixed_om": {"jpy_per_year": 1}}, "fixed_opex_jpy_per_kw_year": 1},
            "finance.costs.fixed_om: the program has a line of this name",
        ),
        ({"costs": {"lease": {"jpy": 1, "first_year": 5}}}, "finance.costs.lease.jpy"),
        ({"costs": {"lease": {"jpy_per_year": 1, "first_year": 5, "last_year": 4}}}, "first_year is 5, last_year 4"),
        ({"items": {"contingency": {"share_of_construction": 5}}}, "finance.items.contingency.share_of_construction"),
        ({"grant": {"milestones": {0: 0.5}}}, "finance.grant.milestones"),
        (
            {"debt": {"interest_rate": 0.02, "tenor_years": 21, "gearing_max": 0.7}},
            "21, but the project runs for 20 years",
        ),
        ({"debt": {"interest_rate": 0.02}}, "finance.debt.tenor_years"),
        ({"debt": STATED | {"service_jpy": [1e8]}}, "service_jpy holds 1 years, and tenor_years is 2"),
        ({"debt": STATED}, "repayment: stated and service_jpy go together"),
        ({"debt": STATED | {"repayment": "annuity", "service_jpy": [1, 1]}}, "stated and service_jpy go together"),
        ({"tax": {"company": "small"}}, "finance.tax.company"),
        ({"items": [{"name": "land"}]}, "finance.items"),
        ({"tax": {"corporate": 0.3}}, "finance.tax.corporate"),
        ({"discount_rate": -1}, "finance.discount_rate"),
    ],
)
def test_wrong_finance_is_refused_with_its_place(tmp_path, keys, told):
    with pytest.raises(ProjectError) as error:
        finance(tmp_path, **keys)
    assert told in str(error.value)
