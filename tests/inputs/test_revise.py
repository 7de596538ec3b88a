"""A project read again with other values: what hangs on them follows, the rest stays."""

from __future__ import annotations

import pytest
import yaml

from storage_opt.errors import ProjectError
from storage_opt.inputs.project import read_project
from storage_opt.inputs.revise import capex_of, revised, with_capex, with_costs, with_energy, with_hours, with_scheme

BASE = {
    "area": "tokyo",
    "start_fiscal_year": 2029,
    "battery": {"power_mw": 10, "energy_mwh": 65, "soe_initial_mwh": 13, "soe_min_mwh": 6.5, "bid_hours": 5},
    "scheme": {"kind": "merchant"},
    "finance": {
        "capex_jpy_per_kwh": 10_000,
        "items": {"pcs": {"jpy_per_kw": 20_000}, "land": {"jpy": 1e8}, "contingency": {"share_of_construction": 0.1}},
        "fixed_opex_jpy_per_kw_year": 5_000,
        "costs": {"insurance": {"share_of_capex": 0.01}, "rent": {"jpy_per_year": 1e6}},
    },
}


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "project.yaml"
    path.write_text(yaml.safe_dump(BASE))
    return read_project(path)


def test_a_key_is_changed_and_the_project_itself_is_not(project):
    other = revised(project, {("battery", "energy_mwh"): 70})
    assert other.site.battery.energy_mwh == 70 and project.site.battery.energy_mwh == 65
    assert project.echo["battery"]["energy_mwh"] == 65 and other.price_paths == project.price_paths
    with pytest.raises(ProjectError, match="energy_mwh"):
        revised(project, {("battery", "energy_mwh"): -1})


def test_all_capital_cost_is_multiplied_and_shares_follow(project):
    assert capex_of(project) == pytest.approx(6.5e8 + 2e8 + 1e8 + 0.85e8)
    other = with_capex(project, 1.5)
    assert capex_of(other) == pytest.approx(1.5 * capex_of(project))
    assert [item.amount_jpy for item in other.finance.capital] == pytest.approx(
        [1.5 * item.amount_jpy for item in project.finance.capital]
    )


def test_all_fixed_costs_are_multiplied(project):
    before = project.finance.fixed_cost_jpy(1, 2029)
    assert with_costs(project, 0.9).finance.fixed_cost_jpy(1, 2029) == pytest.approx(0.9 * before)
    assert capex_of(with_costs(project, 0.9)) == capex_of(project)


def test_states_of_energy_and_costs_follow_the_energy(project):
    other = with_energy(project, 130)
    battery = other.site.battery
    assert (battery.soe_initial_mwh, battery.soe_min_mwh) == (26, 13)
    assert capex_of(other) - capex_of(project) == pytest.approx(1.1 * 6.5e8)


def test_hours_are_those_at_the_bid_power_and_no_longer_declared(project):
    assert project.plant(2029).hours() == 5  # declared; 6 as built
    for hours in (3, 4, 6, 8):
        assert with_hours(project, hours).plant(2029).hours() == hours


def test_a_scheme_takes_the_place_of_a_merchant_and_stands_beside_others(project):
    one = with_scheme(project, {"kind": "capacity_market", "price_jpy_per_kw_year": 10_000})
    assert [scheme.kind for scheme in one.schemes] == ["capacity_market"]
    two = with_scheme(one, {"kind": "capex_grant", "rate": 0.1})
    assert [scheme.kind for scheme in two.schemes] == ["capacity_market", "capex_grant"]
