"""The steps of the search do what they say, on single days of negative prices: there the anchors of a day are the ends of the period."""

import numpy as np
import pytest
from trials import Trial, solve

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection


def day(seed):
    price = np.random.default_rng(seed).integers(-8, 12, 48) * 1000.0
    return Trial(Battery(1.0, 1.0, 2.0, 0.8, 0.8, soe_initial_mwh=0.0, soe_final_mwh=0.0), Connection(), 0.0, price)


@pytest.mark.parametrize("seed", [0, 5, 7, 18, 20])
def test_a_window_finds_the_best_plan_between_its_anchors(seed):
    """Any gap is taken, so the search ends with the window; between the ends of the period that is the optimum."""
    found = solve(day(seed), relative_gap=1.0)
    assert found.outcome.steps == ("lp", "windows reach=0 n=1", "polish", "ties")
    assert found.objective == pytest.approx(day(seed).stated.maximum()[0], rel=1e-9)
    assert found.outcome.bound_jpy > found.objective + 1.0


@pytest.mark.parametrize("seed", [0, 5, 7, 18, 20])
def test_a_gap_that_is_asked_for_is_reached(seed):
    """The relaxation leaves a gap, so the search must go on to the whole problem until the bound meets the plan."""
    found = solve(day(seed))
    assert found.outcome.steps == ("lp", "windows reach=0 n=1", "polish", "mip", "ties")
    assert found.outcome.relative_gap <= 1e-9
    assert found.outcome.bound_jpy == pytest.approx(day(seed).stated.maximum()[0], rel=1e-9)
