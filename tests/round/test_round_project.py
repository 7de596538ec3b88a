"""A candidate as a project: what comes from the candidate, what stays of the base."""

import pytest
from small_round import BASE

from storage_opt.inputs.project import project_of
from storage_opt.inputs.round_project import project_content
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.records.round import RoundCandidate

CANDIDATE = RoundCandidate("c", "tokyo", 50.0, 6.0, "non_li", 1000.0, 200.0, 30.0, None, "japan", True)


def project(tmp_path, base, contract=None, beside=()):
    content = project_content(base, CANDIDATE, 4, contract or {}, beside, 12_345.0)
    return project_of(content, YamlFile({}), tmp_path, "c", base=tmp_path)


def test_capital_is_the_candidates_with_shares_of_the_base(tmp_path):
    """50 MW × 6 h / 0.9 stored; 50,000 kW × 1,000 + 333,333 kWh × 200, connection 50,000 × 30, contingency 10 % of the plant."""
    items = {
        "battery": {"jpy_per_kwh": 99_000},
        "grid_connection": {"jpy_per_kw": 99_000},
        "contingency": {"share_of_construction": 0.1},
        "land": {"jpy": 5e9},
    }
    finance = BASE["finance"] | {"items": items, "capex_jpy": 7e9}
    made = project(tmp_path, BASE | {"finance": finance})
    plant = 50_000 * 1000 + 50_000 * 6 / 0.9 * 200
    amounts = {item.name: item.amount_jpy for item in made.finance.capital}
    assert amounts == pytest.approx({"plant": plant, "grid_connection": 1.5e6, "contingency": 0.1 * plant})
    assert made.plant(2029).hours() == 6 and made.site.battery.energy_mwh == pytest.approx(300 / 0.9)


def test_size_and_statements_are_the_candidates(tmp_path):
    battery = BASE["battery"] | {
        "power_mw": 5,
        "energy_mwh": 9,
        "bid_power_mw": 3,
        "soe_initial_mwh": 4,
        "max_cycles_per_day": 2,
    }
    base = BASE | {
        "area": "kyushu",
        "battery": battery,
        "compliance": {"jc_star": True},
        "scheme": {"kind": "merchant"},
    }
    made = project(tmp_path, base, {"wear_deductible": True}, [{"kind": "custom", "name": "x"}])
    assert (made.area, made.site.battery.power_mw, made.bid_power_mw) == ("tokyo", 50.0, 50.0)
    assert made.site.battery.max_cycles_per_day == 2 and made.site.battery.soe_initial_mwh is None
    said = made.compliance
    assert (said.kind_of_cell, said.cell_country, said.certified_supply_plan, said.jc_star) == (
        "non_li",
        "japan",
        True,
        True,
    )
    ltda, custom = made.schemes
    assert (ltda.round, ltda.price_jpy_per_kw_year, ltda.wear_deductible) == (4, 12_345.0, True)
    assert custom.kind == "custom" and made.eligibility == "warn"
