"""From settled years to the cash flow: signs, contracts, grants, power that is billed."""

from dataclasses import replace

import pytest
from lives import life_of

from storage_opt.records.contract import ContractYear, Payment
from storage_opt.records.contract_result import SchemeYear, YearContracts
from storage_opt.records.sharing import SharingCurve
from storage_opt.studies.operated import operated_year, scheme_cash
from storage_opt.studies.project_finance import granted_jpy

UNTAXED = {"rate": 0, "property_tax_rate": 0, "useful_life_years": 17}
FINANCE = {
    "life_years": 3,
    "capex_jpy": 10_000_000,
    "discount_rate": 0.0,
    "tax": UNTAXED,
    "grid_charges": {"generator": False},
}
DAYS = 365
"""Of price year 2022; each day a MWh is bought at 1,000 and sold at 11,000."""


def lines(result):
    return {line.name: line.amounts_jpy for line in result.finance.flow.lines}


def test_streams_of_the_ledger_stand_in_the_cash_flow_with_their_sign(monkeypatch):
    fee = {"spot": {"fee_jpy_per_kwh": 0.5}}
    result = life_of(monkeypatch, 3, battery={}, finance=FINANCE, markets=fee)
    assert lines(result)["spot"] == pytest.approx((0.0,) + (DAYS * 10_000.0,) * 3)
    assert lines(result)["spot_fee"] == pytest.approx((0.0,) + (-DAYS * 2 * 500.0,) * 3)
    assert lines(result)["plant"] == (-10_000_000.0, 0.0, 0.0, 0.0)
    year = operated_year(result.years[0])
    assert year.charging_cost_jpy == pytest.approx(DAYS * 1_000.0) and year.discharged_mwh == pytest.approx(DAYS)
    assert year.margin_jpy == pytest.approx(result.years[0].figures.margin_jpy)
    cost = 10_000_000 + 3 * DAYS * (1_000 + 1_000)
    assert result.finance.measures.lcos_jpy_per_kwh == pytest.approx(cost / (3 * DAYS * 1_000))


def test_lines_of_a_contract_add_up_to_its_net_and_refunds_and_penalties_are_paid(monkeypatch):
    settled = life_of(monkeypatch, 1, battery={}, finance=FINANCE | {"life_years": 1}).years[0]
    fixed = (Payment("capacity_payment", 500.0, "taxpayers"), Payment("penalty", -200.0, "taxpayers"))
    taking = SchemeYear(ContractYear("custom", "taxpayers", fixed, SharingCurve((0.0,), (1.0, 0.75))), 1_000.0)
    contracts = YearContracts((taking, taking), 1_000.0, 0.0)
    year = operated_year(replace(settled, contracts=contracts))
    assert taking.clawback_jpy == 250.0
    assert year.scheme_jpy == {
        "custom.capacity_payment": 1_000.0, "custom.penalty": -400.0, "custom.refund": -500.0,
    }  # fmt: skip
    assert sum(scheme_cash(contracts).values()) == pytest.approx(contracts.owner_net_jpy - contracts.margin_jpy)
    assert year.contracted_jpy == 600.0


def test_charge_falls_on_what_may_be_fed_in(monkeypatch):
    charge = {"generator_jpy_per_kw_month": 100.0}
    result = life_of(
        monkeypatch, 2, battery={}, finance=FINANCE | {"life_years": 2, "grid_charges": charge}, connection={"export_limit_mw": 2.5},
    )  # fmt: skip
    assert lines(result)["generator_charge"] == (0.0, -2_500 * 1_200.0, -2_500 * 1_200.0)


def test_a_grant_costs_the_public_when_it_is_paid_less_what_comes_back(monkeypatch):
    terms = FINANCE | {"grant": {"milestones": {0: 0.5, 1: 0.5}}, "public_discount_rate": 0.1}
    result = life_of(monkeypatch, 3, battery={}, finance=terms, scheme={"kind": "capex_grant", "rate": 0.5})
    left = 5_000_000 * 14 / 17
    assert lines(result)["grant_repayment"][3] == pytest.approx(-left)
    assert result.public.cost_npv_jpy == pytest.approx(2_500_000 + 2_500_000 / 1.1 - left / 1.1**3)
    assert granted_jpy(None) is None
