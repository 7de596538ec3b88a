"""Scores by hand and against scipy's own."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from storage_opt.forecast.scores import capture, rank_correlation, scores


def test_error_and_rank_of_two_days_by_hand():
    rising, falling = np.arange(48.0), np.arange(48.0)[::-1]
    found = scores(np.concatenate([rising, rising]), np.concatenate([rising + 3.0, falling]))
    # Day 1: off by 3 in each slot, order met. Day 2: |2 s - 47| has the mean 24, order turned round.
    assert found.mae_jpy_per_mwh == pytest.approx((3.0 + 24.0) / 2)
    assert found.rank_correlation == pytest.approx(0.0, abs=1e-12)
    assert (found.n_days, found.n_days_ranked) == (2, 2)


def test_flat_days():
    rising, flat = np.arange(48.0), np.full(48, 7.0)
    assert rank_correlation(flat, rising) == 0.0
    assert rank_correlation(rising, flat) is None
    mixed = scores(np.concatenate([rising, rising]), np.concatenate([flat, rising]))
    assert (mixed.rank_correlation, mixed.n_days_ranked) == (pytest.approx(1.0), 1)
    assert scores(rising, flat).rank_correlation is None


def test_ranks_with_ties_are_those_of_scipy():
    stream = np.random.default_rng(2)
    for _ in range(20):
        expected, actual = stream.integers(0, 12, (2, 48)).astype(float)
        assert rank_correlation(expected, actual) == pytest.approx(spearmanr(expected, actual).statistic)


def one_hour_plan(decided_on: np.ndarray, settled_at: np.ndarray) -> float:
    """Buy in the slot expected to be cheapest, sell in the dearest."""
    return float(settled_at[decided_on.argmax()] - settled_at[decided_on.argmin()])


def test_capture_by_hand():
    actual = np.array([5.0, 1.0, 9.0, *[5.0] * 45])
    wrong = np.array([0.0, 9.0, 4.0, *[5.0] * 45])  # buys at 5, sells at 1
    right = 10.0 * actual
    assert capture([(actual, actual)], one_hour_plan) == 1.0
    assert capture([(right, actual)], one_hour_plan) == 1.0
    assert capture([(wrong, actual)], one_hour_plan) == pytest.approx(-4.0 / 8.0)
    assert capture([(right, actual), (wrong, actual)], one_hour_plan) == pytest.approx((8.0 - 4.0) / 16.0)


def test_capture_of_nothing_is_not_a_number_made_up():
    assert capture([(np.arange(48.0), np.full(48, 5.0))], one_hour_plan) is None
    assert capture([], one_hour_plan) is None
