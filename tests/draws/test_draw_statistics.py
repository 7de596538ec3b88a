"""Quantiles, intervals, paired differences and convergence against independent formulas."""

import math

import numpy as np
import pytest
from scipy import stats

from storage_opt.records.bid import Target
from storage_opt.records.draw_results import DrawRow, Quantile
from storage_opt.records.draws import Drawn, DrawsAsk, RequiredAsk
from storage_opt.records.study import Answer, Failed
from storage_opt.studies.draw_statistics import (
    Ranked,
    case_draws,
    convergence,
    paired,
    quantile,
    ranked,
    short_cover,
    spread,
    wilson,
)

RNG = np.random.default_rng(3)
ASK = DrawsAsk(10, 1, figures=("project_irr",))


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 200, 1000])
def test_quantiles_are_the_inverse_of_the_empirical_distribution(count):
    values = RNG.normal(size=count)
    for share in (0.1, 0.5, 0.9, 1.0):
        assert quantile(values, share) == np.quantile(values, share, method="inverted_cdf")
    assert quantile(np.array([]), 0.5) is None


@pytest.mark.parametrize(("hits", "count"), [(0, 10), (1, 10), (10, 10), (37, 200), (1, 1), (0, 1000)])
def test_the_interval_is_that_of_scipy(hits, count):
    expected = stats.binomtest(hits, count).proportion_ci(0.95, method="wilson")
    found = wilson(hits, count)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)
    assert found.share == hits / count and (found.hits, found.count) == (hits, count)


def test_mean_and_error_are_those_of_a_sample():
    values = RNG.normal(3.0, 2.0, size=50)
    found = spread("npv_jpy", Ranked(values))
    assert found.mean == pytest.approx(values.mean())
    assert found.standard_error == pytest.approx(stats.sem(values))
    assert found.deviation == pytest.approx(found.standard_error * math.sqrt(50))
    one = spread("npv_jpy", Ranked(values[:1]))
    assert one.mean == values[0] and one.standard_error is None and one.p90.value == values[0]
    none = spread("npv_jpy", Ranked(np.array([math.nan, math.nan])))
    assert (none.count, none.left_out, none.mean, none.p50) == (0, 2, None, Quantile(None))


def answer(**figures):
    return Answer("k", figures, {})


def test_a_return_that_does_not_exist_has_its_place_in_the_order():
    """Two plants whose money never comes back rank below, one that pays from the first year above; means leave them out."""
    answers = [answer(project_irr=irr, npv_jpy=1.0) for irr in (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07)]
    answers += [answer(project_irr=None, npv_jpy=-5.0), answer(project_irr=None, npv_jpy=-1e-9)]
    answers += [answer(project_irr=None, npv_jpy=7.0)]
    found = spread("project_irr", ranked("project_irr", answers, ASK))
    assert (found.count, found.below, found.above, found.left_out, found.without, found.draws) == (10, 2, 1, 0, 3, 10)
    assert found.p10 == Quantile(None, "below") and found.p90 == Quantile(0.07) and found.p50 == Quantile(0.03)
    assert found.mean == pytest.approx(0.04) and found.width is None
    worse = spread("project_irr", ranked("project_irr", [answer(project_irr=None, npv_jpy=2.0)] * 3, ASK))
    assert worse.p10 == worse.p90 == Quantile(None, "above") and worse.mean is None


@pytest.mark.parametrize(
    ("figure", "worth"), [("equity_irr", "equity_npv_jpy"), ("project_irr_pre_tax", "npv_pre_tax_jpy")]
)
def test_other_returns_are_judged_by_their_own_worth(figure, worth):
    answers = [answer(**{figure: None, "npv_jpy": 5.0, worth: -1.0})]
    assert spread(figure, ranked(figure, answers, ASK)).below == 1


@pytest.mark.parametrize(("variable", "side"), [("ltda_price_jpy_per_kw_year", "above"), ("capex_jpy", "below")])
def test_a_price_that_is_never_enough_ranks_above_all(variable, side):
    ask = DrawsAsk(10, 1, required=RequiredAsk(variable, Target("project_irr", 0.05)))
    found = spread("required", ranked("required", [answer(required=None), answer(required=3.0)], ask))
    assert (found.below, found.above) == ((0, 1) if side == "above" else (1, 0))
    absent = spread("required", ranked("required", [answer(npv_jpy=1.0)], ask))
    assert (absent.count, absent.left_out) == (0, 1), "a case without the scheme has no required price"


def test_a_cover_ratio_without_a_loan_is_left_out():
    answers = [answer(min_dscr=None), answer(min_dscr=0.9), answer(min_dscr=1.0), answer(min_dscr=1.2)]
    found = spread("min_dscr", ranked("min_dscr", answers, ASK))
    assert (found.count, found.left_out, found.p10.value) == (3, 1, 0.9)
    short = short_cover(answers)
    assert (short.hits, short.count) == (1, 3)
    assert short_cover([answer(min_dscr=None)]) is None


def test_common_numbers_save_what_covariance_they_have():
    """var(a − b) = var a + var b − 2·cov: with a correlation of 0.9 nine tenths are saved, with independent draws nothing."""
    a = RNG.normal(size=4_000)
    b = 0.9 * a + math.sqrt(1 - 0.81) * RNG.normal(size=4_000)
    together = paired("npv_jpy", a, b, lower_is_better=False)
    covariance = np.cov(a, b)
    expected = 2 * covariance[0, 1] / (covariance[0, 0] + covariance[1, 1])
    assert together.variance_saved == pytest.approx(expected, rel=1e-9) and expected == pytest.approx(0.9, abs=0.02)
    apart = paired("npv_jpy", a, RNG.permutation(b), lower_is_better=False)
    assert abs(apart.variance_saved) < 0.07
    assert together.standard_error < 0.35 * apart.standard_error


def test_differences_are_draw_by_draw_and_only_where_both_have_a_value():
    mine, theirs = np.array([3.0, 5.0, math.nan, 2.0, 4.0, 7.0]), np.array([1.0, 6.0, 0.0, 2.0, math.nan, 3.0])
    found = paired("npv_jpy", mine, theirs, lower_is_better=False)
    assert (found.count, found.p10, found.p50, found.p90) == (4, -1.0, 0.0, 4.0)
    assert (found.share_better, found.share_equal) == (0.5, 0.25)
    assert found.mean == pytest.approx(1.25)
    assert paired("capex_jpy", mine, theirs, lower_is_better=True).share_better == 0.25
    same = paired("capex_jpy", np.ones(4), np.ones(4), lower_is_better=True)
    assert (same.share_better, same.share_equal, same.variance_saved) == (0.0, 1.0, None)


def test_convergence_looks_at_the_first_draws():
    values = np.arange(80.0)
    found = convergence("npv_jpy", Ranked(values))
    assert [step.count for step in found.steps] == [10, 20, 40, 80]
    assert [step.mean for step in found.steps] == pytest.approx([4.5, 9.5, 19.5, 39.5])
    assert found.is_settled is False, "the median of the first half is 20 of 39"
    even = np.tile([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], 20)
    assert convergence("npv_jpy", Ranked(even)).is_settled is True
    assert convergence("npv_jpy", Ranked(even[:20])).is_settled is False, "an error of 0.66 of a width of 8"
    assert convergence("npv_jpy", Ranked(np.zeros(20))).is_settled is True
    assert convergence("npv_jpy", Ranked(even[:9])).is_settled is None
    gone = np.where(even < 8.0, -math.inf, even)
    assert convergence("npv_jpy", Ranked(gone)).is_settled is False
    assert convergence("npv_jpy", Ranked(np.full(20, math.nan))).is_settled is None


def rows(name, outcomes):
    return [DrawRow(name, Drawn(number), outcome, False) for number, outcome in enumerate(outcomes, start=1)]


def test_failed_draws_are_counted_and_take_no_part():
    failed = Failed("f", 4, {"en": "no plan", "ja": "解なし"})
    mine = rows("a", [answer(project_irr=0.1), failed, answer(project_irr=0.3), answer(project_irr=0.2)])
    theirs = rows("b", [answer(project_irr=0.05), answer(project_irr=0.9), failed, answer(project_irr=0.3)])
    found = case_draws("a", mine, theirs, ASK)
    assert found.failed == {2: failed} and found.spreads[0].count == 3
    assert found.paired[0].count == 2 and found.paired[0].mean == pytest.approx(-0.025)
    assert case_draws("b", theirs, None, ASK).paired == ()
