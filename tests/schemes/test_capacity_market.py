"""The capacity market, by hand."""

import pytest
from projects import PLANT, contract_year, noted, payments, project, refused

CM = "scheme: {kind: capacity_market}\n"
SMALL = PLANT.replace("power_mw: 50, energy_mwh: 216", "power_mw: 10, energy_mwh: 43.2")


def cm(keys: str) -> str:
    return f"scheme: {{kind: capacity_market, {keys}}}\n"


def test_ten_megawatts_of_four_hours_in_tokyo(tmp_path):
    # 7,077 kW × 15,111 = 106,940,547
    year = contract_year(project(tmp_path, CM, plant=SMALL))
    assert year.contracted_kw == 7_077
    assert payments(year) == {"capacity_payment": 106_940_547.0}
    assert year.sharing.is_identity
    assert (year.payer, year.notes) == ("capacity_contributions", ())


@pytest.mark.parametrize(
    ("area", "fiscal_year", "price"),
    [("tokyo", 2024, 14_137), ("kyushu", 2025, 5_242), ("tokyo", 2027, 9_555), ("hokkaido", 2028, 14_812),
     ("kansai", 2029, 12_388), ("kyushu", 2029, 15_112), ("kyushu", 2041, 15_112)],
)  # fmt: skip
def test_price_of_area_and_delivery_year(tmp_path, area, fiscal_year, price):
    read = project(tmp_path, cm("derating: none"), f"area={area}", "start_fiscal_year=2024")
    year = contract_year(read, fiscal_year, start=2024)
    assert payments(year)["capacity_payment"] == price * 50_000
    assert noted(year) == (["price_assumed"] if fiscal_year > 2029 else [])


def test_no_payment_before_the_first_delivery_year(tmp_path):
    read = project(tmp_path, CM, "start_fiscal_year=2022")
    for fiscal_year in (2022, 2023):
        year = contract_year(read, fiscal_year, start=2022)
        assert (year.payments, noted(year)) == ((), ["not_begun"])
    first = contract_year(read, 2024, start=2022)
    assert payments(first)["capacity_payment"] == 14_137 * 35_386
    assert noted(first) == ["derating_assumed"]


def test_years_of_participation(tmp_path):
    read = project(tmp_path, cm("first_fiscal_year: 2031, last_fiscal_year: 2033"))
    paid = [year for year in range(2029, 2040) if contract_year(read, year).payments]
    assert paid == [2031, 2032, 2033]


def test_own_price_is_for_all_years_and_looks_nothing_up(tmp_path):
    read = project(tmp_path, cm("price_jpy_per_kw_year: 9555, derating: 1.0"))
    for fiscal_year in (2029, 2045):
        assert payments(contract_year(read, fiscal_year)) == {"capacity_payment": 477_750_000.0}
    assert {use.name.partition(".")[0] for use in read.rules.used} == {"spot"}  # the trading fee


def test_transition_deduction_until_the_measure_ends(tmp_path):
    read = project(tmp_path, cm("transition_deduction: 0.015, derating: none"))
    assert payments(contract_year(read, 2029))["capacity_payment"] == pytest.approx(50_000 * 15_111 * 0.985)
    assert payments(contract_year(read, 2030))["capacity_payment"] == 50_000 * 15_111


def test_no_deduction_at_half_of_net_cone(tmp_path):
    # Net CONE of 2029: 10,075; half: 5,037.5
    for price, kept in ((5_037, 1.0), (5_038, 0.9)):
        read = project(tmp_path, cm(f"transition_deduction: 0.1, derating: none, price_jpy_per_kw_year: {price}"))
        assert payments(contract_year(read, 2029))["capacity_payment"] == pytest.approx(50_000 * price * kept)


def test_a_plant_below_three_hours_is_refused(tmp_path):
    told = refused(tmp_path, CM, "battery.energy_mwh=160")  # 2.98 h
    assert "2 h of full output at a bid power of 50 MW" in told
    assert "at least 3 h" in told
    project(tmp_path, CM, "battery.energy_mwh=160", "battery.bid_power_mw=49")


def test_fading_hours_are_a_shortfall(tmp_path):
    year = contract_year(project(tmp_path, CM), 2033, energy_mwh=210.0)  # 3.9 h
    assert (year.contracted_kw, year.credited_kw) == (35_386, 29_764)
    assert noted(year) == ["derating_assumed", "shortfall", "price_assumed"]
