"""The refund of the LTDA: the worked example to the yen, and the shape of the curve at its edges."""

import pytest
from projects import contract_year, payments, project

from storage_opt.schemes.refund import Thresholds, kept_after_refund, thresholds

EXAMPLE = """scheme:
  kind: ltda
  round: 3
  price_jpy_per_kw_year: 60000
  return_jpy_per_kw_year: 12000
  derating: 0.9
"""
T1, T2 = 540_000_000, 2_020_005_000
ROWS = [
    (-100_000_000, 0),
    (300_000_000, 285_000_000),
    (540_000_000, 513_000_000),
    (700_000_000, 657_000_000),
    (1_500_000_000, 1_377_000_000),
    (2_500_000_000, 2_253_000_250),
]


@pytest.fixture
def example(tmp_path):
    """50 MW × 0.9 = 45,000 kW; main auction of Tokyo in FY2029 from the rules: 15,111."""
    return contract_year(project(tmp_path, EXAMPLE))


def refund_as_written(profit: float) -> float:
    """The formula of the facts, slice by slice."""
    if profit <= 0:
        return 0.0
    return 0.95 * min(profit, T1) + 0.90 * max(0.0, min(profit, T2) - T1) + 0.85 * max(0.0, profit - T2)


@pytest.mark.parametrize(("profit", "refund"), ROWS)
def test_worked_example_to_the_yen(example, profit, refund):
    assert -example.sharing.transfer_jpy(profit) == pytest.approx(refund, abs=1e-3)
    assert round(-example.sharing.transfer_jpy(profit)) == refund
    assert refund_as_written(profit) == pytest.approx(refund, abs=1e-3)


def test_thresholds_and_payment_of_the_example(example):
    assert example.sharing.edges_jpy == (0.0, T1, T2)
    assert example.contracted_kw == 45_000
    assert payments(example) == {"capacity_payment": 2_700_000_000.0}
    assert example.payer == "capacity_contributions"


@pytest.mark.parametrize("edge", [0, T1, T2])
def test_refund_is_continuous_and_rises_at_each_edge(example, edge):
    def refund(at):
        return -example.sharing.transfer_jpy(at)

    left, here, right = refund(edge - 1), refund(edge), refund(edge + 1)
    assert left <= here <= right
    assert here - left <= 0.951
    assert 0.849 <= right - here <= 0.951
    rates = {0: (0.0, 0.95), T1: (0.95, 0.90), T2: (0.90, 0.85)}[edge]
    assert (here - left, right - here) == pytest.approx(rates, abs=1e-6)


def test_the_curve_is_the_formula_on_a_grid(example):
    for profit in range(-500_000_000, 4_000_000_000, 13_777_777):
        assert example.sharing.kept_jpy(profit) == pytest.approx(profit - refund_as_written(profit), abs=1e-3)


def test_a_yen_more_of_profit_is_never_a_yen_less_kept(example):
    assert example.sharing.is_rising
    kept = [example.sharing.kept_jpy(profit) for profit in range(-500_000_000, 4_000_000_000, 7_654_321)]
    assert kept == sorted(kept)


def test_second_threshold_is_at_least_the_first():
    assert thresholds(5e8, 16_000.0, 15_111.0, 45_000) == Thresholds(5e8, 5e8)
    assert thresholds(5e8, 10_000.0, 15_111.0, 45_000) == Thresholds(5e8, 5e8)


def test_slices_without_width_fall_away():
    rates = (0.95, 0.90, 0.85)
    no_return = kept_after_refund(Thresholds(0.0, 7e8), rates)
    assert no_return.edges_jpy == (0.0, 7e8)
    assert no_return.shares == pytest.approx((1.0, 0.10, 0.15))
    neither = kept_after_refund(Thresholds(0.0, 0.0), rates)
    assert neither.edges_jpy == (0.0,)
    assert neither.shares == pytest.approx((1.0, 0.15))


def test_flat_rates_give_one_share(tmp_path):
    year = contract_year(project(tmp_path, EXAMPLE + "  refund_rates: [0.85, 0.85, 0.85]\n"))
    for profit in (1e8, 5.4e8, 3e9):
        assert year.sharing.kept_jpy(profit) == pytest.approx(0.15 * profit)
