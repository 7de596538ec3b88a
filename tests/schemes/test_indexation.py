"""Contract prices that follow indices; thresholds that do not."""

import pytest
from projects import contract_year, payments, project

CAPACITY = 35_386


def ltda(indexation: str, round_: int = 3) -> str:
    return f"""scheme:
  kind: ltda
  round: {round_}
  price_jpy_per_kw_year: 60000
  return_jpy_per_kw_year: 12000
  indexation: {indexation}
"""


def price(read, fiscal_year: int) -> float:
    return payments(contract_year(read, fiscal_year))["capacity_payment"] / CAPACITY


def test_without_indexation_the_price_stays(tmp_path):
    assert price(project(tmp_path, ltda("{kind: none}")), 2048) == 60_000


@pytest.mark.parametrize(("round_", "base"), [(1, 2023), (2, 2024), (3, 2025), (4, 2026)])
def test_cpi_counts_from_the_bidding_year(tmp_path, round_, base):
    read = project(tmp_path, ltda("{kind: cpi, rate: 0.02}", round_))
    for year in (2029, 2035):
        assert price(read, year) == pytest.approx(60_000 * 1.02 ** (year - base), abs=1e-4)


def test_base_year_can_be_stated(tmp_path):
    read = project(tmp_path, ltda("{kind: cpi, rate: 0.02, base_fiscal_year: 2029}"))
    assert price(read, 2029) == 60_000
    assert price(read, 2030) == pytest.approx(61_200)


def test_rates_by_year_hold_until_the_next(tmp_path):
    read = project(tmp_path, ltda("{kind: cpi, rates: {2027: 0.03, 2030: 0.01}}"))
    assert price(read, 2029) == pytest.approx(60_000 * 1.03**3, abs=1e-4)  # 2026: none known, 2027 to 2029: 3 %
    assert price(read, 2031) == pytest.approx(60_000 * 1.03**3 * 1.01**2, abs=1e-4)
    assert "index_carried_on" in [note.name.rpartition(".")[2] for note in contract_year(read, 2031).notes]


def test_levels_by_year(tmp_path):
    read = project(tmp_path, ltda("{kind: cpi, levels: {2025: 110, 2029: 121, 2030: 132}}"))
    assert [price(read, year) for year in (2029, 2030, 2033)] == pytest.approx([66_000, 72_000, 72_000], abs=1e-4)


def test_items_each_follow_their_own_series_and_the_rest_stays(tmp_path):
    read = project(
        tmp_path,
        ltda(
            "{kind: items, items: [{name: construction, weight: 0.5, levels: {2025: 100, 2029: 120}},"
            " {name: staff, weight: 0.2, rate: 0.02}]}"
        ),
    )
    assert price(read, 2029) == pytest.approx(60_000 * (0.3 + 0.5 * 1.2 + 0.2 * 1.02**4), abs=1e-4)


def test_cpi_is_the_item_of_weight_one(tmp_path):
    cpi = project(tmp_path, ltda("{kind: cpi, rate: 0.015}"))
    items = project(tmp_path, ltda("{kind: items, items: [{name: all, weight: 1, rate: 0.015}]}"))
    for year in range(2029, 2049):
        assert contract_year(cpi, year) == contract_year(items, year)


def test_thresholds_are_not_indexed(tmp_path):
    read = project(tmp_path, ltda("{kind: cpi, rate: 0.05}"))
    assert contract_year(read, 2029).sharing == contract_year(read, 2040).sharing
