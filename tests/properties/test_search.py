"""The steps of the search do what they say, on single days of negative prices: there the anchors of a day are the ends of the period."""

import numpy as np
import pytest
from trials import Trial, solve

from storage_opt.assets.battery import Battery
from storage_opt.assets.connection import Connection


def day(seed):
    price = np.random.default_rng(seed).integers(-8, 12, 48) * 1000.0
    return Trial(Battery(1.0, 1.0, 2.0, 0.8, 0.8, soe_initial_mwh=0.0, soe_final_mwh=0.0), Connection(), 0.0, price)


@pytest.mark.parametrize(("seed", "gap"), [(0, 0.0027), (5, 0.0112), (7, 0.0135), (18, 0.016), (20, 0.0072)])
def test_a_window_finds_a_plan_of_the_gap_asked_for(seed, gap):
    """The gap is a little more than the relaxation leaves: the window alone reaches it, the rounded relaxation does not."""
    found = solve(day(seed), relative_gap=gap)
    assert found.outcome.steps == ("lp", "anchored days: 1 windows, reach 0", "polish", "ties")
    truth = day(seed).stated.maximum()[0]
    assert (1.0 - gap) * truth <= found.objective <= truth + 1e-3 < found.outcome.bound_jpy


@pytest.mark.parametrize("seed", [0, 5, 7, 18, 20])
def test_a_gap_that_is_asked_for_is_reached(seed):
    """The relaxation leaves a gap, so the search must go on until the bound meets the plan."""
    found = solve(day(seed))
    assert len(found.outcome.steps) > 4
    assert found.outcome.relative_gap <= 1e-9
    assert found.outcome.bound_jpy == pytest.approx(day(seed).stated.maximum()[0], rel=1e-9)
