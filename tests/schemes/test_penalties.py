"""Penalties of the LTDA contract, by hand."""

import pytest
from projects import contract_year, payments, project

from storage_opt.schemes.penalties import Failures, PenaltyRules, monthly_penalties

AMOUNT = 2_700_000_000.0
LTDA = "kind: ltda, round: 3, price_jpy_per_kw_year: 60000, return_jpy_per_kw_year: 12000, derating: 0.9"


def penalty(tmp_path, keys: str) -> float:
    return payments(contract_year(project(tmp_path, f"scheme: {{{LTDA}, {keys}}}\n")))["penalty"]


def test_none_unless_stated(tmp_path):
    read = project(tmp_path, f"scheme: {{{LTDA}}}\n")
    assert payments(contract_year(read)) == {"capacity_payment": AMOUNT}
    assert "ltda_contract.outage_penalty" not in [use.name for use in read.rules.used]


def test_outage_within_the_allowance_costs_nothing(tmp_path):
    assert penalty(tmp_path, "outage_slots: 8640") == 0


def test_each_slot_beyond_costs_an_eightthousandth(tmp_path):
    # 8,740 − 8,640 = 100 slots × 0.0125 % = 1.25 %
    assert penalty(tmp_path, "outage_slots: 8740") == -0.0125 * AMOUNT


def test_a_month_and_a_year_are_capped(tmp_path):
    # seven months of 1,488 slots: 6 × 1,488 − 8,640 = 288 slots in month 6 (3.6 %), then 1,488 (18.6 %, cut to 18.3 %)
    seven = "outage_slots: [1488, 1488, 1488, 1488, 1488, 1488, 1488, 0, 0, 0, 0, 0]"
    assert penalty(tmp_path, seven) == pytest.approx(-(0.036 + 0.183) * AMOUNT, abs=1)
    # a whole year, 1,460 slots a month: 120 slots in month 6 (1.5 %), then six times 18.25 %: 111 %, cut to 110 %
    assert penalty(tmp_path, "outage_slots: 17520") == pytest.approx(-1.10 * AMOUNT, abs=1)


def test_energy_not_delivered_when_supply_is_tight(tmp_path):
    # 2.7e9 / (45,000 kW × 30 h) = 2,000 JPY/kWh; 12 MWh = 12,000 kWh in a year, 1 MWh a month
    assert penalty(tmp_path, "undelivered_mwh: 12") == -24_000_000
    # 1,000 MWh in one month would be 2e9: cut at 18.3 % of 2.7e9
    assert penalty(tmp_path, "undelivered_mwh: [0, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0]") == pytest.approx(
        -0.183 * AMOUNT
    )


def test_penalties_are_unverified_and_named(tmp_path):
    read = project(tmp_path, f"scheme: {{{LTDA}, outage_slots: 9000}}\n")
    named = {use.name for use in read.rules.used if use.is_doubtful}
    assert {
        "ltda_contract.outage_slots", "ltda_contract.outage_penalty", "ltda_contract.tight_hours",
        "ltda_contract.penalty_cap",
    } <= named  # fmt: skip


def test_caps_hold_for_any_failure():
    rules = PenaltyRules()
    for slots in (0.0, 500.0, 1488.0, 5000.0):
        for mwh in (0.0, 30.0, 1e6):
            months = monthly_penalties(Failures((slots,) * 12, (mwh,) * 12), rules, 1e9, 50_000)
            assert all(0 <= month <= 0.183e9 + 1e-3 for month in months)
            assert sum(months) <= 1.1e9 + 1e-3
