"""LTDA contracts: capacity, thresholds, term, notes, and which rules a result rests on."""

import math

import pytest
from projects import PLANT, contract_year, noted, payments, project, refused

from storage_opt.inputs.rules import rule_book
from storage_opt.schemes.ltda_ceiling import price_ceiling
from storage_opt.schemes.yen import monthly_payments


def ltda(*keys: str, round_: int = 3, price: str = "60000", returned: str = "12000") -> str:
    stated = ["kind: ltda", f"round: {round_}", f"price_jpy_per_kw_year: {price}", *keys]
    if returned:
        stated.append(f"return_jpy_per_kw_year: {returned}")
    return "scheme: {" + ", ".join(stated) + "}\n"


@pytest.mark.parametrize(("area", "expected"), [("tokyo", 35_386), ("kyushu", 40_069)])
@pytest.mark.parametrize("round_", [1, 2, 3, 4])
def test_contracted_capacity_of_50_mw_and_4_h(tmp_path, area, expected, round_):
    read = project(tmp_path, ltda(round_=round_), f"area={area}")
    assert contract_year(read).contracted_kw == contract_year(read).credited_kw == expected
    assert payments(contract_year(read)) == {"capacity_payment": expected * 60_000.0}


def test_first_threshold_is_the_return_on_the_capital_by_hand(tmp_path):
    # 216 MWh × 30,000 JPY/kWh + 50 MW × 45,000 JPY/kW = 6.48e9 + 2.25e9
    read = project(tmp_path, ltda(returned="") + "finance: {capex_jpy_per_kwh: 30000, capex_jpy_per_kw: 45000}\n")
    assert read.finance.capex_jpy == 8_730_000_000
    year = contract_year(read)
    # CRF(4 %, 20) = 0.0735818 and 1/20: the facts give 0.02358
    assert year.sharing.edges_jpy[1] == pytest.approx((0.0735817503 - 0.05) * 8_730_000_000, abs=2.0)
    assert year.sharing.edges_jpy[2] == (60_000 - 15_111) * 35_386


@pytest.mark.parametrize(("round_", "rate"), [(1, 0.05), (2, 0.05), (3, 0.04), (4, 0.04)])
def test_return_is_at_the_highest_rate_of_the_round(tmp_path, round_, rate):
    read = project(tmp_path, ltda("bid_capital_jpy: 1.0e9", round_=round_, returned=""))
    annuity = rate * (1 + rate) ** 20 / ((1 + rate) ** 20 - 1)
    assert contract_year(read).sharing.edges_jpy[1] == pytest.approx((annuity - 1 / 20) * 1e9)


def test_price_search_does_not_move_the_first_threshold(tmp_path):
    low, high = (
        contract_year(project(tmp_path, ltda("bid_capital_jpy: 5.0e9", price=price, returned="")))
        for price in ("30000", "60000")
    )
    assert low.sharing.edges_jpy[1] == high.sharing.edges_jpy[1]
    assert high.sharing.edges_jpy[2] - low.sharing.edges_jpy[2] == 30_000 * 35_386


def test_contingency_and_decommissioning_enter_the_capital(tmp_path):
    plain, more = (
        contract_year(project(tmp_path, ltda(*keys, returned="") + "finance: {capex_jpy: 1.0e10}\n"))
        for keys in ([], ["contingency: 0.1", "decommission_share: 0.05", "wacc: 0.04"])
    )
    ratio = more.sharing.edges_jpy[1] / plain.sharing.edges_jpy[1]
    assert ratio == pytest.approx(1 + 0.1 + 0.05 / 1.04**20)


def test_second_threshold_follows_the_main_auction_of_each_year(tmp_path):
    read = project(tmp_path, ltda() + "", "start_fiscal_year=2027")
    at = {year: contract_year(read, year, start=2027).sharing.edges_jpy[2] for year in (2027, 2028, 2029, 2030)}
    price = {2027: 9_555, 2028: 14_812, 2029: 15_111, 2030: 15_111}
    assert at == {year: (60_000 - price[year]) * 35_386 for year in at}
    assert "price_assumed" not in noted(contract_year(read, 2029, start=2027))
    assert "price_assumed" in noted(contract_year(read, 2030, start=2027))
    assumed = [use for use in read.rules.used if use.is_assumed]
    assert [(use.name, use.value) for use in assumed] == [("capacity_market.price", 15_111)]


def test_stated_main_auction_price_is_not_looked_up(tmp_path):
    read = project(tmp_path, ltda("main_auction_jpy_per_kw_year: 10000"))
    assert contract_year(read, 2040).sharing.edges_jpy[2] == 50_000 * 35_386
    assert not any(use.name.startswith("capacity_market") for use in read.rules.used)


@pytest.mark.parametrize(
    ("start", "keys", "first", "last"),
    [
        (2028, [], 2028, 2047),
        (2028, ["start: next_year"], 2029, 2048),
        (2025, [], 2027, 2046),
        (2026, ["start: next_year"], 2027, 2046),
        (2025, ["start: next_year"], 2027, 2046),
        (2023, ["first_fiscal_year: 2023"], 2023, 2042),
        (2028, ["term_years: 15"], 2028, 2042),
    ],
)
def test_term_counts_payment_years(tmp_path, start, keys, first, last):
    read = project(tmp_path, ltda(*keys, "main_auction_jpy_per_kw_year: 10000"), f"start_fiscal_year={start}")
    paid = [year for year in range(start, start + 45) if contract_year(read, year, start=start).payments]
    assert (paid[0], paid[-1], len(paid)) == (first, last, last - first + 1)
    for outside in {start, first - 1, last + 1} - set(paid):
        if outside >= start:
            year = contract_year(read, outside, start=start)
            assert year.sharing.is_identity
            assert (year.contracted_kw, year.payments) == (0, ())
            assert noted(year) == (["not_begun"] if outside < first else [])


def test_round_4_may_ask_for_forty_years(tmp_path):
    read = project(tmp_path, ltda("term_years: 40", "bid_capital_jpy: 1.0e9", round_=4, returned=""))
    assert contract_year(read, 2068).payments
    assert not contract_year(read, 2069).payments
    annuity = 0.04 / (1 - 1.04**-40)
    assert contract_year(read).sharing.edges_jpy[1] == pytest.approx((annuity - 1 / 40) * 1e9)
    assert "ltda_term" not in noted(contract_year(read))


@pytest.mark.parametrize(("round_", "years"), [(3, 21), (3, 19), (4, 41)])
def test_a_term_that_the_round_does_not_know_is_named(tmp_path, round_, years):
    read = project(tmp_path, ltda(f"term_years: {years}", round_=round_))
    assert "ltda_term" in noted(contract_year(read))


def test_readings_are_told_in_the_first_payment_year_only(tmp_path):
    read = project(tmp_path, ltda())
    assert noted(contract_year(read)) == ["ltda_start", "ltda_free_to_withhold"]
    assert noted(contract_year(read, 2030)) == ["price_assumed"]
    literal = project(tmp_path, ltda("start: next_year", "offer_duty: marginal_cost"))
    assert noted(contract_year(literal)) == ["not_begun"]
    assert literal.schemes[0].offer_duty == "marginal_cost"


def test_wear_is_not_deductible_unless_stated_and_the_rule_is_named(tmp_path):
    read = project(tmp_path, ltda())
    assert not contract_year(read).wear_deductible
    assert ("ltda_contract.deductible", {"cost": "wear"}) in [(u.name, dict(u.index)) for u in read.rules.used]
    stated = project(tmp_path, ltda("wear_deductible: true"))
    assert contract_year(stated).wear_deductible
    asked = [dict(u.index)["cost"] for u in stated.rules.used if u.name == "ltda_contract.deductible"]
    assert "charging_energy" in asked
    assert "wear" not in asked


def test_deductible_costs_come_from_the_rules(tmp_path):
    plain, with_wear = (project(tmp_path, ltda(*keys)).schemes[0] for keys in ([], ["wear_deductible: true"]))
    assert {"charging_energy", "market_fees", "imbalance", "balancing_penalty"} <= set(plain.deductible_costs)
    assert not {"fixed_opex", "property_tax", "depreciation", "wear"} & set(plain.deductible_costs)
    assert with_wear.deductible_costs == (*plain.deductible_costs, "wear")


def test_unverified_readings_are_on_record(tmp_path):
    read = project(tmp_path, ltda())
    contract_year(read)
    doubtful = {use.name for use in read.rules.used if use.is_doubtful}
    assert doubtful == {
        "ltda_contract.derating_year",
        "ltda_contract.deductible",
        "ltda_contract.loss_carried_over",
        "ltda_contract.thresholds_indexed",
        "ltda_contract.threshold_price",
        "ltda_contract.surplus_must_be_offered",
    }


def test_fading_plant_is_short_but_stays_contracted(tmp_path):
    read = project(tmp_path, ltda())
    year = contract_year(read, 2035, energy_mwh=200.0)  # 200 × 0.93 / 50 = 3.72 h
    assert (year.contracted_kw, year.credited_kw) == (35_386, 29_764)
    assert payments(year) == {"capacity_payment": 35_386 * 60_000.0}
    assert "shortfall" in noted(year)
    gone = contract_year(read, 2040, energy_mwh=150.0)  # 2.79 h: below the table
    assert (gone.contracted_kw, gone.credited_kw) == (35_386, 0)
    augmented = contract_year(read, 2035, energy_mwh=400.0)
    assert (augmented.credited_kw, "shortfall" in noted(augmented)) == (35_386, False)


def test_lower_bid_power_keeps_the_hours(tmp_path):
    read = project(tmp_path, ltda(), "battery.bid_power_mw=30")  # 6.7 h
    year = contract_year(read)
    assert 0.84 * 30_000 < year.contracted_kw < 0.87 * 30_000
    assert any(use.grade.value == "extrapolated" for use in read.rules.used)


def test_own_load_lowers_the_bid_power(tmp_path):
    plant = PLANT.replace("power_mw: 50", "power_mw: 50, auxiliary_mw: 2")
    read = project(tmp_path, ltda("derating: none"), plant=plant)
    assert (read.bid_power_mw, contract_year(read).contracted_kw) == (48.0, 48_000)
    assert "at most 48 MW" in refused(tmp_path, ltda(), "battery.bid_power_mw=48.5", plant=plant)


@pytest.mark.parametrize("amount", [0.0, 1.0, 11.0, 2_700_000_000.0, 2_123_160_001.0, -7.0, -12_345_678.0])
def test_monthly_payments_sum_to_the_year(amount):
    months = monthly_payments(amount)
    assert len(months) == 12
    assert sum(months) == amount
    assert max(months) - min(months) <= 1


def test_a_fraction_of_a_yen_is_no_yearly_amount():
    with pytest.raises(ValueError, match="whole yen"):
        monthly_payments(0.5)


def test_ceilings_by_round_and_area():
    book = rule_book()
    caps = {area: price_ceiling(book, 1, area) for area in ("tokyo", "tohoku", "chubu")}
    assert caps["tokyo"] == 74_690
    assert caps["tohoku"] == 55_308
    # 45,000 per kW of nameplate over the published 3 h mean of Chubu, 0.75824248
    assert caps["chubu"] == pytest.approx(45_000 / 0.75824248, rel=1e-4)
    assert any(use.grade.value == "inferred" for use in book.used)
    assert [price_ceiling(book, round_, "tokyo") for round_ in (2, 3, 4)] == [100_000, 200_000, None]


def test_price_below_the_main_auction_leaves_one_threshold(tmp_path):
    year = contract_year(project(tmp_path, ltda(price="14000")))
    assert year.sharing.edges_jpy == (0.0, 12_000 * 35_386)
    assert year.sharing.shares[-1] == pytest.approx(0.15)
    assert math.isclose(year.sharing.kept_jpy(1e9), 0.05 * 12_000 * 35_386 + 0.15 * (1e9 - 12_000 * 35_386))
