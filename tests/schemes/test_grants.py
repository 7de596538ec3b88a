"""Capex grants: rates and caps by programme, class and size, own values, cumulation."""

import pytest
from projects import PLANT, project, refused

from storage_opt.schemes.base import OperatingYear

CAPEX = "finance: {capex_jpy: 6.0e9}\n"


def grant(folder, keys: str, *overrides: str, finance: str = CAPEX, which: int = 0) -> float:
    read = project(folder, f"scheme: [{{kind: capex_grant, {keys}}}]\n" + finance, *overrides)
    plant = read.plant(2029)
    (paid,) = read.schemes[which].upfront(plant)
    assert (paid.name, paid.payer) == ("grant", "taxpayers")
    now = read.schemes[which].year(plant, OperatingYear(1, 2029, 216.0))
    assert now.sharing.is_identity
    assert now.payments == ()
    return paid.amount_jpy


@pytest.mark.parametrize(
    ("programme", "power", "expected"),
    [
        ("sii_2021", 50, 2_500_000_000),  # half of 6 billion, cap 2.5
        ("sii_2022", 9, 2_000_000_000),  # a third, cap 2.5
        ("sii_2024", 50, 2_000_000_000),  # half, cap 2
        ("sii_2025", 10, 2_000_000_000),  # 10 MW counts as large
        ("sii_2025", 9.9, 1_000_000_000),  # a third is 2, cap 1
        ("tokyo_2024", 50, 2_000_000_000),  # two thirds are 4, cap 2
        ("tokyo_2028", 50, 2_000_000_000),
    ],
)
def test_programmes(tmp_path, programme, power, expected):
    assert grant(tmp_path, f"programme: {programme}", f"battery.power_mw={power}") == expected


def test_below_the_cap_the_rate_counts(tmp_path):
    assert grant(tmp_path, "programme: sii_2025", finance="finance: {capex_jpy: 3.0e9}\n") == 1_500_000_000
    assert grant(tmp_path, "programme: tokyo_2025", finance="finance: {capex_jpy: 2.1e9}\n") == 1_400_000_000
    third = grant(tmp_path, "programme: sii_2025", "battery.power_mw=5", finance="finance: {capex_jpy: 1.0e9}\n")
    assert third == 333_333_333


def test_class_of_equipment(tmp_path):
    assert grant(tmp_path, "programme: sii_2025, equipment: new_technology") == 3_000_000_000
    assert (
        grant(tmp_path, "programme: tokyo_2025, equipment: reused_ev_cells", finance="finance: {capex_jpy: 2.0e9}\n")
        == 1_500_000_000
    )


def test_own_rate_and_caps(tmp_path):
    assert grant(tmp_path, "programme: sii_2025, rate: 0.4, cap_jpy: 5.0e9") == 2_400_000_000
    assert grant(tmp_path, "rate: 0.5") == 3_000_000_000
    assert grant(tmp_path, "rate: 0.5, eligible_share: 0.8") == 2_400_000_000
    assert grant(tmp_path, "rate: 0.5, cap_jpy_per_kw: 40000") == 2_000_000_000  # 50,000 kW
    assert grant(tmp_path, "rate: 0.5, cap_jpy_per_kwh: 10000") == 2_160_000_000  # 216,000 kWh
    assert grant(tmp_path, "rate: 0.5, cap_jpy: 2.5e9, cap_jpy_per_kw: 40000, cap_jpy_per_kwh: 9000") == 1_944_000_000
    assert grant(tmp_path, "grant_jpy: 1.23e9", finance="") == 1_230_000_000


def test_what_is_stated_is_not_looked_up(tmp_path):
    read = project(tmp_path, "scheme: {kind: capex_grant, programme: sii_2025, rate: 0.4, cap_jpy: 5.0e9}\n" + CAPEX)
    read.schemes[0].upfront(read.plant(2029))
    assert not any(use.name.startswith("grants") for use in read.rules.used)
    read = project(tmp_path, "scheme: {kind: capex_grant, programme: sii_2025}\n" + CAPEX)
    assert {use.name for use in read.rules.used if use.is_doubtful} == {"grants.rate", "grants.cap"}


@pytest.mark.parametrize(
    ("capex", "national", "tokyo"),
    [
        (3.0e9, 1.5e9, 0.5e9),  # two thirds are 2; half is the nation's
        (6.0e9, 2.0e9, 2.0e9),  # two thirds are 4: both caps fit
        (4.5e9, 2.0e9, 1.0e9),
    ],
)
def test_tokyo_and_the_nation_stay_within_two_thirds(tmp_path, capex, national, tokyo):
    for order in ((0, 1), (1, 0)):
        both = ["{kind: capex_grant, programme: sii_2025}", "{kind: capex_grant, programme: tokyo_2025}"]
        listed = ", ".join(both[position] for position in order)
        read = project(tmp_path, f"scheme: [{listed}]\nfinance: {{capex_jpy: {capex:e}}}\n")
        paid = [scheme.upfront(read.plant(2029))[0].amount_jpy for scheme in read.schemes]
        assert [paid[order.index(0)], paid[order.index(1)]] == [national, tokyo]
        assert sum(paid) <= capex * 2 / 3 + 1


def test_what_cannot_be_granted_is_told(tmp_path):
    def told(keys: str, finance: str = CAPEX) -> str:
        return refused(tmp_path, f"scheme: {{kind: capex_grant{keys}}}\n" + finance, plant=PLANT)

    assert "scheme: found neither programme, nor rate, nor grant_jpy" in told("")
    for programme in ("sii_2023", "sii_2026", "osaka_2025", "sii"):
        text = told(f", programme: {programme}")
        assert f"no rate is known for {programme}" in text
        assert "sii_2025" in text
    text = told(", programme: sii_2021, equipment: new_technology")
    assert (
        "scheme.equipment: sii_2021 has no rate for equipment new_technology. Expected one of below_10_mw, from_10_mw"
        in text
    )
    text = told(", programme: sii_2025", finance="")
    assert "neither scheme.grant_jpy nor finance.capex_jpy is given" in text
    assert "at most 1" in told(", rate: 1.2")
