"""Measures by hand, against other formulas, and where they have no value."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage_opt.finance.irr import irr
from storage_opt.finance.measures import dscr, lcos_jpy_per_kwh, llcr, npv, payback_years
from storage_opt.finance.root_count import positive_roots
from storage_opt.messages import language

CAPEX = 60_000.0 * 3
MARGINS = {"downside": 4_575.0, "base": 9_345.0, "upside": 14_310.0}

amounts = st.floats(1.0, 1e3)
quiet = settings(max_examples=60, deadline=None, derandomize=True)


def residual(flows, rate):
    """Present value over the sum of absolute discounted flows, in exact arithmetic."""
    x = 1 / (1 + Fraction(rate))
    parts = [Fraction(f) * x**k for k, f in enumerate(flows)]
    return float(abs(sum(parts)) / sum(abs(p) for p in parts))


@pytest.mark.parametrize(("case", "expected"), [("downside", -0.057), ("base", 0.004), ("upside", 0.049)])
def test_published_case_of_twenty_level_years(case, expected):
    """Mitsubishi Research Institute for METI, 2024-08-29: 60,000 JPY/kWh, 3 h, 20 years."""
    assert irr([-CAPEX, *[MARGINS[case]] * 20]).value == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize(("rate", "grant"), [(0.05, 0.353), (0.06, 0.405), (0.08, 0.490), (0.10, 0.558)])
def test_grant_that_brings_the_base_case_to_a_rate(rate, grant):
    level = npv([MARGINS["base"]] * 20, range(1, 21), rate)
    assert 1.0 - level / CAPEX == pytest.approx(grant, abs=0.0005)
    assert irr([-level, *[MARGINS["base"]] * 20]).value == pytest.approx(rate, abs=1e-12)


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([-1600.0, 10_000.0, -10_000.0], "several"),  # 25 and 400 per cent
        ([-100.0, 230.0, -132.0], "several"),  # 10 and 20 per cent
        ([-1000.0, 3600.0, -4310.0, 1716.0], "several"),  # 10, 20 and 30 per cent
        ([-1.0, 4.0, -4.0], "several"),  # twice 100 per cent
        ([1.0, -4.0, 4.0], "several"),  # the same of a receipt, whose sum is above zero
        ([-100.0, *[15.0] * 6, -20.0], "several"),  # both below zero: it never pays back
        ([-1.0, 3.0, -2.5], "none"),
        ([-1.0, -2.0, 0.0], "none"),
        ([5.0, 1.0], "none"),
        ([0.0, 0.0, 0.0], "none"),
        ([], "none"),
        ([-100.0, 0.0], "none"),
        ([-100.0, 1e-9], "none"),  # round-off
    ],
)
def test_no_rate_is_better_than_a_wrong_one(flows, reason):
    result = irr(flows)
    assert (result.value, result.reason) == (None, reason)


def test_several_changes_of_sign_may_still_have_one_root():
    flows = [-100.0, 50.0, -10.0, 90.0]
    assert irr(flows).value is not None
    assert residual(flows, irr(flows).value) < 1e-14


def test_round_off_makes_no_change_of_sign():
    assert irr([-1e10, 0.9e10, 0.5e10, -1e-3]).value == pytest.approx(irr([-1e10, 0.9e10, 0.5e10]).value, abs=1e-12)
    assert irr([1e-4, -1e10, 1.1e10]).value == pytest.approx(0.1, abs=1e-14)


@pytest.mark.parametrize("flows", [[-1.0, float("nan")], [-1.0, float("inf")]])
def test_what_is_no_number_is_refused(flows):
    with pytest.raises(ValueError, match="finite"):
        irr(flows)


@quiet
@given(st.lists(amounts, min_size=1, max_size=12), st.lists(amounts, min_size=1, max_size=48))
def test_one_change_of_sign_has_a_rate_that_brings_the_value_to_zero(paid, received):
    flows = [-p for p in paid] + received
    result = irr(flows)
    assert result.reason is None
    assert residual(flows, result.value) < 1e-11
    assert irr([-f for f in flows]).value == pytest.approx(result.value, rel=1e-9, abs=1e-11)


@quiet
@given(st.floats(1.0, 1e4), st.lists(amounts, min_size=1, max_size=40), st.floats(1e-6, 1e12), st.integers(0, 5))
def test_rate_does_not_depend_on_scale_or_on_the_first_year(paid, received, scale, shift):
    flows = [-paid, *received]
    rate = irr(flows).value
    moved = irr([0.0] * shift + [scale * f for f in flows]).value
    assert moved == pytest.approx(rate, rel=1e-9, abs=1e-11)


@quiet
@given(st.floats(-0.5, 1.5), st.lists(amounts, min_size=1, max_size=40))
def test_rate_put_in_comes_out(rate, received):
    flows = [-npv(received, range(1, len(received) + 1), rate), *received]
    assert irr(flows).value == pytest.approx(rate, abs=1e-9)


@quiet
@given(st.lists(st.floats(-100.0, 100.0).filter(lambda f: abs(f) > 0.1), min_size=3, max_size=9))
def test_answer_agrees_with_all_roots_of_the_polynomial(flows):
    """Roots by eigenvalues; flows whose roots lie close to each other or to the real axis are left to exact cases."""
    roots = np.roots(flows)
    near = np.abs(roots.imag) < 1e-3 * np.abs(roots)
    positive = np.sort(roots[near & (roots.real > 0)].real)
    assume(not np.any(np.abs(roots[near].imag) > 0) and not np.any(np.diff(positive) < 1e-3 * positive[1:]))
    assume(not np.any(np.abs(positive - 0.5) < 1e-3))
    result = irr(flows)
    assume(abs(sum(flows)) > 1e-3)
    above = positive[positive > 0.5]  # rates above -50 per cent
    pays_back = positive[positive > 1.0] if flows[0] < 0.0 < sum(flows) else []
    chosen = next((rates for rates in (positive, above, pays_back) if len(rates) == 1), None)
    if chosen is not None:
        expected = chosen[0]
        assert result.value == pytest.approx(expected - 1.0, rel=1e-7, abs=1e-9)
    else:
        assert (result.value, result.reason) == (None, "several" if len(positive) else "none")


@pytest.mark.parametrize("roots", [[1], [1, 2], [1, 1, 3], [-1, 2, 2, 2], [-2, -3], [5, 7, 11, 13]])
def test_roots_that_were_put_in_are_counted_once(roots):
    coefficients = [1]
    for root in roots:
        coefficients = [a - root * b for a, b in zip([0, *coefficients], [*coefficients, 0], strict=True)]
    assert positive_roots(coefficients) == len({r for r in roots if r > 0})


def test_roots_a_hair_apart_are_two():
    """(x - 1)(x - 1 - 2^-20), whose coefficients are exact floats."""
    e = 2.0**-20
    assert positive_roots([1.0 + e, -2.0 - e, 1.0]) == 2
    assert positive_roots([1.0 + e * e, -2.0, 1.0]) == 0


def test_flows_that_pyxirr_misses_are_found():
    """Investment over many years, one return: pyxirr gives no answer, or one that leaves a rest."""
    rng = np.random.default_rng(1)
    missed = 0
    for _ in range(400):
        n = int(rng.integers(20, 60))
        flows = 10.0 ** rng.uniform(-3, 1, n)
        flows[: int(rng.integers(1, n))] *= -1
        theirs = pyxirr.irr(flows)
        missed += theirs is None or theirs <= -1.0 or residual(flows, theirs) > 1e-9
        assert residual(flows, irr(flows).value) < 1e-9
    assert missed > 0


def test_warning_names_the_measure():
    with language("ja"):
        assert "自己資本IRR: 値なし" in irr([-1.0, 3.0, -2.5]).note("equity_irr").text()
    with language("en"):
        told = irr([-1600.0, 10_000.0, -10_000.0]).note("project_irr").text()
        assert told.startswith("Project IRR after tax: no value") and told.endswith("to zero: 25.0%, 400.0%.")
        assert "no single rate" in irr([-1.0, 4.0, -4.0]).note("project_irr_pre_tax").text()
    assert irr([-1.0, 2.0]).note("project_irr") is None


def test_present_value_by_hand():
    assert npv([-100.0, -100.0, 121.0], [-1, 0, 2], 0.1) == pytest.approx(-110.0 - 100.0 + 100.0)
    assert npv([], [], 0.1) == 0.0
    with pytest.raises(ValueError, match="above -1"):
        npv([1.0], [0], -1.0)
    with pytest.raises(ValueError, match="zip"):
        npv([1.0], [0, 1], 0.1)


@pytest.mark.parametrize(
    ("flows", "times", "expected"),
    [
        ([-100.0, 50.0, 50.0, 50.0], [0, 1, 2, 3], 2.0),
        ([-50.0, -50.0, 30.0, 30.0, 80.0], [-1, 0, 1, 2, 3], 2.5),
        ([-100.0, 150.0, -60.0, 40.0], [0, 1, 2, 3], 2.25),  # negative again after the first time
        ([-100.0, 150.0, -60.0], [0, 1, 2], None),
        ([-100.0, 100.0], [0, 1], 1.0),
        ([10.0, 5.0], [0, 1], 0.0),
        ([-0.1] * 3 + [0.3], [0, 1, 2, 3], 3.0),  # a sum of -5.6e-17 is none
        ([], [], None),
    ],
)
def test_payback(flows, times, expected):
    assert (
        payback_years(flows, times) == pytest.approx(expected)
        if expected is not None
        else payback_years(flows, times) is None
    )


def test_payback_refuses_flows_without_times():
    with pytest.raises(ValueError, match="2 flows at 1 times"):
        payback_years([1.0, 2.0], [0])


def test_cost_of_storage_is_the_price_that_pays_all_costs():
    costs, energy, times = [5e8, 2e7, 2.5e7, 9e7], [0.0, 9e3, 8e3, 7e3], [0, 1, 2, 3]
    price = lcos_jpy_per_kwh(costs, energy, times, 0.07)
    flows = [price * 1000.0 * e - c for c, e in zip(costs, energy, strict=True)]
    assert npv(flows, times, 0.07) == pytest.approx(0.0, abs=1e-5)
    assert irr(flows).value == pytest.approx(0.07, abs=1e-12)
    assert lcos_jpy_per_kwh(costs, [0.0] * 4, times, 0.07) is None


def test_cover_ratios_without_debt_have_no_value():
    assert (dscr(100.0, 0.0), llcr([100.0], 0.05, 0.0)) == (None, None)
    assert dscr(-50.0, 100.0) == -0.5
    assert llcr([130.0] * 10, 0.0, 1000.0) == pytest.approx(1.3)


@pytest.mark.parametrize("end", [0.0, 8.0, 8.49, 8.51, 12.0, 16.0, 18.0, 30.0, 60.0, 69.0])
def test_a_dearer_end_lowers_the_rate_without_a_break(end):
    """Neither the sign of the last year nor where the second rate lies changes what the rate means, as long as the plant pays back."""
    flows = [-100.0, *[8.5] * 19, 8.5 - end]
    low, high = 0.0, 0.1
    for _ in range(100):
        rate = (low + high) / 2
        low, high = (rate, high) if npv(flows, range(21), rate) > 0 else (low, rate)
    assert 0.0 < irr(flows).value == pytest.approx(low, abs=1e-12)


def test_the_cost_of_removal_at_the_end_leaves_the_rate():
    flows = [-100.0] + [8.5] * 19 + [-2.0]
    found = irr(flows)
    assert found.reason is None and npv(flows, range(21), found.value) == pytest.approx(0.0, abs=1e-9)
    assert npv(flows, range(21), -0.8097) * npv(flows, range(21), -0.80) < 0  # the other rate, left out


@pytest.mark.parametrize("rates", [(-0.4, 0.2), (1.0, 1.0, -0.75), (-0.9, 0.1, 0.3), (-0.45, -0.3)])
def test_several_rates_above_the_lowest_give_no_value(rates):
    flows = np.array([1.0])
    for rate in rates:
        flows = np.convolve(flows, [-1.0, 1.0 + rate])
    assert irr(list(flows)).value is None


@pytest.mark.parametrize("rates", [(-0.9, 0.1), (-0.7, -0.6, -0.2), (-0.8, -0.8, 0.07)])
def test_one_rate_above_the_lowest_is_found_beside_others_below(rates):
    flows = np.array([1.0])
    for rate in rates:
        flows = np.convolve(flows, [-1.0, 1.0 + rate])
    assert irr(list(flows)).value == pytest.approx(max(rates), rel=1e-9)
