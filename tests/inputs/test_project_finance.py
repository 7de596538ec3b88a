"""The finance block: what it comes to, and what is refused."""

import pytest
import yaml

from storage_opt.errors import ProjectError
from storage_opt.inputs.project import read_project

BASE = {"area": "tokyo", "battery": {"power_mw": 50, "energy_mwh": 200}}


def finance(tmp_path, **keys):
    path = tmp_path / "project.yaml"
    path.write_text(yaml.safe_dump(BASE | {"finance": keys}))
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
        ({"costs": {"lease": {"jpy": 1, "first_year": 5}}}, "finance.costs.lease.jpy"),
        ({"costs": {"lease": {"jpy_per_year": 1, "first_year": 5, "last_year": 4}}}, "first_year is 5, last_year 4"),
        ({"items": {"contingency": {"share_of_construction": 5}}}, "finance.items.contingency.share_of_construction"),
        ({"grant": {"milestones": {0: 0.5}}}, "finance.grant.milestones"),
        (
            {"debt": {"interest_rate": 0.02, "tenor_years": 21, "gearing_max": 0.7}},
            "21, but the project runs for 20 years",
        ),
        ({"debt": {"interest_rate": 0.02}}, "finance.debt.tenor_years"),
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
